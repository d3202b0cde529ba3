"""Encoder of `web/digits.bin`, the digits that the page trains on: 3,000 of MNIST's in 39 kB.

`python -m kerasdl.webpage.digits_codec` writes the file.

A pixel is ink or paper, one bit; the page makes greys of them again (`web/training/digits.js`). A network learns as well
from such digits as from MNIST's own: how many there are matters, not their shades. An arithmetic coder writes each bit in
about as much space as it is a surprise, given what is known already: the ten pixels beside and above it, the digit that is
being written, and where in the picture it lies. That is half of what WebP takes, and is read without a canvas, so the same
way in every browser.

    "KDG1", side, classes (a byte each), training and validation digits of each class (two bytes each, low first),
    Adler-32 of the bits (one byte a pixel, row by row; four bytes, low first), code

Digits come class by class, those to learn from first, so labels need no room. Both parts are of MNIST's training digits, the
second of those that `load_mnist` sets apart.
"""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path

import numpy as np

from kerasdl.data.mnist import Digits, Mnist, load_mnist
from kerasdl.models.store import whole_file

SHEET = Path(__file__).resolve().parents[2] / "web" / "digits.bin"
MAGIC = b"KDG1"
CLASSES = 10
TRAINING, VALIDATION = 250, 50  # of each digit
INK = 102  # the lightest grey that counts as ink

# The pixels that are known before each, as (rows down, columns right), nearest first: the first 4, 7 and 10 are contexts.
NEIGHBOURS = (
    *((0, -1), (-1, 0), (-1, -1), (-1, 1)),
    *((0, -2), (-2, 0), (-1, 2)),
    *((-2, -1), (-2, 1), (-1, -2)),
)
PLACE = 4  # a picture is told apart in squares of 4 × 4 pixels
# How many observations what is known from a wider context counts for.
TRUST = 6


def write_sheet(
    file: Path = SHEET, mnist: Mnist | None = None, training: int = TRAINING, validation: int = VALIDATION
) -> int:
    """Write a sheet of digits.

    Args:
        file: where to.
        mnist: the digits to choose from; None for all.
        training: how many of each digit to learn from.
        validation: how many of each digit to judge by.

    Returns:
        Its bytes.
    """
    bits, labels = choose(mnist or load_mnist(), training, validation)
    header = struct.pack("<4sBBHHI", MAGIC, bits.shape[1], CLASSES, training, validation, zlib.adler32(bits.tobytes()))
    content = header + encode(bits, labels)
    with whole_file(file) as part:
        part.write_bytes(content)
    return len(content)


def choose(mnist: Mnist, training: int = TRAINING, validation: int = VALIDATION) -> tuple[np.ndarray, np.ndarray]:
    """The digits of the sheet, evenly spaced over MNIST's.

    Returns:
        Bits, uint8, (n, 28, 28), and labels, (n,): class by class, those to learn from first.
    """
    parts = [_spaced(mnist.train, training), _spaced(mnist.validation, validation)]
    images, labels = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return (images >= INK).astype(np.uint8), labels


def _spaced(digits: Digits, count: int) -> tuple[np.ndarray, np.ndarray]:
    chosen = []
    for label in range(CLASSES):
        found = np.flatnonzero(digits.labels == label)
        chosen.append(found[((np.arange(count) + 0.5) * len(found) / count).astype(int)])
    indices = np.concatenate(chosen)
    return digits.images[indices], digits.labels[indices]


def contexts(bits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """For each pixel five numbers that say what is known of it, from little to much, each a number of its own context.

    Args:
        bits: (n, side, side).
        labels: (n,).

    Returns:
        (n · side · side, 5).
    """
    side = bits.shape[1]
    padded = np.pad(bits.astype(np.int64), ((0, 0), (2, 0), (2, 2)))
    near = np.zeros(bits.shape, np.int64)
    for down, right in NEIGHBOURS:
        near = 2 * near + padded[:, 2 + down : 2 + down + side, 2 + right : 2 + right + side]
    squares = -(-side // PLACE)
    at = np.arange(side) // PLACE
    classed = CLASSES * near + labels.astype(np.int64)[:, None, None]
    placed = squares * squares * classed + squares * at[:, None] + at
    return np.stack([near >> 6, near >> 3, near, classed, placed], axis=-1).reshape(-1, 5)


def encode(bits: np.ndarray, labels: np.ndarray) -> bytes:
    """Write bits by what they surprise: arithmetic coding, with probabilities that are learned on the way.

    Each context counts its pixels and those with ink. The probability of ink goes from the widest context to the narrowest:
    each adds what it has counted to the one before, which stands for `TRUST` pixels. `web/training/digits.js` reads them
    with the same arithmetic, of numbers that are the same to the last bit everywhere.
    """
    known = contexts(bits, labels)
    seen: list[dict[int, list[int]]] = [{} for _ in range(known.shape[1])]
    low, high = 0, 0xFFFFFFFF
    out = bytearray()
    for bit, numbers in zip(bits.ravel().tolist(), known.tolist(), strict=True):
        counts = [table.setdefault(number, [0, 0]) for table, number in zip(seen, numbers, strict=True)]
        probability = 0.5
        for count in counts:
            probability = (count[1] + TRUST * probability) / (count[0] + TRUST)
            count[0] += 1
            count[1] += bit
        middle = low + ((high - low) >> 16) * share(probability)
        low, high = (low, middle) if bit else (middle + 1, high)
        # The bytes in which both ends agree are settled.
        while not (low ^ high) & 0xFF000000:
            out.append(high >> 24)
            low, high = (low << 8) & 0xFFFFFFFF, ((high << 8) & 0xFFFFFFFF) | 0xFF
    return bytes(out) + struct.pack(">I", high)


def share(probability: float) -> int:
    """A probability in 65,536ths, neither none nor all."""
    return min(max(int(65536 * probability), 1), 65535)


if __name__ == "__main__":
    print(f"{write_sheet(Path(sys.argv[1]) if len(sys.argv) > 1 else SHEET):,} bytes", file=sys.stderr)
