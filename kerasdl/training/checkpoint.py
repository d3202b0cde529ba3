"""Checkpoints of a training run: weights, optimizer state, position and history."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from kerasdl.errors import TrainingError
from kerasdl.files import write_or_rescue
from kerasdl.json_files import from_json, json_text, parse_json

if TYPE_CHECKING:
    import keras

    from kerasdl.config import TrainConfig


@dataclass(frozen=True)
class TrainingState:
    """Where a training stands.

    Attributes:
        history: one record for each finished epoch.
        seconds: training time so far.
        learning_rate: the schedule's peak, which may have been changed on the way.
        steps: steps of an epoch.
        done: those that are done of the unfinished one.
        sums: of the loss and of the accuracy over these steps.
    """

    history: list[dict[str, float]]
    seconds: float
    learning_rate: float
    steps: int
    done: int = 0
    sums: tuple[float, float] = (0.0, 0.0)


class _Head(TypedDict):
    """What a checkpoint holds beside its arrays."""

    config: dict[str, Any]
    place: dict[str, Any]


@dataclass(frozen=True)
class Checkpoint:
    """What a resumed training run needs: its state, and every variable's value in the order of `training_variables`."""

    place: TrainingState
    values: list[np.ndarray]


def training_variables(model: keras.Model, optimizer: keras.optimizers.Optimizer) -> list[Any]:
    """All that training changes: weights, normalisation statistics, random states, optimizer slots."""
    return [*model.trainable_variables, *model.non_trainable_variables, *optimizer.variables]


def write_checkpoint(file: Path, config: TrainConfig, variables: list[Any], place: TrainingState) -> None:
    """Replace the checkpoint; a process killed here leaves the old one.

    Raises:
        TrainingError: it cannot be written where it belongs; the message says where it is.
    """
    from keras import ops

    head = json_text({"config": asdict(config), "place": asdict(place)})
    values = {f"v{i:04}": ops.convert_to_numpy(v.value) for i, v in enumerate(variables)}
    write_or_rescue(file, lambda part: np.savez(part, head=np.array(head), **values), error=TrainingError)


def read_checkpoint(file: Path, config: TrainConfig) -> Checkpoint:
    """Read a checkpoint of a training with the same settings.

    Raises:
        TrainingError: it is damaged, of another version, or was made with other settings.
    """
    try:
        with np.load(file, allow_pickle=False) as arrays:
            text = str(arrays["head"])
            values = [arrays[name] for name in sorted(arrays.files) if name != "head"]
    # NumPy, zipfile and zlib raise what they like; the memory may be too small for what a damaged header asks for.
    except Exception as error:
        raise TrainingError(
            f"A checkpoint must be readable; delete it to start again. Received: {file} ({error})"
        ) from None
    rule = "A checkpoint must be one of this version of kerasdl; delete it to start again."
    try:
        head = parse_json(text, _Head, "A checkpoint", str(file), error=TrainingError)
        place = from_json(head["place"], TrainingState, "A checkpoint's place", str(file), error=TrainingError)
    except TrainingError as error:
        raise TrainingError(f"{rule} Received: {file} ({error})") from None
    if not all(np.issubdtype(value.dtype, np.integer) or np.isfinite(value).all() for value in values):
        raise TrainingError(f"A checkpoint must hold finite numbers; delete it to start again. Received: {file}")
    wanted = json.loads(json.dumps(asdict(config)))
    differing = [f"{k}={v} (was {head['config'].get(k)})" for k, v in wanted.items() if head["config"].get(k) != v]
    if differing:
        raise TrainingError(f"A resumed training must keep its settings. Received: {', '.join(differing)}")
    # As it was written: the schema makes every figure a float, and an epoch's number is none.
    return Checkpoint(replace(place, history=head["place"]["history"]), values)
