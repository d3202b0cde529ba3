"""How people write 2: each style a parametric shape, its share relative to the others'."""

from __future__ import annotations

from collections.abc import Callable

from kerasdl.data.synthetic.shapes import Hand, Point, Shape, ShapeOf, Stroke, Styles, arc, between, bowed

STYLES = Styles()
style = STYLES.of_digit(2)


def _top_of_2(u: Hand) -> list[Point]:
    """From the left, over the top, down the right side."""
    width = u(0.15, 0.36)
    return arc((0.0, u(0.24, 0.32)), (width, u(0.22, 0.3)), u(165, 225), u(150, 190), 5)


@style(4)
def plain_2(u: Hand) -> Shape:
    corner = (-u(0.2, 0.4), u(0.92, 1.02))
    leg = [*_top_of_2(u), between((0.22, 0.42), corner, u(0.45, 0.6), u(-0.1, 0.05)), corner]
    return [[leg, bowed(corner, (u(0.15, 0.5), u(0.9, 1.05)), u(-0.08, 0.08))]]


@style(2.5)
def looped_2(u: Hand) -> Shape:
    x, size = -u(0.14, 0.3), u(0.07, 0.17)
    loop = arc((x, 1.0 - size), (size * u(0.9, 1.6), size), u(20, 70), u(220, 300), 5)
    tail = [(x + u(0.25, 0.4), u(0.9, 1.0)), (u(0.25, 0.55), u(0.82, 1.02))]
    return [[[*_top_of_2(u), (x + 0.16, u(0.62, 0.78)), *loop, *tail]]]


@style(1.2)
def angular_2(u: Hand) -> Shape:
    right = (u(0.18, 0.38), u(0.0, 0.14))
    corner = (-u(0.18, 0.38), u(0.92, 1.0))
    top = bowed((-u(0.15, 0.35), u(0.0, 0.2)), right, u(0.0, 0.22))
    return [[top, bowed(right, corner, u(-0.18, 0.02)), [corner, (u(0.2, 0.45), u(0.92, 1.06))]]]


@style(1.2)
def curled_2(u: Hand) -> Shape:
    curl = [(-u(0.1, 0.25), u(0.32, 0.42)), (-u(0.26, 0.36), u(0.2, 0.34))]
    corner = (-u(0.2, 0.38), u(0.92, 1.0))
    top = arc((0.0, 0.25), (u(0.22, 0.32), 0.25), 215, u(130, 165), 4)
    return [[[*curl, *top, (u(0.0, 0.14), u(0.58, 0.7)), corner], [corner, (u(0.2, 0.48), u(0.9, 1.05))]]]


@style(1)
def swung_2(u: Hand) -> Shape:
    foot = [
        (u(0.0, 0.14), u(0.58, 0.7)),
        (-u(0.1, 0.22), u(0.86, 0.96)),
        (u(0.0, 0.12), u(0.94, 1.04)),
        (u(0.25, 0.5), u(0.85, 1.0)),
    ]
    return [[[*_top_of_2(u), *foot]]]


# Any top, any leg, any base. A top ends at the right side, a base begins at the foot of the leg.


def _flat_top(u: Hand) -> list[Point]:
    right = u(0.18, 0.36)
    return [
        (-u(0.18, 0.4), u(-0.02, 0.14)),
        (u(-0.05, 0.05), u(-0.05, 0.04)),
        (right - 0.06, u(0.0, 0.06)),
        (right, u(0.1, 0.22)),
    ]


def _closed_top(u: Hand) -> list[Point]:
    # The beginning curls into a small loop.
    size, x, y = u(0.06, 0.15), -u(0.06, 0.24), u(0.16, 0.32)
    curl = arc((x, y), (size * u(0.8, 1.3), size), u(-70, 40), u(190, 290), 5)
    return [*curl, (u(-0.02, 0.1), 0.0), (u(0.2, 0.36), u(0.1, 0.2)), (u(0.16, 0.32), u(0.28, 0.42))]


