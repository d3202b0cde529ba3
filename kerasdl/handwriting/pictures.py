"""Folders of pictures of digits, sorted into folders called 0 to 9 or named by their digit.

    3/writer-02_0017.png        3.png        3_anna.jpg        7-2.webp

A name may say the writer's number, as the first one does; it counts where every picture's does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from kerasdl.config import IMAGE_SIDE
from kerasdl.data.mnist import Digits
from kerasdl.errors import DataError, KerasdlError, PictureError
from kerasdl.inference.foreground import cut_to_ink
from kerasdl.inference.image_decoder import opened_image
from kerasdl.inference.image_files import read_ink

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif")
MOST_PICTURES = 100_000
LABEL = re.compile(r"([0-9])(?![0-9])")
WRITER = re.compile(r"writer-(\d{1,9})(?!\d)")
SQUARE = 160  # pixels; a square of another size is compiled anew


def read_pictures(folder: Path, note: Callable[[str], None] | None = None) -> Digits:
    """Read a folder of pictures.

    A grey picture of 28 x 28 on black is taken as MNIST's are; any other is read as `read_ink` reads it, and centred as
    every reader centres ink.

    Args:
        folder: with pictures in it, or in folders in it.
        note: takes a line for each picture that cannot be read, which is left out; without it the first one is an error.

    Raises:
        DataError: there is no picture that can be read, or there are too many.
        PictureError: one cannot be read, and there is no `note`.
    """
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in ENDINGS and not _hidden(file, folder))
    if not files:
        raise DataError(f"A folder of digits must have pictures such as 3/a.png or 3_a.png in it. Received: {folder}")
    if len(files) > MOST_PICTURES:
        raise DataError(
            f"A folder of digits must have at most {MOST_PICTURES:,} pictures. Received: {folder} with {len(files):,}"
        )
    read: list[tuple[np.ndarray, int, int | None]] = []
    for file in files:
        try:
            read.append((_picture(file), _label(file, folder), _writer(file)))
        except KerasdlError as error:
            if note is None:
                raise
            note(f"kerasdl: {error}")
    if not read:
        raise DataError(f"A folder of digits must have pictures that can be read. Received: {folder}, which has none")
    images, labels, writers = zip(*read, strict=True)
    known = None if None in writers else np.array(writers, np.int64)
    return Digits(np.stack(images), np.array(labels, np.uint8), known)


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _label(file: Path, folder: Path) -> int:
    if file.parent != folder and re.fullmatch("[0-9]", file.parent.name):
        return int(file.parent.name)
    if found := LABEL.match(file.stem):
        return int(found[1])
    raise PictureError(
        f"A picture of a digit must lie in a folder called 0 to 9, or its name begin with the digit. Received: {file}"
    )


def _writer(file: Path) -> int | None:
    found = WRITER.search(file.stem)
    return int(found[1]) if found else None


def _picture(file: Path) -> np.ndarray:
    """The digit in a picture: uint8, (28, 28)."""
    if (digit := _in_form(file)) is not None:
        return digit
    from kerasdl.layers.center_ink import center_images

    ink = cut_to_ink(read_ink(file))
    side = -(-max(ink.shape) // SQUARE) * SQUARE
    square = np.pad(ink, [(0, side - length) for length in ink.shape])
    return np.rint(255 * center_images(square[None])[0]).astype(np.uint8)


def _in_form(file: Path) -> np.ndarray | None:
    """The pixels of a picture that has MNIST's form already: grey, 28 x 28, most of it black."""
    try:
        with Image.open(file) as opened:
            small = (
                opened.size == (IMAGE_SIDE, IMAGE_SIDE) and opened.mode == "L" and not opened.info.get("transparency")
            )
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # `read_ink` says why
    if not small:
        return None
    with opened_image(file.read_bytes(), file) as image:
        pixels = np.asarray(image.convert("L"))
    return pixels if pixels.any() and np.median(pixels) == 0 else None


def write_pictures(digits: Digits, folder: Path) -> int:
    """Write digits as PNG files that `read_pictures` reads, `<label>/writer-<number>_<count>.png`.

    Returns:
        How many there are.
    """
    writers = np.zeros(len(digits), np.int64) if digits.writers is None else digits.writers
    for number, (image, label, writer) in enumerate(zip(digits.images, digits.labels, writers, strict=True)):
        place = folder / str(label)
        place.mkdir(parents=True, exist_ok=True)
        by = "" if digits.writers is None else f"writer-{writer:03}_"
        Image.fromarray(image).save(place / f"{by}{number:05}.png")
    return len(digits)
