"""Segmentation of ink into single digits, in reading order: lines, pieces, cuts, and the grouping that is read surest.

Ink falls apart into pieces: its connected components, those that may be touching digits cut at candidate seams. Pieces that
follow each other in a line are grouped into digits by dynamic programming, so that what a reader makes of all groups costs
least (R. G. Casey and E. Lecolinet, "A survey of methods and strategies in character segmentation", 1996, on segmentation by
recognition). `web/image/segmentation.js` does the same; both are held to one result by tests/fixtures/segmentation.json.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kerasdl.inference.cuts import Cut, find_cuts
from kerasdl.inference.filters import connected_components
from kerasdl.inference.pieces import (
    MAX_PIECES,
    MIN_HEIGHT,
    Piece,
    boundary_costs,
    components_of,
    into_lines,
    shape_cost,
    shared,
    typical_height,
    union_of,
    without_specks,
)

_CONSTANTS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
# What has more components than this, or components whose boxes together have so many times the picture's area, as noise and
# hatching, is no row of digits.
MAX_COMPONENTS: int = _CONSTANTS["MAX_COMPONENTS"]
MAX_COVER: int = _CONSTANTS["MAX_COVER"]
# The widest digit, as a multiple of the line's height.
MAX_WIDTH: float = _CONSTANTS["MAX_WIDTH"]
# A bar is at least this many times as long as wide, met at most so many times on average on its way, and longer than so many
# times the typical height.
BAR_RATIO: float = _CONSTANTS["BAR_RATIO"]
BAR_RUNS: float = _CONSTANTS["BAR_RUNS"]
BAR_LENGTH: float = _CONSTANTS["BAR_LENGTH"]
# Pieces one above the other, nearer than this share of the lower one's height, may be one digit; and are, even if each could
# be one, where both together are no higher than so many times what else is there.
STACK_GAP: float = _CONSTANTS["STACK_GAP"]
STACK_HEIGHT: float = _CONSTANTS["STACK_HEIGHT"]
# A component is cut where it is at least this many times as wide as high, one that stands alone where it is wider still; and
# one that is narrower than the third figure only where the whole is read with less confidence than the fourth.
MIN_CUT_WIDTH: float = _CONSTANTS["MIN_CUT_WIDTH"]
LONE_WIDTH: float = _CONSTANTS["LONE_WIDTH"]
WHOLE_WIDTH: float = _CONSTANTS["WHOLE_WIDTH"]
WHOLE_CONFIDENCE: float = _CONSTANTS["WHOLE_CONFIDENCE"]
# Costs in nats of the reader's confidence, of which none counts as less than the third figure: of each digit, and of leaving
# out a piece as long as the line is high.
DIGIT_COST: float = _CONSTANTS["DIGIT_COST"]
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


def segment_digits(ink: np.ndarray, judge: Judge, *, row: bool = False) -> list[Segment]:
    """Split ink into single digits, line by line, from left to right.

    Args:
        ink: uint8, (height, width), white ink on black.
        judge: from pictures of ink, each cut to its box, how surely each is read as one digit, 0 to 1.
        row: whether there are surely several digits. Else one component that stands alone is cut only where it is wide, for
            most of what stands alone is one digit, or none: a letter, a digit that is half drawn.

    Returns:
        One segment for each digit; none for a picture without ink. Where a stroke belongs to no digit, as a dash or a speck,
        it is in none. Noise is one segment.

    Example:
        >>> reader = load_reader("web")
        >>> [s.ink.shape for s in segment_digits(ink, lambda inks: [reader.confidences(i[None]).max() for i in inks])]
        [(40, 21), (42, 30)]
    """
    labels = connected_components(ink).labels
    components = without_specks(components_of(labels))
    if not components:
        return []
    if len(components) > MAX_COMPONENTS or sum(c.width * c.height for c in components) > MAX_COVER * ink.size:
        box = union_of(components)
        return [Segment(box.left, box.top, 0, ink[box.top : box.bottom, box.left : box.right])]
    return _Segmentation(ink, labels, components, judge).segments(row=row)


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

    def segments(self, *, row: bool = False) -> list[Segment]:
        """See `segment_digits`."""
        components = self._joined_stacks(self._without_bars(self._components))
        alone = len(components) == 1 and not row
        found = []
        for number, line in enumerate(into_lines(components)):
            height = typical_height(line)
            pieces = [
                piece for each in line for piece in self._cut(each, height, LONE_WIDTH if alone else MIN_CUT_WIDTH)
            ]
            pieces.sort(key=lambda p: (p.left + p.right, p.top, p.left))
            for group in self._cheapest(pieces, height, alone=alone):
                box = union_of(group)
                found.append(Segment(box.left, box.top, number, self._ink_of(group)))
        return found

    def _ink_of(self, group: Sequence[Piece]) -> np.ndarray:
        box = union_of(group)
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
        bars = [c for c in components if self._is_bar(c)]
        others = [c for c in components if c not in bars]
        if not others:
            return components
        # A 1 is a bar, too, and the cap of a 5.
        longest = BAR_LENGTH * typical_height(others)
        return [c for c in components if c not in bars or c.longer <= longest]

    def _is_bar(self, component: Piece) -> bool:
        if component.longer < BAR_RATIO * min(component.width, component.height):
            return False
        mask = self._ink_of([component]) > 0
        return _runs(mask if component.width > component.height else mask.T) <= BAR_RUNS

    def _joined_stacks(self, components: list[Piece]) -> list[Piece]:
        """Components of which one stands on the other joined where the two are one digit, as the rings of an 8 are."""
        rest = sorted(components, key=lambda c: (c.top, c.left))
        for upper in list(rest):
            for lower in list(rest):
                if upper in rest and lower in rest and self._is_stack(upper, lower, components):
                    joined = self._join([upper, lower])
                    rest = [joined if c is upper else c for c in rest if c is not lower]
                    break
        return rest

    def _is_stack(self, upper: Piece, lower: Piece, every: list[Piece]) -> bool:
        height = typical_height(every)
        least = min(upper.height, lower.height)
        if upper is lower or upper.top >= lower.top or least < MIN_HEIGHT * height:
            return False
        gap = -shared(upper.top, upper.bottom, lower.top, lower.bottom)
        across = shared(upper.left, upper.right, lower.left, lower.right)
        if not -0.5 * least < gap < STACK_GAP * least or 2 * across < min(upper.width, lower.width):
            return False
        whole, one, other = self._confidences([[upper, lower], [upper], [lower]])
        rest = [c for c in every if c.component not in (upper.component, lower.component)]
        low = bool(rest) and lower.bottom - upper.top <= STACK_HEIGHT * typical_height(rest)
        return whole >= WHOLE_CONFIDENCE and (low or min(one, other) < WHOLE_CONFIDENCE)

    def _join(self, pieces: Sequence[Piece]) -> Piece:
        joined = union_of(pieces)
        part = self._labels[joined.top : joined.bottom, joined.left : joined.right]
        part[np.isin(part, [p.label for p in pieces])] = joined.label
        return joined

    def _cut(self, component: Piece, height: int, least_width: float) -> list[Piece]:
        """A component cut at every candidate seam, where it may be more than one digit."""
        width = component.width
        if component.height < MIN_HEIGHT * height or width < least_width * component.height:
            return [component]
        if width < WHOLE_WIDTH * component.height and self._confidences([[component]])[0] >= WHOLE_CONFIDENCE:
            return [component]
        cuts = [] if self._is_bar(component) else find_cuts(self._ink_of([component]))
        if not cuts:
            return [component]
        return self._parts(component, cuts)

    def _parts(self, component: Piece, cuts: Sequence[Cut]) -> list[Piece]:
        """A component's parts between cuts, each with a label of its own."""
        part = self._labels[component.top : component.bottom, component.left : component.right]
        own = part == component.label
        side = np.sum([np.arange(component.width) >= cut.columns[:, None] for cut in cuts], axis=0)
        pieces: list[Piece] = []
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
        costs = self._group_costs(pieces, height)
        between = boundary_costs(pieces, alone=alone)
        best: list[tuple[float, int, bool]] = [(0.0, 0, False)]
        for j in range(1, len(pieces) + 1):
            starts = [i for i in range(j - 1, max(-1, j - MAX_PIECES - 1), -1) if (i, j) in costs]
            options = [(best[i][0] + costs[i, j][0] + between[i], i, costs[i, j][1]) for i in starts]
            best.append(min(options, key=lambda option: option[0]))
        found: list[list[Piece]] = []
        j = len(pieces)
        while j > 0:
            _, i, kept = best[j]
            if kept:
                found.append(pieces[i:j])
            j = i
        return found[::-1]

    def _group_costs(self, pieces: list[Piece], height: int) -> dict[tuple[int, int], tuple[float, bool]]:
        """What it costs to take pieces i to j - 1 for one digit, and whether it is one; else it is a piece left out."""
        spans = [(i, j) for i in range(len(pieces)) for j in range(i + 1, min(i + MAX_PIECES, len(pieces)) + 1)]
        boxes = {(i, j): union_of(pieces[i:j]) for i, j in spans}
        digits = [
            (i, j)
            for i, j in spans
            if boxes[i, j].height >= MIN_HEIGHT * height and (j == i + 1 or boxes[i, j].width <= MAX_WIDTH * height)
        ]
        costs = {(i, i + 1): (DROP_COST * piece.longer / height, False) for i, piece in enumerate(pieces)}
        for (i, j), confidence in zip(digits, self._confidences([pieces[i:j] for i, j in digits]), strict=True):
            cost = DIGIT_COST - math.log(max(confidence, LEAST_CONFIDENCE)) + shape_cost(pieces[i:j], height)
            costs[i, j] = (cost, True)
        return costs
