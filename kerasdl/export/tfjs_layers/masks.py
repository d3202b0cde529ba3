"""Masks: where Keras has them, and whether TF.js will hand out the same.

TF.js passes masks on by rules of its own, and once it has seen one it hands it to every later layer that takes a mask. So
a model is written with one source of masks at most, and only where each layer that reads a mask in TF.js reads that
source's in Keras.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasdl.export.tfjs_layers.call import Call
from kerasdl.export.tfjs_layers.graph import Graph, Layer, Mask, Tensor, UnsupportedError
from kerasdl.export.tfjs_layers.merging import MERGES
from kerasdl.export.tfjs_layers.recurrent import RECURRENT

# Layers of Keras that compute with a mask and are written without.
_REFUSING = ("GlobalAveragePooling1D", "Softmax", "Attention", "MultiHeadAttention")
_READERS = frozenset({*RECURRENT, "Bidirectional", "Softmax"})  # in TF.js
_PASSING = frozenset(
    """Activation AlphaDropout BatchNormalization Bidirectional Dropout GRU GaussianDropout GaussianNoise LSTM
    LayerNormalization Masking PReLU ReLU SimpleRNN SpatialDropout1D TimeDistributed Dense""".split()
)
_MERGING = frozenset(MERGES)
MIXED = Mask(None, "several masks")  # made of others


def mask_tensor(operation: Any, given: Sequence[Any], spec: Any) -> Tensor:
    """The outcome of an operation on truth values: no layer of TF.js, for a mask is all that it may serve as."""
    kind = type(operation).__name__
    key: Any = object()
    if kind == "NotEqual" and isinstance(given[0], Tensor) and isinstance(given[1], (int, float)):
        key = ("differs", given[0].source, float(given[1]))
    elif kind == "Any" and list(operation.axis) == [-1] and not operation.keepdims and is_mask(given[0]):
        key = ("any", given[0].mask.key)
    return Tensor(TRUTH_VALUES, 0, 0, tuple(spec.shape), "bool", Mask(None, key))


TRUTH_VALUES = Layer("Masking", {}, {}, "truth values")


def is_mask(x: Any) -> bool:
    return isinstance(x, Tensor) and x.layer is TRUTH_VALUES


def mark_masks(
    graph: Graph, call: Call, inputs: Sequence[Tensor], outputs: Sequence[Tensor], given: Tensor | None
) -> None:
    """Set the outputs' masks as Keras does, and keep in mind who uses one.

    Args:
        graph: for its list of layers that use masks.
        call: of a Keras layer or operation.
        inputs: its tensors.
        outputs: what it was rewritten as.
        given: the mask among its arguments; saved models have there what a layer would find by itself.
    """
    masks = [x.mask for x in inputs if x.mask is not None]
    layer = call.operation
    uses = call.kind in (*_REFUSING, *RECURRENT, "Bidirectional")
    uses = uses or (call.kind == "TimeDistributed" and layer.layer._call_has_mask_arg)
    if given is not None and uses and (not masks or given.mask != masks[0]):
        raise UnsupportedError("a mask of its own")
    if call.kind in ("Embedding", "Masking"):
        if call.kind == "Masking" or layer.mask_zero:
            outputs[0].mask = _mask_of(call, inputs[0], outputs[0])
    elif masks and uses:
        if call.kind not in (*RECURRENT, "Bidirectional"):
            raise UnsupportedError("a mask")
        graph.mask_users.append((f"{call.name} ({call.kind})", masks[0]))
        outputs[0].mask = masks[0] if layer.return_sequences else None
    elif call.kind in _MERGING:
        mixed = masks if call.kind == "Concatenate" else len(masks) == len(inputs)
        outputs[0].mask = MIXED if mixed else None
    elif masks and getattr(layer, "supports_masking", False):
        for output in outputs:
            output.mask = masks[0]


def _mask_of(call: Call, x: Tensor, output: Tensor) -> Mask:
    if call.kind == "Embedding":
        return Mask(output.layer, ("differs", x.source, 0.0))
    return Mask(output.layer, ("any", ("differs", x.source, float(call.config["mask_value"]))))


def settle_masks(graph: Graph) -> None:
    """Switch on the one mask that is used, and name the layers for which TF.js would have another."""
    used = [mask for _, mask in graph.mask_users]
    for mask in used:
        if mask.layer is not None and mask.layer.class_name == "Embedding":
            mask.layer.config["mask_zero"] = True
    made = [x for x in graph.layers if x.kind == "Masking" or x.config.get("mask_zero") is True]
    if not made:
        return
    if sum(len(layer.calls) for layer in made) > 1 or any(mask != used[0] for mask in used):
        users = [f"{label} with one of several masks" for label, _ in graph.mask_users]
        graph.problems += users or [f"{layer.wanted} ({layer.kind} beside another)" for layer in made[1:]]
    masked = _reached(graph, made[0])
    users = [label.split(" (")[0] for label, _ in graph.mask_users]
    for layer in graph.layers:
        if layer.class_name == "Softmax":  # as a layer it would read the mask, as an activation it does not
            layer.class_name, layer.config = "Activation", {"activation": "softmax"}
        if layer.kind in _READERS and layer.wanted not in users:
            graph.problems.append(f"{layer.wanted} ({layer.kind} without the mask that TF.js would give it)")
        if layer.class_name in _MERGING and any(id(x.layer) in masked for call in layer.calls for x in call):
            graph.problems.append(f"{layer.wanted} ({layer.kind} with a mask)")


def _reached(graph: Graph, source: Layer) -> set[int]:
    """The layers whose output carries the mask in TF.js; each stands behind those that it takes, but for shared ones."""
    reached = {id(source)}
    for _ in graph.layers:
        before = len(reached)
        for layer in graph.layers:
            if _passes_masks_on(layer) and any(id(x.layer) in reached for call in layer.calls for x in call):
                reached.add(id(layer))
        if len(reached) == before:
            break
    return reached


def _passes_masks_on(layer: Layer) -> bool:
    """Whether TF.js gives a layer's output the mask of its input."""
    inner = layer.config["layer"]["config"] if layer.class_name == "Bidirectional" else layer.config
    return layer.class_name in _PASSING and bool(inner.get("return_sequences", True))
