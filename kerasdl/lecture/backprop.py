"""Backpropagation: the gradient of a network's loss from one forward pass and one backward pass.

    ∂l/∂w = a · δ

for the weight w from one neuron to another: the forward pass gives a, the activation of the first; the backward pass gives
δ = ∂l/∂z, the sensitivity of the loss to the second. δ follows from the layer after, by the chain rule:

    δᴸ = σ'(zᴸ) ⊙ ∂l/∂y          at the output,
    δˡ = σ'(zˡ) ⊙ (Wˡ⁺¹)ᵀ δˡ⁺¹   before it,

a network like the first one, run from right to left, with σ' of the forward pass as fixed factors.
D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by back-propagating errors", 1986.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kerasdl.errors import ConfigError
from kerasdl.lecture.feedforward import ACTIVATIONS, Network, Trace, parameter_count
from kerasdl.lecture.losses import CROSS_ENTROPY, Loss, check_target


@dataclass(frozen=True)
class Gradient:
    """∂L/∂θ of a total loss L, in the shapes of the network.

    Attributes:
        loss: L itself.
        weights: each layer's ∂L/∂W, (k, n).
        biases: each layer's ∂L/∂b, (k,).
    """

    loss: float
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]

    @property
    def theta(self) -> np.ndarray:
        """As one vector, in the order of `Network.theta`: (parameters,)."""
        return np.concatenate([np.append(w, b) for w, b in zip(self.weights, self.biases, strict=True)])

    @property
    def sizes(self) -> tuple[float, ...]:
        """Root mean square of each layer's ∂L/∂w."""
        return tuple(float(np.sqrt(np.square(w).mean())) for w in self.weights)

    @property
    def silent(self) -> tuple[float, ...]:
        """The share of each layer's weights whose ∂L/∂w is exactly 0: their a is, or the δ of their neuron."""
        return tuple(float((w == 0).mean()) for w in self.weights)


def backward(network: Network, trace: Trace, slope_at_output: np.ndarray) -> tuple[np.ndarray, ...]:
    """The backward pass: ∂l/∂y (…, outputs) -> each layer's δ = ∂l/∂z, arrays (…, k), first layer first."""
    slopes = [ACTIVATIONS[name].slope(z) for name, z in zip(network.activations, trace.z, strict=True)]
    deltas = [slopes[-1] * slope_at_output]
    for w, slope in zip(network.weights[:0:-1], slopes[-2::-1], strict=True):
        deltas.append(slope * (deltas[-1] @ w))
    return tuple(deltas[::-1])


def gradient(network: Network, x: np.ndarray, target: np.ndarray, loss: Loss = CROSS_ENTROPY) -> Gradient:
    """∂L/∂θ of the total loss L = Σₙ lⁿ: x (N, inputs) or (inputs,), targets (N, outputs) or (outputs,).

    The weights' part is ∂L/∂W = Σₙ δⁿ(aⁿ)ᵀ, one matrix product a layer; the biases' is Σₙ δⁿ, since their a is 1.
    """
    trace = network.trace(np.atleast_2d(x))
    target = check_target(np.atleast_2d(target), trace.a[-1])
    deltas = backward(network, trace, loss.gradient(trace.a[-1], target))
    return Gradient(
        loss=float(loss.of(trace.a[-1], target).sum()),
        weights=tuple(delta.T @ a for delta, a in zip(deltas, trace.a, strict=False)),
        biases=tuple(delta.sum(axis=0) for delta in deltas),
    )


@dataclass(frozen=True)
class ChainRule:
    """The factors of one weight's ∂l/∂w, for one example; neurons and layers count from 0.

    Attributes:
        layer: the weight's layer.
        neuron: the neuron that it leads to.
        source: the neuron (or input) that it comes from.
        a: what the source sends, from the forward pass.
        slope: σ'(z) of the neuron.
        downstream: what comes back to the neuron, one term wₖδₖ a neuron of the layer after; at the output, ∂l/∂y alone.
        delta: δ = slope · Σ downstream.
        gradient: ∂l/∂w = a · δ.
    """

    layer: int
    neuron: int
    source: int
    a: float
    slope: float
    downstream: tuple[float, ...]
    delta: float
    gradient: float


