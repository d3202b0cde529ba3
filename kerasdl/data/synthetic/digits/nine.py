"""How people write 9: each style a parametric shape, its share relative to the others'."""

from __future__ import annotations

from collections.abc import Callable

from kerasdl.data.synthetic.shapes import (
    Hand,
    Number,
    Piece,
    Point,
    Shape,
    ShapeOf,
    Styles,
    arc,
    between,
    bowed,
    superellipse,
)

STYLES = Styles()
style = STYLES.of_digit(9)


def _head_of_9(
    u: Hand, turn: tuple[float, float], start: tuple[float, float] = (-40, 20)
) -> tuple[list[Point], tuple[Number, Number]]:
    """A loop against the clock from the right side, and where the stem goes on from it."""
    width, height = u(0.18, 0.34), u(0.18, 0.3)
    head = arc((0.0, height), (width, height), u(*start), -u(*turn), 8)
    return head, (width, height)


@style(3)
def straight_tailed_9(u: Hand) -> Shape:
    head, (width, height) = _head_of_9(u, (320, 370))
    joint = (width * u(0.95, 1.1), height * u(0.5, 1.0))
    return [[[*head, joint], bowed(joint, (joint[0] - u(-0.05, 0.32), 1.0), u(-0.1, 0.06))]]


@style(3)
def hooked_9(u: Hand) -> Shape:
    head, (width, height) = _head_of_9(u, (310, 370))
    stem = (width * u(0.95, 1.1), height * u(0.8, 1.4))
    reach, rise = u(0.3, 0.75), u(0.02, 0.22)
    hook: Piece = [
        (stem[0] + u(-0.08, 0.04), u(0.66, 0.8)),
        (stem[0] - reach * 0.4, 1.0),
        (stem[0] - reach, 1.0 - rise),
    ]
    return [[[*head, stem, *hook]]]


@style(2.5)
def bellied_9(u: Hand) -> Shape:
    # A small head, and a tail that leaves it below, swells to the right and runs far back to the left.
    width, height = u(0.12, 0.26), u(0.08, 0.2)
    head = arc((0.0, height), (width, height), u(-80, 10), -u(330, 400), 8)
    swell = u(0.08, 0.5)
    belly = [
        (width * u(0.5, 1.1), height * 2 + u(0.0, 0.1)),
        (swell, u(0.6, 0.75)),
        (swell * u(0.5, 0.9), u(0.86, 0.95)),
    ]
    end = (-u(0.05, 0.5), u(0.9, 1.02))
    return [[[*head, *belly, between(belly[-1], end, u(0.4, 0.6), -u(0.04, 0.12)), end]]]


@style(2.2)
def small_headed_9(u: Hand) -> Shape:
    # A head that is little more than a thick stroke, and a long straight tail.
    width, height = u(0.14, 0.4), u(0.05, 0.14)
    head = arc((0.0, height), (width, height), u(-60, 0), -u(320, 370), 8)
    joint = (width * u(0.95, 1.5), height * u(-0.6, 0.8))
    return [[[*head, joint], bowed(joint, (joint[0] - u(0.0, 0.7), 1.0), u(-0.14, 0.06))]]


@style(2.5)
def barred_9(u: Hand) -> Shape:
    # The head hangs open from a bar, like a 5's belly from its cap; the tail starts at the bar's right end.
    end = (u(0.14, 0.34), u(-0.02, 0.12))
    width, low = u(0.16, 0.3), u(0.3, 0.48)
    head = [
        end,
        (u(-0.08, 0.06), u(0.0, 0.05)),
        (-width, low * 0.5),
        (-width * u(0.2, 0.6), low),
        (end[0] * u(0.4, 0.8), low * u(0.7, 0.95)),
        (end[0] + u(-0.03, 0.05), end[1] + u(0.0, 0.1)),
    ]
    stem = [
        (end[0] + u(-0.05, 0.1), u(0.5, 0.65)),
        (end[0] - u(0.0, 0.25), 1.0 - u(0.0, 0.06)),
        (end[0] - u(0.2, 0.75), u(0.9, 1.0)),
    ]
    return [[head, [head[-1], *stem]]]


