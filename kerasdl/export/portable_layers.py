"""Portable forms of layers: channels that come last, convolutions of groups one by one; the arithmetic is the same.

TensorFlow on a CPU cannot convolve pictures whose channels come first, and convolves groups by a compiled function that no
other runtime has; Keras cannot trace pictures of any size that are enlarged smoothly.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import keras
from keras import ops

from kerasdl.export.inference_form import all_layers

FIRST, LAST = "channels_first", "channels_last"
# These do by themselves, in any order of axes, what they do.
INDIFFERENT = (keras.layers.Flatten,)


def make_portable(model: keras.Model) -> list[str]:
    """Give a model's layers their portable forms, in place.

    Returns:
        A line for each kind of change.
    """
    first, grouped = [], []
    for layer in all_layers(model):
        if isinstance(layer, keras.layers.UpSampling2D) and layer.interpolation != "nearest":
            layer.call = partial(_enlarge, layer)
        if getattr(layer, "groups", 1) > 1 and hasattr(layer, "convolution_op"):
            grouped.append(layer.name)
            layer.convolution_op = partial(_convolve_groups, layer, layer.convolution_op)
        if getattr(layer, "data_format", None) == FIRST and not isinstance(layer, INDIFFERENT):
            first.append(layer.name)
            layer.data_format, layer.given_data_format = LAST, FIRST
            layer.call = partial(_call_with_channels_last, layer.call)
    said = [f"computed with channels last, between transpositions: {', '.join(first)}"] if first else []
    return said + ([f"convolved group by group: {', '.join(grouped)}"] if grouped else [])


def config_as_given(layer: keras.Layer, config: dict[str, Any]) -> dict[str, Any]:
    """A layer's configuration as it was before the layer got its portable form."""
    given = getattr(layer, "given_data_format", None)
    return config if given is None else {**config, "data_format": given}


def _enlarge(layer: keras.layers.UpSampling2D, inputs: Any) -> Any:
    """Enlarge pictures whose size may not be known: Keras 3.15 compares it with 0 in Python, and cannot then be traced."""
    size = tuple(side * factor for side, factor in zip(ops.shape(inputs)[1:3], layer.size, strict=True))
    return keras.src.backend.image.resize(inputs, size, interpolation=layer.interpolation, data_format=LAST)


def _call_with_channels_last(call: Callable[..., Any], inputs: Any, *args: Any, **kwargs: Any) -> Any:
    rank = len(inputs.shape)
    found = call(ops.transpose(inputs, (0, *range(2, rank), 1)), *args, **kwargs)
    # What pools over all places leaves nothing but channels.
    return found if len(found.shape) < rank else ops.transpose(found, (0, rank - 1, *range(1, rank - 1)))


def _convolve_groups(layer: Any, convolve: Callable[[Any, Any], Any], inputs: Any, kernel: Any) -> Any:
    axis = 1 if layer.data_format == FIRST else -1
    parts = zip(ops.split(inputs, layer.groups, axis), ops.split(kernel, layer.groups, -1), strict=True)
    return ops.concatenate([convolve(part, of_part) for part, of_part in parts], axis)
