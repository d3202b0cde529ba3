"""Operations that other runtimes lack or compute otherwise, rewritten into ones that they know, in a frozen graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

TO_NHWC, TO_NCHW = (0, 2, 3, 1), (0, 3, 1, 2)
Rule = Callable[[Any, Sequence[Any]], Any]


def rewrite_operations(graph: tf.Graph) -> Any:
    """The definition of a graph in which every operation with a rule is replaced, under its own name."""
    rewritten = tf.compat.v1.GraphDef(versions=graph.as_graph_def().versions, library=graph.as_graph_def().library)
    for node in graph.as_graph_def().node:
        operation = graph.get_operation_by_name(node.name)
        rule = _rule_for(operation)
        if rule is None:
            rewritten.node.append(node)
        else:
            rewritten.node.extend(_replacement(operation, rule))
    return rewritten


def _rule_for(operation: Any) -> Rule | None:
    if operation.type in SIMPLE:
        return SIMPLE[operation.type]
    if operation.type in SPATIAL and operation.get_attr("data_format") == b"NCHW":
        return _channels_last
    if operation.type == "Conv2D" and _groups(operation.inputs) > 1:
        return _grouped
    return None


def _replacement(operation: Any, rule: Rule) -> list[Any]:
    """The nodes that compute what an operation does, the last of them under its name."""
    with tf.Graph().as_default() as scratch:
        inputs = [tf.compat.v1.placeholder(t.dtype, t.shape, name=f"input_{n}") for n, t in enumerate(operation.inputs)]
        tf.identity(rule(operation, inputs), name="result")
    taken = {f"input_{n}": _source(tensor) for n, tensor in enumerate(operation.inputs)}
    nodes = [node for node in scratch.as_graph_def().node if node.name not in taken]
    for node in nodes:
        node.input[:] = [taken.get(name) or f"{operation.name}/{name}" for name in node.input]
        node.name = operation.name if node.name == "result" else f"{operation.name}/{node.name}"
    return nodes


def _source(tensor: Any) -> str:
    return tensor.op.name if tensor.value_index == 0 else f"{tensor.op.name}:{tensor.value_index}"


def _groups(inputs: Sequence[Any]) -> int:
    channels, of_kernel = inputs[0].shape[-1], inputs[1].shape[2]
    return channels // of_kernel if channels and of_kernel else 1


def _grouped(operation: Any, inputs: Sequence[Any]) -> Any:
    """A convolution of channels in groups, as one convolution a group."""
    groups = _groups(inputs)
    parts = zip(tf.split(inputs[0], groups, axis=-1), tf.split(inputs[1], groups, axis=-1), strict=True)
    return tf.concat([_again(operation, part, data_format="NHWC") for part in parts], axis=-1)


def _channels_last(operation: Any, inputs: Sequence[Any]) -> Any:
    """An operation on (batch, channels, height, width), as the same on channels that come last."""
    moved = [tf.transpose(inputs[0], TO_NHWC), *inputs[1:]]
    attributes = {
        name: [operation.get_attr(name)[axis] for axis in TO_NHWC]
        for name in ("strides", "dilations", "ksize")
        if name in operation.node_def.attr
    }
    if operation.type == "Conv2D" and _groups(moved) > 1:
        parts = zip(*(tf.split(t, _groups(moved), axis=-1) for t in moved), strict=True)
        found = tf.concat([_again(operation, part, data_format="NHWC", **attributes) for part in parts], axis=-1)
    else:
        found = _again(operation, moved, data_format="NHWC", **attributes)
    return tf.transpose(found, TO_NCHW)


def _again(operation: Any, inputs: Sequence[Any], **attributes: Any) -> Any:
    """The first output of an operation of the same kind, on other inputs, with some attributes changed."""
    given = {name: value for name, value in operation.node_def.attr.items() if not name.startswith("_")}
    graph = tf.compat.v1.get_default_graph()
    node = tf.compat.v1.NodeDef(op=operation.type)
    for name, value in given.items():
        node.attr[name].CopyFrom(value)
    for name, value in attributes.items():
        if isinstance(value, str):
            node.attr[name].s = value.encode()
        else:
            node.attr[name].list.i[:] = value
    attrs = dict(node.attr)
    types = [tensor.dtype for tensor in operation.outputs]
    return graph.create_op(operation.type, list(inputs), types, attrs=attrs).outputs[0]


SPATIAL = frozenset(
    "Conv2D DepthwiseConv2dNative MaxPool AvgPool BiasAdd FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3".split()
)
SIMPLE: dict[str, Rule] = {
    "Erfc": lambda _, inputs: 1 - tf.math.erf(inputs[0]),
    "Softsign": lambda _, inputs: inputs[0] / (1 + tf.abs(inputs[0])),
}
