"""Segmentation of ink into single digits, in reading order: lines, pieces, cuts, and the grouping that is read surest.

Ink falls apart into pieces: its connected components, those that may be touching digits cut at candidate seams. Pieces that
follow each other in a line are grouped into digits by dynamic programming, so that what a reader makes of all groups costs
least (R. G. Casey and E. Lecolinet, "A survey of methods and strategies in character segmentation", 1996, on segmentation by
recognition). `web/image/segmentation.js` does the same; both are held to one result by tests/fixtures/segmentation.json.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kerasdl.inference.cuts import find_cuts
from kerasdl.inference.filters import connected_components

_CONSTANTS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
# Lengths are shares of the digits' typical height. What is lower than this is part of a digit, or none.
MIN_HEIGHT: float = _CONSTANTS["MIN_HEIGHT"]
# What is smaller than this is a speck.
SPECK_SIDE: float = _CONSTANTS["SPECK_SIDE"]
# Neighbours in a line overlap vertically by at least this share of the lower one's height.
LINE_OVERLAP: float = _CONSTANTS["LINE_OVERLAP"]
# The widest digit, and the most pieces that one is made of.
MAX_WIDTH: float = _CONSTANTS["MAX_WIDTH"]
MAX_PIECES: int = _CONSTANTS["MAX_PIECES"]
# A bar is this many times as long as wide, crossed so many times on average on its way, and if upright so long.
BAR_RATIO: float = _CONSTANTS["BAR_RATIO"]
BAR_RUNS: float = _CONSTANTS["BAR_RUNS"]
BAR_LENGTH: float = _CONSTANTS["BAR_LENGTH"]
# Pieces one above the other, nearer than this share of the lower one's height, may be one digit.
STACK_GAP: float = _CONSTANTS["STACK_GAP"]
# A component is cut where it is at least this many times as wide as high; a narrower one than the second figure only where
# the whole is read with less confidence than the third.
MIN_CUT_WIDTH: float = _CONSTANTS["MIN_CUT_WIDTH"]
WHOLE_WIDTH: float = _CONSTANTS["WHOLE_WIDTH"]
WHOLE_CONFIDENCE: float = _CONSTANTS["WHOLE_CONFIDENCE"]
# Costs, in nats of confidence: of each digit; of a cut through a stroke as wide as the line is high; of a gap inside a digit
# as wide as the line is high; of parting pieces one of which lies wholly above the other; of leaving out what is as long as
# the line is high.
DIGIT_COST: float = _CONSTANTS["DIGIT_COST"]
CUT_COST: float = _CONSTANTS["CUT_COST"]
LONE_CUT_COST: float = _CONSTANTS["LONE_CUT_COST"]
GAP_COST: float = _CONSTANTS["GAP_COST"]
USUAL_WIDTH: float = _CONSTANTS["USUAL_WIDTH"]
WIDTH_COST: float = _CONSTANTS["WIDTH_COST"]
JOIN_COST: float = _CONSTANTS["JOIN_COST"]
OVERLAP_COST: float = _CONSTANTS["OVERLAP_COST"]
DROP_COST: float = _CONSTANTS["DROP_COST"]
LEAST_CONFIDENCE: float = _CONSTANTS["LEAST_CONFIDENCE"]

Judge = Callable[[Sequence[np.ndarray]], Sequence[float]]


@dataclass(frozen=True)
class Segment:
    """One digit's ink in a picture.

    Attributes:
        x: the box's first column.
        y: the box's first row.
        line: the line of digits, from 0, that it stands in.
        ink: uint8, (height, width), its own ink alone, cut to its box.
    """

    x: int
    y: int
    line: int
    ink: np.ndarray


@dataclass(frozen=True)
class Piece:
    """A connected component, or a part of one between two cuts.

    Attributes:
        label: its number in the map of pieces.
        component: the component's number; parts of one share it.
        left, top, right, bottom: its box; right and bottom are the first column and row beyond.
        crossed: the ink that the cut at its left crosses, as a share of the component's height; 0 for a first part.
    """

    label: int
    component: int
    left: int
    top: int
    right: int
    bottom: int
    crossed: float = 0.0

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def longer(self) -> int:
        return max(self.width, self.height)


def segment_digits(ink: np.ndarray, judge: Judge) -> list[Segment]:
    """Split ink into single digits, line by line, from left to right.

    Args:
        ink: uint8, (height, width), white ink on black.
        judge: from pictures of ink, each cut to its box, how surely each is read as one digit, 0 to 1.

    Returns:
        One segment for each digit; none for a picture without ink. Where a stroke belongs to no digit, as a dash or a speck,
        it is in none.

    Example:
        >>> reader = load_reader("web")
        >>> [s.ink.shape for s in segment_digits(ink, lambda inks: [reader.confidences(i[None]).max() for i in inks])]
        [(40, 21), (42, 30)]
    """
    labels = connected_components(ink).labels
    components = _without_specks(_components(labels))
    if not components:
        return []
    return _Segmentation(ink, labels, components, judge).segments()


def _components(labels: np.ndarray) -> list[Piece]:
    """Every component's box."""
    rows, columns = np.nonzero(labels)
    of = labels[rows, columns]
    count = int(labels.max(initial=0)) + 1
    low = np.full((2, count), max(labels.shape))
    high = np.zeros((2, count), int)
    for axis, places in enumerate((rows, columns)):
        np.minimum.at(low[axis], of, places)
        np.maximum.at(high[axis], of, places + 1)
    return [
        Piece(n, n, int(low[1, n]), int(low[0, n]), int(high[1, n]), int(high[0, n])) for n in range(1, count)
    ]


