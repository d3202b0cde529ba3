"""Warps of the training digits, in the compiled training step, on every backend."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from kerasdl.errors import ConfigError

# What strength 1 means. A network trained so still sees digits that a person would call the same.
ROTATION = 0.21  # radians, about 12 degrees
SHEAR = 0.25  # shift of the top against the bottom, as a share of the height
SCALE = 0.15  # larger or smaller, each axis by itself
SHIFT = 1.2  # pixels


@keras.saving.register_keras_serializable("kerasdl")
class RandomAffine(keras.layers.Layer):
    """Turn, shear, scale and shift each picture at random, about its centre, with bilinear sampling.

    It acts only while training. Each parameter is uniform between minus and plus its limit times `strength`.

    Args:
        strength: 0 leaves the pictures as they are; 1 is the limits above.
        seed: seeds the warps.

    Input and output: float32, (batch, height, width); what comes from outside the picture is 0.
    """

    def __init__(self, strength: float = 1.0, seed: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        if strength < 0:
            raise ConfigError(f"`strength` must be at least 0. Received: strength={strength}")
        self.strength = strength
        self.seed = seed
        self.random = keras.random.SeedGenerator(seed)

    def call(self, pictures: Any, training: bool = False) -> Any:
        if not training or self.strength == 0:
            return pictures
        batch = ops.shape(pictures)[0]
        height, width = pictures.shape[1], pictures.shape[2]
        drawn = keras.random.uniform((batch, 6), -self.strength, self.strength, seed=self.random)
        y, x = _source(drawn, height, width)
        return _bilinear(pictures, y, x, height, width)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "strength": self.strength, "seed": self.seed}


def _source(drawn: Any, height: int, width: int) -> tuple[Any, Any]:
    """Where each output pixel comes from: two of (batch, height * width), in pixels."""
    turn, shear = ROTATION * drawn[:, 0:1], SHEAR * drawn[:, 1:2]
    across, down = 1 + SCALE * drawn[:, 2:3], 1 + SCALE * drawn[:, 3:4]
    rows = ops.repeat(ops.arange(height, dtype="float32"), width)[None] - (height - 1) / 2
    columns = ops.tile(ops.arange(width, dtype="float32"), [height])[None] - (width - 1) / 2
    x = (ops.cos(turn) * columns - ops.sin(turn) * rows + shear * rows) * across + SHIFT * drawn[:, 4:5]
    y = (ops.sin(turn) * columns + ops.cos(turn) * rows) * down + SHIFT * drawn[:, 5:6]
    return y + (height - 1) / 2, x + (width - 1) / 2


def _bilinear(pictures: Any, y: Any, x: Any, height: int, width: int) -> Any:
    flat = ops.reshape(pictures, (-1, height * width))
    top, left = ops.floor(y), ops.floor(x)
    result = 0.0
    for dy in (0, 1):
        for dx in (0, 1):
            row, column = top + dy, left + dx
            weight = (1 - ops.abs(y - row)) * (1 - ops.abs(x - column))
            inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
            index = ops.clip(row, 0, height - 1) * width + ops.clip(column, 0, width - 1)
            value = ops.take_along_axis(flat, ops.cast(index, "int32"), axis=1)
            result += ops.where(inside, weight * value, 0.0)
    return ops.reshape(result, ops.shape(pictures))
