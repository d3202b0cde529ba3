"""What of a training lies in its folder already: unfinished, or finished with the same settings; without Keras."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kerasdl.config import TrainConfig
from kerasdl.errors import TrainingError
from kerasdl.models.card import Card
from kerasdl.models.store import CHECKPOINT_FILE, KERAS_FILE, read_card

# What a card says of a finished training.
FIGURES = ("parameters", "ran_on", "test", "training_seconds", "validation")


def check_unfinished(folder: Path, *, resume: bool, overwrite: bool) -> None:
    """Check that an unfinished training is not lost.

    Raises:
        TrainingError: one lies in the folder, and neither was asked for.
    """
    if (folder / CHECKPOINT_FILE).exists() and not (resume or overwrite):
        raise TrainingError(
            "A folder with an unfinished training needs --resume or --overwrite, which starts again. "
            f"Received: {folder}"
        )


def finished_card(folder: Path, config: TrainConfig, sources: Sequence[Any] = ()) -> Card | None:
    """The card of a finished training with these settings and digits; None where the folder has none.

    Args:
        sources: what a card says of custom digits; none for MNIST alone.
    """
    if (folder / CHECKPOINT_FILE).exists() or not (folder / KERAS_FILE).exists():
        return None
    card = read_card(folder)
    same = _made_with(card, config) and _fingerprints(card.get("data")) == _fingerprints(sources)
    return card if same and set(FIGURES) <= set(card) else None


def plain_settings(config: TrainConfig) -> dict[str, Any]:
    """A configuration as JSON gives it back."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(config).items()}


def _made_with(card: Card, config: TrainConfig) -> bool:
    """Whether a card's network was trained so; a setting that the card does not know had its default then."""
    settings = card.get("config")
    return settings is not None and {**plain_settings(TrainConfig()), **settings} == plain_settings(config)


def _fingerprints(sources: Any) -> list[str]:
    """What tells custom sources apart; none for MNIST alone."""
    return [source["sha256"] for source in sources or ()]
