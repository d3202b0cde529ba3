"""Learning-rate schedules and the AdamW optimizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from kerasdl.config import TrainConfig
from kerasdl.networks.build import numpy_zeros


class Schedule(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate as a share of its peak, from 0 to 1 at each step.

    The peak is a variable, so that it can be changed between two steps without compiling them again.
    """

    def __init__(self, peak: float) -> None:
        self.peak = keras.Variable(peak, dtype="float32", trainable=False, name="peak")

    def share(self, step: Any, minimum: Callable[[Any, Any], Any]) -> Any:
        """The share of the peak at a step, counted from 0: one formula for tensors and for plain numbers."""
        raise NotImplementedError

    def at(self, step: int, peak: float) -> float:
        """The learning rate of a step with this peak, as a plain number."""
        return float(peak * self.share(step, min))

    def __call__(self, step: Any) -> Any:
        return self.peak * self.share(ops.cast(step, "float32"), ops.minimum)

    def get_config(self) -> dict[str, float]:
        return {"peak": float(ops.convert_to_numpy(self.peak.value))}


@keras.saving.register_keras_serializable("kerasdl")
class OneCycle(Schedule):
    """A learning rate that rises linearly to its peak and falls linearly to zero.

    After L. N. Smith and N. Topin, "Super-Convergence", 2018: most of the speed-up of a short training comes from it.
    """

    def __init__(self, peak: float, steps: int, warmup: float) -> None:
        super().__init__(peak)
        self.steps, self.warmup = steps, warmup

    def share(self, step: Any, minimum: Callable[[Any, Any], Any]) -> Any:
        """See `Schedule.share`."""
        done = (step + 1.0) / (self.steps + 1)
        rise = done / max(self.warmup, 1.0 / self.steps)
        fall = (1.0 - done) / (1.0 - self.warmup)
        return minimum(rise, fall)

    def get_config(self) -> dict[str, float]:
        return {**super().get_config(), "steps": self.steps, "warmup": self.warmup}


@keras.saving.register_keras_serializable("kerasdl")
class Constant(Schedule):
    """A learning rate that stays as it is: θ ← θ - η ∇L(θ) with one η, the lecture's own rule."""

    def share(self, step: Any, minimum: Callable[[Any, Any], Any]) -> Any:
        """See `Schedule.share`."""
        return 1.0


def make_schedule(config: TrainConfig, steps: int) -> Schedule:
    """The schedule that `TrainConfig.schedule` names, for a training run of `steps` steps."""
    if config.schedule == "constant":
        return Constant(config.learning_rate)
    return OneCycle(config.learning_rate, steps, config.warmup)


class AdamW(keras.optimizers.AdamW):
    """Keras's AdamW; its slots start as NumPy's zeros, for the reason that `networks` gives.

    The schedule's peak is one of its variables: a checkpoint of them holds a rate that was changed on the way.
    """

    def __init__(self, schedule: Schedule, **settings: Any) -> None:
        super().__init__(schedule, **settings)
        # Keras tracks a variable that becomes an attribute.
        self.peak = schedule.peak

    def add_variable_from_reference(
        self, reference_variable: keras.Variable, name: str | None = None, initializer: object = "zeros"
    ) -> keras.Variable:
        chosen = numpy_zeros if initializer == "zeros" else initializer
        return super().add_variable_from_reference(reference_variable, name=name, initializer=chosen)
