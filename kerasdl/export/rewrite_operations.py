"""Operations that other runtimes lack, rewritten into ones that they know, in a frozen graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf
from tensorflow.python.ops import special_math_ops

Rule = Callable[..., Any]  # from an operation and its inputs to its output


def _counted_from_the_front(scan: Rule) -> Rule:
    """A sum or product along an axis: TF.js takes the number of the axis for what it is, and -1 for none."""

    def rule(_: Any, x: Any, axis: Any) -> Any:
        known = tf.get_static_value(axis)
        return scan(x, axis if known is None or known >= 0 else int(known) + x.shape.rank)

    return rule


def _band(_: Any, x: Any, lower: Any, upper: Any) -> Any:
    """The entries of a matrix that lie near its diagonal; TF.js keeps others."""
    shape = tf.shape(x)
    below = tf.range(shape[-2])[:, None] - tf.range(shape[-1])[None, :]
    lower, upper = tf.cast(lower, below.dtype), tf.cast(upper, below.dtype)
    kept = ((lower < 0) | (below <= lower)) & ((upper < 0) | (-below <= upper))
    return tf.logical_and(x, kept) if x.dtype == tf.bool else tf.where(kept, x, tf.zeros_like(x))


def _sign_bit(_: Any, x: Any) -> Any:
    """A whole number of the same sign, of which the first bit is asked for."""
    return tf.where(x < 0, tf.int32.min, 0)


def _erf(_: Any, x: Any) -> Any:
    """The error function by formula 7.1.26 of Abramowitz and Stegun, to 1.5e-7."""
    t = 1 / (1 + 0.3275911 * tf.abs(x))
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return tf.sign(x) * (1 - series * tf.exp(-x * x))


def _bucket(operation: Any, x: Any) -> Any:
    """How many boundaries a number has reached."""
    boundaries = tf.constant(operation.get_attr("boundaries"), tf.float32)
    return tf.reduce_sum(tf.cast(tf.cast(x, tf.float32)[..., None] >= boundaries, tf.int32), axis=-1)


def _einsum(operation: Any, *inputs: Any) -> Any:
    """A sum of products as one product of matrices between transpositions, as TensorFlow 1 had it."""
    return special_math_ops._einsum_v1(operation.get_attr("equation").decode(), *inputs)


RULES: dict[str, Rule] = {
    "Bucketize": _bucket,
    "Erfc": lambda _, x: 1 - tf.math.erf(x),
    "Expm1": lambda _, x: tf.exp(x) - 1,
    "Softsign": lambda _, x: x / (1 + tf.abs(x)),
    "Cumsum": _counted_from_the_front(tf.cumsum),
    "Cumprod": _counted_from_the_front(tf.math.cumprod),
    "MatrixBandPart": _band,
    # Together they ask for the sign of a zero, too, on which nothing depends but which of two zeros is the larger.
    "Bitcast": _sign_bit,
    "BitwiseAnd": lambda _, x, first_bit: tf.where(x < 0, first_bit, 0),
}

# In the others a single operation is faster.
LITERT_RULES: dict[str, Rule] = {"Erf": _erf}
# TF.js has none in WebAssembly, and a slow one in JavaScript.
TFJS_RULES: dict[str, Rule] = {"Einsum": _einsum}


def _asks_for_the_sign(operation: Any) -> bool:
    if operation.type == "BitwiseAnd":
        return bool(tf.get_static_value(operation.inputs[1]) == tf.int32.min)
    types = (operation.inputs[0].dtype, operation.outputs[0].dtype)
    users = operation.outputs[0].consumers()
    return types == (tf.float32, tf.int32) and all(
        user.type == "BitwiseAnd" and _asks_for_the_sign(user) for user in users
    )


def _goes_forward(operation: Any) -> bool:
    return not any(operation.node_def.attr[name].b for name in ("exclusive", "reverse"))


CONDITIONS: dict[str, Callable[[Any], bool]] = {
    "Einsum": lambda operation: len(operation.inputs) == 2 and b"." not in operation.get_attr("equation"),
    "Cumsum": _goes_forward,
    "Cumprod": _goes_forward,
    "Bitcast": _asks_for_the_sign,
    "BitwiseAnd": _asks_for_the_sign,
}


def rewrite_operations(graph: tf.Graph, rules: Mapping[str, Rule] = RULES) -> Any:
    """The definition of a graph in which every operation with a rule is replaced, under its own name."""
    definition = graph.as_graph_def()
    rewritten = tf.compat.v1.GraphDef(versions=definition.versions, library=definition.library)
    for node in definition.node:
        operation = graph.get_operation_by_name(node.name)
        rewritten.node.extend(_replacement(operation, rules) if _has_rule(operation, rules) else [node])
    return rewritten


def _has_rule(operation: Any, rules: Mapping[str, Rule]) -> bool:
    return operation.type in rules and CONDITIONS.get(operation.type, lambda _: True)(operation)


def _replacement(operation: Any, rules: Mapping[str, Rule]) -> list[Any]:
    """The nodes that compute what an operation does, the last of them under its name."""
    with tf.Graph().as_default() as scratch:
        taken = {f"taken_{n}": tensor for n, tensor in enumerate(operation.inputs)}
        inputs = [_stand_in(name, tensor) for name, tensor in taken.items()]
        tf.identity(rules[operation.type](operation, *inputs), name="result")
    nodes = [node for node in scratch.as_graph_def().node if node.name not in taken]
    for node in nodes:
        node.input[:] = [_source(taken[name]) if name in taken else f"{operation.name}/{name}" for name in node.input]
        node.name = operation.name if node.name == "result" else f"{operation.name}/{node.name}"
    return nodes


def _stand_in(name: str, tensor: Any) -> Any:
    known = tf.get_static_value(tensor) if tensor.shape.rank == 0 else None
    if known is not None:
        return tf.constant(known, tensor.dtype, name=name)
    return tf.compat.v1.placeholder(tensor.dtype, tensor.shape, name=name)


def _source(tensor: Any) -> str:
    return tensor.op.name if tensor.value_index == 0 else f"{tensor.op.name}:{tensor.value_index}"
