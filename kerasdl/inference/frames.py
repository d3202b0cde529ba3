"""Removal of what is printed round a digit: boxes, cells of forms, bars from rim to rim; crossing strokes stay.

`web/image/frames.js` does the same; both are held to one result by tests/fixtures/foreground.json.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kerasdl.inference.filters import connected_components
from kerasdl.inference.line_segments import Segment, find_segments, nearest_ink
from kerasdl.inference.ruled_lines import run_bounds

_CONSTANTS = json.loads(Path(__file__).with_name("foreground.json").read_text(encoding="utf-8"))
# What is denser than this is no writing.
MAX_DENSITY: float = _CONSTANTS["FRAME_MAX_DENSITY"]
# Sides meet where their ends are this near, as a share of the picture's shorter side, besides half their thickness.
CORNER: float = _CONSTANTS["FRAME_CORNER"]
# A segment that ends this near to the rim, as a share of the picture's shorter side, or within a pixel, leaves the picture
# there.
RIM: float = _CONSTANTS["FRAME_RIM"]
# A side is no shorter than this share of the longest one beside it.
MIN_SPAN: float = _CONSTANTS["FRAME_MIN_SPAN"]
# Opposite sides differ by no more than this share of their length, in length and in where they end.
ALIKE: float = _CONSTANTS["FRAME_ALIKE"]
# A side that was drawn past its corner goes on for at most this share of the shorter one's length.
OVERSHOOT: float = _CONSTANTS["FRAME_OVERSHOOT"]
# A side is at most so many times, and 2 pixels, thicker than the one that it ends at.
MAX_STEP: float = _CONSTANTS["FRAME_MAX_STEP"]
# What is left inside has at least this extent, as a share of the picture's shorter side; else the box was the digit.
MIN_CONTENT: float = _CONSTANTS["FRAME_MIN_CONTENT"]
# What is written in a box has at least this share of its height.
CONTENT: float = _CONSTANTS["BOX_CONTENT"]
# A segment from rim to rim that does not extend beyond the digit at both ends is thinner than this share of its strokes.
THIN: float = _CONSTANTS["FRAME_THIN"]
# Ink is stronger than a line that it crosses, if it is, by this factor, and from this share of the way up from the line's.
STRONGER: float = _CONSTANTS["FRAME_STRONGER"]
STRONGER_SHARE: float = _CONSTANTS["FRAME_STRONGER_SHARE"]


@dataclass(frozen=True)
class _Side:
    """A segment and its direction; an upright one is found, and has its rows and columns, in the transposed picture."""

    segment: Segment
    upright: bool


def remove_frames(ink: np.ndarray) -> np.ndarray:
    """Remove the straight sides of boxes, cells and tables, unless nothing else is there.

    A stroke of a digit may be as straight, as long and as thick. Sides are told from strokes by where they end: each end
    meets another side, or leaves the picture.

    Args:
        ink: (height, width), positive where there is ink.
    """
    mask = ink > 0
    if mask.mean() > MAX_DENSITY:
        return ink
    sides = [_Side(segment, False) for segment in find_segments(mask)]
    sides += [_Side(segment, True) for segment in find_segments(mask.T)]
    sides = _held(sides, mask.shape)
    while sides:
        rest = _without(ink, sides)
        content = _content(rest)
        if content is None:
            return ink
        around = [group for group in _groups(sides, mask.shape) if _has_content(group, content, mask.shape)]
        kept = [side for side in itertools.chain(*around) if _is_printed(side, sides, content, mask.shape)]
        if len(kept) == len(sides):
            return rest
        sides = _held(kept, mask.shape)
    return ink


def _held(sides: Sequence[_Side], shape: tuple[int, int]) -> list[_Side]:
    """Of these, those that end at another of them or leave the picture, at both ends."""
    sides = list(sides)
    while True:
        combs = set().union(*(_posts(side, sides, shape) for side in sides))
        held = [side for n, side in enumerate(sides) if n in combs or all(_ends(side, sides, shape))]
        held = [side for side in held if not _is_short(side, held) and _is_paired(side, held, shape)]
        if len(held) == len(sides):
            return held
        sides = held


def _groups(sides: Sequence[_Side], shape: tuple[int, int]) -> list[list[_Side]]:
    """Sides that meet, or stand on each other, one after the other: a box each, or a row of cells."""
    groups: list[list[_Side]] = []
    for side in sides:
        joined, apart = [side], []
        for group in groups:
            if any(_touch(side, other, shape) for other in group):
                joined += group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return groups


def _touch(one: _Side, two: _Side, shape: tuple[int, int]) -> bool:
    if any(_meets(one, end, two, shape) or _meets(two, end, one, shape) for end in (0, 1)):
        return True
    return (not two.upright and _stands(one, two, shape)) or (not one.upright and _stands(two, one, shape))


def _has_content(group: Sequence[_Side], content: _Content, shape: tuple[int, int]) -> bool:
    """Whether something is written between sides, or they leave the picture: else they are straight strokes of a digit."""
    if any(any(_at_rim(side, shape)) for side in group):
        return True
    boxes = np.array([_box(side) for side in group])
    top, bottom, left, right = *_span(boxes[:, :2]), *_span(boxes[:, 2:])
    least = CONTENT * min((side.segment.last - side.segment.first for side in group if side.upright), default=0)
    first, last = content.boxes[:, 0], content.boxes[:, 1]
    middle = (content.boxes[:, 2] + content.boxes[:, 3]) / 2
    between = (left <= middle) & (middle <= right) & (first < bottom) & (last > top)
    return bool((between & (last - first >= least)).any())


def _box(side: _Side) -> tuple[float, float, float, float]:
    """First and last row, first and last column."""
    segment = side.segment
    across = (float(segment.centre.min()), float(segment.centre.max()))
    return (segment.first, segment.last, *across) if side.upright else (*across, segment.first, segment.last)


def _span(bounds: np.ndarray) -> tuple[float, float]:
    return float(bounds[:, 0].min()), float(bounds[:, 1].max())


def _is_short(side: _Side, sides: Sequence[_Side]) -> bool:
    """Whether another side in the same direction runs past both its ends, and is far longer."""
    one = side.segment
    for other in sides:
        two = other.segment
        beside = side.upright == other.upright and two.first <= one.first + 2 and one.last - 2 <= two.last
        if beside and one.last - one.first < MIN_SPAN * (two.last - two.first):
            return True
    return False


def _is_paired(side: _Side, sides: Sequence[_Side], shape: tuple[int, int]) -> bool:
    """Whether a side that keeps within the picture has another opposite, as boxes have and strokes have not."""
    if any(_at_rim(side, shape)) or _posts(side, sides, shape):
        return True
    if any(other is not side and _are_alike(side, other) for other in sides):
        return True
    across = [other for other in sides if any(_meets(other, end, side, shape) for end in (0, 1))]
    return any(_are_alike(one, two) for one, two in itertools.combinations(across, 2))


def _are_alike(side: _Side, other: _Side) -> bool:
    """Whether sides are equally thick and opposite to each other."""
    one, two = side.segment, other.segment
    apart = ALIKE * min(one.last - one.first, two.last - two.first)
    opposite = abs(one.first - two.first) <= apart and abs(one.last - two.last) <= apart
    return opposite and _are_as_long(side, other)


def _are_as_long(side: _Side, other: _Side) -> bool:
    """Whether sides in the same direction are about equally long and thick."""
    one, two = side.segment, other.segment
    thin, thick = sorted((one.thickness, two.thickness))
    short, long = sorted((one.last - one.first, two.last - two.first))
    return side.upright == other.upright and thick <= 1.5 * thin + 1 and long - short <= ALIKE * short


def _ends(side: _Side, sides: Sequence[_Side], shape: tuple[int, int]) -> tuple[bool, bool]:
    rims = _at_rim(side, shape)
    return tuple(  # type: ignore[return-value]
        rim or any(_meets(side, end, other, shape) for other in sides) for end, rim in enumerate(rims)
    )


def _at_rim(side: _Side, shape: tuple[int, int]) -> tuple[bool, bool]:
    length = shape[0] if side.upright else shape[1]
    near = max(1.0, RIM * min(shape))
    return side.segment.first <= near, side.segment.last >= length - 1 - near


def _lies_on_rim(side: _Side, shape: tuple[int, int]) -> bool:
    """Whether most of a side's ink is the picture's first or last row, or column."""
    last = shape[1] if side.upright else shape[0]
    return max((side.segment.top == 0).mean(), (side.segment.bottom == last).mean()) > 0.5


def _meets(side: _Side, end: int, other: _Side, shape: tuple[int, int]) -> bool:
    """Whether a side ends at another."""
    one, two = side.segment, other.segment
    # A stroke may end at a line, but no side is much thicker than the one that it ends at.
    if side.upright == other.upright or one.thickness > MAX_STEP * two.thickness + 2:
        return False
    near = _corner(other, shape)
    column = one.last if end else one.first
    row = one.at(column)
    # A hand draws past a corner sooner than it stops before it.
    past = (column - two.at(row)) * (1 if end else -1)
    most = near + OVERSHOOT * min(one.last - one.first, two.last - two.first)
    return two.first - near <= row <= two.last + near and -near <= past <= most


def _corner(two: _Side, shape: tuple[int, int]) -> float:
    return 2 + two.segment.thickness / 2 + CORNER * min(shape)


def _posts(foot: _Side, sides: Sequence[_Side], shape: tuple[int, int]) -> set[int]:
    """The upright sides of cells that are open at the top: two that stand on the ends of a level one, and those between.

    All are about equally tall and thick; in a row of cells that leans, their feet are not on one level.
    """
    if foot.upright:
        return set()
    one = foot.segment
    standing = [n for n, side in enumerate(sides) if _stands(side, foot, shape)]
    ends: list[list[int]] = []
    for corner in (one.first, one.last):
        near = [_corner(foot, shape) + sides[n].segment.thickness / 2 for n in standing]
        apart = [abs(float(sides[n].segment.centre[-1]) - corner) for n in standing]
        ends.append([n for n, far, most in zip(standing, apart, near, strict=True) if far <= most])
    pairs = [(left, right) for left in ends[0] for right in ends[1] if _are_as_long(sides[left], sides[right])]
    return {n for left, _ in pairs for n in standing if _are_as_long(sides[left], sides[n])} if pairs else set()


def _stands(side: _Side, foot: _Side, shape: tuple[int, int]) -> bool:
    if not side.upright:
        return False
    segment, near = side.segment, _corner(foot, shape) + side.segment.thickness / 2
    column = float(segment.centre[-1])
    return (
        foot.segment.first - near <= column <= foot.segment.last + near
        and abs(segment.last - foot.segment.at(column)) <= near
    )


@dataclass(frozen=True)
class _Content:
    """The pieces of ink that are large enough for a digit.

    Attributes:
        boxes: (n, 4), as in `Components`.
        rows: the first and the last of the largest piece's.
        columns: likewise.
        stroke: the width of its strokes.
    """

    boxes: np.ndarray
    rows: tuple[int, int]
    columns: tuple[int, int]
    stroke: float


def _content(ink: np.ndarray) -> _Content | None:
    """What is left when lines are removed; None for scraps."""
    parts = connected_components(ink)
    extents = np.maximum(parts.boxes[:, 1] - parts.boxes[:, 0], parts.boxes[:, 3] - parts.boxes[:, 2])
    least = max(3, MIN_CONTENT * min(ink.shape))
    if len(extents) < 2 or extents[1:].max() < least:
        return None
    largest = 1 + int(extents[1:].argmax())
    top, bottom, left, right = (int(value) for value in parts.boxes[largest])
    piece = parts.labels[top:bottom, left:right] == largest
    large = parts.boxes[1:][extents[1:] >= least]
    return _Content(large, (top, bottom - 1), (left, right - 1), _stroke_width(piece))


def _stroke_width(mask: np.ndarray) -> float:
    """The median, over the ink, of the shorter of the level and the upright run through a pixel."""
    (top, bottom), (left, right) = run_bounds(mask), run_bounds(mask.T)
    widths = np.minimum(bottom - top, (right - left).T)[mask]
    return float(np.sort(widths)[len(widths) // 2])


def _is_printed(side: _Side, sides: Sequence[_Side], content: _Content, shape: tuple[int, int]) -> bool:
    """Whether a side is none of the digit's strokes: of a box, thin, or longer than the digit at both ends."""
    segment = side.segment
    if segment.thickness <= THIN * content.stroke:
        return True
    if not any(_at_rim(side, shape)):
        return True
    # A picture that was cut to the digit has the digit's own bar along its rim.
    if _lies_on_rim(side, shape) and all(other.upright == side.upright for other in sides):
        return False
    low, high = content.rows if side.upright else content.columns
    least = max(2.0, RIM * min(shape), 2 * content.stroke)
    return low - segment.first >= least and segment.last - high >= least


