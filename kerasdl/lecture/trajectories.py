"""Optimizer trajectories on test functions: end point, curvature, and limits of the learning rate.

For the functions of `surfaces`, whose minima are known; a trajectory is θ⁰, θ¹ … as an array (steps + 1, 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import islice

import numpy as np

from kerasdl.lecture.optimizers import Steps, largest_learning_rate
from kerasdl.lecture.surfaces import Surface

FAR = 10.0  # a trajectory this many bounds away from the origin has diverged
NEAR = 0.05  # so many bounds from a minimum or a saddle count as there
FLAT = 0.05  # a slope below this leads nowhere in the steps of a lecture


class Ending(Enum):
    """Kind of a trajectory's end."""

    MINIMUM = "minimum"
    LOCAL_MINIMUM = "local minimum"
    SADDLE = "saddle"
    FLAT = "flat"
    BOUNCES = "bounces"
    UNDER_WAY = "under way"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class Outcome:
    """End of a trajectory.

    Attributes:
        ending: how it ended.
        steps: number of steps.
        place: the minimum or saddle that it is at, else its last θ, (2,).
        loss: L at its last θ.
        slope: |∂L/∂θ| there.
    """

    ending: Ending
    steps: int
    place: np.ndarray
    loss: float
    slope: float


def follow(surface: Surface, steps: Steps, count: int) -> np.ndarray:
    """The first `count` steps of an optimizer on a surface, cut at the first θ far outside it: (steps + 1, 2)."""
    path = []
    for theta in islice(steps, count + 1):
        path.append(theta)
        if not np.abs(theta).max() <= FAR * surface.bound:
            break
    return np.array(path)


def classify_trajectory(surface: Surface, path: np.ndarray) -> Outcome:
    """Classify a trajectory by its end point and the course of its loss before: (steps + 1, 2) -> an outcome."""
    end = path[-1]
    loss, slope = float(surface.of(end)), float(np.linalg.norm(surface.gradient(end)))

    def ended(ending: Ending, place: np.ndarray = end) -> Outcome:
        return Outcome(ending, len(path) - 1, np.asarray(place, float), loss, slope)

    if not np.abs(end).max() <= FAR * surface.bound:
        return ended(Ending.DIVERGED)
    lowest = float(surface.of(np.array(surface.minima[0])))
    settles = slope < FLAT or _falls(surface.of(path))
    if settles and (minimum := _at(surface.minima, end, surface.bound)) is not None:
        is_lowest = float(surface.of(minimum)) <= lowest + 1e-9
        return ended(Ending.MINIMUM if is_lowest else Ending.LOCAL_MINIMUM, minimum)
    if (saddle := _at(surface.saddles, end, surface.bound)) is not None:
        return ended(Ending.SADDLE, saddle)
    if slope < FLAT:
        return ended(Ending.FLAT)
    return ended(Ending.UNDER_WAY if settles else Ending.BOUNCES)


def _at(places: tuple[tuple[float, float], ...], theta: np.ndarray, bound: float) -> np.ndarray | None:
    """The nearest of some points, if θ is close to it."""
    if not places:
        return None
    distances = np.linalg.norm(np.array(places) - theta, axis=-1)
    return np.array(places[int(distances.argmin())]) if distances.min() <= NEAR * bound else None


def _falls(losses: np.ndarray) -> bool:
    """Whether the highest loss of the last quarter lies below that of the quarter before; momentum may rise in between."""
    quarter = max(len(losses) // 4, 1)
    earlier = losses[-2 * quarter : -quarter]
    return len(earlier) == 0 or bool(losses[-quarter:].max() < earlier.max())


def curvatures(surface: Surface, theta: np.ndarray, step: float = 1e-4) -> np.ndarray:
    """Eigenvalues λ of the Hessian ∂²L/∂θ² at a point, by central differences of the gradient: (2,) -> (2,)."""
    shifts = step * np.eye(2)
    rows = [(surface.gradient(theta + shift) - surface.gradient(theta - shift)) / (2 * step) for shift in shifts]
    hessian = np.array(rows)
    return np.linalg.eigvalsh((hessian + hessian.T) / 2)


def stability_limit(surface: Surface, minimum: np.ndarray) -> float:
    """The learning rate above which gradient descent cannot converge to a minimum: 2/λ of its largest curvature."""
    return largest_learning_rate(curvatures(surface, np.asarray(minimum, float)))


def example_learning_rates(surface: Surface) -> tuple[float, float, float]:
    """A small, a good and a too large learning rate for gradient descent to the lowest minimum.

    The good one is half the limit, 1/λ: along the steepest direction it goes to the bottom at once, and it overshoots along
    none. The others are a tenth of that, and a fifth more than the limit.
    """
    largest = stability_limit(surface, np.array(surface.minima[0]))
    return largest / 20, largest / 2, 1.2 * largest


def moving_averages(values: np.ndarray, decay: float) -> np.ndarray:
    """Exponential moving averages, m ← decay · m + (1 − decay) · value from m = 0: (steps, …) -> the same shape."""
    averages, mean = np.empty_like(values, dtype=float), np.zeros(values.shape[1:])
    for k, value in enumerate(values):
        averages[k] = mean = decay * mean + (1 - decay) * value
    return averages
