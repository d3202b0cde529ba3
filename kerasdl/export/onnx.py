"""ONNX export, for ONNX Runtime and other readers of ONNX."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.errors import ExportError
from kerasdl.export.suppress_output import suppress_output
from kerasdl.export.unsupported_layers import describe_unsupported_layers
from kerasdl.models.store import ONNX_FILE

if TYPE_CHECKING:
    import keras

AXES = ("batch", "height", "width")


def write_onnx(network: keras.Sequential, graph: keras.Model, folder: Path, metadata: dict[str, Any]) -> None:
    """Write `model.onnx`, with metadata in its `metadata_props`.

    Args:
        network: what is in the graph, to name its layers.
        graph: a model from one named input to a dictionary of outputs.
        folder: missing.
        metadata: plain JSON values; each is kept as JSON.

    Raises:
        ExportError: ONNX has no operation for a layer; it is named.
    """
    import tensorflow as tf

    with suppress_output():
        import onnx

        folder.mkdir()
        file = str(folder / ONNX_FILE)
        inputs = [tf.TensorSpec(t.shape, t.dtype, name=t.name) for t in graph.inputs]
        graph.export(file, format="onnx", verbose=False, input_signature=inputs)
        model = onnx.load(file)
        # What the converter does not know, it leaves as it was, and only writes a note.
        unknown = {node.op_type for node in model.graph.node if not onnx.defs.has(node.op_type, node.domain)}
        if unknown:
            layers = describe_unsupported_layers(network, unknown)
            raise ExportError(f"ONNX must be able to run every layer. Received: {layers}")
        _name_axes(model.graph)
        onnx.helper.set_model_props(model, {name: json.dumps(value) for name, value in metadata.items()})
        onnx.checker.check_model(model)
        onnx.save(model, file)


def _name_axes(graph: Any) -> None:
    """Give the axes that may have any size a name that says what they are, in place of the converter's numbers."""
    for value in (*graph.input, *graph.output):
        axes = value.type.tensor_type.shape.dim
        for axis, name in zip(axes, AXES if value.name == "ink" else AXES[:1], strict=False):
            if axis.dim_param:
                axis.dim_param = name
