"""Inference form of a model's layers: recurrent layers unrolled, ready to be traced into a plain graph.

A recurrent layer is a loop in TensorFlow, which TF.js runs slowly and only in calls that wait, and which other formats hold
only in part. Where the number of steps is known the loop is written out; the arithmetic is the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

import keras
from keras import ops

# Written out, each step is some dozen operations: a longer loop makes a graph that takes minutes to write and to load.
MAX_STEPS = 400
CELLS = (keras.layers.SimpleRNNCell, keras.layers.LSTMCell, keras.layers.GRUCell)
DROPOUTS = ("dropout", "recurrent_dropout")


@contextmanager
def inference_form(model: keras.Model) -> Iterator[list[str]]:
    """Put the layers of a model into their inference form while the block runs.

    Yields:
        A line for each recurrent layer that stays a loop, and why.
    """
    loops = []
    with ExitStack() as changes:
        for layer in all_layers(model):
            # Even unused, dropout's random numbers would be a state in the graph.
            for name in DROPOUTS if isinstance(layer, CELLS) else ():
                changes.enter_context(_changed(layer, name, 0.0))
            if isinstance(layer, keras.layers.RNN):
                steps = _steps(layer)
                unroll = steps is not None and steps <= MAX_STEPS
                changes.enter_context(_changed(layer, "unroll", unroll))
                if unroll and layer.go_backwards and layer.return_sequences and layer.zero_output_for_mask:
                    changes.enter_context(_changed(layer, "zero_output_for_mask", False))
                    changes.enter_context(_changed(layer, "call", partial(_zero_masked_steps, layer.call)))
                if not unroll:
                    known = "an unknown number of" if steps is None else f"{steps:,}"
                    loops.append(f"{layer.name} ({type(layer).__name__} over {known} steps)")
        yield loops


@contextmanager
def _changed(layer: keras.Layer, name: str, value: Any) -> Iterator[None]:
    before = getattr(layer, name)
    setattr(layer, name, value)
    try:
        yield
    finally:
        setattr(layer, name, before)


def _zero_masked_steps(call: Callable[..., Any], sequences: Any, *args: Any, mask: Any = None, **settings: Any) -> Any:
    """Call a layer that goes backwards, and put zeros where a step was masked.

    Written out, Keras 3.15 does so in the order in which the steps were given, which is not the one in which they come.
    """
    found = call(sequences, *args, mask=mask, **settings)
    if mask is None:
        return found
    kept = ops.flip(mask, axis=1)[..., None]
    steps, *states = found if isinstance(found, list | tuple) else [found]
    steps = ops.where(kept, steps, ops.zeros_like(steps))
    return [steps, *states] if states else steps


def all_layers(model: keras.Model) -> Iterator[keras.Layer]:
    """A model's layers, and those within wrappers, cells and nested models, each once."""
    yield from model._flatten_layers(include_self=False, recursive=True)


def multiply_adds(model: keras.Model) -> int:
    """About how many multiply-adds one answer takes: each number of a kernel once for every place of its layer's output."""
    total = 0
    for layer in all_layers(model):
        kernel = getattr(layer, "kernel", None)
        if kernel is not None and getattr(layer, "_inbound_nodes", None):
            places = [size or 1 for output in keras.tree.flatten(layer.output) for size in output.shape[1:-1]]
            total += math.prod(kernel.shape) * math.prod(places)
    return total


def _steps(layer: keras.layers.RNN) -> int | None:
    shapes = layer._build_shapes_dict or {}
    shape = shapes.get("sequences_shape") or next(iter(shapes.values()), None)
    return shape[1] if isinstance(shape, list | tuple) and len(shape) > 1 else None
