"""Records of a room: what it is, who writes in it, what they drew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerasdl.config import CLASSES, IMAGE_SIDE
from kerasdl.data.mnist import Digits


@dataclass(frozen=True)
class About:
    """What a room is.

    Attributes:
        code: its name in addresses.
        key: who has it may see and change all of the room.
        title: for its lecturer.
        asked: how many digits each writer is asked for.
        keep_days: after so many days the room is deleted.
        created: seconds since 1970.
        closed: whether nothing more is taken.
    """

    code: str
    key: str
    title: str
    asked: int
    keep_days: int
    created: float
    closed: bool = False

    @property
    def deleted_on(self) -> float:
        """When it is deleted, in seconds since 1970."""
        return self.created + 86_400.0 * self.keep_days


@dataclass(frozen=True)
class Writer:
    """A person who writes in a room.

    Attributes:
        id: a number, from 1 in the order of coming.
        nickname: "" for none.
        right, judged: how many of the judged digits a network read; see `Room.publish`.
        rank: "best", "worst" or "".
    """

    id: int
    nickname: str
    right: int = 0
    judged: int = 0
    rank: str = ""


@dataclass(frozen=True)
class ClassDigits:
    """All digits of a room: (n,) arrays, and what each looks like.

    Attributes:
        ids: int64, the numbers of the drawings.
        digits: pictures, labels and writers.
        rejected: bool.
        created: seconds since 1970.
    """

    ids: np.ndarray
    digits: Digits
    rejected: np.ndarray
    created: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def kept(self) -> ClassDigits:
        """Those that are not rejected."""
        return self.take(~self.rejected)

    def take(self, chosen: np.ndarray) -> ClassDigits:
        """Some of them, by their indices or a mask."""
        return ClassDigits(self.ids[chosen], self.digits.take(chosen), self.rejected[chosen], self.created[chosen])


def class_digits_of(rows: Sequence[tuple[Any, ...]]) -> ClassDigits:
    """Digits from rows of `id, image, label, writer, rejected, created`.

    Raises:
        ValueError: a picture or a label in them is none.
    """
    ids, images, labels, writers, rejected, created = zip(*rows, strict=True) if rows else ((),) * 6
    if any(len(image) != IMAGE_SIDE**2 for image in images) or not all(label in range(CLASSES) for label in labels):
        raise ValueError("a picture or a label in it is damaged")
    pictures = np.frombuffer(b"".join(images), np.uint8).reshape(len(ids), IMAGE_SIDE, IMAGE_SIDE)
    digits = Digits(pictures, np.array(labels, np.uint8), np.array(writers, np.int64))
    return ClassDigits(np.array(ids, np.int64), digits, np.array(rejected, bool), np.array(created, np.float64))


def writer_of(row: tuple[Any, ...]) -> Writer:
    """A writer from a row of `id, nickname, right, judged, rank`."""
    number, nickname, right, judged, rank = row
    return Writer(number, nickname or "", right or 0, judged or 0, rank or "")
