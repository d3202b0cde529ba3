"""A Keras model, walked call by call and rewritten as one flat graph of TF.js layers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import FunctionType
from typing import Any

import keras

from kerasdl.errors import ExportError
from kerasdl.export.portable_layers import config_as_given
from kerasdl.export.tensor_names import leaves
from kerasdl.export.tfjs_layers import (
    attention,
    convolutions,
    dense,
    merging,
    normalization,
    pooling,
    preprocessing,
    recurrent,
    shapes,
)
from kerasdl.export.tfjs_layers.call import LAYER_RULES, OPERATION_RULES, Call, Rule
from kerasdl.export.tfjs_layers.graph import Graph, Shape, Tensor, UnsupportedError
from kerasdl.export.tfjs_layers.masks import is_mask, mark_masks, mask_tensor, settle_masks
from kerasdl.layers.residual import Skip

# Each of these modules enters its rules.
RULE_MODULES = (attention, convolutions, dense, merging, normalization, pooling, preprocessing, recurrent, shapes)
_FIRST_ARGUMENTS = frozenset({"inputs", "sequences", "sequence", "data", "x"})  # of layers, where given by keyword
_UNCHANGED = frozenset({"__init__", "get_config", "from_config"})


def rewrite_model(model: keras.Model) -> Graph:
    """The graph of TF.js layers that answers as a model does; what cannot be held stands in its `problems`.

    Raises:
        ExportError: the model is no graph of layers: a subclass that computes in Python, or never built.
    """
    try:
        functional = _functional(model)
    except UnsupportedError as refused:
        raise ExportError(
            f"TF.js layers hold graphs of layers only. Received: {model.name} ({type(model).__name__} with {refused})"
        ) from None
    graph = Graph()
    inputs = [_add_input(graph, tensor, len(functional.inputs) == 1) for tensor in functional.inputs]
    graph.inputs = inputs
    declared = [_as_declared(graph, made, symbol) for made, symbol in zip(inputs, functional.inputs, strict=True)]
    found = _Walk(graph).run(functional, declared)
    outputs = list(zip(_output_names(functional), found, strict=True))
    graph.inputs = [inputs[n] for n in _written_order(functional._inputs_struct)]
    graph.outputs = [outputs[n] for n in _written_order(functional._outputs_struct)]
    graph.problems += [f"{name} (an output of truth values)" for name, x in graph.outputs if is_mask(x)]
    settle_masks(graph)
    return graph


def _functional(model: keras.Model) -> Any:
    """The graph of layers that a model is; a Sequential holds one."""
    if isinstance(model, keras.Sequential) and type(model).call is keras.Sequential.call:
        if not model.built or model._functional is None:
            raise UnsupportedError("no input shape: build it before saving")
        return model._functional
    functional = keras.src.models.functional.Functional
    if isinstance(model, functional) and type(model).call is functional.call:
        return model
    raise UnsupportedError("computations of its own")


def _is_model(operation: Any) -> bool:
    return isinstance(operation, (keras.Sequential, keras.src.models.functional.Functional))


def _add_input(graph: Graph, tensor: Any, alone: bool) -> Tensor:
    dtype = str(tensor.dtype)
    name = str(tensor.name)
    layer = tensor._keras_history.operation
    if dtype == "string":
        graph.problems.append(f"{name} (an input of strings)")
    if getattr(tensor, "sparse", False) or getattr(tensor, "ragged", False) or getattr(layer, "optional", False):
        graph.problems.append(f"{name} (a sparse, ragged or optional input)")
    if alone and re.fullmatch(r"(input_layer|keras_tensor)(_\d+)?", name):
        name = "input"
    kind = "bool" if dtype == "bool" else "float32" if "float" in dtype else "int32"
    shape = tuple(tensor.shape)
    # TF.js gives an input of single numbers a second axis before it looks at it.
    made = graph.add_input(name, shape if len(shape) > 1 else (*shape, 1), kind)
    made.dtype = dtype
    return made


def _as_declared(graph: Graph, made: Tensor, symbol: Any) -> Tensor:
    """An input in the shape that Keras gives it."""
    if len(symbol.shape) == made.rank:
        return made
    (alone,) = graph.add("Reshape", [made], [tuple(symbol.shape)], {"target_shape": []}, {}, "numbers", None)
    alone.dtype = made.dtype
    return alone


def _written_order(structure: Any) -> list[int]:
    """The places of a structure's tensors among those that Keras flattens it to, in the order of who wrote it."""
    flat = [path for path, _ in keras.tree.flatten_with_path(structure)]
    return [flat.index(path) for path, _ in leaves(structure)]


