"""Settings of a gradient descent on the page, its path, and one update written out with its numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from kerasdl.lecture.optimizers import OPTIMIZERS
from kerasdl.lecture.surfaces import SURFACES, Surface
from kerasdl.lecture.trajectories import follow, moving_averages

from ..charts.numbers import latex
from ..charts.surfaces import Ground

FINE = 40  # points along each side of the ground

Pair = tuple[float, float]


@dataclass(frozen=True)
class Settings:
    """What a walk depends on.

    Attributes:
        surface: one of `SURFACES`.
        method: one of `OPTIMIZERS`.
        rate: the learning rate η.
        momentum: μ, for the method of that name.
        steps: how many.
        start: θ⁰.
    """

    surface: str
    method: str
    rate: float
    momentum: float
    steps: int
    start: Pair

    @property
    def ground(self) -> Surface:
        return SURFACES[self.surface]

    def with_(self, **changes: object) -> Settings:
        return replace(self, **changes)  # type: ignore[arg-type]


@lru_cache(256)
def path(settings: Settings) -> np.ndarray:
    """Its θ⁰, θ¹ …: (steps + 1, 2), fewer where it leaves the surface."""
    method: Callable = OPTIMIZERS[settings.method]
    if settings.method == "momentum":
        method = partial(method, momentum=settings.momentum)
    surface = settings.ground
    found = follow(surface, method(surface.gradient, np.array(settings.start), settings.rate), settings.steps)
    found.setflags(write=False)
    return found


@lru_cache(16)
def ground(name: str) -> Ground:
    """A surface on its grid."""
    surface = SURFACES[name]
    axis = np.linspace(-surface.bound, surface.bound, FINE)
    points = np.stack(np.meshgrid(axis, axis), axis=-1)
    return Ground(name, axis, surface.of(points), np.array(surface.minima))


def vector(values: np.ndarray) -> str:
    """A column of numbers in LaTeX."""
    column = r"\\".join(latex(float(value)) for value in values)
    return rf"\begin{{bmatrix}}{column}\end{{bmatrix}}"


def update(settings: Settings, k: int) -> tuple[str, ...]:
    """The step from θᵏ⁻¹ to θᵏ in LaTeX, line by line, with its numbers put in.

    What the method keeps from earlier steps follows from the gradients on the way.
    """
    way = path(settings)[: k + 1]
    gradients = settings.ground.gradient(way[:-1])
    lines = {"gradient descent": _plain, "momentum": _momentum, "RMSprop": _rmsprop, "Adam": _adam}
    return lines[settings.method](settings, way, gradients)


def _theta(k: int) -> str:
    return rf"\theta^{{{k}}}"


SLOPE = r"\frac{\partial L}{\partial \theta}"


def _plain(settings: Settings, way: np.ndarray, gradients: np.ndarray) -> tuple[str, ...]:
    k = len(way) - 1
    rate = f"{settings.rate:g}"
    return (
        rf"{_theta(k)} \leftarrow {_theta(k - 1)} - \eta\,{SLOPE} = "
        rf"{vector(way[-2])} - {rate}\,{vector(gradients[-1])} = {vector(way[-1])}",
    )


def _momentum(settings: Settings, way: np.ndarray, gradients: np.ndarray) -> tuple[str, ...]:
    k = len(way) - 1
    before = way[-2] - way[-3] if k > 1 else np.zeros(2)
    return (
        rf"v \leftarrow \mu v - \eta\,{SLOPE} = {settings.momentum:g}\,{vector(before)} - "
        rf"{settings.rate:g}\,{vector(gradients[-1])} = {vector(way[-1] - way[-2])}",
        rf"{_theta(k)} \leftarrow {_theta(k - 1)} + v = {vector(way[-2])} + {vector(way[-1] - way[-2])} = {vector(way[-1])}",
    )


def _rmsprop(settings: Settings, way: np.ndarray, gradients: np.ndarray) -> tuple[str, ...]:
    k = len(way) - 1
    square = moving_averages(gradients**2, 0.9)[-1]
    return (
        rf"g = {SLOPE} = {vector(gradients[-1])}, \quad v \leftarrow 0.9\,v + 0.1\,g^2 = {vector(square)}",
        rf"{_theta(k)} \leftarrow {_theta(k - 1)} - \frac{{\eta\, g}}{{\sqrt{{v}}}} = {vector(way[-2])} - "
        rf"{settings.rate:g}\,\frac{{g}}{{\sqrt{{v}}}} = {vector(way[-1])}",
    )


def _adam(settings: Settings, way: np.ndarray, gradients: np.ndarray) -> tuple[str, ...]:
    k = len(way) - 1
    mean, square = moving_averages(gradients, 0.9)[-1], moving_averages(gradients**2, 0.999)[-1]
    return (
        rf"g = {SLOPE} = {vector(gradients[-1])}, \quad m \leftarrow 0.9\,m + 0.1\,g = {vector(mean)}",
        rf"v \leftarrow 0.999\,v + 0.001\,g^2 = {vector(square)}",
        rf"{_theta(k)} \leftarrow {_theta(k - 1)} - \eta\,\frac{{\sqrt{{1-0.999^{{{k}}}}}}}{{1-0.9^{{{k}}}}}\,"
        rf"\frac{{m}}{{\sqrt{{v}}}} = {vector(way[-2])} - {settings.rate:g}\,"
        rf"\frac{{\sqrt{{1-0.999^{{{k}}}}}}}{{1-0.9^{{{k}}}}}\,\frac{{m}}{{\sqrt{{v}}}} = {vector(way[-1])}",
    )
