"""Columns brought to one scale: the network answers as before, and eight bits keep it better."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from kerasdl.export.equalize import equalize_columns

L = keras.layers


def learned(model: keras.Model, rng: np.random.Generator) -> keras.Model:
    """The model, with weights as a training could leave them: columns of very different scales."""
    for layer in model.layers:
        if isinstance(layer, L.BatchNormalization):
            n = layer.gamma.shape[0]
            layer.gamma.assign(rng.normal(1, 0.5, n))
            layer.beta.assign(rng.normal(0, 1, n))
        elif hasattr(layer, "kernel"):
            kernel = keras.ops.convert_to_numpy(layer.kernel)
            layer.kernel.assign(kernel * np.exp(rng.normal(0, 1, kernel.shape[-1])))
    # Without momentum, one step sets means and variances to those of what it sees.
    model(rng.normal(size=(500, *model.input_shape[1:])).astype(np.float32), training=True)
    return model


def dense() -> keras.Model:
    first = [L.Dense(12), L.BatchNormalization(momentum=0.0), L.Activation("swish")]
    second = [L.Dense(8, use_bias=False), L.BatchNormalization(momentum=0.0)]
    return keras.Sequential([keras.Input((6, 5)), L.Flatten(), *first, *second, L.Dense(3)])


def convolutional() -> keras.Model:
    return keras.Sequential(
        [keras.Input((6, 5, 2)), L.Conv2D(4, 3), L.BatchNormalization(momentum=0.0), L.Flatten(), L.Dense(3)]
    )


@pytest.mark.parametrize(("make", "count"), [(dense, 2), (convolutional, 1)])
def test_the_answers_stay(make, count, rng):
    model = learned(make(), rng)
    inputs = rng.normal(size=(20, *model.input_shape[1:])).astype(np.float32)
    before = model(inputs, training=False)
    assert equalize_columns(model) == count
    np.testing.assert_allclose(model(inputs, training=False), before, rtol=1e-4, atol=1e-4)


def quantized(kernel: np.ndarray) -> np.ndarray:
    """A kernel as TF.js keeps it in eight bits."""
    low, high = min(kernel.min(), 0.0), max(kernel.max(), 0.0)
    step = (high - low) / 255
    return np.round((kernel - low) / step) * step + low


def error_in_eight_bits(model: keras.Model, inputs: np.ndarray) -> float:
    exact = keras.ops.convert_to_numpy(model(inputs, training=False))
    for layer in model.layers[:-1]:  # no normalisation follows the last
        if hasattr(layer, "kernel"):
            layer.kernel.assign(quantized(keras.ops.convert_to_numpy(layer.kernel)))
    return float(np.abs(keras.ops.convert_to_numpy(model(inputs, training=False)) - exact).mean())


def test_eight_bits_keep_it_better(rng):
    model = learned(dense(), rng)
    inputs = rng.normal(size=(200, 6, 5)).astype(np.float32)
    plain = keras.models.clone_model(model)
    plain.set_weights(model.get_weights())
    equalize_columns(model)
    assert error_in_eight_bits(model, inputs) < 0.7 * error_in_eight_bits(plain, inputs)


@pytest.mark.parametrize(
    "layers",
    [
        [L.Dense(4, activation="relu"), L.BatchNormalization()],
        [L.Dense(4), L.BatchNormalization(scale=False)],
        [L.Dense(4), L.Activation("relu"), L.BatchNormalization()],
    ],
)
def test_what_cannot_be_undone_is_left(layers):
    assert equalize_columns(keras.Sequential([keras.Input((3,)), *layers])) == 0


def test_a_layer_that_others_take_too_is_left():
    x = keras.Input((3,))
    sums = L.Dense(4)(x)
    assert equalize_columns(keras.Model(x, [L.BatchNormalization()(sums), sums * 2])) == 0
