"""Where the words beside a chart's points stand, so that none lies on another's or on a point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# In pixels. Of a narrow telephone's chart: where words do not meet there, they do not on a larger one.
WIDTH, HEIGHT = 290, 340
LETTER, LINE = 7, 17
MARKER = 16  # a point's, with what is kept free around it

# Plotly's names, the usual one first, and on which side of the point the words lie: -1 to the left or below, 1 to the right
# or above.
POSITIONS = {
    "bottom center": (0, -1),
    "top center": (0, 1),
    "bottom left": (-1, -1),
    "bottom right": (1, -1),
    "top left": (-1, 1),
    "top right": (1, 1),
    # Last, where a line through the points would strike the words out.
    "middle left": (-1, 0),
    "middle right": (1, 0),
}


class Box(NamedTuple):
    """A rectangle, in pixels."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )


def place_labels(points: Sequence[tuple[float, float]], labels: Sequence[str]) -> list[str | None]:
    """For each point, on which side of it Plotly is to write its words.

    Args:
        points: where they are in the chart, 0 to 1 to the right and upwards.
        labels: their words; those that come first choose first.

    Returns:
        Plotly's name of each position; None where the words lie on others or leave the chart wherever they stand, or are
        those of a point before.
    """
    taken = [_around(point, (MARKER, MARKER), (0, 0)) for point in points]
    positions: list[str | None] = []
    for n, (point, label) in enumerate(zip(points, labels, strict=True)):
        found = None if label in labels[:n] else _free_position(point, label, taken, own=n)
        if found is not None:
            taken.append(found[1])
        positions.append(found and found[0])
    return positions


def _free_position(point: tuple[float, float], label: str, taken: Sequence[Box], own: int) -> tuple[str, Box] | None:
    size = (LETTER * len(label), LINE)
    others = [box for n, box in enumerate(taken) if n != own]
    for position, sides in POSITIONS.items():
        words = _around(point, size, sides)
        inside = words.left >= 0 and words.right <= WIDTH and words.bottom >= 0 and words.top <= HEIGHT
        if inside and not any(words.meets(other) for other in others):
            return position, words
    return None


def _around(point: tuple[float, float], size: tuple[float, float], sides: tuple[int, int]) -> Box:
    """A box of such a size on these sides of a point, or around it."""
    x, y = (
        at * length + side * (extent + MARKER) / 2
        for at, length, side, extent in zip(point, (WIDTH, HEIGHT), sides, size, strict=True)
    )
    return Box(x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)
