"""Pooling over windows, over all places, and the reductions of `keras.ops`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kerasdl.export.tfjs_layers.call import Call, layer_rule, operation_rule
from kerasdl.export.tfjs_layers.graph import Shape, Tensor, UnsupportedError

_POOLING = [f"{kind}Pooling{n}D" for kind in ("Max", "Average") for n in (1, 2, 3)]
_GLOBAL = [f"Global{name}" for name in _POOLING]


@layer_rule(*_POOLING, keys="pool_size strides padding", move_channels=True)
def pooling(call: Call, x: Tensor) -> Tensor:
    c = call.config
    options = {"pool_size": c["pool_size"], "strides": c["strides"], "padding": c["padding"]}
    return call.emit(call.kind, x, shape=call.shape, **options)


@layer_rule(*_GLOBAL, keys="keepdims", move_channels=True)
def global_pooling(call: Call, x: Tensor, mask: None = None) -> Tensor:
    if x.rank == 5:
        return reduce(call, x, range(1, 4), "Average" in call.kind, call.shape)
    pooled = call.emit(call.kind, x, shape=(x.shape[0], x.shape[-1]))
    return call.reshape(pooled, call.shape, part="keepdims")


def reduce(call: Call, x: Tensor, axes: Sequence[int], average: bool, shape: Shape) -> Tensor:
    """The mean or the largest along some axes: these are put in front, as the steps of a one-dimensional pooling."""
    sizes = call.known_sizes(x)
    kept = [axis for axis in range(1, x.rank) if axis not in axes]
    steps = math.prod(sizes[axis - 1] for axis in axes)
    first = call.permute(x, [*axes, *kept], part="order")
    flat = call.reshape(first, (x.shape[0], steps, math.prod(sizes) // steps), part="steps")
    pooling = "GlobalAveragePooling1D" if average else "GlobalMaxPooling1D"
    pooled = call.emit(pooling, flat, shape=(x.shape[0], flat.shape[2]), part="pooled")
    return call.reshape(pooled, shape, part="")


@operation_rule("Mean", "Sum", "Max", "Min", keys="axis keepdims initial")
def reduction(call: Call, x: Tensor) -> Tensor:
    axis = call.config["axis"]
    given = range(x.rank) if axis is None else axis if isinstance(axis, (tuple, list)) else [axis]
    axes = sorted({each % x.rank for each in given})
    if 0 in axes:
        raise UnsupportedError("the batch's axis")
    if call.config.get("initial") is not None:
        raise UnsupportedError(f"initial={call.config['initial']}")
    if call.kind == "Min":
        largest = reduce(call, call.rescale(x, -1.0, 0.0, "negative"), axes, False, call.shape)
        return call.rescale(largest, -1.0, 0.0, "min")
    found = reduce(call, x, axes, call.kind != "Max", call.shape)
    if call.kind != "Sum":
        return found
    return call.rescale(found, float(math.prod(call.known_sizes(x)[axis - 1] for axis in axes)), 0.0, "sum")