@style(2)
def curved_9(u: Hand) -> Shape:
    head, (width, height) = _head_of_9(u, (320, 370))
    stem = (width * u(0.95, 1.1), height * u(0.9, 1.3))
    return [[[*head, stem, (stem[0] - u(0.04, 0.16), u(0.7, 0.8)), (stem[0] - u(0.2, 0.5), 1.0)]]]


@style(1.5)
def open_9(u: Hand) -> Shape:
    # The head is not closed: a bowl like a 4's, with a curved top.
    head, (width, height) = _head_of_9(u, (230, 310), (-80, -20))
    joint = (width * u(0.9, 1.15), height * u(0.2, 0.9))
    foot = (joint[0] - u(-0.05, 0.35), 1.0)
    return [[[*head, joint], bowed(joint, foot, u(-0.1, 0.05))]]


@style(1.5)
def two_stroke_9(u: Hand) -> Shape:
    width, height = u(0.18, 0.34), u(0.18, 0.3)
    head = arc((0.0, height), (width, height), u(-60, 40), -(355 + u(-20, 30)), 9)
    stem = width * u(0.85, 1.1)
    foot = (stem - u(-0.08, 0.4), 1.0)
    return [[head], [bowed((stem, height * u(-0.1, 1.0)), foot, u(-0.12, 0.06))]]


@style(1.2)
def looped_9(u: Hand) -> Shape:
    # From the top right as an S: the head's end crosses its start and runs into the tail.
    head, (width, _height) = _head_of_9(u, (370, 420), (-70, -20))
    tail: Piece = [(width * u(0.7, 1.0), u(0.6, 0.75)), (width - u(0.1, 0.45), 1.0)]
    return [[[*head, *tail]]]


@style(0.8)
def tail_looped_9(u: Hand) -> Shape:
    # A tail like a g's, that comes back up through the stem.
    head, (width, height) = _head_of_9(u, (320, 370))
    stem = (width * u(0.95, 1.1), height * u(0.9, 1.3))
    loop: Piece = [
        (stem[0] - 0.02, u(0.72, 0.82)),
        (stem[0] - u(0.15, 0.25), 1.0),
        (stem[0] - u(0.35, 0.5), u(0.86, 0.94)),
        (stem[0] - u(0.0, 0.2), u(0.66, 0.78)),
        (stem[0] + u(0.05, 0.25), u(0.58, 0.7)),
    ]
    return [[[*head, stem, *loop]]]


# Any head, any tail. The stem is at x = 0: a head ends there, a tail begins there.


def _ring(
    width: tuple[float, float],
    height: tuple[float, float],
    start: tuple[float, float] = (-50, 20),
    turn: tuple[float, float] = (320, 380),
) -> Callable[[Hand], list[Point]]:
    def head(u: Hand) -> list[Point]:
        across, down = u(*width), u(*height)
        return arc((-across, down), (across, down), u(*start), -u(*turn), 9)

    return head


def _cornered_head(u: Hand) -> list[Point]:
    across, down = u(0.14, 0.34), u(0.14, 0.3)
    return superellipse((-across, down), (across, down), u(-30, 10), -u(330, 375), u(0.35, 0.8), 13)


def _s_head(u: Hand) -> list[Point]:
    # It begins at the right, sinks to the left, and comes back below: an S's upper half.
    across, low = u(0.16, 0.36), u(0.26, 0.46)
    return [
        (u(-0.04, 0.12), u(0.0, 0.14)),
        (-across * u(0.5, 1.0), u(0.0, 0.06)),
        (-across * u(1.4, 2.0), low * u(0.4, 0.6)),
        (-across * u(0.8, 1.2), low),
        (-across * u(0.1, 0.4), low * u(0.5, 0.85)),
        (u(-0.02, 0.08), low * u(0.1, 0.5)),
    ]


def _crossing_head(u: Hand) -> list[Point]:
    # It closes on the stem's far side.
    across, down, over = u(0.16, 0.32), u(0.14, 0.28), u(0.04, 0.2)
    ring = arc((-across, down), (across, down), u(-60, 0), -u(290, 330), 8)
    return [*ring, (over, down * u(0.4, 1.0)), (u(0.0, 0.06), down * u(1.0, 1.5))]


