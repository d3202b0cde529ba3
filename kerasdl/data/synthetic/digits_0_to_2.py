"""How people write 0, 1 and 2: each style a parametric shape. Shares are relative within a digit."""

from __future__ import annotations

import numpy as np

from kerasdl.data.synthetic.shapes import Hand, Piece, Point, Shape, Styles, arc, between, bowed, line

STYLES = Styles()
style = STYLES.of_digit


# 0 ------------------------------------------------------------------------------------------------------------------


def _oval(u: Hand, turn: float = 360) -> list[Point]:
    """A loop from about the top, mostly against the clock, that closes short of, at, or past its start."""
    way = u.either(0.85, -1.0, 1.0)
    return arc((0.0, 0.5), (u(0.18, 0.44), 0.5), u(225, 315), way * (turn + u(-25, 40)), 11)


@style(0, 4)
def oval_0(u: Hand) -> Shape:
    return [[_oval(u)]]


@style(0, 1)
def open_0(u: Hand) -> Shape:
    loop = _oval(u, 335)
    # The end misses the start, inside or outside of it.
    loop[-1] = (loop[-1][0] + u(-0.1, 0.12), loop[-1][1] + u(-0.12, 0.15))
    return [[loop]]


@style(0, 1.2)
def tailed_0(u: Hand) -> Shape:
    loop = arc((0.0, 0.5), (u(0.2, 0.42), 0.48), u(240, 300), -(360 + u(0, 30)), 11)
    top = loop[-1]
    return [[[*loop, (top[0] + u(-0.1, 0.28), top[1] + u(-0.16, 0.12))]]]


@style(0, 0.8)
def curled_0(u: Hand) -> Shape:
    # The end runs on inside, past the start: high up, where a 6 would have it low.
    loop = arc((0.0, 0.5), (u(0.26, 0.46), 0.5), u(255, 330), -u(340, 370), 11)
    return [[[*loop, (u(-0.18, 0.12), u(0.1, 0.32))]]]


@style(0, 1.2)
def slashed_0(u: Hand) -> Shape:
    width = u(0.24, 0.42)
    loop = arc((0.0, 0.5), (width, 0.5), u(240, 300), -(360 + u(-10, 20)), 11)
    reach = u(0.7, 1.35)
    return [[loop], line((reach * width, 0.5 - reach * u(0.25, 0.5)), (-reach * width, 0.5 + reach * u(0.25, 0.5)))]


@style(0, 0.8)
def scribbled_over_0(u: Hand) -> Shape:
    width, start = u(0.2, 0.42), u(220, 320)
    first = arc((0.0, 0.5), (width, 0.5), start, -355, 11)
    again = arc(
        (u(-0.08, 0.08), 0.5 + u(-0.06, 0.06)), (width * u(0.75, 1.15), 0.5 * u(0.8, 1.1)), start, -u(200, 380), 11
    )
    return [[[*first, *again]]]


@style(0, 0.5)
def pointed_0(u: Hand) -> Shape:
    width = u(0.18, 0.38)
    top, bottom = (u(-0.08, 0.12), 0.0), (u(-0.12, 0.08), 1.0)
    left: Piece = [top, (-width, u(0.3, 0.45)), (-width * u(0.8, 1.0), u(0.6, 0.75)), bottom]
    return [
        [left, [bottom, (width, u(0.55, 0.7)), (width * u(0.8, 1.0), u(0.25, 0.4)), (u(-0.1, 0.15), u(-0.05, 0.08))]]
    ]


# 1 ------------------------------------------------------------------------------------------------------------------


@style(1, 3)
def plain_1(u: Hand) -> Shape:
    return [[bowed((u(-0.04, 0.3), 0.0), (u(-0.1, 0.08), 1.0), u(-0.06, 0.06))]]


@style(1, 3)
def flagged_1(u: Hand) -> Shape:
    top = (0.0, 0.0)
    # A 1's flag climbs; one that is nearly level makes a 7.
    flag = u(0.08, 0.45)
    tip = (-flag, np.maximum(u(0.1, 0.45), 0.5 * flag))
    return [[bowed(tip, top, u(-0.15, 0.25)), bowed(top, (u(-0.35, 0.06), 1.0), u(-0.05, 0.05))]]


@style(1, 2)
def long_flagged_1(u: Hand) -> Shape:
    top = (0.0, 0.0)
    flag = u(0.28, 0.8)
    tip = (-flag, np.maximum(u(0.35, 0.85), 0.6 * flag))
    return [[bowed(tip, top, u(-0.15, 0.22)), bowed(top, (u(-0.45, 0.1), 1.0), u(-0.06, 0.04))]]


@style(1, 2)
def sprung_1(u: Hand) -> Shape:
    # The flag starts with a small curl, swings up, and the stem comes back under it.
    top, reach = (0.0, 0.0), u(0.2, 0.5)
    tip = (-reach, np.maximum(u(0.2, 0.55), 0.6 * reach))
    curl = (tip[0] + u(-0.06, 0.06), tip[1] - u(0.03, 0.12))
    turn = (u(-0.02, 0.04), u(0.03, 0.1))
    flag = [curl, tip, between(tip, top, 0.5, u(-0.12, 0.12)), top]
    foot = (-u(0.05, 0.45), 1.0)
    return [[[*flag, turn, between(turn, foot, 0.5, u(-0.06, 0.06)), foot]]]