def _output_names(functional: Any) -> list[str]:
    """The keys of a dictionary, else the names of the layers that give the outputs."""
    if isinstance(functional._outputs_struct, dict) and len(functional._outputs_struct) == len(functional.outputs):
        return [str(path[0]) for path, _ in keras.tree.flatten_with_path(functional._outputs_struct)]
    return [str(tensor._keras_history.operation.name) for tensor in functional.outputs]


class _Walk:
    """Calls in their order, each by the rule of its class."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def run(self, functional: Any, inputs: Sequence[Tensor]) -> list[Tensor]:
        """Rewrite the calls of a graph of Keras, given the tensors that its inputs became."""
        known = {id(symbol): tensor for symbol, tensor in zip(functional.inputs, inputs, strict=True)}
        for depth in sorted(functional._nodes_by_depth, reverse=True):
            for node in functional._nodes_by_depth[depth]:
                if node.is_input or not node.operation or any(id(x) not in known for x in node.input_tensors):
                    continue
                given, options = node.arguments.fill_in(known)
                symbols = [x.shape for x in node.input_tensors]
                same = symbols == [known[id(x)].shape for x in node.input_tensors]
                outputs = self.call(node.operation, given, options, node.outputs if same else None, node.outputs)
                known.update(zip((id(x) for x in node.outputs), outputs, strict=True))
        return [known[id(symbol)] for symbol in functional.outputs]

    def call(
        self,
        operation: Any,
        given: Sequence[Any],
        options: dict[str, Any],
        specs: Sequence[Any] | None,
        fallback: Sequence[Any],
        prefix: str = "",
    ) -> list[Tensor]:
        """Rewrite one call.

        Args:
            operation: Keras's layer, model or operation.
            given: its arguments, tensors of Keras replaced by ours.
            options: its keyword arguments.
            specs: what Keras says of the outputs; None asks it.
            fallback: the same, perhaps of less known sizes.
            prefix: for the names of what is made.
        """
        name = f"{prefix}{operation.name}"
        try:
            # What a model is called with decides whether it trains, not what a layer was called with.
            mask = options.get("mask")
            options = {key: value for key, value in options.items() if key not in ("training", "mask")}
            if not given and _FIRST_ARGUMENTS & options.keys():
                given = [options.pop(next(iter(_FIRST_ARGUMENTS & options.keys())))]
            if specs is None:
                specs = _specs(operation, given, options) or fallback
            shapes = [tuple(spec.shape) for spec in specs]
            if _is_model(operation):
                outputs = self._model(operation, given, options)
            elif isinstance(operation, Skip):
                outputs = [self._skip(operation, name, given[0], shapes[0])]
            elif str(specs[0].dtype) == "bool" and not isinstance(operation, keras.layers.Layer):
                outputs = [mask_tensor(operation, given, specs[0])]
            else:
                outputs = self._by_rule(operation, name, given, options, specs, mask)
            for tensor, spec in zip(outputs, specs, strict=True):
                tensor.shape, tensor.dtype = tuple(spec.shape), str(spec.dtype)
            return outputs
        except UnsupportedError as refused:
            reason = f" with {refused}" if str(refused) else ""
            self.graph.problems.append(f"{name} ({type(operation).__name__}{reason})")
        except Exception as error:
            # A tensor that could not be written may have any shape; then nothing is said of the layers behind it.
            if not self.graph.problems:
                reason = str(error).strip().split("\n")[0]
                self.graph.problems.append(f"{name} ({type(operation).__name__} with {type(error).__name__}: {reason})")
        placeholder = self.graph.add_input("placeholder", (None,), "float32").layer
        return [Tensor(placeholder, 0, 0, tuple(spec.shape), str(spec.dtype)) for spec in specs or fallback]

    def _by_rule(
        self, operation: Any, name: str, given: Sequence[Any], options: dict[str, Any], specs: Sequence[Any], mask: Any
    ) -> list[Tensor]:
        kind, config, rule = _rule(operation)
        shapes = [tuple(spec.shape) for spec in specs]
        call = Call(self.graph, operation, kind, config, shapes, name, self._call_layer)
        if getattr(operation, "quantization_mode", None) is not None:
            raise UnsupportedError(f"weights quantised to {operation.quantization_mode}")
        call.check_config(rule)
        if not getattr(operation, "built", True):
            raise UnsupportedError("weights that are not there yet")
        sources = [x for x in keras.tree.flatten([given, options]) if isinstance(x, Tensor)]
        if any(is_mask(x) for x in sources):
            raise UnsupportedError("truth values as its input")
        if not rule.integers:
            given, options = keras.tree.map_structure(lambda x: self._as_float(call, x, specs[0]), (given, options))
        move = rule.move_channels and config.get("data_format") == "channels_first"
        if move:
            (x,) = given
            given = [call.permute(x, [*range(2, x.rank), 1], part="channels_last")]
            call.shapes = [(s[0], *s[2:], s[1]) if len(s) == x.rank else s for s in shapes]
        before = len(self.graph.layers)
        made = rule.rewrite(call, *given, **options)
        self._note(call, dict.fromkeys(layer.kind for layer in self.graph.layers[before:]))
        outputs = list(made) if isinstance(made, (list, tuple)) else [made]
        if move and len(shapes[0]) > 2 and outputs[0].rank == given[0].rank:
            outputs = [call.permute(outputs[0], [outputs[0].rank - 1, *range(1, outputs[0].rank - 1)], part="channels")]
        outputs = [Tensor(t.layer, t.call, t.index, t.shape, t.dtype) for t in outputs]
        mark_masks(self.graph, call, sources, outputs, mask)
        return outputs

    def _note(self, call: Call, classes: dict[str, None]) -> None:
        """Say which classes a layer of Keras was written as, where these are others and nothing was said of it."""
        said = any(line.startswith(f"{call.name} ({call.kind})") for line in self.graph.notes)
        if isinstance(call.operation, keras.layers.Layer) and set(classes) - {call.kind} and not said:
            self.graph.note(f"{call.name} ({call.kind}) is written as {', '.join(classes)}")

    def _as_float(self, call: Call, x: Any, spec: Any) -> Any:
        """An integer tensor as floats, where Keras answers in floats."""
        if not isinstance(x, Tensor) or x.dtype.startswith(("float", "bfloat")):
            return x
        if not str(spec.dtype).startswith(("float", "bfloat")):
            raise UnsupportedError("whole numbers")
        return call.rescale(x, part="float")

    def _model(self, model: Any, given: Sequence[Any], options: dict[str, Any]) -> list[Tensor]:
        functional = _functional(model)
        if options:
            raise UnsupportedError(f"the argument {next(iter(options))}")
        inputs = given[0] if len(given) == 1 else given
        if isinstance(inputs, dict) and not isinstance(functional._inputs_struct, dict):
            inputs = [inputs[symbol.name] for symbol in functional.inputs]
        flat = keras.tree.flatten(inputs)
        if not all(isinstance(x, Tensor) for x in flat) or [x.rank for x in flat] != [
            len(symbol.shape) for symbol in functional.inputs
        ]:
            raise UnsupportedError("inputs of other ranks than its own")
        return [Tensor(t.layer, t.call, t.index, t.shape, t.dtype, t.mask) for t in self.run(functional, flat)]

    def _skip(self, skip: Skip, name: str, x: Tensor, shape: Shape) -> Tensor:
        y = x
        for part in skip.parts:
            y = self._call_layer(part, y)
        (total,) = self.graph.add("Add", [x, y], [shape], {}, {}, name, (id(skip), 0))
        return total

    def _call_layer(self, layer: Any, x: Tensor, prefix: str = "") -> Any:
        """Call a layer that is part of another."""
        specs = _specs(layer, [x], {})
        outputs = self.call(layer, [x], {}, specs, specs or [keras.KerasTensor(x.shape)], prefix)
        return outputs[0] if len(outputs) == 1 else outputs


def _specs(operation: Any, given: Sequence[Any], options: dict[str, Any]) -> list[Any] | None:
    """What Keras says of the outputs for these shapes."""
    given, options = keras.tree.map_structure(
        lambda x: keras.KerasTensor(x.shape, x.dtype) if isinstance(x, Tensor) else x, (list(given), options)
    )
    try:
        return list(keras.tree.flatten(operation.compute_output_spec(*given, **options)))
    except Exception:  # of a layer that is not Keras's own
        return None


def _rule(operation: Any) -> tuple[str, dict[str, Any], Rule]:
    """The class of a layer or operation, its configuration, and how it is rewritten; refuses an unknown one."""
    own = next((cls for cls in type(operation).__mro__ if cls.__module__.split(".")[0] == "keras"), None)
    changed = {name for cls in type(operation).__mro__ if cls is not own for name in _changes(cls, own)}
    if own is None or changed - _UNCHANGED:
        raise UnsupportedError("computations of its own")
    is_layer = isinstance(operation, keras.layers.Layer)
    rules = LAYER_RULES if is_layer else OPERATION_RULES
    kind = own.__name__
    if kind not in rules:
        raise UnsupportedError()
    if is_layer:
        return kind, config_as_given(operation, own.get_config(operation)), rules[kind]  # type: ignore[attr-defined]
    config = {key: value for key, value in vars(operation).items() if not key.startswith("_") and key != "name"}
    return kind, config, rules[kind]


def _changes(cls: type, own: type | None) -> set[str]:
    """The methods of a class that stands before Keras's own."""
    if own is not None and issubclass(own, cls):
        return set()
    return {n for n, v in vars(cls).items() if isinstance(v, (FunctionType, property, staticmethod, classmethod))}
