"""1958: the perceptron, a linear classifier, and its learning rule.

    it answers the side of w · x;  on a mistake, or when w · x = 0,  w ← w ± x

On separable data it makes at most (R/γ)² mistakes and then none: R is the length of the longest x, γ the distance of the
nearest x from a separating plane through the origin. A bias is one more input that is always 1.
F. Rosenblatt, "The Perceptron", 1958; A. B. J. Novikoff, "On Convergence Proofs on Perceptrons", 1962.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kerasdl.data.mnist import Mnist
from kerasdl.errors import ConfigError
from kerasdl.history.claims.finding import Finding, percent, train_and_test_examples

YEAR = "1958"
CLAIM = "A perceptron learns a linear model."


@dataclass(frozen=True)
class Perceptron:
    """Weights and mistakes of the perceptron rule.

    Attributes:
        weights: (inputs,), or (classes, inputs) for several classes, as they were at the end.
        mean: their mean over all steps, of the same shape.
        mistakes: number of mistakes in training.
        passes: passes over the data, the last without a mistake if `converged`.
        converged: whether the last pass made no mistake.
    """

    weights: np.ndarray
    mean: np.ndarray
    mistakes: int
    passes: int
    converged: bool


def train_perceptron(x: np.ndarray, sign: np.ndarray, passes: int = 1000) -> Perceptron:
    """Perceptron rule, example by example: x (N, inputs), signs ±1 (N,).

    Raises:
        ConfigError: a sign is neither.
    """
    if not set(np.unique(sign)) <= {-1.0, 1.0}:
        raise ConfigError(f"Signs must be -1 or 1. Received: {np.unique(sign).tolist()}")
    w, total, mistakes = np.zeros(x.shape[1]), np.zeros(x.shape[1]), 0
    for done in range(1, passes + 1):
        before = mistakes
        for example, side in zip(x, sign, strict=True):
            if side * (w @ example) <= 0:
                w, mistakes = w + side * example, mistakes + 1
            total += w
        if mistakes == before:
            return Perceptron(w, total / (done * len(x)), mistakes, done, True)
    return Perceptron(w, total / (passes * len(x)), mistakes, passes, False)


def multiclass_perceptron(x: np.ndarray, labels: np.ndarray, classes: int, passes: int, seed: int) -> Perceptron:
    """Multi-class perceptron: one w per class; on a mistake the right one moves to x and the answering one away.

    On data that are not separable the mean over all steps errs less than the last weights. (Y. Freund and R. Schapire,
    "Large Margin Classification Using the Perceptron Algorithm", 1999.)
    """
    w, total, mistakes = np.zeros((classes, x.shape[1])), np.zeros((classes, x.shape[1])), 0
    rng = np.random.default_rng(seed)
    steps, converged = passes * len(x), False
    for done in range(passes):
        before = mistakes
        for n, at in enumerate(rng.permutation(len(x))):
            answer = int((w @ x[at]).argmax())
            if answer != labels[at]:
                # A change counts in the mean from here to the end.
                left = (steps - done * len(x) - n) / steps
                for k, sign in ((labels[at], 1.0), (answer, -1.0)):
                    w[k] += sign * x[at]
                    total[k] += sign * left * x[at]
                mistakes += 1
        converged = mistakes == before
    return Perceptron(w, total, mistakes, passes, converged)


def separable_points(count: int, margin: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Linearly separable points of a square with 1 appended, their signs, and the separating line's w, |w| = 1.

    Raises:
        ConfigError: the margin leaves hardly a point of the square.
    """
    rng = np.random.default_rng(seed)
    angle, offset = rng.uniform(0, 2 * np.pi), rng.uniform(-0.3, 0.3)
    w = np.array([np.cos(angle), np.sin(angle), offset])
    w /= np.linalg.norm(w)
    x = np.c_[rng.uniform(-1, 1, (20 * count, 2)), np.ones(20 * count)]
    x = x[np.abs(x @ w) >= margin][:count]
    if len(x) < count:
        raise ConfigError(f"`margin` must leave room in a square from -1 to 1. Received: margin={margin}")
    return x, np.sign(x @ w), w


def run(mnist: Mnist, seed: int = 0, *, count: int = 10_000, passes: int = 3) -> Finding:
    """Test the rule on a line through a square and on handwritten digits.

    Args:
        mnist: the digits.
        seed: of the line, the points, the order of the digits.
        count: training digits.
        passes: over the training digits.
    """
    x, sign, line = separable_points(200, 0.02, seed)
    found = train_perceptron(x, sign)
    bound = (np.linalg.norm(x, axis=1).max() / np.abs(x @ line).min()) ** 2

    train, test = train_and_test_examples(mnist, count)
    ten = multiclass_perceptron(np.c_[train.x, np.ones(len(train))], train.labels, 10, passes, seed)
    with_one = np.c_[test.x, np.ones(len(test))]
    accuracy, of_mean = (
        float(((with_one @ w.T).argmax(axis=1) == test.labels).mean()) for w in (ten.weights, ten.mean)
    )
    return Finding(
        YEAR,
        CLAIM,
        found.converged and found.mistakes <= bound and accuracy > 0.8,
        f"It separated {len(x)} points after {found.mistakes} mistakes (no more than {bound:,.0f} are possible). "
        f"Ten, one a digit, the largest answer wins, read {percent(accuracy)} of the test digits after {passes} passes over "
        f"{len(train):,}, and {percent(of_mean)} by the mean of their weights over all steps.",
        {
            "points": x[:, :2].tolist(),
            "signs": sign.tolist(),
            "weights": found.weights.tolist(),
            "mistakes": found.mistakes,
            "bound": float(bound),
            "converged": found.converged,
            "mnist_accuracy": accuracy,
            "mnist_accuracy_of_mean": of_mean,
            "mnist_weights": ten.mean[:, :-1].reshape(10, 28, 28).round(4).tolist(),
        },
        seed,
    )
