"""Warps of the training digits, in the compiled training step, on every backend."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from kerasdl.errors import ConfigError

# What strength 1 means. A network trained so still sees digits that a person would call the same.
ROTATION = 0.21  # radians, about 12 degrees
SHEAR = 0.25  # shift of the top against the bottom, as a share of the height
SCALE = 0.15  # larger or smaller, each axis by itself
SHIFT = 1.2  # pixels
ELASTIC = 0.8  # pixels, the deviation of a pixel's shift
STROKE = 0.6  # of the way to a stroke one pixel thicker all around, or thinner
UNIT = 3.0**0.5  # a uniform number between minus and plus this has deviation 1
KNOTS = 6  # control points of the elastic warp along each side: one for every 5 pixels or so
UNTOUCHED = 0.25  # share of the pictures that stay as they are: sampling blurs, and what is read later is sharp
NUMBERS = 8 + 2 * KNOTS * KNOTS  # random numbers that one warp takes


@keras.saving.register_keras_serializable("kerasdl")
class RandomWarp(keras.layers.Layer):
    """Warp each picture at random while training: stroke width, affine, elastic.

    Strokes are thickened or thinned (grey-scale dilation or erosion, in part); then one bilinear sampling turns, shears,
    scales, shifts and bends the picture. The elastic part moves a coarse grid of control points and every pixel with
    them, along a cubic B-spline; after P. Simard and others, "Best Practices for Convolutional Neural Networks Applied to
    Visual Document Analysis", 2003, whose smoothed random fields it resembles at a fraction of the random numbers.

    Args:
        affine: strength of turn, shear, scale and shift: each uniform between minus and plus its limit above, times this.
        elastic: strength of the bending.
        stroke: strength of the change of stroke width, uniform between thinner and thicker.
        seed: seeds the warps.

    A strength of 0 leaves its part out; 1 is the limits above.

    Input and output: float32, (batch, height, width), 0 to 1; what comes from outside the picture is 0.

    Raises:
        ConfigError: a strength is negative.
    """

    def __init__(
        self, affine: float = 1.0, elastic: float = 0.0, stroke: float = 0.0, seed: int | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        for name, strength in (("affine", affine), ("elastic", elastic), ("stroke", stroke)):
            if strength < 0:
                raise ConfigError(f"`{name}` must be at least 0. Received: {name}={strength}")
        self.affine, self.elastic, self.stroke, self.seed = affine, elastic, stroke, seed
        self.random = keras.random.SeedGenerator(seed)

    def call(self, pictures: Any, training: bool = False) -> Any:
        if not training:
            return pictures
        # One draw for all parts: on a CPU the call costs more than the numbers.
        drawn = keras.random.uniform((ops.shape(pictures)[0], NUMBERS), -1.0, 1.0, seed=self.random)
        return warp(pictures, drawn, self.affine, self.elastic, self.stroke)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        mine = {"affine": self.affine, "elastic": self.elastic, "stroke": self.stroke, "seed": self.seed}
        return {**super().get_config(), **mine}


def warp(pictures: Any, drawn: Any, affine: float, elastic: float, stroke: float) -> Any:
    """Warp pictures by given random numbers; see `RandomWarp`.

    Args:
        pictures: (batch, height, width).
        drawn: (batch, NUMBERS), uniform between -1 and 1.
    """
    height, width = pictures.shape[1:]
    drawn, chance = drawn[:, :-1], drawn[:, -1:]
    drawn = drawn * ops.cast(chance > 2 * UNTOUCHED - 1, drawn.dtype)
    if stroke:
        pictures = thicken(pictures, stroke * STROKE * drawn[:, 6])
    if not (affine or elastic):
        return pictures
    y, x = affine_field(affine * drawn[:, :6], height, width)
    if elastic:
        dy, dx = elastic_field(elastic * ELASTIC * UNIT * drawn[:, 7:], height, width)
        y, x = y + dy, x + dx
    return bilinear(pictures, y, x)


def affine_field(drawn: Any, height: int, width: int) -> tuple[Any, Any]:
    """Where each output pixel comes from in a turned, sheared, scaled and shifted picture.

    Args:
        drawn: (batch, 6), turn, shear, scale across, scale down, shift across, shift down, in units of their limits.

    Returns:
        Rows and columns, two of (batch, height, width), in pixels from the first pixel's centre.
    """
    turn, shear, across, down, right, below = (drawn[:, i, None, None] for i in range(6))
    rows = ops.arange(height, dtype="float32")[None, :, None] - (height - 1) / 2
    columns = ops.arange(width, dtype="float32")[None, None, :] - (width - 1) / 2
    cos, sin = ops.cos(ROTATION * turn), ops.sin(ROTATION * turn)
    x = (cos * columns + (SHEAR * shear - sin) * rows) * (1 + SCALE * across) + SHIFT * right
    y = (sin * columns + cos * rows) * (1 + SCALE * down) + SHIFT * below
    return y + (height - 1) / 2, x + (width - 1) / 2


def elastic_field(knots: Any, height: int, width: int) -> tuple[Any, Any]:
    """How far each pixel is moved by the control points.

    Args:
        knots: (batch, 2 * KNOTS * KNOTS), the control points' shifts down, then across, in pixels.

    Returns:
        Shifts down and across, two of (batch, height, width), in pixels.
    """
    grid = ops.reshape(knots, (-1, 2, KNOTS, KNOTS))
    field = ops.einsum("hk,bckl,wl->bchw", spline_basis(height), grid, spline_basis(width))
    return field[:, 0], field[:, 1]


def spline_basis(size: int) -> np.ndarray:
    """Uniform cubic B-splines at each pixel of a side: float32, (size, KNOTS).

    Each row has Euclidean length 1: independent control points of deviation 1 give a field of deviation 1 everywhere.
    """
    place = (np.arange(size) + 0.5) / size * (KNOTS - 1)
    distance = np.abs(place[:, None] - np.arange(KNOTS))
    near = 2 / 3 - distance**2 + distance**3 / 2
    far = np.clip(2 - distance, 0, None) ** 3 / 6
    basis = np.where(distance < 1, near, far)
    return (basis / np.linalg.norm(basis, axis=1, keepdims=True)).astype(np.float32)


def thicken(pictures: Any, amount: Any) -> Any:
    """Make strokes thicker (amount > 0) or thinner (< 0).

    Each picture goes `|amount|` of the way to its grey-scale dilation or erosion by a cross of five pixels.

    Args:
        pictures: (batch, height, width).
        amount: (batch,), -1 to 1.
    """
    height, width = pictures.shape[1:]
    around = ops.pad(pictures, ((0, 0), (1, 1), (1, 1)))
    neighbours = [around[:, y : y + height, x : x + width] for y, x in ((0, 1), (2, 1), (1, 0), (1, 2))]
    most, least = pictures, pictures
    for neighbour in neighbours:
        most, least = ops.maximum(most, neighbour), ops.minimum(least, neighbour)
    amount = amount[:, None, None]
    return pictures + ops.relu(amount) * (most - pictures) - ops.relu(-amount) * (pictures - least)


def bilinear(pictures: Any, y: Any, x: Any) -> Any:
    """Sample pictures between their pixels; outside they are 0.

    Args:
        pictures: (batch, height, width).
        y, x: rows and columns to sample at, (batch, height, width), in pixels from the first pixel's centre.
    """
    height, width = pictures.shape[1:]
    # A rim of zeros around, and places held inside it, make every case of "outside" an ordinary one.
    stride = width + 3
    flat = ops.reshape(ops.pad(pictures, ((0, 0), (1, 2), (1, 2))), (-1,))
    y, x = ops.clip(y + 1, 0.0, height + 1.0), ops.clip(x + 1, 0.0, width + 1.0)
    top, left = ops.floor(y), ops.floor(x)
    first = ops.arange(ops.shape(pictures)[0], dtype="int32")[:, None, None] * ((height + 3) * stride)
    corner = first + ops.cast(top, "int32") * stride + ops.cast(left, "int32")
    down, right = y - top, x - left
    above = (1 - right) * ops.take(flat, corner) + right * ops.take(flat, corner + 1)
    below = (1 - right) * ops.take(flat, corner + stride) + right * ops.take(flat, corner + stride + 1)
    return (1 - down) * above + down * below
