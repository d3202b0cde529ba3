"""Compiled training steps and forward passes on the current Keras backend.

Everything above this folder is written in `keras.ops`. Gradients and compiled loops have no name there, so each backend
has a module here with the same two names:

    TrainingLoop(logits, optimizer, lesson, devices, loss)
                                    .run(batches) -> (loss, accuracy); .show(lesson); .assign(…); .write_back()
    compile_forward(model, device)  -> function from an input, or a list of them, to the outputs, NumPy in and out
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    import keras
    import numpy as np


@dataclass(frozen=True)
class TrainingSet:
    """What training steps learn from.

    Attributes:
        images: uint8, (n, 28, 28).
        labels: int32, (n,); from `classes` on: none of the classes, left out of the accuracy.
        targets: float32, (n, classes), rows that sum to 1; or what else the loss takes.
    """

    images: np.ndarray
    labels: np.ndarray
    targets: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


# What a training step minimises: from targets and logits, a batch of them, to (batch,).
Loss = Callable[[Any, Any], Any]


class TrainingLoop(Protocol):
    """Training steps on a lesson that lies on the device, or on each of several."""

    def run(self, batches: np.ndarray) -> tuple[float, float]:
        """Take one optimizer step a batch.

        Args:
            batches: int32, (steps, batch_size), indices into the lesson.

        Returns:
            The mean loss and the mean accuracy over the steps, each measured before its step's update.
        """

    def show(self, lesson: TrainingSet) -> None:
        """Put another lesson of the same size in the lesson's place; nothing is compiled again."""

    def assign(self, variable: keras.Variable, value: float) -> None:
        """Give one of the optimizer's scalar variables a value for the steps to come; nothing is compiled again."""

    def write_back(self) -> None:
        """Put the trained values into the model's and the optimizer's variables."""


def cross_entropy(targets: Any, logits: Any) -> Any:
    """What a training step minimises, for each example: in nats.

    Args:
        targets: (batch, classes), rows that sum to 1.
        logits: (batch, classes).

    Returns:
        (batch,).
    """
    from keras import ops

    return -ops.sum(targets * ops.log_softmax(ops.cast(logits, "float32"), axis=-1), axis=-1)


def accuracy(labels: Any, logits: Any) -> Any:
    """Share of a batch's examples that are answered right, among those that belong to a class: a scalar."""
    from keras import ops

    known = ops.cast(labels < logits.shape[-1], "float32")
    right = ops.cast(ops.equal(ops.cast(ops.argmax(logits, axis=-1), labels.dtype), labels), "float32")
    return ops.sum(right * known) / ops.maximum(ops.sum(known), 1.0)


def split_into_calls(batches: np.ndarray, steps_per_call: int, *, done: int = 0) -> list[np.ndarray]:
    """An epoch's batches as compiled calls take them: parts as equal as can be, for each distinct length is compiled once.

    Args:
        batches: int32, (steps, batch_size).
        steps_per_call: the steps of a part at most.
        done: steps at the beginning that are left out; the other parts stay as they are.

    Returns:
        Parts of at most two distinct lengths; where `done` lies within a part, what is left of that one is a third.
    """
    import numpy as np

    parts = np.array_split(batches, -(-len(batches) // steps_per_call))
    ends = np.cumsum([len(part) for part in parts])
    return np.split(batches[done:], ends[ends > done][:-1] - done)


def _module() -> ModuleType:
    import keras

    return importlib.import_module(f"kerasdl.backend.{keras.backend.backend()}")


def training_loop(
    logits: keras.Model,
    optimizer: keras.optimizers.Optimizer,
    lesson: TrainingSet,
    *,
    devices: Sequence[str],
    loss: Loss = cross_entropy,
) -> TrainingLoop:
    """A training loop on the current Keras backend.

    Args:
        logits: what is trained.
        optimizer: built for its variables.
        lesson: what is learned.
        devices: names as `devices()` gives them: one, or on JAX several, whose number divides the batches.
        loss: from targets and logits, a batch of them, to what is minimised, (batch,).
    """
    return cast(TrainingLoop, _module().TrainingLoop(logits, optimizer, lesson, devices, loss))


def compile_forward(model: keras.Model, device: str) -> Callable[[Any], Any]:
    """The model's inference as a compiled function, one batch a call, NumPy in and out.

    In: an array, or a list of them for a model of several inputs. Out: an array, or a dictionary.
    """
    return cast("Callable[[Any], Any]", _module().compile_forward(model, device))


def devices() -> list[tuple[str, str]]:
    """What the current backend can compute on, best first: pairs of a name ("gpu:0", "cpu:0") and a description."""
    return cast("list[tuple[str, str]]", _module().devices())
