"""How fast, and by which rule, a training walks downhill."""

from __future__ import annotations

import keras
from keras import ops

from kerasdl.networks import numpy_zeros


@keras.saving.register_keras_serializable("kerasdl")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate that rises linearly to its peak and falls linearly to zero.

    After L. N. Smith and N. Topin, "Super-Convergence", 2018: most of the speed-up of a short training comes from it.
    """

    def __init__(self, peak: float, steps: int, warmup: float) -> None:
        self.peak, self.steps, self.warmup = peak, steps, warmup

    def __call__(self, step: int) -> object:
        done = (ops.cast(step, "float32") + 1.0) / (self.steps + 1)
        rise = done / max(self.warmup, 1.0 / self.steps)
        fall = (1.0 - done) / (1.0 - self.warmup)
        return self.peak * ops.minimum(rise, fall)

    def get_config(self) -> dict[str, float]:
        return {"peak": self.peak, "steps": self.steps, "warmup": self.warmup}


class AdamW(keras.optimizers.AdamW):
    """Keras's AdamW; its slots start as NumPy's zeros, for the reason that `networks` gives."""

    def add_variable_from_reference(
        self, reference_variable: keras.Variable, name: str | None = None, initializer: object = "zeros"
    ) -> keras.Variable:
        chosen = numpy_zeros if initializer == "zeros" else initializer
        return super().add_variable_from_reference(reference_variable, name=name, initializer=chosen)
