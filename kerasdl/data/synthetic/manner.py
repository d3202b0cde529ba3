"""Manners of writing: steady, hurried, shaky, with a mouse, with a finger, slanting back, stretched.

A manner changes how a path is run through, not what is written. Each drawing has one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class Manner:
    """One way to hold a pen; the ranges are drawn from uniformly.

    Attributes:
        share: how often it is drawn.
        haste: factor on the errors of every point.
        cut: how far corners are cut, from 0 to 1, where 1 pulls each point to the middle of its neighbours in each of
            `CUTS` rounds.
        tremor: size of fast waves along the path, in heights.
        hop: points of the path from one corner to the next where it is a polygon; 1 leaves the curve.
        slant: mean slant, as shift of the top against the foot.
        stretch: deviation of the logarithm of width by height.
        turn: deviation of the angle that the whole is turned by, in degrees.
        aim: deviation of the place where a further stroke begins, in heights, beside what haste does.
    """

    share: float
    haste: tuple[float, float] = (0.6, 1.3)
    cut: tuple[float, float] = (0.0, 0.0)
    tremor: tuple[float, float] = (0.0, 0.0)
    hop: tuple[int, int] = (1, 1)
    slant: float = 0.12
    stretch: float = 0.22
    turn: float = 6.0
    aim: float = 0.0


CUTS = 12
MANNERS = {
    "steady": Manner(0.48, haste=(0.4, 1.1)),
    "hurried": Manner(0.14, haste=(0.8, 1.7), cut=(0.2, 1.0), aim=0.035, slant=0.2),
    "careless": Manner(0.04, haste=(1.3, 2.0), aim=0.05, turn=9),
    "shaky": Manner(0.06, haste=(0.6, 1.4), tremor=(0.005, 0.018)),
    "mouse": Manner(0.08, haste=(0.6, 1.5), hop=(4, 9), tremor=(0.0, 0.006)),
    "finger": Manner(0.05, haste=(0.7, 1.4), hop=(2, 5), cut=(0.0, 0.4), aim=0.02),
    "slanting back": Manner(0.06, slant=-0.28),
    "slanting far": Manner(0.04, slant=0.5),
    "stretched": Manner(0.05, stretch=0.42),
}


@dataclass(frozen=True)
class Manners:
    """The manners of n drawings, each number drawn: arrays (n,)."""

    haste: np.ndarray
    cut: np.ndarray
    tremor: np.ndarray
    hop: np.ndarray
    slant: np.ndarray
    stretch: np.ndarray
    turn: np.ndarray
    aim: np.ndarray

    @classmethod
    def drawn(cls, count: int, rng: np.random.Generator) -> Manners:
        """Draw the manners of `count` drawings."""
        kinds = list(MANNERS.values())
        chosen = rng.choice(len(kinds), count, p=[kind.share for kind in kinds])

        def uniform(name: str) -> np.ndarray:
            low, high = np.array([getattr(kind, name) for kind in kinds], float)[chosen].T
            return rng.uniform(low, high)

        def of_kind(name: str) -> np.ndarray:
            return np.array([getattr(kind, name) for kind in kinds], float)[chosen]

        return cls(
            haste=uniform("haste"),
            cut=uniform("cut"),
            tremor=uniform("tremor"),
            hop=np.rint(uniform("hop")).astype(int),
            slant=of_kind("slant"),
            stretch=of_kind("stretch"),
            turn=of_kind("turn"),
            aim=of_kind("aim"),
        )

    def repeated(self, count: int) -> Manners:
        """One drawing's manner, for `count` drawings."""
        return Manners(**{field.name: np.repeat(getattr(self, field.name), count) for field in fields(self)})


def cut_corners(points: np.ndarray, down: np.ndarray, cut: np.ndarray) -> np.ndarray:
    """Pull each inner point of a stroke towards the middle of its neighbours.

    Args:
        points: (n, p, 2).
        down: (p - 1,), 1 where the pen writes from a point to the next.
        cut: (n,), 0 to 1.
    """
    inner = np.zeros(points.shape[1])
    inner[1:-1] = down[:-1] * down[1:]
    weight = 0.5 * cut[:, None, None] * inner[None, :, None]
    for _ in range(CUTS):
        middle = points.copy()
        middle[:, 1:-1] = (points[:, :-2] + points[:, 2:]) / 2
        points = points + weight * (middle - points)
    return points


def straighten(points: np.ndarray, down: np.ndarray, hop: np.ndarray) -> np.ndarray:
    """Make each stroke a polygon, with a corner at every `hop`-th point.

    Args:
        points: (n, p, 2).
        down: (p - 1,), 1 where the pen writes from a point to the next.
        hop: (n,), 1 for the path as it is.
    """
    index = np.arange(points.shape[1])
    lifted = np.flatnonzero(down < 1)
    starts, ends = np.concatenate([[0], lifted + 1]), np.concatenate([lifted, [index[-1]]])
    stroke = np.searchsorted(ends, index)
    start, end = starts[stroke][None], ends[stroke][None]
    before = start + (index[None] - start) // hop[:, None] * hop[:, None]
    after = np.minimum(before + hop[:, None], end)
    share = np.where(after > before, (index[None] - before) / np.maximum(after - before, 1), 0.0)[..., None]
    rows = np.arange(len(points))[:, None]
    return (1 - share) * points[rows, before] + share * points[rows, after]


def tremble(points: np.ndarray, size: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Fast waves along the path: `size` (n,) is their deviation."""
    n, count = points.shape[:2]
    along = np.linspace(0, 1, count)[None, :, None]
    for frequency in (9, 14, 21):
        phase = rng.uniform(0, 2 * np.pi, (n, 1, 2))
        points = points + size[:, None, None] * np.sin(2 * np.pi * frequency * along + phase)
    return points
