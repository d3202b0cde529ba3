"""Grey-scale image operations: median, block means, interpolation, closing, connected components.

`web/image/filters.js` has the same operations; both are held to one result by tests/fixtures/foreground.json.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage


def sampled_median(values: np.ndarray, samples: int) -> float:
    """Median of at most about `samples` values, evenly spaced: of hundreds of thousands, that many suffice."""
    return float(np.median(values.ravel()[:: -(-values.size // samples)]))


def block_means(grey: np.ndarray, max_side: int) -> np.ndarray:
    """Reduce a picture to at most `max_side` pixels a side by means of square blocks; a narrow one stays as it is."""
    step = -(-max(grey.shape) // max_side)
    height, width = (max(1, side // step) for side in grey.shape)
    if step == 1 or min(height, width) < 8:
        return grey
    return grey[: height * step, : width * step].reshape(height, step, width, step).mean((1, 3))


def interpolated(grey: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Enlarge a picture bilinearly, corner on corner."""
    return _interpolated_rows(_interpolated_rows(grey, shape[0]).T, shape[1]).T


def _interpolated_rows(grey: np.ndarray, rows: int) -> np.ndarray:
    last = len(grey) - 1
    place = np.arange(rows) * last / max(rows - 1, 1)
    first = np.floor(place).astype(int)
    above, below = grey[first], grey[np.minimum(first + 1, last)]
    return above + (place - first)[:, None] * (below - above)


def closing(grey: np.ndarray, radius: int) -> np.ndarray:
    """Grey-scale closing by a square of 2 * radius + 1 pixels a side.

    Beyond the border there is no light, so that a light that falls off towards the border stays as it is.
    """
    size = 2 * radius + 1
    dark = np.pad(grey, radius, constant_values=-np.inf)
    dilated = ndimage.maximum_filter(dark, size, mode="constant", cval=-np.inf)
    eroded = ndimage.minimum_filter(dilated, size, mode="nearest")
    return eroded[radius : radius + grey.shape[0], radius : radius + grey.shape[1]]


def holes_filled(ink: np.ndarray, least: int) -> np.ndarray:
    """Ink where pixels without any, but with it in at least so many of the eight around them, have these ones' mean."""
    height, width = ink.shape
    around = np.pad(ink, 1)
    total, count = np.zeros(ink.shape), np.zeros(ink.shape, int)
    for down, right in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2)):
        neighbour = around[down : down + height, right : right + width]
        total += neighbour
        count += neighbour > 0
    return np.where((ink == 0) & (count >= least), total / np.maximum(count, 1), ink)


@dataclass(frozen=True)
class Components:
    """Connected components of ink, corners included.

    Attributes:
        labels: (height, width), each pixel's component, from 1; 0 for no ink.
        sizes: (count + 1,), pixels of each component; 0 for label 0.
        border: (count + 1,), the share of the picture's border that each component covers; 0 for label 0.
        boxes: (count + 1, 4), its first row and the one after its last, its first column and the one after its last.
    """

    labels: np.ndarray
    sizes: np.ndarray
    border: np.ndarray
    boxes: np.ndarray


def connected_components(ink: np.ndarray) -> Components:
    """Label the connected components of a picture's positive pixels."""
    labels, count = ndimage.label(ink > 0, np.ones((3, 3)))
    border = np.concatenate([labels[0], labels[-1], labels[1:-1, 0], labels[1:-1, -1]])
    sizes, shares = (np.bincount(part, minlength=count + 1) for part in (labels.ravel(), border))
    sizes[0] = shares[0] = 0
    return Components(labels, sizes, shares / len(border), boxes_of(labels, count))


def boxes_of(labels: np.ndarray, count: int) -> np.ndarray:
    """Each component's box, (count + 1, 4): noise has a million, too many to look at one after the other."""
    boxes = np.zeros((count + 1, 4), int)
    for axis, part in enumerate((labels, labels.T)):
        line, other = np.nonzero(part)
        label = part[line, other]
        # From line to line: the last one written is a component's last, and backwards its first.
        boxes[label[::-1], 2 * axis], boxes[label, 2 * axis + 1] = line[::-1], line + 1
    return boxes
