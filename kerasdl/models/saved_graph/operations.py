"""TensorFlow's operations in NumPy: those that networks reading ink are made of.

A maker takes an operation's attributes and gives a function from its inputs to its output. An attribute with a value that
is not known to mean the same in NumPy is an `UnreadableError`. One that has its default value may be left out of the file:
it then reads as false or 0, where that is no default it is put in here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasdl.models.saved_graph.errors import UnreadableError
from kerasdl.models.saved_graph.windows import Pair, convolve, max_pool, mean_pool

Compute = Callable[..., np.ndarray]
FLOAT32, INT32, INT64, BOOL = 1, 3, 9, 10  # TensorFlow's numbers
DTYPES: dict[int, np.dtype[Any]] = {
    FLOAT32: np.dtype("<f4"),
    INT32: np.dtype("<i4"),
    INT64: np.dtype("<i8"),
    BOOL: np.dtype(bool),
}


def compute_of(node: Any) -> Compute:
    """What an operation computes.

    Args:
        node: a `NodeDef`.

    Raises:
        UnreadableError: it is not known.
    """
    # The numbers that it computes with.
    if any(value.type not in DTYPES for name, value in node.attr.items() if value.type and not name.startswith("_")):
        raise UnreadableError
    if node.op in _PLAIN:
        return _PLAIN[node.op]
    if node.op in _MAKERS:
        return _MAKERS[node.op](node.attr)
    raise UnreadableError


def array_of(tensor: Any) -> np.ndarray:
    """A constant, from its `TensorProto`."""
    if tensor.dtype not in DTYPES:
        raise UnreadableError
    dtype, shape = DTYPES[tensor.dtype], tuple(side.size for side in tensor.tensor_shape.dim)
    if tensor.tensor_content:
        return np.frombuffer(tensor.tensor_content, dtype).reshape(shape)
    lists = {FLOAT32: tensor.float_val, INT32: tensor.int_val, INT64: tensor.int64_val, BOOL: tensor.bool_val}
    written = lists[tensor.dtype]
    values = np.zeros(shape, dtype)
    if written:  # the last one stands for all that are not written
        values[...] = written[-1]
        values.reshape(-1)[: len(written)] = written
    return values


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def _elu(x: np.ndarray) -> np.ndarray:
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


def _selu(x: np.ndarray) -> np.ndarray:
    from kerasdl.activations import SELU_ALPHA, SELU_SCALE

    return SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * np.expm1(np.minimum(x, 0)))


def _softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - x.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def _range(start: np.ndarray, limit: np.ndarray, step: np.ndarray) -> np.ndarray:
    return np.arange(start, limit, step, start.dtype)


def _concatenate(*parts: np.ndarray) -> np.ndarray:
    return np.concatenate(parts[:-1], int(parts[-1]))


def _pad(x: np.ndarray, margins: np.ndarray) -> np.ndarray:
    return np.pad(x, margins)


# Operations without attributes of their own but data types.
_PLAIN: dict[str, Compute] = {
    "Abs": np.abs,
    "Add": np.add,
    "AddV2": np.add,
    "BroadcastTo": lambda x, shape: np.broadcast_to(x, tuple(shape)),
    "ConcatV2": _concatenate,
    "Elu": _elu,
    "Exp": np.exp,
    "ExpandDims": lambda x, axis: np.expand_dims(x, int(axis)),
    "Greater": np.greater,
    "GreaterEqual": np.greater_equal,
    "Less": np.less,
    "LessEqual": np.less_equal,
    "Log": np.log,
    "LogicalAnd": np.logical_and,
    "LogicalNot": np.logical_not,
    "LogicalOr": np.logical_or,
    "Maximum": np.maximum,
    "Minimum": np.minimum,
    "Mul": np.multiply,
    "Neg": np.negative,
    "Pad": _pad,
    "Range": _range,
    "RealDiv": np.true_divide,
    "Relu": lambda x: np.maximum(x, 0),
    "Relu6": lambda x: np.clip(x, 0, 6),
    "Reshape": lambda x, shape: x.reshape(tuple(shape)),
    "Rsqrt": lambda x: 1 / np.sqrt(x),
    "SelectV2": np.where,
    "Selu": _selu,
    "Sigmoid": _sigmoid,
    "Softmax": _softmax,
    "Softplus": lambda x: np.logaddexp(x, np.float32(0)),
    "Softsign": lambda x: x / (1 + np.abs(x)),
    "Sqrt": np.sqrt,
    "Square": np.square,
    "SquaredDifference": lambda x, y: np.square(x - y),
    "Sub": np.subtract,
    "Tanh": np.tanh,
    "Transpose": lambda x, order: x.transpose(tuple(order)),
}


def _reduction(reduce: Callable[..., Any], *, exact: bool) -> Callable[[Any], Compute]:
    """A reduction; sums of floating-point numbers in double precision, for in single a long one loses digits."""

    def make(attributes: Any) -> Compute:
        keep = attributes["keep_dims"].b

        def compute(x: np.ndarray, axes: np.ndarray) -> np.ndarray:
            double = {} if exact or x.dtype.kind != "f" else {"dtype": np.float64}
            return np.asarray(reduce(x, axis=tuple(np.atleast_1d(axes)), keepdims=keep, **double), x.dtype)

        return compute

    return make


def _product(first: str, second: str) -> Callable[[Any], Compute]:
    """A product of matrices, each of which may be transposed first, as its attribute says."""

    def make(attributes: Any) -> Compute:
        turn = [attributes[name].b for name in (first, second)]
        return lambda *pair: np.matmul(*(m.swapaxes(-1, -2) if t else m for m, t in zip(pair, turn, strict=True)))

    return make


def _cast(attributes: Any) -> Compute:
    if attributes["Truncate"].b:
        raise UnreadableError
    dtype = DTYPES[attributes["DstT"].type]
    return lambda x: x.astype(dtype)


def _shape(attributes: Any) -> Compute:
    dtype = DTYPES[attributes["out_type"].type or INT32]
    return lambda x: np.array(x.shape, dtype)


def _pack(attributes: Any) -> Compute:
    axis = attributes["axis"].i
    return lambda *parts: np.stack(parts, axis)


def _squeeze(attributes: Any) -> Compute:
    axes = tuple(attributes["squeeze_dims"].list.i) or None
    return lambda x: np.squeeze(x, axes)


def _strided_slice(attributes: Any) -> Compute:
    names = ("begin_mask", "end_mask", "new_axis_mask", "shrink_axis_mask")
    from_start, to_end, new, single = (attributes[name].i for name in names)
    if attributes["ellipsis_mask"].i:
        raise UnreadableError

    def part(n: int, begin: int, end: int, step: int) -> Any:
        if new >> n & 1:
            return np.newaxis
        if single >> n & 1:
            return int(begin)
        return slice(None if from_start >> n & 1 else int(begin), None if to_end >> n & 1 else int(end), int(step))

    def compute(x: np.ndarray, begin: np.ndarray, end: np.ndarray, steps: np.ndarray) -> np.ndarray:
        return np.asarray(x[tuple(part(n, *each) for n, each in enumerate(zip(begin, end, steps, strict=True)))])

    return compute


def _leaky_relu(attributes: Any) -> Compute:
    slope = np.float32(attributes["alpha"].f if "alpha" in attributes else 0.2)
    return lambda x: np.where(x > 0, x, slope * x)


def _bias_add(attributes: Any) -> Compute:
    _check_channels_last(attributes)
    return np.add


def _convolution(attributes: Any) -> Compute:
    strides, padding = _pair(attributes, "strides"), _padding(attributes)
    if "dilations" in attributes and _pair(attributes, "dilations") != (1, 1):
        raise UnreadableError
    return lambda x, kernel: convolve(x, kernel, strides, padding)


def _pooling(pool: Callable[..., np.ndarray]) -> Callable[[Any], Compute]:
    def make(attributes: Any) -> Compute:
        size, strides, padding = _pair(attributes, "ksize"), _pair(attributes, "strides"), _padding(attributes)
        return lambda x: pool(x, size, strides, padding)

    return make


def _check_channels_last(attributes: Any) -> None:
    if attributes["data_format"].s not in (b"", b"NHWC"):
        raise UnreadableError


def _padding(attributes: Any) -> str:
    _check_channels_last(attributes)
    padding = attributes["padding"].s.decode()
    if padding not in ("SAME", "VALID"):
        raise UnreadableError
    return padding


def _pair(attributes: Any, name: str) -> Pair:
    """Of four numbers, one an axis, those for height and width."""
    first, *pair, last = attributes[name].list.i
    if (first, last) != (1, 1) or len(pair) != 2 or min(pair) < 1:
        raise UnreadableError
    return pair[0], pair[1]


_MAKERS: dict[str, Callable[[Any], Compute]] = {
    "AvgPool": _pooling(mean_pool),
    "BatchMatMulV2": _product("adj_x", "adj_y"),
    "BiasAdd": _bias_add,
    "Cast": _cast,
    "Conv2D": _convolution,
    "LeakyRelu": _leaky_relu,
    "MatMul": _product("transpose_a", "transpose_b"),
    "Max": _reduction(np.max, exact=True),
    "MaxPool": _pooling(max_pool),
    "Mean": _reduction(np.mean, exact=False),
    "Min": _reduction(np.min, exact=True),
    "Pack": _pack,
    "Shape": _shape,
    "Squeeze": _squeeze,
    "StridedSlice": _strided_slice,
    "Sum": _reduction(np.sum, exact=False),
}
OPERATIONS = frozenset(_PLAIN) | frozenset(_MAKERS)
