"""How people write 0: each style a parametric shape, its share relative to the others'."""

from __future__ import annotations

import numpy as np

from kerasdl.data.synthetic.shapes import (
    Hand,
    Number,
    Piece,
    Point,
    Shape,
    ShapeOf,
    Styles,
    arc,
    line,
    stretched,
    superellipse,
    turned,
)

STYLES = Styles()
style = STYLES.of_digit(0)


def _oval(u: Hand, turn: float = 360) -> list[Point]:
    """A loop from about the top, mostly against the clock, that closes short of, at, or past its start."""
    way = u.either(0.85, -1.0, 1.0)
    return arc((0.0, 0.5), (u(0.18, 0.44), 0.5), u(225, 315), way * (turn + u(-25, 40)), 11)


@style(4)
def oval_0(u: Hand) -> Shape:
    return [[_oval(u)]]


@style(1)
def open_0(u: Hand) -> Shape:
    loop = _oval(u, 335)
    # The end misses the start, inside or outside of it.
    loop[-1] = (loop[-1][0] + u(-0.1, 0.12), loop[-1][1] + u(-0.12, 0.15))
    return [[loop]]


@style(1.2)
def tailed_0(u: Hand) -> Shape:
    loop = arc((0.0, 0.5), (u(0.2, 0.42), 0.48), u(240, 300), -(360 + u(0, 30)), 11)
    top = loop[-1]
    return [[[*loop, (top[0] + u(-0.1, 0.28), top[1] + u(-0.16, 0.12))]]]


@style(0.8)
def curled_0(u: Hand) -> Shape:
    # The end runs on inside, past the start: high up, where a 6 would have it low.
    loop = arc((0.0, 0.5), (u(0.26, 0.46), 0.5), u(255, 330), -u(340, 370), 11)
    return [[[*loop, (u(-0.18, 0.12), u(0.1, 0.32))]]]


@style(1.2)
def slashed_0(u: Hand) -> Shape:
    width = u(0.24, 0.42)
    loop = arc((0.0, 0.5), (width, 0.5), u(240, 300), -(360 + u(-10, 20)), 11)
    reach = u(0.7, 1.35)
    return [[loop], line((reach * width, 0.5 - reach * u(0.25, 0.5)), (-reach * width, 0.5 + reach * u(0.25, 0.5)))]


@style(0.8)
def scribbled_over_0(u: Hand) -> Shape:
    width, start = u(0.2, 0.42), u(220, 320)
    first = arc((0.0, 0.5), (width, 0.5), start, -355, 11)
    again = arc(
        (u(-0.08, 0.08), 0.5 + u(-0.06, 0.06)), (width * u(0.75, 1.15), 0.5 * u(0.8, 1.1)), start, -u(200, 380), 11
    )
    return [[[*first, *again]]]


@style(0.5)
def pointed_0(u: Hand) -> Shape:
    width = u(0.18, 0.38)
    top, bottom = (u(-0.08, 0.12), 0.0), (u(-0.12, 0.08), 1.0)
    left: Piece = [top, (-width, u(0.3, 0.45)), (-width * u(0.8, 1.0), u(0.6, 0.75)), bottom]
    return [
        [left, [bottom, (width, u(0.55, 0.7)), (width * u(0.8, 1.0), u(0.25, 0.4)), (u(-0.1, 0.15), u(-0.05, 0.08))]]
    ]


def _ring(u: Hand, width: Number) -> list[Point]:
    """A closed loop, as well as a hand closes it."""
    return arc((0.0, 0.5), (width, 0.5), u(225, 315), u.either(0.85, -1.0, 1.0) * (360 + u(-15, 30)), 11)


@style(1.6)
def crossed_0(u: Hand) -> Shape:
    # A line at any angle, from a short one inside to one far beyond the ring on both sides.
    width, angle = u(0.2, 0.46), np.radians(u(0, 180))
    x, y = np.cos(angle), np.sin(angle)
    edge = 1 / np.sqrt((x / width) ** 2 + (y / 0.5) ** 2)
    middle, one, other = (u(-0.05, 0.05), 0.5 + u(-0.1, 0.1)), edge * u(0.45, 1.75), edge * u(0.45, 1.75)
    return [
        [_ring(u, width)],
        line((middle[0] + one * x, middle[1] + one * y), (middle[0] - other * x, middle[1] - other * y)),
    ]


@style(0.8)
def barred_0(u: Hand) -> Shape:
    # Upright or level, as a Greek letter has it.
    width, upright = u(0.24, 0.48), u.rng.random(u.count) < 0.5
    one, other, tilt = u(0.35, 0.75), u(0.35, 0.75), u(-0.12, 0.12)
    ends = [
        (np.where(upright, way * tilt, way * reach * width * 2), 0.5 + np.where(upright, way * reach, way * tilt))
        for way, reach in ((1, one), (-1, other))
    ]
    return [[_ring(u, width)], line(*ends)]


