"""How people write 7: each style a parametric shape, its share relative to the others'."""

from __future__ import annotations

from collections.abc import Callable

from kerasdl.data.synthetic.shapes import Hand, Piece, Point, Shape, ShapeOf, Stroke, Styles, between, bowed, line

STYLES = Styles()
style = STYLES.of_digit(7)


def _seven(u: Hand) -> tuple[Point, Point, Point, Piece]:
    """Bar's start, bar's end, foot, leg."""
    left, right = (-u(0.22, 0.42), u(-0.03, 0.09)), (u(0.14, 0.36), u(-0.05, 0.07))
    foot = (right[0] - u(0.05, 0.52), 1.0)
    return left, right, foot, bowed(right, foot, u(-0.14, 0.08))


def _crossbar(u: Hand, right: Point, foot: Point) -> Stroke:
    x, y = between(right, foot, u(0.3, 0.75))
    tilt = u(-0.2, 0.08)
    start, end = (x - u(0.1, 0.4), y - tilt), (x + u(0.08, 0.42), y + tilt)
    # In some hands the bar begins with a short hook.
    hook = u.either(0.3, u(0.04, 0.14), 0.0)
    tip = (start[0] + u(-0.3, 0.5) * hook, start[1] + hook)
    return [[tip, start], bowed(start, end, u(-0.08, 0.06))]


@style(3)
def plain_7(u: Hand) -> Shape:
    left, right, _, leg = _seven(u)
    return [[bowed(left, right, u(-0.08, 0.1)), leg]]


@style(2.5)
def crossed_7(u: Hand) -> Shape:
    left, right, foot, leg = _seven(u)
    return [[bowed(left, right, u(-0.08, 0.1)), leg], _crossbar(u, right, foot)]


@style(1.5)
def hooked_7(u: Hand) -> Shape:
    left, right, _, leg = _seven(u)
    tip = (left[0] + u(-0.08, 0.05), left[1] + u(0.08, 0.32))
    return [[[tip, left], bowed(left, right, u(-0.08, 0.1)), leg]]


@style(1.2)
def hooked_and_crossed_7(u: Hand) -> Shape:
    left, right, foot, leg = _seven(u)
    tip = (left[0] + u(-0.08, 0.05), left[1] + u(0.08, 0.28))
    return [[[tip, left], bowed(left, right, u(-0.08, 0.1)), leg], _crossbar(u, right, foot)]


def _round_seven(u: Hand) -> tuple[Piece, Point, Point]:
    right, foot = (u(0.16, 0.34), u(0.1, 0.24)), (-u(-0.1, 0.26), 1.0)
    way = [
        (-u(0.24, 0.4), u(0.02, 0.22)),
        (-u(0.06, 0.14), u(-0.02, 0.06)),
        (right[0] - 0.06, u(0.0, 0.08)),
        right,
        between(right, foot, 0.5, u(-0.12, 0.02)),
        foot,
    ]
    return way, right, foot


@style(1.2)
def round_7(u: Hand) -> Shape:
    return [[_round_seven(u)[0]]]


@style(1.4)
def round_and_crossed_7(u: Hand) -> Shape:
    way, right, foot = _round_seven(u)
    return [[way], _crossbar(u, right, foot)]


@style(0.8)
def waved_7(u: Hand) -> Shape:
    left, right, _, leg = _seven(u)
    wave = [left, between(left, right, 0.3, u(0.06, 0.16)), between(left, right, 0.7, -u(0.04, 0.14)), right]
    return [[wave, leg]]


# Any top, any leg, with a bar, with two, or without. A top ends at its right end.


def _level_top(u: Hand) -> list[Piece]:
    return [bowed((-u(0.2, 0.46), u(-0.05, 0.12)), (u(0.12, 0.38), u(-0.08, 0.08)), u(-0.08, 0.12))]


def _dropped_top(u: Hand) -> list[Piece]:
    # A drop at the left.
    left, right = (-u(0.18, 0.44), u(-0.04, 0.1)), (u(0.12, 0.38), u(-0.06, 0.08))
    return [[(left[0] + u(-0.1, 0.06), left[1] + u(0.08, 0.4)), left], bowed(left, right, u(-0.1, 0.12))]


def _curved_top(u: Hand) -> list[Piece]:
    # A drop that is curved, and a bar that sags or swells.
    tip = (-u(0.26, 0.48), u(0.12, 0.42))
    left = (-u(0.16, 0.36), u(0.0, 0.1))
    return [[tip, left, (u(-0.06, 0.06), u(-0.02, 0.14)), (u(0.14, 0.38), u(-0.04, 0.12))]]


