"""Loss landscapes: the total loss around a network on a plane through its θ.

θ has thousands of dimensions and a picture two, so a plane is chosen: along two random directions, or along the two in which
the path of a training run moved most.
H. Li, Z. Xu, G. Taylor, C. Studer and T. Goldstein, "Visualizing the Loss Landscape of Neural Nets", 2018.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kerasdl.errors import ConfigError
from kerasdl.lecture.feedforward import Network


@dataclass(frozen=True)
class Plane:
    """A plane in the space of θ, through a centre, along two directions.

    Attributes:
        centre: θ where both coordinates are 0, (parameters,).
        axes: the two directions, (2, parameters).
    """

    centre: np.ndarray
    axes: np.ndarray

    def theta(self, coordinates: np.ndarray) -> np.ndarray:
        """Points of the plane: (…, 2) -> (…, parameters)."""
        return self.centre + np.asarray(coordinates, float) @ self.axes

    def coordinates(self, theta: np.ndarray) -> np.ndarray:
        """Coordinates of θ, projected to the plane: (…, parameters) -> (…, 2)."""
        return (theta - self.centre) @ np.linalg.pinv(self.axes)


@dataclass(frozen=True)
class Landscape:
    """Losses on a grid of a plane.

    Attributes:
        first: coordinates along the first axis, (columns,).
        second: coordinates along the second axis, (rows,).
        losses: the loss at each point, (rows, columns).
    """

    first: np.ndarray
    second: np.ndarray
    losses: np.ndarray


@dataclass(frozen=True)
class Path:
    """The path of a training run, projected to its principal plane.

    Attributes:
        plane: its centre is the path's end; its axes are of length 1 and at right angles.
        coordinates: the path on the plane, (steps, 2).
        explained: the share of the path's squared distances to its end along each axis, (2,). A random walk has a large
            share in its first direction too, so a large one alone does not say that the path is simple.
    """

    plane: Plane
    coordinates: np.ndarray
    explained: np.ndarray


def filter_normalized_direction(network: Network, seed: int = 0) -> np.ndarray:
    """A random direction in which every neuron moves in proportion to its own weights: (parameters,).

    Each neuron's row of W gets a normal random row of the same length; biases stay. Without it, a network whose weights are
    large would look flat beside the same function with small ones: a ReLU neuron's weights can be doubled and the next
    layer's halved.
    """
    rng = np.random.default_rng(seed)
    parts = []
    for w, b in zip(network.weights, network.biases, strict=True):
        direction = rng.normal(size=w.shape)
        lengths = np.linalg.norm(w, axis=1, keepdims=True) / np.linalg.norm(direction, axis=1, keepdims=True)
        parts += [(direction * lengths).ravel(), np.zeros_like(b)]
    return np.concatenate(parts)


def random_plane(network: Network, seed: int = 0) -> Plane:
    """The plane through a network's θ along two filter-normalised directions, each as long as its weights."""
    return Plane(
        network.theta,
        np.stack([filter_normalized_direction(network, 2 * seed), filter_normalized_direction(network, 2 * seed + 1)]),
    )


def principal_plane(path: np.ndarray) -> Path:
    """The plane through a path's end along its two principal directions: (steps, parameters) -> the path on it.

    They are the first right singular vectors of each step's θ minus the last one's, as in the paper's section 7. Each is
    turned so that the step farthest along it lies on its positive side: the same path gives the same picture.

    Raises:
        ConfigError: fewer than three steps, fewer than two parameters, or a number that is not finite.
    """
    path = np.asarray(path, float)
    if path.ndim != 2 or len(path) < 3 or path.shape[1] < 2 or not np.isfinite(path).all():
        raise ConfigError(
            f"A path must be at least three θ of at least two finite numbers, (steps, parameters). Received: {_seen(path)}"
        )
    away = path - path[-1]
    _, sizes, axes = np.linalg.svd(away, full_matrices=False)
    total = np.square(sizes).sum()
    explained = np.square(sizes[:2]) / total if total else np.zeros(2)
    along = away @ axes[:2].T
    farthest = along[np.abs(along).argmax(axis=0), [0, 1]]
    plane = Plane(path[-1], axes[:2] * np.where(farthest < 0, -1.0, 1.0)[:, None])
    return Path(plane, plane.coordinates(path), explained)


def landscape(
    loss: Callable[[np.ndarray], float], plane: Plane, first: np.ndarray, second: np.ndarray | None = None
) -> Landscape:
    """Compute a loss on a grid of a plane.

    Args:
        loss: θ (parameters,) -> a number, such as `backprop.total_loss_function` gives.
        plane: where.
        first: coordinates along the first axis, (columns,).
        second: along the second axis, (rows,); None for the same.
    """
    second = first if second is None else second
    losses = [[loss(plane.theta(np.array([a, b]))) for a in first] for b in second]
    return Landscape(np.asarray(first, float), np.asarray(second, float), np.array(losses))


def grid_around(coordinates: np.ndarray, size: int = 25, margin: float = 0.25) -> tuple[np.ndarray, np.ndarray]:
    """Grid around a path (steps, 2), with a margin on every side: coordinates (size,) along both axes."""
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    room = margin * max((high - low).max(), 1e-9)
    return np.linspace(low[0] - room, high[0] + room, size), np.linspace(low[1] - room, high[1] + room, size)


def _seen(path: np.ndarray) -> str:
    return f"shape {path.shape}{'' if np.isfinite(path).all() else ', not all finite'}"
