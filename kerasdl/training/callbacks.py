"""Progress and callbacks of a training run, free of Keras."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Progress:
    """Where a training stands: after some steps, or after an epoch (then with its validation figures).

    Attributes:
        step: steps done of this epoch's `steps`.
        loss: the mean over these steps; so is the accuracy.
        seconds: training time so far.
        validation: validation_loss and validation_accuracy.
        learning_rate: what the last of these steps used, after warm-up and decay.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float
    accuracy: float
    seconds: float
    validation: dict[str, float] | None = None
    learning_rate: float = 0.0


@dataclass
class Callbacks:
    """What `train` calls on the way, and the seconds that it took."""

    on_progress: Callable[[Progress], None] | None
    on_epoch: Callable[[keras.Sequential], None] | None
    should_stop: Callable[[], bool] | None
    learning_rate: Callable[[], float] | None
    seconds: float = 0.0

    def call(self, one: Callable[..., Any] | None, *arguments: Any) -> Any:
        """What it answers; None if there is none."""
        if one is None:
            return None
        started = time.perf_counter()
        try:
            return one(*arguments)
        finally:
            self.seconds += time.perf_counter() - started