def _from_inside(u: Hand) -> list[Point]:
    # The beginning is a curl inside the head.
    across, down = u(0.18, 0.34), u(0.16, 0.3)
    ring = arc((-across, down), (across, down), u(-70, -20), -u(300, 340), 8)
    return [(-across * u(0.3, 1.1), down * u(0.6, 1.2)), *ring, (u(-0.02, 0.04), down * u(0.4, 0.9))]


def _tail_to(foot: Callable[[Hand], Point], bow: tuple[float, float]) -> Callable[[Hand, Point], Piece]:
    def tail(u: Hand, joint: Point) -> Piece:
        return bowed(joint, foot(u), u(*bow))

    return tail


def _hook(reach: tuple[float, float], rise: tuple[float, float]) -> Callable[[Hand, Point], Piece]:
    def tail(u: Hand, joint: Point) -> Piece:
        x, far = u(-0.08, 0.06), u(*reach)
        return [joint, (x, u(0.62, 0.8)), (x - far * u(0.3, 0.5), 1.0), (x - far, 1.0 - u(*rise))]

    return tail


def _g_tail(u: Hand, joint: Point) -> Piece:
    x, far = u(-0.06, 0.04), u(0.18, 0.5)
    return [
        joint,
        (x, u(0.72, 0.84)),
        (x - far * u(0.4, 0.6), 1.0),
        (x - far, u(0.84, 0.95)),
        (x - far * u(0.3, 0.7), u(0.68, 0.8)),
        (x + u(0.02, 0.3), u(0.55, 0.72)),
    ]


def _q_tail(u: Hand, joint: Point) -> Piece:
    x = u(-0.1, 0.04)
    return [joint, (x, u(0.6, 0.8)), (x + u(-0.02, 0.04), 1.0), (x + u(0.1, 0.3), u(0.82, 0.98))]


def _tail_under(u: Hand, joint: Point) -> Piece:
    # It curls under the whole digit.
    x, far = u(0.0, 0.14), u(0.5, 0.85)
    return [
        joint,
        (x, u(0.6, 0.75)),
        (x - far * 0.3, u(0.94, 1.0)),
        (x - far * u(0.75, 0.9), u(0.9, 1.0)),
        (x - far, u(0.66, 0.86)),
    ]


def _joined(head: Callable[[Hand], list[Point]], tail: Callable[[Hand, Point], Piece]) -> ShapeOf:
    def shape(u: Hand) -> Shape:
        ring = head(u)
        return [[ring, tail(u, ring[-1])]]

    return shape


def _bellied_tail(u: Hand, joint: Point) -> Piece:
    # It swells to the right and runs back below, like a 3's belly.
    swell, end = u(0.04, 0.45), (-u(0.1, 0.7), u(0.9, 1.02))
    low = (swell * u(0.4, 0.9), u(0.86, 0.96))
    return [
        joint,
        (swell, joint[1] + (0.8 - joint[1]) * u(0.4, 0.8)),
        low,
        between(low, end, u(0.4, 0.6), u(-0.04, 0.12)),
        end,
    ]


_HEADS = {
    "round headed": _ring((0.14, 0.34), (0.14, 0.3)),
    "flat headed": _ring((0.14, 0.38), (0.06, 0.13)),
    "tiny headed": _ring((0.08, 0.14), (0.08, 0.14)),
    "large headed": _ring((0.24, 0.4), (0.27, 0.34)),
    "open headed": _ring((0.16, 0.34), (0.16, 0.32), (-95, -40), (250, 305)),
    "square headed": _cornered_head,
    "s-headed": _s_head,
    "cross headed": _crossing_head,
    "curl headed": _from_inside,
}
_TAILS = {
    "upright tail": _tail_to(lambda u: (u(-0.06, 0.1), 1.0), (-0.05, 0.05)),
    "slanting tail": _tail_to(lambda u: (-u(0.08, 0.5), 1.0), (-0.08, 0.08)),
    "curved tail": _tail_to(lambda u: (-u(0.1, 0.6), 1.0), (0.06, 0.28)),
    "hooked tail": _hook((0.2, 0.6), (0.02, 0.24)),
    "tail like a g's": _g_tail,
    "tail like a q's": _q_tail,
    "tail under all": _tail_under,
    "bellied tail": _bellied_tail,
}
STYLES.combine(9, 14, _HEADS, _TAILS, join=_joined)
