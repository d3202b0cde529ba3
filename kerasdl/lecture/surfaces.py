"""Test functions for optimizers, with known minima: bowl, valley, saddle, plateau, local minima.

Each is a total loss of two parameters, so that a screen can show it whole; θ is (…, 2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Pair = tuple[float, float]


@dataclass(frozen=True)
class Surface:
    """A loss of two parameters, its gradient, minima and saddle points.

    Attributes:
        name: what a screen calls it.
        of: θ (…, 2) -> L (…).
        gradient: θ (…, 2) -> ∂L/∂θ (…, 2).
        minima: where its local minima are, the lowest first: (minima, 2).
        saddles: its saddle points, where the slope is 0 without a minimum: (saddles, 2).
        start: a starting point from which its difficulty shows.
        bound: the square −bound … bound shows it whole.
    """

    name: str
    of: Callable[[np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray], np.ndarray]
    minima: tuple[Pair, ...]
    saddles: tuple[Pair, ...]
    start: Pair
    bound: float


def bowl(curvatures: Pair = (1.0, 1.0), name: str = "bowl", start: Pair = (-2.5, 2.0)) -> Surface:
    """L = ½ (λ₁θ₁² + λ₂θ₂²); very unequal curvatures make a long valley."""
    curved = np.array(curvatures, float)
    return Surface(
        name,
        lambda t: 0.5 * (curved * np.square(t)).sum(axis=-1),
        lambda t: curved * t,
        ((0.0, 0.0),),
        (),
        start,
        3.0,
    )


def _saddle(t: np.ndarray) -> np.ndarray:
    x, y = np.moveaxis(np.asarray(t, float), -1, 0)
    return x**2 / 2 - y**2 / 2 + y**4 / 4


def _saddle_gradient(t: np.ndarray) -> np.ndarray:
    x, y = np.moveaxis(np.asarray(t, float), -1, 0)
    return np.stack([x, y**3 - y], axis=-1)


def _plateau(t: np.ndarray) -> np.ndarray:
    return 1 - np.exp(-np.square(t).sum(axis=-1))


def _plateau_gradient(t: np.ndarray) -> np.ndarray:
    t = np.asarray(t, float)
    return 2 * t * np.exp(-np.square(t).sum(axis=-1, keepdims=True))


# x⁴/4 − x²/2 + x/10 has its slope 0 where x³ − x + 0.1 = 0; by Viète's formula, from the left:
_ROOTS = tuple(2 / np.sqrt(3) * np.cos((np.arccos(-0.15 * np.sqrt(3)) - 2 * np.pi * k) / 3) for k in (2, 1, 0))


def _two_valleys(t: np.ndarray) -> np.ndarray:
    x, y = np.moveaxis(np.asarray(t, float), -1, 0)
    return x**4 / 4 - x**2 / 2 + x / 10 + y**2 / 2


def _two_valleys_gradient(t: np.ndarray) -> np.ndarray:
    x, y = np.moveaxis(np.asarray(t, float), -1, 0)
    return np.stack([x**3 - x + 0.1, y], axis=-1)


BOWL = bowl()
VALLEY = bowl((0.1, 10.0), "valley", (-2.8, 0.9))
# Starts a hair beside the ridge: on it, at y = 0, every optimizer would end in the saddle.
SADDLE = Surface("saddle", _saddle, _saddle_gradient, ((0.0, -1.0), (0.0, 1.0)), ((0.0, 0.0),), (-1.6, 1e-3), 2.0)
PLATEAU = Surface("plateau", _plateau, _plateau_gradient, ((0.0, 0.0),), (), (-2.2, 1.2), 3.0)
TWO_VALLEYS = Surface(
    "local minimum",
    _two_valleys,
    _two_valleys_gradient,
    tuple((float(_ROOTS[k]), 0.0) for k in (0, 2)),
    ((float(_ROOTS[1]), 0.0),),
    (1.6, 1.2),
    2.0,
)
SURFACES = {surface.name: surface for surface in (BOWL, VALLEY, SADDLE, PLATEAU, TWO_VALLEYS)}
