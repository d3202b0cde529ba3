"""Function sets, step 1 of the lecture: random networks, dichotomies and linear regions of a structure.

A structure is a set of functions, and every θ picks one of them. The set is infinite, and yet not everything is in it. Two
measures of how it grows with width and depth:
- dichotomies: the ways in which its functions, as classifiers, split given points into two classes;
- linear regions: the flat pieces into which one of its ReLU functions folds a line or a plane.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import comb

import numpy as np

from kerasdl.errors import ConfigError
from kerasdl.lecture.feedforward import Network, validate_structure


def sample_network(
    structure: Sequence[int], seed: int = 0, activation: str = "sigmoid", output: str = "sigmoid"
) -> Network:
    """Draw a random function of a structure's set.

    Weights are normal with variance 1/inputs (Y. LeCun and others, "Efficient BackProp", 1998), or 2/inputs for ReLU (K. He
    and others, "Delving Deep into Rectifiers", 2015), biases with variance 1/4, so that not all pass through the origin. z
    stays about as spread from layer to layer, but for sigmoids, whose slope of at most 1/4 shrinks it about fivefold a
    layer: deep functions of sigmoids are nearly constant, each at its own height.

    Args:
        structure: the number of inputs, then each layer's neurons.
        seed: number of the function; the same number draws the same θ.
        activation: of the hidden layers.
        output: of the last layer.

    Raises:
        ConfigError: fewer than one layer, or a layer without neurons.
    """
    structure = validate_structure(structure)
    rng = np.random.default_rng(seed)
    weights, biases = [], []
    for n, k in pairwise(structure):
        gain = 2.0 if activation == "relu" else 1.0
        weights.append(rng.normal(0, np.sqrt(gain / n), (k, n)))
        biases.append(rng.normal(0, 0.5, k))
    return Network(tuple(weights), tuple(biases), (activation,) * (len(structure) - 2) + (output,))


def input_grid(bound: float = 1.0, size: int = 64) -> np.ndarray:
    """Grid of points of a square plane of inputs, −bound … bound, rows from top to bottom: (size, size, 2) of (x₁, x₂)."""
    x1, x2 = np.meshgrid(np.linspace(-bound, bound, size), np.linspace(bound, -bound, size))
    return np.stack([x1, x2], axis=-1)


def function_spread(networks: Sequence[Network], points: np.ndarray) -> float:
    """Standard deviation of f(x) over the functions of a set, averaged over points (…, inputs).

    Each function's own mean over the points is taken off before, so that constants do not differ.
    """
    values = np.array([f(points) for f in networks])
    values -= values.mean(axis=tuple(range(1, values.ndim - 1)), keepdims=True)
    return float(values.std(axis=0).mean())


def neuron_dichotomies(points: int, inputs: int) -> int:
    """Number of ways in which one neuron can split N points in general position into two classes (Cover).

        C(N, n) = 2 Σ comb(N − 1, k), k = 0 … n, for n inputs and a bias

    Four points of the plane: 14 of the 16 ways; the two that are missing are XOR and its opposite.
    (T. M. Cover, "Geometrical and Statistical Properties of Systems of Linear Inequalities", 1965.)
    """
    return 2 * sum(comb(points - 1, k) for k in range(inputs + 1))


def count_dichotomies(points: np.ndarray, structure: Sequence[int], draws: int = 2000, activation: str = "tanh") -> int:
    """Number of splits of the points (N, inputs) found among random functions of the set: at most 2ᴺ.

    A lower bound, since only drawn functions are counted; a point's class is the sign of the one output. Weights are drawn
    four times as wide as `sample_network` does, or most functions would split nothing.
    """
    seen = set()
    for seed in range(draws):
        f = sample_network((*structure, 1), seed, activation, "linear")
        wide = Network(tuple(4 * w for w in f.weights), tuple(4 * b for b in f.biases), f.activations)
        seen.add((wide(points)[:, 0] > 0).tobytes())
    return len(seen)


def layer_regions(neurons: int, inputs: int) -> int:
    """Number of regions into which a layer of ReLU neurons in general position cuts the space of its inputs.

    Σ comb(k, i), i = 0 … n, for k neurons and n inputs. Each neuron is off on one side of a hyperplane. Three
    lines cut a plane into seven pieces.
    (T. Zaslavsky, "Facing up to Arrangements", 1975.)
    """
    return sum(comb(neurons, i) for i in range(inputs + 1))


def max_regions(structure: Sequence[int]) -> int:
    """An upper bound on the linear regions of a ReLU network with (inputs, neurons of each hidden layer …).

    Each layer cuts every region before it at most into `layer_regions`, so the bound is a product: it grows with the
    width to the power of the inputs, and exponentially with depth.
    """
    inputs, *hidden = structure
    bound, room = 1, inputs
    for neurons in hidden:
        bound *= layer_regions(neurons, room)
        room = min(room, neurons)
    return bound


def linear_region_indices(network: Network, points: np.ndarray) -> np.ndarray:
    """Index of the linear region of a ReLU network in which each point lies: (…, inputs) -> numbers from 0, (…).

    Each region has its own pattern of neurons on and off. Without a hidden layer there is one.
    """
    hidden = network.trace(points).z[:-1]
    if not hidden:
        return np.zeros(points.shape[:-1], int)
    patterns = np.concatenate([np.packbits(z.reshape(-1, z.shape[-1]) > 0, axis=1) for z in hidden], axis=1)
    return np.unique(patterns, axis=0, return_inverse=True)[1].reshape(points.shape[:-1])


def count_linear_regions(network: Network, points: np.ndarray) -> int:
    """Number of linear regions of a ReLU network in which points (…, inputs) lie.

    A lower bound on the regions of the plane that the points fill.
    """
    return int(linear_region_indices(network, points).max()) + 1


def sawtooth(depth: int) -> Network:
    """A ReLU network of two neurons a layer whose function on [0, 1] has 2ᵈ straight pieces: depth folds, width adds.

    Each layer computes the tent t(x) = 2 relu(x) − 4 relu(x − 1/2), which folds [0, 1] once; d times composed it
    has 2ᵈ pieces, for which one hidden layer needs 2ᵈ − 1 neurons.
    (M. Telgarsky, "Benefits of depth in neural networks", 2016.)

    Raises:
        ConfigError: `depth` is less than 1.
    """
    if depth < 1:
        raise ConfigError(f"`depth` must be at least 1. Received: depth={depth}")
    first, tent, fold = np.array([[1.0], [1.0]]), np.array([[2.0, -4.0]]), np.array([0.0, -0.5])
    weights = (first, *(first @ tent for _ in range(depth - 1)), tent)
    return Network(weights, (fold,) * depth + (np.zeros(1),), ("relu",) * depth + ("linear",))
