"""Signs and punctuation."""

from __future__ import annotations

import numpy as np

from kerasdl.data.synthetic.shapes import NOT_A_DIGIT, Hand, Shape, Style, Styles, bowed, line
from kerasdl.data.synthetic.skeletons import Letter, parse, written

SIGNS = Styles()


def _dot(u: Hand) -> Shape:
    return [line((0.0, 0.0), (u(-1.0, 1.0), u(-1.0, 1.0)))]


# A brush several times as wide as its path is long.
SIGNS.append(Style(NOT_A_DIGIT, "dot", 1.0, _dot, width=(2.0, 12.0)))


@SIGNS.of_no_digit
def dash(u: Hand) -> Shape:
    return [[bowed((-0.5, u(-0.1, 0.1)), (0.5, u(-0.1, 0.1)), u(-0.12, 0.12))]]


@SIGNS.of_no_digit
def falling_line(u: Hand) -> Shape:
    # Nearly level: a 1 may lie at 45 degrees and more.
    return [[bowed((-0.5, -u(0.08, 0.2)), (0.5, u(0.08, 0.2)), u(-0.05, 0.05))]]


@SIGNS.of_no_digit
def plus(u: Hand) -> Shape:
    return [line((-0.5, u(-0.1, 0.1)), (0.5, u(-0.1, 0.1))), line((u(-0.1, 0.1), -0.5), (u(-0.1, 0.1), 0.5))]


@SIGNS.of_no_digit
def equals(u: Hand) -> Shape:
    gap = u(0.1, 0.25)
    return [line((-0.5, -gap), (0.5, -gap)), line((0.5, gap), (-0.5, gap))]


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
def arrow(u: Hand) -> Shape:
    head = u(0.15, 0.35)
    return [line((-0.6, 0.0), (0.6, 0.0)), line((0.6 - head, -head), (0.6, 0.0), (0.6 - head, head))]


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
def ladder(u: Hand) -> Shape:
    rungs = [line((-0.2, y), (0.2, y)) for y in (0.2, 0.5, 0.8)]
    return [line((-0.2, 0.0), (-0.2, 1.0)), line((0.2, 0.0), (0.2, 1.0)), *rungs]


# Signs with parts apart, and those that ink would fill, are drawn with a thin brush.
_WRITTEN = (
    Letter("exclamation mark", ("10,0>10,70|9,94>11,100",), "", 0.08),
    Letter("question mark", ("0,20 8,4 34,0 52,20 40,42 24,54 24,72|23,96>25,100",), "", 0.08),
    Letter("dollar", ("60,20 34,8 8,24 30,46 60,62 54,86 26,92 0,78|34,-8>32,108",), "", 0.07),
    Letter("euro", ("74,16 46,0 14,28 14,72 46,100 76,86|0,40>54,40|0,58>50,58",), "", 0.08),
    Letter("pound", ("64,16 44,0 24,20 28,60 6,98 ; 6,98 30,88 50,100 72,88|8,52>54,52",), "", 0.08),
    Letter("yen", ("0,0>34,44>68,0|34,44>34,100|8,52>60,52|8,70>60,70",), "", 0.1),
    Letter("percent", ("@14,18,14,18,270,-360|80,0>6,100|@72,82,14,18,270,-360",), "", 0.07),
    Letter("square root", ("0,60>14,50>34,100>60,0>120,0",), "", 0.13),
    Letter("multiplied", ("0,0>70,70|70,0>0,70",), "", 0.2),
    Letter("divided", ("0,50>90,50|44,14>46,18|44,84>46,88",), "", 0.13),
    Letter("plus or minus", ("0,40>76,40|38,0>38,78|0,100>76,100",), "", 0.14),
    Letter("less", ("80,0>0,42>82,88",), "", 0.17),
    Letter("greater", ("0,0>80,42>2,88",), "", 0.13),
    Letter("caret", ("0,60>40,0>80,60",), "", 0.2),
    Letter("tilde", ("0,24 22,0 50,20 76,36 100,10",), "", 0.14),
    Letter("arrow up", ("40,100>40,0|10,34>40,0>70,34",), "", 0.1),
    Letter("arrow down", ("40,0>40,100|10,66>40,100>70,66",), "", 0.1),
    Letter("double arrow", ("0,30>110,30|20,8>0,30>20,52|90,8>110,30>90,52",), "", 0.1),
    Letter("cross in a box", ("0,0>80,0>80,80>0,80>0,0|0,0>80,80|80,0>0,80",), "", 0.1),
    Letter("ticked box", ("0,0>80,0>80,80>0,80>0,0|16,36>36,60>100,-24",), "", 0.09),
    Letter("cross", ("6,34>74,34|40,0>40,110",), "", 0.15),
    Letter("dollar bars", ("0,0>0,100|30,0>30,100|60,0>60,100",), "", 0.15),
    Letter("tally", ("0,0>0,100|26,0>26,100|52,0>52,100|78,0>78,100|-14,84>94,16",), "", 0.1),
    Letter("treble of waves", ("0,20 25,0 50,20 75,40 100,20|0,60 25,40 50,60 75,80 100,60",), "", 0.12),
    Letter("note", ("@16,90,16,11,0,-360|32,90>32,0 54,20 58,44",), "", 0.09),
    Letter("two notes", ("@14,90,14,10,0,-360|28,90>28,0>88,0>88,84|@74,88,14,10,0,-360",), "", 0.08),
)
for _sign in _WRITTEN:
    SIGNS.append(Style(NOT_A_DIGIT, _sign.name, 1.0, written(parse(_sign.skeletons[0])), (0.03, _sign.widest)))