def _without_specks(components: list[Piece]) -> list[Piece]:
    """Without what is tiny beside the typical component."""
    if not components:
        return []
    least = SPECK_SIDE * _typical_height(components)
    return [c for c in components if c.longer >= least]


def _typical_height(pieces: Sequence[Piece]) -> int:
    """The median of heights, each counted by the height itself: caps and specks hardly count."""
    heights = sorted(p.height for p in pieces)
    half, total = sum(heights), 0
    for height in heights:
        total += 2 * height
        if total >= half:
            return height
    raise ValueError("There must be at least one piece. Received: none")


def _union(pieces: Sequence[Piece], label: int) -> Piece:
    return Piece(
        label,
        pieces[0].component,
        min(p.left for p in pieces),
        min(p.top for p in pieces),
        max(p.right for p in pieces),
        max(p.bottom for p in pieces),
    )


def _shared(low: int, high: int, other_low: int, other_high: int) -> int:
    """How much two intervals have in common; negative where there is a gap between them."""
    return min(high, other_high) - max(low, other_low)


def _into_lines(components: list[Piece]) -> list[list[Piece]]:
    """Components in lines from top to bottom: each tall one joins the line whose last one it stands beside."""
    height = _typical_height(components)
    tall = [c for c in components if c.height >= MIN_HEIGHT * height]
    lines: list[list[Piece]] = []
    for each in sorted(tall, key=lambda c: (c.left, c.top)):
        best, share = None, LINE_OVERLAP
        for line in lines:
            last = line[-1]
            found = _shared(each.top, each.bottom, last.top, last.bottom) / min(each.height, last.height)
            if found >= share:
                best, share = line, found
        if best is None:
            lines.append([each])
        else:
            best.append(each)
    owners = [list(line) for line in lines]
    for each in components:
        if each.height < MIN_HEIGHT * height:
            nearest = min(range(len(owners)), key=lambda n, each=each: min(_distance(each, c) for c in owners[n]))
            lines[nearest].append(each)
    order = sorted(range(len(lines)), key=lambda n: sum(c.top + c.bottom for c in owners[n]) / len(owners[n]))
    return [sorted(lines[n], key=lambda c: (c.left + c.right, c.top, c.left)) for n in order]


def _distance(one: Piece, other: Piece) -> int:
    """Between two boxes, squared; 0 where they meet."""
    across = max(0, -_shared(one.left, one.right, other.left, other.right))
    down = max(0, -_shared(one.top, one.bottom, other.top, other.bottom))
    return across * across + down * down


def _runs(mask: np.ndarray) -> float:
    """How often a column meets ink, on average."""
    starts = mask & ~np.pad(mask, ((1, 0), (0, 0)))[:-1]
    return float(starts.sum()) / max(1, int(mask.any(0).sum()))


