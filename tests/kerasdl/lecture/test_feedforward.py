"""A neuron, a layer, a network: against numbers worked by hand, and against Keras."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasdl.errors import ConfigError
from kerasdl.lecture import ACTIVATIONS, WORKED_EXAMPLE, Network, layer, neuron, parameter_count, sigmoid


def test_sigmoid_by_hand():
    assert sigmoid(0.0) == 0.5
    assert sigmoid(np.log(3.0)) == pytest.approx(0.75, abs=1e-15)
    assert sigmoid(-np.log(3.0)) == pytest.approx(0.25, abs=1e-15)


def test_sigmoid_does_not_overflow():
    with np.errstate(all="raise", under="ignore"):
        assert sigmoid(np.array([-1e4, 1e4])).tolist() == [0.0, 1.0]


def test_a_neuron_by_hand():
    # The lecture's first one: 1·1 + (−2)·(−1) + 1 = 4, and σ(4) = 0.98.
    assert neuron(np.array([1.0, -2.0]), np.array([1.0, -1.0]), 1.0, "linear") == 4.0
    assert round(float(neuron(np.array([1.0, -2.0]), np.array([1.0, -1.0]), 1.0)), 2) == 0.98


def test_a_layer_by_hand():
    w, b = np.array([[1.0, -2.0], [-1.0, 1.0]]), np.array([1.0, 0.0])
    assert layer(w, np.array([1.0, -1.0]), b, "linear").tolist() == [4.0, -2.0]
    assert layer(w, np.array([1.0, -1.0]), b).round(2).tolist() == [0.98, 0.12]
    assert layer(w, np.array([0.0, 0.0]), b).round(2).tolist() == [0.73, 0.50]


def test_a_layer_is_its_neurons():
    rng = np.random.default_rng(0)
    w, x, b = rng.normal(size=(5, 3)), rng.normal(size=(4, 3)), rng.normal(size=5)
    np.testing.assert_allclose(layer(w, x, b), np.stack([neuron(w[k], x, b[k]) for k in range(5)], axis=1), atol=1e-15)


def test_the_worked_example():
    assert WORKED_EXAMPLE([1, -1]).round(2).tolist() == [0.62, 0.83]
    assert WORKED_EXAMPLE([0, 0]).round(2).tolist() == [0.51, 0.85]
    # The slides' way: rounded numbers of each layer.
    assert [a.round(2).tolist() for a in WORKED_EXAMPLE.trace([1, -1]).a] == [
        [1, -1],
        [0.98, 0.12],
        [0.86, 0.11],
        [0.62, 0.83],
    ]
    assert [a.round(2).tolist() for a in WORKED_EXAMPLE.trace([0, 0]).a] == [
        [0, 0],
        [0.73, 0.5],
        [0.72, 0.12],
        [0.51, 0.85],
    ]


def test_the_worked_example_agrees_with_keras(keras):
    model = keras.Sequential([keras.Input((2,)), *(keras.layers.Dense(2, "sigmoid") for _ in range(3))])
    model.set_weights(
        [part for w, b in zip(WORKED_EXAMPLE.weights, WORKED_EXAMPLE.biases, strict=True) for part in (w.T, b)]
    )
    x = np.random.default_rng(0).uniform(-3, 3, (100, 2))
    np.testing.assert_allclose(WORKED_EXAMPLE(x), np.asarray(model(x)), atol=1e-6)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_an_activation_agrees_with_keras_and_its_slope_with_finite_differences(keras, name):
    z = np.linspace(-6, 6, 241) + 0.0125  # ReLU's slope jumps at 0
    of, slope = ACTIVATIONS[name].of, ACTIVATIONS[name].slope
    np.testing.assert_allclose(of(z), np.asarray(keras.activations.get(name)(z.astype("float32"))), atol=2e-6)
    np.testing.assert_allclose(slope(z), (of(z + 1e-6) - of(z - 1e-6)) / 2e-6, atol=1e-8)


@pytest.mark.parametrize(
    ("name", "z", "a", "slope"),
    [
        ("sigmoid", 0.0, 0.5, 0.25),
        ("tanh", 0.0, 0.0, 1.0),
        ("relu", -2.0, 0.0, 0.0),
        ("relu", 2.0, 2.0, 1.0),
        ("elu", -np.log(2.0), -0.5, 0.5),
        ("selu", 1.0, 1.0507009873554805, 1.0507009873554805),
        ("softplus", 0.0, np.log(2.0), 0.5),
        ("swish", 0.0, 0.0, 0.5),
        ("linear", -3.0, -3.0, 1.0),
    ],
)
def test_an_activation_by_hand(name, z, a, slope):
    assert float(ACTIVATIONS[name].of(np.float64(z))) == pytest.approx(a, abs=1e-15)
    assert float(ACTIVATIONS[name].slope(np.float64(z))) == pytest.approx(slope, abs=1e-15)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=5), st.integers(0, 1000))
def test_theta_and_back_is_the_same_function(structure, seed):
    rng = np.random.default_rng(seed)
    shapes = list(zip(structure[1:], structure[:-1], strict=True))
    f = Network(
        tuple(rng.normal(size=s) for s in shapes), tuple(rng.normal(size=s[0]) for s in shapes), ("tanh",) * len(shapes)
    )
    x = rng.normal(size=(3, structure[0]))
    assert f.structure == tuple(structure)
    assert f.theta.shape == (parameter_count(structure),)
    np.testing.assert_array_equal(f.with_theta(f.theta)(x), f(x))
    np.testing.assert_array_equal(f.trace(x).a[-1], f(x))


def test_parameters_by_hand_and_in_keras(keras):
    assert parameter_count((2, 2, 2, 2)) == 3 * (4 + 2) == WORKED_EXAMPLE.theta.size
    model = keras.Sequential(
        [keras.Input((784,)), keras.layers.Dense(256), keras.layers.Dense(128), keras.layers.Dense(10)]
    )
    assert parameter_count((784, 256, 128, 10)) == model.count_params()


@pytest.mark.parametrize(
    ("weights", "biases", "activations", "said"),
    [
        ([np.ones((2, 3))], [np.ones(3)], ["relu"], "each b"),
        ([np.ones((2, 3)), np.ones((1, 3))], [np.ones(2), np.ones(1)], ["relu", "relu"], "as many inputs"),
        ([np.ones((2, 3))], [np.ones(2)], ["relo"], "Received: relo"),
        ([np.ones((2, 3))], [], ["relu"], "at least one"),
        ([], [], [], "at least one"),
    ],
)
def test_what_does_not_fit_is_said(weights, biases, activations, said):
    with pytest.raises(ConfigError, match=said):
        Network(tuple(weights), tuple(biases), tuple(activations))


@pytest.mark.parametrize("x", [[1.0, 2.0, 3.0], [], 1.0, np.zeros((4, 2, 3))])
def test_an_input_of_another_size_is_refused(x):
    with pytest.raises(ConfigError, match=r"x must be \(…, 2\)"):
        WORKED_EXAMPLE(x)
    with pytest.raises(ConfigError, match="Received: shape"):
        WORKED_EXAMPLE.trace(x)


def test_an_unknown_activation_is_named():
    with pytest.raises(ConfigError, match="Received: gelu"):
        layer(np.ones((1, 2)), np.ones(2), np.ones(1), "gelu")


def test_nobody_changes_the_worked_example():
    with pytest.raises(ValueError, match="read-only"):
        WORKED_EXAMPLE.weights[0][0, 0] = 9.0


def test_theta_of_another_structure_is_refused():
    with pytest.raises(ConfigError, match="18 numbers for the structure 2-2-2-2"):
        WORKED_EXAMPLE.with_theta(np.zeros(17))
