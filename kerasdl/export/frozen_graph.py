"""Frozen graph of a model: weights as constants and only operations that the other formats know, as a SavedModel to convert.

TF.js, ONNX and LiteRT are made from it, so what TensorFlow keeps beside a graph (variables, captured tensors, functions) can
become an unknown input of none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from kerasdl.errors import ExportError
from kerasdl.export.rewrite_operations import Rule, rewrite_operations
from kerasdl.export.saved_model import concrete_of
from kerasdl.export.suppress_output import suppress_output
from kerasdl.models.running import reason_of


@dataclass(frozen=True)
class FrozenGraph:
    """A graph without variables.

    Attributes:
        graph_def: its nodes.
        inputs: the name of each input's tensor, by the input's key, in the model's order.
        outputs: the name of each output's tensor, by the output's name, in the model's order.
    """

    graph_def: Any
    inputs: dict[str, str]
    outputs: dict[str, str]

    @cached_property
    def function(self) -> Any:
        """The graph as a wrapped function without inputs, to be pruned to any of its tensors."""
        return tf.compat.v1.wrap_function(lambda: tf.graph_util.import_graph_def(self.graph_def, name=""), [])

    @property
    def graph(self) -> tf.Graph:
        """The graph."""
        return self.function.graph

    def rewritten(self, rules: Mapping[str, Rule]) -> FrozenGraph:
        """The graph with more of its operations replaced; itself where it has none of them."""
        if not any(node.op in rules for node in self.graph_def.node):
            return self
        return FrozenGraph(rewrite_operations(self.graph, rules), self.inputs, self.outputs)


def freeze(traced: Any, keys: list[str], names: list[str]) -> FrozenGraph:
    """Freeze a traced serving function; see `saved_model.trace`.

    Args:
        traced: with one concrete function.
        keys: of the inputs, in the model's order.
        names: of the outputs, in the model's order.

    Raises:
        ExportError: the model keeps more than weights, such as a vocabulary, which has no place in a graph alone.
    """
    try:
        with suppress_output():
            frozen = convert_variables_to_constants_v2(concrete_of(traced), lower_control_flow=False)
    # What is no variable may stop it in many ways.
    except Exception as error:
        raise ExportError(f"A graph must keep nothing but weights. Received: {reason_of(error)}") from None
    if len(frozen.inputs) != len(keys):
        raise ExportError("A graph must keep nothing but weights. Received: a model with tables, such as a vocabulary")
    # Both lists hold what `concrete` takes and gives, which TensorFlow orders by name.
    taken = dict(zip(sorted(keys), [t.name for t in frozen.inputs], strict=True))
    given = dict(zip(sorted(names), [t.name for t in frozen.outputs], strict=True))
    graph_def = rewrite_operations(frozen.graph)
    return FrozenGraph(graph_def, {key: taken[key] for key in keys}, {name: given[name] for name in names})


def write_frozen_saved_model(frozen: FrozenGraph, folder: Path) -> None:
    """Write a frozen graph as a SavedModel with `serving_default`, for the converters that read one."""
    graph = frozen.graph
    feeds = [graph.get_tensor_by_name(name) for name in frozen.inputs.values()]
    fetches = {name: graph.get_tensor_by_name(tensor) for name, tensor in frozen.outputs.items()}
    pruned = frozen.function.prune(feeds, fetches)

    @tf.function(autograph=False)
    def serve(**tensors: Any) -> Any:
        return pruned(*(tensors[key] for key in frozen.inputs))

    specs = {key: tf.TensorSpec(t.shape, t.dtype, name=key) for key, t in zip(frozen.inputs, feeds, strict=True)}
    with suppress_output():
        signatures = {"serving_default": serve.get_concrete_function(**specs)}
        # Nobody trains a frozen graph, and gradients of its own may need what is no longer there.
        options = tf.saved_model.SaveOptions(experimental_custom_gradients=False)
        tf.saved_model.save(tf.Module(), str(folder), signatures=signatures, options=options)
