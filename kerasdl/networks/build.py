"""Multi-layer perceptrons and convolutional networks as plain `keras.Sequential` models (step 1 of the lecture)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np

from kerasdl.activations import ACTIVATION_SPECS
from kerasdl.config import ACTIVATIONS, CLASSES, IMAGE_SIDE, NARROW_PRODUCTS, PATCH, check_structure
from kerasdl.layers.narrow_dense import NarrowDense
from kerasdl.layers.residual import Skip, flatten_layers

__all__ = ["ACTIVATIONS", "CLASSES", "IMAGE_SIDE", "cnn", "mlp"]

# The moving statistics remember about 50 batches: enough to be steady, few enough for a training of seconds.
BN_MOMENTUM = 0.98

ZEROS = keras.initializers.Zeros()
GLOROT = keras.initializers.GlorotUniform()
INITIALIZERS = {"he": keras.initializers.HeUniform(), "lecun": keras.initializers.LecunUniform(), "glorot": GLOROT}


def mlp(
    hidden_units: Sequence[int] = (256, 128),
    activation: str = "relu",
    *,
    dropout: float = 0.0,
    batch_normalization: bool = False,
    skips: bool = False,
    seed: int | None = None,
    dtype: str = "float32",
) -> keras.Sequential:
    """Build a multi-layer perceptron: Flatten, one Dense a hidden layer, ten logits, softmax.

    Args:
        hidden_units: neurons of each hidden layer; empty for a linear classifier.
        activation: one of `ACTIVATIONS`, for the hidden layers.
        dropout: share of each hidden layer's activations that is switched off in training, 0 <= dropout < 1.
        batch_normalization: normalise each hidden layer before its activation.
        skips: add to each hidden layer, after its dropout, what goes into it, where both are as wide; see `Skip`.
        seed: seeds the initial weights and the dropout; None draws anew.
        dtype: a Keras dtype policy, such as "float32" or "mixed_bfloat16"; or `NARROW_PRODUCTS`.

    Returns:
        An untrained model from (batch, 28, 28) to confidences (batch, 10).

    Raises:
        ConfigError: a setting breaks its rule.

    Example:
        >>> mlp([512, 256]).count_params()
        535818
    """
    check_structure(hidden_units, activation, dropout)
    maker = _Maker(activation, dropout, batch_normalization, skips, seed, dtype)
    layers = [keras.layers.Flatten(name="flatten", dtype=maker.dtype), *maker.dense(hidden_units), *maker.answer()]
    return _sequential(layers, "mlp")


def cnn(
    filters: Sequence[int] = (16, 32, 64),
    hidden_units: Sequence[int] = (),
    activation: str = "relu",
    *,
    dropout: float = 0.0,
    batch_normalization: bool = True,
    skips: bool = False,
    seed: int | None = None,
    dtype: str = "float32",
) -> keras.Sequential:
    """Build a convolutional network: neurons that look at 3 × 3 patches, with the same weights at every place.

    Each stage has so many channels. The first is one convolution over the whole picture, where each costs most, the others
    are two; between stages max pooling halves height and width; at the end each channel is averaged over the picture.

    Args:
        filters: channels of each stage.
        hidden_units: neurons of dense layers after the last stage.
        dropout: share of what each stage's last convolution gives, and each dense layer, that is switched off in training.
        skips: add to each layer, after its dropout, what goes into it, where both have one shape.
        activation: as for `mlp`.
        batch_normalization: as for `mlp`.
        seed: as for `mlp`.
        dtype: as for `mlp`.

    What it returns and raises is as for `mlp`.

    Example:
        >>> cnn((16, 32, 64)).count_params()
        71338
    """
    check_structure(hidden_units, activation, dropout, filters)
    maker = _Maker(activation, dropout, batch_normalization, skips, seed, dtype)
    channel = keras.layers.Reshape((IMAGE_SIDE, IMAGE_SIDE, 1), name="channel", dtype=maker.dtype)
    layers = [channel, *maker.stages(filters), *maker.dense(hidden_units, filters[-1]), *maker.answer()]
    return _sequential(layers, "cnn")


def _sequential(layers: list[keras.Layer], name: str) -> keras.Sequential:
    model = keras.Sequential([keras.Input((IMAGE_SIDE, IMAGE_SIDE)), *layers], name=name)
    for layer in flatten_layers(model):
        if isinstance(layer, keras.layers.Dense | keras.layers.Conv2D):
            # What is saved with the network are Keras's own names, not these helpers.
            layer.kernel_initializer, layer.bias_initializer = layer.kernel_initializer.keras_own, ZEROS
    return model


@dataclass
class _Maker:
    """Makes the layers of one network, whose weights come from one random generator in the layers' order."""

    activation: str
    dropout: float
    batch_normalization: bool
    skips: bool
    seed: int | None
    dtype: str

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        self.dense_kind: type[keras.layers.Dense] = keras.layers.Dense
        self.product_dtype = self.dtype  # of the layers with kernels, but for the last
        if self.dtype == NARROW_PRODUCTS:
            self.dtype = self.product_dtype = "float32"
            if keras.backend.backend() == "jax":
                self.dense_kind = NarrowDense
            else:
                self.product_dtype = "mixed_bfloat16"

    def dense(self, hidden_units: Sequence[int], inputs: int = IMAGE_SIDE * IMAGE_SIDE) -> list[keras.Layer]:
        layers = []
        for n, units in enumerate(hidden_units, start=1):
            names, dropped = ("dense", "hidden", n), self._dropped(f"dropout_{n}")
            layers += self._activated(self.dense_kind, {"units": units}, names, inputs == units, dropped)
            inputs = units
        return layers

    def stages(self, filters: Sequence[int]) -> list[keras.Layer]:
        layers: list[keras.Layer] = []
        inputs, n = 1, 0
        for stage, channels in enumerate(filters, start=1):
            if stage > 1:
                layers.append(keras.layers.MaxPooling2D(name=f"pooling_{stage - 1}", dtype=self.dtype))
            for last in (True,) if stage == 1 else (False, True):
                n += 1
                settings = {"filters": channels, "kernel_size": PATCH, "padding": "same"}
                names, dropped = ("convolution", "maps", n), self._dropped(f"dropout_maps_{stage}") if last else []
                layers += self._activated(keras.layers.Conv2D, settings, names, inputs == channels, dropped)
                inputs = channels
        return [*layers, keras.layers.GlobalAveragePooling2D(name="average", dtype=self.dtype)]

    def answer(self) -> list[keras.Layer]:
        """Logits and softmax; the softmax always in float32."""
        return [
            keras.layers.Dense(CLASSES, **self._drawn(GLOROT), name="logits", dtype=self.dtype),
            keras.layers.Softmax(name="confidences", dtype="float32"),
        ]

    def _activated(
        self,
        kind: type[keras.Layer],
        settings: dict,
        names: tuple[str, str, int],
        alike: bool,
        dropped: list[keras.Layer],
    ) -> list[keras.Layer]:
        """A layer with kernel and activation, and what belongs to it; in a skip sum where input and output are alike."""
        linear, activated, n = names
        prefix = "" if issubclass(kind, keras.layers.Dense) else "maps_"
        skip = self.skips and alike
        last = f"activation_{prefix}{n}" if skip else f"{activated}_{n}"
        initializer = INITIALIZERS[ACTIVATION_SPECS[self.activation].initializer]
        given = {**settings, **self._drawn(initializer), "dtype": self.product_dtype}
        if self.batch_normalization:
            layers = [
                kind(**given, use_bias=False, name=f"{linear}_{n}"),
                keras.layers.BatchNormalization(
                    momentum=BN_MOMENTUM, name=f"normalization_{prefix}{n}", dtype=self.dtype
                ),
                keras.layers.Activation(self.activation, name=last, dtype=self.dtype),
            ]
        else:
            layers = [kind(**given, activation=self.activation, name=last)]
        # Within the sum, dropout takes its share of what this layer adds; after it, of what all layers below have added.
        layers += dropped
        return [Skip(layers, name=f"{activated}_{n}", dtype=self.dtype)] if skip else layers

    def _dropped(self, name: str) -> list[keras.Layer]:
        return [keras.layers.Dropout(self.dropout, seed=self.seed, name=name, dtype=self.dtype)] if self.dropout else []

    def _drawn(self, keras_own: keras.initializers.VarianceScaling) -> dict[str, object]:
        return {"kernel_initializer": _Drawn(keras_own, self.rng), "bias_initializer": numpy_zeros}


class _Drawn(keras.Initializer):
    """Initial kernels drawn by NumPy from a Keras initializer's uniform distribution.

    So one seed gives one network on every backend, and no backend compiles a random generator for every shape: on JAX that
    takes longer than the training of a small network.
    """

    def __init__(self, keras_own: keras.initializers.VarianceScaling, rng: np.random.Generator) -> None:
        self.keras_own, self.rng = keras_own, rng

    def __call__(self, shape: tuple[int, ...], dtype: str | None = None) -> np.ndarray:
        patch = math.prod(shape[:-2])
        fan_in, fan_out = patch * shape[-2], patch * shape[-1]
        fan = fan_in if self.keras_own.mode == "fan_in" else (fan_in + fan_out) / 2
        limit = np.sqrt(3 * self.keras_own.scale / fan)
        return self.rng.uniform(-limit, limit, shape).astype(dtype or "float32")


def numpy_zeros(shape: tuple[int, ...], dtype: str | None = None) -> np.ndarray:
    """An initializer that no backend has to compile anything for."""
    return np.zeros(shape, dtype or "float32")
