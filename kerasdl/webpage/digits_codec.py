"""Packed MNIST digits for the web page: `web/digits.bin`, the 3,000 that it trains networks on.

`python -m kerasdl.webpage.digits_codec` writes the file, `web/training/digits.js` reads it. It is gzip of:

    side, classes (a byte each), training digits and validation digits of each class (two bytes each)
    for each context, where its residuals begin, and in the highest bit the pixel that it predicts (four bytes)
    runs: how many residuals are 0 before the next that is 1 (a byte each; 255 means 255 zeros and no one)

All numbers are little-endian. Digits come class by class, training digits first, so labels need no room.

Pixels are black or white; the page gives them soft edges again. A network learns as well from such digits as from MNIST's
own greys. Seven neighbours that are known already, a context, predict each pixel; a residual is 1 where that is wrong. The
residuals are sorted by context, the best predicted first, so that gzip meets long runs: 49 kB, where runs of pixels take
67 kB and packed bits 83 kB.
"""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path

import numpy as np

from kerasdl.data.mnist import Digits, Mnist, load_mnist
from kerasdl.files import atomic_file

DIGITS_FILE = Path(__file__).resolve().parents[2] / "web" / "digits.bin"
CLASSES = 10
TRAINING, VALIDATION = 250, 50  # digits of each class
INK = 102  # the lightest grey that counts as ink

# The pixels of a context, as (rows down, columns right): of those in five rows, the seven that together predict best.
NEIGHBOURS = ((-1, 0), (0, -1), (-1, 1), (-2, -1), (-1, 3), (-3, 1), (-1, -2))
CONTEXTS = 2 ** len(NEIGHBOURS)
REACH = 3  # the farthest of them, in rows or columns


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
    bits, _ = select_digits(mnist or load_mnist(), training, validation)
    header = struct.pack("<BBHH", bits.shape[1], CLASSES, training, validation)
    # Repetitions among the runs are few and short: to point at them takes more room than Huffman's code alone.
    gzip = zlib.compressobj(wbits=31, strategy=zlib.Z_HUFFMAN_ONLY)
    content = gzip.compress(header + pack_bits(bits)) + gzip.flush()
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


def pack_bits(bits: np.ndarray) -> bytes:
    """The table of contexts and the runs of residuals.

    Args:
        bits: (n, side, side), 0 or 1.
    """
    contexts = neighbour_contexts(bits)
    ink = np.bincount(contexts.ravel(), bits.ravel(), CONTEXTS).astype(np.int64)
    counts = np.bincount(contexts.ravel(), minlength=CONTEXTS)
    predicted = 2 * ink > counts
    order = np.argsort(np.minimum(ink, counts - ink) / np.maximum(counts, 1), kind="stable")
    starts = np.empty(CONTEXTS, np.int64)
    starts[order] = np.cumsum(counts[order]) - counts[order]
    by_context = np.argsort(np.argsort(order)[contexts].ravel(), kind="stable")
    residuals = (bits ^ predicted[contexts]).ravel()[by_context]
    return (starts + (predicted.astype(np.int64) << 31)).astype("<u4").tobytes() + run_lengths(residuals)


def neighbour_contexts(bits: np.ndarray) -> np.ndarray:
    """The context of each pixel: a bit for each of `NEIGHBOURS`, the first the highest; outside a picture they are 0.

    Args:
        bits: (n, side, side), 0 or 1.

    Returns:
        (n, side, side), 0 to `CONTEXTS` - 1.
    """
    side = bits.shape[1]
    padded = np.pad(bits.astype(np.int64), ((0, 0), (REACH, 0), (REACH, REACH)))
    contexts = np.zeros(bits.shape, np.int64)
    for down, right in NEIGHBOURS:
        contexts = 2 * contexts + padded[:, REACH + down : REACH + down + side, REACH + right : REACH + right + side]
    return contexts


def run_lengths(bits: np.ndarray) -> bytes:
    """The number of zeros before each one, a byte each; 255 for 255 zeros and no one. Zeros at the end are left out."""
    runs = np.diff(np.flatnonzero(bits), prepend=-1) - 1
    return b"".join(b"\xff" * (run // 255) + bytes([run % 255]) for run in runs.tolist())


if __name__ == "__main__":
    print(f"{write_digits(Path(sys.argv[1]) if len(sys.argv) > 1 else DIGITS_FILE):,} bytes", file=sys.stderr)
