"""Loading of `.keras` files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ModelError
from kerasdl.models.keras_file import Config, check_keras_file, check_sizes, refused

if TYPE_CHECKING:
    import keras


def load_keras_model(file: Path) -> keras.Model:
    """Load a `.keras` file; a network that was compiled to give logits gets its softmax.

    Raises:
        ModelError: the file is missing, damaged, needs code that is not here or far more memory than it is large, or holds
            weights that are no finite numbers.
    """
    contents = check_keras_file(file)  # before Keras is imported: what is wrong is said at once
    config = contents["config"]
    with quiet_tensorflow():  # which Keras loads, whatever its backend
        import keras

        import kerasdl.layers.residual  # noqa: F401  a layer that Keras must know to load it
    try:
        with quiet_tensorflow():
            with keras.StatelessScope(initialize_variables=False):
                described = {name: part for name, part in config.items() if name != "compile_config"}
                check_sizes(file, keras.saving.deserialize_keras_object(described, safe_mode=True), contents["numbers"])
            model = keras.saving.load_model(file, compile=False, safe_mode=True)
        if _gives_logits(config) and isinstance(model, keras.Sequential):
            model.add(keras.layers.Softmax(name=f"{model.layers[-1].name}_softmax"))
    except ModelError:
        raise
    # Keras raises whatever its layers, h5py or zipfile raise: to the user they are all "this file cannot be loaded".
    except Exception as error:
        raise refused(file, _reason(error)) from None
    check_finite(file, model)
    return model


def check_finite(file: Path, model: keras.Model) -> None:
    """Check a network's weights.

    Args:
        file: where it comes from.

    Raises:
        ModelError: one is NaN or infinite: a network that diverged in training, or was damaged.
    """
    import keras

    for variable in model.variables:
        values = np.asarray(keras.ops.convert_to_numpy(variable.value))
        if np.issubdtype(values.dtype, np.inexact) and not np.isfinite(values).all():
            count = int((~np.isfinite(values)).sum())
            raise ModelError(
                f"A network's weights must be finite numbers. Received: {file} with {count:,} others in {variable.path}"
            )


def _reason(error: Exception) -> str:
    """What is wrong with a file, from what Keras says: it may be many lines about how to program."""
    said = str(error)
    if missing := re.search(r"Could not (?:locate|find|interpret) (\w+)[^'\"]*['\"]([^'\"]+)['\"]", said):
        return f"needs the {missing[1]} {missing[2]}, which is not here"
    if re.search(r"safe_mode|safe mode|unsafe|Lambda|lambda", said):
        return "holds Python code, or names code outside Keras, which is not run"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    line = next((line.strip() for line in said.splitlines() if line.strip()), type(error).__name__)
    return f"Keras cannot build it: {line}"


def _gives_logits(config: Config) -> bool:
    """Whether a file says that the network was trained on a loss that takes logits."""
    loss = (config.get("compile_config") or {}).get("loss")
    settings = loss.get("config") if isinstance(loss, dict) else None
    return isinstance(settings, dict) and settings.get("from_logits") is True
