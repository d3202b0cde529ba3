"""Removal of ruled lines: lines from border to border are not ink, except where a stroke crosses them.

`web/image/ruled_lines.js` does the same; both are held to one result by tests/fixtures/foreground.json.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

_CONSTANTS = json.loads(Path(__file__).with_name("foreground.json").read_text(encoding="utf-8"))
# The steepest slope of a ruled line against the picture's edge.
MAX_SLOPE: float = _CONSTANTS["RULE_MAX_SLOPE"]
# The share of its length on which a line has ink. It must have some within this share of the width from both ends, too.
MIN_COVERAGE: float = _CONSTANTS["RULE_MIN_COVERAGE"]
END_MARGIN: float = _CONSTANTS["RULE_END_MARGIN"]
# A line's largest thickness, as a share of the picture's height.
MAX_THICKNESS: float = _CONSTANTS["RULE_MAX_THICKNESS"]


def remove_ruled_lines(ink: np.ndarray) -> np.ndarray:
    """Remove horizontal and vertical ruled lines, unless nothing else is there.

    Args:
        ink: (height, width), positive where there is ink.
    """
    rest = _without_horizontal_lines(_without_horizontal_lines(ink).T).T
    return rest if rest.any() else ink


def _without_horizontal_lines(ink: np.ndarray) -> np.ndarray:
    height = len(ink)
    mask = ink > 0
    lines = _find_lines(mask)
    if not lines:
        return ink
    first, last = _run_bounds(mask)
    near = _near(mask)
    rows = np.arange(height)[:, None]
    for start, drop in lines:
        if not _covered(near, np.array([start]), drop)[0]:
            continue  # removed with another line that lay over it
        columns, crossed = _crossed_runs(mask, start, drop)
        top, bottom = first[crossed, columns], last[crossed, columns]
        thickness = np.sort(bottom - top)[len(columns) // 2]
        if thickness > MAX_THICKNESS * height:
            continue
        thin = bottom - top <= 1.5 * thickness + 1
        columns, top, bottom = columns[thin], top[thin], bottom[thin]
        mask[:, columns] &= (rows < top) | (rows >= bottom)
        near = _near(mask)
    return np.where(mask, ink, 0)


def _near(mask: np.ndarray) -> np.ndarray:
    """Where a pixel, or the one above or below it, has ink."""
    near = mask.copy()
    near[1:] |= mask[:-1]
    near[:-1] |= mask[1:]
    return near


def _find_lines(mask: np.ndarray) -> list[tuple[int, int]]:
    """Ruled lines as (row at the left, rows down to the right), those with the fewest gaps first."""
    width = mask.shape[1]
    (inked,) = np.nonzero(mask[:, : int(np.ceil(END_MARGIN * width))].any(1))
    starts = np.unique(inked[:, None] + np.arange(-3, 4))
    reach = int(np.floor(MAX_SLOPE * width + 0.5))
    near = _near(mask)
    found: list[tuple[int, int, int]] = []
    if len(starts):
        for drop in range(-reach, reach + 1, 2):
            gaps = _gaps(near, starts, drop)
            found += [(int(gaps[k]), int(starts[k]), drop) for k in np.flatnonzero(gaps >= 0)]
    return [(start, drop) for _, start, drop in sorted(found, key=lambda line: line[0])]


def _covered(near: np.ndarray, starts: np.ndarray, drop: int) -> np.ndarray:
    return _gaps(near, starts, drop) >= 0


def _gaps(near: np.ndarray, starts: np.ndarray, drop: int) -> np.ndarray:
    """How many of a line's sampled pixels lack ink: (len(starts),); -1 where it is no ruled line."""
    height, width = near.shape
    step = max(1, width // 200)
    columns = np.arange(0, width, step)
    rows = np.floor(starts[:, None] + drop * columns / width + 0.5).astype(int)
    hit = near[np.clip(rows, 0, height - 1), columns] & (rows >= 0) & (rows < height)
    gaps = len(columns) - hit.sum(1)
    left = hit[:, columns < END_MARGIN * width].any(1)
    right = hit[:, columns > (1 - END_MARGIN) * width].any(1)
    return np.where(left & right & (gaps * step <= (1 - MIN_COVERAGE) * width), gaps, -1)


def _run_bounds(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The vertical run of ink around each inked pixel: its first row and the one after its last, both (height, width)."""
    height = len(mask)
    rows = np.arange(height)[:, None]
    before = np.maximum.accumulate(np.where(mask, -1, rows))
    after = np.minimum.accumulate(np.where(mask, height, rows)[::-1])[::-1]
    return before + 1, after


def _crossed_runs(mask: np.ndarray, start: int, drop: int) -> tuple[np.ndarray, np.ndarray]:
    """The columns in which a line meets ink, within a pixel, and the row of that ink in each."""
    height, width = mask.shape
    columns = np.arange(width)
    line = np.floor(start + drop * columns / width + 0.5).astype(int)
    row = np.full(width, -1)
    for candidate in (line + 1, line - 1, line):  # the nearest last, so that it counts
        inside = (candidate >= 0) & (candidate < height)
        inked = inside & mask[np.clip(candidate, 0, height - 1), columns]
        row[inked] = candidate[inked]
    return columns[row >= 0], row[row >= 0]
