"""Scribbles, and digits cut short so that none is left."""

from __future__ import annotations

from kerasdl.data.synthetic.shapes import Hand, Shape, Styles, arc, bowed, line

SCRIBBLES, HALVES = Styles(), Styles()


def _wander(u: Hand, points: int, reach: float) -> list:
    """A path that wanders about; each point is drawn towards the middle."""
    at = u.rng.normal(0, 0.4, (u.count, 2))
    way = []
    for _ in range(points):
        at = 0.7 * at + u.rng.normal(0, reach, (u.count, 2))
        way.append((at[:, 0], at[:, 1]))
    return way


@SCRIBBLES.of_no_digit
def short_scribble(u: Hand) -> Shape:
    return [[_wander(u, 10, 0.45)]]


@SCRIBBLES.of_no_digit
def long_scribble(u: Hand) -> Shape:
    return [[_wander(u, 22, 0.4)]]


@SCRIBBLES.of_no_digit
def angular_scribble(u: Hand) -> Shape:
    return [line(*_wander(u, 9, 0.5))]


@SCRIBBLES.of_no_digit
def crossed_scribble(u: Hand) -> Shape:
    return [[_wander(u, 5, 0.4)], [_wander(u, 5, 0.4)], line(*_wander(u, 3, 0.5))]


@SCRIBBLES.of_no_digit
def shading(u: Hand) -> Shape:
    high = u(0.2, 0.5)
    return [line(*[(-0.5 + k / 10, high * (-1) ** k) for k in range(11)])]


# Digits cut short, where what is left is none: half of a ring, a 4 without its stem, bows of a 3.


def _half_ring(u: Hand, middle: tuple[float, float]) -> Shape:
    turn = u(150, 205)
    return [[arc((0.0, 0.5), (u(0.45, 0.6), 0.5), u(*middle) - turn / 2, turn, 7)]]


@HALVES.of_no_digit
def upper_half_of_a_ring(u: Hand) -> Shape:
    return _half_ring(u, (255, 285))


@HALVES.of_no_digit
def lower_half_of_a_ring(u: Hand) -> Shape:
    return _half_ring(u, (75, 105))


@HALVES.of_no_digit
def left_half_of_a_ring(u: Hand) -> Shape:
    return _half_ring(u, (160, 200))


@HALVES.of_no_digit
def right_half_of_a_ring(u: Hand) -> Shape:
    # Flat enough to be no bent 1.
    return _half_ring(u, (-20, 20))


@HALVES.of_no_digit
def corner_of_a_4(u: Hand) -> Shape:
    return [
        [bowed((-u(0.0, 0.3), 0.0), (-0.4, u(0.7, 1.0)), u(-0.08, 0.08)), [(-0.4, 0.85), (u(0.4, 0.8), u(0.7, 0.9))]]
    ]


@HALVES.of_no_digit
def level_wave(u: Hand) -> Shape:
    high = u(0.2, 0.45)
    return [[[(-0.7, high), (-0.35, -high), (0.35, high), (0.7, -high)]]]


@HALVES.of_no_digit
def arch_of_two(u: Hand) -> Shape:
    left, right = u(0.35, 0.5), u(0.35, 0.5)
    return [[arc((-left, 0.5), (left, 0.4), 180, 180, 6), arc((right, 0.5), (right, 0.4), 180, 180, 6)]]
