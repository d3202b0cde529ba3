"""How people write 8: each style a parametric shape, its share relative to the others'."""

from __future__ import annotations

import numpy as np

from kerasdl.data.synthetic.shapes import Hand, Piece, Point, Shape, ShapeOf, Styles, arc, bowed, line, stretched

STYLES = Styles()
style = STYLES.of_digit(8)


def _eight(u: Hand, start: int, points: int = 17) -> list[Point]:
    """Around a figure of eight: the upper loop against the clock, the lower one with it; starts at a sixteenth."""
    top, low, waist = u(0.14, 0.3), u(0.2, 0.36), u(0.4, 0.54)
    upper = arc((0.0, waist / 2), (top, waist / 2), 90, -360, 9)  # from the waist, right, top, left, waist
    lower = arc((u(-0.06, 0.04), (1 + waist) / 2), (low, (1 - waist) / 2), 270, 360, 9)
    # Right, over the top, left, then through the waist to the lower right, under, and up the left.
    whole = [*upper[:8], *lower[:8]]
    whole[0] = (whole[0][0], waist)
    return [whole[(start + k) % 16] for k in range(points)]


@style(3.5)
def one_stroke_8(u: Hand) -> Shape:
    return [[_eight(u, 2)]]


@style(1.5)
def from_the_top_8(u: Hand) -> Shape:
    return [[_eight(u, 4, 18)]]


@style(2)
def from_the_left_8(u: Hand) -> Shape:
    # From the left of the upper loop down into the lower one, and back over the top, often without meeting the start.
    way = _eight(u, 6, 17)
    way[0] = (way[0][0] - u(-0.04, 0.2), way[0][1] + u(-0.02, 0.22))
    way[-1] = (way[-1][0] + u(-0.06, 0.12), way[-1][1] + u(-0.18, 0.06))
    return [[way]]


@style(1.2)
def armed_8(u: Hand) -> Shape:
    # An arm from the left through the waist into a thin lower loop, and back up around an upper one that stays open.
    wide, thin, waist = u(0.16, 0.4), u(0.02, 0.16), u(0.38, 0.52)
    arm = [(-wide * u(0.6, 1.2), waist - u(0.0, 0.22)), (u(-0.04, 0.06), waist + u(0.0, 0.08))]
    low = [(thin, u(0.72, 0.86)), (u(-0.05, 0.05), 1.0), (-thin, u(0.74, 0.88)), (u(0.0, 0.08), waist)]
    over = [(wide, waist * u(0.3, 0.6)), (u(0.0, 0.12), 0.0), (-wide * u(0.3, 1.0), u(0.04, 0.24))]
    return [[[*arm, *low, *over]]]


@style(1.5)
def slender_8(u: Hand) -> Shape:
    # Two thin loops, the lower one often no more than a line drawn twice.
    waist, top, low = u(0.3, 0.5), u(0.11, 0.24), u(0.03, 0.12)
    x = u(-0.06, 0.06)
    down = [(top * u(0.6, 1.1), u(0.0, 0.14)), (0.0, 0.0), (-top, waist * u(0.3, 0.5)), (x, waist)]
    up = [
        (low, u(0.7, 0.85)),
        (u(-0.04, 0.04), 1.0),
        (-low, u(0.75, 0.88)),
        (x + u(-0.02, 0.04), waist),
        (top, waist * u(0.25, 0.5)),
        (top * u(0.5, 1.1), u(-0.04, 0.1)),
    ]
    return [[[*down, *up]]]


@style(1.8)
def open_8(u: Hand) -> Shape:
    way = _eight(u, 2, 16)
    way[-1] = (way[-1][0] + u(0.0, 0.2), way[-1][1] - u(0.0, 0.2))
    way[0] = (way[0][0] + u(0.0, 0.14), way[0][1] + u(-0.05, 0.08))
    return [[way]]


@style(1.8)
def two_stroke_8(u: Hand) -> Shape:
    waist, gap = u(0.4, 0.54), u(-0.06, 0.05)
    upper = arc(
        (u(-0.05, 0.05), waist / 2), (u(0.15, 0.3), waist / 2), u(0, 360), u.either(0.8, -1, 1) * (360 + u(-15, 30)), 9
    )
    lower = arc(
        (0.0, (1 + waist + gap) / 2),
        (u(0.2, 0.36), (1 - waist - gap) / 2),
        u(200, 340),
        u.either(0.7, -1, 1) * (360 + u(-15, 30)),
        9,
    )
    return [[upper], [lower]]


