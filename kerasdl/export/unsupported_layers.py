"""Layers that an export format does not support, found by their TensorFlow operations."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


def describe_unsupported_layers(model: keras.Sequential, operations: Collection[str]) -> str:
    """Name the layers of a network that use some of the operations, each with those; without any, the operations.

    Example: "volume (Determinant: MatrixDeterminant)".
    """
    import tensorflow as tf

    described = []
    for layer in model.layers:
        specification = [tf.TensorSpec(t.shape, t.dtype) for t in _tensors(layer.input)]
        traced = tf.function(lambda *x, layer=layer: layer(*x, training=False) if _trains(layer) else layer(*x))
        graph = traced.get_concrete_function(*specification).graph
        found = sorted(set(operations) & _operations(graph))
        if found:
            described.append(f"{layer.name} ({type(layer).__name__}: {', '.join(found)})")
    return ", ".join(described) or ", ".join(sorted(operations))


def _operations(graph: Any) -> set[str]:
    definition = graph.as_graph_def()
    nodes = [*definition.node, *(node for f in definition.library.function for node in f.node_def)]
    return {node.op for node in nodes}


def _trains(layer: keras.Layer) -> bool:
    return bool(getattr(layer, "_call_has_training_arg", False))


def _tensors(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
