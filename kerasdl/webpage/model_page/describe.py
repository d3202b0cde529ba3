"""What a model's page shows: found from the exported graph and its card, and what the user says.

A picture is what has two sides of 8 or more and 1, 3 or 4 channels; a form, a vector of up to 64 numbers; a series, a longer
one or a table of steps; a text, numbers of words whose vocabulary lies beside the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerasdl.errors import ConfigError, ExportError
from kerasdl.models.card import Card, InputOfCard
from kerasdl.models.tfjs_model import TfjsModel
from kerasdl.webpage.model_page.fields import Fields, read_fields, unnamed
from kerasdl.webpage.model_page.options import PageOptions, scaling

LEAST_SIDE = 8
MAX_FORM = 64
WHITE = 255
# TensorFlow's names of data types, as TF.js calls them; every other is of whole numbers.
DTYPES = {"DT_FLOAT": "float32", "DT_HALF": "float32", "DT_BOOL": "bool"}
ACTIVATIONS = {"Softmax": "softmax", "Sigmoid": "sigmoid", "Tanh": "tanh"}
PASS_THROUGH = frozenset({"Identity", "Reshape", "Squeeze", "ExpandDims", "Cast"})
Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Tensor:
    """An input or an output of a graph: its key, TF.js's name of its data type, its shape without the batch."""

    key: str
    dtype: str
    shape: Shape


def tensors(entries: Mapping[str, Any]) -> list[Tensor]:
    """The inputs or the outputs of a signature.

    Raises:
        ExportError: one has no batch.
    """
    found = []
    for key, entry in entries.items():
        sizes = [int(dim["size"]) for dim in entry.get("tensorShape", {}).get("dim", [])]
        if not sizes:
            raise ExportError(f"A page needs inputs and outputs with a batch axis. Received: {key}, a single number")
        shape = tuple(None if size < 0 else size for size in sizes[1:])
        found.append(Tensor(key, DTYPES.get(entry.get("dtype", ""), "int32"), shape))
    return found


