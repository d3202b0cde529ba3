"""Fine-tuning: settings and weights from which a trained network learns a few new digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kerasdl.config import TrainConfig
from kerasdl.models.card import training_config
from kerasdl.models.folder import open_model

# Small steps, warped digits: the weights stay near to what they were, and no drawing is learned by heart.
EPOCHS, LEARNING_RATE, BATCH_SIZE, WARPS = 20, 1e-3, 32, 0.7
EPOCHS_BESIDE, BATCH_BESIDE = 3, 128  # beside many thousand others


@dataclass(frozen=True)
class FineTuning:
    """What `train` takes to fine-tune a network.

    Attributes:
        config: the settings: the network's structure, small steps, no drawings beside the digits.
        begin: its weights.
    """

    config: TrainConfig
    begin: Sequence[np.ndarray]


def fine_tuning_config(name_or_folder: str | Path, *, beside: bool = False, seed: int = 0) -> TrainConfig:
    """The settings for fine-tuning a network; loads no weights.

    Args:
        name_or_folder: a trained model's.
        beside: whether new digits are learned beside many others.
        seed: of the order of the digits and the warps.

    Raises:
        ModelError: there is no such model, or its card does not say how it was trained.
    """
    folder = open_model(name_or_folder)
    return replace(
        training_config(folder.card, str(folder.path)),
        epochs=EPOCHS_BESIDE if beside else EPOCHS,
        batch_size=BATCH_BESIDE if beside else BATCH_SIZE,
        learning_rate=LEARNING_RATE,
        schedule="one cycle",
        augmentation=WARPS,
        elastic=WARPS,
        fade=0.0,
        repeats=1,
        pen_digits=0,
        non_digits=0,
        teacher="",
        seed=seed,
        mixed_precision="off",
    )


def fine_tuning(name_or_folder: str | Path, config: TrainConfig | None = None) -> FineTuning:
    """Settings and weights for fine-tuning a network.

    Args:
        name_or_folder: a trained model's.
        config: the settings, of the same structure; None for `fine_tuning_config`'s.

    Raises:
        ModelError: as `fine_tuning_config`.

    Example:
        >>> tuning = fine_tuning("web")
        >>> train(tuning.config, data=load_digits("class.npz"), begin=tuning.begin)
    """
    wanted = config or fine_tuning_config(name_or_folder)
    return FineTuning(wanted, open_model(name_or_folder).load().get_weights())
