"""Straight segments in a picture of ink: long, thin, nearly level, drawn by hand or broken here and there.

`web/image/line_segments.js` does the same; both are held to one result by tests/fixtures/foreground.json.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.inference.ruled_lines import run_bounds

_CONSTANTS = json.loads(Path(__file__).with_name("foreground.json").read_text(encoding="utf-8"))
# Segments are looked for in a picture of at most this many blocks, each of them ink where any of its pixels is.
MAX_BLOCKS: int = _CONSTANTS["SEGMENT_MAX_BLOCKS"]
# The steepest slope of a segment; its shortest length, as a share of the picture's shorter side and in blocks.
MAX_SLOPE: float = _CONSTANTS["SEGMENT_MAX_SLOPE"]
MIN_LENGTH: float = _CONSTANTS["SEGMENT_MIN_LENGTH"]
MIN_BLOCKS: int = _CONSTANTS["SEGMENT_MIN_BLOCKS"]
# The longest gap in a segment, as a share of the picture's shorter side, and the share of its length that has ink.
MAX_GAP: float = _CONSTANTS["SEGMENT_MAX_GAP"]
MIN_COVERAGE: float = _CONSTANTS["SEGMENT_MIN_COVERAGE"]
# The largest thickness, as a share of the picture's shorter side, and of the segment's own length.
MAX_THICKNESS: float = _CONSTANTS["SEGMENT_MAX_THICKNESS"]
MAX_STOUTNESS: float = _CONSTANTS["SEGMENT_MAX_STOUTNESS"]
# Noise and checks have any number of segments; paper has some dozen.
MAX_SEGMENTS: int = _CONSTANTS["MAX_SEGMENTS"]
MAX_CANDIDATES: int = _CONSTANTS["SEGMENT_MAX_CANDIDATES"]
# A line's thickness is this quantile of its runs: the thicker ones are strokes that cross it.
THICKNESS_SHARE: float = _CONSTANTS["SEGMENT_THICKNESS_SHARE"]
# The share of its length on which nothing crosses a segment.
MIN_CLEAR: float = _CONSTANTS["SEGMENT_MIN_CLEAR"]
# Two segments share at most this part of one, judged by so many places along it.
MAX_SHARED: float = _CONSTANTS["SEGMENT_MAX_SHARED"]
SAMPLES = 32


@dataclass(frozen=True)
class Segment:
    """A nearly level segment, followed from column to column.

    Attributes:
        first: its first column.
        last: its last column.
        centre: float (last - first + 1,), its row in each column.
        columns: where its ink is no thicker than it is itself, so that nothing crosses it.
        top: the first row of its ink in each of `columns`.
        bottom: the row after the last.
        thickness: of most of it; bottom - top differs from it by half at most.
    """

    first: int
    last: int
    centre: np.ndarray
    columns: np.ndarray
    top: np.ndarray
    bottom: np.ndarray
    thickness: float

    def at(self, column: float) -> float:
        """Its row in a column, or at its nearer end."""
        return float(self.rows_at(np.array([column]))[0])

    def rows_at(self, columns: np.ndarray) -> np.ndarray:
        """Its rows in columns, beyond its ends those of the ends."""
        nearest = np.clip(np.floor(columns + 0.5).astype(int), self.first, self.last)
        return self.centre[nearest - self.first]


def find_segments(mask: np.ndarray) -> list[Segment]:
    """Long thin segments that are nearly level, the longest first; none lies over another.

    Args:
        mask: bool (height, width), where there is ink.
    """
    step = int(np.ceil(np.sqrt(mask.size / MAX_BLOCKS)))
    blocks = _pooled(mask, step)
    candidates = _candidates(blocks)
    samples = _samples(candidates, blocks.shape)
    bounds = run_bounds(mask)
    taken = np.zeros_like(blocks)
    found: list[Segment] = []
    while len(candidates) and len(found) < MAX_SEGMENTS:
        segment = _followed(mask, bounds, candidates[0] * [step, 1, step, step], step)
        if segment is None:
            taken[samples[0, 0], samples[0, 1]] = True
        else:
            found.append(segment)
            _take(taken, segment, step)
        free = taken[samples[:, 0], samples[:, 1]].mean(1) <= MAX_SHARED
        free[0] = False
        candidates, samples = candidates[free], samples[free]
    return found


def _samples(candidates: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Some blocks of each candidate, evenly spaced: (n, 2, SAMPLES), rows and columns."""
    start, slope, first, last = (candidates[:, [n]] for n in range(4))
    columns = np.floor(first + (last - first) * np.arange(SAMPLES) / (SAMPLES - 1) + 0.5)
    rows = np.clip(np.floor(start + slope * columns + 0.5), 0, shape[0] - 1)
    return np.stack([rows, columns], 1).astype(int)


