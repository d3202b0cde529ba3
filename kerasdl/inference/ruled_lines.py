"""Removal of ruled lines: lines from border to border are not ink, except where a stroke crosses them.

`web/image/ruled_lines.js` does the same; both are held to one result by tests/fixtures/foreground.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
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
# Paper has some hundred lines, and each is found some hundred times, at neighbouring rows and slopes. What has more, such as
# noise and checks, is no paper: of it, these many are looked at, those with the fewest gaps first.
MAX_FOUND = 100_000
MAX_TRIED = 2_000_000  # times the picture's longer side


def remove_ruled_lines(ink: np.ndarray) -> np.ndarray:
    """Remove horizontal and vertical ruled lines, unless nothing else is there.

    Args:
        ink: (height, width), positive where there is ink.
    """
    rest = _without_horizontal_lines(_without_horizontal_lines(ink).T).T
    return rest if rest.any() else ink


def _without_horizontal_lines(ink: np.ndarray) -> np.ndarray:
    height = len(ink)
    # In rows, also where the picture was turned: rows are looked at again and again.
    mask = np.ascontiguousarray(ink > 0)
    lines = _find_lines(mask)
    if not len(lines):
        return ink
    first, last = run_bounds(mask)
    near = _near(mask)
    for start, drop in islice(_still_covered(near, lines), MAX_TRIED // max(ink.shape)):
        columns, crossed = _crossed_runs(mask, start, drop)
        top, bottom = first[crossed, columns], last[crossed, columns]
        thickness = np.sort(bottom - top)[len(columns) // 2]
        if thickness > MAX_THICKNESS * height:
            continue
        thin = bottom - top <= 1.5 * thickness + 1
        columns, top, bottom = columns[thin], top[thin], bottom[thin]
        _erase_runs(mask, columns, top, bottom)
        # Only beside the rows that the line passes through is anything else near.
        low, high = max(0, top.min() - 1), bottom.max() + 1
        near[low:high] = _near(mask[max(0, low - 1) : high + 1])[min(low, 1) :][: high - low]
    return np.where(mask, ink, 0)


def _still_covered(near: np.ndarray, lines: np.ndarray) -> Iterator[tuple[int, int]]:
    """Of the lines found, those that no other line took with it when it was removed, while `near` changes."""
    for chunk in np.array_split(lines, -(-len(lines) // 1000)):
        for line in chunk[_gaps(near, chunk) >= 0]:
            if _gaps(near, line[None])[0] >= 0:
                yield int(line[0]), int(line[1])


def _erase_runs(mask: np.ndarray, columns: np.ndarray, top: np.ndarray, bottom: np.ndarray) -> None:
    lengths = bottom - top
    before = np.cumsum(lengths) - lengths
    mask[np.arange(lengths.sum()) + np.repeat(top - before, lengths), np.repeat(columns, lengths)] = False


def _near(mask: np.ndarray) -> np.ndarray:
    """Where a pixel, or the one above or below it, has ink."""
    near = mask.copy()
    near[1:] |= mask[:-1]
    near[:-1] |= mask[1:]
    return near


def _find_lines(mask: np.ndarray) -> np.ndarray:
    """Ruled lines, (n, 2), as (row at the left, rows down to the right), those with the fewest gaps first."""
    height, width = mask.shape
    (inked,) = np.nonzero(mask[:, : int(np.ceil(END_MARGIN * width))].any(1))
    starts = np.unique(inked[:, None] + np.arange(-3, 4))
    reach = int(np.floor(MAX_SLOPE * width + 0.5))
    columns, step = _sampled_columns(width)
    # Rows above and below the picture have no ink; a column is a row here, so that shifting it is fast.
    margin = reach + 4
    near = np.pad(_near(mask)[:, columns].T, ((0, 0), (margin, margin)))
    found: list[np.ndarray] = []
    for drop in range(-reach, reach + 1, 2) if len(starts) else ():
        shifts = _shifts(columns, drop, width) + margin - 3
        hit = np.stack([column[shift : shift + height + 6] for column, shift in zip(near, shifts, strict=True)], 1)
        gaps = _allowed_gaps(hit, columns, step, width)[starts + 3]
        rows = starts[gaps >= 0]
        found.append(np.stack([gaps[gaps >= 0], rows, np.full_like(rows, drop)], 1))
    lines = np.concatenate(found) if found else np.empty((0, 3), int)
    return lines[np.argsort(lines[:, 0], kind="stable")][:MAX_FOUND, 1:]


def _sampled_columns(width: int) -> tuple[np.ndarray, int]:
    step = max(1, width // 200)
    return np.arange(0, width, step), step


def _shifts(columns: np.ndarray, drop: int | np.ndarray, width: int) -> np.ndarray:
    return np.floor(drop * columns / width + 0.5).astype(int)


def _gaps(near: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """How many of a line's sampled pixels lack ink: (n, 2) -> (n,); -1 where it is no ruled line."""
    height, width = near.shape
    columns, step = _sampled_columns(width)
    rows = lines[:, :1] + _shifts(columns, lines[:, 1:], width)
    hit = near[np.clip(rows, 0, height - 1), columns] & (rows >= 0) & (rows < height)
    return _allowed_gaps(hit, columns, step, width)


def _allowed_gaps(hit: np.ndarray, columns: np.ndarray, step: int, width: int) -> np.ndarray:
    gaps = len(columns) - hit.sum(1)
    left = hit[:, columns < END_MARGIN * width].any(1)
    right = hit[:, columns > (1 - END_MARGIN) * width].any(1)
    return np.where(left & right & (gaps * step <= (1 - MIN_COVERAGE) * width), gaps, -1)


def run_bounds(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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
