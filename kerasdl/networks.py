"""Step 1, define a set of functions: network structures, each a plain `keras.Sequential` on (batch, 28, 28), 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np

from kerasdl.config import ACTIVATIONS, check_structure

__all__ = ["ACTIVATIONS", "CLASSES", "IMAGE_SIDE", "mlp"]

IMAGE_SIDE = 28
CLASSES = 10
# The moving statistics remember about 50 batches: enough to be steady, few enough for a training of seconds.
BN_MOMENTUM = 0.98

ZEROS = keras.initializers.Zeros()
GLOROT = keras.initializers.GlorotUniform()
HE = keras.initializers.HeUniform()
INITIALIZERS = {"relu": HE, "elu": HE, "swish": HE, "selu": keras.initializers.LecunUniform()}


def mlp(
    hidden_units: Sequence[int] = (256, 128),
    activation: str = "relu",
    *,
    dropout: float = 0.0,
    batch_normalization: bool = False,
    seed: int | None = None,
    dtype: str = "float32",
) -> keras.Sequential:
    """Build a multi-layer perceptron: Flatten, one Dense a hidden layer, ten logits, softmax.

    Args:
        hidden_units: neurons of each hidden layer; empty for a linear classifier.
        activation: one of `ACTIVATIONS`, for the hidden layers.
        dropout: share of each hidden layer's activations that is switched off in training, 0 <= dropout < 1.
        batch_normalization: normalise each hidden layer before its activation.
        seed: seeds the initial weights and the dropout; None draws anew.
        dtype: a Keras dtype policy, such as "float32" or "mixed_bfloat16".

    Returns:
        An untrained model from (batch, 28, 28) to confidences (batch, 10).

    Raises:
        ConfigError: a setting breaks its rule.

    Example:
        >>> mlp([512, 256]).count_params()
        535818
    """
    check_structure(hidden_units, activation, dropout)
    rng = np.random.default_rng(seed)
    drawn = {"kernel_initializer": _Drawn(INITIALIZERS.get(activation, GLOROT), rng), "bias_initializer": numpy_zeros}
    last = {**drawn, "kernel_initializer": _Drawn(GLOROT, rng)}
    layers: list[keras.Layer] = [keras.layers.Flatten(name="flatten", dtype=dtype)]
    for n, units in enumerate(hidden_units, start=1):
        if batch_normalization:
            layers += [
                keras.layers.Dense(units, use_bias=False, **drawn, name=f"dense_{n}", dtype=dtype),
                keras.layers.BatchNormalization(momentum=BN_MOMENTUM, name=f"normalization_{n}", dtype=dtype),
                keras.layers.Activation(activation, name=f"hidden_{n}", dtype=dtype),
            ]
        else:
            layers += [keras.layers.Dense(units, activation, **drawn, name=f"hidden_{n}", dtype=dtype)]
        if dropout:
            layers += [keras.layers.Dropout(dropout, seed=seed, name=f"dropout_{n}", dtype=dtype)]
    layers += [
        keras.layers.Dense(CLASSES, **last, name="logits", dtype=dtype),
        keras.layers.Softmax(name="confidences", dtype="float32"),
    ]
    model = keras.Sequential([keras.Input((IMAGE_SIDE, IMAGE_SIDE)), *layers], name="mlp")
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense):
            # What is saved with the network are Keras's own names, not these helpers.
            layer.kernel_initializer, layer.bias_initializer = layer.kernel_initializer.keras_own, ZEROS
    return model


class _Drawn(keras.Initializer):
    """Initial kernels drawn by NumPy from a Keras initializer's uniform distribution.

    So one seed gives one network on every backend, and no backend compiles a random generator for every shape: on JAX that
    takes longer than the training of a small network.
    """

    def __init__(self, keras_own: keras.initializers.VarianceScaling, rng: np.random.Generator) -> None:
        self.keras_own, self.rng = keras_own, rng

    def __call__(self, shape: tuple[int, int], dtype: str | None = None) -> np.ndarray:
        fan_in, fan_out = shape
        fan = fan_in if self.keras_own.mode == "fan_in" else (fan_in + fan_out) / 2
        limit = np.sqrt(3 * self.keras_own.scale / fan)
        return self.rng.uniform(-limit, limit, shape).astype(dtype or "float32")


def numpy_zeros(shape: tuple[int, ...], dtype: str | None = None) -> np.ndarray:
    """An initializer that no backend has to compile anything for."""
    return np.zeros(shape, dtype or "float32")
