"""Removal of boxes that touch no digit: each closes round what is written in it, as forms' cells and frames do.

`web/image/enclosures.js` does the same; both are held to one result by tests/fixtures/foreground.json.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import ndimage

from kerasdl.inference.filters import boxes_of, connected_components
from kerasdl.inference.frames import CONTENT

_CONSTANTS = json.loads(Path(__file__).with_name("foreground.json").read_text(encoding="utf-8"))
# Gaps in a box are closed up to twice this share of the picture's shorter side, and up to two pixels.
GAP: float = _CONSTANTS["BOX_GAP"]
# A room is a box where its extents along both diagonals have at least this share of a rectangle's. A circle has 0.71.
CORNERS: float = _CONSTANTS["BOX_CORNERS"]
# What is smaller than this share of the largest room is a gap between boxes, and no room.
ROOM: float = _CONSTANTS["BOX_ROOM"]


@dataclass(frozen=True)
class _Rooms:
    """The parts of the ground that ink closes in.

    Attributes:
        walls: (n,), the component of ink around each.
        boxes: (n, 4), as in `Components`.
        corners: (n,), the extents along both diagonals, as a share of those of a rectangle.
        written: (n,), whether something lies in it that is tall enough for a digit.
    """

    walls: np.ndarray
    boxes: np.ndarray
    corners: np.ndarray
    written: np.ndarray


def remove_enclosures(ink: np.ndarray) -> np.ndarray:
    """Remove components of ink of which each room is a box with something written in it.

    Args:
        ink: (height, width), positive where there is ink.
    """
    radius = max(1, int(GAP * min(ink.shape)))
    grown = ndimage.maximum_filter((ink > 0).astype(np.uint8), 2 * radius + 1, mode="constant")
    parts = connected_components(grown)
    rooms = _rooms(parts.labels, parts.boxes, radius)
    if not len(rooms.walls):
        return ink
    areas = _area(rooms.boxes)
    largest = np.zeros(len(parts.sizes), int)
    np.maximum.at(largest, rooms.walls, areas)
    counts = areas >= ROOM * largest[rooms.walls]
    is_box = (rooms.corners >= CORNERS) & rooms.written
    removed = np.zeros(len(parts.sizes), bool)
    removed[rooms.walls] = True
    removed[rooms.walls[counts & ~is_box]] = False
    rest = np.where(removed[parts.labels], 0, ink)
    return rest if rest.any() else ink


def _area(boxes: np.ndarray) -> np.ndarray:
    return (boxes[:, 1] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 2])


def _rooms(labels: np.ndarray, boxes: np.ndarray, radius: int) -> _Rooms:
    ground, count = ndimage.label(labels == 0)
    outside = np.unique(np.concatenate([ground[0], ground[-1], ground[:, 0], ground[:, -1]]))
    rooms = np.setdiff1d(np.arange(1, count + 1), outside)
    found = boxes_of(ground, count)
    first = _first_pixels(ground, count)
    walls = labels[first[rooms, 0] - 1, first[rooms, 1]] if len(rooms) else np.empty(0, int)
    sides = found[rooms, 1] - found[rooms, 0] + found[rooms, 3] - found[rooms, 2]
    corners = (_extents(ground, count, 1) + _extents(ground, count, -1))[rooms] / np.maximum(2 * (sides - 2), 1)
    # The component that is in a room has this one's ground above its first pixel. Both have grown by the radius.
    inner = _first_pixels(labels, len(boxes) - 1)[1:]
    around = np.where(inner[:, 0] > 0, ground[inner[:, 0] - 1, inner[:, 1]], 0)
    tall = boxes[1:, 1] - boxes[1:, 0] - 2 * radius >= CONTENT * (found[around, 1] - found[around, 0] + 2 * radius)
    written = np.zeros(count + 1, bool)
    written[around[tall]] = True
    return _Rooms(walls, found[rooms], corners, written[rooms])


def _first_pixels(labels: np.ndarray, count: int) -> np.ndarray:
    """Row and column of each label's first pixel, (count + 1, 2)."""
    first = np.zeros((count + 1, 2), int)
    rows, columns = np.nonzero(labels)
    first[labels[rows, columns][::-1]] = np.stack([rows, columns], 1)[::-1]
    return first


def _extents(labels: np.ndarray, count: int, direction: int) -> np.ndarray:
    """The extent of each label along a diagonal, (count + 1,): of row + direction * column."""
    rows, columns = np.nonzero(labels)
    of, along = labels[rows, columns], rows + direction * columns
    low, high = np.full(count + 1, np.iinfo(int).max), np.full(count + 1, np.iinfo(int).min)
    np.minimum.at(low, of, along)
    np.maximum.at(high, of, along)
    return np.where(high >= low, high - low, 0)
