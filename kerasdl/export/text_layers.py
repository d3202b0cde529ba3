"""Text layers and stateful layers, which keep more than weights; and how text layers are cut off."""

from __future__ import annotations

from collections.abc import Sequence

import keras

from kerasdl.errors import ExportError
from kerasdl.export.inference_form import all_layers
from kerasdl.export.tensor_names import distinct

TEXT = (
    keras.layers.TextVectorization,
    keras.layers.StringLookup,
    keras.layers.IntegerLookup,
    keras.layers.Hashing,
    keras.layers.HashedCrossing,
)


def stateful_layers(model: keras.Model) -> str | None:
    """Name the layers of a model that no graph of weights holds, with the way out; None where there are none."""
    found = []
    if text := _text_layers(model):
        names = ", ".join(f"{layer.name} ({type(layer).__name__})" for layer in text)
        found.append(f"{names}: --without-text cuts text layers off and writes their vocabulary beside the model")
    states = [layer for layer in all_layers(model) if getattr(layer, "stateful", False)]
    found += [f"{layer.name} ({type(layer).__name__}), which is stateful" for layer in states]
    return "; ".join(found) or None


def cut_text_layers(model: keras.Model) -> tuple[keras.Model, dict[str, str]]:
    """A model that begins after its text layers, and their vocabularies.

    Args:
        model: a sequential or functional one whose text layers are its own, not a nested model's.

    Returns:
        The model, which takes what the text layers gave; and for each that has a vocabulary the name of a file, with an
        entry a line, the first of which is number 0.

    Raises:
        ExportError: it has no text layer, or its text layers are not where they can be cut off.
    """
    text = [layer for layer in model.layers if isinstance(layer, TEXT)]
    if not text:
        raise ExportError(f"--without-text needs a model with text layers. Received: {model.name}, which has none")
    vocabularies = [layer for layer in text if hasattr(layer, "get_vocabulary")]
    names = distinct(f"vocabulary-{_file_part(layer.name)}.txt" for layer in vocabularies)
    beside = {n: "\n".join(map(str, v.get_vocabulary())) + "\n" for n, v in zip(names, vocabularies, strict=True)}
    if isinstance(model, keras.Sequential):
        last = max(model.layers.index(layer) for layer in text)
        return _sequential(model, last), beside
    return _functional(model, text), beside


def _sequential(model: keras.Sequential, last: int) -> keras.Sequential:
    cut = model.layers[last].output
    tokens = keras.Input(cut.shape[1:], dtype="int32", name="tokens")
    return keras.Sequential([tokens, *model.layers[last + 1 :]], name=model.name)


def _functional(model: keras.Model, text: Sequence[keras.Layer]) -> keras.Model:
    kept = [tensor for tensor in model.inputs if tensor.dtype != "string"]
    cut = [layer for layer in text if not _feeds_only(layer, text)]
    names = distinct([*(tensor.name for tensor in kept), *(layer.name for layer in cut)])
    inputs = dict(zip(names, [*kept, *(layer.output for layer in cut)], strict=True))
    try:
        return keras.Model(inputs, model.output, name=model.name)
    except ValueError as error:
        raise ExportError(f"Text layers must be where a model begins. Received: {model.name} ({error})") from None


def _feeds_only(layer: keras.Layer, text: Sequence[keras.Layer]) -> bool:
    """Whether a layer's output goes to other text layers alone."""
    takers = [node.operation for node in layer._outbound_nodes]
    return bool(takers) and all(taker in text for taker in takers)


def _text_layers(model: keras.Model) -> list[keras.Layer]:
    # A text layer keeps a lookup of its own inside.
    found = [layer for layer in all_layers(model) if isinstance(layer, TEXT)]
    inner = {id(part) for layer in found for part in layer._flatten_layers(include_self=False, recursive=True)}
    return [layer for layer in found if id(layer) not in inner]


def _file_part(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)
