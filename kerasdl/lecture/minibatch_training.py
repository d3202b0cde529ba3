"""Mini-batch training: the optimizers on the gradient of a few examples at a time.

The gradient of a mini-batch points, on average, where the gradient of all examples does, and costs a fraction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np

from kerasdl.errors import ConfigError
from kerasdl.lecture.backprop import Gradient, gradient
from kerasdl.lecture.feedforward import Network
from kerasdl.lecture.losses import CROSS_ENTROPY, Loss
from kerasdl.lecture.optimizers import GradientOf, Steps, momentum

GradientOfLoss = Callable[[Network, np.ndarray, np.ndarray, Loss], Gradient]
Method = Callable[[GradientOf, np.ndarray, float], Steps]


def minibatches(count: int, size: int, seed: int = 0) -> Iterator[np.ndarray]:
    """Indices of examples without end, `size` at a time, each epoch in a new random order: arrays (size,).

    Examples that do not fill an epoch's last batch are left out of that epoch.

    Raises:
        ConfigError: there are no examples, or none a batch.
    """
    if count < 1 or size < 1:
        raise ConfigError(f"There must be at least one example, and one a batch. Received: {count} and {size}")
    rng = np.random.default_rng(seed)
    size = min(size, count)
    while True:
        order = rng.permutation(count)
        for at in range(0, count - size + 1, size):
            yield order[at : at + size]


def stochastic_gradient(
    network: Network,
    x: np.ndarray,
    target: np.ndarray,
    *,
    batch: int = 32,
    seed: int = 0,
    loss: Loss = CROSS_ENTROPY,
    gradient_of: GradientOfLoss = gradient,
) -> GradientOf:
    """Stochastic gradient, θ ↦ ∂L/∂θ / B of the next B examples: x (N, inputs), targets (N, outputs)."""
    order = minibatches(len(x), batch, seed)

    def of(theta: np.ndarray) -> np.ndarray:
        some = next(order)
        return gradient_of(network.with_theta(theta), x[some], target[some], loss).theta / len(some)

    return of


def train_epochs(
    network: Network,
    x: np.ndarray,
    target: np.ndarray,
    *,
    epochs: int = 5,
    batch: int = 32,
    method: Method = momentum,
    learning_rate: float = 0.05,
    seed: int = 0,
    loss: Loss = CROSS_ENTROPY,
    gradient_of: GradientOfLoss = gradient,
) -> Iterator[Network]:
    """Train a network, and yield it after every epoch.

    Args:
        network: where to start.
        x: examples, (N, inputs).
        target: their targets, (N, outputs).
        epochs: passes over the examples.
        batch: examples a step.
        method: one of `optimizers.OPTIMIZERS`.
        learning_rate: the method's η, for the mean loss of the batch.
        seed: of the order of the examples.
        loss: one of `losses`'.
        gradient_of: how the gradient is computed; `normalization.gradient` trains with batch normalisation.
    """
    slope = stochastic_gradient(network, x, target, batch=batch, seed=seed, loss=loss, gradient_of=gradient_of)
    steps = method(slope, network.theta, learning_rate)
    an_epoch = len(x) // min(batch, len(x))
    next(steps)
    for _ in range(epochs):
        theta = next(islice(steps, an_epoch - 1, None))
        yield network.with_theta(theta)


def accuracy(network: Network, x: np.ndarray, labels: np.ndarray) -> float:
    """Accuracy: the share of examples (N, inputs) whose largest output is their label's, (N,).

    Raises:
        ConfigError: there are not as many labels as examples, or none.
    """
    if np.shape(labels) != (len(x),) or len(x) == 0:
        raise ConfigError(f"There must be one label an example. Received: {np.shape(labels)} for {len(x)} examples")
    return float((network(x).argmax(axis=-1) == labels).mean())
