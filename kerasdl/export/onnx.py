"""ONNX export, for ONNX Runtime and other readers of ONNX."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.errors import ExportError
from kerasdl.export.suppress_output import suppress_output
from kerasdl.export.unsupported_layers import describe_unsupported_layers
from kerasdl.models.running import reason_of
from kerasdl.models.store import ONNX_FILE

if TYPE_CHECKING:
    from kerasdl.export.frozen_graph import FrozenGraph
    from kerasdl.export.serving_function import ServingFunction

AXES = ("batch", "height", "width")


def write_onnx(serving: ServingFunction, frozen: FrozenGraph, folder: Path, metadata: dict[str, Any]) -> None:
    """Write `model.onnx`, with metadata in its `metadata_props`.

    Args:
        serving: what is in the graph, to name its inputs, outputs and layers.
        frozen: its graph.
        folder: missing.
        metadata: plain JSON values; each is kept as JSON.

    Raises:
        ExportError: ONNX has no operation for a layer; it is named.
    """
    folder.mkdir()
    with suppress_output():
        import onnx

        model = _convert(serving, frozen)
        # What the converter does not know, it leaves as it was, and only writes a note.
        unknown = {node.op_type for node in model.graph.node if not onnx.defs.has(node.op_type, node.domain)}
        if unknown:
            layers = describe_unsupported_layers(serving.model, frozen.graph_def, unknown)
            raise ExportError(f"ONNX must be able to run every layer. Received: {layers}")
        _name_axes(model.graph)
        onnx.helper.set_model_props(model, {name: json.dumps(value) for name, value in metadata.items()})
        try:
            onnx.checker.check_model(model)
        # Of its errors some are protobuf's.
        except Exception as error:
            raise _no_place(error) from None
        onnx.save(model, str(folder / ONNX_FILE))


def _convert(serving: ServingFunction, frozen: FrozenGraph) -> Any:
    from keras.src.export.tf2onnx_lib import patch_tf2onnx
    from tf2onnx.convert import from_graph_def

    patch_tf2onnx()  # which knows NumPy 1 alone
    names = {frozen.inputs[spec.key]: spec.name for spec in serving.inputs}
    names |= {tensor: name for name, tensor in frozen.outputs.items()}
    try:
        model, _ = from_graph_def(
            frozen.graph_def,
            input_names=list(frozen.inputs.values()),
            output_names=list(frozen.outputs.values()),
            tensors_to_rename=names,
        )
    # The converter raises what its handlers and NumPy raise.
    except Exception as error:
        raise _no_place(error) from None
    return model


def _no_place(error: Exception) -> ExportError:
    return ExportError(f"ONNX must be able to hold the model. Received: {reason_of(error)}")


def _name_axes(graph: Any) -> None:
    """Give the axes that may have any size a name that says what they are, in place of the converter's numbers."""
    for value in (*graph.input, *graph.output):
        axes = value.type.tensor_type.shape.dim
        for axis, name in zip(axes, AXES if value.name == "ink" else AXES[:1], strict=False):
            if axis.dim_param:
                axis.dim_param = name
