"""How people write 3: each style a parametric shape, its share relative to the others'."""

from __future__ import annotations

from collections.abc import Callable

from kerasdl.data.synthetic.shapes import (
    Hand,
    Piece,
    Point,
    Shape,
    ShapeOf,
    Stroke,
    Styles,
    arc,
    between,
    bowed,
    line,
    stretched,
)

STYLES = Styles()
style = STYLES.of_digit(3)


def _belly_of_3(u: Hand, start: Point) -> Piece:
    """From the waist around the lower right to an end at the left."""
    width, turn = u(0.24, 0.4), u(180, 255)
    return [start, *arc((0.0, 0.72), (width, 0.28), 290, turn - 45, 6)]


@style(4)
def round_3(u: Hand) -> Shape:
    waist = (-u(-0.06, 0.16), u(0.42, 0.5))
    top = arc((0.0, 0.23), (u(0.18, 0.34), 0.23), u(150, 230), u(185, 245), 6)
    return [[[*top, waist], _belly_of_3(u, waist)]]


@style(2)
def flat_topped_3(u: Hand) -> Shape:
    right = (u(0.15, 0.34), u(-0.02, 0.06))
    waist = (-u(-0.1, 0.12), u(0.36, 0.48))
    return [[bowed((-u(0.2, 0.36), u(-0.02, 0.06)), right, u(-0.05, 0.08)), [right, waist], _belly_of_3(u, waist)]]


@style(1.5)
def looped_3(u: Hand) -> Shape:
    top = arc((0.0, 0.22), (u(0.2, 0.32), 0.22), u(185, 230), u(180, 215), 6)
    x, y, size = -u(0.0, 0.12), u(0.44, 0.5), u(0.04, 0.09)
    loop = [(x, y + size * 0.5), (x - size, y), (x, y - size * 0.5)]
    return [[[*top, *loop, *_belly_of_3(u, (u(0.08, 0.18), 0.47))[1:]]]]


@style(1)
def smooth_3(u: Hand) -> Shape:
    top = arc((0.0, 0.22), (u(0.2, 0.32), 0.22), u(185, 225), u(165, 195), 5)
    return [[[*top, (u(0.02, 0.12), u(0.4, 0.47)), *_belly_of_3(u, (0.0, 0.0))[1:]]]]


@style(2)
def shallow_3(u: Hand) -> Shape:
    # The waist is a mere bend, and the belly runs out into a tail.
    right, waist = (u(0.16, 0.32), u(0.08, 0.24)), (u(0.0, 0.18), u(0.36, 0.5))
    belly = (waist[0] + u(0.08, 0.26), u(0.58, 0.72))
    start, end = (-u(0.15, 0.36), u(0.0, 0.2)), (-u(0.05, 0.32), 1.0)
    top = [start, (u(-0.06, 0.1), u(-0.04, 0.06)), right]
    return [[[*top, waist], [waist, belly, between(belly, end, 0.5, -u(0.1, 0.25)), end]]]


@style(0.7)
def angular_3(u: Hand) -> Shape:
    a, b = (u(0.2, 0.36), u(0.16, 0.26)), (-u(-0.05, 0.14), u(0.42, 0.5))
    c = (u(0.22, 0.38), u(0.68, 0.78))
    start, end = (-u(0.18, 0.34), u(0.0, 0.1)), (-u(0.2, 0.38), u(0.92, 1.02))
    return [
        [
            bowed(start, a, u(0.0, 0.25)),
            bowed(a, b, u(-0.1, 0.1)),
            bowed(b, c, u(0.0, 0.2)),
            bowed(c, end, u(-0.2, 0.0)),
        ]
    ]


# Any top, any waist, any belly: the top ends at the right, the belly begins at the waist.


def _round_top(u: Hand) -> Stroke:
    return [arc((0.0, u(0.2, 0.27)), (u(0.16, 0.36), u(0.2, 0.26)), u(145, 235), u(150, 200), 6)]


def _flat_top(u: Hand) -> Stroke:
    right = (u(0.14, 0.38), u(-0.05, 0.08))
    return [bowed((-u(0.16, 0.4), u(-0.04, 0.1)), right, u(-0.06, 0.08)), [right, right]]


def _small_top(u: Hand) -> Stroke:
    return [arc((u(-0.05, 0.1), u(0.1, 0.15)), (u(0.1, 0.22), u(0.1, 0.15)), u(150, 230), u(150, 200), 5)]


def _curled_top(u: Hand) -> Stroke:
    curl = arc((-u(0.1, 0.2), u(0.15, 0.24)), (u(0.05, 0.1), u(0.05, 0.1)), u(-40, 60), u(180, 260), 4)
    return [[*curl, (u(-0.02, 0.08), 0.0), (u(0.18, 0.32), u(0.1, 0.2))]]


