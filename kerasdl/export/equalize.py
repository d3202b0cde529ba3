"""Kernels before a batch normalisation, their columns brought to one scale, so that eight bits hold them better.

What a column is divided by, the normalisation takes back, so the network answers as before. A matrix has one step from one
number to the next, and by that its largest column decides how exactly the smallest is kept. (M. Nagel and others,
"Data-Free Quantization Through Weight Equalization and Bias Correction", 2019, do so between layers.)
"""

from __future__ import annotations

import keras
import numpy as np

from kerasdl.export.inference_form import all_layers

WITH_COLUMNS = (keras.layers.Dense, keras.layers.Conv1D, keras.layers.Conv2D, keras.layers.Conv3D)
SMALLEST = 1e-12


def equalize_columns(model: keras.Model) -> int:
    """Bring the columns of kernels before batch normalisations to one scale, in place.

    A column's scale is the geometric mean of two: its largest weight, which decides the matrix's step, and the deviation of
    its outputs over the normalisation's factor, by which an error in it counts.

    Returns:
        How many kernels were changed.
    """
    changed = 0
    for layer in all_layers(model):
        if isinstance(layer, keras.layers.BatchNormalization) and (before := _kernel_layer(layer)) is not None:
            _equalize(before, layer)
            changed += 1
    return changed


def _kernel_layer(normalization: keras.layers.BatchNormalization) -> keras.layers.Layer | None:
    """The layer whose sums a normalisation alone takes, as they are; None where there is none."""
    # A model that is called again, or loaded as a part of another, has several nodes for one connection.
    taken = {parent.operation for node in normalization._inbound_nodes for parent in node.parent_nodes}
    if len(taken) != 1 or not normalization.scale:
        return None
    layer = taken.pop()
    last = normalization.axis in (-1, normalization.input_spec.ndim - 1)
    plain = isinstance(layer, WITH_COLUMNS) and layer.activation is keras.activations.linear
    alone = {node.operation for node in layer._outbound_nodes} == {normalization}
    return layer if last and plain and alone and getattr(layer, "data_format", None) != "channels_first" else None


def _equalize(layer: keras.layers.Layer, normalization: keras.layers.BatchNormalization) -> None:
    """γ (z - μ) / √(v + ε) with z = x·W + b becomes the same of z / s: W, b and μ over s, v over s², and γ that undoes ε."""
    kernel = _array(layer.kernel)
    gamma, mean, variance = (
        _array(getattr(normalization, name)) for name in ("gamma", "moving_mean", "moving_variance")
    )
    deviation = np.sqrt(variance + normalization.epsilon)
    largest = np.abs(kernel).reshape(-1, kernel.shape[-1]).max(0)
    scale = np.sqrt(np.maximum(largest * deviation / np.maximum(np.abs(gamma), SMALLEST), SMALLEST))
    layer.kernel.assign(kernel / scale)
    if layer.use_bias:
        layer.bias.assign(_array(layer.bias) / scale)
    normalization.moving_mean.assign(mean / scale)
    normalization.moving_variance.assign(variance / scale**2)
    normalization.gamma.assign(gamma * np.sqrt(variance + normalization.epsilon * scale**2) / deviation)


def _array(variable: keras.Variable) -> np.ndarray:
    return keras.ops.convert_to_numpy(variable.value).astype(np.float64)
