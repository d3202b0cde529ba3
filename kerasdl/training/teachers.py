"""Teachers by their names: trained networks, or a preset's that are yet to be trained. Without Keras."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kerasdl.config import PRESETS, TrainConfig
from kerasdl.errors import ModelError
from kerasdl.models.card import training_config
from kerasdl.models.store import CARD_FILE, MODELS, find_model, read_card

# A preset's name and a seed: "teacher-0".
_OF_A_PRESET = re.compile(rf"({'|'.join(PRESETS)})-(\d{{1,10}})")


@dataclass(frozen=True)
class PresetTeacher:
    """A network that a preset trains.

    Attributes:
        preset: the preset's name.
        config: its settings, with the seed.
        folder: where the network belongs.
    """

    preset: str
    config: TrainConfig
    folder: Path


def missing_teachers(config: TrainConfig) -> list[PresetTeacher]:
    """The teachers of a training that are not there, but that a preset trains: of a name such as "teacher-0"."""
    return [
        PresetTeacher(match[1], replace(PRESETS[match[1]], seed=int(match[2])), MODELS / name)
        for name in config.teachers
        if (match := _OF_A_PRESET.fullmatch(name)) and _found(name) is None
    ]


def teacher_settings(config: TrainConfig) -> list[TrainConfig]:
    """With which settings the teachers of a training were trained, or will be; those that nobody knows are left out."""
    settings = [missing.config for missing in missing_teachers(config)]
    for folder in filter(None, map(_found, config.teachers)):
        with suppress(ModelError):
            settings.append(training_config(read_card(folder), str(folder / CARD_FILE)))
    return settings


def _found(name: str) -> Path | None:
    try:
        return find_model(name)
    except ModelError:
        return None
