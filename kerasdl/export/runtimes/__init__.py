"""Runtimes of the exported formats, called from Python: inputs in batches, outputs by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ModelError, ParityError
from kerasdl.export.runtimes.node import BATCH
from kerasdl.export.tensor_names import input_keys
from kerasdl.models.folder import open_model
from kerasdl.models.saved_model import SIGNATURE, load_saved_model
from kerasdl.models.store import LITERT_FILE, ONNX_FILE

Inputs = Mapping[str, np.ndarray]
Outputs = dict[str, np.ndarray]


def run_in_batches(compute: Callable[[Inputs], Mapping[str, Any]], inputs: Inputs, batch: int = BATCH) -> Outputs:
    """Run a model over all rows of its inputs, so many at a time."""
    count = len(next(iter(inputs.values())))
    parts = [compute({k: v[i : i + batch] for k, v in inputs.items()}) for i in range(0, count, batch)]
    return {name: np.concatenate([np.asarray(part[name]) for part in parts]) for name in parts[0]}


def run_saved_model(folder: Path, inputs: Inputs, batch: int = BATCH, *, just_written: bool = False) -> Outputs:
    """Run a SavedModel's `serving_default` in TensorFlow.

    Args:
        folder: the format's.
        inputs: arrays by their name, (n, …).
        batch: how many rows at a time.
        just_written: whether this process wrote it; else it must be as kerasdl exports it, and its folder is its model's.

    Returns:
        Its outputs by name.

    Raises:
        ParityError: it cannot run.
        ModelError: it is not as kerasdl exports it, or cannot be loaded.
    """
    import tensorflow as tf

    keys = input_keys(list(inputs))
    try:
        with quiet_tensorflow():
            loaded = (
                tf.saved_model.load(str(folder))
                if just_written
                else load_saved_model(open_model(folder.parent), tables=True)
            )
            serve = loaded.signatures[SIGNATURE]
            found = run_in_batches(
                lambda part: serve(**{keys[name]: tf.constant(value) for name, value in part.items()}), inputs, batch
            )
    except ModelError:
        raise
    # TensorFlow's errors have no common base.
    except Exception as error:
        raise ParityError(f"TensorFlow must run the model. Received: {folder}: {_first_line(error)}") from None
    del loaded
    return found


def run_onnx(folder: Path, inputs: Inputs, batch: int = BATCH) -> Outputs:
    """Run an ONNX model in ONNX Runtime, on the CPU.

    Args, Returns and Raises: as for `run_saved_model`.
    """
    file = folder / ONNX_FILE
    with quiet_tensorflow():
        import onnxruntime
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        _check_onnx(file)
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        names = [output.name for output in session.get_outputs()]
        return run_in_batches(lambda part: dict(zip(names, session.run(names, dict(part)), strict=True)), inputs, batch)
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


def run_litert(folder: Path, inputs: Inputs, batch: int = BATCH) -> Outputs:
    """Run a LiteRT model in LiteRT's interpreter.

    Args, Returns and Raises: as for `run_saved_model`.
    """
    file, keys = folder / LITERT_FILE, input_keys(list(inputs))
    runners: dict[int, Callable[..., Outputs]] = {}  # an interpreter has one shape at a time

    def compute(part: Inputs) -> Outputs:
        named = {keys[name]: value for name, value in part.items()}
        count = len(next(iter(part.values())))
        if count not in runners:
            runners[count] = _litert_of_shape(file, {key: value.shape for key, value in named.items()})
        return runners[count](**named)

    try:
        with quiet_tensorflow():
            return run_in_batches(compute, inputs, batch)
    # As many kinds as there are operations.
    except Exception as error:
        raise ParityError(f"LiteRT must run the model. Received: {file}: {_first_line(error)}") from None


def _litert_of_shape(file: Path, shapes: Mapping[str, tuple[int, ...]]) -> Callable[..., Outputs]:
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=str(file))
    for taken in interpreter.get_input_details():
        interpreter.resize_tensor_input(taken["index"], shapes[_key_of(taken["name"])])
    interpreter.allocate_tensors()
    return interpreter.get_signature_runner()


def _key_of(tensor: str) -> str:
    """An input's key, of which TensorFlow makes "serving_default_<key>:0"."""
    return tensor.removeprefix("serving_default_").split(":")[0]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
