"""2006: RBM initialization, greedy unsupervised pretraining of a deep network.

A restricted Boltzmann machine is a layer of visible and one of hidden units that are 0 or 1, with an energy

    E(v, h) = −b·v − c·h − h·Wv,   p(v, h) ∝ e^−E;   p(hⱼ = 1 | v) = σ(Wv + c)ⱼ,   p(vᵢ = 1 | h) = σ(Wᵀh + b)ᵢ.

It learns to find its data likely, by contrastive divergence: W ← W + η (⟨h vᵀ⟩ of the data − ⟨h vᵀ⟩ after one step
v → h → v' → h'). What its hidden units say is data for the next machine; their W and c are where a sigmoid
network then begins.
G. E. Hinton, S. Osindero and Y.-W. Teh, "A fast learning algorithm for deep belief nets", 2006.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kerasdl.data.mnist import Mnist
from kerasdl.history.claims.depth_1986 import LEARNING_RATE, gradient_sizes, sigmoid_network, wider_sigmoid_network
from kerasdl.history.claims.finding import Examples, Finding, percent, train_and_test_examples
from kerasdl.lecture.feedforward import Network, sigmoid
from kerasdl.lecture.minibatch_training import accuracy, minibatches, train_epochs

YEAR = "2006"
CLAIM = "RBM initialisation lets a deep sigmoid net learn."

DEPTH = 6
WIDTH = 64


@dataclass(frozen=True)
class Rbm:
    """A restricted Boltzmann machine.

    Attributes:
        weights: W, (hidden, visible).
        visible: b, (visible,).
        hidden: c, (hidden,).
    """

    weights: np.ndarray
    visible: np.ndarray
    hidden: np.ndarray

    def up(self, v: np.ndarray) -> np.ndarray:
        """p(h = 1 | v): (N, visible) -> (N, hidden)."""
        return sigmoid(v @ self.weights.T + self.hidden)

    def down(self, h: np.ndarray) -> np.ndarray:
        """p(v = 1 | h): (N, hidden) -> (N, visible)."""
        return sigmoid(h @ self.weights + self.visible)

    def free_energy(self, v: np.ndarray) -> np.ndarray:
        """F(v) = −ln Σₕ e^−E(v,h) = −b·v − Σⱼ ln(1 + e^(Wv + c)ⱼ), low where v is likely: (N, visible) -> (N,)."""
        return -(v @ self.visible) - np.logaddexp(0, v @ self.weights.T + self.hidden).sum(axis=-1)


def contrastive_divergence(rbm: Rbm, v: np.ndarray, rng: np.random.Generator) -> tuple[Rbm, np.ndarray]:
    """Contrastive divergence of data v (N, visible): the mean update, and the reconstruction of v, (N, visible).

    It is −∂F(v)/∂θ + ∂F(v')/∂θ: lower the data's free energy, raise that of what the machine makes of them.
    """
    h = rbm.up(v)
    seen = rbm.down((rng.random(h.shape) < h).astype(float))
    again = rbm.up(seen)
    step = Rbm((h.T @ v - again.T @ seen) / len(v), (v - seen).mean(axis=0), (h - again).mean(axis=0))
    return step, seen


def train_rbm(
    v: np.ndarray, hidden: int, *, epochs: int, learning_rate: float = 0.1, batch: int = 32, seed: int = 0
) -> tuple[Rbm, list[float]]:
    """Train a machine on data v (N, visible) in 0 … 1, and give its mean squared error of v' after every epoch."""
    rng = np.random.default_rng(seed)
    rbm = Rbm(rng.normal(0, 0.05, (hidden, v.shape[1])), np.zeros(v.shape[1]), np.zeros(hidden))
    speed = Rbm(*(np.zeros_like(part) for part in (rbm.weights, rbm.visible, rbm.hidden)))
    order, errors = minibatches(len(v), batch, seed), []
    steps = len(v) // min(batch, len(v))
    for _ in range(epochs):
        missed = 0.0
        for _ in range(steps):
            some = v[next(order)]
            step, seen = contrastive_divergence(rbm, some, rng)
            speed = _plus(speed, step, 0.5, learning_rate)
            rbm = _plus(rbm, speed, 1.0, 1.0)
            missed += float(np.mean((some - seen) ** 2))
        errors.append(missed / steps)
    return rbm, errors


def pretrain(
    network: Network,
    x: np.ndarray,
    *,
    epochs: int,
    seed: int = 0,
    on_layer: Callable[[int], None] | None = None,
) -> tuple[Network, list[list[float]]]:
    """Pretrain a sigmoid network: hidden layers are machines stacked greedily on x (N, inputs); the last layer stays.

    Returns:
        The network, and each machine's errors.
    """
    weights, biases, errors, v = list(network.weights), list(network.biases), [], x
    for layer in range(len(weights) - 1):
        rbm, missed = train_rbm(v, len(biases[layer]), epochs=epochs, seed=seed + layer)
        weights[layer], biases[layer], v = rbm.weights, rbm.hidden, rbm.up(v)
        errors.append(missed)
        if on_layer is not None:
            on_layer(layer + 1)
    return Network(tuple(weights), tuple(biases), network.activations), errors


def run(
    mnist: Mnist,
    seed: int = 0,
    *,
    count: int = 10_000,
    epochs: int = 5,
    rbm_epochs: int = 5,
    on_part: Callable[[float], None] | None = None,
) -> Finding:
    """Train a deep sigmoid net from small random weights, and from stacked machines.

    Args:
        mnist: the digits.
        seed: of the weights, the machines' coin tosses, the orders.
        count: training digits.
        epochs: passes over them, with labels.
        rbm_epochs: passes of each machine, without.
        on_part: called with the share that is done.
    """
    train, test = train_and_test_examples(mnist, count)
    tell = on_part or (lambda share: None)
    random = sigmoid_network(DEPTH, seed, WIDTH)
    stacked, errors = pretrain(random, train.x, epochs=rbm_epochs, seed=seed, on_layer=lambda n: tell(0.6 * n / DEPTH))
    accuracies: dict[str, list[float]] = {}
    sizes = {}
    few = Examples(train.x[:1000], train.labels[:1000], train.target[:1000])
    for name, f in (("random", random), ("wide", wider_sigmoid_network(DEPTH, seed, WIDTH)), ("rbm", stacked)):
        sizes[name] = gradient_sizes(f, few)
        accuracies[name] = [
            accuracy(learned, test.x, test.labels)
            for learned in train_epochs(f, train.x, train.target, epochs=epochs, learning_rate=LEARNING_RATE, seed=seed)
        ]
        tell({"random": 0.75, "wide": 0.88, "rbm": 1.0}[name])
    from_random, from_rbm = accuracies["random"][-1], accuracies["rbm"][-1]
    return Finding(
        YEAR,
        CLAIM,
        from_rbm > max(0.8, from_random + 0.05),
        f"A sigmoid net of {DEPTH} hidden layers of {WIDTH} reads {percent(from_random)} of the test digits after {epochs} "
        f"passes when it starts from small random weights, {percent(from_rbm)} when each layer first was an RBM for "
        f"{rbm_epochs} passes without labels. What was not known then: random weights four times as wide do nearly as well, "
        f"{percent(accuracies['wide'][-1])}.",
        {
            "accuracy_random": accuracies["random"],
            "accuracy_rbm": accuracies["rbm"],
            "accuracy_wide": accuracies["wide"],
            "gradient_size_random": sizes["random"],
            "gradient_size_rbm": sizes["rbm"],
            "rbm_errors": errors,
            "first_layer": stacked.weights[0].reshape(WIDTH, 28, 28)[:20].round(3).tolist(),
        },
        seed,
    )


def _plus(a: Rbm, b: Rbm, of_a: float, of_b: float) -> Rbm:
    parts: Sequence[np.ndarray] = [
        of_a * p + of_b * q for p, q in ((a.weights, b.weights), (a.visible, b.visible), (a.hidden, b.hidden))
    ]
    return Rbm(*parts)
