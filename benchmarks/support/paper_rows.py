"""Rows of cells that strangers print and draw: by hand, apart, open at the top, with a digit over its cell's sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.support.paper_kinds import Kind, Sample, finished
from benchmarks.support.paper_scene import Point, Scene

MARGIN = 9.0  # beside a digit in its cell, in units


@dataclass(frozen=True)
class _Cells:
    """How a row of cells is drawn.

    Attributes:
        gap: between two cells, as a share of their width; 0 where they share a side.
        by_hand: whether their sides waver and overshoot.
        rise: of the sides between cells, as a share of the cells' height; below 1 they are open at the top.
        over: whether one digit touches the sides of its cell.
    """

    gap: float = 0.0
    by_hand: bool = False
    rise: float = 1.0
    over: bool = False


def _row(rng: np.random.Generator, cells: _Cells) -> Sample:
    count, lean = int(rng.integers(4, 11)), float(rng.uniform(-3, 3)) * (rng.random() < 0.7)
    wide, tall, off = float(rng.uniform(40, 60)), float(rng.uniform(52, 76)), float(rng.uniform(4, 18))
    step = (1 + cells.gap) * wide
    width = (count - 1) * step + wide + 2 * off
    fall = float(np.tan(np.deg2rad(lean)))
    top = off + abs(fall) * width / 2
    scene = Scene(rng, width, tall + 2 * top, float(rng.choice([0.7, 1.0, 1.6, 2.4])), lean)
    over = int(rng.integers(count)) if cells.over else -1
    labels = []
    for k in range(count):
        x, high = off + k * step, tall * float(rng.uniform(0.5, 0.72))
        y = top + (tall - high) / 2
        if k == over:
            high = tall * float(rng.uniform(0.8, 1.05))
            y = top + float(rng.choice([0, tall - high])) + float(rng.normal(0, 1))
        down = fall * (x + wide / 2 - width / 2)
        labels.append(scene.write(x + MARGIN, y + down, wide - 2 * MARGIN, high)[0])
    _draw_cells(scene, cells, [off + k * step for k in range(count)], (top, top + tall), wide)
    return finished(scene, *labels)


def _draw_cells(scene: Scene, cells: _Cells, lefts: list[float], rows: tuple[float, float], wide: float) -> None:
    rng, (top, bottom) = scene.rng, rows
    thick, strength, wobble = (float(rng.uniform(*limits)) for limits in ((1.2, 4.5), (0.4, 1), (0.5, 2.5)))

    def side(start: Point, end: Point) -> None:
        if not cells.by_hand:
            scene.line([start, end], thick, strength)
            return
        one, two = (np.array(point) + rng.normal(0, 1.2, 2) for point in (start, end))
        along = (two - one) / np.linalg.norm(two - one)
        one, two = one - along * rng.uniform(-2, 4), two + along * rng.uniform(-2, 4)
        scene.hand_line(tuple(one), tuple(two), thick, wobble, strength)

    half = 0 if cells.by_hand else thick / 2
    boxes = [(x, x + wide) for x in lefts] if cells.gap else [(lefts[0], lefts[-1] + wide)]
    for left, right in boxes:
        side((left - half, bottom), (right + half, bottom))
        if cells.rise == 1:
            side((left - half, top), (right + half, top))
    for x in sorted({x for box in boxes for x in box} | set(lefts)):
        side((x, bottom - cells.rise * (bottom - top)), (x, bottom))


def cells_by_hand(rng: np.random.Generator) -> Sample:
    """A row of cells in one frame, drawn by hand."""
    return _row(rng, _Cells(by_hand=True))


def cells_apart(rng: np.random.Generator) -> Sample:
    """The cells of a form, with a gap between them, half of them drawn by hand."""
    return _row(rng, _Cells(gap=float(rng.uniform(0.06, 0.35)), by_hand=rng.random() < 0.5))


def combs(rng: np.random.Generator) -> Sample:
    """A line with partitions that rise to about half the digits' height."""
    return _row(rng, _Cells(rise=float(rng.uniform(0.35, 0.6))))


def over_the_side(rng: np.random.Generator) -> Sample:
    """A row of cells of which one has a digit that touches its sides."""
    return _row(rng, _Cells(over=True))


ROWS: dict[str, Kind] = {
    "cells by hand": cells_by_hand,
    "cells apart": cells_apart,
    "combs": combs,
    "over the side": over_the_side,
}
