"""Training of a network's teachers, before it is trained itself."""

from __future__ import annotations

import subprocess
import sys

from kerasdl.cli.common import note
from kerasdl.config import TrainConfig
from kerasdl.errors import TrainingError
from kerasdl.training.teachers import missing_teachers


def train_missing_teachers(config: TrainConfig, *, device: str, insist: bool) -> None:
    """Train those teachers of a training that a preset trains and that are not there yet, one after the other.

    Each in a process of its own, with the backend that is fastest for it. One that was interrupted goes on where it stood.

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
