"""Loading of `.keras` files."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ModelError

if TYPE_CHECKING:
    import keras


def load_keras_model(file: Path) -> keras.Model:
    """Load a `.keras` file; a network that was compiled to give logits gets its softmax.

    Raises:
        ModelError: the file is missing, damaged, or needs code that is not here.
    """
    import keras

    import kerasdl.layers.residual  # noqa: F401  a layer that Keras must know to load it

    if not file.is_file():
        raise ModelError(f"A model must be a .keras file. Received: {file} is missing")
    try:
        with quiet_tensorflow():  # which Keras loads to look at the file, whatever its backend
            model = keras.saving.load_model(file, compile=False)
        if _gives_logits(file) and isinstance(model, keras.Sequential):
            model.add(keras.layers.Softmax(name=f"{model.layers[-1].name}_softmax"))
        return model
    # Keras raises whatever its layers, h5py or zipfile raise: to the user they are all "this file cannot be loaded".
    except Exception as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"A model must be a .keras file that Keras can load. Received: {file} ({reason})") from None


def _gives_logits(file: Path) -> bool:
    """Whether a `.keras` file says that the network was trained on a loss that takes logits."""
    with zipfile.ZipFile(file) as content:
        loss = (json.loads(content.read("config.json")).get("compile_config") or {}).get("loss")
    return isinstance(loss, dict) and loss.get("config", {}).get("from_logits") is True
