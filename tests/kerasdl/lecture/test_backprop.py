"""Every ∂l/∂w: by hand, against finite differences and against Keras."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kerasdl.errors import ConfigError
from kerasdl.lecture import ACTIVATIONS, WORKED_EXAMPLE, Network
from kerasdl.lecture.backprop import (
    chain_rule,
    finite_differences,
    gradient,
    gradient_cost,
    total_loss_function,
    weight_loss_function,
)
from kerasdl.lecture.function_set import sample_network
from kerasdl.lecture.losses import CROSS_ENTROPY, SOFTMAX_SQUARED_ERROR, SQUARED_ERROR, one_hot

LOSSES = (CROSS_ENTROPY, SOFTMAX_SQUARED_ERROR, SQUARED_ERROR)


def test_two_neurons_in_a_row_by_hand():
    """x = 2, z¹ = 3·2 − 5 = 1, a¹ = 1, y = 4·1 + 1 = 5, l = (5 − 3)² = 4."""
    f = Network(([[3.0]], [[4.0]]), ([-5.0], [1.0]), ("relu", "linear"))
    g = gradient(f, np.array([2.0]), np.array([3.0]), SQUARED_ERROR)
    assert g.loss == 4.0
    # ∂l/∂y = 2·2 = 4; ∂l/∂w² = a¹·4 = 4; δ¹ = 1·4·4 = 16; ∂l/∂w¹ = x·16 = 32.
    assert [w.item() for w in g.weights] == [32.0, 4.0]
    assert [b.item() for b in g.biases] == [16.0, 4.0]


def test_the_worked_example_by_hand():
    """The last layer's δ for squared error at x = [1, −1], target [1, 0]: σ'(z) · 2(y − ŷ), from y = [0.6177, 0.8291]."""
    g = gradient(WORKED_EXAMPLE, np.array([1, -1]), np.array([1, 0]), SQUARED_ERROR)
    y = np.array([0.61770478, 0.82912398])
    np.testing.assert_allclose(g.biases[-1], y * (1 - y) * 2 * (y - [1, 0]), atol=1e-7)
    np.testing.assert_allclose(g.weights[-1], np.outer(g.biases[-1], WORKED_EXAMPLE.trace([1, -1]).a[2]), atol=1e-15)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=5),
    st.sampled_from(sorted(ACTIVATIONS)),
    st.sampled_from(LOSSES),
    st.integers(0, 10_000),
)
def test_any_network_agrees_with_finite_differences(structure, activation, loss, seed):
    f = sample_network(structure, seed, activation, "linear")
    rng = np.random.default_rng(seed)
    x, target = rng.normal(size=(3, structure[0])), rng.dirichlet(np.ones(structure[-1]), 3)
    # A ReLU's or SELU's slope jumps at 0, where finite differences straddle it.
    assume(all(np.abs(z).min() >= 1e-3 for z in f.trace(x).z))
    g = gradient(f, x, target, loss)
    loss_of = total_loss_function(f, x, target, loss)
    assert g.loss == pytest.approx(loss_of(f.theta))
    np.testing.assert_allclose(g.theta, finite_differences(loss_of, f.theta), atol=1e-6 * max(1, np.abs(g.theta).max()))


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "swish"])
def test_the_gradient_agrees_with_keras(keras, activation):
    import jax

    f = sample_network((6, 5, 4, 3), 3, activation, "linear")
    model = keras.Sequential(
        [keras.Input((6,)), keras.layers.Dense(5, activation), keras.layers.Dense(4, activation), keras.layers.Dense(3)]
    )
    model.set_weights([part for w, b in zip(f.weights, f.biases, strict=True) for part in (w.T, b)])
    rng = np.random.default_rng(0)
    x, target = rng.normal(size=(7, 6)), one_hot(rng.integers(0, 3, 7), 3)

    def total(trainable):
        z, _ = model.stateless_call(trainable, [], x.astype("f"))
        return keras.losses.categorical_crossentropy(target.astype("f"), z, from_logits=True).sum()

    theirs = jax.grad(total)([v.value for v in model.trainable_variables])
    ours = [
        part
        for w, b in zip(*(lambda g: (g.weights, g.biases))(gradient(f, x, target)), strict=True)
        for part in (w.T, b)
    ]
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, np.asarray(other), atol=1e-5)


def test_a_chain_is_the_weights_gradient_and_multiplies_out():
    f = sample_network((3, 4, 4, 2), 1, "sigmoid", "linear")
    x, target = np.array([0.3, -1.0, 2.0]), np.array([0.0, 1.0])
    g = gradient(f, x, target)
    for layer, w in enumerate(f.weights):
        for neuron, source in np.ndindex(w.shape):
            link = chain_rule(f, x, target, layer=layer, neuron=neuron, source=source)
            assert link.gradient == pytest.approx(g.weights[layer][neuron, source], abs=1e-15)
            assert link.delta == pytest.approx(link.slope * sum(link.downstream))
            assert link.gradient == pytest.approx(link.a * link.delta)
            assert len(link.downstream) == (1 if layer == 2 else len(f.biases[layer + 1]))


def test_a_weight_that_is_not_there_is_refused():
    with pytest.raises(ConfigError, match="Received: layer=3, neuron=0, source=0"):
        chain_rule(WORKED_EXAMPLE, np.zeros(2), np.zeros(2), layer=3, neuron=0, source=0)


@pytest.mark.parametrize("target", [np.zeros(5), np.zeros((5, 1)), np.arange(2)])
def test_targets_of_another_shape_are_refused(target):
    x = np.zeros((5, 2))
    for compute in (gradient, total_loss_function):
        with pytest.raises(ConfigError, match=r"Targets must have the output's shape \(5, 2\)"):
            compute(WORKED_EXAMPLE, x, target)


def test_finite_differences_by_hand():
    np.testing.assert_allclose(finite_differences(lambda t: t[0] ** 2 * t[1], np.array([3.0, 5.0])), [30, 9], atol=1e-6)


def test_costs_by_hand():
    # 2-3-1: 6 + 3 products forwards; 3 backwards; 9 for a · δ; 13 parameters, each twice forwards.
    found = gradient_cost((2, 3, 1))
    assert (found.parameters, found.forward, found.backprop, found.finite_differences) == (13, 9, 21, 2 * 13 * 9)


@given(st.lists(st.integers(1, 50), min_size=2, max_size=6))
def test_backprop_never_costs_three_forward_passes(structure):
    found = gradient_cost(structure)
    assert 2 * found.forward <= found.backprop <= 3 * found.forward
    assert found.finite_differences >= 2 * found.parameters * found.forward


def test_a_chain_of_many_examples_is_refused():
    with pytest.raises(ConfigError, match=r"one example, \(inputs,\). Received: shape \(3, 2\)"):
        chain_rule(WORKED_EXAMPLE, np.zeros((3, 2)), np.zeros((3, 2)), layer=0, neuron=0, source=0)


@pytest.mark.parametrize("structure", [(5,), (), (3, 0)])
def test_the_cost_of_no_layer_is_refused(structure):
    with pytest.raises(ConfigError, match="`structure` must be the number of inputs and at least one layer's neurons"):
        gradient_cost(structure)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_one_weight_alone_has_the_slope_that_its_chain_says(layer):
    f = sample_network((5, 4, 3, 3), 2, "tanh", "linear")
    x, target = np.linspace(-1, 1, 5), one_hot(np.array(1), 3)
    found = chain_rule(f, x, target, layer=layer, neuron=2, source=1)
    loss_of = weight_loss_function(f, x, target, (layer, 2, 1))
    w = f.weights[layer][2, 1]
    assert loss_of(np.array([w])) == pytest.approx(float(CROSS_ENTROPY.of(f(x), target)))
    assert finite_differences(loss_of, np.array([w])).item() == pytest.approx(found.gradient, rel=1e-7)


def test_the_size_of_a_layer_s_gradient_and_its_silent_weights_by_hand():
    f = Network(([[1.0, 1.0], [-1.0, 0.0]], [[2.0, 3.0]]), ([0.0, 0.0], [0.0]), ("relu", "linear"))
    g = gradient(f, np.array([3.0, 0.0]), np.array([5.0]), SQUARED_ERROR)
    # a¹ = [3, 0], y = 6, ∂l/∂y = 2: ∂l/∂W² = [6, 0]; δ¹ = [4, 0], ∂l/∂W¹ = [[12, 0], [0, 0]].
    assert g.sizes == pytest.approx((6.0, np.sqrt(18)))
    assert g.silent == (0.75, 0.5)
