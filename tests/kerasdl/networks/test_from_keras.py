"""A Keras network as the lecture's: the same function."""

import keras
import numpy as np
import pytest

import kerasdl
from kerasdl.config import ACTIVATIONS
from kerasdl.errors import ModelError
from kerasdl.lecture.losses import softmax
from kerasdl.models.load import load_keras_model
from kerasdl.models.store import KERAS_FILE, find_model


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("normalised", [False, True])
def test_any_mlp_computes_the_same(activation, normalised):
    model = kerasdl.mlp([16, 12], activation, dropout=0.2, batch_normalization=normalised, seed=3)
    rng = np.random.default_rng(0)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([rng.uniform(0.5, 2, w.shape) for w in layer.get_weights()])
    f = kerasdl.lecture_network(model)
    x = rng.uniform(size=(20, 28, 28))
    assert f.structure == (784, 16, 12, 10)
    np.testing.assert_allclose(softmax(f(x.reshape(20, -1))), np.asarray(model(x.astype("f"))), atol=1e-6)


def test_the_shipped_network_computes_the_same(mnist):
    model = load_keras_model(find_model("web") / KERAS_FILE)
    digits = mnist.test.images[:200] / 255.0
    theirs = np.asarray(model(digits.astype("f")))
    np.testing.assert_allclose(softmax(kerasdl.lecture_network(model)(digits.reshape(200, -1))), theirs, atol=1e-5)


def test_a_dense_softmax_is_logits_too():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "tanh"), keras.layers.Dense(2, "softmax")])
    x = np.random.default_rng(0).normal(size=(5, 4))
    np.testing.assert_allclose(softmax(kerasdl.lecture_network(model)(x)), np.asarray(model(x.astype("f"))), atol=1e-6)


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([keras.layers.Reshape((4, 1)), keras.layers.Conv1D(2, 2)], "Reshape"),
        ([keras.layers.Dense(3, "relu"), keras.layers.BatchNormalization()], "BatchNormalization"),
        ([keras.layers.Dense(3, "gelu")], "Received: gelu"),
        ([keras.layers.Flatten()], "Received: none"),
    ],
)
def test_what_the_lecture_has_not_is_said(layers, said):
    with pytest.raises(ModelError, match=said):
        kerasdl.lecture_network(keras.Sequential([keras.Input((4,)), *layers]))


def relu(z):
    return keras.ops.maximum(z, -1.0)


def test_a_function_of_ones_own_is_not_taken_for_kerass():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, relu)])
    with pytest.raises(ModelError, match="Received: relu in dense"):
        kerasdl.lecture_network(model)


def test_a_model_that_is_no_built_sequential_is_refused():
    inputs = keras.Input((4,))
    functional = keras.Model(inputs, [keras.layers.Dense(2)(inputs), keras.layers.Dense(3)(inputs)])
    with pytest.raises(ModelError, match="Received: Functional"):
        kerasdl.lecture_network(functional)
    with pytest.raises(ModelError, match="Received: an unbuilt Sequential"):
        kerasdl.lecture_network(keras.Sequential([keras.layers.Dense(2)]))