def _waved_top(u: Hand) -> list[Piece]:
    left, right, size = (-u(0.24, 0.46), u(0.0, 0.16)), (u(0.16, 0.42), u(-0.08, 0.08)), u(0.08, 0.24)
    return [[left, between(left, right, 0.28, size), between(left, right, 0.7, -size * u(0.4, 1.0)), right]]


def _arched_top(u: Hand) -> list[Piece]:
    # It begins like an n: up, over and down.
    tip, right = (-u(0.22, 0.4), u(0.18, 0.5)), (u(0.14, 0.34), u(0.1, 0.3))
    return [
        [
            tip,
            (tip[0] + u(0.0, 0.08), u(0.02, 0.14)),
            (u(-0.12, 0.04), u(-0.03, 0.06)),
            (right[0] - u(0.02, 0.1), u(0.0, 0.1)),
            right,
        ]
    ]


def _serifed_top(u: Hand) -> list[Piece]:
    # A short bar stands at the left end.
    left, right = (-u(0.2, 0.44), u(0.0, 0.08)), (u(0.12, 0.36), u(-0.06, 0.08))
    return [
        line((left[0] + u(-0.05, 0.05), left[1] - u(0.02, 0.14)), (left[0] + u(-0.05, 0.05), left[1] + u(0.06, 0.2)))[
            0
        ],
        [left, right],
    ]


def _straight_leg(u: Hand, right: Point) -> Piece:
    return bowed(right, (right[0] - u(0.0, 0.5), 1.0), u(-0.06, 0.06))


def _curved_leg(u: Hand, right: Point) -> Piece:
    return bowed(right, (right[0] - u(0.05, 0.55), 1.0), u(-0.14, 0.22))


def _late_leg(u: Hand, right: Point) -> Piece:
    # Slanting first, upright at last.
    foot = (right[0] - u(0.12, 0.5), 1.0)
    return [right, (foot[0] + u(0.02, 0.14), u(0.4, 0.6)), foot]


def _no_bar(u: Hand, right: Point, foot: Point) -> list[Stroke]:
    return []


def _bar(
    place: tuple[float, float], half: tuple[float, float], tilt: tuple[float, float] = (-0.2, 0.1)
) -> Callable[[Hand, Point, Point], list[Stroke]]:
    def bar(u: Hand, right: Point, foot: Point) -> list[Stroke]:
        x, y = between(right, foot, u(*place))
        slope = u(*tilt)
        one, other = u(*half), u(*half)
        return [[bowed((x - one, y - slope * one / 0.25), (x + other, y + slope * other / 0.25), u(-0.1, 0.1))]]

    return bar


def _two_bars(u: Hand, right: Point, foot: Point) -> list[Stroke]:
    return [*_bar((0.25, 0.45), (0.08, 0.3))(u, right, foot), *_bar((0.5, 0.8), (0.08, 0.35))(u, right, foot)]


def _foot_bar(u: Hand, right: Point, foot: Point) -> list[Stroke]:
    return [line((foot[0] - u(0.06, 0.22), 1.0 + u(-0.04, 0.04)), (foot[0] + u(0.06, 0.22), 1.0 + u(-0.04, 0.04)))]


def _joined(
    top: Callable[[Hand], list[Piece]],
    leg: Callable[[Hand, Point], Piece],
    bars: Callable[[Hand, Point, Point], list[Stroke]],
) -> ShapeOf:
    def shape(u: Hand) -> Shape:
        over = top(u)
        right = over[-1][-1]
        down = leg(u, right)
        apart = [[piece] for piece in over[:-1]] if over[0][-1] is not over[-1][0] else []
        return [*apart, [*(over[-1:] if apart else over), down], *bars(u, right, down[-1])]

    return shape


_TOPS = {
    "level": _level_top,
    "dropped": _dropped_top,
    "curved": _curved_top,
    "waved": _waved_top,
    "arched": _arched_top,
    "serifed": _serifed_top,
}
_LEGS = {"straight leg": _straight_leg, "curved leg": _curved_leg, "late leg": _late_leg}
_BARS = {
    "": _no_bar,
    "barred": _bar((0.3, 0.6), (0.08, 0.34)),
    "wide low bar": _bar((0.5, 0.8), (0.25, 0.55)),
    "steep bar": _bar((0.3, 0.65), (0.1, 0.32), (-0.3, 0.3)),
    "two bars": _two_bars,
    "foot": _foot_bar,
}
STYLES.combine(7, 12, _TOPS, _LEGS, _BARS, join=_joined)
