"""Neurons switched off: by hand, and against the network computed without them."""

import numpy as np
import pytest

from kerasdl.errors import ConfigError
from kerasdl.lecture import ACTIVATIONS, Network, sigmoid
from kerasdl.lecture.ablation import ablate, neuron_importance
from kerasdl.lecture.function_set import sample_network
from kerasdl.lecture.losses import cross_entropy, one_hot


def with_activation_zero(network: Network, x: np.ndarray, layer: int, neurons: list[int]) -> np.ndarray:
    """The slow way: the forward pass, with some activations set to 0 on the way."""
    a = x
    for number, (w, b, name) in enumerate(zip(network.weights, network.biases, network.activations, strict=True)):
        a = ACTIVATIONS[name].of(a @ w.T + b)
        if number == layer:
            a[..., neurons] = 0.0
    return a


def test_a_neuron_switched_off_by_hand():
    f = Network(([[1.0], [2.0]], [[3.0, 5.0]]), ([0.0, 0.0], [7.0]), ("sigmoid", "linear"))
    assert ablate(f, 0, [0])(np.array([0.0])) == pytest.approx(5 / 2 + 7)
    assert ablate(f, 0, [0, 1])(np.array([4.0])) == pytest.approx(7)
    assert ablate(f, 0, [1], value=1.0)(np.array([4.0])) == pytest.approx(3 * sigmoid(np.array(4.0)) + 5 + 7)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("layer", [0, 1])
def test_neurons_switched_off_send_nothing_whatever_their_activation(activation, layer, rng):
    f = sample_network((6, 5, 4, 3), 1, activation, "linear")
    x = rng.normal(size=(20, 6))
    expected = with_activation_zero(f, x, layer, [0, 3])
    np.testing.assert_allclose(ablate(f, layer, [0, 3])(x), expected, rtol=1e-12, atol=1e-12)
    assert not np.allclose(f(x), expected)


def test_a_layer_counts_from_the_end_as_well():
    f = sample_network((6, 5, 4, 3), 0)
    np.testing.assert_array_equal(ablate(f, -2, [1]).theta, ablate(f, 1, [1]).theta)


def test_no_neurons_leave_the_network_and_the_network_itself_stays_as_it_is():
    f = sample_network((6, 5, 3), 0)
    before = f.theta
    np.testing.assert_array_equal(ablate(f, 0, []).theta, before)
    ablate(f, 0, [2])
    np.testing.assert_array_equal(f.theta, before)


@pytest.mark.parametrize("layer", [2, 3, -1, -4])
def test_a_layer_that_is_not_hidden_is_refused_in_one_line(layer):
    with pytest.raises(ConfigError, match=f"one of the network's 2 hidden layers.* Received: layer={layer}"):
        ablate(sample_network((6, 5, 4, 3)), layer, [0])


@pytest.mark.parametrize("neurons", [[5], [-1], [0, 7], [0.5]])
def test_neurons_that_are_not_there_are_refused_in_one_line(neurons):
    with pytest.raises(ConfigError, match="integers from 0 to 4. Received: neurons="):
        ablate(sample_network((6, 5, 3)), 0, neurons)


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "softplus"])
def test_importance_is_what_the_network_loses_without_each_neuron(activation, rng, monkeypatch):
    f = sample_network((7, 9, 6, 5, 4), 2, activation, "linear")
    x, labels = rng.normal(size=(30, 7)), rng.integers(0, 4, 30)
    monkeypatch.setattr("kerasdl.lecture.ablation.NUMBERS_AT_ONCE", 30 * 6 * 4)  # four neurons at once: the last alone

    def figures(logits: np.ndarray) -> tuple[float, float]:
        return (logits.argmax(1) == labels).mean(), cross_entropy(logits, one_hot(labels, 4)).mean()

    accuracy, loss = figures(f(x))
    found = neuron_importance(f, x, labels)
    assert [len(layer.loss) for layer in found] == [9, 6, 5]
    for number, layer in enumerate(found):
        slow = [figures(with_activation_zero(f, x, number, [j])) for j in range(len(layer.loss))]
        np.testing.assert_allclose(layer.accuracy, [accuracy - a for a, _ in slow], atol=1e-12)
        np.testing.assert_allclose(layer.loss, [after - loss for _, after in slow], atol=1e-10)


def test_a_neuron_that_nothing_listens_to_is_worth_nothing(rng):
    f = ablate(sample_network((6, 5, 3), 0, "tanh", "linear"), 0, [2])
    worth = neuron_importance(f, rng.normal(size=(40, 6)), rng.integers(0, 3, 40))[0]
    assert worth.accuracy[2] == 0 and worth.loss[2] == pytest.approx(0, abs=1e-12)
    assert np.count_nonzero(np.abs(worth.loss) > 1e-6) == 4


def test_a_network_without_hidden_layers_has_nothing_to_switch_off(rng):
    assert neuron_importance(sample_network((6, 3)), rng.normal(size=(4, 6)), np.zeros(4, int)) == []


@pytest.mark.parametrize(("x", "labels"), [((4, 6), 3), ((0, 6), 0), ((6,), 1)])
def test_examples_that_do_not_fit_their_labels_are_refused_in_one_line(x, labels):
    with pytest.raises(ConfigError, match="`x` must be .N, inputs. and `labels` .N,.*Received: shapes"):
        neuron_importance(sample_network((6, 5, 3)), np.zeros(x), np.zeros(labels, int))
