"""Findings of the historical claims, and the examples that they are tested on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kerasdl.data.mnist import Digits, Mnist
from kerasdl.errors import ConfigError
from kerasdl.lecture.losses import one_hot


@dataclass(frozen=True)
class Finding:
    """Result of testing a claim.

    Attributes:
        year: as on the slide: "1958", "1980s", "after".
        claim: one sentence.
        holds: whether the evidence bears it out.
        statement: the result in plain words and numbers.
        evidence: the numbers, as lists and dictionaries that JSON can hold.
        seed: of all that is random in it.
    """

    year: str
    claim: str
    holds: bool
    statement: str
    evidence: dict[str, Any]
    seed: int


@dataclass(frozen=True)
class Examples:
    """Digits as a network's inputs and targets.

    Attributes:
        x: pixels row by row, 0 to 1, (n, 784).
        labels: (n,).
        target: one-hot, (n, 10).
    """

    x: np.ndarray
    labels: np.ndarray
    target: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


def make_examples(digits: Digits, count: int | None = None) -> Examples:
    """The first `count` of some digits; all for None."""
    images, labels = digits.images[:count], digits.labels[:count]
    return Examples(images.reshape(len(images), -1) / 255.0, labels, one_hot(labels, 10))


def train_and_test_examples(mnist: Mnist, count: int) -> tuple[Examples, Examples]:
    """The first `count` training digits, which are in random order, and all test digits.

    Raises:
        ConfigError: `count` is less than 1, or more than there are.
    """
    if not 1 <= count <= len(mnist.train):
        raise ConfigError(
            f"`count` must be 1 to {len(mnist.train)}, the training digits there are. Received: count={count}"
        )
    return make_examples(mnist.train, count), make_examples(mnist.test)


def percent(share: float) -> str:
    """0.9123 -> "91.2 %", with a space that no line breaks at."""
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%"
