"""Weights of neurons as one picture."""

from __future__ import annotations

import html

import numpy as np

from .style import BLUE, ORANGE, png_url

GAP = 3  # pixels between two pictures
COLUMNS = 6


def weights_picture(weights: np.ndarray, columns: int = COLUMNS) -> np.ndarray:
    """Neurons' weights side by side, blue where they are positive, orange where negative, clear where they are 0.

    Args:
        weights: (neurons, height, width), in −1 … 1.
        columns: pictures in a row.

    Returns:
        uint8, (height, width, 4): it lies on a light page as on a dark one.
    """
    count, height, width = weights.shape
    columns = min(columns, max(count, 1))
    rows = -(-count // columns)
    cells = np.zeros((rows * columns, height, width))
    cells[:count] = weights
    cells = np.pad(cells, ((0, 0), (0, GAP), (0, GAP)))
    grid = cells.reshape(rows, columns, height + GAP, width + GAP).swapaxes(1, 2).reshape(rows * (height + GAP), -1)
    grid = grid[:-GAP, :-GAP]
    return diverging(grid)


def diverging(values: np.ndarray) -> np.ndarray:
    """Numbers as colours: blue above 0, orange below, the stronger the further from it: (…) in −1 … 1 -> uint8 (…, 4).

    0 is clear, so the picture stands on any background.
    """
    colours = np.where(values[..., None] >= 0, _rgb(BLUE), _rgb(ORANGE))
    alpha = np.rint(255 * np.clip(np.abs(values), 0, 1))[..., None]
    return np.concatenate([colours, alpha], axis=-1).astype(np.uint8)


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float)


def weights_html(weights: np.ndarray, description: str) -> str:
    """The picture as HTML, as wide as its column."""
    url = png_url(weights_picture(weights))
    return (
        f'<img src="{url}" alt="{html.escape(description)}" style="width:100%;image-rendering:pixelated;display:block">'
    )
