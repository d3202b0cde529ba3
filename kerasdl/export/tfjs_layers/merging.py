"""Sums, products, concatenation and dot products of tensors, and arithmetic with constants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasdl.export.tfjs_layers.activations import relu
from kerasdl.export.tfjs_layers.call import Call, as_float32, layer_rule, operation_rule
from kerasdl.export.tfjs_layers.graph import Tensor, UnsupportedError

MERGES = ("Add", "Multiply", "Average", "Maximum", "Minimum", "Subtract", "Concatenate", "Dot")


def _tensors(inputs: Any) -> list[Tensor]:
    if not isinstance(inputs, (list, tuple)) or not all(isinstance(x, Tensor) for x in inputs):
        raise UnsupportedError("an input that is no tensor")
    return list(inputs)


@layer_rule("Add", "Multiply", "Average", "Maximum", "Minimum")
def merge(call: Call, inputs: Any) -> Tensor:
    xs = _tensors(inputs)
    return _elementwise(call, call.kind, xs) if len(xs) > 1 else xs[0]


def _elementwise(call: Call, class_name: str, xs: Sequence[Tensor]) -> Tensor:
    if len({x.rank for x in xs}) > 1:
        raise UnsupportedError("inputs of different ranks")
    if len({x.shape[0] for x in xs}) > 1:
        raise UnsupportedError("inputs of different batches")
    return call.emit(class_name, *xs, shape=call.shape)


@layer_rule("Subtract")
def subtract(call: Call, inputs: Any) -> Tensor:
    """a + (-1)·b."""
    a, b = _tensors(inputs)
    return _elementwise(call, "Add", [a, call.rescale(b, -1.0, 0.0, "negative")])


@layer_rule("Concatenate", keys="axis", integers=True)
@operation_rule("Concatenate", keys="axis", integers=True)
def concatenate(call: Call, inputs: Any) -> Tensor:
    xs = _tensors(inputs)
    return _concatenate(call, xs, call.config["axis"] % xs[0].rank)


def _concatenate(call: Call, xs: list[Tensor], axis: int) -> Tensor:
    if axis == 0:
        raise UnsupportedError("the batch's axis")
    if len({x.dtype for x in xs}) > 1:
        raise UnsupportedError("inputs of different types")
    if len({(*x.shape[:axis], *x.shape[axis + 1 :]) for x in xs}) > 1:
        raise UnsupportedError("sizes that are not known")
    if len(xs) == 1:
        return xs[0]
    return call.emit("Concatenate", *xs, shape=call.shape, axis=-1 if axis == xs[0].rank - 1 else axis)


@operation_rule("Stack", keys="axis", integers=True)
def stack(call: Call, inputs: Any) -> Tensor:
    xs, axis = _tensors(inputs), call.config["axis"] % len(call.shape)
    if axis == 0:
        raise UnsupportedError("the batch's axis")
    wide = [
        call.reshape(x, (*x.shape[:axis], 1, *x.shape[axis:]), part=f"expanded_{number}") for number, x in enumerate(xs)
    ]
    return _concatenate(call, wide, axis)


@layer_rule("Dot", keys="axes normalize")
def dot(call: Call, inputs: Any) -> Tensor:
    if call.config["normalize"]:
        raise UnsupportedError("normalize=True")
    a, b = _tensors(inputs)
    axes = call.config["axes"]
    given = [axes, axes] if isinstance(axes, int) else list(axes)
    return _dot(call, a, b, given)


def _dot(call: Call, a: Tensor, b: Tensor, axes: Sequence[int]) -> Tensor:
    positive = [axis % x.rank for axis, x in zip(axes, (a, b), strict=True)]
    if {a.rank, b.rank} - {2, 3} or 0 in positive:
        raise UnsupportedError("a product of these ranks")
    return call.emit("Dot", a, b, shape=call.shape, axes=positive, normalize=False)


@operation_rule("Matmul")
def matmul(call: Call, a: Any, b: Any) -> Tensor:
    """Of two tensors, or of a tensor with a constant matrix."""
    if not isinstance(a, Tensor):
        raise UnsupportedError("a constant times a tensor")
    if not isinstance(b, Tensor):
        matrix = as_float32(b)
        if matrix.ndim != 2:
            raise UnsupportedError("a constant that is no matrix")
        return call.dense(a, matrix)
    if a.rank != 3 or b.rank != 3:
        raise UnsupportedError("a product of these ranks")
    return _dot(call, a, b, (2, 1))


# ---- arithmetic of keras.ops


def _constant(call: Call, x: Tensor, value: Any) -> Any:
    """A number, or an array that is alike for each input and leaves x's shape as it is."""
    array = as_float32(value)
    if array.ndim == 0:
        return float(array)
    if array.ndim > x.rank or (array.ndim == x.rank and array.shape[0] != 1) or tuple(call.shape) != tuple(x.shape):
        raise UnsupportedError("a constant of another shape")
    return array


