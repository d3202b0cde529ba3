"""Random warps of training digits: stroke width, affine, elastic; in the compiled training step, on every backend.

`web/training/random_warp.js` has the affine part; both are held to one result by tests/fixtures/random_warp.json.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from kerasdl.errors import ConfigError

# What strength 1 means. A network trained so still sees digits that a person would call the same.
_CONSTANTS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
ROTATION: float = _CONSTANTS["ROTATION"]  # radians, about 12 degrees
SHEAR: float = _CONSTANTS["SHEAR"]  # shift of the top against the bottom, as a share of the height
SCALE: float = _CONSTANTS["SCALE"]  # larger or smaller, each axis by itself
SHIFT: float = _CONSTANTS["SHIFT"]  # pixels
ELASTIC: float = _CONSTANTS["ELASTIC"]  # pixels, the standard deviation of a pixel's shift
STROKE: float = _CONSTANTS["STROKE"]  # of the way to a stroke one pixel thicker all around, or thinner
KNOTS: int = _CONSTANTS["KNOTS"]  # control points of the elastic warp along each side: one for every 5 pixels or so
# Share of the pictures that stay as they are: sampling blurs, and what is read later is sharp.
UNCHANGED_SHARE: float = _CONSTANTS["UNCHANGED_SHARE"]
UNIT_DEVIATION = 3.0**0.5  # a uniform number between minus and plus this has standard deviation 1
# Numbers that describe one warp: rotation, shear, scale across and down, shift across and down, stroke width; the control
# points' shifts down, then across; and whether the picture is warped at all.
PARAMETERS = 8 + 2 * KNOTS * KNOTS


@keras.saving.register_keras_serializable("kerasdl")
class RandomWarp(keras.layers.Layer):
    """Warp each picture at random while training: stroke width, affine, elastic.

    Strokes are thickened or thinned (grey-scale dilation or erosion, in part); then one bilinear sampling rotates, shears,
    scales, shifts and bends the picture. The elastic part moves a coarse grid of control points and every pixel with
    them, along a cubic B-spline; after P. Simard and others, "Best Practices for Convolutional Neural Networks Applied to
    Visual Document Analysis", 2003, whose smoothed random fields it resembles at a fraction of the random numbers.

    Args:
        affine: strength of rotation, shear, scale and shift: each uniform between minus and plus its limit, times this.
        elastic: strength of the elastic distortion.
        stroke: strength of the change of stroke width, uniform between thinner and thicker.
        seed: seeds the warps.
        fade: the steps, counted from 0, between which all strengths fall to nothing, linearly; None where they stay. It
            counts its calls in training.

    A strength of 0 leaves its part out; 1 is the limits above.

    Input and output: float32, (batch, height, width), 0 to 1; what comes from outside the picture is 0.

    Raises:
        ConfigError: a strength is negative, or `fade` does not end after it begins.
    """

    def __init__(
        self,
        affine: float = 1.0,
        elastic: float = 0.0,
        stroke: float = 0.0,
        seed: int | None = None,
        fade: tuple[int, int] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        for name, strength in (("affine", affine), ("elastic", elastic), ("stroke", stroke)):
            if strength < 0:
                raise ConfigError(f"`{name}` must be at least 0. Received: {name}={strength}")
        if fade and not 0 <= fade[0] < fade[1]:
            raise ConfigError(f"`fade` must begin at 0 or later and end after that. Received: fade={fade}")
        self.affine, self.elastic, self.stroke, self.seed, self.fade = affine, elastic, stroke, seed, fade
        self.random = keras.random.SeedGenerator(seed)
        if fade:
            self.steps = self.add_weight(shape=(), initializer="zeros", trainable=False, name="steps")

    def call(self, pictures: Any, training: bool = False) -> Any:
        if not training:
            return pictures
        # One draw for all parts: on a CPU the call costs more than the numbers.
        parameters = keras.random.uniform((ops.shape(pictures)[0], PARAMETERS), -1.0, 1.0, seed=self.random)
        return warp(pictures, parameters, self.affine, self.elastic, self.stroke, self._left())

    def _left(self) -> Any:
        """The share of the strengths that is left in this step, which is counted."""
        if not self.fade:
            return 1.0
        first, last = self.fade
        left = ops.clip((last - self.steps) / (last - first), 0.0, 1.0)
        self.steps.assign_add(1.0)
        return left

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        strengths = {"affine": self.affine, "elastic": self.elastic, "stroke": self.stroke}
        mine = {**strengths, "seed": self.seed, "fade": self.fade}
        return {**super().get_config(), **mine}


def warp(pictures: Any, parameters: Any, affine: float, elastic: float, stroke: float, left: Any = 1.0) -> Any:
    """Warp pictures by given parameters; see `RandomWarp`.

    Args:
        pictures: (batch, height, width).
        parameters: (batch, PARAMETERS), between -1 and 1, in units of their limits.
        affine, elastic, stroke: strengths, see `RandomWarp`.
        left: the share of them that is left, 0 to 1.
    """
    height, width = pictures.shape[1:]
    parameters, chance = parameters[:, :-1], parameters[:, -1:]
    parameters = parameters * left * ops.cast(chance > 2 * UNCHANGED_SHARE - 1, parameters.dtype)
    if stroke:
        pictures = thicken(pictures, stroke * STROKE * parameters[:, 6])
    if not (affine or elastic):
        return pictures
    y, x = affine_field(affine * parameters[:, :6], height, width)
    if elastic:
        dy, dx = elastic_field(elastic * ELASTIC * UNIT_DEVIATION * parameters[:, 7:], height, width)
        y, x = y + dy, x + dx
    return bilinear(pictures, y, x)


def affine_field(parameters: Any, height: int, width: int) -> tuple[Any, Any]:
    """Where each output pixel comes from in a rotated, sheared, scaled and shifted picture.

    Args:
        parameters: (batch, 6), rotation, shear, scale across, scale down, shift across, shift down, in units of their
            limits.

    Returns:
        Rows and columns, two of (batch, height, width), in pixels from the first pixel's centre.
    """
    rotation, shear, across, down, right, below = (parameters[:, i, None, None] for i in range(6))
    rows = ops.arange(height, dtype="float32")[None, :, None] - (height - 1) / 2
    columns = ops.arange(width, dtype="float32")[None, None, :] - (width - 1) / 2
    cos, sin = ops.cos(ROTATION * rotation), ops.sin(ROTATION * rotation)
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
