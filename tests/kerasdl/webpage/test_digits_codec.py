"""The page's sheet of digits: which they are, and that the page reads what Python writes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from kerasdl.export.runtimes.node import find_node
from kerasdl.webpage.digits_codec import SHEET, TRAINING, VALIDATION, choose, contexts, share, write_sheet

DIGITS_JS = Path(__file__).resolve().parents[3] / "web" / "training" / "digits.js"
READ = """
import {{ readFileSync, writeFileSync }} from 'node:fs';
import {{ decodeDigits }} from {module!r};
const {{ images, labels }} = decodeDigits(new Uint8Array(readFileSync({sheet!r})));
writeFileSync({out!r}, Buffer.concat([images, labels]));
"""


def read_by_the_page(sheet: Path, out: Path) -> tuple[np.ndarray, np.ndarray]:
    """A sheet's images and labels, as the page decodes them."""
    program = READ.format(module=DIGITS_JS.as_uri(), sheet=str(sheet), out=str(out))
    subprocess.run([find_node(), "--input-type=module", "-e", program], check=True)
    content = np.frombuffer(out.read_bytes(), np.uint8)
    count = len(content) // 785
    return content[: 784 * count].reshape(count, 28, 28), content[784 * count :]


def greys(bits: np.ndarray) -> np.ndarray:
    """A pixel's own share of 255, and those of the four beside it."""
    padded = np.pad(bits.astype(int), ((0, 0), (1, 1), (1, 1)))
    beside = padded[:, :-2, 1:-1] + padded[:, 2:, 1:-1] + padded[:, 1:-1, :-2] + padded[:, 1:-1, 2:]
    return 143 * bits.astype(int) + 28 * beside


def test_the_pages_sheet_holds_the_digits_that_were_chosen(mnist, tmp_path):
    images, labels = read_by_the_page(SHEET, tmp_path / "out")
    bits, expected = choose(mnist)
    assert (labels == expected).all()
    assert (images == greys(bits)).all()


def test_a_sheet_that_is_written_here_is_read_by_the_page(few, tmp_path):
    size = write_sheet(tmp_path / "few.bin", few, training=4, validation=2)
    assert size == (tmp_path / "few.bin").stat().st_size < 60 * 60
    images, labels = read_by_the_page(tmp_path / "few.bin", tmp_path / "out")
    bits, expected = choose(few, 4, 2)
    assert (labels == expected).all() and (images == greys(bits)).all()


def test_a_sheet_is_the_same_bytes_each_time(few, tmp_path):
    for name in ("one", "other"):
        write_sheet(tmp_path / name, few, training=1, validation=1)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_digits_to_judge_by_are_those_that_no_network_of_ours_learns_from(mnist):
    bits, labels = choose(mnist)
    apart = {image.tobytes() for image in (mnist.validation.images >= 102).astype(np.uint8)}
    learned = 10 * TRAINING
    assert all(image.tobytes() in apart for image in bits[learned:])
    assert not any(image.tobytes() in apart for image in bits[:learned])
    assert np.bincount(labels[:learned]).tolist() == [TRAINING] * 10
    assert np.bincount(labels[learned:]).tolist() == [VALIDATION] * 10


def test_contexts_know_only_what_was_written_before(rng):
    bits = rng.integers(0, 2, (3, 28, 28)).astype(np.uint8)
    labels = np.array([3, 1, 4], np.uint8)
    before = contexts(bits, labels)
    at = 28 * 28 + 14 * 28 + 9
    changed = bits.copy()
    changed.reshape(-1)[at:] = 1 - changed.reshape(-1)[at:]
    # The digit after begins on paper: nothing of the one before reaches into it.
    assert (contexts(changed, labels)[: at + 1] == before[: at + 1]).all()


@pytest.mark.parametrize(("probability", "expected"), [(0.0, 1), (0.5, 32768), (1.0, 65535)])
def test_no_bit_is_impossible(probability, expected):
    assert share(probability) == expected
