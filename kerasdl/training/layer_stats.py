"""Layer statistics during training: gradients, weights, dead and saturated neurons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kerasdl.lecture.backprop import backward
from kerasdl.lecture.feedforward import ACTIVATIONS, Network
from kerasdl.lecture.losses import CROSS_ENTROPY, check_target

FLAT = 0.01  # of the largest slope: from there on an activation passes hardly any gradient
SAME = 1e-6  # of the layer's spread: below, an activation does not change


@dataclass(frozen=True)
class LayerStats:
    """What is measured inside a network at one moment, first layer first.

    Attributes:
        gradients: each layer's root mean square of ∂L/∂W for the mean loss, the output layer included.
        weights: each layer's root mean square of W, the output layer included.
        dead: each hidden layer's share of neurons that send the same for every example (a ReLU mostly 0).
        saturated: each hidden layer's share of activations where σ is flat, for sigmoid and tanh; else 0.
    """

    gradients: tuple[float, ...]
    weights: tuple[float, ...]
    dead: tuple[float, ...]
    saturated: tuple[float, ...]


def measure_layers(network: Network, x: np.ndarray, target: np.ndarray) -> LayerStats:
    """Measure a network on some examples; 200 are enough.

    Args:
        network: up to its logits, as `bridge.lecture_network` gives it.
        x: examples, (n, inputs).
        target: one-hot, (n, classes).

    Raises:
        ConfigError: the shapes do not fit.
    """
    trace = network.trace(np.atleast_2d(x))
    deltas = backward(network, trace, CROSS_ENTROPY.gradient(trace.a[-1], check_target(target, trace.a[-1])))
    hidden = list(zip(network.activations[:-1], trace.z, trace.a[1:], strict=False))
    return LayerStats(
        gradients=tuple(_rms(d.T @ a / len(a)) for d, a in zip(deltas, trace.a, strict=False)),
        weights=tuple(_rms(w) for w in network.weights),
        dead=tuple(float((np.ptp(a, axis=0) <= SAME * np.ptp(a)).mean()) for _, _, a in hidden),
        saturated=tuple(_flat(name, z) for name, z, _ in hidden),
    )


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.square(values).mean()))


def _flat(name: str, z: np.ndarray) -> float:
    if name not in ("sigmoid", "tanh"):
        return 0.0
    slope = ACTIVATIONS[name].slope
    return float((slope(z) < FLAT * slope(np.zeros(()))).mean())
