"""Runtimes of the exported formats, called from Python: inputs in batches, outputs by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ParityError
from kerasdl.export.runtimes.node import BATCH
from kerasdl.models.folder import open_model
from kerasdl.models.saved_model import SIGNATURE, load_saved_model
from kerasdl.models.store import LITERT_FILE, ONNX_FILE


def run_in_batches(compute: Callable[[np.ndarray], Any], inputs: np.ndarray) -> dict[str, np.ndarray]:
    """Run a model over all inputs; a single output is called `confidences`."""
    parts = [compute(inputs[i : i + BATCH]) for i in range(0, len(inputs), BATCH)]
    named = [p if isinstance(p, dict) else {"confidences": p} for p in parts]
    return {name: np.concatenate([p[name] for p in named]) for name in named[0]}


def run_saved_model(folder: Path, inputs: np.ndarray) -> dict[str, np.ndarray]:
    """Run an exported SavedModel in TensorFlow.

    Args:
        folder: the format's, in its model's.
        inputs: float32, (n, …).

    Returns:
        Its outputs by name.

    Raises:
        ModelError: it is not as kerasdl exports it, or cannot be loaded.
        ParityError: it cannot run.
    """
    import tensorflow as tf

    loaded = load_saved_model(open_model(folder.parent))
    serve = loaded.signatures[SIGNATURE]
    try:
        (name,) = serve.structured_input_signature[1]
        return run_in_batches(lambda x: {k: v.numpy() for k, v in serve(**{name: tf.constant(x)}).items()}, inputs)
    # As many kinds of errors as there are operations.
    except Exception as error:
        raise ParityError(f"TensorFlow must run the model. Received: {folder}: {_first_line(error)}") from None


def run_onnx(folder: Path, inputs: np.ndarray) -> dict[str, np.ndarray]:
    """Run an ONNX model in ONNX Runtime, on the CPU.

    Args and Returns: as for `run_saved_model`.

    Raises:
        ParityError: it cannot run.
    """
    file = folder / ONNX_FILE
    with quiet_tensorflow():
        import onnxruntime
    try:
        _check_onnx(file)
        session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        (taken,), names = session.get_inputs(), [output.name for output in session.get_outputs()]
        return run_in_batches(lambda x: dict(zip(names, session.run(names, {taken.name: x}), strict=True)), inputs)
    # Its errors have no common base, and are as many as the kinds of failure.
    except ParityError:
        raise
    except Exception as error:
        raise ParityError(f"ONNX Runtime must run the model. Received: {file}: {_first_line(error)}") from None


def _check_onnx(file: Path) -> None:
    """Check that a model's weights lie in its own file: ONNX lets them lie in any other."""
    import onnx

    waiting: list[Any] = [onnx.load(str(file), load_external_data=False)]
    while waiting:
        message = waiting.pop()
        if isinstance(message, onnx.TensorProto) and (message.external_data or message.data_location):
            raise ParityError(
                f"An ONNX model must hold its weights itself. Received: {file}, with {message.name} elsewhere"
            )
        for field, value in message.ListFields():
            if field.message_type is not None:
                waiting += value if isinstance(value, Iterable) else [value]


def run_litert(folder: Path, inputs: np.ndarray) -> dict[str, np.ndarray]:
    """Run a LiteRT model in LiteRT's interpreter.

    Args and Returns: as for `run_saved_model`.

    Raises:
        ParityError: it cannot run.
    """
    file = folder / LITERT_FILE
    runners: dict[tuple[int, ...], Callable[..., dict[str, np.ndarray]]] = {}  # an interpreter has one shape at a time

    def compute(batch: np.ndarray) -> dict[str, np.ndarray]:
        if batch.shape not in runners:
            runners[batch.shape] = _litert_of_shape(file, batch.shape)
        return runners[batch.shape](batch)

    try:
        with quiet_tensorflow():
            return run_in_batches(compute, inputs)
    except (RuntimeError, ValueError) as error:
        raise ParityError(f"LiteRT must run the model. Received: {file}: {_first_line(error)}") from None


def _litert_of_shape(file: Path, shape: tuple[int, ...]) -> Callable[[np.ndarray], dict[str, np.ndarray]]:
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=str(file))
    (taken,) = interpreter.get_input_details()
    interpreter.resize_tensor_input(taken["index"], shape)
    interpreter.allocate_tensors()
    run = interpreter.get_signature_runner()
    (name,) = run.get_input_details()
    return lambda batch: dict(run(**{name: batch}))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
