"""Digit reader: raw ink to confidences, through an exported SavedModel or a Keras network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ModelError
from kerasdl.layers.ink_array import validate_ink
from kerasdl.models.folder import open_model

if TYPE_CHECKING:
    import keras

# Pictures go through the graph in parts of at most this many pixels: 64 MB of float32.
PIXELS_AT_ONCE = 16_000_000


class Reader:
    """Reads digits from raw ink.

    Args:
        graph: from `ink`, float32 (batch, height, width), 0 to 255, to a dictionary of float32 arrays: `confidences`
            (batch, classes), `digit` (batch, side, side), `hidden_1` … `hidden_n`.
        not_sure_below: the rejection threshold: a lower confidence is no answer; see `evaluation.calibration`.
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

        Args and Raises: as for `confidences`, and
            ModelError: what the graph gives is not finite: its weights are damaged.
        """
        ink = validate_ink(images)
        step = max(1, PIXELS_AT_ONCE // max(1, ink[0].size)) if len(ink) else 1
        parts = [self._graph(ink[i : i + step].astype(np.float32)) for i in range(0, max(1, len(ink)), step)]
        outputs = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        if not np.isfinite(outputs["confidences"]).all():
            raise ModelError("A network must give finite confidences. Received: NaN or infinity, as of damaged weights")
        return outputs


def load_reader(name_or_folder: str | Path = "web") -> Reader:
    """Load a trained network that reads digits from raw ink.

    Args:
        name_or_folder: a folder, or the name of one in `saved_models/`. Its exported SavedModel is read; a model that is
            not exported yet is read from its `model.keras`.

    Raises:
        ModelError: there is no such model, or it does not take raw ink.
    """
    model = open_model(name_or_folder)
    if model.saved_model is not None:
        return Reader(_load_saved_model(model.saved_model), model.rejection_threshold, model.labels)
    return reader_of(model.load(), model.rejection_threshold, model.labels)


def reader_of(model: keras.Sequential, not_sure_below: float = 0.0, labels: Sequence[str] | None = None) -> Reader:
    """A reader of a network in memory, on the current Keras backend.

    Raises:
        ModelError: the network does not take (batch, 28, 28), or squares of another side, or gives no confidences.
    """
    from kerasdl import backend
    from kerasdl.networks.reading_model import ink_incompatibility, reading_model

    if reason := ink_incompatibility(model):
        raise ModelError(reason)
    return Reader(backend.compile_forward(reading_model(model), backend.devices()[0][0]), not_sure_below, labels)


def _load_saved_model(folder: Path) -> Callable[[np.ndarray], dict[str, np.ndarray]]:
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
