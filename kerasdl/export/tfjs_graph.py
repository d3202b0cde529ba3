"""TF.js graph model export, with named inputs and outputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdl.errors import ExportError
from kerasdl.export.tfjs_converter import convert_saved_model
from kerasdl.export.unsupported_layers import describe_unsupported_layers

if TYPE_CHECKING:
    from kerasdl.export.frozen_graph import FrozenGraph
    from kerasdl.export.serving_function import ServingFunction


def write_graph_model(
    serving: ServingFunction, frozen: FrozenGraph, saved_model: Path, folder: Path, quantize: str | None
) -> None:
    """Convert a frozen SavedModel.

    Args:
        serving: what is in it.
        frozen: its graph.
        saved_model: its folder.
        folder: missing.
        quantize: None, "float16" or "uint8".

    Raises:
        ExportError: TF.js cannot run a layer; it is named.
    """
    try:
        convert_saved_model(saved_model, folder, quantize)
    except (ExportError, OSError):
        raise
    # The converter raises what its passes raise.
    except Exception as error:
        raise ExportError(_unsupported(serving, frozen, str(error))) from None
    _name_tensors(folder, serving)


def _name_tensors(folder: Path, serving: ServingFunction) -> None:
    """Give the graph's inputs and outputs their names and their order.

    The converter tells them apart by their shapes, so equal ones lose their names.
    """
    file = folder / "model.json"
    model = json.loads(file.read_text(encoding="utf-8"))
    signature = model["signature"]
    taken = {each["name"].split(":")[0]: each for each in signature["inputs"].values()}
    keys = {spec.name: spec.key.lower() for spec in serving.inputs}  # TensorFlow's nodes are in lower case
    signature["inputs"] = {name: taken[key] for name, key in keys.items() if key in taken}
    # TensorFlow numbers a function's outputs in the order of their names: Identity, Identity_1, …
    nodes = {name: f"Identity_{n}" if n else "Identity" for n, name in enumerate(sorted(serving.outputs))}
    given = {each["name"].split(":")[0]: each for each in signature["outputs"].values()}
    signature["outputs"] = {name: given[nodes[name]] for name in serving.outputs}
    file.write_text(json.dumps(model), encoding="utf-8")


def _unsupported(serving: ServingFunction, frozen: FrozenGraph, message: str) -> str:
    """The converter's list of operations, as the layers behind them."""
    if "Unsupported Ops" not in message:
        return (
            f"TF.js must be able to convert the model. Received: {(message.strip().splitlines() or ['no reason'])[0]}"
        )
    operations = {operation.strip() for operation in message.splitlines()[-1].split(",")}
    layers = describe_unsupported_layers(serving.model, frozen.graph_def, operations)
    return f"TF.js must be able to run every layer. Received: {layers}"
