"""Convolution and pooling in NumPy, on pictures of shape (batch, height, width, channels)."""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# Of so many numbers, patches are laid out at a time: 16 MB.
AT_ONCE = 4_000_000
Pair = tuple[int, int]


def convolve(x: np.ndarray, kernel: np.ndarray, strides: Pair, padding: str) -> np.ndarray:
    """Cross-correlation, as layers call it convolution.

    Args:
        x: (batch, height, width, channels).
        kernel: (rows, columns, channels, filters).
        strides: down and across.
        padding: "SAME" or "VALID".

    Returns:
        (batch, rows of places, columns of places, filters).
    """
    size = kernel.shape[:2]
    x = _padded(x, size, strides, padding, 0)
    flat = kernel.reshape(-1, kernel.shape[-1])
    places = _windows(x[:0], size, strides).shape[1:3]
    found = np.empty((len(x), *places, flat.shape[1]), x.dtype)
    step = max(1, AT_ONCE // max(1, math.prod(places) * len(flat)))
    for i in range(0, len(x), step):
        patches = np.moveaxis(_windows(x[i : i + step], size, strides), 3, 5)
        rows = len(patches) * math.prod(places)
        found[i : i + step] = (patches.reshape(rows, len(flat)) @ flat).reshape(len(patches), *places, -1)
    return found


def max_pool(x: np.ndarray, size: Pair, strides: Pair, padding: str) -> np.ndarray:
    """The largest number of each window and channel."""
    windows = _windows(_padded(x, size, strides, padding, -np.inf), size, strides)
    found = windows[..., 0, 0].copy()
    for place in np.ndindex(size):
        np.maximum(found, windows[:, :, :, :, place[0], place[1]], out=found)
    return found


def mean_pool(x: np.ndarray, size: Pair, strides: Pair, padding: str) -> np.ndarray:
    """The mean of each window and channel; what lies beyond the picture does not count."""
    inside = _padded(np.ones((1, *x.shape[1:3], 1), x.dtype), size, strides, padding, 0)
    count = _windows(inside, size, strides).sum((4, 5))
    windows = _windows(_padded(x, size, strides, padding, 0), size, strides)
    found = np.zeros(windows.shape[:4], x.dtype)
    for place in np.ndindex(size):
        found += windows[:, :, :, :, place[0], place[1]]
    return found / count


def _windows(x: np.ndarray, size: Pair, strides: Pair) -> np.ndarray:
    """A view: (batch, rows of places, columns of places, channels, rows, columns)."""
    view: np.ndarray = sliding_window_view(x, size, (1, 2))  # type: ignore[call-overload]
    return view[:, :: strides[0], :: strides[1]]


def _padded(x: np.ndarray, size: Pair, strides: Pair, padding: str, value: float) -> np.ndarray:
    if padding == "VALID":
        return x
    margins = [(0, 0)]
    for length, window, stride in zip(x.shape[1:3], size, strides, strict=True):
        missing = max((-(-length // stride) - 1) * stride + window - length, 0)
        margins.append((missing // 2, missing - missing // 2))
    return np.pad(x, [*margins, (0, 0)], constant_values=value)
