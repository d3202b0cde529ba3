"""The teacher of a distilled training: found among the models, or trained first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.config import TrainConfig
from kerasdl.errors import ModelError, TrainingError
from kerasdl.store import KERAS_FILE, MODELS, checksums, find_model

if TYPE_CHECKING:
    import keras

NAME = "teacher"


def teacher_of(config: TrainConfig, chosen: str | None = None) -> tuple[keras.Sequential | None, dict[str, Any] | None]:
    """The teacher that a training needs, and what its card says of it; neither where it needs none.

    Args:
        config: the training's settings.
        chosen: a model's name or folder; None for "teacher", which is trained into `saved_models/teacher` if it is neither
            there nor shipped with kerasdl.

    Raises:
        ModelError: the chosen model is not there, or cannot be loaded.
        TrainingError: the teacher's own training failed, or one was chosen for a training that has no use for it.
    """
    from kerasdl.reader import load_keras_model

    if not config.distillation:
        if chosen is not None:
            raise TrainingError(
                f"A `teacher` must come with settings that distil, such as --preset web. Received: teacher={chosen}"
            )
        return None, None
    folder = find_model(chosen) if chosen is not None else _found_or_trained()
    model = load_keras_model(folder / KERAS_FILE)
    return model, {"name": folder.name, "sha256": checksums(folder)[KERAS_FILE]}


def _found_or_trained() -> Path:
    try:
        return find_model(NAME)
    except ModelError:
        _train(MODELS / NAME)
        return MODELS / NAME


def _train(folder: Path) -> None:
    """Train the teacher in a process of its own, for it does best on a backend of its own; its progress is shown."""
    command = ["train", "--preset", NAME, "--out", str(folder), "--resume"]
    code = "from kerasdl.cli import main; main()"
    print(f"kerasdl: the teacher first, into {folder}", file=sys.stderr, flush=True)
    done = subprocess.run([sys.executable, "-c", code, *command], stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise TrainingError(f"The teacher's training must end well. Received: status {done.returncode}, see above")