@style(0.8)
def hourglass_8(u: Hand) -> Shape:
    top, low = u(0.15, 0.3), u(0.18, 0.34)
    a, b, c, d = (top, u(0.0, 0.12)), (-top, u(0.0, 0.12)), (low, u(0.9, 1.0)), (-low, u(0.9, 1.0))
    return [[bowed(a, b, u(0.0, 0.2)), bowed(b, c, u(-0.1, 0.1)), bowed(c, d, u(-0.2, 0.0)), bowed(d, a, u(-0.1, 0.1))]]


@style(2)
def s_and_diagonal_8(u: Hand) -> Shape:
    # An S, and a line that closes it from below, or misses.
    waist = u(0.38, 0.54)
    top, low = u(0.14, 0.3), u(0.16, 0.34)
    s = [
        (top * u(0.7, 1.2), u(0.02, 0.2)),
        (u(-0.04, 0.06), 0.0),
        (-top, waist * u(0.4, 0.6)),
        (u(-0.05, 0.05), waist),
        (low, (1 + waist) / 2 + u(-0.04, 0.04)),
        (u(-0.05, 0.05), 1.0),
        (-low, u(0.78, 0.92)),
    ]
    end = (s[0][0] + u(-0.16, 0.16), s[0][1] + u(-0.12, 0.14))
    return [[s, bowed(s[-1], end, u(-0.16, 0.16))]]


@style(1)
def notched_8(u: Hand) -> Shape:
    # A ring that is drawn in at the waist, on both sides or on one, without a crossing.
    top, low, waist = u(0.18, 0.32), u(0.2, 0.38), u(0.4, 0.54)
    left, right = u(0.02, 0.35), u(0.02, 0.35)
    one = u.either(0.5, 1.0, 0.0)
    left, right = np.where(one, left, left * u(0.5, 2.4)), np.where(one, right * u(0.5, 2.4), right)
    ring = [
        (0.0, 0.0),
        (-top, waist / 2),
        (-np.minimum(left, 0.7) * top, waist),
        (-low, (1 + waist) / 2),
        (0.0, 1.0),
        (low, (1 + waist) / 2),
        (np.minimum(right, 0.7) * top, waist + u(-0.05, 0.05)),
        (top, waist / 2),
        (u(-0.06, 0.06), u(-0.03, 0.05)),
    ]
    return [[ring]]


@style(0.6)
def curled_inside_8(u: Hand) -> Shape:
    # A ring whose beginning or end runs across it: one of its sides has no waist.
    waist, width = u(0.4, 0.56), u(0.22, 0.38)
    way = [
        (-width * u(0.2, 0.75), waist + u(-0.06, 0.04)),
        (width * u(0.4, 0.8), waist * u(0.6, 0.9)),
        (width * u(0.4, 0.9), waist * u(0.2, 0.4)),
        (u(-0.06, 0.06), 0.0),
        (-width * u(0.7, 1.0), waist * 0.5),
        (-width, u(0.6, 0.75)),
        (u(-0.05, 0.05), 1.0),
        (width, u(0.66, 0.82)),
        (u(-0.3, 0.3) * width, waist + u(-0.02, 0.1)),
    ]
    return stretched([[way]], u.either(0.6, 1.0, -1.0), 1.0)


@style(1.2)
def open_topped_8(u: Hand) -> Shape:
    # The upper bowl is open, at the right or at the left.
    waist, top, low = u(0.36, 0.52), u(0.14, 0.3), u(0.16, 0.34)
    way = [
        (top * u(0.2, 1.0), u(0.0, 0.12)),
        (-top * u(0.0, 0.3), u(-0.02, 0.05)),
        (-top, waist * u(0.35, 0.6)),
        (u(-0.05, 0.05), waist),
        (low, (1 + waist) / 2),
        (u(-0.06, 0.06), 1.0),
        (-low, (1 + waist) / 2),
        (u(-0.02, 0.08), waist - u(-0.02, 0.06)),
        (top * u(0.9, 1.4), waist * u(0.3, 0.7)),
        (top * u(0.8, 1.6), waist * u(0.05, 0.3)),
    ]
    return stretched([[way]], u.either(0.75, 1.0, -1.0), 1.0)


