"""Activations: TF.js's own by their names there, others as the layers of TF.js that compute them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import keras

from kerasdl.activations import ACTIVATION_SPECS
from kerasdl.export.tfjs_layers.call import Call, layer_rule, operation_rule
from kerasdl.export.tfjs_layers.graph import Tensor, UnsupportedError

# Keras's name -> TF.js's, where both compute the same.
ACTIVATIONS = {spec.keras: spec.tfjs_layers for spec in ACTIVATION_SPECS.values() if spec.tfjs_layers}
ACTIVATIONS |= {name: name for name in ("relu6", "softsign", "mish", "gelu")} | {"log_softmax": "logSoftmax"}


def _hard_sigmoid(call: Call, x: Tensor, part: str) -> Tensor:
    """relu6(x + 3)/6; TF.js's own has another slope."""
    return relu(call, call.rescale(x, 1 / 6, 0.5, f"{part}_scaled"), part, max_value=1.0)


def _hard_tanh(call: Call, x: Tensor, part: str) -> Tensor:
    clipped = relu(call, call.rescale(x, 1.0, 1.0, f"{part}_raised"), f"{part}_clipped", max_value=2.0)
    return call.rescale(clipped, 1.0, -1.0, part)


def _log_sigmoid(call: Call, x: Tensor, part: str) -> Tensor:
    softplus = call.activation(call.rescale(x, -1.0, 0.0, f"{part}_negative"), "softplus", f"{part}_softplus")
    return call.rescale(softplus, -1.0, 0.0, part)


def _tanh_shrink(call: Call, x: Tensor, part: str) -> Tensor:
    tanh = call.activation(x, "tanh", f"{part}_tanh")
    return call.emit("Add", x, call.rescale(tanh, -1.0, 0.0, f"{part}_negative"), part=part)


REWRITTEN: dict[str, Callable[[Call, Tensor, str], Tensor]] = {
    "leaky_relu": lambda call, x, part: leaky_relu(call, x, part, 0.2),
    "hard_sigmoid": _hard_sigmoid,
    "hard_silu": lambda call, x, part: call.emit("Multiply", x, _hard_sigmoid(call, x, f"{part}_gate"), part=part),
    "hard_tanh": _hard_tanh,
    "log_sigmoid": _log_sigmoid,
    "tanh_shrink": _tanh_shrink,
    "celu": lambda call, x, part: celu(call, x, part, 1.0),
}
ALIASES = {"swish": "silu", "hard_swish": "hard_silu"}
# The functions of keras.ops that are, with their defaults, what the activations of the same names are.
_SAME_IN_OPS = frozenset(
    """relu relu6 sigmoid tanh elu selu softplus softsign silu swish leaky_relu hard_sigmoid hard_silu hard_swish""".split()
)


def activation_name(activation: Any) -> str:
    """Keras's name of an activation function; refuses one that is not Keras's own."""
    if activation is None:
        return "linear"
    name = getattr(activation, "__name__", type(activation).__name__)
    module = getattr(activation, "__module__", "") or ""
    known = module.startswith("keras.src.activations") or (module.startswith("keras.src.ops") and name in _SAME_IN_OPS)
    if not known:
        raise UnsupportedError(f"activation {name}")
    return ALIASES.get(name, name)


def native_activation(activation: Any) -> str:
    """TF.js's name of an activation; refuses one that it has not."""
    name = activation_name(activation)
    if name not in ACTIVATIONS:
        raise UnsupportedError(f"activation {name}")
    return ACTIVATIONS[name]


def split_activation(activation: Any) -> tuple[str, Callable[[Call, Tensor], Tensor]]:
    """An activation as TF.js's name for it within a layer, and what follows the layer: one of the two does nothing."""
    if isinstance(activation, keras.layers.Layer):
        return "linear", lambda call, x: call.call_layer(activation, x, prefix=f"{call.name}_")
    name = activation_name(activation)
    if name in ACTIVATIONS:
        return ACTIVATIONS[name], lambda call, x: x
    if name not in REWRITTEN:
        raise UnsupportedError(f"activation {name}")
    return "linear", lambda call, x: _rewritten(call, x, name, name)


@layer_rule("Activation", keys="activation")
def activation_layer(call: Call, x: Tensor) -> Tensor:
    activation = call.operation.activation
    if isinstance(activation, keras.layers.Layer):
        return call.call_layer(activation, x, prefix=f"{call.name}_")
    name = activation_name(activation)
    return call.activation(x, ACTIVATIONS[name]) if name in ACTIVATIONS else _rewritten(call, x, name, "")


def _rewritten(call: Call, x: Tensor, name: str, part: str) -> Tensor:
    if name not in REWRITTEN:
        raise UnsupportedError(f"activation {name}")
    return REWRITTEN[name](call, x, part)


# ---- rectifiers


def leaky_relu(call: Call, x: Tensor, part: str, slope: float) -> Tensor:
    return call.emit("LeakyReLU", x, part=part, alpha=slope)