@style(1, 0.4)
def standing_1(u: Hand) -> Shape:
    # Flag, stem and foot in one stroke: the pen runs back along the foot.
    top, foot = (0.0, 0.0), (u(-0.1, 0.1), u(0.9, 1.0))
    tip, left = (-u(0.1, 0.36), u(0.06, 0.4)), (foot[0] - u(0.1, 0.35), 1.0 + u(-0.06, 0.04))
    right = (foot[0] + u(0.15, 0.45), 1.0 + u(-0.06, 0.04))
    return [[bowed(tip, top, u(-0.1, 0.15)), [top, foot], [foot, left], [left, right]]]


@style(1, 1.5)
def serifed_1(u: Hand) -> Shape:
    top, foot = (0.0, 0.0), (u(-0.06, 0.06), 1.0)
    tip = (-u(0.1, 0.36), u(0.06, 0.36))
    bar = line((foot[0] - u(0.12, 0.42), 1.0 + u(-0.05, 0.05)), (foot[0] + u(0.12, 0.42), 1.0 + u(-0.05, 0.05)))
    return [[bowed(tip, top, u(-0.1, 0.15)), [top, foot]], bar]


@style(1, 0.7)
def footed_1(u: Hand) -> Shape:
    foot = (u(-0.06, 0.06), 1.0)
    bar = line((foot[0] - u(0.12, 0.36), 1.0 + u(-0.04, 0.04)), (foot[0] + u(0.12, 0.36), 1.0 + u(-0.04, 0.04)))
    return [line((u(-0.03, 0.12), 0.0), foot), bar]


@style(1, 0.8)
def hooked_1(u: Hand) -> Shape:
    hook = u(0.08, 0.25)
    return [
        [
            [
                (-hook, u(0.1, 0.3)),
                (-0.4 * hook, u(0.0, 0.08)),
                (0.04, 0.06),
                (u(-0.04, 0.04), 0.5),
                (u(-0.12, 0.05), 1.0),
            ]
        ]
    ]


@style(1, 0.4)
def flicked_1(u: Hand) -> Shape:
    foot = (u(-0.08, 0.08), 1.0)
    return [[bowed((u(-0.02, 0.2), 0.0), foot, u(-0.05, 0.05)), [foot, (foot[0] + u(0.06, 0.25), 1.0 - u(0.02, 0.2))]]]


# 2 ------------------------------------------------------------------------------------------------------------------


def _top_of_2(u: Hand) -> list[Point]:
    """From the left, over the top, down the right side."""
    width = u(0.15, 0.36)
    return arc((0.0, u(0.24, 0.32)), (width, u(0.22, 0.3)), u(165, 225), u(150, 190), 5)


@style(2, 4)
def plain_2(u: Hand) -> Shape:
    corner = (-u(0.2, 0.4), u(0.92, 1.02))
    leg = [*_top_of_2(u), between((0.22, 0.42), corner, u(0.45, 0.6), u(-0.1, 0.05)), corner]
    return [[leg, bowed(corner, (u(0.15, 0.5), u(0.9, 1.05)), u(-0.08, 0.08))]]


@style(2, 2.5)
def looped_2(u: Hand) -> Shape:
    x, size = -u(0.14, 0.3), u(0.07, 0.17)
    loop = arc((x, 1.0 - size), (size * u(0.9, 1.6), size), u(20, 70), u(220, 300), 5)
    tail = [(x + u(0.25, 0.4), u(0.9, 1.0)), (u(0.25, 0.55), u(0.82, 1.02))]
    return [[[*_top_of_2(u), (x + 0.16, u(0.62, 0.78)), *loop, *tail]]]


@style(2, 1.2)
def angular_2(u: Hand) -> Shape:
    right = (u(0.18, 0.38), u(0.0, 0.14))
    corner = (-u(0.18, 0.38), u(0.92, 1.0))
    top = bowed((-u(0.15, 0.35), u(0.0, 0.2)), right, u(0.0, 0.22))
    return [[top, bowed(right, corner, u(-0.18, 0.02)), [corner, (u(0.2, 0.45), u(0.92, 1.06))]]]


@style(2, 1.2)
def curled_2(u: Hand) -> Shape:
    curl = [(-u(0.1, 0.25), u(0.32, 0.42)), (-u(0.26, 0.36), u(0.2, 0.34))]
    corner = (-u(0.2, 0.38), u(0.92, 1.0))
    top = arc((0.0, 0.25), (u(0.22, 0.32), 0.25), 215, u(130, 165), 4)
    return [[[*curl, *top, (u(0.0, 0.14), u(0.58, 0.7)), corner], [corner, (u(0.2, 0.48), u(0.9, 1.05))]]]


@style(2, 1)
def swung_2(u: Hand) -> Shape:
    foot = [
        (u(0.0, 0.14), u(0.58, 0.7)),
        (-u(0.1, 0.22), u(0.86, 0.96)),
        (u(0.0, 0.12), u(0.94, 1.04)),
        (u(0.25, 0.5), u(0.85, 1.0)),
    ]
    return [[[*_top_of_2(u), *foot]]]
