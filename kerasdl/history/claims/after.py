"""After 2006: ReLU, better initialization, normalization and Adam in the place of RBM initialization.

The very depth at which a sigmoid net of 1986 learns nothing is trained again, with one thing changed at a time, each at
a learning rate that suits it, then with all but the wider weights, which were for sigmoids.
X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010 (weights);
X. Glorot, A. Bordes and Y. Bengio, "Deep Sparse Rectifier Neural Networks", 2011 (ReLU); S. Ioffe and C. Szegedy, 2015
(normalisation); D. P. Kingma and J. Ba, 2015 (Adam).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kerasdl.data.mnist import Mnist
from kerasdl.history.claims.depth_1986 import LEARNING_RATE, WIDTH, sigmoid_network, wider_sigmoid_network
from kerasdl.history.claims.finding import Examples, Finding, percent, train_and_test_examples
from kerasdl.lecture import backprop, normalization
from kerasdl.lecture.feedforward import Network
from kerasdl.lecture.minibatch_training import GradientOfLoss, Method, accuracy, train_epochs
from kerasdl.lecture.optimizers import adam, momentum

YEAR = "after"
CLAIM = "ReLU, better initialisation, normalisation, Adam: the same depth trains."

DEPTH = 8


@dataclass(frozen=True)
class Recipe:
    """Initialization and training of a network.

    Attributes:
        start: depth and seed -> where it starts.
        method: one of `optimizers.OPTIMIZERS`.
        learning_rate: the method's.
        gradient_of: plain, or with normalisation.
    """

    start: Callable[[int, int], Network]
    method: Method = momentum
    learning_rate: float = LEARNING_RATE
    gradient_of: GradientOfLoss = backprop.gradient


def relu_network(depth: int, seed: int) -> Network:
    """The weights of 1986 with ReLU in the place of the sigmoid."""
    f = sigmoid_network(depth, seed)
    return Network(f.weights, f.biases, ("relu",) * depth + ("linear",))


RECIPES = {
    "as in 1986": Recipe(sigmoid_network),
    "ReLU": Recipe(relu_network, learning_rate=0.01),
    "better initialisation": Recipe(wider_sigmoid_network),
    "normalisation": Recipe(sigmoid_network, gradient_of=normalization.gradient),
    "Adam": Recipe(sigmoid_network, method=adam, learning_rate=3e-3),
    "all together": Recipe(relu_network, method=adam, learning_rate=3e-3, gradient_of=normalization.gradient),
}


def train(recipe: Recipe, depth: int, train: Examples, *, epochs: int, seed: int) -> list[Network]:
    """The network after every epoch, with normalization folded in."""
    learned = train_epochs(
        recipe.start(depth, seed),
        train.x,
        train.target,
        epochs=epochs,
        method=recipe.method,
        learning_rate=recipe.learning_rate,
        seed=seed,
        gradient_of=recipe.gradient_of,
    )
    normalised = recipe.gradient_of is normalization.gradient
    return [normalization.fold_normalization(f, train.x) if normalised else f for f in learned]


def run(
    mnist: Mnist,
    seed: int = 0,
    *,
    count: int = 10_000,
    epochs: int = 5,
    on_part: Callable[[float], None] | None = None,
) -> Finding:
    """Train eight hidden layers by every recipe.

    Args:
        mnist: the digits.
        seed: of the weights and the order of the digits.
        count: training digits.
        epochs: passes over them.
        on_part: called with the share that is done.
    """
    digits, test = train_and_test_examples(mnist, count)
    accuracies = {}
    for done, (name, recipe) in enumerate(RECIPES.items(), start=1):
        networks = train(recipe, DEPTH, digits, epochs=epochs, seed=seed)
        accuracies[name] = [accuracy(f, test.x, test.labels) for f in networks]
        if on_part is not None:
            on_part(done / len(RECIPES))
    last = {name: curve[-1] for name, curve in accuracies.items()}
    single = [f"{name} {percent(last[name])}" for name in list(RECIPES)[1:-1]]
    return Finding(
        YEAR,
        CLAIM,
        last["all together"] > 0.9 and last["as in 1986"] < 0.5,
        f"{DEPTH} hidden layers of {WIDTH}: as in 1986 {percent(last['as in 1986'])} of the test digits; with "
        f"one thing changed: "
        f"{', '.join(single)}; all together {percent(last['all together'])}. "
        f"{_not_enough(last)}",
        {"accuracy": accuracies, "depth": DEPTH, "width": WIDTH},
        seed,
    )


def _not_enough(last: dict[str, float]) -> str:
    weak = [name for name, share in last.items() if name != "as in 1986" and share < 0.85]
    return f"{' and '.join(weak)} alone {'is' if len(weak) == 1 else 'are'} not enough." if weak else ""
