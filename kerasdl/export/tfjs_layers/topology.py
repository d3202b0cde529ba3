"""JSON of a graph of TF.js layers, as Keras 2 wrote it: names, calls in TF.js's order, weights by their names.

An `InputLayer` has `batch_input_shape`, a data type is a plain string, and a weight is called by its layer and its own name.
Keras 3 writes none of these so.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kerasdl.export.tfjs_layers.graph import Graph, Layer, Tensor

# TF.js keeps layers by name in plain objects, which have these from birth.
_TAKEN_IN_JAVASCRIPT = frozenset(
    "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf".split()
)


def name_layers(graph: Graph) -> None:
    """Give each layer a name of its own that TF.js accepts; inputs and outputs first, for people call for these.

    An output that its layer's name does not call, or that is one of several of its layer, gets a layer that hands it on.
    """
    graph.keep_reachable()
    taken: set[str] = set(_TAKEN_IN_JAVASCRIPT)
    for tensor in graph.inputs:
        tensor.layer.name = _unique(tensor.layer.wanted, taken)
    for number, (wanted, tensor) in enumerate(graph.outputs):
        name, layer = _unique(wanted, taken), tensor.layer
        own = layer.wanted == wanted and not layer.name and len(layer.calls) == layer.outputs == 1
        if not own:
            layer = Layer("Activation", {"activation": "linear"}, {}, wanted, [[tensor]])
            graph.layers.append(layer)
        layer.name = name
        graph.outputs[number] = (name, Tensor(layer, 0, 0, tensor.shape) if not own else tensor)
    for layer in graph.layers:
        layer.name = layer.name or _unique(layer.wanted, taken)


def _unique(wanted: str, taken: set[str]) -> str:
    """A name of letters, digits, dots, hyphens and underscores that no other layer has."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", wanted)
    name = plain = plain if re.match(r"[A-Za-z0-9]", plain) else f"layer{plain}"
    number = 1
    while name in taken:
        number += 1
        name = f"{plain}_{number}"
    taken.add(name)
    return name


def model_config(graph: Graph, name: str, sequential: bool) -> dict[str, Any]:
    """The graph as a Sequential, where it may be one and is a chain, else as a Functional."""
    if sequential and _is_chain(graph):
        layers = [{"class_name": layer.class_name, "config": _config(layer)} for layer in graph.layers]
        return {"class_name": "Sequential", "config": {"name": name, "layers": layers}}
    _order_calls(graph)
    # TF.js numbers names that it has met before; in this order no input gets the name of another.
    inputs = sorted((x.layer for x in graph.inputs), key=lambda layer: layer.name)
    ordered = [*inputs, *(layer for layer in graph.layers if layer not in inputs)]
    config = {
        "name": name,
        "layers": [_node(layer) for layer in ordered],
        "input_layers": [_reference(x) for x in graph.inputs],
        "output_layers": [_reference(x) for _, x in graph.outputs],
    }
    return {"class_name": "Functional", "config": config}


def _is_chain(graph: Graph) -> bool:
    before = graph.layers[0]
    for layer in graph.layers[1:]:
        if layer.outputs != 1 or len(layer.calls) != 1 or [x.layer for x in layer.calls[0]] != [before]:
            return False
        before = layer
    return len(graph.inputs) == len(graph.outputs) == 1


def _order_calls(graph: Graph) -> None:
    """Put each layer's calls in the order in which TF.js will make them, and number them so.

    TF.js goes through the layers as they are listed, makes the calls whose inputs are there, and begins anew until none is
    left; a layer's calls have the numbers in which they came about.
    """
    made: dict[tuple[int, int], int] = {}
    waiting = {id(layer): list(range(len(layer.calls))) for layer in graph.layers}
    order: dict[int, list[int]] = {id(layer): [] for layer in graph.layers}
    while any(waiting.values()):
        for layer in graph.layers:
            left = []
            for call in waiting[id(layer)]:
                if all((id(x.layer), x.call) in made for x in layer.calls[call]):
                    made[id(layer), call] = len(order[id(layer)])
                    order[id(layer)].append(call)
                else:
                    left.append(call)
            waiting[id(layer)] = left
    tensors = [*(x for layer in graph.layers for call in layer.calls for x in call), *(x for _, x in graph.outputs)]
    for tensor in {id(x): x for x in tensors}.values():
        tensor.call = made[id(tensor.layer), tensor.call]
    for layer in graph.layers:
        layer.calls = [layer.calls[call] for call in order[id(layer)]]


def _reference(x: Tensor) -> list[Any]:
    return [x.layer.name, x.call, x.index]


def _node(layer: Layer) -> dict[str, Any]:
    calls = [[[*_reference(x), {}] for x in call] for call in layer.calls if call]
    return {"class_name": layer.class_name, "config": _config(layer), "name": layer.name, "inbound_nodes": calls}


def _config(layer: Layer) -> dict[str, Any]:
    config = {"name": layer.name, "trainable": layer.trainable, "dtype": "float32", **layer.config}
    if layer.class_name == "TimeDistributed":
        inner = layer.config["layer"]
        config["layer"] = {**inner, "config": {"name": f"{layer.name}_step", "dtype": "float32", **inner["config"]}}
    return config


def named_weights(graph: Graph) -> list[dict[str, np.ndarray | str]]:
    """The weights as `write_weights` takes them."""
    return [
        {"name": f"{layer.name}/{name}", "data": value}
        for layer in graph.layers
        for name, value in layer.weights.items()
    ]
