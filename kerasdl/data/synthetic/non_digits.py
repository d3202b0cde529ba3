"""Non-digits: letters, signs, lines, dots, scribbles, and two digits at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kerasdl.data.synthetic.digits import DIGIT_STYLES
from kerasdl.data.synthetic.letters import LETTERS
from kerasdl.data.synthetic.shapes import (
    NOT_A_DIGIT,
    Hand,
    Number,
    Piece,
    Shape,
    Stroke,
    Style,
    Styles,
    arc,
    bowed,
    line,
)

SIGNS, SCRIBBLES, PAIRS = Styles(), Styles(), Styles()


def _dot(u: Hand) -> Shape:
    return [line((0.0, 0.0), (u(-1.0, 1.0), u(-1.0, 1.0)))]


# A brush several times as wide as its path is long.
SIGNS.append(Style(NOT_A_DIGIT, "dot", 1.0, _dot, width=(2.0, 12.0)))


@SIGNS.of_no_digit
def dash(u: Hand) -> Shape:
    return [[bowed((-0.5, u(-0.1, 0.1)), (0.5, u(-0.1, 0.1)), u(-0.12, 0.12))]]


@SIGNS.of_no_digit
def falling_line(u: Hand) -> Shape:
    return [[bowed((-0.5, -u(0.15, 0.35)), (0.5, u(0.15, 0.35)), u(-0.05, 0.05))]]


@SIGNS.of_no_digit
def plus(u: Hand) -> Shape:
    return [line((-0.5, u(-0.1, 0.1)), (0.5, u(-0.1, 0.1))), line((u(-0.1, 0.1), -0.5), (u(-0.1, 0.1), 0.5))]


@SIGNS.of_no_digit
def equals(u: Hand) -> Shape:
    gap = u(0.1, 0.25)
    return [line((-0.5, -gap), (0.5, -gap)), line((-0.5, gap), (0.5, gap))]


@SIGNS.of_no_digit
def two_lines(u: Hand) -> Shape:
    gap = u(0.12, 0.4)
    return [line((-gap, 0.0), (-gap, 1.0)), line((gap, u(-0.1, 0.1)), (gap, u(0.9, 1.1)))]


@SIGNS.of_no_digit
def check(u: Hand) -> Shape:
    return [line((-u(0.25, 0.45), u(0.4, 0.6)), (0.0, 1.0), (u(0.4, 0.8), u(-0.1, 0.2)))]


@SIGNS.of_no_digit
def triangle(u: Hand) -> Shape:
    top = (u(-0.3, 0.3), 0.0)
    return [line(top, (-u(0.4, 0.6), 1.0), (u(0.4, 0.6), 1.0), top)]


@SIGNS.of_no_digit
def star(u: Hand) -> Shape:
    turn = u(0, 72)
    corners = [(0.5 * np.cos(np.radians(turn + 144 * k)), 0.5 * np.sin(np.radians(turn + 144 * k))) for k in range(6)]
    return [line(*corners)]


@SIGNS.of_no_digit
def heart(u: Hand) -> Shape:
    left: Piece = [(0.0, 0.25), (-u(0.2, 0.3), 0.0), (-0.5, u(0.2, 0.3)), (-0.25, 0.65), (0.0, 1.0)]
    right: Piece = [(0.0, 1.0), (0.25, 0.65), (0.5, u(0.2, 0.3)), (u(0.2, 0.3), 0.0), (0.0, 0.25)]
    return [[left, right]]


@SIGNS.of_no_digit
def arrow(u: Hand) -> Shape:
    head = u(0.15, 0.35)
    return [line((-0.6, 0.0), (0.6, 0.0)), line((0.6 - head, -head), (0.6, 0.0), (0.6 - head, head))]


@SIGNS.of_no_digit
def face(u: Hand) -> Shape:
    eye = u(0.12, 0.2)
    ring = [arc((0.0, 0.0), (0.5, 0.5), 270, -360, 9)]
    mouth = [arc((0.0, 0.05), (0.25, 0.2), 160, -140, 4)]
    return [ring, line((-eye, -0.15), (-eye, -0.1)), line((eye, -0.15), (eye, -0.1)), mouth]


@SIGNS.of_no_digit
def hash_sign(u: Hand) -> Shape:
    a, b = u(0.12, 0.25), u(0.12, 0.25)
    across = [line((-0.5, y), (0.5, y)) for y in (-a, a)]
    return [*across, *(line((x, -0.5), (x, 0.5)) for x in (-b, b))]


@SIGNS.of_no_digit
def spiral(u: Hand) -> Shape:
    turns, way = u(2.0, 3.2), u.either(0.5, -1.0, 1.0)
    grow = np.linspace(0.08, 0.5, 22)
    return [
        [
            [
                (r * np.cos(way * turns * 2 * np.pi * k / 21), r * np.sin(way * turns * 2 * np.pi * k / 21))
                for k, r in enumerate(grow)
            ]
        ]
    ]


@SIGNS.of_no_digit
def wave(u: Hand) -> Shape:
    high = u(0.1, 0.35)
    return [[[(-0.7 + 0.2 * k, high * (-1) ** k) for k in range(8)]]]


@SIGNS.of_no_digit
def question_mark(u: Hand) -> Shape:
    bow = [*arc((0.0, 0.22), (u(0.2, 0.3), 0.22), 180, 250, 6), (0.0, 0.62), (0.0, 0.72)]
    return [[bow], line((0.0, 0.95), (0.0, 1.0))]


@SIGNS.of_no_digit
def unequal(u: Hand) -> Shape:
    gap = u(0.1, 0.2)
    return [
        line((-0.5, -gap), (0.5, -gap)),
        line((-0.5, gap), (0.5, gap)),
        line((u(0.1, 0.3), -0.4), (-u(0.1, 0.3), 0.4)),
    ]


@SIGNS.of_no_digit
def asterisk(u: Hand) -> Shape:
    turn = u(0, 60)
    ends = [(0.5 * np.cos(np.radians(turn + 60 * k)), 0.5 * np.sin(np.radians(turn + 60 * k))) for k in range(3)]
    return [line((-x, -y), (x, y)) for x, y in ends]


@SIGNS.of_no_digit
def infinity(u: Hand) -> Shape:
    high = u(0.15, 0.3)
    return [[[(0.5 * np.cos(a), high * np.sin(2 * a)) for a in np.linspace(0.5, 0.5 + 2 * np.pi, 17)]]]


@SIGNS.of_no_digit
def house(u: Hand) -> Shape:
    w = u(0.3, 0.5)
    return [line((-w, 0.4), (-w, 1.0), (w, 1.0), (w, 0.4), (0.0, 0.0), (-w, 0.4), (w, 0.4))]


@SIGNS.of_no_digit
def percent(u: Hand) -> Shape:
    size = u(0.1, 0.18)
    rings = [[arc((x, y), (size, size), 270, -360, 6)] for x, y in ((-0.3, 0.2), (0.3, 0.8))]
    return [rings[0], line((0.35, 0.0), (-0.35, 1.0)), rings[1]]


@SIGNS.of_no_digit
def ladder(u: Hand) -> Shape:
    rungs = [line((-0.2, y), (0.2, y)) for y in (0.2, 0.5, 0.8)]
    return [line((-0.2, 0.0), (-0.2, 1.0)), line((0.2, 0.0), (0.2, 1.0)), *rungs]


def _wander(u: Hand, points: int, reach: float) -> list:
    """A path that wanders about; each point is drawn towards the middle."""
    at = u.rng.normal(0, 0.4, (u.count, 2))
    way = []
    for _ in range(points):
        at = 0.7 * at + u.rng.normal(0, reach, (u.count, 2))
        way.append((at[:, 0], at[:, 1]))
    return way


@SCRIBBLES.of_no_digit
def short_scribble(u: Hand) -> Shape:
    return [[_wander(u, 10, 0.45)]]


@SCRIBBLES.of_no_digit
def long_scribble(u: Hand) -> Shape:
    return [[_wander(u, 22, 0.4)]]


@SCRIBBLES.of_no_digit
def angular_scribble(u: Hand) -> Shape:
    return [line(*_wander(u, 9, 0.5))]


@SCRIBBLES.of_no_digit
def crossed_scribble(u: Hand) -> Shape:
    return [[_wander(u, 5, 0.4)], [_wander(u, 5, 0.4)], line(*_wander(u, 3, 0.5))]


@SCRIBBLES.of_no_digit
def shading(u: Hand) -> Shape:
    high = u(0.2, 0.5)
    return [line(*[(-0.5 + k / 10, high * (-1) ** k) for k in range(11)])]


def _pair(first: Style, second: Style, apart: tuple[float, float], lower: tuple[float, float]) -> Style:
    def shape(u: Hand) -> Shape:
        across, down = u(*apart), u(*lower)
        moved = [[[(x + across, y + down) for x, y in piece] for piece in stroke] for stroke in second.shape(u)]
        both = [*first.shape(u), *moved]
        # Together about 1 high, as every shape is.
        return [[[(0.5 * x, 0.5 * y) for x, y in piece] for piece in stroke] for stroke in both]

    return Style(NOT_A_DIGIT, f"{first.label} and {second.label}", 1.0, shape)


# Each style of a digit beside one of another, and, but for the strokes of 1, above one.
for _n, _first in enumerate(DIGIT_STYLES):
    _second = DIGIT_STYLES[(29 * _n + 17) % len(DIGIT_STYLES)]
    PAIRS.append(_pair(_first, _second, (0.65, 1.0), (-0.15, 0.15)))
    if 1 not in (_first.label, _second.label):
        PAIRS.append(_pair(_first, _second, (-0.15, 0.15), (1.0, 1.3)))


def _moved(stroke: Stroke, degrees: Number, x: Number, y: Number) -> Stroke:
    """A stroke turned about (0, 0.5), its height's middle, and shifted."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return [[(x + cos * a - sin * (b - 0.5), y + sin * a + cos * (b - 0.5)) for a, b in piece] for piece in stroke]


