"""Loading of model files."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ModelError
from kerasdl.models.keras_file import Contents, check_keras_file, check_sizes, refused
from kerasdl.models.rewritten_file import healed_h5, mapped
from kerasdl.models.running import reason_of

if TYPE_CHECKING:
    import keras

HDF5 = (".h5", ".hdf5")
CATEGORICAL = frozenset("SparseCategoricalCrossentropy CategoricalCrossentropy CategoricalFocalCrossentropy".split())


def load_keras_model(
    file: Path,
    *,
    custom_objects: Mapping[str, Any] | None = None,
    safe_mode: bool = True,
    shown_as: Path | None = None,
) -> keras.Model:
    """Load a `.keras` or `.h5` file, as Keras loads it.

    Args:
        file: the file.
        custom_objects: classes and functions that Keras lacks, by their name.
        safe_mode: run no Python code that the file holds.
        shown_as: what messages call the file; None for itself.

    Raises:
        ModelError: the file is missing, damaged, needs code that is not here or far more memory than it is large, or holds
            weights that are no finite numbers.
    """
    shown = shown_as or file
    # Before Keras is imported: what is wrong is said at once.
    contents = None if file.suffix in HDF5 else check_keras_file(file, shown)
    if not file.is_file():
        raise ModelError(f"A model must be a .keras or .h5 file. Received: {shown} is missing")
    with quiet_tensorflow():  # which Keras loads, whatever its backend
        import keras

        import kerasdl.layers.residual  # noqa: F401  a layer that Keras must know to load it
    objects = dict(custom_objects or {})
    try:
        with quiet_tensorflow(), tempfile.TemporaryDirectory(prefix="kerasdl-") as scratch:
            if contents is None:
                file = healed_h5(file, Path(scratch), shown)
            elif not objects:  # with classes of their own its users trust the file
                _check_sizes_of(contents, shown, safe_mode)
            model = keras.saving.load_model(file, compile=False, custom_objects=objects, safe_mode=safe_mode)
    except ModelError:
        raise
    # Keras raises whatever its layers, h5py or zipfile raise: to the user they are all "this file cannot be loaded".
    except Exception as error:
        raise refused(shown, _reason(error)) from None
    check_finite(shown, model)
    return model


def _check_sizes_of(contents: Contents, shown: Path, safe_mode: bool) -> None:
    """Build a network without values for its variables, and check its sizes."""
    import keras

    described = {name: part for name, part in contents["config"].items() if name != "compile_config"}
    # A state has its values at once; and it is no larger than what its layer gives.
    described = mapped(described, lambda key, value: False if key == "stateful" else value)
    with keras.StatelessScope(initialize_variables=False):
        model = keras.saving.deserialize_keras_object(described, safe_mode=safe_mode)
        check_sizes(shown, model, contents["numbers"])


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


def takes_categorical_logits(file: Path) -> bool:
    """Whether a `.keras` file that could be loaded says that its loss is over classes and takes logits."""
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as content:
        loss = (json.loads(content.read("config.json")).get("compile_config") or {}).get("loss")
    if not isinstance(loss, dict) or loss.get("class_name") not in CATEGORICAL:
        return False
    return isinstance(settings := loss.get("config"), dict) and settings.get("from_logits") is True


def _reason(error: Exception) -> str:
    """What is wrong with a file, from what Keras says: it may be many lines about how to program."""
    said = str(error)
    if re.search(r"safe_mode|safe mode|unsafe|Lambda|lambda", said):
        return (
            "holds Python code, or names code outside Keras, which is not run: put operations of keras.ops in place of "
            "a Lambda layer, or say --run-lambda if you trust it"
        )
    if missing := re.search(r"Could not (?:locate|find|interpret) (\w+)[^'\"]*['\"]([^'\"]+)['\"]", said):
        return f"needs the {missing[1]} {missing[2]}, which is not here: --custom MODULE_OR_FILE brings it"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return f"Keras cannot build it: {reason_of(error)}"