@style(0.3)
def dotted_0(u: Hand) -> Shape:
    x, y = u(-0.06, 0.06), 0.5 + u(-0.08, 0.08)
    return [[_ring(u, u(0.24, 0.46))], line((x, y), (x + u(-0.05, 0.05), y + u(-0.06, 0.06)))]


@style(1.6)
def mouthed_0(u: Hand) -> Shape:
    # Open on any side.
    turn = u.either(0.85, -1.0, 1.0) * u(308, 350)
    return [[arc((0.0, 0.5), (u(0.2, 0.46), 0.5), u(0, 360), turn, 11)]]


@style(0.8)
def lying_0(u: Hand) -> Shape:
    return turned([[arc((0.0, 0.5), (0.5, u(0.2, 0.4)), u(0, 360), -(360 + u(-25, 25)), 11)]], u(-40, 40))


@style(0.6)
def slanting_0(u: Hand) -> Shape:
    return turned([[_oval(u)]], u.either(0.65, u(20, 55), u(-45, -15)))


@style(0.8)
def cornered_0(u: Hand) -> Shape:
    # From a rectangle to a rhombus.
    power = np.exp(u(np.log(0.4), np.log(1.5)))
    ring = superellipse(
        (0.0, 0.5), (u(0.2, 0.5), 0.5), u(225, 315), u.either(0.7, -1, 1) * (360 + u(-30, 20)), power, 17
    )
    return [[ring]]


@style(0.5)
def cornered_and_slashed_0(u: Hand) -> Shape:
    width, reach, way = u(0.22, 0.46), u(0.8, 1.15), u.either(0.75, 1.0, -1.0)
    ring = superellipse((0.0, 0.5), (width, 0.5), u(225, 315), -(360 + u(-10, 20)), u(0.35, 0.7), 17)
    return [[ring], line((way * reach * width, 0.5 - reach * 0.45), (-way * reach * width, 0.5 + reach * 0.45))]


def _polygon(corners: int) -> ShapeOf:
    def shape(u: Hand) -> Shape:
        turn, start = u.either(0.7, -1, 1) * u(322, 375), u(200, 340)
        width = u(0.2, 0.46)
        points = []
        for k in range(corners + 1):
            angle, reach = np.radians(start + turn * k / corners + u(-12, 12)), u(0.88, 1.12)
            points.append((reach * width * np.cos(angle), 0.5 + 0.5 * reach * np.sin(angle)))
        return [line(*points)]

    return shape


STYLES.combine(0, 0.8, {f"of {n} corners": n for n in (5, 6, 7, 9)}, join=_polygon)


@style(0.7)
def in_two_halves_0(u: Hand) -> Shape:
    left = arc((0.0, 0.5), (u(0.18, 0.42), 0.5), 270 + u(-25, 30), -u(162, 205), 6)
    right = arc(
        (u(-0.04, 0.1), 0.5 + u(-0.07, 0.07)), (u(0.18, 0.42), 0.5 * u(0.85, 1.1)), 270 + u(-30, 25), u(162, 205), 6
    )
    return [[left], [right]]


@style(0.5)
def curled_far_in_0(u: Hand) -> Shape:
    # The end runs down inside, or the beginning does.
    width = u(0.26, 0.48)
    loop = arc((0.0, 0.5), (width, 0.5), u(265, 330), -u(345, 375), 11)
    inside = [(u(-0.3, 0.3) * width, u(0.12, 0.25)), (u(-0.6, 0.2) * width, u(0.28, 0.5))]
    return stretched([[[*loop, *inside]]], u.either(0.7, 1.0, -1.0), 1.0)


@style(0.5)
def crossed_at_the_top_0(u: Hand) -> Shape:
    # Beginning and end cross above the ring, like a ribbon's.
    width = u(0.2, 0.42)
    loop = arc((0.0, 0.52), (width, 0.48), u(285, 310), -u(315, 345), 11)
    before = (loop[0][0] - u(0.12, 0.4), loop[0][1] - u(0.02, 0.16))
    after = (loop[-1][0] + u(0.12, 0.4), loop[-1][1] - u(0.02, 0.16))
    return [[[before, *loop, after]]]


@style(0.5)
def narrow_0(u: Hand) -> Shape:
    return [[arc((0.0, 0.5), (u(0.09, 0.19), 0.5), u(225, 315), -(360 + u(-20, 30)), 11)]]
