"""What is measured inside a network: by hand, and against backpropagation."""

import numpy as np
import pytest

from kerasdl.errors import ConfigError
from kerasdl.lecture import Network
from kerasdl.lecture.backprop import gradient
from kerasdl.lecture.function_set import sample_network
from kerasdl.lecture.losses import one_hot
from kerasdl.training.layer_stats import measure_layers


def test_gradients_and_weights_are_root_mean_squares_for_the_mean_loss(rng):
    f = sample_network((6, 5, 4, 3), 0, "tanh", "linear")
    x, target = rng.normal(size=(20, 6)), one_hot(rng.integers(0, 3, 20), 3)
    found = measure_layers(f, x, target)
    expected = [np.sqrt((w**2).mean()) / 20 for w in gradient(f, x, target).weights]
    assert found.gradients == pytest.approx(expected)
    assert found.weights == pytest.approx([np.sqrt((w**2).mean()) for w in f.weights])


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "swish"])
def test_neurons_that_send_the_same_for_every_example_are_dead(activation, rng):
    f = sample_network((6, 4, 3), 0, activation, "linear")
    w, b = f.weights[0].copy(), f.biases[0].copy()
    w[1] = 0.0  # deaf: the same for everything, 0 or not
    b[2] = -1e4  # never above 0
    f = Network((w, f.weights[1]), (b, f.biases[1]), f.activations)
    assert measure_layers(f, rng.normal(size=(50, 6)), one_hot(rng.integers(0, 3, 50), 3)).dead == (0.5,)


def test_a_layer_that_sends_nothing_at_all_is_dead_as_a_whole(rng):
    f = Network((np.ones((4, 6)), np.ones((3, 4))), (np.full(4, -1e3), np.zeros(3)), ("relu", "linear"))
    found = measure_layers(f, rng.normal(size=(5, 6)), one_hot(np.arange(5) % 3, 3))
    assert found.dead == (1.0,) and found.gradients == (0.0, 0.0)


@pytest.mark.parametrize(("activation", "edge"), [("tanh", 2.9932), ("sigmoid", 5.9864)])
def test_activations_are_saturated_from_one_percent_of_the_largest_slope_on(activation, edge):
    f = Network((np.ones((1, 1)), np.ones((2, 1))), (np.zeros(1), np.zeros(2)), (activation, "linear"))
    x = edge * np.array([[-1.01], [-0.99], [0.0], [0.5], [1.01]])
    assert measure_layers(f, x, one_hot(np.zeros(5, int), 2)).saturated == (0.4,)


def test_other_activations_do_not_saturate(rng):
    f = sample_network((6, 5, 3), 0, "swish", "linear")
    assert measure_layers(f, 100 * rng.normal(size=(9, 6)), one_hot(np.arange(9) % 3, 3)).saturated == (0.0,)


def test_a_network_without_hidden_layers_has_nothing_dead(rng):
    found = measure_layers(
        sample_network((6, 3), 0, output="linear"), rng.normal(size=(9, 6)), one_hot(np.arange(9) % 3, 3)
    )
    assert found.dead == found.saturated == () and len(found.gradients) == 1


def test_targets_that_do_not_fit_are_refused_in_one_line(rng):
    with pytest.raises(ConfigError, match="Targets must have the output's shape"):
        measure_layers(
            sample_network((6, 3), 0, output="linear"), rng.normal(size=(9, 6)), one_hot(np.arange(8) % 3, 3)
        )
