"""Convolutions, plain, depthwise, separable and transposed, in one to three dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasdl.export.tfjs_layers.activations import split_activation
from kerasdl.export.tfjs_layers.call import Call, as_float32, layer_rule
from kerasdl.export.tfjs_layers.graph import Shape, Tensor, UnsupportedError

LARGEST_UNGROUPED = 2**22  # weights of a grouped kernel written with zeros: 16 MiB
_KEYS = "kernel_size strides padding dilation_rate activation use_bias"


def dilate(kernel: np.ndarray, rates: tuple[int, ...]) -> np.ndarray:
    """A kernel with zeros between its places, which is what dilation means; `rates` are those of its first axes."""
    shape = [(size - 1) * rate + 1 for size, rate in zip(kernel.shape, rates, strict=False)]
    wide = np.zeros((*shape, *kernel.shape[len(rates) :]), kernel.dtype)
    wide[tuple(slice(None, None, rate) for rate in rates)] = kernel
    return wide


def ungroup(kernel: np.ndarray, groups: int) -> np.ndarray:
    """A grouped kernel (…, in/groups, out) as a plain one (…, in, out), with zeros between the groups."""
    *space, inputs, outputs = kernel.shape
    if kernel.size * groups > LARGEST_UNGROUPED:
        raise UnsupportedError(f"groups={groups}")
    whole = np.zeros((*space, inputs * groups, outputs), kernel.dtype)
    each = outputs // groups
    for group in range(groups):
        columns = slice(group * each, (group + 1) * each)
        whole[..., group * inputs : (group + 1) * inputs, columns] = kernel[..., columns]
    return whole


def _bias(call: Call) -> Any:
    return call.operation.bias if call.config["use_bias"] else None


@layer_rule("Conv1D", "Conv2D", "Conv3D", keys=f"filters groups {_KEYS}", move_channels=True)
def convolution(call: Call, x: Tensor) -> Tensor:
    c, kernel = call.config, as_float32(call.operation.kernel)
    activation, follow = split_activation(call.operation.activation)
    if call.kind == "Conv2D" and c["groups"] == x.shape[-1] != 1:
        each = c["filters"] // c["groups"]
        return follow(call, _depthwise(call, x, kernel.reshape(*kernel.shape[:2], c["groups"], each), activation))
    if c["groups"] != 1:
        kernel = ungroup(kernel, c["groups"])
        call.graph.note(f"{call.name} ({call.kind}): its groups are written as one, with zeros between them")
    rates = tuple(c["dilation_rate"])
    if call.kind == "Conv3D" and set(rates) != {1}:
        kernel, rates = dilate(kernel, rates), (1, 1, 1)
    x, padding = _causal(call, x)
    made = call.emit(
        call.kind,
        x,
        shape=call.shape,
        weights={"kernel": kernel, "bias": _bias(call)},
        filters=c["filters"],
        kernel_size=kernel.shape[:-2],
        strides=c["strides"],
        padding=padding,
        dilation_rate=rates,
        use_bias=c["use_bias"],
        activation=activation,
    )
    return follow(call, made)


def _causal(call: Call, x: Tensor) -> tuple[Tensor, str]:
    """Causal padding, which TF.js lacks, as zeros in front."""
    c = call.config
    if c["padding"] != "causal":
        return x, c["padding"]
    return call.pad(x, 1, (c["kernel_size"][0] - 1) * c["dilation_rate"][0], 0), "valid"


def _flat(call: Call, x: Tensor) -> Tensor:
    """(batch, steps, channels) as a picture of one column."""
    return call.reshape(x, (x.shape[0], x.shape[1], 1, x.shape[2]), part="column") if x.rank == 3 else x


def _in_two(call: Call, shape: Shape) -> Shape:
    return (shape[0], shape[1], 1, shape[2]) if len(shape) == 3 else shape


def _kernel_in_two(kernel: np.ndarray) -> np.ndarray:
    return kernel[:, None] if kernel.ndim == 3 else kernel


def _pair(values: Any) -> list[int]:
    return [*values, 1] if len(values) == 1 else list(values)


@layer_rule("DepthwiseConv1D", "DepthwiseConv2D", keys=f"depth_multiplier {_KEYS}", move_channels=True)
def depthwise(call: Call, x: Tensor) -> Tensor:
    activation, follow = split_activation(call.operation.activation)
    return follow(call, _depthwise(call, x, as_float32(call.operation.kernel), activation))


def _depthwise(call: Call, x: Tensor, kernel: np.ndarray, activation: str) -> Tensor:
    """With a dilated kernel, for TF.js leaves dilation out."""
    c = call.config
    kernel = _kernel_in_two(dilate(kernel, tuple(c["dilation_rate"])))
    made = call.emit(
        "DepthwiseConv2D",
        _flat(call, x),
        shape=_in_two(call, call.shape),
        weights={"depthwise_kernel": kernel, "bias": _bias(call)},
        depth_multiplier=kernel.shape[-1],
        kernel_size=kernel.shape[:2],
        strides=_pair(c["strides"]),
        padding=c["padding"],
        use_bias=c["use_bias"],
        activation=activation,
    )
    return call.reshape(made, call.shape)


@layer_rule("SeparableConv1D", "SeparableConv2D", keys=f"filters depth_multiplier {_KEYS}", move_channels=True)
def separable(call: Call, x: Tensor) -> Tensor:
    c, layer = call.config, call.operation
    activation, follow = split_activation(layer.activation)
    x, padding = _causal(call, x)
    kernel = _kernel_in_two(dilate(as_float32(layer.depthwise_kernel), tuple(c["dilation_rate"])))
    pointwise = _kernel_in_two(as_float32(layer.pointwise_kernel))
    made = call.emit(
        "SeparableConv2D",
        _flat(call, x),
        shape=_in_two(call, call.shape),
        weights={"depthwise_kernel": kernel, "pointwise_kernel": pointwise, "bias": _bias(call)},
        filters=c["filters"],
        depth_multiplier=c["depth_multiplier"],
        kernel_size=kernel.shape[:2],
        strides=_pair(c["strides"]),
        padding=padding,
        use_bias=c["use_bias"],
        activation=activation,
    )
    return follow(call, call.reshape(made, call.shape))


@layer_rule(
    "Conv1DTranspose",
    "Conv2DTranspose",
    "Conv3DTranspose",
    keys=f"filters output_padding {_KEYS}",
    move_channels=True,
)
def transposed(call: Call, x: Tensor) -> Tensor:
    c = call.config
    activation, follow = split_activation(call.operation.activation)
    kernel = dilate(as_float32(call.operation.kernel), tuple(c["dilation_rate"]))
    if c["output_padding"] is not None:
        kernel = _with_output_padding(call, kernel)
    strides = list(c["strides"])
    if call.kind == "Conv1DTranspose":
        kernel, strides = kernel[:, None], [*strides, 1]
    made = call.emit(
        "Conv3DTranspose" if x.rank == 5 else "Conv2DTranspose",
        _flat(call, x),
        shape=_in_two(call, call.shape),
        weights={"kernel": kernel, "bias": _bias(call)},
        filters=c["filters"],
        kernel_size=kernel.shape[:-2],
        strides=strides,
        padding=c["padding"],
        use_bias=c["use_bias"],
        activation=activation,
    )
    return follow(call, call.reshape(made, call.shape))


def _with_output_padding(call: Call, kernel: np.ndarray) -> np.ndarray:
    """A kernel with zeros behind it: its output is as much longer as `output_padding` says."""
    more, strides = call.config["output_padding"], call.config["strides"]
    more = [more] * len(strides) if isinstance(more, int) else list(more)
    sizes = [size + extra for size, extra in zip(kernel.shape, more, strict=False)]
    if call.config["padding"] != "valid" or any(size < step for size, step in zip(sizes, strides, strict=True)):
        raise UnsupportedError(f"output_padding={call.config['output_padding']}")
    return np.pad(kernel, [*((0, extra) for extra in more), (0, 0), (0, 0)])
