"""What layers learn: by hand, against least squares, finite differences and Keras."""

import numpy as np
import pytest

from kerasdl.errors import ConfigError
from kerasdl.lecture import Network
from kerasdl.lecture.backprop import finite_differences
from kerasdl.lecture.features import (
    class_separation,
    find_dead_neurons,
    gradient_times_activation,
    gradient_times_input,
    input_gradient,
    linear_probe,
    maximizing_input,
    pca_projection,
    weight_images,
)
from kerasdl.lecture.function_set import sample_network
from kerasdl.lecture.losses import one_hot


def test_a_probe_by_hand():
    # Two points on a line: y₁ = 1 − x, y₀ = x mirrored, exactly, when nothing is held back.
    probe = linear_probe(np.array([[0.0], [1.0]]), np.array([0, 1]), ridge=0.0)
    np.testing.assert_allclose(probe(np.array([[0.25]])), [[0.75, 0.25]], atol=1e-12)
    assert probe.accuracy(np.array([[0.1], [0.9], [0.8]]), np.array([0, 1, 0])) == pytest.approx(2 / 3)


def test_a_probe_is_the_least_squares_solution():
    rng = np.random.default_rng(0)
    features, labels = rng.normal(size=(60, 4)), rng.integers(0, 3, 60)
    probe = linear_probe(features, labels, ridge=0.0)
    best, *_ = np.linalg.lstsq(np.c_[features, np.ones(60)], one_hot(labels, 3), rcond=None)
    np.testing.assert_allclose(np.c_[probe.weights, probe.biases], best.T, atol=1e-10)


def test_a_probe_that_is_held_back_is_the_least_squares_solution_with_more_rows():
    rng = np.random.default_rng(1)
    features, labels = rng.normal(size=(60, 4)), rng.integers(0, 3, 60)
    a, y = features - features.mean(axis=0), one_hot(labels, 3)
    held = np.sqrt(0.1 * np.square(a).sum() / 4)
    best, *_ = np.linalg.lstsq(np.r_[a, held * np.eye(4)], np.r_[y - y.mean(axis=0), np.zeros((4, 3))], rcond=None)
    np.testing.assert_allclose(linear_probe(features, labels, ridge=0.1).weights, best.T, atol=1e-10)


def test_variance_between_and_within_classes_adds_up():
    rng = np.random.default_rng(2)
    features, labels = rng.normal(size=(50, 3)), rng.integers(0, 4, 50)
    within = sum((labels == c).sum() * features[labels == c].var(axis=0).sum() for c in range(4))
    assert class_separation(features, labels) == pytest.approx(1 - within / (50 * features.var(axis=0).sum()))


def test_a_probe_of_dead_features_still_answers():
    probe = linear_probe(np.zeros((6, 3)), np.array([0, 1, 1, 1, 2, 1]))
    assert probe(np.zeros(3)).argmax() == 1


def test_separation_by_hand():
    labels = np.array([0, 0, 1, 1])
    assert class_separation(np.array([[0.0], [0.0], [2.0], [2.0]]), labels) == 1.0
    assert class_separation(np.array([[0.0], [2.0], [0.0], [2.0]]), labels) == 0.0
    # Means 1 and 3, total variance 1² + 1² around each and 1 between: 4 of 8.
    assert class_separation(np.array([[0.0], [2.0], [2.0], [4.0]]), labels) == 0.5
    assert class_separation(np.zeros((4, 2)), labels) == 0.0


def test_projection_by_hand():
    line = np.outer([-2.0, 0.0, 1.0, 1.0], [0.6, 0.8, 0.0])
    np.testing.assert_allclose(pca_projection(line)[:, 0], [2, 0, -1, -1], atol=1e-12)
    np.testing.assert_allclose(pca_projection(line)[:, 1], 0, atol=1e-12)
    assert pca_projection(np.arange(3.0)[:, None]).shape == (3, 2)
    np.testing.assert_allclose(pca_projection(line), pca_projection(line + 5.0), atol=1e-12)


def test_projection_keeps_the_largest_variances():
    a = np.random.default_rng(0).normal(size=(50, 6))
    kept = np.sort(np.linalg.eigvalsh(np.cov(a.T)))[::-1][:2]
    np.testing.assert_allclose(pca_projection(a).var(axis=0, ddof=1), kept)


def test_weights_as_pictures_by_hand():
    f = Network(([[1.0, -2.0, 0.0, 4.0], [0.0, 0.0, 0.0, 0.0]],), ([0.0, 0.0],), ("relu",))
    assert weight_images(f).tolist() == [[[0.25, -0.5], [0, 1]], [[0, 0], [0, 0]]]
    assert weight_images(f, side=1).shape == (2, 1, 4)


@pytest.mark.parametrize("layer", [0, 1, -1])
def test_the_input_gradient_agrees_with_finite_differences(layer):
    f = sample_network((5, 4, 3, 2), 0, "tanh", "sigmoid")
    x = np.random.default_rng(0).normal(size=5)
    there = finite_differences(lambda t: float(f.trace(t).z[layer][1]), x)
    np.testing.assert_allclose(input_gradient(f, x, 1, layer), there, atol=1e-8)


