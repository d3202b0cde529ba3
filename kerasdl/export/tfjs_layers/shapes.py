"""Layers and operations that move numbers: reshaping, order of axes, padding, cropping, slices, upsampling."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from kerasdl.export.tfjs_layers.call import Call, layer_rule, operation_rule
from kerasdl.export.tfjs_layers.graph import Tensor, UnsupportedError


@layer_rule("Flatten", integers=True, move_channels=True)
def flatten(call: Call, x: Tensor) -> Tensor:
    if x.rank > 2 and None not in x.shape[1:]:
        return call.emit("Flatten", x, shape=(x.shape[0], math.prod(call.known_sizes(x))))
    return call.reshape(x, call.shape, part="")


@layer_rule("Reshape", keys="target_shape", integers=True)
@operation_rule("ExpandDims", "Squeeze", keys="axis", integers=True)
@operation_rule("Reshape", keys="newshape", integers=True)
def reshape(call: Call, x: Tensor) -> Tensor:
    """The shape that Keras found, for TF.js would forget what -1 stands for."""
    if not call.shape or _batch_moves(call, x):
        raise UnsupportedError("a change of the batch")
    return call.reshape(x, call.shape, part="")


def _batch_moves(call: Call, x: Tensor) -> bool:
    """Whether an operation, which may reshape the batch as well, does so."""
    if "target_shape" in call.config:
        return False
    if "axis" in call.config:
        axes = call.config["axis"]
        rank = max(x.rank, len(call.shape))
        return any(axis is None or axis % rank == 0 for axis in (axes if isinstance(axes, (tuple, list)) else [axes]))
    sizes = (x.shape[1:], call.shape[1:])
    known = [math.prod(size for size in shape if size is not None) for shape in sizes]
    return x.shape[0] != call.shape[0] or any(None in shape for shape in sizes) or known[0] != known[1]


@layer_rule("Permute", keys="dims", integers=True)
def permute_layer(call: Call, x: Tensor) -> Tensor:
    return call.permute(x, call.config["dims"], part="")


@operation_rule("Transpose", keys="axes", integers=True)
@operation_rule("Swapaxes", keys="axis1 axis2", integers=True)
@operation_rule("Moveaxis", keys="source destination", integers=True)
def transpose(call: Call, x: Tensor) -> Tensor:
    """The order of the axes is read off an array whose sizes are all different."""
    sample = np.empty(tuple(range(1, x.rank + 1)))
    c = call.config
    if call.kind == "Transpose":
        moved = np.transpose(sample, c["axes"])
    elif call.kind == "Swapaxes":
        moved = np.swapaxes(sample, c["axis1"], c["axis2"])
    else:
        moved = np.moveaxis(sample, c["source"], c["destination"])
    order = [size - 1 for size in moved.shape]
    if order[0] != 0:
        raise UnsupportedError("a change of the batch")
    return call.permute(x, order[1:], part="")


@layer_rule("RepeatVector", keys="n", integers=True)
def repeat_vector(call: Call, x: Tensor) -> Tensor:
    return call.emit("RepeatVector", x, shape=call.shape, n=call.config["n"])


# ---- padding and cropping


def _pairs(value: Any, count: int) -> list[tuple[int, int]]:
    """What Keras keeps as ((low, high), …), for one axis as (low, high)."""
    return [tuple(value)] if count == 1 else [tuple(pair) for pair in value]


@layer_rule("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", keys="padding", integers=True, move_channels=True)
def zero_padding(call: Call, x: Tensor) -> Tensor:
    pairs = _pairs(call.config["padding"], x.rank - 2)
    if x.rank == 4:
        return call.emit("ZeroPadding2D", x, shape=call.shape, padding=pairs)
    for axis, (low, high) in enumerate(pairs, 1):
        x = call.pad(x, axis, low, high, part=f"pad_{axis}")
    return x


@layer_rule("Cropping1D", "Cropping2D", "Cropping3D", keys="cropping", integers=True, move_channels=True)
def cropping(call: Call, x: Tensor) -> Tensor:
    pairs = _pairs(call.config["cropping"], x.rank - 2)
    call.known_sizes(x)
    if x.rank == 4:
        return call.emit("Cropping2D", x, shape=call.shape, cropping=pairs)
    for axis, (low, high) in enumerate(pairs, 1):
        x = call.crop(x, axis, low, high, part=f"crop_{axis}")
    return x


@layer_rule("CenterCrop", keys="height width", move_channels=True)
def center_crop(call: Call, x: Tensor) -> Tensor:
    """TF.js's own cuts elsewhere."""
    sizes, wanted = call.known_sizes(x)[-3:-1], (call.config["height"], call.config["width"])
    if x.rank != 4 or any(size < kept for size, kept in zip(sizes, wanted, strict=True)):
        raise UnsupportedError("an input smaller than the crop")
    low = [int((size - kept) / 2) for size, kept in zip(sizes, wanted, strict=True)]
    pairs = [(a, size - kept - a) for a, size, kept in zip(low, sizes, wanted, strict=True)]
    return call.emit("Cropping2D", x, shape=call.shape, cropping=pairs)


@operation_rule("Pad", keys="pad_width mode", integers=True)
def pad(call: Call, x: Tensor, constant_values: Any = None) -> Tensor:
    if call.config["mode"] != "constant" or constant_values not in (None, 0):
        raise UnsupportedError("another padding than zeros")
    if any(call.config["pad_width"][0]):
        raise UnsupportedError("a change of the batch")
    for axis, (low, high) in enumerate(call.config["pad_width"]):
        x = call.pad(x, axis, low, high, part=f"pad_{axis}")
    return x


