"""Digit reader: raw ink to confidences, through an exported SavedModel or a Keras network."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdl.errors import ModelError
from kerasdl.inference.surety import surety
from kerasdl.layers.ink_array import validate_ink
from kerasdl.models.folder import open_model
from kerasdl.models.running import guarded
from kerasdl.models.saved_model import UntrustedError, load_serving

if TYPE_CHECKING:
    import keras

    from kerasdl.models.folder import ModelFolder

# Pictures go through the graph in parts of at most this many pixels: of digits, some hundred MB of feature maps.
PIXELS_AT_ONCE = 2_000_000


class Reader:
    """Reads digits from raw ink.

    Args:
        graph: from `ink`, float32 (batch, height, width), 0 to 255, to a dictionary of float32 arrays: `confidences`
            (batch, classes), `digit` (batch, side, side), `hidden_1` … `hidden_n`.
        not_sure_below: the rejection threshold: a lower surety is no answer; see `evaluation.calibration`.
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
        """Whether an answer's surety reaches the threshold: (n, classes) -> bool (n,); else, say nothing."""
        return surety(confidences) >= self.not_sure_below

    def read(self, images: np.ndarray) -> dict[str, np.ndarray]:
        """Everything the graph gives for pictures: `confidences`, `digit` as the network sees it, `hidden_1` and so on.

        Args:
            images: as for `confidences`.

        Raises:
            PictureError: as for `confidences`.
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
            not exported yet, or whose SavedModel is not as kerasdl exports it, is read from its `model.keras`.

    Raises:
        ModelError: there is no such model, it is damaged, or it does not take raw ink.
    """
    model = open_model(name_or_folder)
    if model.saved_model is not None:
        try:
            return _reader_of_saved_model(model)
        except UntrustedError as reason:
            if not model.keras_file.is_file():
                raise
            logging.getLogger(__name__).warning("%s is read instead. %s", model.keras_file, reason)
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
    _check_labels(labels, model.output_shape[-1])
    graph = backend.compile_forward(reading_model(model), backend.devices()[0][0])
    return Reader(guarded(graph, model.name), not_sure_below, labels)


def _reader_of_saved_model(model: ModelFolder) -> Reader:
    serving = load_serving(model)
    if "ink" not in serving.inputs:
        raise ModelError(f"A digit reader must take `ink`. Received: {model.saved_model}, which takes other inputs")
    answers = serving.outputs.get("confidences")
    if answers is None or len(answers) != 2:
        raise ModelError(
            f"A digit reader must give `confidences`. Received: {model.saved_model}, which gives other outputs"
        )
    _check_labels(model.labels, answers[1])
    return Reader(guarded(serving.run, model.name), model.rejection_threshold, model.labels)


def _check_labels(labels: Sequence[str] | None, classes: int | None) -> None:
    if labels is not None and len(labels) != classes:
        raise ModelError(f"A card must have a label for each of the {classes} classes. Received: {len(labels)} labels")
