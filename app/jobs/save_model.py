"""Saved models: a finished network under a name, where the command finds it too."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from pathlib import Path, PureWindowsPath

from kerasdl.errors import ConfigError, KerasdlError
from kerasdl.files import atomic_folder
from kerasdl.models.store import KERAS_FILE, check_files, find_model

from .training_run import TrainingRun

NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,38}[A-Za-z0-9_-])?")
MOST_SAVED = 200
RESERVED = ("untrained",)  # names that links give to functions without a saved network


def save_model(run: TrainingRun, models: Path, name: str) -> Path:
    """Copy a run's network and its card, whole or not at all.

    Raises:
        ConfigError: the name is none, or taken; or the run is not finished; or there are too many.
        ModelError: the files are not what the card says.
        OSError: they cannot be written.
    """
    if not NAME.fullmatch(name) or PureWindowsPath(name).is_reserved() or name.lower() in RESERVED:
        raise ConfigError(
            "A name must be 1 to 40 letters, digits, dots, hyphens and underscores; it begins with a letter or digit, "
            f"ends with no dot, and means nothing else. Received: {name[:60]!r}"
        )
    finished = run.model_folder
    if finished is None:
        raise ConfigError("Only a finished training can be kept. Received: one that is not")
    if _taken(models, name):
        raise ConfigError(f"A name must be one that no network has yet. Received: {name}")
    if sum(1 for _ in models.glob(f"*/{KERAS_FILE}")) >= MOST_SAVED:
        raise ConfigError(f"At most {MOST_SAVED} networks may be kept. Received: one more")
    with atomic_folder(models / name) as part:
        shutil.copytree(finished, part, dirs_exist_ok=True)
        check_files(part)
    return models / name


def _taken(models: Path, name: str) -> bool:
    with suppress(KerasdlError):
        return (models / name).exists() or find_model(name).is_dir()
    return False
