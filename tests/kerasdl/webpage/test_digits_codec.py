"""The page's digits: which they are, and that the page reads what Python writes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from kerasdl.export.runtimes.node import find_node
from kerasdl.webpage.digits_codec import (
    DIGITS_FILE,
    NEIGHBOURS,
    TRAINING,
    VALIDATION,
    contexts,
    probabilities,
    run_lengths,
    select_digits,
    write_digits,
)

DIGITS_JS = Path(__file__).resolve().parents[3] / "web" / "training" / "digits.js"
READ = """
import {{ readFileSync, writeFileSync }} from 'node:fs';
import {{ decodeDigits }} from {module!r};
const {{ images, labels }} = await decodeDigits(new Uint8Array(readFileSync({file!r})));
writeFileSync({out!r}, Buffer.concat([images, labels]));
"""


def read_by_the_page(file: Path, out: Path) -> tuple[np.ndarray, np.ndarray]:
    """A file's images and labels, as the page decodes them."""
    program = READ.format(module=DIGITS_JS.as_uri(), file=str(file), out=str(out))
    subprocess.run([find_node(), "--input-type=module", "-e", program], check=True)
    content = np.frombuffer(out.read_bytes(), np.uint8)
    count = len(content) // 785
    return content[: 784 * count].reshape(count, 28, 28), content[784 * count :]


def greys(bits: np.ndarray) -> np.ndarray:
    """A pixel's own share of 255, and those of the four beside it."""
    padded = np.pad(bits.astype(int), ((0, 0), (1, 1), (1, 1)))
    beside = padded[:, :-2, 1:-1] + padded[:, 2:, 1:-1] + padded[:, 1:-1, :-2] + padded[:, 1:-1, 2:]
    return 143 * bits.astype(int) + 28 * beside


def test_the_page_has_the_digits_that_are_selected(mnist, tmp_path):
    images, labels = read_by_the_page(DIGITS_FILE, tmp_path / "out")
    bits, expected = select_digits(mnist)
    assert (labels == expected).all()
    assert (images == greys(bits)).all()


def test_a_file_that_is_written_here_is_read_by_the_page(few, tmp_path):
    size = write_digits(tmp_path / "few.bin", few, training=4, validation=2)
    assert size == (tmp_path / "few.bin").stat().st_size < 60 * 60
    images, labels = read_by_the_page(tmp_path / "few.bin", tmp_path / "out")
    bits, expected = select_digits(few, 4, 2)
    assert (labels == expected).all() and (images == greys(bits)).all()


def test_a_file_is_the_same_bytes_each_time(few, tmp_path):
    for name in ("one", "other"):
        write_digits(tmp_path / name, few, training=1, validation=1)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_validation_digits_are_those_that_no_network_of_ours_is_trained_on(mnist):
    bits, labels = select_digits(mnist)
    apart = {image.tobytes() for image in (mnist.validation.images >= 102).astype(np.uint8)}
    learned = 10 * TRAINING
    assert all(image.tobytes() in apart for image in bits[learned:])
    assert not any(image.tobytes() in apart for image in bits[:learned])
    assert np.bincount(labels[:learned]).tolist() == [TRAINING] * 10
    assert np.bincount(labels[learned:]).tolist() == [VALIDATION] * 10


def test_predictions_know_only_pixels_that_were_written_before(rng):
    bits = rng.integers(0, 2, (3, 28, 28)).astype(np.uint8)
    labels = np.array([3, 1, 4], np.uint8)
    before = probabilities(bits, labels)
    at = 28 * 28 + 14 * 28 + 9
    changed = bits.copy()
    changed.reshape(-1)[at:] = 1 - changed.reshape(-1)[at:]
    assert (probabilities(changed, labels)[: at + 1] == before[: at + 1]).all()
    # The digit after begins on paper: no neighbour lies in the one before.
    assert (contexts(changed, labels)[2] == contexts(changed[2:], labels[2:])[0]).all()


def test_a_probability_is_learned_from_pixels_with_the_same_neighbours_digit_and_tile():
    ink = probabilities(np.zeros((2, 28, 28), np.uint8), np.array([0, 1], np.uint8))
    # The first tile's pixels, row by row: none was ink before.
    assert [ink[at] for at in (0, 1, 3, 28, 31)] == [0.5 / (n + 1) for n in (0, 1, 3, 4, 7)]
    assert ink[4] == 0.5  # the next tile
    assert ink[784] == 0.5  # another digit


def test_a_context_tells_neighbours_digit_and_tile(rng):
    bits = rng.integers(0, 2, (2, 28, 28)).astype(np.uint8)
    y, x, digit = 14, 9, 7
    neighbours = int("".join(str(bits[1, y + down, x + right]) for down, right in NEIGHBOURS), 2)
    found = contexts(bits, np.array([3, digit], np.uint8))
    assert found[1, y, x] == (10 * neighbours + digit) * 49 + 3 * 7 + 2
    assert found[1, 0, 0] == digit * 49


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        ([1], [0]),
        ([0, 0, 1, 1, 0, 1, 0], [2, 0, 1]),
        ([0] * 254 + [1], [254]),
        ([0] * 255 + [1], [255, 0]),
        ([0] * 600 + [1], [255, 255, 90]),
        ([0, 0, 0], []),
    ],
)
def test_runs_count_the_zeros_before_each_one(bits, expected):
    assert list(run_lengths(np.array(bits, np.uint8))) == expected
