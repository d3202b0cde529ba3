"""Operations that other runtimes lack, rewritten into ones that they know, in a frozen graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

RULES: dict[str, Callable[[Any], Any]] = {
    "Erfc": lambda x: 1 - tf.math.erf(x),
    "Softsign": lambda x: x / (1 + tf.abs(x)),
}


def rewrite_operations(graph: tf.Graph) -> Any:
    """The definition of a graph in which every operation with a rule is replaced, under its own name."""
    definition = graph.as_graph_def()
    rewritten = tf.compat.v1.GraphDef(versions=definition.versions, library=definition.library)
    for node in definition.node:
        rewritten.node.extend(_replacement(graph.get_operation_by_name(node.name)) if node.op in RULES else [node])
    return rewritten


def _replacement(operation: Any) -> list[Any]:
    """The nodes that compute what an operation does, the last of them under its name."""
    (taken,) = operation.inputs
    with tf.Graph().as_default() as scratch:
        tf.identity(
            RULES[operation.type](tf.compat.v1.placeholder(taken.dtype, taken.shape, name="taken")), name="result"
        )
    nodes = [node for node in scratch.as_graph_def().node if node.name != "taken"]
    source = taken.op.name if taken.value_index == 0 else f"{taken.op.name}:{taken.value_index}"
    for node in nodes:
        node.input[:] = [source if name == "taken" else f"{operation.name}/{name}" for name in node.input]
        node.name = operation.name if node.name == "result" else f"{operation.name}/{node.name}"
    return nodes