def _turned(digit: Style) -> Style:
    """A digit on its side, to the left or to the right."""

    def shape(u: Hand) -> Shape:
        degrees = u.either(0.5, u(65, 115), u(245, 295))
        return [_moved(stroke, degrees, 0.0, 0.5) for stroke in digit.shape(u)]

    return Style(NOT_A_DIGIT, f"{digit} on its side", 1.0, shape)


def _patchwork(styles: list[Style]) -> Style:
    """A stroke of each of some styles, turned and thrown together."""

    def shape(u: Hand) -> Shape:
        strokes = [style.shape(u)[0] for style in styles]
        return [_moved(stroke, u(0, 360), u(-0.3, 0.3), 0.5 + u(-0.3, 0.3)) for stroke in strokes]

    return Style(NOT_A_DIGIT, "patchwork of " + " and ".join(str(s) for s in styles), 1.0, shape)


# 0, 1 and 8 look like digits on their side too.
TURNED = [_turned(style) for style in DIGIT_STYLES if style.label not in (0, 1, 8)]
PATCHWORKS = [
    _patchwork([DIGIT_STYLES[n], DIGIT_STYLES[(31 * n + 11) % len(DIGIT_STYLES)], LETTERS[n % len(LETTERS)]])
    for n in range(0, len(DIGIT_STYLES), 2)
]

# Every fifth letter and sign is kept from the training: how well a network knows that it does not know is told by what it
# has never seen.
UNSEEN = [*LETTERS[4::5], *SIGNS[4::5]]
# What it learns from, by kinds and their weights.
_KINDS = (LETTERS, 1.0), (SIGNS, 1.0), (SCRIBBLES, 0.7), (PAIRS, 0.7), (TURNED, 0.4), (PATCHWORKS, 0.4)
SEEN = [replace(style, share=weight / len(kind)) for kind, weight in _KINDS for style in kind if style not in UNSEEN]
