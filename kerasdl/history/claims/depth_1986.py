"""1986: backpropagation and the vanishing gradient of networks with many sigmoid layers.

The reason is in δˡ = σ'(zˡ) ⊙ (Wˡ⁺¹)ᵀδˡ⁺¹: a sigmoid's slope is at most 1/4, and with small random W each layer shrinks the
gradient on its way back, so that the first layers of a deep net hardly learn.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kerasdl.data.mnist import Mnist
from kerasdl.history.claims.finding import Examples, Finding, percent, train_and_test_examples
from kerasdl.lecture.backprop import gradient
from kerasdl.lecture.feedforward import Network
from kerasdl.lecture.function_set import sample_network
from kerasdl.lecture.minibatch_training import accuracy, train_epochs

YEAR = "1986"
CLAIM = "Usually more than 3 hidden layers are not helpful."

WIDTH = 32
DEPTHS = (1, 2, 3, 4, 5, 6, 7, 8)
LEARNING_RATE = 0.1
# So much better a deeper net would have to be to be called helpful; less is chance.
HELPFUL = 0.005


def sigmoid_network(depth: int, seed: int, width: int = WIDTH) -> Network:
    """784 inputs, `depth` hidden sigmoid layers, ten logits; small random weights, as was the custom, and biases 0."""
    f = sample_network((784, *(width,) * depth, 10), seed, "sigmoid", "linear")
    return Network(f.weights, tuple(np.zeros_like(b) for b in f.biases), f.activations)


def gradient_sizes(network: Network, some: Examples) -> list[float]:
    """Root mean square of each layer's ∂(L/N)/∂W, first layer first."""
    g = gradient(network, some.x, some.target)
    return [float(np.sqrt(np.mean((w / len(some)) ** 2))) for w in g.weights]


def run(
    mnist: Mnist,
    seed: int = 0,
    *,
    count: int = 10_000,
    epochs: int = 5,
    depths: tuple[int, ...] = DEPTHS,
    on_part: Callable[[float], None] | None = None,
) -> Finding:
    """Train sigmoid nets of one hidden layer to eight, all the same way.

    Args:
        mnist: the digits.
        seed: of the weights and the order of the digits.
        count: training digits.
        epochs: passes over them.
        depths: numbers of hidden layers.
        on_part: called with the share that is done.
    """
    train, test = train_and_test_examples(mnist, count)
    accuracies, sizes = {}, {}
    for done, depth in enumerate(depths, start=1):
        f = sigmoid_network(depth, seed)
        sizes[depth] = gradient_sizes(f, Examples(train.x[:1000], train.labels[:1000], train.target[:1000]))
        for learned in train_epochs(f, train.x, train.target, epochs=epochs, learning_rate=LEARNING_RATE, seed=seed):
            f = learned
        accuracies[depth] = accuracy(f, test.x, test.labels)
        if on_part is not None:
            on_part(done / len(depths))
    few, many = (max(a for d, a in accuracies.items() if (d <= 3) == shallow) for shallow in (True, False))
    deepest = max(depths)
    faded = sizes[deepest][-1] / max(sizes[deepest][0], 1e-300)
    return Finding(
        YEAR,
        CLAIM,
        many - few <= HELPFUL,
        f"Of sigmoid nets with 1 to {deepest} hidden layers of {WIDTH}, the best with up to 3 reads {percent(few)} of the "
        f"test digits, the best with more {percent(many)}, and the deepest {percent(accuracies[deepest])}. There the first "
        f"layer's gradient is {faded:,.0f} times smaller than the last one's before training begins. "
        f"(All alike: momentum, learning rate {LEARNING_RATE}, {epochs} passes over {len(train):,}.)",
        {
            "accuracy": {str(d): a for d, a in accuracies.items()},
            "gradient_size": {str(d): s for d, s in sizes.items()},
            "width": WIDTH,
        },
        seed,
    )


def wider_sigmoid_network(depth: int, seed: int, width: int = WIDTH) -> Network:
    """Sigmoids with weights four times as wide, which makes up for their slope of at most 1/4: δ shrinks far less."""
    f = sigmoid_network(depth, seed, width)
    return Network((*(4 * w for w in f.weights[:-1]), f.weights[-1]), f.biases, f.activations)