def test_the_input_gradient_agrees_with_keras(keras):
    import jax

    import kerasdl

    model = kerasdl.mlp([12, 8], "swish", batch_normalization=True, seed=1)
    logits = keras.Sequential([keras.Input((28, 28)), *model.layers[:-1]])
    x = np.random.default_rng(0).uniform(size=(28, 28)).astype("f")
    theirs = jax.grad(lambda p: logits(p[None])[0, 3])(x)
    np.testing.assert_allclose(input_gradient(kerasdl.lecture_network(model), x.ravel(), 3), theirs.ravel(), atol=1e-6)


def test_pixels_that_speak_by_hand():
    f = Network(([[2.0, -1.0, 5.0]],), ([0.0],), ("linear",))
    assert gradient_times_input(f, np.array([1.0, 3.0, 0.0]), 0).tolist() == [2.0, -3.0, 0.0]


def test_pixels_of_a_relu_network_without_biases_add_up_to_the_logit():
    drawn = sample_network((6, 8, 8, 3), 4, "relu", "linear")
    f = Network(drawn.weights, tuple(np.zeros_like(b) for b in drawn.biases), drawn.activations)
    x = np.random.default_rng(0).normal(size=(10, 6))
    np.testing.assert_allclose(gradient_times_input(f, x, 2).sum(axis=1), f(x)[:, 2], atol=1e-12)


def test_neurons_that_speak_by_hand():
    # x = 1 -> a¹ = [2, 3] -> a² = [2 − 3 → 0, 5] -> z = 7·0 + 2·5 + 1: only what the living neuron lets through counts.
    f = Network(
        (np.array([[2.0], [3.0]]), np.array([[1.0, -1.0], [1.0, 1.0]]), np.array([[7.0, 2.0]])),
        (np.zeros(2), np.zeros(2), np.array([1.0])),
        ("relu", "relu", "linear"),
    )
    first, last = gradient_times_activation(f, np.array([1.0]), 0)
    assert first.tolist() == [4.0, 6.0]
    assert last.tolist() == [0.0, 10.0]


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "swish"])
def test_the_last_hidden_layers_neurons_and_the_bias_add_up_to_the_logit(activation):
    f = sample_network((20, 16, 8, 3), 4, activation)
    x = np.random.default_rng(0).random((7, 20))
    np.testing.assert_allclose(
        gradient_times_activation(f, x, 2)[-1].sum(axis=1) + f.biases[-1][2], f.trace(x).z[-1][:, 2]
    )


def test_neurons_of_an_output_that_is_not_there_are_refused():
    with pytest.raises(ConfigError, match=r"20-8-3\. Received: layer=-1, neuron=3"):
        gradient_times_activation(sample_network((20, 8, 3), seed=0), np.zeros(20), 3)


def test_a_neuron_is_dead_that_no_example_wakes():
    f = Network(
        (np.array([[1.0], [-1.0], [0.0]]), np.ones((1, 3))),
        (np.array([0.0, 0.0, -1.0]), np.zeros(1)),
        ("relu", "linear"),
    )
    (both,) = find_dead_neurons(f, np.array([[2.0], [-2.0]]))
    assert both.tolist() == [False, False, True]
    (one,) = find_dead_neurons(f, np.array([[2.0]]))
    assert one.tolist() == [False, True, True]


def test_a_first_layers_neuron_is_excited_most_by_its_own_weights():
    f = sample_network((9, 4, 2), 0, "sigmoid")
    for neuron, w in enumerate(f.weights[0]):
        found = maximizing_input(f, neuron, 0, length=3.0)
        np.testing.assert_allclose(found, 3 * w / np.linalg.norm(w), atol=1e-9)


def test_no_input_near_the_most_exciting_one_excites_more():
    f = sample_network((6, 10, 5, 2), 1, "tanh", "linear")
    found = maximizing_input(f, 1, length=2.0, steps=2000)
    assert np.linalg.norm(found) == pytest.approx(2.0)
    most = f(found)[1]
    rng = np.random.default_rng(0)
    for _ in range(300):
        other = found + rng.normal(0, 0.05, 6)
        assert f(2 * other / np.linalg.norm(other))[1] <= most + 1e-3
    assert most > max(f(2 * v / np.linalg.norm(v))[1] for v in rng.normal(size=(300, 6)))


@pytest.mark.parametrize(("layer", "neuron"), [(3, 0), (-4, 0), (0, 4), (1, -1)])
def test_a_neuron_that_is_not_there_is_refused(layer, neuron):
    f = sample_network((5, 4, 3, 2))
    for asked in (lambda: input_gradient(f, np.zeros(5), neuron, layer), lambda: maximizing_input(f, neuron, layer)):
        with pytest.raises(ConfigError, match=f"5-4-3-2. Received: layer={layer}, neuron={neuron}"):
            asked()


@pytest.mark.parametrize("side", [0, 4, -3])
def test_a_side_that_does_not_fit_is_refused(side):
    with pytest.raises(ConfigError, match=f"divide the 9 inputs. Received: side={side}"):
        weight_images(sample_network((9, 2)), side)


@pytest.mark.parametrize("shapes", [((6,), (6,)), ((6, 2), (5,)), ((0, 2), (0,))])
def test_a_probe_without_a_row_for_each_label_is_refused(shapes):
    features, labels = shapes
    with pytest.raises(ConfigError, match="a row of features for each label"):
        linear_probe(np.zeros(features), np.zeros(labels, int))
