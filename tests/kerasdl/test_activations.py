"""One table of activations: each name has its formulas in Keras, in the lecture's library and in the page's."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdl.activations import ACTIVATION_SPECS, NAME_IN_TABLE, SEARCHED, TRAINABLE
from kerasdl.config import ACTIVATIONS
from kerasdl.lecture import feedforward, losses
from kerasdl.networks.build import INITIALIZERS

VALUES = json.loads((Path(__file__).parents[1] / "support" / "activation_values.json").read_text(encoding="utf-8"))
ELEMENTWISE = [name for name, spec in ACTIVATION_SPECS.items() if not spec.output]


def test_the_table_the_formulas_and_the_expected_values_have_the_same_names():
    assert set(VALUES) == set(ACTIVATION_SPECS)
    assert set(feedforward.ACTIVATIONS) == set(ELEMENTWISE)
    assert set(ACTIVATION_SPECS) - set(ELEMENTWISE) == {"softmax"}


def test_what_is_trained_and_searched_is_of_the_table_in_the_order_that_others_rely_on():
    assert ACTIVATIONS == TRAINABLE == ("relu", "sigmoid", "tanh", "elu", "selu", "softplus", "swish", "linear")
    assert SEARCHED == ("relu", "elu", "selu", "swish", "tanh", "sigmoid") and set(SEARCHED) < set(TRAINABLE)
    assert {spec.initializer for spec in ACTIVATION_SPECS.values()} == set(INITIALIZERS)


@pytest.mark.parametrize("name", ACTIVATION_SPECS)
def test_keras_computes_the_expected_values_and_saves_the_name(name):
    expected = VALUES[name]
    function = keras.activations.get(name)
    assert keras.activations.serialize(function) == ACTIVATION_SPECS[name].keras
    assert NAME_IN_TABLE[ACTIVATION_SPECS[name].keras] == name
    z = np.array([expected["z"]], np.float32)
    np.testing.assert_allclose(np.asarray(function(z))[0], expected["a"], atol=2e-6)
    if name == "softmax":
        return
    more, less = (np.asarray(function(z + by), float) for by in (np.float32(0.01), np.float32(-0.01)))
    np.testing.assert_allclose((more - less)[0] / 0.02, expected["slope"], atol=2e-4)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_lectures_formula_and_derivative_give_the_expected_values(name):
    z, formula = np.array(VALUES[name]["z"]), feedforward.ACTIVATIONS[name]
    # TensorFlow keeps the leaky ReLU's slope in float32.
    np.testing.assert_allclose(formula.of(z), VALUES[name]["a"], rtol=2e-8, atol=1e-14)
    np.testing.assert_allclose(formula.slope(z), VALUES[name]["slope"], rtol=2e-8, atol=1e-14)


def test_the_lectures_softmax_and_the_derivative_of_its_cross_entropy_give_the_expected_values():
    expected = VALUES["softmax"]
    z, target = np.array(expected["z"]), losses.one_hot(np.array(expected["label"]), len(expected["z"]))
    np.testing.assert_allclose(losses.softmax(z), expected["a"], rtol=1e-12)
    np.testing.assert_allclose(losses.cross_entropy_gradient(z, target), expected["slope"], rtol=1e-12)


@pytest.mark.parametrize("name", [name for name, spec in ACTIVATION_SPECS.items() if spec.bounded])
def test_a_bounded_activation_stays_between_minus_one_and_one(name):
    assert np.abs(VALUES[name]["a"]).max() <= 1
