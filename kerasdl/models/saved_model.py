"""SavedModels of unknown origin: which of them TensorFlow may load.

A SavedModel is a program: TensorFlow runs its operations, and some of them read and write files. So one is loaded only when
it is as kerasdl exports it: the card has the checksum of every file in it, and its graph, which is looked at without being
run, is made of `PURE_OPERATIONS` alone. Files are read and written only by the two functions with which TensorFlow saves and
restores variables, and nothing that can be called from outside may lead to these.

The graph of a plain network is then computed by NumPy (`kerasdl.models.saved_graph`), any other one by TensorFlow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from google.protobuf.message import DecodeError

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ModelError
from kerasdl.models.saved_graph.messages import parse
from kerasdl.models.saved_graph.serving import Serving, numpy_serving
from kerasdl.models.saved_model_operations import PURE_OPERATIONS, SAVER_OPERATIONS, TABLE_OPERATIONS
from kerasdl.models.store import SAVED_MODEL, check_files, model_files

if TYPE_CHECKING:
    import numpy as np

    from kerasdl.models.folder import ModelFolder

GRAPH_FILE = "saved_model.pb"
MAX_GRAPH = 100_000_000  # bytes; weights lie in other files
MAX_CONSTANT = 10_000_000  # numbers that a constant may have without being written out
SIGNATURE = "serving_default"
# What TensorFlow writes for variables, and for functions with named inputs and outputs; all else may have code of its own.
OBJECTS = {"user_object", "variable", "bare_concrete_function", "captured_tensor", "constant", "function"}
CONTAINERS = {"_generic_user_object", "signature_map", "trackable_list_wrapper", "trackable_dict_wrapper"}
SAVER_FUNCTIONS = ("__inference__traced_save_", "__inference__traced_restore_")
# A vocabulary: TensorFlow's own classes of it, which hold a table by the functions that make and fill it.
TABLE, TABLE_CLASSES = "resource", {"tf.StaticHashTable", "tf.TrackableConstant"}
INIT = "saved_model_main_op"
CONSTANT = "tf.TrackableConstant"


class UntrustedError(ModelError):
    """A SavedModel is not as kerasdl exports it, and is not loaded."""


def load_serving(model: ModelFolder) -> Serving:
    """What a model's SavedModel computes: in NumPy, which starts at once, where that is known to answer as TensorFlow does.

    Raises:
        UntrustedError, ModelError: as `load_saved_model`.
    """
    return numpy_serving(_checked_graph(model), model.path / SAVED_MODEL, SIGNATURE) or _of_tensorflow(
        load_saved_model(model)
    )


def _of_tensorflow(loaded: Any) -> Serving:
    import tensorflow as tf

    serve = loaded.signatures[SIGNATURE]
    shapes = {name: spec.shape for name, spec in serve.structured_outputs.items()}

    def run(ink: np.ndarray) -> dict[str, np.ndarray]:
        # Through `loaded`, not through a signature kept apart: the variables live as long as what loaded them.
        outputs = loaded.signatures[SIGNATURE](ink=tf.constant(ink))
        return {name: value.numpy() for name, value in outputs.items()}

    return Serving(
        frozenset(serve.structured_input_signature[1]),
        {name: None if shape.rank is None else tuple(shape) for name, shape in shapes.items()},
        run,
    )


def load_saved_model(model: ModelFolder, *, tables: bool = False) -> Any:
    """Load a model's SavedModel in TensorFlow.

    Args:
        model: the model.
        tables: allow it tables in memory, as layers with a vocabulary have.

    Returns:
        What `tf.saved_model.load` gives, with a signature `serving_default`.

    Raises:
        UntrustedError: it is not as kerasdl exports it.
        ModelError: TensorFlow cannot load it.
    """
    folder = model.path / SAVED_MODEL
    _checked_graph(model, tables=tables)
    with quiet_tensorflow():
        import tensorflow as tf

        try:
            loaded = tf.saved_model.load(str(folder))
            loaded.signatures[SIGNATURE]
        # TensorFlow raises whatever its parts raise.
        except Exception as error:
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise ModelError(f"A SavedModel must load. Received: {folder} ({reason})") from None
    return loaded


def _checked_graph(model: ModelFolder, *, tables: bool = False) -> Any:
    """The graph of a SavedModel that is as kerasdl exports it."""
    _check_listed(model)
    return check_graph(model.path / SAVED_MODEL, tables=tables)


def _check_listed(model: ModelFolder) -> None:
    """Check that the card has the checksum of every file of the SavedModel."""
    prefix = f"{SAVED_MODEL}/"
    listed = {name: value for name, value in model.card.get("files", {}).items() if name.startswith(prefix)}
    there = {name for name in model_files(model.path) if name.startswith(prefix)}
    if strange := sorted(there - set(listed)) or sorted({f"{prefix}{GRAPH_FILE}"} - set(listed)):
        raise _untrusted(model.path / SAVED_MODEL, f"{strange[0]} is not in the card")
    try:
        check_files(model.path, {"files": listed})
    except ModelError as error:
        raise UntrustedError(error) from None


def check_graph(folder: Path, *, tables: bool = False) -> Any:
    """Check what a SavedModel could do, without loading it.

    Args:
        folder: the SavedModel's.
        tables: as in `load_saved_model`.

    Returns:
        Its `MetaGraphDef`, which was checked.

    Raises:
        UntrustedError: it could do more than compute.
    """
    file = folder / GRAPH_FILE
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_GRAPH + 1)
        if len(content) > MAX_GRAPH:
            raise _untrusted(folder, f"its graph has more than {MAX_GRAPH:,} bytes")
        saved = parse("SavedModel", content)
    except (OSError, DecodeError) as error:
        raise _untrusted(folder, f"{GRAPH_FILE} is damaged: {error}") from None
    if len(saved.meta_graphs) != 1 or not saved.meta_graphs[0].HasField("object_graph_def"):
        raise _untrusted(folder, "it is none of TensorFlow 2")
    graph = saved.meta_graphs[0]
    if reason := _reason_in_objects(graph, tables) or _reason_in_functions(graph, tables):
        raise _untrusted(folder, reason)
    return graph


def _untrusted(folder: Path, reason: str) -> UntrustedError:
    return UntrustedError(f"A SavedModel must be as kerasdl exports it. Received: {folder} ({reason})")


def _reason_in_objects(graph: Any, tables: bool) -> str | None:
    """What is wrong with the objects that loading restores: some would run functions while they are loaded."""
    nodes = {node.name: node.op for node in graph.graph_def.node}
    started = [name for name, kept in graph.collection_def.items() for name in (name, *kept.node_list.value)]
    if graph.asset_file_def or set(started) - {INIT} - {name for name, op in nodes.items() if op == "NoOp"}:
        return "it has files or steps of its own for its start"
    kinds, classes = (OBJECTS | {TABLE}, TABLE_CLASSES | {""}) if tables else (OBJECTS, {""})
    for node in graph.object_graph_def.nodes:
        kind = node.WhichOneof("kind")
        if kind not in kinds or (kind == "user_object" and node.user_object.identifier not in CONTAINERS):
            return f"it has an object of the kind {kind}"
        known = classes | ({CONSTANT} if kind == "constant" else set())
        # A table is saved by functions of its own, which are looked at as all others are.
        saves_itself = node.saveable_objects and kind != TABLE
        if saves_itself or node.registered_name not in known or node.registered_saver:
            return "it has an object with a saver of its own"
    return None


def _reason_in_functions(graph: Any, tables: bool) -> str | None:
    """What is wrong with its operations."""
    pure = PURE_OPERATIONS | TABLE_OPERATIONS if tables else PURE_OPERATIONS
    functions = {function.signature.name: list(function.node_def) for function in graph.graph_def.library.function}
    for name, nodes in [("", list(graph.graph_def.node)), *functions.items()]:
        allowed = pure | (SAVER_OPERATIONS if name.startswith(SAVER_FUNCTIONS) else frozenset())
        for node in nodes:
            if node.op not in allowed:
                return f"its graph has the operation {node.op}"
            if any(_is_bomb(value.tensor) for value in node.attr.values()):
                return f"its graph has a constant {node.name} that is far larger than what is written of it"
    # What can be called: everything but the saver and what lies around all functions, which only the saver is called from.
    called = set(graph.object_graph_def.concrete_functions)
    for node in graph.object_graph_def.nodes:
        called |= {node.bare_concrete_function.concrete_function_name, *node.function.concrete_functions}
    return next(
        (f"{name} can be called" for name in _reached(called, functions) if name.startswith(SAVER_FUNCTIONS)), None
    )


def _is_bomb(tensor: Any) -> bool:
    """Whether a constant takes far more memory than its bytes in the file: one number may stand for any count."""
    return math.prod(side.size for side in tensor.tensor_shape.dim) > max(MAX_CONSTANT, tensor.ByteSize())


def _reached(begin: Iterable[str], functions: Mapping[str, list[Any]]) -> set[str]:
    """The functions that can be called from some, with these."""
    reached: set[str] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [called for node in functions.get(name, []) for called in _calls(node)]
    return reached


def _calls(node: Any) -> Iterator[str]:
    for value in node.attr.values():
        if value.HasField("func"):
            yield value.func.name
        yield from (function.name for function in value.list.func)
