"""Batch normalization: hidden layers with mean 0 and standard deviation 1 over each batch.

    z = Wa,  ẑ = (z − mean z) / √(variance z + ε),  a' = σ(ẑ + b)

So a layer is rarely driven to where its σ is flat, and a deep network's gradient reaches its first layer. Only training
changes: afterwards `fold_normalization` gives a plain network that computes the same with fixed means and variances.
S. Ioffe and C. Szegedy, "Batch Normalization", 2015 (their scale γ is left at 1; after a ReLU the next
layer's W makes up for it, after a sigmoid not quite).
"""

from __future__ import annotations

import numpy as np

from kerasdl.lecture.backprop import Gradient
from kerasdl.lecture.feedforward import ACTIVATIONS, Network
from kerasdl.lecture.losses import CROSS_ENTROPY, Loss, check_target

EPSILON = 1e-3


def normalize(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Normalization over a batch: z (N, k) -> ẑ (N, k), and 1/√(variance + ε) (k,)."""
    scale = 1.0 / np.sqrt(z.var(axis=0) + EPSILON)
    return (z - z.mean(axis=0)) * scale, scale


def normalize_backward(delta: np.ndarray, normal: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Backward pass of `normalize`, ∂l/∂z from δ = ∂l/∂ẑ: (δ − mean δ − ẑ · mean(δẑ)) · scale, (N, k).

    The mean and the variance depend on every example of the batch; their share is what is taken away.
    """
    return scale * (delta - delta.mean(axis=0) - normal * (delta * normal).mean(axis=0))


def gradient(network: Network, x: np.ndarray, target: np.ndarray, loss: Loss = CROSS_ENTROPY) -> Gradient:
    """∂L/∂θ of the total loss of a batch whose hidden layers are normalised: x (N, inputs), targets (N, outputs)."""
    *hidden, last = network.activations
    a, slopes, normals = [np.asarray(x, float)], [], []
    for w, b, name in zip(network.weights, network.biases, hidden, strict=False):
        normal, scale = normalize(a[-1] @ w.T)
        normals.append((normal, scale))
        slopes.append(ACTIVATIONS[name].slope(normal + b))
        a.append(ACTIVATIONS[name].of(normal + b))
    z = a[-1] @ network.weights[-1].T + network.biases[-1]
    y = ACTIVATIONS[last].of(z)

    delta = ACTIVATIONS[last].slope(z) * loss.gradient(y, check_target(target, y))
    weights, biases = [delta.T @ a[-1]], [delta.sum(axis=0)]
    for layer in reversed(range(len(hidden))):
        normal, scale = normals[layer]
        before = slopes[layer] * (delta @ network.weights[layer + 1])
        delta = normalize_backward(before, normal, scale)
        weights.append(delta.T @ a[layer])
        biases.append(before.sum(axis=0))
    return Gradient(float(loss.of(y, target).sum()), tuple(weights[::-1]), tuple(biases[::-1]))


def fold_normalization(network: Network, x: np.ndarray) -> Network:
    """Fold batch normalization into weights and biases, with the means and variances of examples x (N, inputs)."""
    weights, biases = list(network.weights), list(network.biases)
    a = np.asarray(x, float)
    for layer, name in enumerate(network.activations[:-1]):
        z = a @ weights[layer].T
        normal, scale = normalize(z)
        a = ACTIVATIONS[name].of(normal + biases[layer])
        weights[layer], biases[layer] = weights[layer] * scale[:, None], biases[layer] - z.mean(axis=0) * scale
    return Network(tuple(weights), tuple(biases), network.activations)