def chain_rule(
    network: Network,
    x: np.ndarray,
    target: np.ndarray,
    *,
    layer: int,
    neuron: int,
    source: int,
    loss: Loss = CROSS_ENTROPY,
) -> ChainRule:
    """The chain rule for one weight and one example: x (inputs,), target (outputs,).

    Raises:
        ConfigError: the network has no such weight, or x is more than one example.
    """
    if np.ndim(x) != 1:
        raise ConfigError(f"x must be one example, (inputs,). Received: shape {np.shape(x)}")
    structure = network.structure
    if not (
        0 <= layer < len(network.weights) and 0 <= neuron < structure[layer + 1] and 0 <= source < structure[layer]
    ):
        raise ConfigError(
            f"A weight must be one of the network's {'-'.join(map(str, structure))}. "
            f"Received: layer={layer}, neuron={neuron}, source={source}"
        )
    trace = network.trace(np.asarray(x, float))
    at_output = loss.gradient(trace.a[-1], check_target(target, trace.a[-1]))
    deltas = backward(network, trace, at_output)
    last = layer == len(network.weights) - 1
    downstream = at_output[[neuron]] if last else network.weights[layer + 1][:, neuron] * deltas[layer + 1]
    slope = ACTIVATIONS[network.activations[layer]].slope(trace.z[layer])[neuron]
    delta, a = slope * downstream.sum(), trace.a[layer][source]
    return ChainRule(
        layer, neuron, source, float(a), float(slope), tuple(map(float, downstream)), float(delta), float(a * delta)
    )


def finite_differences(function: Callable[[np.ndarray], float], theta: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """∂f/∂θᵢ ≈ (f(θ + h eᵢ) − f(θ − h eᵢ)) / 2h, one parameter at a time: (parameters,) -> (parameters,).

    Right to about h² and needs no calculus, but two runs of f for every parameter.
    """
    theta = np.asarray(theta, float)
    slopes = np.empty_like(theta)
    for i in range(theta.size):
        there = np.zeros_like(theta)
        there[i] = step
        slopes[i] = (function(theta + there) - function(theta - there)) / (2 * step)
    return slopes


def total_loss_function(network: Network, x: np.ndarray, target: np.ndarray, loss: Loss = CROSS_ENTROPY) -> Callable:
    """L as a function of θ alone, for finite differences and plots: θ (parameters,) -> a number."""
    target = check_target(target, network(x))
    return lambda theta: float(loss.of(network.with_theta(theta)(x), target).sum())


def weight_loss_function(
    network: Network, x: np.ndarray, target: np.ndarray, weight: tuple[int, int, int], loss: Loss = CROSS_ENTROPY
) -> Callable[[np.ndarray], float]:
    """L as a function of one weight alone, all others held: (1,) -> a number; finite differences then take two runs of f.

    Args:
        network: the function f.
        x: examples, (N, inputs), or one, (inputs,).
        target: their targets, (N, outputs) or (outputs,).
        weight: its layer, its neuron and its source, counted from 0, as in `ChainRule`.
        loss: the loss of an example.
    """
    layer, neuron, source = weight
    check_target(target, network(x))

    def of(value: np.ndarray) -> float:
        changed = network.weights[layer].copy()
        changed[neuron, source] = np.asarray(value).item()
        weights = (*network.weights[:layer], changed, *network.weights[layer + 1 :])
        return float(loss.of(Network(weights, network.biases, network.activations)(x), target).sum())

    return of


@dataclass(frozen=True)
class GradientCost:
    """Multiplications in the matrix products of one example's gradient.

    Attributes:
        parameters: numbers in θ.
        forward: of one forward pass, a multiplication a weight.
        backprop: of the gradient by backpropagation: forwards, backwards through all layers but the first, and a · δ.
        finite_differences: of the gradient by central differences, two forward passes a parameter.
    """

    parameters: int
    forward: int
    backprop: int
    finite_differences: int


def gradient_cost(structure: Sequence[int]) -> GradientCost:
    """Count a gradient's multiplications for (inputs, neurons of each layer …).

    Backpropagation costs less than three forward passes, however many parameters there are; finite differences two for each.

    Raises:
        ConfigError: fewer than one layer, or a layer without neurons.
    """
    parameters = parameter_count(structure)
    products = [n * k for n, k in pairwise(structure)]
    forward = sum(products)
    return GradientCost(parameters, forward, 3 * forward - products[0], 2 * parameters * forward)
