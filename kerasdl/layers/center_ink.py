"""CenterInk: raw ink of any size, centred and scaled as MNIST's digits are."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import ops

from kerasdl.errors import ConfigError
from kerasdl.layers.ink_array import validate_ink

BOX = 20  # MNIST scales the longer side of a digit to 20 pixels …
SIDE = 28  # … and puts its centre of mass on the middle of pixel 14 of 28 x 28,
CENTRE = 14.5  # which is here, measured from the edge (over MNIST's digits the mean is 14.50)
SIDES = range(8, 257)  # a network may also take squares of these sides: box and centre are in proportion
FAINT = 0.05  # ink fainter than this share of the darkest does not count for the box


@keras.saving.register_keras_serializable("kerasdl")
class CenterInk(keras.layers.Layer):
    """Bring ink of any size and place into MNIST's form, by exact area averaging.

    The ink's box is scaled so that its longer side measures 20 pixels, and its centre of mass is put at the centre of
    28 x 28 (Y. LeCun and others, "Gradient-Based Learning Applied to Document Recognition", 1998, section III.A). An
    output pixel is the mean of the ink that it covers: digit = A_y · ink · A_xᵀ, where A[i, j] is the overlap of output
    pixel i with input pixel j, so box, scale and shift only move the edges of A. At last the brightest pixel is set to 1,
    so that a hairline or a pencil reads like a pen. No ink gives zeros.

    Args:
        side: of the output, in pixels; another than 28 has box and centre in proportion.

    Input: float32, (batch, height, width), 0 to 255, white ink on black, any height and width.
    Output: float32, (batch, side, side), 0 to 1.
    """

    def __init__(self, side: int = SIDE, **options: Any) -> None:
        super().__init__(**options)
        if side not in SIDES:
            raise ConfigError(f"`side` must be {SIDES[0]} to {SIDES[-1]} pixels. Received: side={side}")
        self.side = side

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | ({} if self.side == SIDE else {"side": self.side})

    def call(self, ink: Any) -> Any:
        ink = ops.cast(ink, "float32")
        peak = ops.max(ink, axis=(1, 2), keepdims=True)
        # Relative to the peak, and in floating point, so that no backend meets a data-dependent shape.
        solid = ops.cast(ink > FAINT * peak, "float32")
        top, bottom = _extent(ops.max(solid, axis=2))
        left, right = _extent(ops.max(solid, axis=1))
        longer = ops.maximum(ops.maximum(bottom - top, right - left), 1.0)
        scale = self.side * BOX / SIDE / longer
        rows = _overlap(_centre_of_mass(ops.sum(ink, axis=2)), scale, ops.shape(ink)[1], self.side)
        columns = _overlap(_centre_of_mass(ops.sum(ink, axis=1)), scale, ops.shape(ink)[2], self.side)
        digit = ops.matmul(ops.matmul(rows, ink), ops.transpose(columns, (0, 2, 1)))
        brightest = ops.max(digit, axis=(1, 2), keepdims=True)
        return digit / ops.maximum(brightest, 1e-6)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], self.side, self.side)


def _pixels(count: Any) -> Any:
    return ops.cast(ops.arange(count), "float32")


def _extent(solid: Any) -> tuple[Any, Any]:
    """First and one past the last non-zero of each row: (batch, n) -> two of (batch, 1)."""
    count = ops.shape(solid)[1]
    index = _pixels(count)
    size = ops.cast(count, "float32")
    first = ops.min(ops.where(solid > 0, index, size), axis=1, keepdims=True)
    last = ops.max(ops.where(solid > 0, index + 1.0, 0.0), axis=1, keepdims=True)
    return first, last


def _centre_of_mass(profile: Any) -> Any:
    """Of the ink summed along one axis, in pixels from the edge: (batch, n) -> (batch, 1)."""
    middle = _pixels(ops.shape(profile)[1]) + 0.5
    mass = ops.sum(profile, axis=1, keepdims=True)
    # Shares first: a sum of products of large numbers would lose digits that every backend rounds differently.
    return ops.sum(profile / ops.maximum(mass, 1e-6) * middle, axis=1, keepdims=True)


def _overlap(centre: Any, scale: Any, count: Any, side: int) -> Any:
    """Overlap of each output pixel with each input pixel, in output pixels: (batch, side, count)."""
    edge = (_pixels(count) - centre) * scale + side * CENTRE / SIDE
    # An axis put in by indexing is an operation that LiteRT has only with the whole of TensorFlow beside it.
    low, high = ops.expand_dims(edge, 1), ops.expand_dims(edge + scale, 1)
    pixel = ops.reshape(_pixels(side), (1, side, 1))
    return ops.maximum(ops.minimum(high, pixel + 1.0) - ops.maximum(low, pixel), 0.0)


def center_images(images: Any) -> np.ndarray:
    """Pictures brought into MNIST's form as every reader brings them, by `CenterInk`, in one compiled call.

    Compiled once for each shape of pictures; threads may share it.

    Args:
        images: numbers from 0 to 255, (n, height, width), white ink on black, any size.

    Returns:
        float32, (n, 28, 28), 0 to 1.

    Raises:
        PictureError: the array has another shape, no pixels, or values outside 0 to 255.
    """
    return _centring()(validate_ink(images).astype(np.float32))


@functools.cache
def _centring() -> Callable[[np.ndarray], np.ndarray]:
    from kerasdl import backend

    model = keras.Sequential([keras.Input((None, None), dtype="float32"), CenterInk()])
    return backend.compile_forward(model, backend.devices()[0][0])
