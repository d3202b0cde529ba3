"""Custom digits from a file, a folder or a room, in the form of MNIST."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kerasdl.data.mnist import Mnist
from kerasdl.errors import DataError
from kerasdl.handwriting.archive import read_archive
from kerasdl.handwriting.pictures import read_pictures
from kerasdl.handwriting.room_file import is_room, read_room_digits
from kerasdl.handwriting.split import split_digits, whole

FORMS = "an .npz with x_train and y_train, a folder of pictures sorted by label, or a room's file"


def load_digits(path: str | Path, *, note: Callable[[str], None] | None = None) -> Mnist:
    """Load custom digits, as `load_mnist` loads MNIST's.

    Where it is known who wrote a digit, a quarter of the writers is held out for the test part; see `split.split_digits`.

    Args:
        path: an `.npz` file in the form of `mnist.npz`, with `x_train`, `y_train`, and perhaps `x_test`, `y_test`,
            `writers_train` and `writers_test`; a folder of pictures in folders called 0 to 9, or with names that begin with
            the digit; or the file of a room in which a class wrote, without the digits that were rejected there.
        note: takes a line for each picture of a folder that cannot be read, which is left out; without it the first one
            is an error.

    Returns:
        Three parts, uint8 (n, 28, 28) and (n,), each with at least one digit.

    Raises:
        DataError: there is nothing of these forms, it is damaged, or it has fewer than three digits.
        PictureError: a picture of a folder cannot be read, and there is no `note`.

    Example:
        >>> digits = load_digits("class.npz")
        >>> train(PRESETS["quick"], data=digits)
    """
    path = Path(path)
    try:
        if path.is_dir():
            return split_digits(read_pictures(path, note), str(path))
        with path.open("rb") as file:
            start = file.read(100)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"Digits must be {FORMS}. Received: {path} ({reason})") from None
    if is_room(start):
        return split_digits(read_room_digits(path), str(path))
    if start.startswith(b"PK"):
        return read_archive(path)
    raise DataError(f"Digits must be {FORMS}. Received: {path}, which is none of these")


def fingerprint(digits: Mnist) -> str:
    """The SHA-256 of digits and their labels in a fixed order, so that the same ones are known again."""
    every = whole(digits)
    rows = np.concatenate([every.labels[:, None], every.images.reshape(len(every), -1)], axis=1)
    return hashlib.sha256(np.unique(rows, axis=0).tobytes()).hexdigest()
