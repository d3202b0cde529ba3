"""Operations that other runtimes lack, rewritten into ones that they know, in a frozen graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

Rule = Callable[..., Any]  # from an operation's inputs to its output


def _counted_from_the_front(scan: Rule) -> Rule:
    """A sum or product along an axis: TF.js takes the number of the axis for what it is, and -1 for none."""

    def rule(x: Any, axis: Any) -> Any:
        known = tf.get_static_value(axis)
        return scan(x, axis if known is None or known >= 0 else int(known) + x.shape.rank)

    return rule


# Only for operations without attributes that change the answer; those have a default here.
RULES: dict[str, Rule] = {
    "Erfc": lambda x: 1 - tf.math.erf(x),
    "Softsign": lambda x: x / (1 + tf.abs(x)),
    "Cumsum": _counted_from_the_front(tf.cumsum),
    "Cumprod": _counted_from_the_front(tf.math.cumprod),
}


def rewrite_operations(graph: tf.Graph) -> Any:
    """The definition of a graph in which every operation with a rule is replaced, under its own name."""
    definition = graph.as_graph_def()
    rewritten = tf.compat.v1.GraphDef(versions=definition.versions, library=definition.library)
    for node in definition.node:
        operation = graph.get_operation_by_name(node.name)
        rewritten.node.extend(_replacement(operation) if _has_rule(operation) else [node])
    return rewritten


def _has_rule(operation: Any) -> bool:
    plain = not any(operation.node_def.attr[name].b for name in ("exclusive", "reverse"))
    return operation.type in RULES and plain


def _replacement(operation: Any) -> list[Any]:
    """The nodes that compute what an operation does, the last of them under its name."""
    with tf.Graph().as_default() as scratch:
        taken = {f"taken_{n}": tensor for n, tensor in enumerate(operation.inputs)}
        inputs = [_stand_in(name, tensor) for name, tensor in taken.items()]
        tf.identity(RULES[operation.type](*inputs), name="result")
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
