"""Loading a trained network from its folder: the Keras model, its rejection threshold, its labels."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdl.backend.startup import quiet_tensorflow
from kerasdl.errors import ModelError
from kerasdl.models.store import read_card

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


def threshold_of(folder: Path) -> float:
    """The confidence in a model's card under which its answers are none; 0 where the card has none."""
    return float(read_card(folder).get("not_sure_below") or 0.0)


def labels_of(folder: Path) -> list[str] | None:
    """The names of the classes in a model's card; None where they are the digits."""
    labels = read_card(folder).get("labels")
    return None if labels is None else [str(label) for label in labels]
