"""Skip sums: a layer's output added to its input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from kerasdl.errors import ConfigError


@keras.saving.register_keras_serializable("kerasdl")
class Skip(keras.layers.Layer):
    """a + f(a), where f is some layers one after the other.

    After K. He and others, "Deep Residual Learning for Image Recognition", 2015: what the layers have to learn is only how
    their output should differ from their input, and a gradient reaches the layers below through the sum undiminished.

    Args:
        parts: the layers of f, first to last; f must give back the shape that it takes.

    Raises:
        ConfigError: f gives another shape than it takes.

    Saved files hold the class's name, also in the paths of its weights: renaming it would make them unreadable.
    """

    def __init__(self, parts: Sequence[keras.Layer], **options: Any) -> None:
        super().__init__(**options)
        self.parts = list(parts)

    def build(self, input_shape: tuple) -> None:
        shape = input_shape
        for part in self.parts:
            if not part.built:
                part.build(shape)
            shape = part.compute_output_shape(shape)
        if tuple(shape) != tuple(input_shape):
            raise ConfigError(f"A skip sum must keep its shape. Received: {tuple(input_shape)} and {tuple(shape)}")
        self.built = True

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        outputs = inputs
        for part in self.parts:
            outputs = part(outputs, training=training) if part._call_has_training_arg else part(outputs)
        return keras.ops.add(inputs, outputs)  # which may have dtypes of their own

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "parts": [keras.saving.serialize_keras_object(part) for part in self.parts]}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Skip:
        parts = [keras.saving.deserialize_keras_object(part) for part in config["parts"]]
        return cls(**{**config, "parts": parts})


def sublayers(layer: keras.Layer) -> list[keras.Layer]:
    """The layers that a layer consists of: those within a skip sum, else itself."""
    return layer.parts if isinstance(layer, Skip) else [layer]


def flatten_layers(model: keras.Sequential) -> list[keras.Layer]:
    """The layers of a network, with those within skip sums in their place."""
    return [part for layer in model.layers for part in sublayers(layer)]
