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
    import keras


def write_litert(network: keras.Sequential, graph: keras.Model, folder: Path, metadata: dict[str, Any]) -> None:
    """Write `model.tflite`, of LiteRT's own operations alone, and `metadata.json` beside it.

    Keras lets the converter keep TensorFlow's operations where LiteRT has none, and then LiteRT runs the file only with
    the whole of TensorFlow linked to it; here such a layer is an error.

    Args:
        network: what is in the graph, to name its layers.
        graph: a model from named inputs to a dictionary of outputs.
        folder: missing.
        metadata: plain JSON values.

    Raises:
        ExportError: LiteRT has no operation for a layer; it is named.
    """
    import tensorflow as tf
    from tensorflow.lite.python.convert_phase import ConverterError

    folder.mkdir()
    own = {"supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS]}
    try:
        with suppress_output():
            graph.export(str(folder / LITERT_FILE), format="litert", verbose=False, target_spec=own)
    except ConverterError as error:
        raise ExportError(_unsupported(network, str(error))) from None
    (folder / "metadata.json").write_text(json.dumps(metadata) + "\n", encoding="utf-8")


def _unsupported(network: keras.Sequential, message: str) -> str:
    operations = set(re.findall(r"'tf\.(\w+)' op", message))
    if not operations:
        return (
            f"LiteRT must be able to convert the model. Received: {(message.strip().splitlines() or ['no reason'])[0]}"
        )
    return f"LiteRT must be able to run every layer. Received: {describe_unsupported_layers(network, operations)}"