def _far_top(u: Hand) -> list[Point]:
    # Begins far down at the left.
    return [
        (-u(0.22, 0.45), u(0.3, 0.6)),
        (-u(0.14, 0.3), u(0.08, 0.25)),
        (u(-0.02, 0.1), 0.0),
        (u(0.2, 0.36), u(0.12, 0.26)),
    ]


def _pointed_top(u: Hand) -> list[Point]:
    return [(-u(0.15, 0.38), u(0.12, 0.4)), (u(-0.05, 0.16), u(-0.02, 0.05)), (u(0.18, 0.34), u(0.16, 0.34))]


def _small_top(u: Hand) -> list[Point]:
    return arc((u(0.0, 0.12), u(0.12, 0.2)), (u(0.12, 0.22), u(0.12, 0.18)), u(150, 230), u(150, 210), 5)


def _level(u: Hand, foot: Point) -> Stroke:
    return [bowed(foot, (foot[0] + u(0.4, 0.95), foot[1] + u(-0.1, 0.1)), u(-0.1, 0.1))]


def _rising(u: Hand, foot: Point) -> Stroke:
    return [bowed(foot, (foot[0] + u(0.35, 0.9), foot[1] - u(0.08, 0.4)), u(-0.16, 0.12))]


def _falling(u: Hand, foot: Point) -> Stroke:
    return [bowed(foot, (foot[0] + u(0.3, 0.8), foot[1] + u(0.06, 0.28)), u(-0.1, 0.12))]


def _wave(u: Hand, foot: Point) -> Stroke:
    end = (foot[0] + u(0.45, 0.95), foot[1] + u(-0.16, 0.08))
    return [[foot, between(foot, end, 0.3, u(0.06, 0.18)), between(foot, end, 0.7, -u(0.02, 0.14)), end]]


def _looped(rise: tuple[float, float], size: tuple[float, float]) -> Callable[[Hand, Point], Stroke]:
    def base(u: Hand, foot: Point) -> Stroke:
        height = u(*size)
        width = height * u(0.9, 1.7)
        loop = arc((foot[0], foot[1] - height), (width, height), u(30, 80), u(200, 290), 5)
        end = (foot[0] + width + u(0.1, 0.45), foot[1] - u(*rise))
        return [[*loop, between(loop[-1], end, 0.55, u(-0.02, 0.12)), end]]

    return base


def _joined(top: Callable[[Hand], list[Point]], base: Callable[[Hand, Point], Stroke]) -> ShapeOf:
    def shape(u: Hand) -> Shape:
        way, foot = top(u), (-u(0.12, 0.42), u(0.9, 1.0))
        end = base(u, foot)
        begin = end[0][0]  # the foot, or where its loop begins
        leg = between(way[-1], begin, u(0.45, 0.65), u(-0.14, 0.12))
        if begin is foot:
            return [[[*way, leg, foot], *end]]
        return [[[*way, leg, *end[0]], *end[1:]]]

    return shape


_TOPS = {
    "round": _top_of_2,
    "flat": _flat_top,
    "closed": _closed_top,
    "far": _far_top,
    "pointed": _pointed_top,
    "small": _small_top,
}
_BASES = {
    "level base": _level,
    "rising base": _rising,
    "falling base": _falling,
    "wave": _wave,
    "small loop": _looped((-0.05, 0.15), (0.05, 0.12)),
    "large loop": _looped((-0.05, 0.2), (0.12, 0.26)),
    "rising loop": _looped((0.2, 0.6), (0.06, 0.22)),
}
STYLES.combine(2, 10, _TOPS, _BASES, join=_joined)


@style(1.2)
def like_a_z_2(u: Hand) -> Shape:
    right, corner = (u(0.2, 0.42), u(-0.04, 0.08)), (-u(0.2, 0.42), u(0.92, 1.02))
    top, leg = bowed((-u(0.2, 0.42), u(-0.04, 0.12)), right, u(-0.06, 0.08)), bowed(right, corner, u(-0.1, 0.06))
    return [[top, leg, bowed(corner, (u(0.2, 0.48), u(0.9, 1.06)), u(-0.08, 0.08))]]