def _without(ink: np.ndarray, sides: Sequence[_Side]) -> np.ndarray:
    rest = ink.copy()
    for side in sides:
        if not side.upright:
            _erase(rest, side.segment)
    # Where two lines cross, what is left of the one is thin only now.
    for side in sides:
        if side.upright:
            _erase(rest.T, side.segment)
    return rest


def _erase(ink: np.ndarray, segment: Segment) -> None:
    """Erase a segment where nothing crosses it, and of what lies within it ink that is stronger than the line."""
    height, width = ink.shape
    reach = int(np.ceil(segment.thickness)) + 2
    columns = np.arange(max(0, segment.first - reach), min(width, segment.last + reach + 1))
    rows = np.floor(segment.rows_at(columns) + 0.5).astype(int)
    level = _level(ink, segment)
    peak = ink.max()
    most = level + STRONGER_SHARE * (peak - level) if peak > STRONGER * level else np.inf
    longest = 1.5 * segment.thickness + 1
    near = int(segment.thickness // 2) + 1
    far = near + int(longest) + 2  # a run that reaches so far is longer than may be erased
    around = rows + np.arange(-far, far + 1)[:, None]
    clipped = np.clip(around, 0, height - 1)
    inked = (ink[clipped, columns] > 0) & (around == clipped)
    found = nearest_ink(ink, columns, rows, near)
    middle = np.where(found < 0, 0, found - rows + far)
    first, last = run_bounds(inked)
    each = np.arange(len(columns))
    low, high = first[middle, each], last[middle, each]
    place = np.arange(len(around))[:, None]
    erased = (found >= 0) & (high - low <= longest) & (place >= low) & (place < high)
    row, column = around[erased], np.broadcast_to(columns, around.shape)[erased]
    weak = ink[row, column] <= most
    ink[row[weak], column[weak]] = 0


def _level(ink: np.ndarray, segment: Segment) -> float:
    rows = np.clip(np.floor((segment.top + segment.bottom - 1) / 2 + 0.5).astype(int), 0, len(ink) - 1)
    values = np.sort(ink[rows, segment.columns])
    return float(values[len(values) // 2])
