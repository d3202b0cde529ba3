"""Loading of model files."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ModelError
from kerasdl.models.rewritten_file import healed_h5

if TYPE_CHECKING:
    import keras

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
        shown_as: what messages call the file.

    Raises:
        ModelError: the file is missing, damaged, or needs code that is not here.
    """
    import keras

    import kerasdl.layers.residual  # noqa: F401  a layer that Keras must know to load it

    shown = shown_as or file
    if not file.is_file():
        raise ModelError(f"A model must be a .keras file. Received: {shown} is missing")
    try:
        with tempfile.TemporaryDirectory(prefix="kerasdl-") as scratch, quiet_tensorflow():
            source = healed_h5(file, Path(scratch)) if file.suffix in (".h5", ".hdf5") else file
            return keras.saving.load_model(
                source, compile=False, custom_objects=dict(custom_objects or {}), safe_mode=safe_mode
            )
    except ModelError:
        raise
    # Keras raises whatever its layers, h5py or zipfile raise: to the user they are all "this file cannot be loaded".
    except Exception as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"A model must be a .keras file that Keras can load. Received: {shown} ({reason})") from None


def takes_categorical_logits(file: Path) -> bool:
    """Whether a `.keras` file says that the network was trained on a loss over classes that takes logits."""
    try:
        with zipfile.ZipFile(file) as content:
            loss = (json.loads(content.read("config.json")).get("compile_config") or {}).get("loss")
    except (OSError, ValueError, KeyError, AttributeError, zipfile.BadZipFile):
        return False
    if not isinstance(loss, dict) or loss.get("class_name") not in CATEGORICAL:
        return False
    return isinstance(settings := loss.get("config"), dict) and settings.get("from_logits") is True
