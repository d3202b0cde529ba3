"""Reading digits: `load_reader(name).confidences(images)`."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdl.errors import ModelError, PictureError
from kerasdl.startup import quiet_tensorflow
from kerasdl.store import KERAS_FILE, SAVED_MODEL, find_model, read_card

if TYPE_CHECKING:
    import keras

# Pictures go through the graph in parts of at most this many pixels: 64 MB of float32.
PIXELS_AT_ONCE = 16_000_000


class Reader:
    """Reads digits from raw ink.

    Args:
        graph: from `ink`, float32 (batch, height, width), 0 to 255, to a dictionary of float32 arrays: `confidences`
            (batch, classes), `digit` (batch, side, side), `hidden_1` … `hidden_n`.
        not_sure_below: the confidence that an answer must reach to be one; see `calibration`.
        labels: what the classes are called, one each; None where they are the digits.
    """

    def __init__(
        self,
        graph: Callable[[np.ndarray], dict[str, np.ndarray]],
        not_sure_below: float = 0.0,
        labels: Sequence[str] | None = None,
    ) -> None:
        self._graph = graph
        self.not_sure_below = not_sure_below
        self.labels = None if labels is None else tuple(labels)

    def confidences(self, images: np.ndarray) -> np.ndarray:
        """How sure the network is of each digit.

        Args:
            images: uint8, (n, height, width), white ink on black, any size.

        Returns:
            float32, (n, classes), for digits (n, 10); each row sums to 1.

        Raises:
            PictureError: the array has another shape, no pixels, or values outside 0 to 255.

        Example:
            >>> load_reader("web").confidences(load_mnist().test.images[:3]).argmax(1)
            array([7, 2, 1])
        """
        return self.read(images)["confidences"]

    def sure(self, confidences: np.ndarray) -> np.ndarray:
        """Whether the highest confidence reaches the threshold: (n, classes) -> bool (n,); else, say nothing."""
        return confidences.max(1) >= self.not_sure_below

    def read(self, images: np.ndarray) -> dict[str, np.ndarray]:
        """Everything the graph gives for pictures: `confidences`, `digit` as the network sees it, `hidden_1` and so on.

        Args and Raises: as for `confidences`.
        """
        ink = as_ink(images)
        step = max(1, PIXELS_AT_ONCE // max(1, ink[0].size)) if len(ink) else 1
        parts = [self._graph(ink[i : i + step].astype(np.float32)) for i in range(0, max(1, len(ink)), step)]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def as_ink(images: Any) -> np.ndarray:
    """Check an array of pictures.

    Returns:
        The array, (n, height, width).

    Raises:
        PictureError: see `Reader.confidences`.
    """
    ink = np.asarray(images)
    if ink.ndim != 3 or 0 in ink.shape[1:]:
        raise PictureError(f"`images` must have shape (n, height, width), no side empty. Received: shape={ink.shape}")
    if ink.dtype == np.uint8:
        return ink
    if not np.issubdtype(ink.dtype, np.number) or np.issubdtype(ink.dtype, np.complexfloating):
        raise PictureError(f"`images` must be numbers, 0 to 255. Received: dtype={ink.dtype}")
    if np.isnan(ink).any():
        raise PictureError("`images` must be numbers, 0 to 255. Received: an array with NaN in it")
    if ink.size and (ink.min() < 0 or ink.max() > 255):
        raise PictureError(f"`images` must lie in 0 to 255. Received: {ink.min():g} to {ink.max():g}")
    return ink


def load_reader(name_or_folder: str | Path = "web") -> Reader:
    """Load a trained network that reads digits from raw ink.

    Args:
        name_or_folder: a folder, or the name of one in `saved_models/`. Its exported SavedModel is read; a model that is
            not exported yet is read from its `model.keras`.

    Raises:
        ModelError: there is no such model, or it does not take raw ink.
    """
    folder = find_model(name_or_folder)
    if (folder / SAVED_MODEL).is_dir():
        return Reader(_saved_model(folder / SAVED_MODEL), threshold_of(folder), labels_of(folder))
    return reader_of(load_keras_model(folder / KERAS_FILE), threshold_of(folder), labels_of(folder))


def threshold_of(folder: Path) -> float:
    """The confidence in a model's card under which its answers are none; 0 where the card has none."""
    return float(read_card(folder).get("not_sure_below") or 0.0)


def labels_of(folder: Path) -> list[str] | None:
    """The names of the classes in a model's card; None where they are the digits."""
    labels = read_card(folder).get("labels")
    return None if labels is None else [str(label) for label in labels]


def reader_of(model: keras.Sequential, not_sure_below: float = 0.0, labels: Sequence[str] | None = None) -> Reader:
    """A reader of a network in memory, on the current Keras backend.

    Raises:
        ModelError: the network does not take (batch, 28, 28), or squares of another side, or gives no confidences.
    """
    from kerasdl import engine
    from kerasdl.ink import reading_model, why_no_ink

    if reason := why_no_ink(model):
        raise ModelError(reason)
    return Reader(engine.compile_forward(reading_model(model), engine.devices()[0][0]), not_sure_below, labels)


def load_keras_model(file: Path) -> keras.Model:
    """Load a `.keras` file; a network that was compiled to give logits gets its softmax.

    Raises:
        ModelError: the file is missing, damaged, or needs code that is not here.
    """
    import keras

    import kerasdl.skip  # noqa: F401  a layer that Keras must know to load it

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


def _saved_model(folder: Path) -> Callable[[np.ndarray], dict[str, np.ndarray]]:
    with quiet_tensorflow():
        import tensorflow as tf

        try:
            loaded = tf.saved_model.load(str(folder))
            serve = loaded.signatures["serving_default"]
        except Exception as error:
            raise ModelError(f"A SavedModel must load. Received: {folder} ({str(error).splitlines()[0]})") from None
    if "ink" not in serve.structured_input_signature[1]:
        raise ModelError(f"A digit reader must take `ink`. Received: {folder}, which takes other inputs")

    def graph(ink: np.ndarray) -> dict[str, np.ndarray]:
        # Through `loaded`, not through a signature kept apart: the variables live as long as what loaded them.
        outputs = loaded.signatures["serving_default"](ink=tf.constant(ink))
        return {name: value.numpy() for name, value in outputs.items()}

    return graph
