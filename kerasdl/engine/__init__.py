"""The only code that knows which Keras backend it runs on: many training steps, or a forward pass, in one compiled call.

Everything above this folder is written in `keras.ops`. Gradients and compiled loops have no name there, so each backend
has a module here with the same two names:

    TrainingLoop(model, optimizer, digits)   .run(batches) -> (loss, accuracy); .write_back()
    compile_forward(model)                   -> function from an input to the outputs, NumPy in and out
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    import keras
    import numpy as np

    from kerasdl.data import Digits


class TrainingLoop(Protocol):
    """Training steps on digits that already lie on the device."""

    def run(self, batches: np.ndarray) -> tuple[float, float]:
        """Take one optimizer step a batch.

        Args:
            batches: int32, (steps, batch_size), indices into the digits.

        Returns:
            The mean loss and the mean accuracy over the steps, each measured before its step's update.
        """

    def write_back(self) -> None:
        """Put the trained values into the model's and the optimizer's variables."""


@dataclass(frozen=True)
class Objective:
    """What a training step minimises: softmax cross-entropy of the logits, with smoothed targets."""

    logits: keras.Model
    label_smoothing: float

    def losses(self, labels: Any, logits: Any) -> Any:
        """Cross-entropy of each example: labels (batch,), logits (batch, classes) -> (batch,)."""
        from keras import ops

        classes = logits.shape[-1]
        logits = ops.cast(logits, "float32")
        target = ops.one_hot(labels, classes) * (1 - self.label_smoothing) + self.label_smoothing / classes
        return -ops.sum(target * ops.log_softmax(logits, axis=-1), axis=-1)


def _module() -> ModuleType:
    import keras

    return importlib.import_module(f"kerasdl.engine.{keras.backend.backend()}_engine")


def training_loop(
    objective: Objective, optimizer: keras.optimizers.Optimizer, digits: Digits, *, device: str
) -> TrainingLoop:
    """A training loop on the current Keras backend. `device` is a name of `devices()`."""
    return cast(TrainingLoop, _module().TrainingLoop(objective, optimizer, digits, device))


def compile_forward(model: keras.Model, device: str) -> Callable[[np.ndarray], Any]:
    """The model's inference as a compiled function, one batch a call, NumPy in and out (an array, or a dictionary)."""
    return cast("Callable[[np.ndarray], Any]", _module().compile_forward(model, device))


def devices() -> list[tuple[str, str]]:
    """What the current backend can compute on, best first: pairs of a name ("gpu:0", "cpu:0") and a description."""
    return cast("list[tuple[str, str]]", _module().devices())
