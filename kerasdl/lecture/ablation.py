"""Neuron ablation: the accuracy and loss of a network with hidden neurons switched off.

A neuron that is off sends 0 on, whatever comes in. Zeroing its own w and b would not do: σ(0) is ½ for a sigmoid, ln 2 for a
softplus. Zeroing the weights that lead *out* of it does, exactly and for any σ: the next layer's z = Wa + b has then no term
of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kerasdl.errors import ConfigError
from kerasdl.lecture.feedforward import ACTIVATIONS, Network, Trace
from kerasdl.lecture.losses import cross_entropy, one_hot

# Numbers that the activations of many networks at once may take: 32 MB. What is larger falls out of a processor's cache.
NUMBERS_AT_ONCE = 4_000_000


def ablate(network: Network, layer: int, neurons: Sequence[int], value: float = 0.0) -> Network:
    """A network with some hidden neurons held at one activation, whatever their inputs.

    Their outgoing weights become 0, and what they would send at that activation, value · Σ w, goes into the next layer's b.

    Args:
        network: any network with a hidden layer.
        layer: a hidden layer, from 0; −1 is the output layer, −2 the last hidden one.
        neurons: which of its neurons, from 0; none leave the network as it is.
        value: the activation that they are held at; at 0 they are switched off.

    Raises:
        ConfigError: the layer is not a hidden one, or has no such neuron.
    """
    layer = _hidden(network, layer)
    count = len(network.biases[layer])
    chosen = np.unique(np.asarray(neurons, float))
    if chosen.ndim != 1 or not all(0 <= n < count and n == int(n) for n in chosen):
        raise ConfigError(f"`neurons` must be integers from 0 to {count - 1}. Received: neurons={list(neurons)}")
    held = chosen.astype(int)
    weights, biases = list(network.weights), list(network.biases)
    following = weights[layer + 1].copy()
    biases[layer + 1] = biases[layer + 1] + value * following[:, held].sum(axis=1)
    following[:, held] = 0.0
    weights[layer + 1] = following
    return Network(tuple(weights), tuple(biases), network.activations)


@dataclass(frozen=True)
class Importance:
    """Loss of accuracy and rise of cross-entropy when each neuron of one hidden layer is switched off alone.

    Attributes:
        accuracy: accuracy before, minus after, (neurons,); below 0 where the network is better without it.
        loss: mean cross-entropy after, minus before, (neurons,), in nats; it tells more than accuracy, which moves in steps.
    """

    accuracy: np.ndarray
    loss: np.ndarray


def neuron_importance(network: Network, x: np.ndarray, labels: np.ndarray) -> list[Importance]:
    """Importance of every hidden neuron, each switched off alone.

    Without neuron j the next layer's z loses one term, z − aⱼ wⱼ, an outer product of rank one: nothing before it is
    computed again, and what comes after goes through a few large matrix products, many neurons at once.

    Args:
        network: up to its logits, as `networks.from_keras.lecture_network` gives it.
        x: examples, (N, inputs).
        labels: their classes, integers, (N,).

    Returns:
        The importance of each hidden layer's neurons, first layer to last.

    Raises:
        ConfigError: not one label for each example, or no examples.
    """
    if np.ndim(x) != 2 or len(x) == 0 or np.shape(labels) != (len(x),):
        raise ConfigError(
            "`x` must be (N, inputs) and `labels` (N,), N at least 1. "
            f"Received: shapes {np.shape(x)} and {np.shape(labels)}"
        )
    labels = np.asarray(labels)
    target = one_hot(labels, network.structure[-1])
    trace = network.trace(x)
    whole = trace.a[-1]
    before = cross_entropy(whole, target).mean()
    worth = []
    for layer in range(len(network.weights) - 1):
        accuracy, loss = [], []
        for y in _each_without(network, trace, layer):
            # Right answers are counted, not shares taken apart: a neuron that changes none loses exactly 0.
            lost = (whole.argmax(axis=-1) == labels).sum() - (y.argmax(axis=-1) == labels).sum(axis=-1)
            accuracy.append(lost / len(x))
            loss.append(cross_entropy(y, np.broadcast_to(target, y.shape)).mean(axis=-1) - before)
        worth.append(Importance(np.concatenate(accuracy), np.concatenate(loss)))
    return worth


def _each_without(network: Network, trace: Trace, layer: int) -> Iterator[np.ndarray]:
    """The outputs without each neuron of a layer in turn, some neurons at once: arrays (some, N, outputs)."""
    widest = max(len(b) for b in network.biases[layer + 1 :])
    a, following = trace.a[layer + 1], network.weights[layer + 1]
    step = max(1, NUMBERS_AT_ONCE // (len(a) * widest))
    for at in range(0, a.shape[1], step):
        some = slice(at, at + step)
        z = trace.z[layer + 1] - a.T[some, :, None] * following.T[some, None, :]
        y = ACTIVATIONS[network.activations[layer + 1]].of(z)
        for w, b, name in zip(
            network.weights[layer + 2 :], network.biases[layer + 2 :], network.activations[layer + 2 :], strict=True
        ):
            # One product of two matrices; NumPy would take a product for each neuron.
            y = ACTIVATIONS[name].of(y.reshape(-1, w.shape[1]) @ w.T + b).reshape(*y.shape[:2], -1)
        yield y


def _hidden(network: Network, layer: int) -> int:
    """Index of a hidden layer, from 0, checked."""
    layers = len(network.weights)
    if not -layers <= layer < layers or layer % layers == layers - 1:
        raise ConfigError(
            f"`layer` must be one of the network's {layers - 1} hidden layers, from 0; the last is the output. "
            f"Received: layer={layer}"
        )
    return layer % layers
