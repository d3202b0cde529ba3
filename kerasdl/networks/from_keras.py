"""Conversion of a Keras network to the lecture's NumPy network, with every z and a in the open."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from kerasdl.activations import LEAKY_RELU_SLOPE, NAME_IN_TABLE
from kerasdl.errors import ModelError
from kerasdl.lecture.feedforward import ACTIVATIONS, Network


def lecture_network(model: keras.Sequential) -> Network:
    """The lecture's network that computes what a Keras one does, up to its logits.

    A layer of the lecture is σ(Wx + b). What Keras spreads over several layers is gathered: batch normalisation, as it works
    after training, is folded into W and b; dropout is left out, as it is after training; so is the softmax at the end.

    Args:
        model: Dense layers, with Flatten, Dropout, BatchNormalization and Activation between them, such as `mlp` builds.

    Returns:
        A network from (n, inputs), pixels row by row, 0 to 1, to logits (n, classes), in float64.

    Raises:
        ModelError: the model is not a built `Sequential`, a layer is none of these, or the lecture has not its activation.

    Example:
        >>> f = lecture_network(kerasdl.mlp([32], "sigmoid", seed=0))
        >>> f.structure
        (784, 32, 10)
    """
    if not isinstance(model, keras.Sequential) or not model.built:
        raise ModelError(
            "A network of the lecture must be a Sequential that knows its input's shape. "
            f"Received: {'an unbuilt ' if isinstance(model, keras.Sequential) else ''}{type(model).__name__}"
        )
    weights: list[np.ndarray] = []
    biases: list[np.ndarray] = []
    activations: list[str] = []
    layers = list(model.layers)
    if layers and activation_of_layer(layers[-1]) == "softmax":
        layers.pop()
    for layer in layers:
        if isinstance(layer, keras.layers.Dense):
            kernel = np.asarray(keras.ops.convert_to_numpy(layer.kernel), float)
            bias = np.zeros(kernel.shape[1]) if layer.bias is None else keras.ops.convert_to_numpy(layer.bias)
            weights.append(kernel.T)
            biases.append(np.asarray(bias, float))
            last = layer is layers[-1] and layer.activation is keras.activations.softmax
            activations.append("linear" if last else _name(layer))
        elif isinstance(layer, keras.layers.BatchNormalization) and activations and activations[-1] == "linear":
            scale, shift = scale_and_shift(layer)
            weights[-1], biases[-1] = scale[:, None] * weights[-1], scale * biases[-1] + shift
        elif isinstance(layer, keras.layers.Activation) and activations and activations[-1] == "linear":
            activations[-1] = _name(layer)
        elif not isinstance(layer, keras.layers.Flatten | keras.layers.Dropout | keras.layers.InputLayer):
            raise ModelError(
                "A network of the lecture must be Dense layers, each with its normalisation before its activation. "
                f"Received: a layer {layer.name} ({type(layer).__name__})"
            )
    if not weights:
        raise ModelError("A network of the lecture must have a Dense layer. Received: none")
    return Network(tuple(weights), tuple(biases), tuple(activations))


def activation_name(function: Any) -> str | None:
    """The name in `kerasdl.activations` of a layer's activation function; None for any other function."""
    called = getattr(function, "__name__", type(function).__name__)
    # A user's own function may bear the name of one of Keras's.
    return NAME_IN_TABLE.get(called) if called in NAME_IN_TABLE and function is keras.activations.get(called) else None


def activation_of_layer(layer: keras.Layer) -> str | None:
    """The name of the activation that a layer is, such as `Activation("relu")`; None for other layers and settings."""
    if isinstance(layer, keras.layers.Activation):
        return activation_name(layer.activation)
    if isinstance(layer, keras.layers.Softmax):
        return "softmax" if layer.axis == -1 else None
    if isinstance(layer, keras.layers.ELU):
        return "elu" if layer.alpha == 1 else None
    if isinstance(layer, keras.layers.LeakyReLU | keras.layers.ReLU):
        plain = getattr(layer, "max_value", None) is None and not getattr(layer, "threshold", 0)
        return {0.0: "relu", LEAKY_RELU_SLOPE: "leaky_relu"}.get(float(layer.negative_slope)) if plain else None
    return None


def _name(layer: keras.Layer) -> str:
    name = activation_name(layer.activation)
    if name not in ACTIVATIONS:
        called = getattr(layer.activation, "__name__", type(layer.activation).__name__)
        raise ModelError(f"An activation must be one of {', '.join(ACTIVATIONS)}. Received: {called} in {layer.name}")
    return name


def scale_and_shift(layer: keras.layers.BatchNormalization) -> tuple[np.ndarray, np.ndarray]:
    """γ (z − mean) / √(variance + ε) + β as scale · z + shift."""
    mean, variance = (
        np.asarray(keras.ops.convert_to_numpy(v), float) for v in (layer.moving_mean, layer.moving_variance)
    )
    scale = 1.0 / np.sqrt(variance + layer.epsilon)
    if layer.scale:
        scale = scale * np.asarray(keras.ops.convert_to_numpy(layer.gamma), float)
    shift = -mean * scale
    if layer.center:
        shift = shift + np.asarray(keras.ops.convert_to_numpy(layer.beta), float)
    return scale, shift
