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
# Seams go through the best places of rows at these shares of the height.
CUT_ANCHORS: list[float] = _CONSTANTS["CUT_ANCHORS"]
# Seams are at least this share of the height apart, on average, and do not cross.
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
    found: list[np.ndarray] = []
    most = max(1, int(np.floor(CUTS_PER_HEIGHT * coarse.shape[1] / rows + 0.5)))
    for anchor, column in _places(coarse, above + below - coarse):
        if len(found) == most:
            break
        path = _path(above, below, anchor, column)
        if all(_apart(path, other) for other in found) and _divides(coarse, path):
            found.append(path)
    found.sort(key=lambda path: int(path.sum()))
    row = np.arange(len(ink)) // step
    return [Cut(path[row] * step, int(coarse[np.arange(rows), path].sum()) / (255 * rows)) for path in found]


def _places(coarse: np.ndarray, through: np.ndarray) -> list[tuple[int, int]]:
    """Rows and columns that the cheapest seams go through, the cheapest first.

    Args:
        coarse: (rows, columns).
        through: (rows, columns), what the cheapest seam through each place costs.
    """
    places = []
    for n, share in enumerate(CUT_ANCHORS):
        row = int(len(coarse) * share)
        costs = through[row]
        minima = 1 + np.flatnonzero((costs[1:-1] <= costs[:-2]) & (costs[1:-1] <= costs[2:]))
        places += [(int(costs[column]), n, int(column), row) for column in minima]
    return [(row, column) for _, _, column, row in sorted(places)]


def _apart(path: np.ndarray, other: np.ndarray) -> bool:
    """Whether one seam lies on one side of the other, far enough away."""
    aside = path - other
    return bool((aside >= 0).all() or (aside <= 0).all()) and abs(int(aside.sum())) >= CUT_DISTANCE * len(path) ** 2


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


def _path(above: np.ndarray, below: np.ndarray, anchor: int, column: int) -> np.ndarray:
    """The cheapest seam through a column of a row; straight on where two are alike, then to the left."""
    path = np.empty(len(above), int)
    path[anchor] = column
    for costs, steps in ((above, range(anchor - 1, -1, -1)), (below, range(anchor + 1, len(above)))):
        at = column
        for y in steps:
            places = [x for x in (at, at - 1, at + 1) if 0 <= x < above.shape[1]]
            at = places[int(np.argmin([costs[y, x] + CUT_SLOPE * (x != at) for x in places]))]
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
