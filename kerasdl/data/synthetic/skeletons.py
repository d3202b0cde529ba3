"""Letters as skeletons: a short notation of strokes, and the ways in which a hand departs from them.

A skeleton is a text of strokes, parted by `|`. A stroke is points `x,y` in hundredths of a letter's height, x to the right
and y down. Points parted by spaces lie on one smooth curve; `>` between two points is a straight line, with corners at its
ends; `;` is a corner between two curves. `@x,y,a,b,start,turn` is an arc of an ellipse about (x, y) with half axes a and b,
as `shapes.arc` has it. So `0,0>0,100|0,50 40,45 45,100` is a stem, and an arch from its middle.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from kerasdl.data.synthetic.shapes import Hand, Number, Piece, Point, Shape, ShapeOf, Stroke, arc, between

Spot: TypeAlias = tuple[float, float]
Plan: TypeAlias = list[list[list[Spot]]]  # strokes of pieces of points, about 1 high

LEVELS = 4  # of the grid that is pulled about, in each direction
ROOM = 44  # spans of a plan that leaves room for bows, entries and serifs within a path


class Letter(NamedTuple):
    """A letter in one hand or several.

    Attributes:
        name: what it is called.
        skeletons: one for each hand.
        ways: besides the plain one, keys of `WAYS` in which it still looks like no digit.
        widest: the widest brush, as a share of the longer side: narrow where ink would fill a bowl.
        share: how often it is drawn, relative to other letters: more where digits are near.
    """

    name: str
    skeletons: tuple[str, ...]
    ways: str = ""
    widest: float = 0.16
    share: float = 1


def parse(skeleton: str) -> Plan:
    """Strokes of a skeleton, scaled to a height of 1 (of a flat one, to a width of 1) and centred across.

    Raises:
        ValueError: a point is no pair of numbers, or an arc no six.
    """
    strokes = [_stroke(text) for text in skeleton.split("|")]
    points = np.array([point for stroke in strokes for piece in stroke for point in piece])
    low, high = points.min(0), points.max(0)
    side = max(high[1] - low[1], 0.6 * (high[0] - low[0]), 1.0)
    middle = (low[0] + high[0]) / 2
    return [[[((x - middle) / side, (y - low[1]) / side) for x, y in piece] for piece in stroke] for stroke in strokes]


def _stroke(text: str) -> list[list[Spot]]:
    pieces: list[list[Spot]] = [[]]
    straight = False
    for token in re.findall(r">|;|[^\s>;]+", text):
        if token in ">;":
            straight = token == ">"
            if len(pieces[-1]) > 1:
                pieces.append([pieces[-1][-1]])
            continue
        for point in _points(token):
            pieces[-1].append(point)
            if straight:
                pieces.append([point])
            straight = False
    return [piece for piece in pieces if len(piece) > 1]


def _points(token: str) -> list[Spot]:
    numbers = [float(n) for n in token.removeprefix("@").split(",")]
    if len(numbers) != (6 if token[0] == "@" else 2):
        raise ValueError(f"A skeleton's point must be x,y, and an arc @x,y,a,b,start,turn. Received: {token}")
    if token[0] != "@":
        return [(numbers[0], numbers[1])]
    x, y, a, b, start, turn = numbers
    found = arc((x, y), (a, b), start, turn, max(3, round(abs(turn) / 45) + 1))
    return [(float(px), float(py)) for px, py in found]


def spans(shape: Shape | Plan) -> int:
    """Spans between control points, and lifts: what a path has room for."""
    return sum(len(piece) - 1 for stroke in shape for piece in stroke) + len(shape)


def written(plan: Plan, *, freedom: float = 1.0) -> ShapeOf:
    """A plan as a hand writes it.

    Its grid of levels is pulled about, its width, its waist and the ends of its strokes vary, and its straight lines bow.

    Args:
        plan: the strokes.
        freedom: how far, 1 as in a usual hand.
    """

    def shape(u: Hand) -> Shape:
        across, down = _grid(u, 0.07 * freedom), _grid(u, 0.05 * freedom)
        wide = np.exp(u(-0.22, 0.22) * freedom)
        xs = [x for stroke in plan for piece in stroke for x, _ in piece]
        left, width = min(xs), max(max(xs) - min(xs), 0.3)

        def at(point: Spot) -> Point:
            share = (point[0] - left) / width
            return wide * (left + width * _pulled(share, across)), _pulled(point[1], down)

        bow = 0.05 * freedom if spans(plan) <= ROOM - 10 else 0.0
        return [_loose_ends([_bowed(u, [at(p) for p in piece], bow) for piece in stroke], u) for stroke in plan]

    return shape


def _grid(u: Hand, reach: float) -> list[Number]:
    return [u(-reach, reach) for _ in range(LEVELS + 1)]


def _pulled(share: float, shifts: Sequence[Number]) -> Number:
    """A coordinate, 0 to 1, shifted as the levels that it lies between are."""
    place = min(max(share, 0.0), 0.999) * LEVELS
    level, part = int(place), place - int(place)
    return share + (1 - part) * shifts[level] + part * shifts[level + 1]


def _bowed(u: Hand, piece: list[Point], bow: float) -> Piece:
    if len(piece) > 2 or not bow:
        return piece
    return [piece[0], between(piece[0], piece[1], 0.5, u(-bow, bow)), piece[1]]


def _loose_ends(stroke: list[Piece], u: Hand) -> Stroke:
    """A stroke that begins and ends a little early or late."""
    first, last = list(stroke[0]), list(stroke[-1])
    first[0] = between(first[0], first[1], u(-0.12, 0.08))
    if len(stroke) == 1:
        first[-1] = between(first[-1], first[-2], u(-0.12, 0.08))
        return [first]
    last[-1] = between(last[-1], last[-2], u(-0.12, 0.08))
    return [first, *stroke[1:-1], last]


# Ways to write a skeleton ---------------------------------------------------------------------------------------------


def rounded(plan: Plan) -> Plan:
    """In haste: no corners, each stroke is one smooth curve."""
    return [[[stroke[0][0], *(p for piece in stroke for p in piece[1:])]] for stroke in plan]


def joined(plan: Plan) -> Plan:
    """In one stroke, the pen is not lifted."""
    pieces: list[list[Spot]] = []
    for stroke in plan:
        if pieces:
            pieces.append([pieces[-1][-1], stroke[0][0]])
        pieces += stroke
    return [pieces]


def with_serifs(plan: Plan) -> Plan:
    """A short bar across every free end at the top or the foot."""
    bars: Plan = []
    for stroke in plan:
        for end, inner in ((stroke[0][0], stroke[0][1]), (stroke[-1][-1], stroke[-1][-2])):
            upright = abs(end[1] - inner[1]) > 1.2 * abs(end[0] - inner[0])
            if upright and (end[1] < 0.05 or end[1] > 0.95):
                bars.append([[(end[0] - 0.09, end[1]), (end[0] + 0.09, end[1])]])
    return [*plan, *bars]


def with_exit(plan: Plan) -> Plan:
    """A stroke that leads on to a next letter."""
    x, y = plan[-1][-1][-1]
    swing = [(x, y), (x + 0.1, y + 0.03), (x + 0.26, y - 0.18)]
    return [*plan[:-1], [*plan[-1], swing]]


def with_entry(plan: Plan) -> Plan:
    """A stroke that leads in from the line, up to where the letter begins."""
    x, y = plan[0][0][0]
    rise = [(x - 0.3, min(y + 0.55, 1.0)), (x - 0.16, y + 0.3), (x, y)]
    return [[rise, *plan[0]], *plan[1:]]


def with_both(plan: Plan) -> Plan:
    """Entry and exit, as in a joined hand."""
    return with_entry(with_exit(plan))


WAYS: dict[str, tuple[str, Callable[[Plan], Plan]]] = {
    "r": ("rounded", rounded),
    "j": ("in one stroke", joined),
    "f": ("with serifs", with_serifs),
    "x": ("with an exit stroke", with_exit),
    "e": ("with an entry stroke", with_entry),
    "b": ("joined at both sides", with_both),
}


def moved(plan: Plan, right: float, down: float = 0.0, size: float = 1.0) -> Plan:
    """A plan shifted and scaled."""
    return [[[(right + size * x, down + size * y) for x, y in piece] for piece in stroke] for stroke in plan]


def width_of(plan: Plan) -> float:
    xs = [x for stroke in plan for piece in stroke for x, _ in piece]
    return max(xs) - min(xs) if not math.isclose(max(xs), min(xs)) else 0.1
