"""Classes of the conformance cases that Keras lacks, as a user's own module brings them."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable("conformance")
class Scale(layers.Layer):
    """A factor for each channel."""

    def build(self, shape: tuple[int, ...]) -> None:
        """Make the factors."""
        self.factors = self.add_weight(shape=(shape[-1],), initializer="ones", name="factors")

    def call(self, inputs: Any) -> Any:
        """Multiply."""
        return inputs * self.factors


@keras.saving.register_keras_serializable("conformance")
class Perceptron(keras.Model):
    """A subclassed model of two layers."""

    def __init__(self, units: int = 6, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.hidden, self.answer = layers.Dense(units, "tanh"), layers.Dense(2)

    def call(self, inputs: Any) -> Any:
        """Compute in Python."""
        return self.answer(self.hidden(inputs)) + ops.mean(inputs, axis=-1, keepdims=True)

    def get_config(self) -> dict[str, Any]:
        """How it was made."""
        return {**super().get_config(), "units": self.units}


@keras.saving.register_keras_serializable("conformance")
class TwoHeads(keras.Model):
    """A subclassed model that answers by a dictionary whose order is not the alphabet's."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.first, self.second = layers.Dense(2), layers.Dense(2)

    def call(self, inputs: Any) -> Any:
        """Compute in Python."""
        return {"zeta": self.first(inputs), "alpha": self.second(inputs)}


@keras.saving.register_keras_serializable("conformance")
def bent(x: Any) -> Any:
    """An activation."""
    return ops.sign(x) * ops.log(1 + ops.abs(x))