@operation_rule("Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Maximum", "Minimum")
def arithmetic(call: Call, a: Any, b: Any) -> Tensor:
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        return _of_two_tensors(call, a, b)
    x, value, first = (a, b, False) if isinstance(a, Tensor) else (b, a, True)
    constant = _constant(call, x, value)
    if call.kind == "Add":
        return call.rescale(x, 1.0, constant)
    if call.kind == "Multiply":
        return call.rescale(x, constant)
    if call.kind == "Subtract":
        return call.rescale(x, -1.0, constant) if first else call.rescale(x, 1.0, -constant)
    if call.kind in ("Divide", "TrueDivide") and not first and np.all(constant):
        return call.rescale(x, 1.0 / constant)
    if call.kind == "Maximum":
        return _at_least(call, x, constant)
    if call.kind == "Minimum":  # min(x, c) = -max(-x, -c)
        return call.rescale(_at_least(call, call.rescale(x, -1.0, 0.0, "negative"), -constant, "kept"), -1.0)
    raise UnsupportedError("a division by a tensor")


def _of_two_tensors(call: Call, a: Tensor, b: Tensor) -> Tensor:
    if call.kind == "Subtract":
        return subtract(call, [a, b])
    if call.kind in ("Divide", "TrueDivide"):
        raise UnsupportedError("a division by a tensor")
    return _elementwise(call, call.kind, [a, b])


def _at_least(call: Call, x: Tensor, bound: Any, part: str = "") -> Tensor:
    """max(x, c) = c + relu(x - c)."""
    if isinstance(bound, float) and bound == 0.0:
        return call.activation(x, "relu", part)
    above = call.activation(call.rescale(x, 1.0, -bound, f"{part}_above"), "relu", f"{part}_rectified")
    return call.rescale(above, 1.0, bound, part)


@operation_rule("Negative")
def negative(call: Call, x: Tensor) -> Tensor:
    return call.rescale(x, -1.0)


@operation_rule("Square")
def square(call: Call, x: Tensor) -> Tensor:
    return call.emit("Multiply", x, x)


@operation_rule("Power")
def power(call: Call, x: Any, exponent: Any) -> Tensor:
    if not isinstance(x, Tensor) or isinstance(exponent, Tensor) or exponent != 2:
        raise UnsupportedError("an exponent other than 2")
    return square(call, x)


@operation_rule("Absolute")
def absolute(call: Call, x: Tensor) -> Tensor:
    turned = call.activation(call.rescale(x, -1.0, 0.0, "negative"), "relu", "below")
    return call.emit("Add", call.activation(x, "relu", "above"), turned)


@operation_rule("Clip", keys="x_min x_max")
def clip(call: Call, x: Tensor) -> Tensor:
    low, high = call.config["x_min"], call.config["x_max"]
    if not all(isinstance(bound, (int, float)) for bound in (low, high)) or low > high:
        raise UnsupportedError("bounds that are no numbers")
    if low == 0:
        return relu(call, x, "", max_value=float(high))
    kept = relu(call, call.rescale(x, 1.0, -float(low), "above"), "kept", max_value=float(high) - float(low))
    return call.rescale(kept, 1.0, float(low))


@operation_rule("Cast", keys="dtype", integers=True)
def cast(call: Call, x: Tensor) -> Tensor:
    if not str(call.config["dtype"]).startswith("float"):
        raise UnsupportedError(f"dtype={call.config['dtype']}")
    return x if x.dtype.startswith("float") else call.rescale(x)


@operation_rule("StopGradient", integers=True)
def stop_gradient(call: Call, x: Tensor) -> Tensor:
    return x