# ---- parts


@operation_rule("GetItem", integers=True)
def get_item(call: Call, x: Tensor, key: Any) -> Tensor:
    """Slices without steps and single places, of any axis but the batch's."""
    parts = tuple(key) if isinstance(key, (tuple, list)) else (key,)  # a saved model has a list
    if any(part is None or not (part is ... or isinstance(part, (int, slice))) for part in parts):
        raise UnsupportedError(f"the index {key}")
    if ... in parts:
        where = parts.index(...)
        parts = (*parts[:where], *[slice(None)] * (x.rank - len(parts) + 1), *parts[where + 1 :])
    if not parts or parts[0] != slice(None):
        raise UnsupportedError("a part of the batch")
    for axis, part in enumerate(parts[1:], 1):
        if part != slice(None):
            size = call.known_sizes(x)[axis - 1]
            if isinstance(part, slice):
                low, high, step = part.indices(size)
            else:
                low, high, step = part % size, part % size + 1, 1
            if step != 1:
                raise UnsupportedError("steps in a slice")
            x = call.crop(x, axis, low, size - high, part=f"axis_{axis}")
    return call.reshape(x, call.shape, part="")


@operation_rule("Split", keys="indices_or_sections axis", integers=True)
@operation_rule("Unstack", keys="num axis", integers=True)
def split(call: Call, x: Tensor) -> list[Tensor]:
    axis = call.config["axis"] % x.rank
    if axis == 0:
        raise UnsupportedError("a part of the batch")
    size, start, parts = call.known_sizes(x)[axis - 1], 0, []
    for number, shape in enumerate(call.shapes):
        length = 1 if call.kind == "Unstack" else shape[axis] or 0
        part = call.crop(x, axis, start, size - start - length, part=f"part_{number}")
        parts.append(call.reshape(part, shape, part=f"part_{number}_shape"))
        start += length
    return parts


# ---- more of the same


def repeats_exactly(size: int | None, factor: int) -> bool:
    """Whether ⌊i·(size/(size·factor))⌋, the row that TF.js takes, is ⌊i/factor⌋ everywhere, in 32 and 64 bits."""
    if factor & (factor - 1) == 0:
        return True
    if size is None:
        return False
    rows = np.arange(size * factor)
    for kind in ("float32", "float64"):
        ratio = np.array(size, kind) / np.array(size * factor, kind)
        if not np.array_equal(np.floor(rows.astype(kind) * ratio).astype(int), rows // factor):
            return False
    return True


@layer_rule("UpSampling1D", keys="size", integers=True)
@layer_rule("UpSampling2D", "UpSampling3D", keys="size interpolation", integers=True, move_channels=True)
def upsampling(call: Call, x: Tensor) -> Tensor:
    size = call.config["size"]
    factors = [size] if isinstance(size, int) else list(size)
    interpolation = call.config.get("interpolation", "nearest")
    if interpolation != "nearest":
        target = [n * factor for n, factor in zip(call.known_sizes(x)[:2], factors, strict=True)]
        return resize(call, x, target, interpolation)
    exact = all(repeats_exactly(n, factor) for n, factor in zip(x.shape[1:-1], factors, strict=True))
    if x.rank == 4:
        if not exact:
            return resize(call, x, [n * f for n, f in zip(call.known_sizes(x)[:2], factors, strict=True)], "nearest")
        return call.emit("UpSampling2D", x, shape=call.shape, size=factors, interpolation="nearest")
    if not exact:
        raise UnsupportedError(f"size={size}")
    for axis, factor in enumerate(factors, 1):
        before, n, after = call.around(x, axis)
        flat = call.reshape(x, (x.shape[0], before, n, after), part=f"flat_{axis}")
        grown = (x.shape[0], before, n * factor, after)
        more = call.emit("UpSampling2D", flat, shape=grown, part=f"axis_{axis}", size=[1, factor])
        x = call.reshape(more, (*x.shape[:axis], n * factor, *x.shape[axis + 1 :]), part=f"shape_{axis}")
    return x


@layer_rule(
    "Resizing",
    keys="height width interpolation crop_to_aspect_ratio pad_to_aspect_ratio fill_mode fill_value antialias",
    move_channels=True,
)
def resizing(call: Call, x: Tensor) -> Tensor:
    c = call.config
    if c["crop_to_aspect_ratio"] or c["pad_to_aspect_ratio"] or x.rank != 4:
        raise UnsupportedError("an aspect ratio to keep")
    return resize(call, x, [c["height"], c["width"]], c["interpolation"], bool(c["antialias"]))


def resize(call: Call, x: Tensor, target: list[int], interpolation: str, antialias: bool = False) -> Tensor:
    """As two products with constant matrices: Keras weights rows and columns otherwise than TF.js."""
    import keras

    call.graph.note(f"{call.name} ({call.kind}) is written as products with constant matrices")
    for axis, wanted in enumerate(target, 1):
        size = call.known_sizes(x)[axis - 1]
        rows = keras.ops.image.resize(
            np.eye(size, dtype=np.float32)[None, :, None, :],
            (wanted, 1),
            interpolation=interpolation,
            antialias=antialias,
            data_format="channels_last",
        )
        order = list(range(1, x.rank))
        order[axis - 1], order[-1] = order[-1], order[axis - 1]
        last = call.permute(x, order, part=f"last_{axis}")
        made = call.dense(last, keras.ops.convert_to_numpy(rows)[0, :, 0, :].T, part=f"resized_{axis}")
        x = call.permute(made, order, part=f"back_{axis}")
    return x
