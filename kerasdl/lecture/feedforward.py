"""Feedforward networks, step 1 of the lecture: neurons, layers, activations, and y = f(x).

A vector is an array (n,); every function also takes many at once, (…, n), one a row. A layer of k neurons over n inputs has
a matrix W of shape (k, n), one row a neuron, and biases b of shape (k,), as on the slides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kerasdl.activations import LEAKY_RELU_SLOPE, SELU_ALPHA, SELU_SCALE
from kerasdl.errors import ConfigError


@dataclass(frozen=True)
class Activation:
    """An activation function σ and its derivative dσ/dz, elementwise on arrays of any shape."""

    name: str
    of: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]


def sigmoid(z: np.ndarray) -> np.ndarray:
    """σ(z) = 1 / (1 + e⁻ᶻ), without overflow for any z: (…) -> (…)."""
    small = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1.0, small) / (1.0 + small)


def _elu(z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    return np.maximum(z, 0.0) + alpha * np.expm1(np.minimum(z, 0.0))


def _elu_slope(z: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    return np.where(np.asarray(z) > 0, 1.0, alpha * np.exp(np.minimum(z, 0.0)))


def _leaky_relu(z: np.ndarray) -> np.ndarray:
    return np.where(np.asarray(z) > 0, z, LEAKY_RELU_SLOPE * np.asarray(z))


def _leaky_relu_slope(z: np.ndarray) -> np.ndarray:
    return np.where(np.asarray(z) > 0, 1.0, LEAKY_RELU_SLOPE)


ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation("sigmoid", sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
        Activation("tanh", np.tanh, lambda z: 1.0 - np.tanh(z) ** 2),
        Activation("relu", lambda z: np.maximum(z, 0.0), lambda z: (np.asarray(z) > 0).astype(float)),
        Activation("elu", _elu, _elu_slope),
        Activation(
            "selu", lambda z: SELU_SCALE * _elu(z, SELU_ALPHA), lambda z: SELU_SCALE * _elu_slope(z, SELU_ALPHA)
        ),
        Activation("softplus", lambda z: np.logaddexp(z, 0.0), sigmoid),
        Activation("swish", lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1.0 + z * sigmoid(-z))),
        Activation("linear", lambda z: np.asarray(z, float), lambda z: np.ones_like(z, float)),
        Activation("leaky_relu", _leaky_relu, _leaky_relu_slope),
    )
}


def get_activation(name: str) -> Activation:
    """The activation of a name in `ACTIVATIONS`.

    Raises:
        ConfigError: there is none of that name.
    """
    if name not in ACTIVATIONS:
        raise ConfigError(f"An activation must be one of {', '.join(ACTIVATIONS)}. Received: {name}")
    return ACTIVATIONS[name]


def neuron(w: np.ndarray, x: np.ndarray, b: float, activation: str = "sigmoid") -> np.ndarray:
    """a = σ(w₁x₁ + … + wₙxₙ + b): w (n,), x (…, n), b a number -> (…)."""
    return get_activation(activation).of(x @ w + b)


def layer(w: np.ndarray, x: np.ndarray, b: np.ndarray, activation: str = "sigmoid") -> np.ndarray:
    """a = σ(Wx + b), a layer of neurons as one matrix operation: W (k, n), x (…, n), b (k,) -> (…, k)."""
    return get_activation(activation).of(x @ w.T + b)


@dataclass(frozen=True)
class Trace:
    """Weighted sums and activations of every neuron in a forward pass.

    Attributes:
        z: each layer's weighted inputs Wa + b, arrays (…, k), first layer first.
        a: each layer's activations, and the input before them: a[0] is x, a[-1] is y.
    """

    z: tuple[np.ndarray, ...]
    a: tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class Network:
    """A function f: a structure, and the parameters θ that pick it from the structure's function set.

    Attributes:
        weights: each layer's W, (k, n).
        biases: each layer's b, (k,).
        activations: each layer's σ, names in `ACTIVATIONS`.

    Raises:
        ConfigError: the shapes do not fit each other, or an activation is unknown.
    """

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    activations: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in ("weights", "biases"):
            parts = tuple(np.array(part, float) for part in getattr(self, name))
            for part in parts:
                part.setflags(write=False)
            object.__setattr__(self, name, parts)
        object.__setattr__(self, "activations", tuple(self.activations))
        for name in self.activations:
            get_activation(name)
        if not len(self.weights) == len(self.biases) == len(self.activations) >= 1:
            raise ConfigError(
                "A network must have as many weights, biases and activations as layers, at least one. Received: "
                f"{len(self.weights)}, {len(self.biases)}, {len(self.activations)}"
            )
        shapes = [w.shape for w in self.weights]
        fits = all(w.ndim == 2 and b.shape == w.shape[:1] for w, b in zip(self.weights, self.biases, strict=True))
        if not fits or any(this[0] != following[1] for this, following in pairwise(shapes)):
            raise ConfigError(
                "Each W must be (neurons, inputs), with as many inputs as the layer before has neurons, and each b "
                f"(neurons,). Received: {shapes} and {[b.shape for b in self.biases]}"
            )

    @property
    def structure(self) -> tuple[int, ...]:
        """The number of inputs, then each layer's neurons."""
        return (self.weights[0].shape[1], *(len(b) for b in self.biases))

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """y = f(x) = σ(Wᴸ … σ(W²σ(W¹x + b¹) + b²) … + bᴸ): (…, inputs) -> (…, outputs)."""
        a = self._input(x)
        for w, b, activation in zip(self.weights, self.biases, self.activations, strict=True):
            a = layer(w, a, b, activation)
        return a

    def trace(self, x: np.ndarray) -> Trace:
        """Forward pass that keeps every z and a: (…, inputs) -> a trace."""
        z, a = [], [self._input(x)]
        for w, b, activation in zip(self.weights, self.biases, self.activations, strict=True):
            z.append(a[-1] @ w.T + b)
            a.append(ACTIVATIONS[activation].of(z[-1]))
        return Trace(tuple(z), tuple(a))

    def _input(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x, float)
        if x.ndim == 0 or x.shape[-1] != self.structure[0]:
            raise ConfigError(f"x must be (…, {self.structure[0]}), one row an input. Received: shape {x.shape}")
        return x

    @property
    def theta(self) -> np.ndarray:
        """θ, all weights and biases as one vector, layer by layer, each W row by row and then its b: (parameters,)."""
        pairs = zip(self.weights, self.biases, strict=True)
        return np.concatenate([np.concatenate([w.ravel(), b]) for w, b in pairs])

    def with_theta(self, theta: np.ndarray) -> Network:
        """Another function of the same set: θ (parameters,) -> a network of the same structure.

        Raises:
            ConfigError: θ has not as many numbers as the structure has parameters.
        """
        theta = np.asarray(theta, float)
        if np.shape(theta) != (parameter_count(self.structure),):
            raise ConfigError(
                f"θ must hold {parameter_count(self.structure)} numbers for the structure "
                f"{'-'.join(map(str, self.structure))}. Received: an array of shape {np.shape(theta)}"
            )
        weights, biases, at = [], [], 0
        for w, b in zip(self.weights, self.biases, strict=True):
            weights.append(theta[at : at + w.size].reshape(w.shape))
            biases.append(theta[at + w.size : at + w.size + b.size])
            at += w.size + b.size
        return Network(tuple(weights), tuple(biases), self.activations)


