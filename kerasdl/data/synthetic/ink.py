"""Rasterisation of pen paths on the Keras backend, centred by `CenterInk`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import keras
import numpy as np
from keras import ops

from kerasdl.data.synthetic.hand import POINTS, Paths
from kerasdl.layers.center_ink import CenterInk

CANVAS = 44  # pixels, with a longer side of about 20 to come: fine enough for smooth edges
MARGIN = 2
BATCH = 256


@keras.saving.register_keras_serializable("kerasdl")
class PenInk(keras.layers.Layer):
    """Draw pen paths with a round brush, anti-aliased.

    A pixel is as bright as the share of it that a straight line of the same width would cover: none where it lies half a
    pixel outside the line's edge, all where it lies half a pixel inside, but never more than the line is wide.

    Input: float32, (batch, POINTS, 4): x, y, half the line's width there, in pixels, and 1 where the pen draws on to the
        next point.
    Output: float32, (batch, CANVAS, CANVAS), 0 to 255.
    """

    def call(self, paths: Any) -> Any:
        grid = ops.arange(CANVAS, dtype="float32") + 0.5
        covered = 0.0
        for k in range(POINTS - 1):
            x, y, half, down = (paths[:, k, i, None, None] for i in range(4))
            across, along = paths[:, k + 1, 0, None, None] - x, paths[:, k + 1, 1, None, None] - y
            length = ops.maximum(across * across + along * along, 1e-6)
            px, py = grid[None, None, :] - x, grid[None, :, None] - y
            along_share = ops.clip((px * across + py * along) / length, 0.0, 1.0)
            dx, dy = px - along_share * across, py - along_share * along
            share = ops.minimum(half - ops.sqrt(dx * dx + dy * dy) + 0.5, 2 * half)
            covered = ops.maximum(covered, ops.where(down > 0, share, 0.0))
        return 255.0 * ops.minimum(covered, 1.0)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], CANVAS, CANVAS)


def on_canvas(paths: Paths, rng: np.random.Generator) -> np.ndarray:
    """Place paths on the canvas, at any size and place that fits: the input of `PenInk`."""
    n = len(paths)
    widest = paths.width.max(1)
    # The brush's width comes on top of the path's box.
    size = (CANVAS - 2 * MARGIN) * rng.uniform(0.85, 1.0, n) / (1 + widest)
    room = CANVAS / 2 - MARGIN - size * (0.5 + widest / 2)
    middle = CANVAS / 2 + room[:, None] * rng.uniform(-1, 1, (n, 2))
    points = paths.points * size[:, None, None] + middle[:, None]
    # Thinner ink is but fainter, and `CenterInk` undoes that.
    half = np.maximum(paths.width * size[:, None] / 2, 0.2)
    down = np.pad(paths.down, ((0, 0), (0, 1)))
    return np.concatenate([points, half[..., None], down[..., None]], axis=-1).astype(np.float32)


@lru_cache(maxsize=1)
def _pen() -> Callable[[np.ndarray], np.ndarray]:
    from kerasdl import backend

    model = keras.Sequential([keras.Input((POINTS, 4)), PenInk(), CenterInk()])
    return backend.compile_forward(model, backend.devices()[0][0])


def draw(paths: Paths, rng: np.random.Generator) -> np.ndarray:
    """Draw paths as a network sees them: uint8, (n, 28, 28)."""
    strokes = on_canvas(paths, rng)
    parts = []
    for i in range(0, len(strokes), BATCH):
        part = strokes[i : i + BATCH]
        # One shape, one compilation: the last part is filled up.
        full = np.concatenate([part, np.repeat(part[-1:], BATCH - len(part), axis=0)])
        parts.append(np.rint(255 * _pen()(full)[: len(part)]).astype(np.uint8))
    return np.concatenate(parts)
