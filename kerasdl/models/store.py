"""Layout of a model folder: its files, its card, its checksums.

saved_models/<name>/
  model.keras          the plain Sequential on (batch, 28, 28), 0 to 1
  card.json            how it was made, what it reaches, the SHA-256 of every file
  saved_model/         from raw ink to confidences, for TensorFlow
  tfjs/                the same graph for TF.js
  tfjs_layers/         the Sequential alone, as TF.js layers
  onnx/model.onnx      from raw ink to confidences, for ONNX Runtime, if asked for
  litert/model.tflite  the same for LiteRT, if asked for
  checkpoint.npz       only while a training is unfinished

saved_models/.answers/  what teachers answered in trainings of the folders beside it; can be deleted at any time
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from kerasdl.errors import ModelError
from kerasdl.files import atomic_file, remove_folder
from kerasdl.json_files import json_text, read_json
from kerasdl.models.card import Card, check_card

MODELS = Path("saved_models")
KERAS_FILE = "model.keras"
CARD_FILE = "card.json"
CHECKPOINT_FILE = "checkpoint.npz"
ANSWERS = ".answers"
SAVED_MODEL = "saved_model"
TFJS = "tfjs"
TFJS_LAYERS = "tfjs_layers"
ONNX = "onnx"
ONNX_FILE = "model.onnx"
LITERT = "litert"
LITERT_FILE = "model.tflite"
FORMATS = (SAVED_MODEL, TFJS, TFJS_LAYERS, ONNX, LITERT)


def shipped(folder: str) -> Path:
    """A folder that travels with kerasdl ("app", "web", "saved_models"): inside the package, or beside it in a checkout.

    Raises:
        ModelError: this installation lacks it.
    """
    package = Path(__file__).resolve().parents[1]
    for place in (package / folder, package.parent / folder):
        if place.is_dir():
            return place
    raise ModelError(f"This installation of kerasdl must hold the folder {folder}; install it again. Received: none")


def find_model(name_or_folder: str | Path) -> Path:
    """Find a model's folder.

    Args:
        name_or_folder: a folder, or the name of one in `saved_models/` here, or of one that kerasdl ships ("web").

    Raises:
        ModelError: there is no such folder.
    """
    given = Path(name_or_folder)
    places = [given, MODELS / given]
    with suppress(ModelError):
        places.append(shipped("saved_models") / given)
    for place in places:
        if place.is_dir() and any((place / part).exists() for part in (KERAS_FILE, SAVED_MODEL, CARD_FILE)):
            return place
    raise ModelError(
        f"A model must be a folder with {KERAS_FILE}, or the name of one in {MODELS}/. Received: {name_or_folder}"
    )


def read_card(folder: Path) -> Card:
    """Read a model's card; an empty one where there is none.

    Raises:
        ModelError: the card is not JSON, or an entry breaks its rule; see `kerasdl.models.card`.
    """
    file = folder / CARD_FILE
    if not os.path.lexists(file):
        return {}
    card = read_json(file, Card, "A card")
    check_card(card, str(file))
    return card


def write_card(folder: Path, **entries: Any) -> Card:
    """Set entries of a model's card, keep the others, and note the SHA-256 of every file in the folder."""
    card = {**read_card(folder), **entries, "files": checksums(folder)}
    with atomic_file(folder / CARD_FILE) as part:
        part.write_text(json_text(card, indent=1) + "\n", encoding="utf-8")
    return cast(Card, card)


def checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a model's folder but the card and the checkpoint, by its path in it."""
    return {
        name: _sha256(file)
        for name, file in model_files(folder).items()
        if name not in (CARD_FILE, CHECKPOINT_FILE) and not file.name.startswith(".")
    }


def model_files(folder: Path) -> dict[str, Path]:
    """Every file in a model's folder by its path in it; a format may be a link to a folder elsewhere, as `web/tfjs` is."""
    linked = [place for place in folder.iterdir() if place.is_symlink() and place.is_dir()]
    files = [file for place in (folder, *linked) for file in place.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file for file in sorted(files)}


def check_files(folder: Path, card: Card | None = None) -> None:
    """Compare a model's files with the checksums in its card.

    Args:
        folder: the model's.
        card: what `read_card` gives; None to read it.

    Raises:
        ModelError: a file is missing or has changed since it was written; it is named.
    """
    for name, expected in (read_card(folder) if card is None else card).get("files", {}).items():
        file = folder / name
        if not file.is_file():
            raise ModelError(f"Every file in the card must be there. Received: {file} is missing")
        found = _sha256(file)
        if found != expected:
            raise ModelError(
                f"{file} must have the SHA-256 in its card, {expected[:12]}…: it was changed. Received: {found[:12]}…"
            )


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"A model's files must be readable. Received: {file} ({error.strerror})") from None


def remove_exports(folder: Path) -> None:
    """Remove every exported format from a model's folder: they belong to a network that is no longer there."""
    for name in FORMATS:
        remove_folder(folder / name)
