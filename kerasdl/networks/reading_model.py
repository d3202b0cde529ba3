"""The reading model: one graph from raw ink to confidences and hidden activations."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from kerasdl.layers.center_ink import SIDE, SIDES, CenterInk
from kerasdl.layers.residual import sublayers

# What follows a layer's activation before the next layer takes it: other shapes, less of it, nothing of its own.
PASS_THROUGH_LAYERS = (
    keras.layers.Flatten,
    keras.layers.Reshape,
    keras.layers.Dropout,
    keras.layers.SpatialDropout2D,
    keras.layers.MaxPooling2D,
    keras.layers.AveragePooling2D,
    keras.layers.GlobalMaxPooling2D,
    keras.layers.GlobalAveragePooling2D,
)


def hidden_layers(model: keras.Sequential) -> list[keras.Layer]:
    """The layers whose outputs are the hidden activations, first to last: of a convolution, its feature maps.

    A hidden activation is what a layer with a kernel has become before the next one: after its normalisation and its
    activation, before pooling, changes of shape and dropout.
    """
    hidden: list[keras.Layer] = []
    shown: keras.Layer | None = None
    seen_kernel = False
    for layer in model.layers:
        has_kernel = any(getattr(part, "kernel", None) is not None for part in sublayers(layer))
        if has_kernel and seen_kernel and shown is not None:
            hidden.append(shown)
        seen_kernel = seen_kernel or has_kernel
        if not isinstance(layer, PASS_THROUGH_LAYERS):
            shown = layer
    return hidden


def ink_incompatibility(model: keras.Model) -> str | None:
    """Why a model cannot be given `CenterInk`, as a rule and what it is instead; None for one that can."""
    if not isinstance(model, keras.Sequential):
        return f"A reader of ink must be a keras.Sequential. Received: a {type(model).__name__}"
    shape = tuple(model.input_shape[1:])
    if shape[2:] not in ((), (1,)) or len(shape) < 2 or shape[0] != shape[1] or shape[0] not in SIDES:
        return (
            f"With any side from {SIDES[0]} to {SIDES[-1]} in place of {SIDE}, and perhaps one channel, a reader of ink "
            f"must take (batch, {SIDE}, {SIDE}). Received: input shape {model.input_shape}"
        )
    last, outputs = model.layers[-1], model.output_shape
    softmax = isinstance(last, keras.layers.Softmax) or getattr(last, "activation", None) is keras.activations.softmax
    if not softmax or len(outputs) != 2 or outputs[1] < 2:
        activation = getattr(getattr(last, "activation", None), "__name__", None)
        return (
            "A reader of ink must end in a softmax over two or more classes (or in their logits, if it was compiled with "
            f"a loss that says from_logits=True). Received: {last.name} ({type(last).__name__}"
            f"{f' with activation {activation}' if activation else ''}), output shape {outputs}"
        )
    return None


def append_softmax(model: keras.Model) -> bool:
    """Append a softmax to a network that would be a reader of ink with one; leave any other as it is."""
    if not isinstance(model, keras.Sequential) or ink_incompatibility(model) is None:
        return False
    model.add(keras.layers.Softmax(name=f"{model.layers[-1].name}_softmax"))
    if ink_incompatibility(model) is None:
        return True
    model.pop()
    return False


def network_input(model: keras.Sequential, digit: Any) -> Any:
    """What a network takes for a digit, (batch, side, side), 0 to 1: a channel more, or 0 to 255, if it is made so."""
    first = model.layers[0]
    if isinstance(first, keras.layers.Rescaling) and np.all(np.asarray(first.scale) < 0.1):
        digit = digit * 255.0
    return ops.expand_dims(digit, -1) if len(model.input_shape) == 4 else digit


def reading_model(model: keras.Sequential) -> keras.Model:
    """Put `CenterInk` before a network: the one graph from raw ink to confidences.

    Args:
        model: a built Sequential for which `ink_incompatibility` is None, such as one from (batch, 28, 28), 0 to 1, to
            confidences (batch, classes).

    Returns:
        A model from `ink`, float32 (batch, height, width), 0 to 255, to a dictionary of `confidences`, `digit`
        (batch, side, side) as the network sees it, 0 to 1, and `hidden_1` … `hidden_n`. It shares the network's weights.
    """
    ink = keras.Input((None, None), name="ink", dtype="float32")
    digit = CenterInk(model.input_shape[1], name="center_ink")(ink)
    shown = {layer.name: n for n, layer in enumerate(hidden_layers(model), start=1)}
    outputs = {"digit": digit}
    tensor = network_input(model, digit)
    for layer in model.layers:
        tensor = layer(tensor)
        if layer.name in shown:
            outputs[f"hidden_{shown[layer.name]}"] = tensor
    outputs["confidences"] = tensor
    return keras.Model(ink, outputs, name="reading")
