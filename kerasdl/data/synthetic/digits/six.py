"""How people write 6: each style a parametric shape, its share relative to the others'."""

from __future__ import annotations

from collections.abc import Callable

from kerasdl.data.synthetic.shapes import Hand, Piece, Point, Shape, ShapeOf, Styles, arc, between, superellipse

STYLES = Styles()
style = STYLES.of_digit(6)


def _loop_of_6(u: Hand, size: tuple[float, float], turn: tuple[float, float]) -> list[Point]:
    """From the left side, under, up the right and back to the left."""
    height = u(*size)
    return arc((0.0, 1.0 - height), (u(0.2, 0.36), height), 180, -u(*turn), 8)


@style(3.5)
def curved_6(u: Hand) -> Shape:
    stem: Piece = [(u(0.02, 0.34), 0.0), (-u(0.06, 0.2), u(0.22, 0.38))]
    return [[[*stem, *_loop_of_6(u, (0.2, 0.3), (320, 400))]]]


@style(1.5)
def straight_6(u: Hand) -> Shape:
    loop = _loop_of_6(u, (0.17, 0.27), (320, 390))
    return [[[(u(-0.3, -0.05), 0.0), between((u(-0.26, -0.12), 0.0), loop[0], 0.55), *loop]]]


@style(1.3)
def open_6(u: Hand) -> Shape:
    stem: Piece = [(u(0.0, 0.32), 0.0), (-u(0.08, 0.22), u(0.25, 0.4))]
    return [[[*stem, *_loop_of_6(u, (0.17, 0.28), (225, 310))]]]


@style(1)
def curled_6(u: Hand) -> Shape:
    # The loop's end runs on inside it, a spiral.
    height = u(0.2, 0.3)
    loop = arc((0.0, 1.0 - height), (u(0.22, 0.34), height), 180, -270, 7)
    inside = arc(
        (u(-0.06, 0.02), 1.0 - height * u(0.7, 1.0)), (u(0.08, 0.16), height * u(0.4, 0.7)), 250, -u(60, 160), 4
    )
    return [[[(u(0.0, 0.3), 0.0), (-u(0.06, 0.2), u(0.25, 0.4)), *loop, *inside]]]


@style(0.7)
def hooked_6(u: Hand) -> Shape:
    stem: Piece = [(u(0.26, 0.4), u(0.08, 0.22)), (u(0.1, 0.24), 0.0), (-u(0.1, 0.22), u(0.22, 0.36))]
    return [[[*stem, *_loop_of_6(u, (0.2, 0.3), (310, 390))]]]


# Any stem, any loop; a stem ends where the loop's left side is.


def _straight_stem(u: Hand, left: Point) -> Piece:
    top = (u(-0.12, 0.3), 0.0)
    return [top, between(top, left, u(0.4, 0.6), u(-0.06, 0.03))]


def _curved_stem(u: Hand, left: Point) -> Piece:
    return [(u(0.2, 0.6), u(0.0, 0.1)), (u(0.02, 0.16), u(0.18, 0.36))]


def _hooked_stem(u: Hand, left: Point) -> Piece:
    return [(u(0.34, 0.6), u(0.1, 0.3)), (u(0.18, 0.34), 0.0), (u(0.0, 0.14), u(0.22, 0.38))]


def _waved_stem(u: Hand, left: Point) -> Piece:
    return [(u(0.0, 0.3), 0.0), (u(0.08, 0.26), u(0.16, 0.3)), (u(-0.04, 0.08), u(0.4, 0.52))]


def _from_the_left(u: Hand, left: Point) -> Piece:
    return [(-u(0.06, 0.3), u(0.0, 0.1)), (-u(0.02, 0.14), u(0.25, 0.45))]


def _loop(
    size: tuple[float, float], turn: tuple[float, float], wide: tuple[float, float] = (0.8, 1.5), points: int = 9
) -> Callable[[Hand], list[Point]]:
    """A loop from its left side, against the clock; its half height, how far it turns, and its width by its height."""

    def loop(u: Hand) -> list[Point]:
        height = u(*size)
        width = height * u(*wide)
        return arc((width, 1.0 - height), (width, height), 180, -u(*turn), points)

    return loop


def _curled_in(u: Hand) -> list[Point]:
    height = u(0.2, 0.32)
    width = height * u(0.8, 1.4)
    outside = arc((width, 1.0 - height), (width, height), 180, -u(250, 290), 7)
    return [
        *outside,
        (width * u(0.5, 0.9), 1.0 - height * u(1.2, 1.5)),
        (width * u(0.4, 0.8), 1.0 - height * u(0.6, 1.0)),
    ]


def _hooked_in(u: Hand) -> list[Point]:
    # Open, and the end hooks inwards.
    height = u(0.18, 0.3)
    width = height * u(0.8, 1.4)
    outside = arc((width, 1.0 - height), (width, height), 180, -u(190, 250), 6)
    return [*outside, (outside[-1][0] - width * u(0.2, 0.7), outside[-1][1] + height * u(-0.2, 0.5))]


def _cornered(u: Hand) -> list[Point]:
    height = u(0.16, 0.3)
    width = height * u(0.7, 1.4)
    return superellipse((width, 1.0 - height), (width, height), 180, -u(310, 375), u(0.4, 0.8), 13)


def _joined(stem: Callable[[Hand, Point], Piece], loop: Callable[[Hand], list[Point]]) -> ShapeOf:
    def shape(u: Hand) -> Shape:
        way = loop(u)
        return [[[*stem(u, way[0]), *way]]]

    return shape


_STEMS = {
    "straight": _straight_stem,
    "curved": _curved_stem,
    "hooked": _hooked_stem,
    "waved": _waved_stem,
    "from the left": _from_the_left,
}
_LOOPS = {
    "round loop": _loop((0.18, 0.3), (310, 400)),
    "tiny loop": _loop((0.09, 0.15), (300, 400), (0.9, 1.7)),
    "large loop": _loop((0.25, 0.32), (310, 385), (0.6, 1.1)),
    "flat loop": _loop((0.1, 0.16), (310, 390), (1.4, 2.6)),
    "open loop": _loop((0.14, 0.3), (220, 310)),
    "loop drawn twice": _loop((0.16, 0.3), (480, 720), points=13),
    "loop curled in": _curled_in,
    "loop hooked in": _hooked_in,
    "cornered loop": _cornered,
}
STYLES.combine(6, 8, _STEMS, _LOOPS, join=_joined)


@style(0.6)
def in_two_strokes_6(u: Hand) -> Shape:
    # A stem, and a ring at its foot.
    height, x = u(0.14, 0.28), u(0.12, 0.26)
    stem: Piece = [(u(0.0, 0.45), 0.0), (u(-0.06, 0.1), u(0.3, 0.5)), (u(-0.04, 0.08), 1.0 - height)]
    return [
        [stem],
        [arc((x, 1.0 - height), (x + u(-0.04, 0.1), height), u(0, 360), u.either(0.6, 1, -1) * (360 + u(-20, 25)), 9)],
    ]
