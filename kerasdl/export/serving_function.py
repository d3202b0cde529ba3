"""Serving function: any Keras model as one function from named tensors to named tensors.

Every graph format is made from it, so inputs and outputs have the same names, in the same order, in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import keras
import numpy as np
from keras import tree

from kerasdl.errors import ExportError
from kerasdl.export.tensor_names import at, distinct, filled, input_keys, leaves
from kerasdl.models.running import guarded


@dataclass(frozen=True)
class InputSpec:
    """An input of a model.

    Attributes:
        name: as its author gave it.
        key: the same as an identifier, which TensorFlow wants the names of a function's arguments to be.
        shape: None for each axis of any size.
        dtype: Keras's name of its data type.
    """

    name: str
    key: str
    shape: tuple[int | None, ...]
    dtype: str


@dataclass(frozen=True)
class ServingFunction:
    """A model's forward pass at inference.

    Attributes:
        model: a functional or sequential model.
        inputs: in the order in which its author wrote them.
        outputs: their names, in that order.
    """

    model: keras.Model
    inputs: tuple[InputSpec, ...]
    outputs: tuple[str, ...]

    def __call__(self, tensors: Sequence[Any]) -> dict[str, Any]:
        """Answer to tensors in the order of `inputs`: by the names of `outputs`, in that order."""
        found = self.model(filled(_inputs(self.model), iter(tensors)), training=False)
        paths = [path for path, _ in leaves(_outputs(self.model))]
        return {name: at(found, path) for name, path in zip(self.outputs, paths, strict=True)}

    def answer(self, arrays: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
        """The same from arrays to arrays, on Keras's own backend; text is an array of objects."""
        found = self([_tensor(values) for values in arrays])
        return {name: np.asarray(keras.ops.convert_to_numpy(value)) for name, value in found.items()}


def serving_function(model: keras.Model, own_names: Mapping[str, str] | None = None) -> ServingFunction:
    """The serving function of a built model.

    A dictionary's inputs and outputs are called by its keys; others by their own name, and by the layer that they come from.
    Equal names get a number.

    Args:
        model: the model.
        own_names: what tensors and layers are to be called that have other names in the model.

    Raises:
        ExportError: the model was never built, so its input shapes are not known.
    """
    model, own = as_functional(model), own_names or {}
    inputs = leaves(_inputs(model))
    names = distinct(_name(path) or own.get(tensor.name, tensor.name) for path, tensor in inputs)
    keys = input_keys(names)
    specs = [
        InputSpec(name, keys[name], tuple(tensor.shape), tensor.dtype)
        for name, (_, tensor) in zip(names, inputs, strict=True)
    ]
    ends = leaves(_outputs(model))
    outputs = distinct(_name(path) or own.get(name := _layer_of(tensor), name) for path, tensor in ends)
    return ServingFunction(model, tuple(specs), tuple(outputs))


def as_functional(model: keras.Model) -> keras.Model:
    """A model with symbolic inputs and outputs: itself, or a functional one around a subclassed one.

    Raises:
        ExportError: the model was never built.
        ModelError: it cannot be called.
    """
    if getattr(model, "inputs", None) and getattr(model, "outputs", None):
        return model
    config = (model.get_build_config() or {}) if model.built else {}
    if not config.get("input_shape") and not config.get("shapes_dict"):
        raise ExportError(
            "A model must know its input shape: give it an Input, or call it once, before it is saved. "
            f"Received: {model.name} ({type(model).__name__}), which was never built"
        )
    if shapes := config.get("shapes_dict"):
        names = [name.removesuffix("_shape") for name in shapes]
        given: Any = {name: _symbolic(shape, name) for name, shape in zip(names, shapes.values(), strict=True)}
        call: Callable[[Any], Any] = lambda tensors: model(**tensors, training=False)  # noqa: E731
    else:
        given = _symbolic(config["input_shape"])
        call = lambda tensors: model(tensors, training=False)  # noqa: E731
    found = guarded(call, model.name)(given)
    return keras.Model(given, found, name=model.name)


def _tensor(values: np.ndarray) -> Any:
    if values.dtype != object:
        return keras.ops.convert_to_tensor(values)
    import tensorflow as tf

    return tf.constant(values.tolist())


def _symbolic(shapes: Any, name: str = "inputs") -> Any:
    """Inputs of the shapes that a subclassed model was built with: one, or a structure of them, numbered."""
    names = (f"{name}_{n}" if n else name for n in count())
    return tree.map_shape_structure(lambda shape: keras.Input(batch_shape=(None, *shape[1:]), name=next(names)), shapes)


def _inputs(model: keras.Model) -> Any:
    return model.inputs[0] if isinstance(model, keras.Sequential) else model.input


def _outputs(model: keras.Model) -> Any:
    if isinstance(model, keras.Sequential):
        return model.outputs if len(model.outputs) > 1 else model.outputs[0]
    return model.output


def _name(path: tuple[Any, ...]) -> str:
    """The name that a structure of dictionaries gives a tensor; empty where it is in a list."""
    return "/".join(map(str, path)) if any(isinstance(step, str) for step in path) else ""


def _layer_of(tensor: Any) -> str:
    return str(tensor._keras_history.operation.name)
