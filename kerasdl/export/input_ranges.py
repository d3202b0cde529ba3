"""Ranges of a model's inputs, read off its graph: what indexes a table, what is the value of a pixel, what is text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kerasdl.export.example_inputs import ExampleSpec
from kerasdl.export.frozen_graph import FrozenGraph
from kerasdl.export.inference_form import all_layers
from kerasdl.export.serving_function import InputSpec, ServingFunction

WHITE = 255
MOST_WORDS = 50
Use = tuple[Any, Any]  # an operation, and the tensor that it takes
# Through these an index or a grey value stays what it is.
PASS_THROUGH = frozenset(
    """AddV2 Cast ConcatV2 ExpandDims GatherV2 Identity Less Pack Pad PadV2 Reshape SelectV2 Squeeze StopGradient
    StridedSlice Sub Tile Transpose Unpack""".split()
)


def input_ranges(serving: ServingFunction, frozen: FrozenGraph | None) -> list[ExampleSpec]:
    """What the inputs of a model may be, in the model's order.

    Args:
        serving: the model.
        frozen: its graph, which shows what the inputs are for; None for a model that has none.
    """
    found = []
    for spec in serving.inputs:
        uses = [] if frozen is None else list(_uses(frozen.graph.get_tensor_by_name(frozen.inputs[spec.key])))
        found.append(_range(spec, serving.model, uses))
    return found


def _range(spec: InputSpec, model: keras.Model, uses: Sequence[Use]) -> ExampleSpec:
    plain = (spec.name, spec.shape, spec.dtype)
    if spec.dtype == "string":
        return ExampleSpec(*plain, words=tuple(_vocabulary(model)[:MOST_WORDS]))
    if sizes := [size for size in map(_table_size, uses) if size]:
        return ExampleSpec(*plain, below=min(sizes), whole=True)
    if spec.dtype == "uint8" or any(map(_is_rescaling, uses)):
        return ExampleSpec(*plain, below=WHITE + 1 if spec.dtype == "uint8" else WHITE)
    return ExampleSpec(*plain)


def _vocabulary(model: keras.Model) -> Sequence[str]:
    for layer in all_layers(model):
        if hasattr(layer, "get_vocabulary"):
            return [str(word) for word in layer.get_vocabulary() if word]
    return []


def _uses(start: Any) -> Iterator[Use]:
    """Every operation that takes an input as it is."""
    waiting, seen = [start], set()
    while waiting:
        tensor = waiting.pop()
        for operation in tensor.consumers():
            yield operation, tensor
            if operation.type in PASS_THROUGH and operation.name not in seen and not _looks_up(operation, tensor):
                seen.add(operation.name)
                waiting += operation.outputs


def _looks_up(operation: Any, tensor: Any) -> bool:
    """Whether an operation uses a tensor to look something up, so that what comes out is no more what went in."""
    return operation.type == "GatherV2" and tensor is operation.inputs[1]


def _table_size(use: Use) -> int | None:
    """How many entries the table has that an operation looks up."""
    operation, tensor = use
    if _looks_up(operation, tensor):
        table, axis = operation.inputs[0], tf.get_static_value(operation.inputs[2])
        return table.shape[int(axis or 0)] if table.shape.rank else None
    if operation.type == "OneHot" and tensor is operation.inputs[0]:
        depth = tf.get_static_value(operation.inputs[1])
        return None if depth is None else int(depth)
    return None


def _is_rescaling(use: Use) -> bool:
    """Whether an operation makes a number much smaller, as one does with the values of pixels."""
    operation, _ = use
    if operation.type not in ("Mul", "RealDiv"):
        return False
    factors = [value for tensor in operation.inputs if (value := tf.get_static_value(tensor)) is not None]
    if operation.type == "RealDiv":
        factors = [1 / np.asarray(value) for value in factors]
    return any(np.ndim(value) == 0 and 0 < abs(value) < 0.1 for value in factors)