def _pointed_top(u: Hand) -> Stroke:
    return [[(-u(0.14, 0.36), u(0.05, 0.3)), (u(-0.05, 0.1), u(-0.03, 0.05)), (u(0.15, 0.32), u(0.1, 0.26))]]


def _sharp(u: Hand, end: Point) -> Stroke:
    waist = (-u(-0.08, 0.2), u(0.34, 0.5))
    return [bowed(end, waist, u(-0.12, 0.06))]


def _bent(u: Hand, end: Point) -> Stroke:
    return [bowed(end, (u(0.0, 0.15), u(0.38, 0.5)), u(-0.12, 0.0))]


def _barred(u: Hand, end: Point) -> Stroke:
    # Back to the left, and to the right again before the belly.
    waist = (-u(0.02, 0.2), u(0.36, 0.48))
    return [bowed(end, waist, u(-0.1, 0.04)), bowed(waist, (u(0.06, 0.24), waist[1] + u(-0.02, 0.08)), u(-0.06, 0.06))]


def _round_belly(u: Hand, waist: Point) -> Stroke:
    height = (1.0 - waist[1]) / 2
    return [[waist, *arc((u(-0.06, 0.04), 1.0 - height), (u(0.2, 0.44), height), 290, u(120, 235), 6)]]


def _angular_belly(u: Hand, waist: Point) -> Stroke:
    right, end = (u(0.18, 0.42), u(0.62, 0.82)), (-u(0.12, 0.42), u(0.9, 1.06))
    return [bowed(waist, right, u(0.0, 0.2)), bowed(right, end, u(-0.14, 0.02))]


def _tail(u: Hand, waist: Point) -> Stroke:
    # A small bowl, then far down to the left.
    bowl, end = (waist[0] + u(0.1, 0.32), waist[1] + u(0.1, 0.2)), (-u(0.1, 0.5), 1.0)
    return [[waist, bowl, between(bowl, end, u(0.4, 0.6), -u(0.02, 0.16)), end]]


def _curled_belly(u: Hand, waist: Point) -> Stroke:
    height = (1.0 - waist[1]) / 2
    bowl = arc((0.0, 1.0 - height), (u(0.22, 0.4), height), 290, u(210, 240), 7)
    return [[waist, *bowl, (bowl[-1][0] + u(0.02, 0.16), bowl[-1][1] - u(0.02, 0.14))]]


def _joined(
    top: Callable[[Hand], Stroke], waist: Callable[[Hand, Point], Stroke], belly: Callable[[Hand, Point], Stroke]
) -> ShapeOf:
    def shape(u: Hand) -> Shape:
        first = top(u)
        second = waist(u, first[-1][-1])
        return [[*first, *second, *belly(u, second[-1][-1])]]

    return shape


_TOPS = {"round": _round_top, "flat": _flat_top, "small": _small_top, "curled": _curled_top, "pointed": _pointed_top}
_WAISTS = {"sharp waist": _sharp, "bent waist": _bent, "barred waist": _barred}
_BELLIES = {
    "round belly": _round_belly,
    "angular belly": _angular_belly,
    "tail": _tail,
    "curled belly": _curled_belly,
}
STYLES.combine(3, 9, _TOPS, _WAISTS, _BELLIES, join=_joined)


@style(1.2)
def tall_3(u: Hand) -> Shape:
    return stretched(_joined(_round_top, _sharp, _round_belly)(u), u(0.38, 0.65), 1.0)


@style(0.8)
def tiny_bowled_3(u: Hand) -> Shape:
    # Both bowls are tiny against the tail.
    waist, right = (u(-0.04, 0.1), u(0.18, 0.3)), (u(0.12, 0.28), u(0.06, 0.14))
    top = [(-u(0.08, 0.26), u(0.0, 0.1)), (u(-0.02, 0.1), u(-0.02, 0.04)), right, waist]
    bowl, end = (waist[0] + u(0.1, 0.24), waist[1] + u(0.08, 0.18)), (-u(0.05, 0.45), 1.0)
    return [[top, [waist, bowl, between(bowl, end, 0.5, -u(0.02, 0.12)), end]]]


@style(0.8)
def z_waisted_3(u: Hand) -> Shape:
    right, left = (u(0.14, 0.34), u(-0.02, 0.1)), (-u(0.02, 0.22), u(0.34, 0.46))
    across = (u(0.05, 0.26), left[1] + u(-0.04, 0.08))
    zigzag = line((-u(0.14, 0.36), u(-0.02, 0.1)), right, left, across)
    return [[*zigzag, *_round_belly(u, across)]]


@style(0.6)
def in_two_bowls_3(u: Hand) -> Shape:
    # Two strokes, one bowl each, that meet, miss or cross.
    upper = arc((u(-0.06, 0.06), 0.24), (u(0.16, 0.34), 0.25), u(180, 240), u(180, 260), 6)
    lower = arc((u(-0.06, 0.06), 0.72), (u(0.2, 0.4), 0.28), u(220, 280), u(180, 250), 6)
    return [[upper], [lower]]
