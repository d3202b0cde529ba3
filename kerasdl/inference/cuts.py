"""Candidate cuts through touching digits: seams from top to bottom that cross little ink.

A seam is a path of one column a row that moves at most one column sideways from row to row (S. Avidan and A. Shamir, "Seam
Carving for Content-Aware Image Resizing", 2007). `web/image/cuts.js` does the same in the same whole numbers; both are held
to one result by tests/fixtures/segmentation.json.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_CONSTANTS = json.loads(Path(__file__).with_name("segmentation.json").read_text(encoding="utf-8"))
# Seams are looked for in a picture of at most this many rows.
CUT_ROWS: int = _CONSTANTS["CUT_ROWS"]
# What a step aside costs, in units of ink, 0 to 255.
CUT_SLOPE: int = _CONSTANTS["CUT_SLOPE"]
# Seams are at least this share of the height apart, in the middle row.
CUT_DISTANCE: float = _CONSTANTS["CUT_DISTANCE"]
# On either side of a seam there is ink of at least this share of the height.
CUT_SIDE_HEIGHT: float = _CONSTANTS["CUT_SIDE_HEIGHT"]
# At most this many seams for a width of one height.
CUTS_PER_HEIGHT: float = _CONSTANTS["CUTS_PER_HEIGHT"]


@dataclass(frozen=True)
class Cut:
    """A seam through ink.

    Attributes:
        columns: int, (height,), the first column to the right of the seam, for each row.
        crossed: the ink that the seam crosses, as a share of the height: a stroke of a tenth of the height is 0.1.
    """

    columns: np.ndarray
    crossed: float


def find_cuts(ink: np.ndarray) -> list[Cut]:
    """The best places to cut a picture of touching digits, from left to right.

    Args:
        ink: uint8, (height, width), white ink on black, cut to its box.
    """
    step = -(-len(ink) // CUT_ROWS)
    coarse = _block_means(ink, step)
    rows = len(coarse)
    above, below = _seam_costs(coarse), _seam_costs(coarse[::-1])[::-1]
    middle = rows // 2
    through = above[middle] + below[middle] - coarse[middle]
    found: list[tuple[int, np.ndarray]] = []
    most = max(1, int(np.floor(CUTS_PER_HEIGHT * coarse.shape[1] / rows + 0.5)))
    for column in np.argsort(through, kind="stable"):
        if len(found) == most:
            break
        if not _is_minimum(through, column) or any(abs(column - c) < CUT_DISTANCE * rows for c, _ in found):
            continue
        path = _path(above, below, middle, int(column))
        if _divides(coarse, path):
            found.append((int(column), path))
    found.sort(key=lambda each: each[0])
    row = np.arange(len(ink)) // step
    return [
        Cut(path[row] * step, int(coarse[np.arange(rows), path].sum()) / (255 * rows)) for _, path in found
    ]


def _block_means(ink: np.ndarray, step: int) -> np.ndarray:
    """Means of square blocks, in whole numbers; beyond the picture there is no ink."""
    height, width = (-(-side // step) * step for side in ink.shape)
    padded = np.pad(ink.astype(np.int64), ((0, height - ink.shape[0]), (0, width - ink.shape[1])))
    return padded.reshape(height // step, step, width // step, step).sum((1, 3)) // (step * step)


def _seam_costs(coarse: np.ndarray) -> np.ndarray:
    """What the cheapest seam from the first row to each place costs."""
    costs = coarse.copy()
    far = np.int64(1) << 40
    for y in range(1, len(coarse)):
        last = np.pad(costs[y - 1], 1, constant_values=far)
        costs[y] += np.minimum(last[1:-1], np.minimum(last[:-2], last[2:]) + CUT_SLOPE)
    return costs


def _is_minimum(through: np.ndarray, column: int) -> bool:
    near = through[max(0, column - 1) : column + 2]
    return 0 < column < len(through) - 1 and bool(through[column] == near.min())


def _path(above: np.ndarray, below: np.ndarray, middle: int, column: int) -> np.ndarray:
    """The cheapest seam through a column of the middle row; straight on where two are alike, then to the left."""
    path = np.empty(len(above), int)
    path[middle] = column
    for costs, steps in ((above, range(middle - 1, -1, -1)), (below, range(middle + 1, len(above)))):
        at = column
        for y in steps:
            places = [x for x in (at, at - 1, at + 1) if 0 <= x < above.shape[1]]
            at = min(places, key=lambda x, y=y, at=at: int(costs[y, x]) + CUT_SLOPE * (x != at))
            path[y] = at
    return path


def _divides(coarse: np.ndarray, path: np.ndarray) -> bool:
    """Whether there is ink of some height on both sides."""
    right = np.arange(coarse.shape[1]) >= path[:, None]
    least = CUT_SIDE_HEIGHT * len(coarse)
    return all(_inked_rows((coarse > 0) & side) >= least for side in (~right, right))


def _inked_rows(mask: np.ndarray) -> int:
    (rows,) = np.nonzero(mask.any(1))
    return int(rows[-1] + 1 - rows[0]) if len(rows) else 0
