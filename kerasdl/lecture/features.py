"""Features of hidden layers: linear probes, class separation, PCA, attribution, dead neurons.

All but the last layer turn the pixels into features; the last is a linear classifier of them. So the better the features,
the better *any* linear classifier does on them, and the further apart the classes lie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kerasdl.errors import ConfigError
from kerasdl.lecture.backprop import backward
from kerasdl.lecture.feedforward import Network
from kerasdl.lecture.losses import one_hot


@dataclass(frozen=True)
class LinearProbe:
    """A linear classifier of features, in closed form: y = Wa + b.

    Attributes:
        weights: (classes, features).
        biases: (classes,).
    """

    weights: np.ndarray
    biases: np.ndarray

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """Scores of the classes, largest for the answer: (…, features) -> (…, classes)."""
        return features @ self.weights.T + self.biases

    def accuracy(self, features: np.ndarray, labels: np.ndarray) -> float:
        """The share of features (N, n) whose largest score is their label's, (N,)."""
        return float((self(features).argmax(axis=-1) == labels).mean())


def linear_probe(features: np.ndarray, labels: np.ndarray, ridge: float = 1e-3) -> LinearProbe:
    """Fit a linear probe by ridge regression on one-hot targets: features (N, n), labels (N,) of integers.

    Minimises Σₙ |Waⁿ + b − ŷⁿ|² + r |W|², r = ridge · N · mean variance of the features, which the normal equations solve:
    Wᵀ = (AᵀA + rI)⁻¹ AᵀŶ for centred A and Ŷ. (G. Alain and Y. Bengio, "Understanding intermediate layers using linear
    classifier probes", 2016, for the idea.)

    Raises:
        ConfigError: not a row of features for each label.
    """
    if np.ndim(features) != 2 or np.shape(labels) != (len(features),) or not len(features):
        raise ConfigError(
            "A probe must have a row of features for each label, (N, n) and (N,). "
            f"Received: {np.shape(features)} and {np.shape(labels)}"
        )
    features, targets = np.asarray(features, float), one_hot(labels, int(np.max(labels)) + 1)
    middle, mean = features.mean(axis=0), targets.mean(axis=0)
    a = features - middle
    scatter = a.T @ a
    penalty = ridge * max(float(np.trace(scatter)) / a.shape[1], 1e-12)
    weights = np.linalg.solve(scatter + penalty * np.eye(a.shape[1]), a.T @ (targets - mean)).T
    return LinearProbe(weights, mean - weights @ middle)


def class_separation(features: np.ndarray, labels: np.ndarray) -> float:
    """Separation of classes: the variance between their means as a share of all variance, 0 to 1.

    0 when all means coincide, 1 when each class is one point; features (N, n), labels (N,). (The traces' ratio of
    R. A. Fisher's between-class and total scatter, 1936.)
    """
    a = np.asarray(features, float) - np.mean(features, axis=0)
    between = sum((labels == c).sum() * np.square(a[labels == c].mean(axis=0)).sum() for c in np.unique(labels))
    total = np.square(a).sum()
    return float(between / total) if total else 0.0


def pca_projection(features: np.ndarray) -> np.ndarray:
    """Projection of features to their first two principal components: (N, n) -> (N, 2).

    Each axis's sign is chosen so that its largest coordinate is positive: the same features give the same picture.
    """
    a = np.asarray(features, float) - np.mean(features, axis=0)
    _, _, axes = np.linalg.svd(a, full_matrices=False)
    flat = np.zeros((len(a), 2))
    seen = a @ axes[:2].T
    flat[:, : seen.shape[1]] = seen
    largest = flat[np.abs(flat).argmax(axis=0), [0, 1]]
    return flat * np.where(largest < 0, -1.0, 1.0)


def weight_images(network: Network, side: int | None = None) -> np.ndarray:
    """The first layer's weights as one picture per neuron: (neurons, side, side) in −1 … 1.

    Each is divided by its largest weight's size, so that 0 stays 0. A square input unless `side`, its rows, says otherwise.

    Raises:
        ConfigError: the inputs do not fill so many rows.
    """
    w = network.weights[0]
    side = int(np.sqrt(w.shape[1])) if side is None else side
    if side < 1 or w.shape[1] % side:
        raise ConfigError(f"`side` must divide the {w.shape[1]} inputs. Received: side={side}")
    largest = np.abs(w).max(axis=1, keepdims=True)
    return (w / np.where(largest == 0, 1.0, largest)).reshape(len(w), side, -1)