@style(1.2)
def rings_apart_8(u: Hand) -> Shape:
    # Two rings that do not touch, or overlap, or stand aside of each other.
    waist, gap = u(0.36, 0.54), u.either(0.5, u(0.02, 0.14), -u(0.04, 0.2))
    upper = arc(
        (u(-0.14, 0.14), (waist - gap / 2) / 2),
        (u(0.13, 0.3), (waist - gap / 2) / 2),
        u(0, 360),
        -(360 + u(-25, 30)),
        9,
    )
    lower = arc(
        (0.0, (1 + waist + gap / 2) / 2),
        (u(0.16, 0.36), (1 - waist - gap / 2) / 2),
        u(0, 360),
        u.either(0.7, -1, 1) * (360 + u(-25, 30)),
        9,
    )
    return [[upper], [lower]]


def _uneven(waist: tuple[float, float], top: tuple[float, float], low: tuple[float, float]) -> ShapeOf:
    def shape(u: Hand) -> Shape:
        middle, above, below = u(*waist), u(*top), u(*low)
        upper = arc((u(-0.06, 0.08), middle / 2), (above, middle / 2), 90, -360, 9)
        lower = arc((0.0, (1 + middle) / 2), (below, (1 - middle) / 2), 270, 360, 9)
        whole = [*upper[:8], *lower[:8]]
        start = 2
        way = [whole[(start + k) % 16] for k in range(17)]
        way[-1] = (way[-1][0] + u(-0.08, 0.08), way[-1][1] + u(-0.1, 0.06))
        return [[way]]

    return shape


_SIZES = {
    "tiny upper bowl": ((0.2, 0.34), (0.08, 0.16), (0.2, 0.4)),
    "tiny lower bowl": ((0.62, 0.8), (0.18, 0.36), (0.05, 0.15)),
    "flat bowls": ((0.42, 0.56), (0.3, 0.5), (0.32, 0.52)),
}
STYLES.combine(8, 2, _SIZES, join=lambda size: _uneven(*size))


@style(0.6)
def three_and_a_back_8(u: Hand) -> Shape:
    # A 3 that is closed by a line at the left.
    waist = (-u(-0.04, 0.1), u(0.42, 0.52))
    three = [
        arc((0.0, 0.24), (u(0.18, 0.32), 0.24), u(190, 230), u(180, 220), 6),
        arc((0.0, 0.73), (u(0.22, 0.36), 0.27), u(270, 300), u(180, 230), 6),
    ]
    three[0] = [*three[0][:-1], waist]
    three[1] = [waist, *three[1][1:]]
    return [three, [bowed((-u(0.12, 0.3), u(0.02, 0.2)), (-u(0.14, 0.34), u(0.8, 0.96)), u(-0.12, 0.2))]]


@style(0.8)
def ribbon_8(u: Hand) -> Shape:
    # A lower loop whose arms cross and nearly meet above.
    waist, top = u(0.36, 0.52), u(0.14, 0.32)
    way: Piece = [
        (u(-0.1, 0.06), u(0.0, 0.1)),
        (top, waist * u(0.3, 0.6)),
        (0.0, waist),
        (-u(0.14, 0.34), (1 + waist) / 2),
        (u(-0.06, 0.06), 1.0),
        (u(0.14, 0.34), (1 + waist) / 2),
        (u(-0.04, 0.04), waist),
        (-top, waist * u(0.3, 0.6)),
        (u(-0.12, 0.04), u(0.0, 0.14)),
    ]
    return [[way]]


@style(0.5)
def crossed_lines_8(u: Hand) -> Shape:
    # Two triangles that meet at their points, with a bar above and below.
    top, low = u(0.18, 0.36), u(0.18, 0.38)
    corners = [(-top, u(0.0, 0.1)), (top, u(0.0, 0.1)), (-low, u(0.9, 1.0)), (low, u(0.9, 1.0))]
    return [line(*corners, (corners[0][0] + u(-0.08, 0.08), corners[0][1] + u(-0.06, 0.1)))]
