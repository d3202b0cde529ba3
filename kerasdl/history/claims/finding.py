"""What a claim's module returns, and the digits that it is tried on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kerasdl.data.mnist import Digits, Mnist
from kerasdl.errors import ConfigError
from kerasdl.lecture.losses import one_hot


@dataclass(frozen=True)
class Finding:
    """What became of a claim when it was tried.

    Attributes:
        year: as on the slide: "1958", "1980s", "after".
        claim: one sentence.
        holds: whether the evidence bears it out.
        statement: what was found, in plain words and numbers.
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
    """Digits as a network takes them.

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


def examples(digits: Digits, count: int | None = None) -> Examples:
    """The first so many of some digits; all for None."""
    images, labels = digits.images[:count], digits.labels[:count]
    return Examples(images.reshape(len(images), -1) / 255.0, labels, one_hot(labels, 10))


def learned_and_judged(mnist: Mnist, count: int) -> tuple[Examples, Examples]:
    """The first so many training digits, which are in no order, and all test digits.

    Raises:
        ConfigError: `count` is less than 1, or more than there are.
    """
    if not 1 <= count <= len(mnist.train):
        raise ConfigError(
            f"`count` must be 1 to {len(mnist.train)}, the training digits there are. Received: count={count}"
        )
    return examples(mnist.train, count), examples(mnist.test)


def percent(share: float) -> str:
    """0.9123 -> "91.2 %", with a space that no line breaks at."""
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%"
