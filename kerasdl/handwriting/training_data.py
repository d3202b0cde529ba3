"""Digits that a training learns in MNIST's place, or beside them, and what its card says of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.data.mnist import Digits, Mnist, load_mnist
from kerasdl.handwriting.load import fingerprint, load_digits
from kerasdl.handwriting.split import beside


@dataclass(frozen=True)
class TrainingData:
    """What a training learns from.

    Attributes:
        digits: all of it, in its parts.
        sources: for the card, each custom source: see `describe`.
        also: the test part of the digits that are learned beside the others; None where there are none.
    """

    digits: Mnist
    sources: tuple[dict[str, Any], ...] = ()
    also: Digits | None = None


def training_data(
    data: Path | None = None, also: Path | None = None, *, note: Callable[[str], None] | None = None
) -> TrainingData:
    """Load what a training learns from.

    Args:
        data: digits in MNIST's place, see `load_digits`; None for MNIST.
        also: digits that are learned beside these; see `split.beside`.
        note: see `load_digits`.

    Raises:
        DataError, PictureError: as `load_digits`.
    """
    base = load_mnist() if data is None else load_digits(data, note=note)
    sources = [] if data is None else [describe(data, base, "data")]
    if also is None:
        return TrainingData(base, tuple(sources))
    own = load_digits(also, note=note)
    return TrainingData(beside(base, own), (*sources, describe(also, own, "also")), own.test)


def describe(source: Path, digits: Mnist, role: str) -> dict[str, Any]:
    """A custom source for a card: its name, how it was used, its digits and writers, and their fingerprint."""
    parts = {"train": digits.train, "validation": digits.validation, "test": digits.test}
    described: dict[str, Any] = {"source": source.name, "role": role, "sha256": fingerprint(digits)}
    described |= {"digits": {name: len(part) for name, part in parts.items()}}
    if digits.test.writers is not None and digits.train.writers is not None:
        learned, held = np.unique(digits.train.writers), np.unique(digits.test.writers)
        described["writers"] = {"learned": learned.tolist(), "held_out": np.setdiff1d(held, learned).tolist()}
    return described
