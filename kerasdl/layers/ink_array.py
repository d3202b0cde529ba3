"""Validation of ink arrays, without Keras: the reader of a SavedModel needs none."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasdl.errors import PictureError


def validate_ink(images: Any) -> np.ndarray:
    """Check an array of pictures.

    Returns:
        The array, (n, height, width).

    Raises:
        PictureError: the array has another shape, no pixels, or values outside 0 to 255.
    """
    ink = np.asarray(images)
    if ink.ndim != 3 or 0 in ink.shape[1:]:
        raise PictureError(f"`images` must have shape (n, height, width), no side empty. Received: shape={ink.shape}")
    if ink.dtype == np.uint8:
        return ink
    if not np.issubdtype(ink.dtype, np.number) or np.issubdtype(ink.dtype, np.complexfloating):
        raise PictureError(f"`images` must be numbers, 0 to 255. Received: dtype={ink.dtype}")
    if np.isnan(ink).any():
        raise PictureError("`images` must be numbers, 0 to 255. Received: an array with NaN in it")
    if ink.size and (ink.min() < 0 or ink.max() > 255):
        raise PictureError(f"`images` must lie in 0 to 255. Received: {ink.min():g} to {ink.max():g}")
    return ink
