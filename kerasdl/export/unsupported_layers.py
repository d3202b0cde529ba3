"""Layers that an export format does not support, found by their TensorFlow operations."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


def describe_unsupported_layers(model: keras.Model, graph_def: Any, operations: Collection[str]) -> str:
    """Name the layers of a network that use some of the operations, each with those; without any, the operations.

    Args:
        model: what was traced.
        graph_def: the graph, whose nodes are named after the layers that they come from.
        operations: names of TensorFlow operations.

    Example: "volume (Determinant: MatrixDeterminant)".
    """
    from kerasdl.export.inference_form import all_layers

    layers = {layer.name: layer for layer in all_layers(model)}
    used: dict[str, set[str]] = {}
    for node in graph_def.node:
        if node.op in operations and (name := _layer_of(node.name, layers)):
            used.setdefault(name, set()).add(node.op)
    described = [f"{name} ({type(layers[name]).__name__}: {', '.join(sorted(ops))})" for name, ops in used.items()]
    return ", ".join(described) or ", ".join(sorted(operations))


def _layer_of(node: str, layers: Collection[str]) -> str | None:
    """The innermost layer among a node's scopes; TensorFlow gives a scope that is entered again a number."""
    for scope in reversed(node.split("/")):
        for name in (scope, re.sub(r"_\d+$", "", scope)):
            if name in layers:
                return name
    return None
