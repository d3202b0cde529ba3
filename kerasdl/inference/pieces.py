"""Pieces of ink by their boxes: lines of them, their typical height, what it costs to part them or to take them together.

`web/image/pieces.js` does the same; both are held to one result by tests/fixtures/segmentation.json.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_CONSTANTS = json.loads(Path(__file__).with_name("segmentation.json").read_text(encoding="utf-8"))
# Lengths are shares of the digits' typical height. What is lower than this is part of a digit, or none.
MIN_HEIGHT: float = _CONSTANTS["MIN_HEIGHT"]
# What is smaller than this is a speck.
SPECK_SIDE: float = _CONSTANTS["SPECK_SIDE"]
# Neighbours in a line overlap vertically by at least this share of the lower one's height.
LINE_OVERLAP: float = _CONSTANTS["LINE_OVERLAP"]
# A digit has at most so many pieces, and is seldom wider than this, as a multiple of its own height.
MAX_PIECES: int = _CONSTANTS["MAX_PIECES"]
USUAL_WIDTH: float = _CONSTANTS["USUAL_WIDTH"]
# Costs in nats of a reader's confidence. To part pieces: for ink that a cut crosses, as wide as the component is high; for
# any cut of a component that stands alone; for columns that both sides have.
CUT_COST: float = _CONSTANTS["CUT_COST"]
LONE_CUT_COST: float = _CONSTANTS["LONE_CUT_COST"]
OVERLAP_COST: float = _CONSTANTS["OVERLAP_COST"]
# To take pieces for one digit: for each height that it is wider than usual; for a height e times, or 1 / e, the line's; for
# a gap as wide as the line is high; for each two tall pieces of which none is above the other.
WIDTH_COST: float = _CONSTANTS["WIDTH_COST"]
HEIGHT_COST: float = _CONSTANTS["HEIGHT_COST"]
GAP_COST: float = _CONSTANTS["GAP_COST"]
JOIN_COST: float = _CONSTANTS["JOIN_COST"]


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


def components_of(labels: np.ndarray) -> list[Piece]:
    """Every component's box."""
    rows, columns = np.nonzero(labels)
    of = labels[rows, columns]
    count = int(labels.max(initial=0)) + 1
    low = np.full((2, count), max(labels.shape))
    high = np.zeros((2, count), int)
    for axis, places in enumerate((rows, columns)):
        np.minimum.at(low[axis], of, places)
        np.maximum.at(high[axis], of, places + 1)
    return [Piece(n, n, int(low[1, n]), int(low[0, n]), int(high[1, n]), int(high[0, n])) for n in range(1, count)]


def without_specks(components: list[Piece]) -> list[Piece]:
    """Without what is tiny beside the typical component."""
    if not components:
        return []
    least = SPECK_SIDE * typical_height(components)
    return [c for c in components if c.longer >= least]


def typical_height(pieces: Sequence[Piece]) -> int:
    """The median of heights, each counted by the height itself: caps and specks hardly count."""
    heights = sorted(p.height for p in pieces)
    half, total = sum(heights), 0
    for height in heights:
        total += 2 * height
        if total >= half:
            return height
    raise ValueError("There must be at least one piece. Received: none")


def union_of(pieces: Sequence[Piece]) -> Piece:
    """The box of all of them, named as the first."""
    return Piece(
        pieces[0].label,
        pieces[0].component,
        min(p.left for p in pieces),
        min(p.top for p in pieces),
        max(p.right for p in pieces),
        max(p.bottom for p in pieces),
    )


def shared(low: int, high: int, other_low: int, other_high: int) -> int:
    """How much two intervals have in common; negative where there is a gap between them."""
    return min(high, other_high) - max(low, other_low)


def into_lines(components: list[Piece]) -> list[list[Piece]]:
    """Components in lines from top to bottom: each tall one joins the line whose last one it stands beside."""
    height = typical_height(components)
    tall = [c for c in components if c.height >= MIN_HEIGHT * height]
    lines: list[list[Piece]] = []
    for each in sorted(tall, key=lambda c: (c.left, c.top)):
        best, share = None, LINE_OVERLAP
        for line in lines:
            last = line[-1]
            found = shared(each.top, each.bottom, last.top, last.bottom) / min(each.height, last.height)
            if found >= share:
                best, share = line, found
        if best is None:
            lines.append([each])
        else:
            best.append(each)
    owners = [list(line) for line in lines]
    for each in components:
        if each.height < MIN_HEIGHT * height:
            distances = [min(_distance(each, c) for c in owner) for owner in owners]
            nearest = distances.index(min(distances))
            lines[nearest].append(each)
    order = sorted(range(len(lines)), key=lambda n: sum(c.top + c.bottom for c in owners[n]) / len(owners[n]))
    return [sorted(lines[n], key=lambda c: (c.left + c.right, c.top, c.left)) for n in order]


def _distance(one: Piece, other: Piece) -> int:
    """Between two boxes, squared; 0 where they meet."""
    across = max(0, -shared(one.left, one.right, other.left, other.right))
    down = max(0, -shared(one.top, one.bottom, other.top, other.bottom))
    return across * across + down * down


def _overlap(one: Piece, other: Piece) -> float:
    """The share of the narrower one's columns that are the other's too; negative where there is a gap."""
    return shared(one.left, one.right, other.left, other.right) / min(one.width, other.width)


def _gaps(group: Sequence[Piece]) -> int:
    """The empty columns between a group's pieces."""
    total, right = 0, group[0].right
    for piece in group[1:]:
        total += max(0, piece.left - right)
        right = max(right, piece.right)
    return total


def shape_cost(group: Sequence[Piece], height: int) -> float:
    """What it costs to take pieces for one digit, whatever it is read as: for size, gaps, pieces side by side."""
    box = union_of(group)
    cost = WIDTH_COST * max(0.0, box.width / box.height - USUAL_WIDTH) + GAP_COST * _gaps(group) / height
    cost += HEIGHT_COST * abs(math.log(box.height / height))
    for left, right in itertools.pairwise(group):
        if left.component != right.component and min(left.height, right.height) >= MIN_HEIGHT * height:
            cost += JOIN_COST * (1 - max(0.0, _overlap(left, right)))
    return cost


def boundary_costs(pieces: list[Piece], *, alone: bool) -> list[float]:
    """What it costs to part a line's pieces before each of them: the cuts and the overlaps that fall apart there."""
    costs = [0.0] * (len(pieces) + 1)
    for j, right in enumerate(pieces):
        for i in range(max(0, j - MAX_PIECES), j):
            left = pieces[i]
            if left.component == right.component:
                if all(p.component != right.component for p in pieces[i + 1 : j]):
                    costs[j] += CUT_COST * right.crossed + (LONE_CUT_COST if alone else 0.0)
                continue
            share = _overlap(left, right)
            if share > 0:
                for b in range(i + 1, j + 1):
                    costs[b] += OVERLAP_COST * share
    return costs
