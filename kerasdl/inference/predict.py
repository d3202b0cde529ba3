"""Prediction on image files: one digit a file, or a row of digits, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.errors import PictureError
from kerasdl.inference.foreground import cut_to_ink
from kerasdl.inference.image_files import MAX_SIDE, ROW_MAX_SIDE, read_ink
from kerasdl.inference.reader import Reader, load_reader
from kerasdl.inference.segmentation import segment_digits

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
            ink = read_ink(file, max_side=ROW_MAX_SIDE if many else MAX_SIDE, row=many)
            # The network is loaded only when there is something to read.
            reader = reader or load_reader(model)
            parts = _row(ink, reader, file) if many else [ink]
        except PictureError as error:
            if note is not None:
                note(f"kerasdl: {error}")
            yield Reading(file, many, error=str(error))
            continue
        yield Reading(file, many, read_parts(parts, reader))


def _row(ink: np.ndarray, reader: Reader, file: Path) -> list[np.ndarray]:
    parts = row_parts(ink, reader)
    if len(parts) > MAX_DIGITS:
        raise PictureError(f"A row must have at most {MAX_DIGITS} digits. Received: {file} with {len(parts):,}")
    return parts


def row_parts(ink: np.ndarray, reader: Reader) -> list[np.ndarray]:
    """The ink of each digit in a picture of one or more rows, in reading order.

    Args:
        ink: uint8, (height, width), white ink on black, with at least some ink in it.
        reader: judges which pieces of ink are one digit.
    """
    # Where nothing looks like a digit, the whole is: it is then marked as not sure.
    segments = segment_digits(ink, lambda inks: _highest_confidences(reader, inks), row=True)
    return [segment.ink for segment in segments] or [ink]


def read_parts(parts: Sequence[np.ndarray], reader: Reader) -> list[dict[str, Any]]:
    """What is read in pictures of ink, one digit each; see `Reading.digits`."""
    return [_read(reader, _on_square(part)) for part in parts]


def _highest_confidences(reader: Reader, inks: Sequence[np.ndarray]) -> list[float]:
    """The highest confidence in each picture of ink; pictures of one size are read at once."""
    squares = [_on_square(ink) for ink in inks]
    found = [0.0] * len(squares)
    for side in {len(square) for square in squares}:
        places = [n for n, square in enumerate(squares) if len(square) == side]
        for n, confidence in zip(
            places, reader.confidences(np.stack([squares[n] for n in places])).max(1), strict=True
        ):
            found[n] = float(confidence)
    return found


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