class _Segmentation:
    """One picture's segmentation: its map of pieces, and what the judge said of groups of them."""

    def __init__(self, ink: np.ndarray, labels: np.ndarray, components: list[Piece], judge: Judge) -> None:
        self._ink, self._labels, self._judge = ink, labels.copy(), judge
        self._components = components
        self._next = int(labels.max()) + 1
        self._known: dict[tuple[int, ...], float] = {}

    def segments(self) -> list[Segment]:
        """See `segment_digits`."""
        components = self._joined_stacks(self._without_bars(self._components))
        # Most of what stands alone is one digit, or none: a letter, a digit that is half drawn.
        alone = len(components) == 1
        found = []
        for number, line in enumerate(_into_lines(components)):
            height = _typical_height(line)
            pieces = [piece for component in line for piece in self._cut(component, height)]
            pieces.sort(key=lambda p: (p.left + p.right, p.top, p.left))
            for group in self._cheapest(pieces, height, alone=alone):
                box = _union(group, 0)
                found.append(Segment(box.left, box.top, number, self._ink_of(group)))
        return found

    def _ink_of(self, group: Sequence[Piece]) -> np.ndarray:
        box = _union(group, 0)
        part = np.s_[box.top : box.bottom, box.left : box.right]
        wanted = np.zeros(self._next, bool)
        wanted[[p.label for p in group]] = True
        return np.where(wanted[self._labels[part]], self._ink[part], 0).astype(np.uint8)

    def _confidences(self, groups: Sequence[Sequence[Piece]]) -> list[float]:
        keys = [tuple(sorted(p.label for p in group)) for group in groups]
        new = {key: group for key, group in zip(keys, groups, strict=True) if key not in self._known}
        if new:
            found = self._judge([self._ink_of(group) for group in new.values()])
            self._known.update(zip(new, (float(f) for f in found), strict=True))
        return [self._known[key] for key in keys]

    def _without_bars(self, components: list[Piece]) -> list[Piece]:
        """Without ruled lines and the like, unless nothing else is there."""
        rest = [c for c in components if not self._is_bar(c)]
        if not rest:
            return components
        height = _typical_height(rest)
        upright = [c for c in rest if c.height > BAR_LENGTH * height and self._is_bar(c, upright=True)]
        return [c for c in rest if c not in upright] or rest

    def _is_bar(self, component: Piece, *, upright: bool = False) -> bool:
        mask = self._ink_of([component]) > 0
        mask = mask.T if upright else mask
        return mask.shape[1] >= BAR_RATIO * mask.shape[0] and _runs(mask) <= BAR_RUNS

    def _joined_stacks(self, components: list[Piece]) -> list[Piece]:
        """Components of which one stands on the other joined where the two are one digit, as the rings of an 8 are."""
        rest = sorted(components, key=lambda c: (c.top, c.left))
        height = _typical_height(rest)
        for upper in list(rest):
            for lower in list(rest):
                if upper in rest and lower in rest and self._is_stack(upper, lower, height):
                    joined = self._join([upper, lower])
                    rest = [joined if c is upper else c for c in rest if c is not lower]
                    break
        return rest

    def _is_stack(self, upper: Piece, lower: Piece, height: int) -> bool:
        least = min(upper.height, lower.height)
        if upper is lower or upper.top >= lower.top or least < MIN_HEIGHT * height:
            return False
        gap = -_shared(upper.top, upper.bottom, lower.top, lower.bottom)
        across = _shared(upper.left, upper.right, lower.left, lower.right)
        if not -0.5 * least < gap < STACK_GAP * least or 2 * across < min(upper.width, lower.width):
            return False
        whole, one, other = self._confidences([[upper, lower], [upper], [lower]])
        return whole >= WHOLE_CONFIDENCE > min(one, other)

    def _join(self, pieces: Sequence[Piece]) -> Piece:
        joined = _union(pieces, pieces[0].label)
        part = self._labels[joined.top : joined.bottom, joined.left : joined.right]
        part[np.isin(part, [p.label for p in pieces])] = joined.label
        return joined

    def _cut(self, component: Piece, height: int) -> list[Piece]:
        """A component cut at every candidate seam, where it may be more than one digit."""
        width = component.width
        if component.height < MIN_HEIGHT * height or width < MIN_CUT_WIDTH * component.height:
            return [component]
        if width < WHOLE_WIDTH * component.height and self._confidences([[component]])[0] >= WHOLE_CONFIDENCE:
            return [component]
        cuts = find_cuts(self._ink_of([component]))
        if not cuts:
            return [component]
        part = self._labels[component.top : component.bottom, component.left : component.right]
        own = part == component.label
        side = sum((np.arange(width) >= cut.columns[:, None]).astype(int) for cut in cuts)
        pieces = []
        for n in range(len(cuts) + 1):
            mask = own & (side == n)
            if not mask.any():
                continue
            label, self._next = self._next, self._next + 1
            part[mask] = label
            (rows,), (columns,) = np.nonzero(mask.any(1)), np.nonzero(mask.any(0))
            left, top = component.left + int(columns[0]), component.top + int(rows[0])
            right, bottom = component.left + int(columns[-1]) + 1, component.top + int(rows[-1]) + 1
            crossed = cuts[n - 1].crossed if pieces else 0.0
            pieces.append(Piece(label, component.component, left, top, right, bottom, crossed))
        return pieces

    def _cheapest(self, pieces: list[Piece], height: int, *, alone: bool) -> list[list[Piece]]:
        """The grouping of a line's pieces into digits that costs least; pieces left out are in no group."""
        groups = {
            (i, j): pieces[i:j]
            for i in range(len(pieces))
            for j in range(i + 1, min(i + MAX_PIECES, len(pieces)) + 1)
            if j == i + 1 or _union(pieces[i:j], 0).width <= MAX_WIDTH * height
        }
        whole = {key: group for key, group in groups.items() if _union(group, 0).height >= MIN_HEIGHT * height}
        surety = dict(zip(whole, self._confidences(list(whole.values())), strict=True))
        between = _boundary_costs(pieces, alone=alone)
        best: list[tuple[float, int, bool]] = [(0.0, 0, False)]
        for j in range(1, len(pieces) + 1):
            options = []
            for i in range(j - 1, max(-1, j - MAX_PIECES - 1), -1):
                if (i, j) not in groups:
                    continue
                group = groups[i, j]
                if (i, j) in whole:
                    cost = DIGIT_COST - math.log(max(surety[i, j], LEAST_CONFIDENCE)) + _shape_cost(group, height)
                elif j == i + 1:
                    cost = DROP_COST * group[0].longer / height
                else:
                    continue
                options.append((best[i][0] + cost + between[i], i, (i, j) in whole))
            best.append(min(options, key=lambda option: option[0]))
        found: list[list[Piece]] = []
        j = len(pieces)
        while j > 0:
            _, i, kept = best[j]
            if kept:
                found.append(groups[i, j])
            j = i
        return found[::-1]


