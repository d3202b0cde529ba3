"""Model card: the schema of `card.json`."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Any, Required, TypedDict

from msgspec import Meta

from kerasdl.config import TrainConfig
from kerasdl.errors import ModelError
from kerasdl.json_files import from_json
from kerasdl.models.labels import check_names

Share = Annotated[float, Meta(ge=0, le=1)]
# JSON's 1e999 is infinity to Python.
Figure = Annotated[float, Meta(ge=-1e300, le=1e300)] | None
Count = Annotated[int, Meta(ge=0, le=2**53)]
Seconds = Annotated[float, Meta(ge=0, le=1e300)]


class TestFigures(TypedDict, total=False):
    """What the network reaches on the test digits."""

    accuracy: Required[Share]
    mean_loss: Figure
    expected_calibration_error: Figure


class ValidationFigures(TypedDict, total=False):
    """What it reached on the validation digits at the end of training."""

    validation_accuracy: Required[Share]
    validation_loss: Figure


class Epoch(TypedDict, total=False):
    """An epoch of the training: its number, from 1, and its figures."""

    epoch: Count
    loss: Required[Annotated[float, Meta(ge=0, le=1e300)]]
    accuracy: Figure
    validation_loss: Figure
    validation_accuracy: Figure
    seconds: Seconds


class Hardware(TypedDict, total=False):
    """What the training ran on."""

    backend: Required[str]
    device: Required[str]
    description: Required[str]
    precision: Required[str]
    devices: Count
    machine: str
    system: str


class InputOfCard(TypedDict, total=False):
    """What an input of an exported model may be."""

    name: Required[str]
    shape: Required[list[Count | None]]
    dtype: Required[str]
    below: Count
    whole: bool
    words: list[str]


class Exported(TypedDict, total=False):
    """The exported formats of the folder.

    Attributes:
        inputs: what each input may be, see `kerasdl.export.example_inputs.ExampleSpec`.
        outputs: the outputs' names.
        left_out: formats that cannot hold the model, and why.
        notes: what is otherwise than in the model's file.
        softmax: whether a softmax was appended.
        without_ink: why the formats take no raw ink.
    """

    formats: list[str]
    quantize: str | None
    ink: bool
    inputs: list[InputOfCard]
    outputs: list[str]
    left_out: dict[str, str]
    notes: list[str]
    softmax: bool
    versions: dict[str, str]
    without_ink: str


class SourceOfDigits(TypedDict, total=False):
    """Custom digits that the network learned from; see `kerasdl.handwriting.training_data.describe`."""

    source: str
    role: str
    sha256: Required[str]


class FiguresBeside(TypedDict, total=False):
    """What the network reaches on the held-out part of digits that it learned beside the others."""

    accuracy: Required[Share]
    mean_loss: Figure
    count: Count


class Card(TypedDict, total=False):
    """How a network was made and what it reaches. Entries that are not named here are kept as they are.

    Attributes:
        config: the settings of its training, which may be another version's; see `training_config`.
        data: the custom digits that it learned from; none for MNIST alone.
        not_sure_below: the rejection threshold; see `evaluation.calibration`.
        refused: shares of what is refused as not sure.
        held_out_styles: share of drawn digits that is read right in pen styles that no network learns from.
        files: the SHA-256 of every file of the folder, by its path in it.
    """

    preset: str | None
    config: dict[str, Any] | None
    parameters: Count
    test: TestFigures
    data: list[SourceOfDigits]
    also: FiguresBeside | None
    validation: ValidationFigures
    not_sure_below: Share | None
    refused: dict[str, Share]
    held_out_styles: Share
    history: list[Epoch]
    training_seconds: Seconds
    ran_on: Hardware
    versions: dict[str, str]
    export: Exported | None
    labels: list[str] | None
    files: dict[str, str]


def check_card(card: Card, source: str) -> None:
    """Check what types alone do not say.

    Raises:
        ModelError: a label breaks its rule, or a file lies outside the folder.
    """
    check_names(card.get("labels") or [], ModelError)
    for name in card.get("files", {}):
        if not is_inside(name):
            raise ModelError(f"A card must list files in its folder. Received: {source} with {name}")


def is_inside(name: str) -> bool:
    """Whether a path, as a file of another person's gives it, names something below the folder that it is relative to."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and not set(name) & set("\\:\0")


def training_config(card: Card, source: str) -> TrainConfig:
    """The settings that a card names; one that it does not know had its default then.

    Args:
        source: the card, for messages.

    Raises:
        ModelError: it names none, or breaks a rule.
    """
    return from_json(card.get("config"), TrainConfig, "A card's `config`", source)
