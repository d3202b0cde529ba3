"""Training set: MNIST's digits, synthetic pen digits, non-digits, and their targets."""

from __future__ import annotations

import numpy as np

from kerasdl.backend import TrainingSet
from kerasdl.config import TrainConfig
from kerasdl.data.mnist import Digits
from kerasdl.networks.build import CLASSES

# Of the non-digits, the share that is an empty canvas.
EMPTY = 0.01


def build_training_set(config: TrainConfig, digits: Digits) -> TrainingSet:
    """The training digits of a configuration, with what is drawn beside them; the same seed gives the same drawings.

    Args:
        config: the settings.
        digits: what is learned beside the drawings; they come first, `config.repeats` times.
    """
    parts = [digits] * config.repeats
    if config.pen_digits or config.non_digits:
        parts += _drawn(config)
    labels = np.concatenate([part.labels for part in parts]).astype(np.int32)
    return TrainingSet(np.concatenate([part.images for part in parts]), labels, targets(labels, config.label_smoothing))


def empty_canvases(non_digits: int) -> int:
    """How many of so many non-digits are empty canvases."""
    return max(1, round(EMPTY * non_digits))


def _drawn(config: TrainConfig) -> list[Digits]:
    from kerasdl.data import synthetic

    parts = []
    if config.pen_digits:
        parts.append(synthetic.drawings(config.pen_digits, [config.seed, 1]))
    if config.non_digits:
        empty = empty_canvases(config.non_digits)
        parts.append(synthetic.drawings(config.non_digits - empty, [config.seed, 2], synthetic.SEEN))
        labels = np.full(empty, synthetic.NOT_A_DIGIT, np.uint8)
        parts.append(Digits(np.zeros((empty, *parts[-1].images.shape[1:]), np.uint8), labels))
    return parts


def targets(labels: np.ndarray, smoothing: float) -> np.ndarray:
    """One-hot targets with a share spread over all classes; equal shares for non-digits: float32, (n, 10)."""
    table = np.concatenate([np.eye(CLASSES), np.full((1, CLASSES), 1 / CLASSES)])
    smooth = (1 - smoothing) * table + smoothing / CLASSES
    return smooth.astype(np.float32)[np.minimum(labels, CLASSES)]
