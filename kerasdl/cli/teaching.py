"""What a network's teachers do before it is trained itself: they are trained, and answer; each in a process of its own.

`python -m kerasdl.cli.teaching` is the one in which they answer, by the request on its input. Convolutions are computed on
TensorFlow in half the time that JAX takes on a processor, and dense layers are trained faster on JAX.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from kerasdl.backend.selection import best_backend
from kerasdl.cli.common import note, start_keras
from kerasdl.config import TrainConfig
from kerasdl.errors import KerasdlError, TrainingError
from kerasdl.json_files import from_json, json_text, parse_json
from kerasdl.training.teachers import missing_teachers, teacher_settings

NOTED = 5  # of so many views one is said to be answered


@dataclass(frozen=True)
class AnsweringRequest:
    """What is to be answered.

    Attributes:
        config: the settings of the training whose teachers answer.
        data, also: its digits, as `training_data` takes them; "" for MNIST's, and for none.
        kept: the folder that the answers go to.
    """

    config: TrainConfig
    data: str
    also: str
    kept: str


def train_missing_teachers(config: TrainConfig, *, device: str, insist: bool) -> None:
    """Train those teachers of a training that a preset trains and that are not there yet, one after the other.

    Each with the backend that is fastest for it. One that was interrupted goes on where it stood.

    Raises:
        TrainingError: one was not trained to its end; it has said why.
    """
    for teacher in missing_teachers(config):
        note(f"kerasdl: trains a teacher first, {teacher.folder}")
        settings = ["--preset", teacher.preset, "--seed", str(teacher.config.seed), "--out", str(teacher.folder)]
        command = [sys.executable, "-m", "kerasdl", "train", *settings, "--device", device, "--resume"]
        # Its progress is shown; its result is not this command's.
        done = subprocess.run([*command, *(["--yes"] if insist else [])], stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise TrainingError(
                f"A teacher must be trained to its end. Received: {teacher.folder}, which ended with {done.returncode}"
            )


def teachers_answer_elsewhere(config: TrainConfig, backend: str | None, device: str) -> bool:
    """Whether another process answers faster than the one that trains: another backend, where nobody has chosen one."""
    chosen = backend or os.environ.get("KERAS_BACKEND") or device not in ("auto", "cpu") or config.filters
    convolving = any(settings.filters for settings in teacher_settings(config))
    return not chosen and convolving and best_backend(convolutions=True) == "tensorflow"


def have_teachers_answer(config: TrainConfig, data: Path | None, also: Path | None, kept: Path) -> None:
    """Have the teachers of a training answer all its views, in a process with TensorFlow; the training finds the answers.

    Raises:
        TrainingError: that process failed; it has said why.
    """
    request = AnsweringRequest(config, str(data or ""), str(also or ""), str(kept))
    command = [sys.executable, "-m", "kerasdl.cli.teaching"]
    done = subprocess.run(command, input=json_text(asdict(request)), text=True, check=False)
    if done.returncode:
        raise TrainingError(f"Teachers must answer all views. Received: a process that ended with {done.returncode}")


def answer(request: AnsweringRequest) -> None:
    """Have the teachers answer, where they have not yet; Keras is loaded."""
    from kerasdl.backend.hardware import choose_device
    from kerasdl.data.training_set import build_training_set
    from kerasdl.handwriting.training_data import training_data
    from kerasdl.training.distillation import Lessons
    from kerasdl.training.loop import build

    digits = training_data(*(Path(name) if name else None for name in (request.data, request.also))).digits
    learned = build_training_set(request.config, digits.train)
    lessons = Lessons(request.config, learned, build(request.config), choose_device("cpu")[0], Path(request.kept))
    total = len(lessons.plan.views())
    for count, _ in enumerate(lessons.answer_all(), start=1):
        if count % NOTED == 0 or count == total:
            note(f"teachers have answered {count} of {total} views of the digits")


def main() -> None:
    """Answer the request on standard input."""
    try:
        asked = parse_json(sys.stdin.read(), dict, "A request", "standard input", error=TrainingError)
        request = from_json(asked, AnsweringRequest, "A request", "standard input", error=TrainingError)
        start_keras("tensorflow")
        answer(request)
    except KerasdlError as error:
        note(f"kerasdl: {error}")
        sys.exit(1)
    except KeyboardInterrupt:  # of which the process that waits for this one says a word
        sys.exit(1)


if __name__ == "__main__":
    main()