def input_gradient(network: Network, x: np.ndarray, output: int, layer: int = -1) -> np.ndarray:
    """Gradient of one neuron's z with respect to the input, ∂zᵢ/∂x: x (…, inputs) -> (…, inputs).

    Args:
        output: which neuron of the layer, from 0.
        layer: which layer, from 0; −1 for the last, whose z are the logits.

    Raises:
        ConfigError: the network has no such neuron.
    """
    last = _numbered(network, layer, output)
    below = Network(network.weights[: last + 1], network.biases[: last + 1], (*network.activations[:last], "linear"))
    trace = below.trace(x)
    start = np.zeros_like(trace.z[-1])
    start[..., output] = 1.0
    return backward(below, trace, start)[0] @ below.weights[0]


def gradient_times_input(network: Network, x: np.ndarray, output: int) -> np.ndarray:
    """Attribution of a logit to pixels, gradient × input: negative where a pixel counts against the answer.

    x (…, inputs) -> (…, inputs).

    For a piecewise linear network (ReLU) without biases their sum is the logit itself. (A. Shrikumar and others, "Not Just a
    Black Box", 2016.)
    """
    return np.asarray(x, float) * input_gradient(network, x, output)


def gradient_times_activation(network: Network, x: np.ndarray, output: int) -> list[np.ndarray]:
    """Attribution of a logit to hidden neurons, gradient × activation: each hidden layer's a · ∂zᵢ/∂a.

    In the last hidden layer that is wᵢⱼaⱼ, the very terms that make the logit: with bᵢ their sum is zᵢ. Before it, it is
    what zᵢ would lose if the network went on as straight as it starts.

    Args:
        x: (…, inputs).
        output: which logit, from 0.

    Returns:
        For each hidden layer, first to last, (…, neurons).

    Raises:
        ConfigError: the network has no such output.
    """
    last = _numbered(network, -1, output)
    logits = Network(network.weights, network.biases, (*network.activations[:-1], "linear"))
    trace = logits.trace(x)
    start = np.zeros_like(trace.z[-1])
    start[..., output] = 1.0
    deltas = backward(logits, trace, start)
    return [trace.a[n] * (deltas[n] @ logits.weights[n]) for n in range(1, last + 1)]


def find_dead_neurons(network: Network, x: np.ndarray) -> list[np.ndarray]:
    """Dead hidden neurons: a ≤ 0 for each of the examples x (N, inputs).

    Such a ReLU neuron outputs 0 and learns nothing, as its slope is 0, too. A sigmoid is never dead in this sense.

    Returns:
        For each hidden layer, first to last, booleans (neurons,).
    """
    return [(a <= 0).all(axis=0) for a in network.trace(x).a[1:-1]]


def maximizing_input(
    network: Network,
    neuron: int,
    layer: int = -1,
    *,
    length: float = 1.0,
    steps: int = 200,
    starts: int = 16,
    seed: int = 0,
) -> np.ndarray:
    """Activation maximization: the input of a given length at which a neuron's z is largest, (inputs,).

    Gradient ascent on z from random starts, by ever shorter steps, each brought back to the sphere |x| = length:
    of all inputs that it met, the best. On a first layer that is length · w/|w|, the true maximum; deeper, the best of some
    local ones. (D. Erhan and others, "Visualizing Higher-Layer Features of a Deep Network", 2009.)

    Raises:
        ConfigError: the network has no such neuron.
    """
    x = _unit(np.random.default_rng(seed).normal(size=(starts, network.structure[0])))
    best, most = x[0], -np.inf
    for step in range(steps):
        x = _unit(x + _unit(input_gradient(network, length * x, neuron, layer)) / (1 + step / 10))
        z = network.trace(length * x).z[layer][:, neuron]
        if z.max() > most:
            best, most = x[z.argmax()], z.max()
    return length * best


def _numbered(network: Network, layer: int, neuron: int) -> int:
    """Index of a neuron's layer, from 0, checked."""
    layers = len(network.weights)
    if not (-layers <= layer < layers and 0 <= neuron < len(network.biases[layer])):
        raise ConfigError(
            f"A neuron must be one of the network's {'-'.join(map(str, network.structure))}. "
            f"Received: layer={layer}, neuron={neuron}"
        )
    return layer % layers


def _unit(x: np.ndarray) -> np.ndarray:
    """Each row at length 1, and 0 where it is 0."""
    lengths = np.linalg.norm(x, axis=-1, keepdims=True)
    return x / np.where(lengths == 0, 1.0, lengths)
