"""1989: universal approximation by one hidden layer, and shallow against deep networks of the same size.

Because near may take very many neurons. A function that is built step by step from simple ones needs few parameters in a
network that is built so too, and exponentially many in a flat one.
G. Cybenko, "Approximation by superpositions of a sigmoidal function", 1989; T. Poggio and others, "Why and when can deep-but
not shallow-networks avoid the curse of dimensionality", 2017; M. Telgarsky, "Benefits of depth in neural networks", 2016.
"""

from __future__ import annotations

import numpy as np

from kerasdl.data.mnist import Mnist
from kerasdl.history.claims.finding import Finding, percent, train_and_test_examples
from kerasdl.lecture.feedforward import parameter_count
from kerasdl.lecture.function_set import count_linear_regions, sample_network, sawtooth
from kerasdl.lecture.losses import SQUARED_ERROR
from kerasdl.lecture.minibatch_training import accuracy, train_epochs
from kerasdl.lecture.optimizers import adam

YEAR = "1989"
CLAIM = "One hidden layer is good enough, parameter for parameter; why deep?"

DEEP = (32, 32, 32)
FOLDS = 6


def shallow_structure(structure: tuple[int, ...]) -> tuple[int, int, int]:
    """The structure with one hidden layer, the same inputs and outputs, and about the same number of parameters."""
    inputs, outputs = structure[0], structure[-1]
    return inputs, round((parameter_count(structure) - outputs) / (inputs + outputs + 1)), outputs


def composed_function(x: np.ndarray) -> np.ndarray:
    """A function of 8 numbers composed step by step: (N, 8) -> (N, 1).

    g(g(g(x₁, x₂), g(x₃, x₄)), g(g(x₅, x₆), g(x₇, x₈))) with g(a, b) = 1.5|a − b| − 1.
    """
    while x.shape[1] > 1:
        x = 1.5 * np.abs(x[:, ::2] - x[:, 1::2]) - 1
    return x


def unexplained_variance(structure: tuple[int, ...], seed: int, epochs: int) -> list[float]:
    """Unexplained share of `composed_function`'s variance on new points, after each epoch on 8,000 points."""
    rng = np.random.default_rng(seed)
    x, new = rng.uniform(-1, 1, (8000, 8)), rng.uniform(-1, 1, (4000, 8))
    wanted, truth = composed_function(x), composed_function(new)
    middle, spread = wanted.mean(), wanted.std()
    f = sample_network(structure, seed, "relu", "linear")
    return [
        float(np.mean((learned(new) - (truth - middle) / spread) ** 2))
        for learned in train_epochs(
            f,
            x,
            (wanted - middle) / spread,
            epochs=epochs,
            method=adam,
            learning_rate=3e-3,
            seed=seed,
            loss=SQUARED_ERROR,
        )
    ]


def run(mnist: Mnist, seed: int = 0, *, count: int = 10_000, epochs: int = 5, tree_epochs: int = 40) -> Finding:
    """Compare wide and shallow with deep networks of the same number of parameters.

    Args:
        mnist: the digits.
        seed: of the weights, the points, the orders.
        count: training digits.
        epochs: passes over them.
        tree_epochs: passes over the points of the built function.
    """
    train, test = train_and_test_examples(mnist, count)
    digits, built = {}, {}
    structures = {"deep": (784, *DEEP, 10), "shallow": shallow_structure((784, *DEEP, 10))}
    for name, structure in structures.items():
        f = sample_network(structure, seed, "relu", "linear")
        for learned in train_epochs(
            f, train.x, train.target, epochs=epochs, method=adam, learning_rate=2e-3, seed=seed
        ):
            f = learned
        digits[name] = accuracy(f, test.x, test.labels)
    trees = {"deep": (8, *DEEP, 1), "shallow": shallow_structure((8, *DEEP, 1))}
    for name, structure in trees.items():
        built[name] = unexplained_variance(structure, seed, tree_epochs)

    folded = sawtooth(FOLDS)
    pieces = count_linear_regions(folded, (np.arange(4 * 2**FOLDS) + 0.5)[:, None] / (4 * 2**FOLDS))
    flat = parameter_count((1, pieces - 1, 1))
    return Finding(
        YEAR,
        CLAIM,
        digits["shallow"] > digits["deep"] - 0.01 and built["shallow"][-1] < 1.25 * built["deep"][-1],
        f"On digits it is: {percent(digits['shallow'])} against {percent(digits['deep'])} for three, at "
        f"{parameter_count(structures['deep']):,} parameters each. On a function that is composed step by step it is not: "
        f"it misses {percent(built['shallow'][-1])} of the variance, three layers {percent(built['deep'][-1])}, at "
        f"{parameter_count(trees['deep']):,} each. A line folded {FOLDS} times takes {folded.theta.size} parameters deep, "
        f"{flat} flat. With enough neurons one layer would do; that is what the theorem says, and all.",
        {
            "digits": digits,
            "tree_unexplained": built,
            "structures": {
                **{f"digits_{k}": v for k, v in structures.items()},
                **{f"tree_{k}": v for k, v in trees.items()},
            },
            "parameters": {k: [parameter_count(s) for s in (structures[k], trees[k])] for k in structures},
            "fold": {"pieces": pieces, "deep_parameters": int(folded.theta.size), "flat_parameters": flat},
        },
        seed,
    )
