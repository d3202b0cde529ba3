"""A sheet to draw on: handwritten ink, straight and hand-drawn lines, light and grain, to a picture of greys.

Lengths are given in the units of a scene and drawn in pixels at its scale, leaning by its angle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from kerasdl.data.mnist import Digits
    from kerasdl.data.synthetic.hand import Paths

FINE = 3  # lines are drawn at this many times the scale, then reduced
PEN_DIGITS = 500

Point = tuple[float, float]


@cache
def _mnist() -> Digits:
    from kerasdl.data.mnist import load_mnist

    return load_mnist().test


@cache
def _pen_paths() -> tuple[Paths, list[int]]:
    from kerasdl.data.synthetic import DIGIT_STYLES, write_many

    paths, chosen = write_many(DIGIT_STYLES, PEN_DIGITS, np.random.default_rng(17))
    return paths, [DIGIT_STYLES[k].label for k in chosen]


def handwritten(rng: np.random.Generator, height: float, width: float | None = None) -> tuple[np.ndarray, int]:
    """One of MNIST's test digits, or one of the pen styles, as ink 0 to 1 cut to its box, and its label.

    Args:
        rng: chooses it.
        height: of the ink, in pixels.
        width: the most that it may be wide, in pixels; twice its height, unless given.
    """
    most = 2 * height if width is None else width
    return _of_mnist(rng, height, most) if rng.random() < 0.5 else _of_pen(rng, height, most)


def _fitting(shape: tuple[float, float], height: float, width: float) -> float:
    return min(height / shape[0], width / shape[1])


def _of_mnist(rng: np.random.Generator, height: float, width: float) -> tuple[np.ndarray, int]:
    digits = _mnist()
    chosen = int(rng.integers(len(digits)))
    grey = digits.images[chosen]
    (rows,), (columns,) = np.nonzero(grey.max(1) > 90), np.nonzero(grey.max(0) > 90)
    box = grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = _fitting(box.shape, height, width)
    size = [max(2, round(scale * side)) for side in box.shape[::-1]]
    large = (
        np.asarray(
            Image.fromarray(np.pad(box, 2)).resize(
                size, Image.Resampling.BICUBIC, (2, 2, *(np.array(box.shape[::-1]) + 2))
            )
        )
        / 255
    )
    steepness = min(4.0, max(1.0, scale))  # of an edge, which is a pixel wide at any size
    return np.clip((large - 0.42) * steepness + 0.5, 0, 1), int(digits.labels[chosen])


def _of_pen(rng: np.random.Generator, height: float, width: float) -> tuple[np.ndarray, int]:
    paths, labels = _pen_paths()
    chosen = int(rng.integers(len(labels)))
    points, down = paths.points[chosen], paths.down[chosen] > 0
    brush = float(paths.width[chosen].mean()) * float(rng.uniform(0.5, 1.0))
    drawn = points[np.r_[down, False] | np.r_[False, down]]
    low, high = drawn.min(0) - brush / 2, drawn.max(0) + brush / 2
    scale = _fitting((high - low)[::-1], height, width)
    size = [max(2, round(scale * side)) for side in high - low]
    fine = Image.new("L", (size[0] * FINE, size[1] * FINE))
    place = (points - low) * scale * FINE
    strokes = [[tuple(place[k]), tuple(place[k + 1])] for k in range(len(down)) if down[k]]
    _brush(ImageDraw.Draw(fine), strokes, brush * scale * FINE)
    return np.asarray(fine.reduce(FINE)) / 255, labels[chosen]


def pencilled(rng: np.random.Generator, side: int, size: float) -> tuple[np.ndarray, int]:
    """A pen style in strokes of one pixel: ink 0 or 1, (side, side), and its label."""
    paths, labels = _pen_paths()
    chosen = int(rng.integers(len(labels)))
    place = paths.points[chosen] * size + side / 2 + rng.uniform(-1, 1, 2)
    picture = Image.new("L", (side, side))
    strokes = [[tuple(place[k]), tuple(place[k + 1])] for k in range(len(place) - 1) if paths.down[chosen][k]]
    _brush(ImageDraw.Draw(picture), strokes, 1)
    return np.asarray(picture) / 255.0, labels[chosen]


def _brush(draw: ImageDraw.ImageDraw, strokes: Sequence[Sequence[Point]], width: float) -> None:
    half = width / 2
    for stroke in strokes:
        draw.line([(float(x), float(y)) for x, y in stroke], fill=255, width=max(1, round(width)))
        if width >= 3:
            for x, y in stroke:
                draw.ellipse([x - half, y - half, x + half, y + half], fill=255)


@dataclass
class Scene:
    """A sheet of paper, in units of which each is `scale` pixels.

    Attributes:
        rng: for everything that is random.
        width: of the sheet, in units.
        height: of the sheet, in units.
        scale: pixels a unit.
        lean: the angle at which everything printed on the sheet leans, in degrees.
        ink: 0 to 1, of what was written.
        print: 0 to 1, of what is printed: lines and boxes.
    """

    rng: np.random.Generator
    width: float
    height: float
    scale: float
    lean: float = 0.0
    ink: np.ndarray = field(init=False)
    print: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.ink, self.print = np.zeros((2, *self.shape))

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return max(4, round(self.height * self.scale)), max(4, round(self.width * self.scale))

    @property
    def grid(self) -> tuple[np.ndarray, np.ndarray]:
        """x and y of each pixel's centre, in units."""
        rows, columns = np.indices(self.shape) + 0.5
        return columns / self.scale, rows / self.scale

    def write(
        self, left: float, top: float, width: float, height: float
    ) -> tuple[int, tuple[float, float, float, float]]:
        """Write a digit into the middle of a box: its label, and its own box as left, top, right, bottom."""
        ink, label = handwritten(self.rng, height * self.scale, width * self.scale)
        down, across = ink.shape
        x = round((left + width / 2) * self.scale - across / 2)
        y = round((top + height / 2) * self.scale - down / 2)
        first = max(0, -y), max(0, -x)
        place = slice(max(0, y), min(self.shape[0], y + down)), slice(max(0, x), min(self.shape[1], x + across))
        part = ink[
            first[0] : first[0] + place[0].stop - place[0].start, first[1] : first[1] + place[1].stop - place[1].start
        ]
        self.ink[place] = np.maximum(self.ink[place], part)
        box = x / self.scale, y / self.scale, (x + across) / self.scale, (y + down) / self.scale
        return label, box

    def line(self, points: Sequence[Point], thickness: float, strength: float = 1.0) -> None:
        """Print a line through points, leaning with the sheet."""
        angle = np.deg2rad(self.lean)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        middle = np.array([self.width, self.height]) / 2
        place = ((np.array(points) - middle) @ turn + middle) * self.scale * FINE
        fine = Image.new("L", (self.shape[1] * FINE, self.shape[0] * FINE))
        wide = max(1, round(thickness * self.scale * FINE))
        ImageDraw.Draw(fine).line([tuple(p) for p in place.tolist()], fill=255, width=wide, joint="curve")
        self.print = np.maximum(self.print, strength * np.asarray(fine.reduce(FINE)) / 255)

    def box(
        self, left: float, top: float, right: float, bottom: float, thickness: float, strength: float = 1.0
    ) -> None:
        """Print a closed rectangle with square corners."""
        half = thickness / 2
        for y in (top, bottom):
            self.line([(left - half, y), (right + half, y)], thickness, strength)
        for x in (left, right):
            self.line([(x, top), (x, bottom)], thickness, strength)

    def hand_line(self, start: Point, end: Point, thickness: float, wobble: float, strength: float = 1.0) -> None:
        """Draw a line by hand: it wavers by about `wobble` units."""
        count = 24
        along = np.linspace(0, 1, count)[:, None]
        path = np.array(start) + along * (np.array(end) - np.array(start))
        slow = np.cumsum(self.rng.normal(0, 1, (count, 2)), 0)
        slow -= slow[0] + along * (slow[-1] - slow[0])
        self.line([tuple(p) for p in (path + slow * wobble / np.sqrt(count)).tolist()], thickness, strength)

    def picture(
        self, *, dark: bool = False, paper: float | np.ndarray = 250.0, contrast: float = 0.9, grain: float = 0.0
    ) -> np.ndarray:
        """The sheet as uint8 (height, width).

        Args:
            dark: light ink on a dark ground.
            paper: its light, of 255.
            contrast: the ink's darkness, as a share of the light.
            grain: deviation of the noise.
        """
        light = np.broadcast_to(paper, self.shape) * (1 - contrast * np.maximum(self.ink, self.print))
        grey = np.clip(np.rint(light + self.rng.normal(0, 1, self.shape) * grain), 0, 255).astype(np.uint8)
        return 255 - grey if dark else grey
