"""Softmax, cross-entropy and squared error, step 2 of the lecture: the goodness of a function.

The output layer as a classifier: softmax turns its z, the logits, into confidences y, and the loss of an example is the
cross-entropy of y against the target ŷ. Logits, confidences and targets are (…, classes), one example a row; a target is a
distribution, mostly one-hot. All is computed from the logits, where it stays exact for confidences that round to 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kerasdl.errors import ConfigError

SMALLEST = 1e-7  # a confidence below this counts as this: the logarithm stays finite


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Targets from labels: (…) of integers -> (…, classes).

    Raises:
        ConfigError: a label is not an integer from 0 to classes − 1.
    """
    labels = np.asarray(labels)
    if not np.issubdtype(labels.dtype, np.integer) or (labels.size and not 0 <= labels.min() <= labels.max() < classes):
        received = f"{labels.min()} to {labels.max()}" if labels.size else "none"
        raise ConfigError(f"Labels must be integers from 0 to {classes - 1}. Received: {received}, {labels.dtype}")
    return np.eye(classes)[labels]


def check_target(target: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Targets as an array, checked to have the output's shape.

    Raises:
        ConfigError: they have another, which NumPy would broadcast without a word.
    """
    target = np.asarray(target, float)
    if target.shape != output.shape:
        raise ConfigError(
            f"Targets must have the output's shape {output.shape}, one row an example (`one_hot` makes them of labels). "
            f"Received: shape {target.shape}"
        )
    return target


def softmax(z: np.ndarray) -> np.ndarray:
    """yᵢ = e^zᵢ / Σⱼ e^zⱼ: positive, and 1 in sum: (…, classes) -> the same."""
    return np.exp(log_softmax(z))


def log_softmax(z: np.ndarray) -> np.ndarray:
    """ln y = z − ln Σⱼ e^zⱼ; taking the largest z away first changes nothing, and no power overflows."""
    z = np.asarray(z, float)
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def cross_entropy(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    """l = −Σᵢ ŷᵢ ln yᵢ with y = softmax(z), in nats: twice (…, classes) -> (…)."""
    return cross_entropy_terms(z, target).sum(axis=-1)


def cross_entropy_terms(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The terms −ŷᵢ ln yᵢ whose sum is the cross-entropy: twice (…, classes) -> (…, classes)."""
    return _terms(log_softmax(z), target)


def cross_entropy_of_confidences(y: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The same where only the confidences y are known, at least `SMALLEST`: twice (…, classes) -> (…)."""
    return _terms(np.log(np.maximum(np.asarray(y, float), SMALLEST)), target).sum(axis=-1)


def cross_entropy_gradient(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    """∂l/∂z = (Σᵢ ŷᵢ) y − ŷ, which is y − ŷ: twice (…, classes) -> (…, classes).

    From ∂(ln yᵢ)/∂zⱼ = [i = j] − yⱼ. It is as large as the answer is wrong.
    """
    target = np.asarray(target, float)
    return target.sum(axis=-1, keepdims=True) * softmax(z) - target


def squared_error(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    """l = Σᵢ (yᵢ − ŷᵢ)² with y = softmax(z): twice (…, classes) -> (…)."""
    return squared_error_terms(z, target).sum(axis=-1)


def squared_error_terms(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The terms (yᵢ − ŷᵢ)² whose sum is the squared error: twice (…, classes) -> (…, classes)."""
    return (softmax(z) - target) ** 2


def squared_error_gradient(z: np.ndarray, target: np.ndarray) -> np.ndarray:
    """∂l/∂zⱼ = yⱼ (gⱼ − Σᵢ gᵢyᵢ) with g = 2(y − ŷ): twice (…, classes) -> (…, classes).

    This is why classifiers do not use it: ∂yᵢ/∂zⱼ = yᵢ([i = j] − yⱼ) vanishes for every i and j where y is near one-hot. So
    where the answer is surely wrong, the gradient is nothing just when it should be largest.
    """
    y = softmax(z)
    g = 2 * (y - target)
    return y * (g - (g * y).sum(axis=-1, keepdims=True))


def total_loss(losses: np.ndarray) -> float:
    """L = Σₙ lⁿ over all examples: (N,) -> a number. Training minimises L / N, which has the same minimum."""
    return float(np.sum(losses))


def logits_with_confidence(z: np.ndarray, label: int, confidence: np.ndarray) -> np.ndarray:
    """Logits with another confidence for one class, while the other classes keep their ratios.

    From y = e^z / (e^z + Σ e^zⱼ over the others) follows z = ln(y / (1 − y)) + ln Σ e^zⱼ.

    Args:
        z: logits of one example, (classes,).
        label: the class.
        confidence: its confidences, between 0 and 1, (…).

    Returns:
        Logits, (…, classes).

    Raises:
        ConfigError: a confidence is not between 0 and 1, which no finite logit reaches.
    """
    confidence = np.asarray(confidence, float)
    if not ((confidence > 0) & (confidence < 1)).all():
        raise ConfigError(f"`confidence` must lie between 0 and 1. Received: {confidence.min()} to {confidence.max()}")
    others = np.delete(np.asarray(z, float), label)
    highest = others.max()
    of_others = highest + np.log(np.exp(others - highest).sum())
    found = np.broadcast_to(np.asarray(z, float), (*confidence.shape, len(z))).copy()
    found[..., label] = np.log(confidence) - np.log1p(-confidence) + of_others
    return found


def _terms(log_y: np.ndarray, target: np.ndarray) -> np.ndarray:
    """−ŷᵢ ln yᵢ, where 0 · −∞ counts as 0."""
    target = np.asarray(target, float)
    return -target * np.where(target == 0, 0.0, log_y) + 0.0  # adding 0 turns −0 into 0


@dataclass(frozen=True)
class Loss:
    """A loss function of one example, and its gradient with respect to the network's output.

    Attributes:
        name: what a screen calls it.
        of: output and target, twice (…, classes) -> (…).
        gradient: output and target, twice (…, classes) -> ∂l/∂output, (…, classes).
    """

    name: str
    of: Callable[[np.ndarray, np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray, np.ndarray], np.ndarray]


# For a network whose output is logits; the last one for outputs that are the answer itself.
CROSS_ENTROPY = Loss("cross-entropy of softmax", cross_entropy, cross_entropy_gradient)
SOFTMAX_SQUARED_ERROR = Loss("squared error of softmax", squared_error, squared_error_gradient)
SQUARED_ERROR = Loss("squared error", lambda y, target: ((y - target) ** 2).sum(axis=-1), lambda y, t: 2 * (y - t))
