"""Curve pieces, strokes and style registries from which pen styles are composed.

A *piece* is a list of points that a smooth curve runs through; two points are a straight line. A *stroke* is a list of
pieces, each starting where the one before ended: between pieces the pen turns a corner without being lifted. A *shape* is
a list of strokes. Points are (x, y), x to the right and y down, with the shape about 1 high; each coordinate is a number
or an array (n,), so one call of a style shapes n drawings at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Number: TypeAlias = "float | np.ndarray"
Point: TypeAlias = tuple[Number, Number]
Piece: TypeAlias = Sequence[Point]
Stroke: TypeAlias = Sequence[Piece]
Shape: TypeAlias = Sequence[Stroke]


NOT_A_DIGIT = 10  # the label of non-digits


class Hand:
    """Draws the free parameters of n drawings of one style.

    Args:
        rng: the source of randomness.
        count: n.
    """

    def __init__(self, rng: np.random.Generator, count: int) -> None:
        self.rng, self.count = rng, count

    def __call__(self, low: float, high: float) -> np.ndarray:
        """Uniform numbers, (n,)."""
        return self.rng.uniform(low, high, self.count)

    def either(self, share: float, one: Number, other: Number) -> np.ndarray:
        """`one` in about `share` of the drawings, `other` in the rest: (n,)."""
        return np.where(self.rng.random(self.count) < share, one, other)


class OnePerson(Hand):
    """A hand whose n drawings have the same free parameters."""

    def __call__(self, low: float, high: float) -> np.ndarray:
        return np.full(self.count, self.rng.uniform(low, high))

    def either(self, share: float, one: Number, other: Number) -> np.ndarray:
        return np.where(self.rng.random() < share, one, other) * np.ones(self.count)


ShapeOf: TypeAlias = Callable[[Hand], Shape]


@dataclass(frozen=True)
class Style:
    """One way to write one thing.

    Attributes:
        label: the digit; `NOT_A_DIGIT` for a non-digit.
        name: what the style is called.
        share: how often it is drawn, relative to the label's other styles.
        shape: from free parameters to strokes.
        width: the brush's least and greatest width, as shares of the longer side of the shape's box.
    """

    label: int
    name: str
    share: float
    shape: ShapeOf
    width: tuple[float, float] = (0.02, 0.22)

    @property
    def family(self) -> str:
        """What it has in common with other styles of the label: the first of the parts that it is combined of."""
        return self.name.split(", ")[0]

    def __str__(self) -> str:
        return f"{self.name} {self.label}" if self.label < NOT_A_DIGIT else self.name


class Styles(list[Style]):
    """A register of styles; its methods are decorators that add a shape under its function's name."""

    def of_digit(self, label: int) -> Callable[[float], Callable[[ShapeOf], ShapeOf]]:
        """From a share to a decorator that adds a way to write this digit; the function is named `style_digit`."""

        def of_share(share: float) -> Callable[[ShapeOf], ShapeOf]:
            return self._add(label, share, f"_{label}")

        return of_share

    def of_no_digit(self, shape: ShapeOf) -> ShapeOf:
        """Add a drawing of a non-digit."""
        return self._add(NOT_A_DIGIT, 1.0, "")(shape)

    def combine(self, label: int, share: float, *parts: Mapping[str, Any], join: Callable[..., ShapeOf]) -> None:
        """Add every combination of parts.

        Args:
            label: the digit.
            share: of all combinations together.
            parts: each kind of part, by name.
            join: from one part of each kind to a shape.
        """
        combinations = list(itertools.product(*(kind.items() for kind in parts)))
        for combination in combinations:
            name = ", ".join(name for name, _ in combination if name)
            shape = join(*(part for _, part in combination))
            self.append(Style(label, name, share / len(combinations), shape))

    def _add(self, label: int, share: float, suffix: str) -> Callable[[ShapeOf], ShapeOf]:
        def register(shape: ShapeOf) -> ShapeOf:
            name = shape.__name__.removesuffix(suffix).replace("_", " ")
            self.append(Style(label, name, share, shape))
            return shape

        return register


def arc(centre: Point, radius: Point, start: Number, turn: Number, points: int = 7) -> list[Point]:
    """Points along an ellipse.

    Args:
        centre: its centre.
        radius: its half axes, across and down.
        start: where it begins, in degrees: 0 is right, 90 below, 180 left, 270 above.
        turn: how far it goes, in degrees; positive is clockwise as one sees it.
        points: how many.
    """
    angles = [np.radians(start + turn * k / (points - 1)) for k in range(points)]
    return [(centre[0] + radius[0] * np.cos(a), centre[1] + radius[1] * np.sin(a)) for a in angles]


def line(*points: Point) -> Stroke:
    """A stroke of straight lines, with a corner at every point."""
    return [[a, b] for a, b in itertools.pairwise(points)]


def between(a: Point, b: Point, share: Number, aside: Number = 0.0) -> Point:
    """The point a share of the way from a to b, moved aside to the left of the way by a share of its length."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    return a[0] + share * dx + aside * dy, a[1] + share * dy - aside * dx


def bowed(a: Point, b: Point, bow: Number) -> Piece:
    """A line from a to b that bulges to the left of its way by a share of its length."""
    return [a, between(a, b, 0.5, bow), b]


def stretched(shape: Shape, x: Number, y: Number) -> Shape:
    """A shape made wider and taller by these factors; a negative one mirrors it."""
    return [[[(x * a, y * b) for a, b in piece] for piece in stroke] for stroke in shape]


def turned(shape: Shape, degrees: Number) -> Shape:
    """A shape turned clockwise about (0, 0.5), its height's middle."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return [
        [[(cos * a - sin * (b - 0.5), 0.5 + sin * a + cos * (b - 0.5)) for a, b in piece] for piece in stroke]
        for stroke in shape
    ]


def superellipse(
    centre: Point, radius: Point, start: Number, turn: Number, power: Number, points: int = 13
) -> list[Point]:
    """As `arc`, with corners: power below 1 goes towards a rectangle, above 1 towards a rhombus."""
    angles = [np.radians(start + turn * k / (points - 1)) for k in range(points)]
    rounded = [tuple(np.sign(v) * np.abs(v) ** power for v in (np.cos(a), np.sin(a))) for a in angles]
    return [(centre[0] + radius[0] * x, centre[1] + radius[1] * y) for x, y in rounded]
