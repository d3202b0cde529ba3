"""Prediction on image files: one digit a file, or a row of digits, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.errors import PictureError
from kerasdl.inference.foreground import cut_to_ink, split_digits
from kerasdl.inference.image_files import MAX_SIDE, read_ink
from kerasdl.inference.reader import Reader, load_reader

# Each digit of a row gets only a part of the picture's pixels.
ROW_MAX_SIDE = 4 * MAX_SIDE
# A digit of a longer row would have a dozen pixels.
MAX_DIGITS = 200
SQUARE = 160


@dataclass(frozen=True)
class Reading:
    """What is read in one file.

    Attributes:
        file: the file.
        many: whether a row of digits was looked for.
        digits: for each digit, from left to right, `digit`, `sure` and the ten `confidences`; from a network whose classes
            have other names, `digit` is the number of the class, from 0, and `label` its name.
        error: why the file could not be read, in one line; None where it could.
    """

    file: Path
    many: bool
    digits: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain JSON values."""
        if self.error is not None:
            return {"file": str(self.file), "error": self.error}
        return {"file": str(self.file), **({"digits": self.digits} if self.many else self.digits[0])}

    @property
    def text(self) -> str:
        """The reading as one line: the digits, ? for each that is not sure, and the confidences."""
        names = [str(d.get("label", d["digit"])) for d in self.digits]
        between = " " if any("label" in d for d in self.digits) else ""
        number = between.join(name if d["sure"] else "?" for name, d in zip(names, self.digits, strict=True))
        shares = ", ".join(f"{100 * d['confidences'][d['digit']]:.1f} %" for d in self.digits)
        if number == "?":
            return f"{self.file}: ?  (not sure: {names[0]} is likeliest, with {shares})"
        return f"{self.file}: {number}  ({shares})"


def predict_files(
    files: Sequence[Path], model: str, *, many: bool = False, note: Callable[[str], None] | None = None
) -> list[Reading]:
    """Read the digit in each picture.

    Args:
        files: pictures; see `image_files.read_ink`.
        model: a model's name or folder.
        many: read a row of several digits in each picture.
        note: takes a line for each file that cannot be read; the others are read.

    Raises:
        ModelError: there is no such model, it does not take raw ink, or what it gives is not finite.
    """
    return list(read_files(files, model, many=many, note=note))


def read_files(
    files: Iterable[Path], model: str, *, many: bool = False, note: Callable[[str], None] | None = None
) -> Iterator[Reading]:
    """As `predict_files`, one reading after the other: however many files there are, one picture is held at a time."""
    reader: Reader | None = None
    for file in files:
        try:
            ink = read_ink(file, max_side=ROW_MAX_SIDE if many else MAX_SIDE)
            parts = _row(ink, file) if many else [ink]
        except PictureError as error:
            if note is not None:
                note(f"kerasdl: {error}")
            yield Reading(file, many, error=str(error))
            continue
        # The network is loaded only when there is something to read.
        reader = reader or load_reader(model)
        yield Reading(file, many, [_read(reader, _on_square(part)) for part in parts])


def _row(ink: np.ndarray, file: Path) -> list[np.ndarray]:
    parts = split_digits(ink)
    if len(parts) > MAX_DIGITS:
        raise PictureError(f"A row must have at most {MAX_DIGITS} digits. Received: {file} with {len(parts):,}")
    return parts


def _on_square(ink: np.ndarray) -> np.ndarray:
    """Ink on a square of one of a few sizes: for each size a network that is not exported is compiled anew."""
    ink = cut_to_ink(ink)
    side = -(-max(ink.shape) // SQUARE) * SQUARE
    return np.pad(ink, [(0, side - length) for length in ink.shape])


def _read(reader: Reader, ink: np.ndarray) -> dict[str, Any]:
    confidences = reader.confidences(ink[None])
    digit, sure = int(confidences[0].argmax()), bool(reader.sure(confidences)[0])
    named = {} if reader.labels is None else {"label": reader.labels[digit]}
    return {"digit": digit, **named, "sure": sure, "confidences": [float(c) for c in confidences[0]]}