def relu(
    call: Call, x: Tensor, part: str, max_value: float | None = None, slope: float = 0.0, threshold: float = 0.0
) -> Tensor:
    """Keras's formula: where(x > threshold, x, 0), cut to 0 … max_value, less slope·relu(threshold - x)."""
    if slope and max_value is None and not threshold:
        return leaky_relu(call, x, part, slope)
    above = f"{part}_above" if slope else part
    if threshold:
        kept = call.emit("ThresholdedReLU", x, part=above if max_value is None else f"{above}_kept", theta=threshold)
        rectified = kept if max_value is None else call.emit("ReLU", kept, part=above, max_value=max_value)
    else:
        rectified = call.emit("ReLU", x, part=above, max_value=max_value)
    if not slope:
        return rectified
    below = f"{part}_below"
    below_threshold = call.emit("ReLU", call.rescale(x, -1.0, threshold, f"{below}_turned"), part=f"{below}_kept")
    return call.emit("Add", rectified, call.rescale(below_threshold, -slope, 0.0, below), part=part)


def elu(call: Call, x: Tensor, part: str, alpha: float) -> Tensor:
    """With TF.js's ELU, whose alpha is 1: alpha·elu(x) + (1 - alpha)·relu(x)."""
    if alpha == 1.0:
        return call.emit("ELU", x, part=part)
    one = call.emit("ELU", x, part=f"{part}_elu")
    rest = call.emit("ReLU", x, part=f"{part}_relu")
    scaled = call.rescale(one, alpha, 0.0, f"{part}_elu_scaled")
    return call.emit("Add", scaled, call.rescale(rest, 1 - alpha, 0.0, f"{part}_relu_scaled"), part=part)


def celu(call: Call, x: Tensor, part: str, alpha: float) -> Tensor:
    """alpha·elu(x/alpha)."""
    if alpha == 1.0:
        return call.emit("ELU", x, part=part)
    scaled = call.rescale(x, 1 / alpha, 0.0, f"{part}_scaled")
    return call.rescale(call.emit("ELU", scaled, part=f"{part}_elu"), alpha, 0.0, part)


@layer_rule("ReLU", keys="max_value negative_slope threshold")
@operation_rule("ReLU", keys="max_value negative_slope threshold")
def relu_layer(call: Call, x: Tensor) -> Tensor:
    c = call.config
    return relu(call, x, "", c["max_value"], float(c["negative_slope"] or 0), float(c["threshold"] or 0))


@layer_rule("LeakyReLU", keys="negative_slope")
@operation_rule("LeakyRelu", keys="negative_slope")
def leaky_relu_layer(call: Call, x: Tensor) -> Tensor:
    return leaky_relu(call, x, "", float(call.config["negative_slope"]))


@layer_rule("ELU", keys="alpha")
@operation_rule("Elu", keys="alpha")
def elu_layer(call: Call, x: Tensor) -> Tensor:
    return elu(call, x, "", float(call.config["alpha"]))


@operation_rule("Celu", keys="alpha")
def celu_operation(call: Call, x: Tensor) -> Tensor:
    return celu(call, x, "", float(call.config["alpha"]))


@layer_rule("PReLU", keys="shared_axes")
def prelu(call: Call, x: Tensor) -> Tensor:
    axes = call.config["shared_axes"]
    return call.emit("PReLU", x, weights={"alpha": call.operation.alpha}, shared_axes=axes and list(axes))


# ---- softmax along any axis


@layer_rule("Softmax", keys="axis")
@operation_rule("Softmax", "LogSoftmax", keys="axis")
def softmax(call: Call, x: Tensor, mask: Any = None) -> Tensor:
    if mask is not None:
        raise UnsupportedError("a mask")
    axis = call.config["axis"]
    if isinstance(axis, (tuple, list)):
        if len(axis) != 1:
            raise UnsupportedError(f"axis={tuple(axis)}")
        (axis,) = axis
    axis = axis % x.rank
    if axis == 0:
        raise UnsupportedError("the batch's axis")
    swapped = list(range(1, x.rank))
    swapped[axis - 1], swapped[-1] = swapped[-1], swapped[axis - 1]
    last = call.permute(x, swapped, "last")
    done = "" if axis == x.rank - 1 else "along"
    if call.kind == "LogSoftmax":
        made = call.activation(last, "logSoftmax", done)
    else:
        made = call.emit("Softmax", last, part=done, axis=-1)
    return call.permute(made, swapped, "")


_BY_OPERATION = {
    "Relu": "relu", "Relu6": "relu6", "Sigmoid": "sigmoid", "Tanh": "tanh", "Selu": "selu", "Softplus": "softplus",
    "Softsign": "softsign", "Silu": "silu", "HardSigmoid": "hard_sigmoid", "HardSilu": "hard_silu",
    "HardTanh": "hard_tanh", "LogSigmoid": "log_sigmoid", "TanhShrink": "tanh_shrink",
}  # fmt: skip


@operation_rule(*_BY_OPERATION)
def activation_operation(call: Call, x: Tensor) -> Tensor:
    name = _BY_OPERATION[call.kind]
    return call.activation(x, ACTIVATIONS[name]) if name in ACTIVATIONS else REWRITTEN[name](call, x, name)


@operation_rule("Gelu", keys="approximate")
def gelu_operation(call: Call, x: Tensor) -> Tensor:
    """Exact, or x·(½ + ½·tanh(√(2/π)·(x + 0.044715·x³))), whose name in TF.js its files cannot hold."""
    if not call.config["approximate"]:
        return call.activation(x, "gelu")
    root = math.sqrt(2 / math.pi)
    cube = call.rescale(call.emit("Multiply", x, x, x, part="cube"), 0.044715 * root, 0.0, "cube_scaled")
    inner = call.emit("Add", call.rescale(x, root, 0.0, "scaled"), cube, part="sum")
    return call.emit("Multiply", x, call.rescale(call.activation(inner, "tanh", "tanh"), 0.5, 0.5, "gate"))