def describe(
    content: TfjsModel, card: Card, options: PageOptions, vocabularies: Sequence[Sequence[str]] = ()
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """How a page shows a model's inputs and outputs.

    Args:
        content: the model's `model.json`.
        card: the model's.
        options: what the user says.
        vocabularies: of the text layers that were cut off.

    Returns:
        Inputs and outputs, as web/model_page/types.js describes them.

    Raises:
        ConfigError: an option does not fit the model.
        ExportError: an input is none that a page can ask for.
    """
    signature = content.get("signature", {})
    ranges = {entry["name"]: entry for entry in (card.get("export") or {}).get("inputs", [])}
    taken = tensors(signature.get("inputs", {}))
    by_order = list(ranges.values())
    words = iter(vocabularies)
    inputs = []
    for number, tensor in enumerate(taken):
        known = ranges.get(tensor.key) or (by_order[number] if number < len(by_order) else None)
        inputs.append(_input(tensor, known, options, words))
    _check_used(inputs, options)
    labels = options.labels or card.get("labels")
    outputs = [
        _output(tensor, _activation(content, signature["outputs"][tensor.key]["name"]), labels, options)
        for tensor in tensors(signature.get("outputs", {}))
    ]
    return inputs, outputs


def _input(tensor: Tensor, known: InputOfCard | None, options: PageOptions, words: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": tensor.key, "shape": list(tensor.shape), "dtype": tensor.dtype}
    below = None if known is None else known.get("below")
    whole = known is not None and bool(known.get("whole") or not known["dtype"].startswith("float"))
    if picture := _picture(tensor.shape):
        return plain | picture | _scaling(below, options)
    if len(tensor.shape) == 1 and whole and (vocabulary := next(words, None)):
        return plain | {"kind": "text", "vocabulary": list(vocabulary)}
    limits = {"below": below} if whole and below is not None else {}
    count = tensor.shape[0] if len(tensor.shape) == 1 else None
    if count is not None and count <= MAX_FORM:
        return plain | limits | {"kind": "form"} | _form(_fields(options, count))
    if len(tensor.shape) in (1, 2) and (len(tensor.shape) == 1 or tensor.shape[1] is not None):
        columns = 1 if len(tensor.shape) == 1 else tensor.shape[1]
        fields = {} if options.fields is None else _form(_fields(options, columns))
        return plain | limits | {"kind": "series"} | fields
    raise ExportError(
        "A page asks for pictures, vectors and series: (batch, height, width, channels), (batch, numbers) or "
        f"(batch, steps, numbers). Received: {tensor.key}, (batch, {', '.join(map(str, tensor.shape))})"
    )


def _picture(shape: Shape) -> dict[str, Any] | None:
    """Channels of a picture, and whether they come first; None for what is no picture."""
    for first, channels, sides in _layouts(shape):
        if channels in (1, 3) and all(side is None or side >= LEAST_SIDE for side in sides):
            return {"kind": "picture", "channels": channels} | ({"first": True} if first else {})
    return None


def _layouts(shape: Shape) -> list[tuple[bool, int | None, Shape]]:
    if len(shape) == 3:
        return [(False, shape[2], shape[:2]), (True, shape[0], shape[1:])]
    # A table of steps looks the same as a grey picture, but is seldom square.
    square = len(shape) == 2 and shape[0] is not None and shape[0] == shape[1]
    return [(False, 1, shape)] if square else []


def _scaling(below: int | None, options: PageOptions) -> dict[str, Any]:
    """From pixels to inputs: as the user says; 0 to 255 where the model scales them itself; else 0 to 1."""
    name = options.range or ("0,255" if below in (WHITE, WHITE + 1) else "0,1")
    found = scaling(name)
    return {"factor": list(found.factor), "term": list(found.term)}


def _fields(options: PageOptions, count: int | None) -> Fields:
    return unnamed(count or 0) if options.fields is None else read_fields(options.fields, count)


def _form(fields: Fields) -> dict[str, Any]:
    return {"fields": [field.to_dict() for field in fields.fields], "examples": [list(e) for e in fields.examples]}


def _check_used(inputs: Sequence[Mapping[str, Any]], options: PageOptions) -> None:
    kinds = [entry["kind"] for entry in inputs]
    if options.range is not None and "picture" not in kinds:
        raise ConfigError(f"`range` is for a model that takes pictures. Received: one that takes {', '.join(kinds)}")
    if options.fields is not None and not {"form", "series"} & set(kinds):
        raise ConfigError(f"`fields` is for a model that takes numbers. Received: one that takes {', '.join(kinds)}")


def _output(tensor: Tensor, activation: str, labels: Sequence[str] | None, options: PageOptions) -> dict[str, Any]:
    plain = {"name": tensor.key, "shape": list(tensor.shape), "activation": activation}
    channels = tensor.shape[-1] if tensor.shape else None
    named = {"labels": list(labels)} if labels is not None and channels == len(labels) else {}
    unit = {} if options.unit is None else {"unit": options.unit}
    if len(tensor.shape) == 3 and all(side is None or side >= LEAST_SIDE for side in tensor.shape[:2]):
        return plain | named | {"kind": "picture"}
    if len(tensor.shape) == 2:
        return plain | {"kind": "series"}
    classes = len(tensor.shape) == 1 and (activation in ("softmax", "sigmoid") or bool(named))
    return plain | named | ({"kind": "classes"} if classes else {"kind": "numbers"} | unit)


def _activation(content: TfjsModel, tensor: str) -> str:
    """The function that a graph ends in: softmax, sigmoid, tanh, or none of them."""
    nodes = {node["name"]: node for node in content.get("modelTopology", {}).get("node", [])}  # type: ignore[typeddict-item]
    name = tensor.split(":")[0]
    for _ in range(len(nodes)):
        node: Any = nodes.get(name)
        if node is None:
            return "none"
        if node["op"] in ACTIVATIONS:
            return ACTIVATIONS[node["op"]]
        if node["op"] not in PASS_THROUGH or not node.get("input"):
            return "none"
        name = node["input"][0].split(":")[0].removeprefix("^")
    return "none"


def read_vocabularies(model: Path) -> list[list[str]]:
    """The vocabularies beside a model whose text layers were cut off, in order of their names."""
    files = sorted(model.glob("vocabulary-*.txt"))
    return [file.read_text(encoding="utf-8").removesuffix("\n").split("\n") for file in files]
