"""Optimizers, step 3 of the lecture: gradient descent, momentum, RMSprop and Adam.

    θ ← θ − η ∂L/∂θ

Each is a generator that yields θ⁰, θ¹, θ² … without end; `take_steps` takes the first of them. θ is an array of any
shape, and `gradient` a function from θ to ∂L/∂θ of the same shape. Steps, names and defaults are Keras's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np

from kerasdl.errors import ConfigError

Steps = Iterator[np.ndarray]
GradientOf = Callable[[np.ndarray], np.ndarray]


def gradient_descent(gradient: GradientOf, theta: np.ndarray, learning_rate: float = 0.01) -> Steps:
    """θ ← θ − η g: straight downhill, by the slope times the learning rate η."""
    theta = _start(theta, learning_rate)
    while True:
        yield theta
        theta = theta - learning_rate * gradient(theta)


def momentum(gradient: GradientOf, theta: np.ndarray, learning_rate: float = 0.01, momentum: float = 0.9) -> Steps:
    """v ← μv − η g, θ ← θ + v: a heavy ball, which keeps its way along a valley and over small bumps.

    B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
    """
    theta = _start(theta, learning_rate)
    velocity = np.zeros_like(theta)
    while True:
        yield theta
        velocity = momentum * velocity - learning_rate * gradient(theta)
        theta = theta + velocity


def rmsprop(
    gradient: GradientOf, theta: np.ndarray, learning_rate: float = 0.001, rho: float = 0.9, epsilon: float = 1e-7
) -> Steps:
    """v ← ρv + (1 − ρ)g², θ ← θ − η g / √(v + ε): each parameter's own rate, by how steep its way has been.

    T. Tieleman and G. Hinton, "Neural Networks for Machine Learning", lecture 6, 2012.
    """
    theta = _start(theta, learning_rate)
    square = np.zeros_like(theta)
    while True:
        yield theta
        g = gradient(theta)
        square = rho * square + (1 - rho) * g**2
        theta = theta - learning_rate * g / np.sqrt(square + epsilon)


def adam(
    gradient: GradientOf,
    theta: np.ndarray,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
) -> Steps:
    """m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε): momentum and RMSprop.

    The factors with t undo that m and v start at 0. D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization",
    2015, in the form before its section 2.1, as Keras has it.
    """
    theta = _start(theta, learning_rate)
    mean, square, t = np.zeros_like(theta), np.zeros_like(theta), 0
    while True:
        yield theta
        g, t = gradient(theta), t + 1
        mean = beta_1 * mean + (1 - beta_1) * g
        square = beta_2 * square + (1 - beta_2) * g**2
        rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        theta = theta - rate * mean / (np.sqrt(square) + epsilon)


OPTIMIZERS = {"gradient descent": gradient_descent, "momentum": momentum, "RMSprop": rmsprop, "Adam": adam}


def take_steps(steps: Steps, count: int) -> np.ndarray:
    """The start and the first `count` steps of an optimizer: (count + 1, *θ's shape)."""
    return np.array(list(islice(steps, count + 1)))


def largest_learning_rate(curvatures: np.ndarray) -> float:
    """The learning rate above which gradient descent on a quadratic bowl diverges: 2/λ of the largest curvature.

    Along a direction of curvature λ each step takes the distance to the minimum times 1 − ηλ.
    """
    return float(2.0 / np.max(curvatures))


def best_learning_rate(curvatures: np.ndarray) -> float:
    """The learning rate at which gradient descent on a quadratic bowl converges fastest: 2 / (λ_min + λ_max).

    Every step then takes the distance at least times (κ − 1)/(κ + 1), κ = λ_max/λ_min: long valleys are slow at any rate.
    """
    return float(2.0 / (np.min(curvatures) + np.max(curvatures)))


def _start(theta: np.ndarray, learning_rate: float) -> np.ndarray:
    if not learning_rate > 0:
        raise ConfigError(f"`learning_rate` must be greater than 0. Received: learning_rate={learning_rate}")
    return np.array(theta, float)
