"""LiteRT (formerly TensorFlow Lite) export, for phones and small boards."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.errors import ExportError
from kerasdl.export.suppress_output import suppress_output
from kerasdl.export.unsupported_layers import describe_unsupported_layers
from kerasdl.models.store import LITERT_FILE

if TYPE_CHECKING:
    from kerasdl.export.frozen_graph import FrozenGraph
    from kerasdl.export.serving_function import ServingFunction


def write_litert(
    serving: ServingFunction, frozen: FrozenGraph, saved_model: Path, folder: Path, metadata: dict[str, Any]
) -> None:
    """Write `model.tflite`, of LiteRT's own operations alone, and `metadata.json` beside it.

    The converter could keep TensorFlow's operations where LiteRT has none, and then LiteRT runs the file only with the
    whole of TensorFlow linked to it; here such a layer is an error.

    Args:
        serving: what is in the graph, to name its layers.
        frozen: its graph.
        saved_model: the folder of the same as a SavedModel.
        folder: missing.
        metadata: plain JSON values.

    Raises:
        ExportError: LiteRT has no operation for a layer; it is named.
    """
    import tensorflow as tf

    folder.mkdir()
    try:
        with suppress_output():
            converter = tf.lite.TFLiteConverter.from_saved_model(str(saved_model), signature_keys=["serving_default"])
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]
            content = converter.convert()
    except OSError:
        raise
    # The converter raises what its passes raise.
    except Exception as error:
        raise ExportError(_unsupported(serving, frozen, str(error))) from None
    (folder / LITERT_FILE).write_bytes(_of_one(content))
    (folder / "metadata.json").write_text(json.dumps(metadata) + "\n", encoding="utf-8")


def _of_one(content: bytes) -> bytes:
    """A model that says it takes one input at a time where only the batch is free.

    LiteRT.js, which resizes nothing, runs no other; an interpreter that resizes takes any batch as before.
    """
    from tensorflow.lite.tools import flatbuffer_utils

    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    tensors = [graph.tensors[number] for graph in model.subgraphs for number in (*graph.inputs, *graph.outputs)]
    free = [tensor for tensor in tensors if tensor.shapeSignature is not None]
    if any(size < 0 for tensor in free for size in tensor.shapeSignature[1:]):
        return content
    for tensor in free:
        tensor.shapeSignature = None
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def _unsupported(serving: ServingFunction, frozen: FrozenGraph, message: str) -> str:
    operations = set(re.findall(r"'tf\.(\w+)' op", message))
    if not operations:
        reason = (message.strip().splitlines() or ["no reason"])[0]
        return f"LiteRT must be able to convert the model. Received: {reason}"
    layers = describe_unsupported_layers(serving.model, frozen.graph_def, operations)
    return f"LiteRT must be able to run every layer. Received: {layers}"
