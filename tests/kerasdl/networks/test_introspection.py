"""A network with convolutions or skip sums is looked at as far as that goes: logits, confidences, hidden activations."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from kerasdl.errors import ModelError
from kerasdl.networks.build import cnn, mlp
from kerasdl.networks.from_keras import lecture_network
from kerasdl.networks.introspection import KerasNetwork

DIGITS = np.random.default_rng(0).random((3, 28, 28), np.float32)
MODELS = {
    "convolutions": cnn((4, 8), (6,), seed=0),
    "skip sums": mlp((12, 12), skips=True, batch_normalization=True, seed=0),
    "convolutions with skip sums and dropout": cnn((4, 4), skips=True, dropout=0.3, seed=0),
}


@pytest.mark.parametrize("name", MODELS)
def test_it_answers_as_the_network_does(name: str) -> None:
    model = MODELS[name]
    f, expected = KerasNetwork(model), model.predict(DIGITS, verbose=0)
    np.testing.assert_allclose(f.confidences(DIGITS), expected, atol=1e-6)
    z = f(DIGITS.reshape(3, 784))
    np.testing.assert_allclose(np.exp(z) / np.exp(z).sum(1, keepdims=True), expected, atol=1e-6)
    np.testing.assert_allclose(f(DIGITS[1].reshape(784)), z[1], atol=1e-5)


def test_it_has_the_lectures_logits_where_the_network_is_one_of_the_lectures() -> None:
    model = mlp((16,), "tanh", seed=1)
    x = DIGITS.reshape(3, 784)
    np.testing.assert_allclose(KerasNetwork(model)(x), lecture_network(model)(x), atol=1e-5)


def test_a_convolution_sends_maps_and_a_dense_layer_numbers() -> None:
    model = MODELS["convolutions"]
    hidden = KerasNetwork(model).hidden(DIGITS[0])
    assert [a.shape for a in hidden] == [(28, 28, 4), (14, 14, 8), (14, 14, 8), (6,)]
    first = keras.Sequential([*model.layers[: model.layers.index(model.get_layer("maps_1")) + 1]])
    np.testing.assert_allclose(hidden[0], first.predict(DIGITS[:1], verbose=0)[0], atol=1e-6)


def test_it_computes_with_the_weights_that_the_model_has_now() -> None:
    model = cnn((2,), seed=0)
    f = KerasNetwork(model)
    before = f(DIGITS[0].reshape(784))
    model.set_weights([2 * weight + 1 for weight in model.get_weights()])
    assert not np.allclose(before, f(DIGITS[0].reshape(784)))


def test_a_softmax_within_the_last_layer_is_taken_back() -> None:
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])
    np.testing.assert_allclose(KerasNetwork(model).confidences(DIGITS), model.predict(DIGITS, verbose=0), atol=1e-6)


def test_what_reads_no_pictures_is_refused() -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10, "softmax")])
    with pytest.raises(ModelError, match=r"a reader of ink must take \(batch, 28, 28\). Received: input shape"):
        KerasNetwork(model)
