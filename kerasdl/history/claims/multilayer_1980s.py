"""1980s: the multi-layer perceptron: XOR with hidden neurons, and digits compared with a network of today."""

from __future__ import annotations

from kerasdl.data.mnist import Mnist
from kerasdl.history.claims.finding import Finding, percent, train_and_test_examples
from kerasdl.history.claims.limitation_1969 import CORNERS, XOR
from kerasdl.lecture.feedforward import Network
from kerasdl.lecture.function_set import input_grid, sample_network
from kerasdl.lecture.losses import SQUARED_ERROR
from kerasdl.lecture.minibatch_training import accuracy, train_epochs
from kerasdl.lecture.optimizers import adam, momentum

YEAR = "1980s"
CLAIM = "A multi-layer perceptron has not that limitation, and does not differ much from a deep network of today."

TRIES = 10


def solve_xor(hidden: int, seed: int, steps: int = 3000) -> Network:
    """A 2-hidden-1 network of sigmoids, trained on the four corners by gradient descent with momentum."""
    f = sample_network((2, hidden, 1), seed, "sigmoid", "sigmoid")
    for learned in train_epochs(
        f, CORNERS, XOR[:, None], epochs=steps, batch=4, method=momentum, learning_rate=0.5, loss=SQUARED_ERROR
    ):
        f = learned
    return f


def is_xor(f: Network) -> bool:
    """Whether a network answers all four corners right."""
    return bool(((f(CORNERS)[:, 0] > 0.5) == XOR).all())


def run(mnist: Mnist, seed: int = 0, *, count: int = 10_000, epochs: int = 5) -> Finding:
    """Solve XOR from several starts, and read digits with a network of the 1980s and one of today.

    Args:
        mnist: the digits.
        seed: of the starts and the order of the digits.
        count: training digits.
        epochs: passes over them.
    """
    solved = {}
    for hidden in (2, 4):
        nets = [solve_xor(hidden, TRIES * seed + n) for n in range(TRIES)]
        solved[hidden] = [is_xor(f) for f in nets]
    surface = next((f for f, done in zip(nets, solved[4], strict=True) if done), nets[0])

    train, test = train_and_test_examples(mnist, count)
    read: dict[str, list[float]] = {}
    recipes = (("then", (784, 64, 10), "sigmoid", momentum, 0.1), ("now", (784, 256, 128, 10), "relu", adam, 2e-3))
    for name, structure, activation, method, rate in recipes:
        f = sample_network(structure, seed, activation, "linear")
        read[name] = []
        for learned in train_epochs(
            f, train.x, train.target, epochs=epochs, method=method, learning_rate=rate, seed=seed
        ):
            read[name].append(accuracy(learned, test.x, test.labels))
    apart = read["now"][-1] - read["then"][-1]
    return Finding(
        YEAR,
        CLAIM,
        sum(solved[4]) > TRIES / 2 and apart < 0.03,
        f"Of {TRIES} starts {sum(solved[2])} learn XOR with 2 hidden neurons, {sum(solved[4])} with 4. On digits, one "
        f"hidden layer of 64 as in the 1980s (sigmoid, gradient descent with momentum) reads {percent(read['then'][-1])}, "
        f"a deep network of today (256 and 128, ReLU, Adam) {percent(read['now'][-1])}, after {epochs} passes over "
        f"{len(train):,}.",
        {
            "solved_with_2": solved[2],
            "solved_with_4": solved[4],
            "xor_plane": surface(input_grid(1.0, 41) * 0.75 + 0.5)[..., 0].round(4).tolist(),
            "accuracy_then": read["then"],
            "accuracy_now": read["now"],
        },
        seed,
    )
