"""TF.js graph model export, with named inputs and outputs."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.errors import ExportError
from kerasdl.export.equal_weights import merge_equal_weights
from kerasdl.export.tfjs_converter import convert_saved_model
from kerasdl.export.unsupported_layers import describe_unsupported_layers

if TYPE_CHECKING:
    from kerasdl.export.frozen_graph import FrozenGraph
    from kerasdl.export.serving_function import ServingFunction

# Activations that need no number of their own.
PLAIN = frozenset({"Elu", "Relu", "Relu6"})


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
    file = folder / "model.json"
    model = json.loads(file.read_text(encoding="utf-8"))
    _name_tensors(model, serving)
    _keep_what_loops_list(model)
    part_fused_sums(model)
    merge_equal_weights(model, folder)
    file.write_text(json.dumps(model), encoding="utf-8")


def _name_tensors(model: dict[str, Any], serving: ServingFunction) -> None:
    """Give the graph's inputs and outputs their names and their order.

    The converter tells them apart by their shapes, so equal ones lose their names.
    """
    signature = model["signature"]
    taken = {each["name"].split(":")[0]: each for each in signature["inputs"].values()}
    keys = {spec.name: spec.key.lower() for spec in serving.inputs}  # TensorFlow's nodes are in lower case
    signature["inputs"] = {name: taken[key] for name, key in keys.items() if key in taken}
    # TensorFlow numbers a function's outputs in the order of their names: Identity, Identity_1, …
    nodes = {name: f"Identity_{n}" if n else "Identity" for n, name in enumerate(sorted(serving.outputs))}
    given = {each["name"].split(":")[0]: each for each in signature["outputs"].values()}
    signature["outputs"] = {name: given[nodes[name]] for name in serving.outputs}


def part_fused_sums(model: dict[str, Any]) -> None:
    """Part products from the matrices added to them: within a product TF.js's WebAssembly adds nothing but a vector.

    TensorFlow's graph optimizer fuses them, such as the two products of a recurrent layer's step.

    Args:
        model: the content of `model.json`, which is changed.
    """
    weights = [weight for group in model["weightsManifest"] for weight in group["weights"]]
    vectors = {weight["name"] for weight in weights if len(weight["shape"]) == 1}
    nodes: list[dict[str, Any]] = []
    for node in model["modelTopology"]["node"]:
        fused = _fused(node)
        if fused[:1] != ["BiasAdd"] or node["input"][2] in vectors or not set(fused[1:]) <= PLAIN:
            nodes.append(node)
            continue
        attributes = {name: node["attr"][name] for name in ("transpose_a", "transpose_b", "T") if name in node["attr"]}
        last = f"{node['name']}/product"
        nodes.append({"name": last, "op": "MatMul", "input": node["input"][:2], "attr": attributes})
        steps = [("AddV2", node["input"][2:3]), *[(activation, []) for activation in fused[1:]]]
        for number, (operation, others) in enumerate(steps, 1):
            name = node["name"] if number == len(steps) else f"{node['name']}/{operation}"
            nodes.append({"name": name, "op": operation, "input": [last, *others], "attr": {"T": node["attr"]["T"]}})
            last = name
    model["modelTopology"]["node"] = nodes


def _fused(node: dict[str, Any]) -> list[str]:
    """What is fused with a product, in order; nothing for any other operation."""
    if node["op"] != "_FusedMatMul":
        return []
    return [base64.b64decode(name).decode() for name in node["attr"]["fused_ops"]["list"].get("s", [])]


def _keep_what_loops_list(model: dict[str, Any]) -> None:
    """Let what a loop puts into a list be one of the loop's own results, where it is one under another name.

    TF.js disposes of every tensor of a loop's body but its results, those in a list included, and then finds the list empty.
    """
    for function in model["modelTopology"].get("library", {}).get("function", []):
        results = {place.split(":")[0] for place in function["ret"].values()}
        same = {
            node["input"][0]: f"{node['name']}:output:0"
            for node in function["nodeDef"]
            if node["op"] == "Identity" and node["name"] in results
        }
        for node in function["nodeDef"]:
            if node["op"] == "TensorListSetItem":
                node["input"][2] = same.get(node["input"][2], node["input"][2])


def _unsupported(serving: ServingFunction, frozen: FrozenGraph, message: str) -> str:
    """The converter's list of operations, as the layers behind them."""
    if "Unsupported Ops" not in message:
        return (
            f"TF.js must be able to convert the model. Received: {(message.strip().splitlines() or ['no reason'])[0]}"
        )
    operations = {operation.strip() for operation in message.splitlines()[-1].split(",")}
    layers = describe_unsupported_layers(serving.model, frozen.graph_def, operations)
    return f"TF.js must be able to run every layer. Received: {layers}"
