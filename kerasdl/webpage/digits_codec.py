"""Packed MNIST digits for the web page: `web/digits.bin`, the 3,000 that it trains networks on.

`python -m kerasdl.webpage.digits_codec` writes the file, `web/training/digits.js` reads it. It is gzip of:

    side, classes (a byte each), training digits and validation digits of each class (two bytes each)
    where the residuals of each of the groups begin (four bytes each)
    runs: the number of residuals that are 0 before the next that is 1 (a byte each; 255 means 255 zeros and no one)

All numbers are little-endian. Digits come class by class, training digits first, so labels need no room.

Pixels are black or white; the page gives them soft edges again. A network learns as well from such digits as from MNIST's
own greys. Each pixel is predicted from pixels before it; a residual is 1 where the prediction is wrong. The residuals are
grouped by how sure the prediction was, so that gzip meets long runs in some groups and short ones in others: 44 kB, where
runs of pixels take 67 kB and packed bits 83 kB.
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections import Counter
from pathlib import Path

import numpy as np

from kerasdl.data.mnist import Digits, Mnist, load_mnist
from kerasdl.files import atomic_file

DIGITS_FILE = Path(__file__).resolve().parents[2] / "web" / "digits.bin"
CLASSES = 10
TRAINING, VALIDATION = 250, 50  # digits of each class
INK = 102  # the lightest grey that counts as ink

# The pixels that predict one, as (rows down, columns right): of those near it, the six that together predict best.
NEIGHBOURS = ((-1, 0), (0, -1), (-1, 1), (-2, -1), (-1, 3), (-3, 1))
REACH = 3  # the farthest of them, in rows or columns
TILE = 4  # pixels of a tile's side
# Limits between the groups: the probability that the prediction is wrong.
GROUPS = (0.003, 0.012, 0.05, 0.12, 0.23, 0.37)


def write_digits(
    file: Path = DIGITS_FILE, mnist: Mnist | None = None, training: int = TRAINING, validation: int = VALIDATION
) -> int:
    """Write a file of digits for the page.

    Args:
        file: where to.
        mnist: the digits to select from; None for all.
        training: training digits of each class.
        validation: validation digits of each class.

    Returns:
        Its size in bytes.
    """
    bits, labels = select_digits(mnist or load_mnist(), training, validation)
    header = struct.pack("<BBHH", bits.shape[1], CLASSES, training, validation)
    # Huffman codes alone, and short blocks: runs hardly repeat, but each group's have a distribution of their own.
    gzip = zlib.compressobj(wbits=31, memLevel=7, strategy=zlib.Z_HUFFMAN_ONLY)
    content = gzip.compress(header + pack_bits(bits, labels)) + gzip.flush()
    with atomic_file(file) as part:
        part.write_bytes(content)
    return len(content)


def select_digits(
    mnist: Mnist, training: int = TRAINING, validation: int = VALIDATION
) -> tuple[np.ndarray, np.ndarray]:
    """Select digits evenly spaced over MNIST's training digits, and over those that `load_mnist` sets apart.

    Returns:
        Bits, uint8, (n, 28, 28), and labels, (n,): class by class, training digits first.
    """
    parts = [_evenly_spaced(mnist.train, training), _evenly_spaced(mnist.validation, validation)]
    images, labels = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return (images >= INK).astype(np.uint8), labels


def _evenly_spaced(digits: Digits, count: int) -> tuple[np.ndarray, np.ndarray]:
    chosen = []
    for label in range(CLASSES):
        found = np.flatnonzero(digits.labels == label)
        chosen.append(found[((np.arange(count) + 0.5) * len(found) / count).astype(int)])
    indices = np.concatenate(chosen)
    return digits.images[indices], digits.labels[indices]


def pack_bits(bits: np.ndarray, labels: np.ndarray) -> bytes:
    """Where the groups begin, and the runs of residuals.

    Args:
        bits: (n, side, side), 0 or 1.
        labels: (n,).
    """
    ink = probabilities(bits, labels)
    residuals = bits.ravel() ^ (ink > 0.5)
    groups = np.digitize(np.minimum(ink, 1 - ink), GROUPS)
    starts = np.searchsorted(np.sort(groups), np.arange(len(GROUPS) + 1))
    return starts.astype("<u4").tobytes() + run_lengths(residuals[np.argsort(groups, kind="stable")])


def probabilities(bits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The probability of ink of each pixel, by the pixels before it that have the same neighbours, digit and tile.

    It is R. Krichevsky and V. Trofimov's estimate, (ink + 1/2) / (pixels + 1), in float64 here and in the page alike.

    Args:
        bits: (n, side, side), 0 or 1.
        labels: (n,).

    Returns:
        float64, (n · side · side,).
    """
    pixels: Counter[int] = Counter()
    ink: Counter[int] = Counter()
    estimates = np.empty(bits.size)
    for n, (bit, context) in enumerate(
        zip(bits.ravel().tolist(), contexts(bits, labels).ravel().tolist(), strict=True)
    ):
        estimates[n] = (ink[context] + 0.5) / (pixels[context] + 1)
        pixels[context] += 1
        ink[context] += bit
    return estimates


def contexts(bits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Each pixel's neighbours, digit and tile as one number; neighbours outside the picture are 0.

    Args:
        bits: (n, side, side), 0 or 1.
        labels: (n,).

    Returns:
        int64, (n, side, side).
    """
    side = bits.shape[1]
    padded = np.pad(bits.astype(np.int64), ((0, 0), (REACH, 0), (REACH, REACH)))
    numbers = np.zeros(bits.shape, np.int64)
    for down, right in NEIGHBOURS:
        numbers = 2 * numbers + padded[:, REACH + down : REACH + down + side, REACH + right : REACH + right + side]
    tiles = -(-side // TILE)
    tile = np.arange(side) // TILE
    return (CLASSES * numbers + labels[:, None, None].astype(np.int64)) * tiles**2 + tiles * tile[:, None] + tile


def run_lengths(bits: np.ndarray) -> bytes:
    """The number of zeros before each one, a byte each; 255 for 255 zeros and no one. Zeros at the end are left out."""
    runs = np.diff(np.flatnonzero(bits), prepend=-1) - 1
    return b"".join(b"\xff" * (run // 255) + bytes([run % 255]) for run in runs.tolist())


if __name__ == "__main__":
    print(f"{write_digits(Path(sys.argv[1]) if len(sys.argv) > 1 else DIGITS_FILE):,} bytes", file=sys.stderr)