def _gaps(group: Sequence[Piece]) -> int:
    """The empty columns between a group's pieces."""
    total, right = 0, group[0].right
    for piece in group[1:]:
        total += max(0, piece.left - right)
        right = max(right, piece.right)
    return total


def _shape_cost(group: Sequence[Piece], height: int) -> float:
    """What it costs to take pieces for one digit, whatever it is read as: for its width, gaps, and tall pieces side by side."""
    box = _union(group, 0)
    cost = WIDTH_COST * max(0.0, box.width / box.height - USUAL_WIDTH) + GAP_COST * _gaps(group) / height
    for left, right in itertools.pairwise(group):
        if left.component != right.component and min(left.height, right.height) >= MIN_HEIGHT * height:
            share = _shared(left.left, left.right, right.left, right.right) / min(left.width, right.width)
            cost += JOIN_COST * (1 - max(0.0, share))
    return cost


def _boundary_costs(pieces: list[Piece], *, alone: bool) -> list[float]:
    """What it costs to part a line's pieces before each of them: the cuts and the overlaps that fall apart there."""
    costs = [0.0] * (len(pieces) + 1)
    for j, right in enumerate(pieces):
        for i in range(max(0, j - MAX_PIECES), j):
            left = pieces[i]
            if left.component == right.component:
                if all(p.component != right.component for p in pieces[i + 1 : j]):
                    costs[j] += CUT_COST * right.crossed + (LONE_CUT_COST if alone else 0.0)
                continue
            share = _shared(left.left, left.right, right.left, right.right) / min(left.width, right.width)
            if share > 0:
                for b in range(i + 1, j + 1):
                    costs[b] += OVERLAP_COST * share
    return costs
