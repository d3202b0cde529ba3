"""1980s to today: what the claims rest on, by hand, and the claims over several seeds, on fewer digits than usual."""

import numpy as np
import pytest

from kerasdl.history.claims import after, depth_1986, multilayer_1980s, rbm_2006, width_1989
from kerasdl.history.claims.finding import make_examples
from kerasdl.history.claims.rbm_2006 import Rbm, contrastive_divergence, train_rbm
from kerasdl.history.claims.width_1989 import composed_function, shallow_structure
from kerasdl.lecture import parameter_count
from kerasdl.lecture.backprop import finite_differences

SEEDS = range(3)
COUNT = 5000


def test_a_tree_by_hand():
    # Pairs: 1.5·|1 − 0| − 1 = 0.5, 1.5·0 − 1 = −1, the same twice; then 1.5·1.5 − 1 = 1.25 twice; then −1.
    assert composed_function(np.array([[1.0, 0, 0, 0, 1, 0, 0, 0]])).tolist() == [[-1.0]]
    assert composed_function(np.array([[1.0, 0, 0, 0, 0, 0, 0, 0]])).item() == 1.5 * abs(1.25 + 1.0) - 1


@pytest.mark.parametrize("structure", [(784, 32, 32, 32, 10), (8, 32, 32, 32, 1), (3, 5, 5, 2)])
def test_shallow_as_deep_has_as_many_parameters(structure):
    flat = shallow_structure(structure)
    assert len(flat) == 3 and (flat[0], flat[-1]) == (structure[0], structure[-1])
    # One neuron more or less is as near as it gets.
    assert abs(parameter_count(flat) - parameter_count(structure)) <= (structure[0] + structure[-1] + 1) / 2


def machine() -> Rbm:
    rng = np.random.default_rng(0)
    return Rbm(rng.normal(size=(2, 3)), rng.normal(size=3), rng.normal(size=2))


def test_an_rbm_by_hand():
    """p(h | v) and F(v) against sums over all states."""
    rbm = machine()
    hidden = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
    v = np.array([1.0, 0.0, 1.0])
    energy = -(v @ rbm.visible) - hidden @ rbm.hidden - hidden @ (rbm.weights @ v)
    weight = np.exp(-energy)
    np.testing.assert_allclose(rbm.up(v), weight @ hidden / weight.sum())
    assert rbm.free_energy(v) == pytest.approx(-np.log(weight.sum()))
    visible = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)], float)
    h = np.array([1.0, 0.0])
    weight = np.exp(visible @ rbm.visible + visible @ (rbm.weights.T @ h))
    np.testing.assert_allclose(rbm.down(h), weight @ visible / weight.sum())


def test_contrastive_divergence_lowers_the_datas_free_energy_and_raises_its_own():
    """Its step is −∂/∂θ of F(v) − F(v'), by finite differences."""
    rbm, v = machine(), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    step, seen = contrastive_divergence(rbm, v, np.random.default_rng(1))

    def gap(theta):
        m = Rbm(theta[:6].reshape(2, 3), theta[6:9], theta[9:])
        return float((m.free_energy(v) - m.free_energy(seen)).mean())

    theta = np.concatenate([rbm.weights.ravel(), rbm.visible, rbm.hidden])
    ours = np.concatenate([step.weights.ravel(), step.visible, step.hidden])
    np.testing.assert_allclose(ours, -finite_differences(gap, theta), atol=1e-8)


def test_an_rbm_learns_what_it_sees(mnist):
    digits = make_examples(mnist.validation).x[:1000]
    _, errors = train_rbm(digits, 32, epochs=6)
    assert errors[-1] < errors[0]
    assert errors[-1] < 0.65 * digits.var(axis=0).mean()  # better than always saying the mean digit


def test_a_wider_start_keeps_the_gradients_size(mnist):
    few = make_examples(mnist.validation)
    plain = depth_1986.gradient_sizes(depth_1986.sigmoid_network(8, 0), few)
    wide = depth_1986.gradient_sizes(depth_1986.wider_sigmoid_network(8, 0), few)
    # From the last hidden layer to the first.
    assert plain[0] < 1e-4 * plain[-2]
    assert wide[0] > 1e-2 * wide[-2]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_1980s_holds(mnist, seed):
    found = multilayer_1980s.run(mnist, seed, count=COUNT)
    assert found.holds, found.statement
    assert sum(found.evidence["solved_with_2"]) >= 5
    assert found.evidence["accuracy_then"][-1] > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_1986_holds(mnist, seed):
    parts = []
    found = depth_1986.run(mnist, seed, count=COUNT, depths=(1, 3, 4, 8), on_part=parts.append)
    assert found.holds, found.statement
    assert found.evidence["accuracy"]["1"] > 0.85
    assert found.evidence["accuracy"]["8"] < 0.2
    sizes = found.evidence["gradient_size"]["8"]
    assert sizes[0] < 1e-4 * sizes[-1]
    assert parts == [0.25, 0.5, 0.75, 1.0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_1989_does_not_hold_for_every_function(mnist, seed):
    found = width_1989.run(mnist, seed, count=COUNT)
    digits, built = found.evidence["digits"], found.evidence["tree_unexplained"]
    assert not found.holds, found.statement
    assert digits["shallow"] > digits["deep"] - 0.01  # for digits it does
    assert built["deep"][-1] < built["shallow"][-1] / 2
    assert found.evidence["fold"] == {"pieces": 64, "deep_parameters": 37, "flat_parameters": 190}


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_2006_holds(mnist, seed):
    found = rbm_2006.run(mnist, seed, count=COUNT)
    assert found.holds, found.statement
    assert found.evidence["accuracy_random"][-1] < 0.3
    assert found.evidence["accuracy_wide"][-1] > 0.5  # the size of the weights alone does much of it
    # What was learned without labels carries the gradient to the first layer.
    assert found.evidence["gradient_size_rbm"][0] > 10 * found.evidence["gradient_size_random"][0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_what_came_after_holds(mnist, seed):
    found = after.run(mnist, seed, count=COUNT)
    last = {name: curve[-1] for name, curve in found.evidence["accuracy"].items()}
    assert last["as in 1986"] < 0.3, found.statement
    assert last["all together"] > 0.88, found.statement
    assert all(last[name] > 0.6 for name in ("ReLU", "better initialisation", "normalisation")), found.statement
