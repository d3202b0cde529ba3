"""A SavedModel's signature as a list of steps in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.models.saved_graph.errors import UnreadableError
from kerasdl.models.saved_graph.operations import DTYPES, array_of, compute_of
from kerasdl.models.saved_graph.variables import VariablesFile

CALLS = ("PartitionedCall", "StatefulPartitionedCall")
# What gives what it takes: a gradient of its own and the order of effects are nothing here, and no variable changes.
SAME = ("Identity", "IdentityN", "ReadVariableOp", "StopGradient", "PreventGradient")
# Functions may call each other in circles, or each the next one ten times.
MAX_DEPTH, MAX_NODES = 10, 100_000
Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Serving:
    """What a SavedModel computes.

    Attributes:
        inputs: their names.
        outputs: the shape of each output, by its name: None for any length, and for a shape of any rank.
        run: from the array of an input `ink`, float32 (batch, height, width), to the outputs by name.
    """

    inputs: frozenset[str]
    outputs: dict[str, Shape | None]
    run: Callable[[np.ndarray], dict[str, np.ndarray]]


def numpy_serving(graph: Any, folder: Path, signature: str) -> Serving | None:
    """A SavedModel's signature in NumPy.

    Args:
        graph: its `MetaGraphDef`, of which was checked that it only computes.
        folder: the SavedModel's.
        signature: its name.

    Returns:
        None for a graph that has another input than a batch of pictures, operations that are not known here, or variables
        that are kept otherwise: TensorFlow may know it.
    """
    try:
        return _serving(graph, folder, signature)
    # Whatever is not as expected means the same here, and TensorFlow says what is wrong.
    except Exception:
        return None


def _serving(graph: Any, folder: Path, signature: str) -> Serving:
    objects = graph.object_graph_def
    place = _child(objects.nodes, _child(objects.nodes, 0, "signatures"), signature)
    name = objects.nodes[place].bare_concrete_function.concrete_function_name
    concrete = objects.concrete_functions[name]
    given, outputs = _input_of(concrete), _outputs_of(concrete)
    plan = _Plan({function.signature.name: function for function in graph.graph_def.library.function})
    start = plan.slot()
    variables = _variables(objects.nodes, VariablesFile(folder))
    arguments = [start, *(plan.slot(variables(number)) for number in concrete.bound_inputs)]
    ends = dict(zip(outputs, plan.call(name, arguments), strict=True))
    return Serving(frozenset({given}), outputs, _runner(plan, start, ends))


def _child(nodes: Any, parent: int, name: str) -> int:
    (number,) = (child.node_id for child in nodes[parent].children if child.local_name == name)
    return int(number)


def _input_of(concrete: Any) -> str:
    positional, named = concrete.canonicalized_input_signature.tuple_value.values
    ((name, value),) = named.dict_value.fields.items()
    spec = value.tensor_spec_value
    if positional.tuple_value.values or spec.dtype != 1 or _shape(spec.shape) != (None, None, None):
        raise UnreadableError
    return str(name)


def _outputs_of(concrete: Any) -> dict[str, Shape | None]:
    """In the order in which the function gives them: TensorFlow's, by name."""
    fields = concrete.output_signature.dict_value.fields
    return {name: _shape(fields[name].tensor_spec_value.shape) for name in sorted(fields)}


def _shape(shape: Any) -> Shape:
    if shape.unknown_rank:
        raise UnreadableError
    return tuple(side.size if side.size >= 0 else None for side in shape.dim)


def _variables(nodes: Any, file: VariablesFile) -> Callable[[int], np.ndarray]:
    """What gives a variable's value by its number among the objects: the file numbers them anew, and has the same names."""
    numbers, waiting = {0: 0}, [0]
    while waiting:
        parent = waiting.pop()
        kept = {child.local_name: child.node_id for child in file.objects.nodes[numbers[parent]].children}
        for child in nodes[parent].children:
            if child.local_name in kept and child.node_id not in numbers:
                numbers[child.node_id] = kept[child.local_name]
                waiting.append(child.node_id)

    def value(number: int) -> np.ndarray:
        variable, found = nodes[number].variable, file.read(numbers[number])
        if variable.dtype not in DTYPES or _shape(variable.shape) != found.shape:
            raise UnreadableError
        return found

    return value


@dataclass
class _Step:
    compute: Callable[..., np.ndarray]
    sources: list[int]
    target: int
    done_with: list[int] = field(default_factory=list)


class _Plan:
    """Steps in an order in which each has what it takes; functions that are called are written out.

    Args:
        functions: by name.

    Attributes:
        values: of each slot, what it holds before the first step.
        steps: in their order.
    """

    def __init__(self, functions: dict[str, Any]) -> None:
        self._functions, self._left = functions, MAX_NODES
        self.values: list[np.ndarray | None] = []
        self.steps: list[_Step] = []

    def slot(self, value: np.ndarray | None = None) -> int:
        """A place for an array."""
        self.values.append(value)
        return len(self.values) - 1

    def call(self, name: str, arguments: Sequence[int], depth: int = 0) -> list[int]:
        """Write out a function: the slots of what it gives, for those of what it takes."""
        function = self._functions[name]
        if depth > MAX_DEPTH:
            raise UnreadableError
        names = [argument.name for argument in function.signature.input_arg]
        scope = {(name, 0): slot for name, slot in zip(names, arguments, strict=True)}
        for node in function.node_def:
            sources = [scope[_place(text)] for text in node.input if not text.startswith("^")]
            scope |= {(node.name, n): slot for n, slot in enumerate(self._node(node, sources, depth))}
        return [scope[_place(function.ret[argument.name])] for argument in function.signature.output_arg]

    def _node(self, node: Any, sources: list[int], depth: int) -> list[int]:
        self._left -= 1
        if self._left < 0:
            raise UnreadableError
        if node.op in CALLS:
            return self.call(node.attr["f"].func.name, sources, depth + 1)
        if node.op in SAME:
            return sources
        if node.op == "NoOp":
            return []
        if node.op == "Const":
            return [self.slot(array_of(node.attr["value"].tensor))]
        self.steps.append(_Step(compute_of(node), sources, self.slot()))
        return [self.steps[-1].target]


def _place(text: str) -> tuple[str, int]:
    """Node and output of "node:name:2"; every operation that is read here has outputs of one name."""
    name, *_, number = text.split(":") if ":" in text else (text, "0")
    return name, int(number)


def _runner(plan: _Plan, start: int, ends: dict[str, int]) -> Callable[[np.ndarray], dict[str, np.ndarray]]:
    steps = list(_needed(plan.steps, set(ends.values())))

    def run(given: np.ndarray) -> dict[str, np.ndarray]:
        values: list[Any] = list(plan.values)
        values[start] = given
        with np.errstate(all="ignore"):  # what is no finite number at the end is the reader's to tell
            for step in steps:
                values[step.target] = step.compute(*(values[source] for source in step.sources))
                for slot in step.done_with:
                    values[slot] = None
        return {name: values[slot] for name, slot in ends.items()}

    return run


def _needed(steps: Sequence[_Step], wanted: set[int]) -> Iterator[_Step]:
    """Those steps that lead to what is wanted, each with what no later one takes."""
    wanted, kept = set(wanted), []
    for step in reversed(steps):
        if step.target in wanted:
            step.done_with = [source for source in set(step.sources) if source not in wanted]
            wanted.update(step.sources)
            kept.append(step)
    yield from reversed(kept)