def parameter_count(structure: Sequence[int]) -> int:
    """Number of parameters in θ: Σ kₗ(kₗ₋₁ + 1), for (inputs, neurons of each layer …).

    Raises:
        ConfigError: fewer than one layer, or a layer without neurons.
    """
    return sum(k * (n + 1) for n, k in pairwise(validate_structure(structure)))


def validate_structure(structure: Sequence[int]) -> tuple[int, ...]:
    """A structure, (inputs, neurons of each layer …), as a checked tuple.

    Raises:
        ConfigError: fewer than one layer, or a layer without neurons.
    """
    if len(structure) < 2 or min(structure) < 1:
        raise ConfigError(
            f"`structure` must be the number of inputs and at least one layer's neurons. Received: {tuple(structure)}"
        )
    return tuple(structure)


# The lecture's own network: sigmoid, three layers of two neurons; f([1, -1]) = [0.62, 0.83], f([0, 0]) = [0.51, 0.85].
WORKED_EXAMPLE = Network(
    weights=(
        np.array([[1.0, -2.0], [-1.0, 1.0]]),
        np.array([[2.0, -1.0], [-2.0, -1.0]]),
        np.array([[3.0, -1.0], [-1.0, 4.0]]),
    ),
    biases=(np.array([1.0, 0.0]), np.array([0.0, 0.0]), np.array([-2.0, 2.0])),
    activations=("sigmoid",) * 3,
)
