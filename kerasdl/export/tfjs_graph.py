"""TF.js graph model export, with named outputs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdl.errors import ExportError
from kerasdl.export.tfjs_converter import convert_saved_model
from kerasdl.export.unsupported_layers import describe_unsupported_layers

if TYPE_CHECKING:
    import keras


def write_graph_model(
    network: keras.Sequential, saved_model: Path, folder: Path, *, outputs: Sequence[str], quantize: str | None
) -> None:
    """Convert a SavedModel.

    Args:
        network: what is in it, to name its layers.
        saved_model: its folder.
        folder: missing.
        outputs: the names of the SavedModel's outputs.
        quantize: None, "float16" or "uint8".

    Raises:
        ExportError: TF.js cannot run a layer; it is named.
    """
    try:
        convert_saved_model(saved_model, folder, quantize)
    except ValueError as error:
        raise ExportError(_unsupported(network, str(error))) from None
    _name_outputs(folder, outputs)


def _name_outputs(folder: Path, outputs: Sequence[str]) -> None:
    """Give the graph's outputs their names: the converter tells them apart by their shapes, so equal ones lose theirs."""
    file = folder / "model.json"
    model = json.loads(file.read_text(encoding="utf-8"))
    # TensorFlow numbers a function's outputs in the order of their names: Identity, Identity_1, …
    nodes = ["Identity" if n == 0 else f"Identity_{n}" for n in range(len(outputs))]
    name_of = dict(zip(nodes, sorted(outputs), strict=True))
    found = model["signature"]["outputs"].values()
    model["signature"]["outputs"] = {name_of[each["name"].split(":")[0]]: each for each in found}
    file.write_text(json.dumps(model), encoding="utf-8")


def _unsupported(network: keras.Sequential, message: str) -> str:
    """The converter's list of operations, as the layers behind them."""
    if "Unsupported Ops" not in message:
        return f"TF.js must be able to convert the model. Received: {message.splitlines()[0]}"
    operations = {op.strip() for op in message.splitlines()[-1].split(",")}
    return f"TF.js must be able to run every layer. Received: {describe_unsupported_layers(network, operations)}"