def _take(taken: np.ndarray, segment: Segment, step: int) -> None:
    """Mark the blocks that a segment passes through, and those above and below."""
    for column, top, bottom in zip(segment.columns, segment.top, segment.bottom, strict=True):
        taken[max(0, top // step - 1) : (bottom - 1) // step + 2, column // step] = True


def _pooled(mask: np.ndarray, step: int) -> np.ndarray:
    height, width = (-(-side // step) for side in mask.shape)
    whole = np.zeros((height * step, width * step), bool)
    whole[: mask.shape[0], : mask.shape[1]] = mask
    return whole.reshape(height, step, width, step).any((1, 3))


def _candidates(mask: np.ndarray) -> np.ndarray:
    """Runs along straight lines, (n, 4): row at the left, slope, first and last column; most ink first."""
    height, width = mask.shape
    least = max(MIN_BLOCKS, MIN_LENGTH * min(height, width))
    most_gap = max(1, int(MAX_GAP * min(height, width)))
    reach = int(MAX_SLOPE * width)
    drops = np.arange(-reach, reach + 1, 2)
    margin = reach + 1
    near = np.zeros((width, height + 2 * margin), bool)
    near[:, margin:-margin] = mask.T
    near[:, margin - 1 : -margin - 1] |= mask.T
    near[:, margin + 1 : height + margin + 1] |= mask.T
    # For each line, by its slope and its row at the left, the run that it is on: its first and last ink, and how much.
    rows = np.arange(height + 2 * margin)
    shape = (len(drops), len(rows))
    first, last, covered = np.full(shape, -1), np.full(shape, -width), np.zeros(shape, int)
    found: list[np.ndarray] = []
    for column in range(width + most_gap + 1):
        ended = (first >= 0) & (column - last > most_gap)
        if ended.any():
            long = ended & (covered >= np.maximum(least, MIN_COVERAGE * (last - first + 1)))
            which, start = np.nonzero(long)
            if len(which):
                ends = first[long], last[long]
                found.append(np.stack([covered[long], start - margin, drops[which] / width, *ends], 1))
            first[ended], covered[ended] = -1, 0
        if column >= width:
            continue
        shifts = np.floor(drops * column / width + 0.5).astype(int)
        at = rows[None] + shifts[:, None]
        hit = near[column][np.clip(at, 0, len(rows) - 1)] & (at >= 0) & (at < len(rows))
        first[hit & (first < 0)] = column
        last[hit] = column
        covered += hit
    lines = np.concatenate(found) if found else np.empty((0, 5))
    return lines[np.argsort(-lines[:, 0], kind="stable")][:MAX_CANDIDATES, 1:]


def _followed(mask: np.ndarray, bounds: tuple[np.ndarray, np.ndarray], line: np.ndarray, step: int) -> Segment | None:
    """The segment along a line, unless it is too thick."""
    height, width = mask.shape
    start, slope, first, last = line
    columns = np.arange(int(first), min(width, int(last) + step))
    expected = start + (step - 1) / 2 + slope * columns
    rows = nearest_ink(mask, columns, expected, 2 * step)
    there = rows >= 0
    if there.sum() < MIN_COVERAGE * len(columns) / 2:
        return None
    inked, rows = columns[there], rows[there]
    top, bottom = bounds[0][rows, inked], bounds[1][rows, inked]
    thickness = float(np.sort(bottom - top)[int(THICKNESS_SHARE * len(inked))])
    if thickness > max(4, MAX_THICKNESS * min(height, width)) or thickness > MAX_STOUTNESS * len(columns):
        return None
    # What is thicker crosses it; what is thinner there is another line.
    thin = _is_alike(bottom - top, thickness)
    part = _longest_unbroken(inked[thin], top[thin], bottom[thin])
    inked, top, bottom = inked[thin][part], top[thin][part], bottom[thin][part]
    ahead = _continued(bounds, mask, int(inked[-1]), (top[-1], bottom[-1]), 1, thickness)
    behind = _continued(bounds, mask, int(inked[0]), (top[0], bottom[0]), -1, thickness)[::-1]
    runs = [*behind, *zip(inked.tolist(), top.tolist(), bottom.tolist(), strict=True), *ahead]
    inked, top, bottom = np.array(runs).T
    columns = np.arange(inked[0], inked[-1] + 1)
    if len(inked) < MIN_CLEAR * len(columns):
        return None
    centre = np.interp(columns, inked, (top + bottom - 1) / 2)
    return Segment(int(columns[0]), int(columns[-1]), centre, inked, top, bottom, thickness)


def _longest_unbroken(columns: np.ndarray, top: np.ndarray, bottom: np.ndarray) -> slice:
    """The longest part that does not leap from one line to another beside it, between columns that follow each other."""
    beside = (top[1:] > bottom[:-1]) | (bottom[1:] < top[:-1])
    ends = np.flatnonzero(beside & (np.diff(columns) == 1)) + 1
    bounds = np.concatenate([[0], ends, [len(columns)]])
    longest = int(np.diff(bounds).argmax())
    return slice(int(bounds[longest]), int(bounds[longest + 1]))


def _is_alike(run: Any, thickness: float) -> Any:
    """Whether a run's length is about a line's thickness."""
    return (run <= 1.5 * thickness + 1) & (run >= 0.5 * thickness - 1)


def _continued(
    bounds: tuple[np.ndarray, np.ndarray],
    mask: np.ndarray,
    column: int,
    run: tuple[int, int],
    step: int,
    thickness: float,
) -> list[tuple[int, int, int]]:
    """The thin runs that follow a segment's last one, column by column."""
    found = []
    while 0 <= (column := column + step) < mask.shape[1]:
        (inked,) = np.nonzero(mask[run[0] : run[1], column])
        if not len(inked):
            break
        row = run[0] + int(inked[0])
        run = int(bounds[0][row, column]), int(bounds[1][row, column])
        if not _is_alike(run[1] - run[0], thickness):
            break
        found.append((column, *run))
    return found


def nearest_ink(ink: np.ndarray, columns: np.ndarray, expected: np.ndarray, reach: int) -> np.ndarray:
    """In each column the row of the ink nearest to the one expected, -1 where there is none within reach."""
    away = np.arange(1, reach + 1)
    # The nearest first, and of two the one above.
    order = np.concatenate([[0], np.stack([-away, away], 1).ravel()])
    rows = np.floor(expected + 0.5).astype(int) + order[:, None]
    clipped = np.clip(rows, 0, len(ink) - 1)
    inked = (ink[clipped, columns] > 0) & (rows == clipped)
    return np.where(inked.any(0), rows[inked.argmax(0), np.arange(len(columns))], -1)
