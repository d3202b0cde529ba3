"""Normalisation by batches' statistics, by layers, by groups and by root mean squares."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from kerasdl.export.tfjs_layers.call import Call, layer_rule
from kerasdl.export.tfjs_layers.graph import Tensor, UnsupportedError


@layer_rule(
    "BatchNormalization",
    keys="axis momentum epsilon center scale synchronized renorm renorm_clipping renorm_momentum",
)
def batch_normalization(call: Call, x: Tensor, mask: None = None) -> Tensor:
    layer, c = call.operation, call.config
    if c.get("renorm"):
        raise UnsupportedError("renorm=True")
    axis = c["axis"] % x.rank
    swapped = list(range(1, x.rank))
    swapped[axis - 1], swapped[-1] = swapped[-1], swapped[axis - 1]
    last = call.permute(x, swapped, part="last")
    # TF.js normalises no more than four axes.
    flat = last if last.rank <= 4 else call.reshape(last, (x.shape[0], None, last.shape[-1]), part="flat")
    made = call.emit(
        "BatchNormalization",
        flat,
        weights={
            "gamma": layer.gamma if c["scale"] else None,
            "beta": layer.beta if c["center"] else None,
            "moving_mean": layer.moving_mean,
            "moving_variance": layer.moving_variance,
        },
        axis=-1,
        momentum=c["momentum"],
        epsilon=c["epsilon"],
        center=c["center"],
        scale=c["scale"],
    )
    return call.permute(call.reshape(made, last.shape, part="shape"), swapped, part="back")


@layer_rule("LayerNormalization", keys="axis epsilon center scale rms_scaling")
def layer_normalization(call: Call, x: Tensor) -> Tensor:
    layer, c = call.operation, call.config
    if c.get("rms_scaling"):
        raise UnsupportedError("rms_scaling=True")
    axes = sorted(a % x.rank for a in (c["axis"] if isinstance(c["axis"], (list, tuple)) else [c["axis"]]))
    if axes != list(range(x.rank - len(axes), x.rank)) or len(axes) == x.rank:
        raise UnsupportedError(f"axis={c['axis']}")
    # TF.js normalises no more than four axes.
    flat = x if x.rank <= 4 else call.reshape(x, (x.shape[0], None, *x.shape[axes[0] :]), part="flat")
    if flat.rank > 4:
        raise UnsupportedError(f"axis={c['axis']}")
    made = call.emit(
        "LayerNormalization",
        flat,
        weights={"gamma": layer.gamma if c["scale"] else None, "beta": layer.beta if c["center"] else None},
        axis=[axis - x.rank for axis in axes],
        epsilon=c["epsilon"],
        center=c["center"],
        scale=c["scale"],
    )
    return call.reshape(made, x.shape, part="shape")


def _scale_and_offset(call: Call, x: Tensor, gamma: Any, beta: Any) -> Tensor:
    """x·gamma + beta along the last axis, as a batch normalisation of mean 0 and variance 1."""
    if gamma is None and beta is None:
        return x
    width = x.shape[-1] or 0
    flat = x if x.rank <= 4 else call.reshape(x, (x.shape[0], None, width), part="scaled_flat")
    made = call.emit(
        "BatchNormalization",
        flat,
        weights={"gamma": gamma, "beta": beta, "moving_mean": np.zeros(width), "moving_variance": np.ones(width)},
        axis=-1,
        epsilon=0.0,
        center=beta is not None,
        scale=gamma is not None,
    )
    return call.reshape(made, x.shape, part="scaled_shape")


def _plainly_normalised(call: Call, x: Tensor, axes: int, epsilon: float) -> Tensor:
    """(x - mean)/√(variance + epsilon) over the last axes."""
    last = list(range(-axes, 0))
    return call.emit("LayerNormalization", x, part="normalised", axis=last, epsilon=epsilon, center=False, scale=False)


@layer_rule("GroupNormalization", keys="groups axis epsilon center scale")
def group_normalization(call: Call, x: Tensor) -> Tensor:
    """Groups in front, then a layer normalisation over all places and the group's channels."""
    layer, c = call.operation, call.config
    if c["axis"] % x.rank != x.rank - 1:
        raise UnsupportedError(f"axis={c['axis']}")
    *places, channels = call.known_sizes(x)
    groups = channels if c["groups"] == -1 else c["groups"]
    count, each = math.prod(places), channels // groups
    split = call.reshape(x, (x.shape[0], count, groups, each), part="groups")
    normalised = _plainly_normalised(call, call.permute(split, (2, 1, 3), "in_front"), 2, c["epsilon"])
    joined = call.reshape(call.permute(normalised, (2, 1, 3), "behind"), x.shape, part="joined")
    gamma, beta = layer.gamma if c["scale"] else None, layer.beta if c["center"] else None
    return _scale_and_offset(call, joined, gamma, beta)


@layer_rule("RMSNormalization", keys="axis epsilon")
def rms_normalization(call: Call, x: Tensor) -> Tensor:
    """Half of the layer normalisation of (x, -x), whose mean is 0 and whose variance is the mean of x²."""
    axes = call.config["axis"] if isinstance(call.config["axis"], (list, tuple)) else [call.config["axis"]]
    if [axis % x.rank for axis in axes] != [x.rank - 1] or x.rank > 4:
        raise UnsupportedError(f"axis={call.config['axis']}")
    width = call.known_sizes(x)[-1]
    negative = call.rescale(x, -1.0, 0.0, "negative")
    both = call.emit("Concatenate", x, negative, shape=(*x.shape[:-1], 2 * width), part="both", axis=-1)
    half = call.crop(_plainly_normalised(call, both, 1, call.config["epsilon"]), x.rank - 1, 0, width)
    return _scale_and_offset(call, half, call.operation.scale, None)


# ---- layers of keras.applications


@layer_rule("LayerScale", keys="init_values projection_dim")
def layer_scale(call: Call, x: Tensor) -> Tensor:
    return _scale_and_offset(call, x, call.operation.gamma, None)


@layer_rule("CustomScaleLayer", keys="scale")
def scaled_sum(call: Call, inputs: list[Tensor]) -> Tensor:
    a, b = inputs
    return call.emit("Add", a, call.rescale(b, float(call.config["scale"]), 0.0, "scaled"))
