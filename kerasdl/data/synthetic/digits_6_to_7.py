"""How people write 6 and 7: each style a parametric shape. Shares are relative within a digit."""

from __future__ import annotations

from kerasdl.data.synthetic.shapes import Hand, Piece, Point, Shape, Stroke, Styles, arc, between, bowed

STYLES = Styles()
style = STYLES.of_digit


# 6 ------------------------------------------------------------------------------------------------------------------


def _loop_of_6(u: Hand, size: tuple[float, float], turn: tuple[float, float]) -> list[Point]:
    """From the left side, under, up the right and back to the left."""
    height = u(*size)
    return arc((0.0, 1.0 - height), (u(0.2, 0.36), height), 180, -u(*turn), 8)


@style(6, 3.5)
def curved_6(u: Hand) -> Shape:
    stem: Piece = [(u(0.02, 0.34), 0.0), (-u(0.06, 0.2), u(0.22, 0.38))]
    return [[[*stem, *_loop_of_6(u, (0.2, 0.3), (320, 400))]]]


@style(6, 1.5)
def straight_6(u: Hand) -> Shape:
    loop = _loop_of_6(u, (0.17, 0.27), (320, 390))
    return [[[(u(-0.3, -0.05), 0.0), between((u(-0.26, -0.12), 0.0), loop[0], 0.55), *loop]]]


@style(6, 1.3)
def open_6(u: Hand) -> Shape:
    stem: Piece = [(u(0.0, 0.32), 0.0), (-u(0.08, 0.22), u(0.25, 0.4))]
    return [[[*stem, *_loop_of_6(u, (0.17, 0.28), (225, 310))]]]


@style(6, 1)
def curled_6(u: Hand) -> Shape:
    # The loop's end runs on inside it, a spiral.
    height = u(0.2, 0.3)
    loop = arc((0.0, 1.0 - height), (u(0.22, 0.34), height), 180, -270, 7)
    inside = arc(
        (u(-0.06, 0.02), 1.0 - height * u(0.7, 1.0)), (u(0.08, 0.16), height * u(0.4, 0.7)), 250, -u(60, 160), 4
    )
    return [[[(u(0.0, 0.3), 0.0), (-u(0.06, 0.2), u(0.25, 0.4)), *loop, *inside]]]


@style(6, 0.7)
def hooked_6(u: Hand) -> Shape:
    stem: Piece = [(u(0.26, 0.4), u(0.08, 0.22)), (u(0.1, 0.24), 0.0), (-u(0.1, 0.22), u(0.22, 0.36))]
    return [[[*stem, *_loop_of_6(u, (0.2, 0.3), (310, 390))]]]


# 7 ------------------------------------------------------------------------------------------------------------------


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


@style(7, 3)
def plain_7(u: Hand) -> Shape:
    left, right, _, leg = _seven(u)
    return [[bowed(left, right, u(-0.08, 0.1)), leg]]


@style(7, 2.5)
def crossed_7(u: Hand) -> Shape:
    left, right, foot, leg = _seven(u)
    return [[bowed(left, right, u(-0.08, 0.1)), leg], _crossbar(u, right, foot)]


@style(7, 1.5)
def hooked_7(u: Hand) -> Shape:
    left, right, _, leg = _seven(u)
    tip = (left[0] + u(-0.08, 0.05), left[1] + u(0.08, 0.32))
    return [[[tip, left], bowed(left, right, u(-0.08, 0.1)), leg]]


@style(7, 1.2)
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


@style(7, 1.2)
def round_7(u: Hand) -> Shape:
    return [[_round_seven(u)[0]]]


@style(7, 1.4)
def round_and_crossed_7(u: Hand) -> Shape:
    way, right, foot = _round_seven(u)
    return [[way], _crossbar(u, right, foot)]


@style(7, 0.8)
def waved_7(u: Hand) -> Shape:
    left, right, _, leg = _seven(u)
    wave = [left, between(left, right, 0.3, u(0.06, 0.16)), between(left, right, 0.7, -u(0.04, 0.14)), right]
    return [[wave, leg]]
