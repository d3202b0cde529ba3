"""The bundled MNIST digits: loading, checksum, and the fixed validation split."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kerasdl.errors import DataError

MNIST_FILE = Path(__file__).with_name("mnist.npz")
MNIST_SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"
VALIDATION_SIZE = 5_000


@dataclass(frozen=True)
class Digits:
    """Pictures of digits and what they show.

    Attributes:
        images: uint8, (n, 28, 28), white ink (255) on black (0).
        labels: uint8, (n,), the digit 0 to 9 of each picture.
        writers: int64, (n,), the number of the person who wrote each; None where that is not known.
    """

    images: np.ndarray
    labels: np.ndarray
    writers: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, chosen: np.ndarray) -> Digits:
        """Some of them, by their indices or a mask."""
        return Digits(self.images[chosen], self.labels[chosen], None if self.writers is None else self.writers[chosen])


@dataclass(frozen=True)
class Mnist:
    """Digits in three parts, of MNIST 55,000 to learn from, 5,000 to choose by, 10,000 to be judged on."""

    train: Digits
    validation: Digits
    test: Digits


def load_mnist(file: str | Path = MNIST_FILE) -> Mnist:
    """Load the bundled MNIST digits; nothing is downloaded.

    The validation digits are taken out of the 60,000 training digits by `validation_indices`, the same on every machine.

    Args:
        file: an `.npz` file with the bundled file's exact bytes.

    Returns:
        The three parts, as uint8.

    Raises:
        DataError: the file is missing, or its SHA-256 is not the bundled file's.

    Example:
        >>> mnist = load_mnist()
        >>> mnist.train.images.shape, len(mnist.validation), len(mnist.test)
        ((55000, 28, 28), 5000, 10000)
    """
    file = Path(file)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise DataError(f"MNIST must be a readable file. Received: {file} ({error.strerror})") from None
    checksum = hashlib.sha256(content).hexdigest()
    if checksum != MNIST_SHA256:
        raise DataError(
            f"MNIST must have SHA-256 {MNIST_SHA256[:12]}…; the file is damaged, reinstall kerasdl. "
            f"Received: {file} with {checksum[:12]}…"
        )
    try:
        arrays = np.load(io.BytesIO(content), allow_pickle=False)
        images, labels = arrays["x_train"], arrays["y_train"]
        test = Digits(arrays["x_test"], arrays["y_test"])
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(
            f"MNIST must be an .npz of x_train, y_train, x_test, y_test. Received: {file} ({error})"
        ) from None
    chosen = validation_indices(labels)
    rest = np.ones(len(labels), bool)
    rest[chosen] = False
    return Mnist(Digits(images[rest], labels[rest]), Digits(images[chosen], labels[chosen]), test)


def validation_indices(labels: np.ndarray, size: int = VALIDATION_SIZE) -> np.ndarray:
    """Choose a stratified validation part: each digit has the share in it that it has in the whole.

    Within a digit the choice is evenly spaced over the file, so it needs no random numbers and never changes. Shares are
    rounded by the largest-remainder method, which makes them add up to `size` exactly.

    Args:
        labels: integers, (n,).
        size: how many indices to choose.

    Returns:
        The chosen indices, int64, (size,), ascending.
    """
    digits, counts = np.unique(labels, return_counts=True)
    shares = counts * size / len(labels)
    quotas = np.floor(shares).astype(int)
    short = size - quotas.sum()
    quotas[np.argsort(quotas - shares, kind="stable")[:short]] += 1
    chosen = []
    for digit, count, quota in zip(digits, counts, quotas, strict=True):
        spaced = ((np.arange(quota) + 0.5) * count / quota).astype(int)
        chosen.append(np.flatnonzero(labels == digit)[spaced])
    return np.sort(np.concatenate(chosen))
