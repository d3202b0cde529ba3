"""Model folder: a trained network's files and card, opened once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdl.models.card import Card
from kerasdl.models.load import load_keras_model, takes_categorical_logits
from kerasdl.models.store import KERAS_FILE, SAVED_MODEL, check_files, find_model, read_card

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class ModelFolder:
    """A trained network on disk, as it was when it was opened.

    Attributes:
        path: the folder.
        card: how the network was made and what it reaches; empty for a folder without a card.
    """

    path: Path
    card: Card

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    @property
    def keras_file(self) -> Path:
        """The network itself."""
        return self.path / KERAS_FILE

    @property
    def saved_model(self) -> Path | None:
        """The exported SavedModel, from raw ink to confidences; None where it was not exported."""
        folder = self.path / SAVED_MODEL
        return folder if folder.is_dir() else None

    @property
    def rejection_threshold(self) -> float:
        """The surety below which an answer is rejected as not sure; 0 where the card has none."""
        return float(self.card.get("not_sure_below") or 0.0)

    @property
    def labels(self) -> list[str] | None:
        """The names of the classes; None where they are the digits."""
        return self.card.get("labels")

    def load(self) -> keras.Model:
        """Load the network; see `load_keras_model`. One that would read ink but gives logits gets its softmax.

        Raises:
            ModelError: the file is missing, damaged, or needs code that is not here.
        """
        network = load_keras_model(self.keras_file)
        if takes_categorical_logits(self.keras_file):
            from kerasdl.networks.reading_model import append_softmax

            append_softmax(network)
        return network

    def check_files(self) -> None:
        """Compare the files with the checksums in the card.

        Raises:
            ModelError: a file is missing or has changed since it was written; it is named.
        """
        check_files(self.path, self.card)


def open_model(name_or_folder: str | Path) -> ModelFolder:
    """Find a model's folder and read its card.

    Args:
        name_or_folder: a folder, or the name of one in `saved_models/` here, or of one that kerasdl ships ("web").

    Raises:
        ModelError: there is no such folder, or its card is damaged.
    """
    folder = find_model(name_or_folder)
    return ModelFolder(folder, read_card(folder))
