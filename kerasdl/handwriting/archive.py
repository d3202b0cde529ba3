"""`.npz` files of digits in the form of `mnist.npz`: `x_train`, `y_train`, `x_test`, `y_test`, and who wrote them.

`writers_train` and `writers_test` hold the number of each digit's writer, where that is known.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from kerasdl.config import CLASSES, IMAGE_SIDE
from kerasdl.data.mnist import Digits, Mnist
from kerasdl.errors import DataError, KerasdlError
from kerasdl.files import atomic_file
from kerasdl.handwriting.split import split_digits, whole, with_validation
from kerasdl.inference.array_files import read_header

MOST_DIGITS = 1_000_000
HEADER = 20_000  # bytes, more than a header of such arrays has
FORM = f"uint8 of shape (n, {IMAGE_SIDE}, {IMAGE_SIDE})"


def read_archive(file: Path) -> Mnist:
    """Read digits from a `.npz` file.

    Args:
        file: with `x_train` and `y_train`; where `x_test` and `y_test` are missing, the test part is taken out of these.

    Raises:
        DataError: it is no such file, or an array in it breaks its rule.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            names = {name.removesuffix(".npy") for name in archive.namelist()}
            if not {"x_train", "y_train"} <= names:
                found = ", ".join(sorted(names)[:6]) or "nothing"
                raise DataError(f"An .npz of digits must have x_train and y_train. Received: {file} with {found}")
            learned = _part(archive, names, "train", file)
            test = _part(archive, names, "test", file) if {"x_test", "y_test"} <= names else None
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"An .npz of digits must be a whole, readable file. Received: {file} ({reason})") from None
    if test is None:
        return split_digits(learned, str(file))
    if len(learned) < 2 or not len(test):
        raise DataError(
            "An .npz of digits must have at least two to learn from and one to be judged on. "
            f"Received: {file} with {len(learned)} and {len(test)}"
        )
    return with_validation(learned, test)


def write_archive(digits: Mnist, file: Path) -> None:
    """Write digits as a `.npz` file that `read_archive` reads; training and validation part become one.

    Raises:
        OSError: the file cannot be written.
    """
    learned = whole(Mnist(digits.train, digits.validation, digits.validation.take(np.zeros(0, int))))
    arrays = {"x_train": learned.images, "y_train": learned.labels}
    arrays |= {"x_test": digits.test.images, "y_test": digits.test.labels}
    if learned.writers is not None and digits.test.writers is not None:
        arrays |= {"writers_train": learned.writers, "writers_test": digits.test.writers}
    with atomic_file(file) as part:
        np.savez_compressed(part, **arrays)


def _part(archive: zipfile.ZipFile, names: set[str], which: str, file: Path) -> Digits:
    images = _array(archive, f"x_{which}", file)
    labels = _array(archive, f"y_{which}", file)
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (IMAGE_SIDE, IMAGE_SIDE):
        found = f"{images.dtype} of shape {images.shape}"
        raise DataError(f"x_{which} must be {FORM}, white ink on black. Received: {file} with {found}")
    _check_numbers(labels, f"y_{which}", len(images), CLASSES - 1, file)
    writers = None
    if f"writers_{which}" in names:
        writers = _array(archive, f"writers_{which}", file)
        _check_numbers(writers, f"writers_{which}", len(images), 2**53, file)
        writers = writers.astype(np.int64)
    return Digits(images, labels.astype(np.uint8), writers)


def _check_numbers(values: np.ndarray, name: str, count: int, most: int, file: Path) -> None:
    rule = f"{name} must be integers of 0 to {most:,}, one for each picture"
    if values.dtype.kind not in "iu" or values.shape != (count,):
        raise DataError(f"{rule}. Received: {file} with {values.dtype} of shape {values.shape} for {count} pictures")
    if count and (values.min() < 0 or values.max() > most):
        raise DataError(f"{rule}. Received: {file} with {values.min()} to {values.max()}")


def _array(archive: zipfile.ZipFile, name: str, file: Path) -> np.ndarray:
    """An array of an archive; its header is checked before memory is taken for it."""
    entry = archive.getinfo(f"{name}.npy")
    with archive.open(entry) as opened:
        try:
            shape, column_major, dtype, start = read_header(opened.read(HEADER), f"{name} in {file}")
        except KerasdlError as error:
            raise DataError(str(error)) from None
    count = int(np.prod([int(length) for length in shape], dtype=object))
    declared = start + count * dtype.itemsize
    most = start + MOST_DIGITS * IMAGE_SIDE**2
    if dtype.hasobject or min(shape, default=0) < 0 or declared != entry.file_size or declared > most:
        raise DataError(
            f"{name} must be a whole array of numbers, of at most {MOST_DIGITS:,} digits. "
            f"Received: {file} with {entry.file_size:,} bytes for shape {shape}, dtype {dtype}"
        )
    values = np.frombuffer(archive.read(entry), dtype, offset=start)
    return values.reshape(shape, order="F" if column_major else "C")
