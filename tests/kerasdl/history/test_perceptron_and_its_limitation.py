"""1958 and 1969: the rule by hand, its bound, and the claims over several seeds."""

import numpy as np
import pytest

from kerasdl.errors import ConfigError
from kerasdl.history.claims import limitation_1969, perceptron_1958
from kerasdl.history.claims.limitation_1969 import CORNERS, XOR, all_perceptrons
from kerasdl.history.claims.perceptron_1958 import multiclass_perceptron, separable_points, train_perceptron


def test_the_rule_by_hand():
    # w: 0 -> (1, 1) on the first mistake; (−1, 1) then gives 0, a mistake: (2, 0). The second pass makes none.
    found = train_perceptron(np.array([[1.0, 1.0], [-1.0, 1.0]]), np.array([1.0, -1.0]))
    assert found.weights.tolist() == [2.0, 0.0]
    assert (found.mistakes, found.passes, found.converged) == (2, 2, True)


def test_the_rule_of_classes_by_hand():
    # Both start at 0, so class 0 answers. One example of class 1, met twice: a mistake, then none.
    found = multiclass_perceptron(np.array([[1.0, 2.0]]), np.array([1]), 2, passes=2, seed=0)
    assert found.weights.tolist() == [[-1.0, -2.0], [1.0, 2.0]]
    assert found.mistakes == 1 and found.converged


def test_the_mean_is_that_of_all_steps():
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(15, 3)), rng.integers(0, 3, 15)
    w, total = np.zeros((3, 3)), np.zeros((3, 3))
    order = np.random.default_rng(4)
    for _ in range(2):
        for at in order.permutation(15):
            answer = int((w @ x[at]).argmax())
            if answer != labels[at]:
                w[labels[at]] += x[at]
                w[answer] -= x[at]
            total += w
    found = multiclass_perceptron(x, labels, 3, passes=2, seed=4)
    np.testing.assert_allclose(found.mean, total / 30, atol=1e-12)
    np.testing.assert_allclose(found.weights, w, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_no_more_mistakes_than_the_bound(seed):
    x, sign, w = separable_points(100, 0.05, seed)
    assert np.linalg.norm(w) == pytest.approx(1.0)
    found = train_perceptron(x, sign)
    assert found.converged
    assert found.mistakes <= (np.linalg.norm(x, axis=1).max() / np.abs(x @ w).min()) ** 2
    assert (np.sign(x @ found.weights) == sign).all()


def test_a_margin_wider_than_the_square_is_refused():
    with pytest.raises(ConfigError, match="Received: margin=2.0"):
        separable_points(100, 2.0, 0)


def test_more_digits_than_there_are_are_refused(mnist):
    with pytest.raises(ConfigError, match="Received: count=1000000"):
        perceptron_1958.run(mnist, 0, count=1_000_000)


def test_every_perceptron_is_what_cover_counts_and_xor_is_none():
    ways = all_perceptrons()
    assert len(ways) == 14
    assert tuple(XOR) not in ways and tuple(1 - XOR) not in ways
    assert tuple((CORNERS.sum(axis=1) > 0.5).astype(int)) in ways  # OR is


@pytest.mark.parametrize("seed", range(3))
def test_1958_holds(mnist, seed):
    found = perceptron_1958.run(mnist, seed, count=5000)
    assert found.holds, found.statement
    assert 0.8 < found.evidence["mnist_accuracy"] < found.evidence["mnist_accuracy_of_mean"] < 0.95


@pytest.mark.parametrize("seed", range(3))
def test_1969_holds(seed):
    found = limitation_1969.run(seed=seed)
    assert found.holds, found.statement
    assert found.evidence["best_right"] == 3
    assert found.evidence["rule_mistakes"] >= 1000
