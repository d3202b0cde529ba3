"""Learning from mini-batches, and normalised: by hand, against finite differences and against Keras."""

from itertools import islice

import numpy as np
import pytest

from kerasdl.errors import ConfigError
from kerasdl.lecture import Network, normalization
from kerasdl.lecture.backprop import finite_differences, gradient
from kerasdl.lecture.function_set import sample_network
from kerasdl.lecture.losses import CROSS_ENTROPY, SQUARED_ERROR, one_hot
from kerasdl.lecture.minibatch_training import accuracy, minibatches, stochastic_gradient, train_epochs
from kerasdl.lecture.optimizers import gradient_descent, momentum


def test_every_epoch_meets_every_example_once_in_an_order_of_its_own():
    first, second = (np.concatenate(list(islice(order, 4))) for order in [minibatches(12, 3, 0)] * 2)
    assert sorted(first) == sorted(second) == list(range(12))
    assert first.tolist() != second.tolist()
    assert next(minibatches(3, 100)).shape == (3,)


def test_a_step_by_hand():
    """y = wx on (1, 2) and (2, 0), w = 1: slopes 2(1 − 2)·1 = −2 and 2(2 − 0)·2 = 8, mean 3; w = 1 − 0.1·3."""
    f = Network(([[1.0]],), ([0.0],), ("linear",))
    x, target = np.array([[1.0], [2.0]]), np.array([[2.0], [0.0]])
    only_w = next(
        train_epochs(f, x, target, epochs=1, batch=2, method=gradient_descent, learning_rate=0.1, loss=SQUARED_ERROR)
    )
    assert only_w.weights[0].item() == pytest.approx(0.7)
    assert only_w.biases[0].item() == pytest.approx(-0.1 * (-2 + 4) / 2)


def test_batches_of_an_epoch_add_up_to_the_whole_gradient():
    f, rng = sample_network((4, 5, 3), 0, "tanh", "linear"), np.random.default_rng(0)
    x, target = rng.normal(size=(12, 4)), one_hot(rng.integers(0, 3, 12), 3)
    slope = stochastic_gradient(f, x, target, batch=4)
    mean = np.mean([slope(f.theta) for _ in range(3)], axis=0)
    np.testing.assert_allclose(mean, gradient(f, x, target).theta / 12, atol=1e-15)


def test_it_learns_as_keras_does(keras):
    """The same weights, the same batches, the same method: the same network after two epochs."""
    rng = np.random.default_rng(0)
    f = sample_network((6, 8, 3), 1, "sigmoid", "linear")
    x, labels = rng.normal(size=(32, 6)), rng.integers(0, 3, 32)
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, "sigmoid"), keras.layers.Dense(3)])
    model.set_weights([part for w, b in zip(f.weights, f.biases, strict=True) for part in (w.T, b)])
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    order = minibatches(32, 8, 5)
    for _ in range(8):
        some = next(order)
        model.train_on_batch(x[some].astype("f"), labels[some])
    *_, learned = train_epochs(f, x, one_hot(labels, 3), epochs=2, batch=8, method=momentum, learning_rate=0.1, seed=5)
    np.testing.assert_allclose(learned(x), np.asarray(model(x.astype("f"))), atol=1e-5)


def test_no_examples_are_refused():
    f = Network(([[1.0]],), ([0.0],), ("linear",))
    with pytest.raises(ConfigError, match="at least one example"):
        next(minibatches(0, 4))
    with pytest.raises(ConfigError, match="one label an example"):
        accuracy(f, np.zeros((3, 1)), np.zeros((3, 1)))


def test_accuracy_by_hand():
    f = Network(([[1.0], [-1.0]],), ([0.0, 0.0],), ("linear",))
    assert accuracy(f, np.array([[1.0], [2.0], [-1.0], [-3.0]]), np.array([0, 1, 1, 1])) == 0.75


def test_normalising_by_hand():
    normal, scale = normalization.normalize(np.array([[1.0, 5.0], [3.0, 5.0]]))
    np.testing.assert_allclose(normal, [[-1, 0], [1, 0]], atol=1e-3)
    np.testing.assert_allclose(scale, [1 / np.sqrt(1.001), 1 / np.sqrt(0.001)])


def test_the_normalised_gradient_agrees_with_finite_differences():
    f, rng = sample_network((4, 5, 4, 3), 2, "swish", "linear"), np.random.default_rng(0)
    x, target = rng.normal(size=(7, 4)), one_hot(rng.integers(0, 3, 7), 3)
    found = normalization.gradient(f, x, target)
    there = finite_differences(lambda theta: normalization.gradient(f.with_theta(theta), x, target).loss, f.theta)
    np.testing.assert_allclose(found.theta, there, atol=1e-7)


def test_the_normalised_network_and_its_gradient_agree_with_keras(keras):
    import jax

    f, rng = sample_network((4, 5, 3), 2, "tanh", "linear"), np.random.default_rng(1)
    x, target = rng.normal(size=(9, 4)).astype("f"), one_hot(rng.integers(0, 3, 9), 3).astype("f")
    norm = keras.layers.BatchNormalization(epsilon=normalization.EPSILON, scale=False)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(5, use_bias=False),
            norm,
            keras.layers.Activation("tanh"),
            keras.layers.Dense(3),
        ]
    )
    fixed = [np.zeros(5), np.ones(5)]
    model.set_weights([f.weights[0].T, f.biases[0], *fixed, f.weights[1].T, f.biases[1]])
    states = [v.value for v in model.non_trainable_variables]

    def total(trainable):
        z, _ = model.stateless_call(trainable, states, x, training=True)
        return keras.losses.categorical_crossentropy(target, z, from_logits=True).sum()

    loss, theirs = jax.value_and_grad(total)([v.value for v in model.trainable_variables])
    ours = normalization.gradient(f, x, target, CROSS_ENTROPY)
    assert ours.loss == pytest.approx(float(loss), rel=1e-5)
    in_order = [ours.weights[0].T, ours.biases[0], ours.weights[1].T, ours.biases[1]]
    for mine, other in zip(in_order, theirs, strict=True):
        np.testing.assert_allclose(mine, np.asarray(other), atol=1e-5)


def test_a_folded_network_computes_the_same_on_the_same_examples():
    f, rng = sample_network((4, 6, 5, 3), 3, "relu", "linear"), np.random.default_rng(2)
    x, target = rng.normal(size=(20, 4)), one_hot(rng.integers(0, 3, 20), 3)
    plain = normalization.fold_normalization(f, x)
    assert CROSS_ENTROPY.of(plain(x), target).sum() == pytest.approx(normalization.gradient(f, x, target).loss)
    assert plain.structure == f.structure


def test_a_folded_network_is_keras_at_inference(keras):
    f, rng = sample_network((4, 6, 3), 3, "relu", "linear"), np.random.default_rng(4)
    x = rng.normal(size=(40, 4))
    z = x @ f.weights[0].T
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(6, use_bias=False),
            keras.layers.BatchNormalization(epsilon=normalization.EPSILON, scale=False),
            keras.layers.Activation("relu"),
            keras.layers.Dense(3),
        ]
    )
    model.set_weights([f.weights[0].T, f.biases[0], z.mean(axis=0), z.var(axis=0), f.weights[1].T, f.biases[1]])
    other = rng.normal(size=(9, 4))
    theirs = np.asarray(model(other, training=False))
    np.testing.assert_allclose(normalization.fold_normalization(f, x)(other), theirs, atol=1e-5)
