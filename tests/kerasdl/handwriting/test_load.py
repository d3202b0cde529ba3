"""Custom digits: `.npz` files, folders of pictures and rooms give what `load_mnist` gives; what is broken is one line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import kerasdl
from kerasdl.data.mnist import Digits, Mnist
from kerasdl.errors import DataError, PictureError
from kerasdl.handwriting.archive import write_archive
from kerasdl.handwriting.load import fingerprint, load_digits
from kerasdl.handwriting.pictures import read_pictures, write_pictures
from kerasdl.handwriting.room import Room
from kerasdl.handwriting.split import beside, split_digits, whole


@pytest.fixture(scope="module")
def digits(mnist: Mnist) -> Digits:
    """80 digits of 8 writers."""
    some = mnist.test.take(np.arange(80))
    return Digits(some.images, some.labels, np.repeat(np.arange(1, 9), 10))


def make_room(file: Path, digits: Digits) -> Room:
    room = Room.create(file, asked=50)
    assert digits.writers is not None
    for writer in np.unique(digits.writers):
        number = room.join()[1].id
        for n in np.flatnonzero(digits.writers == writer):
            with room.writing() as connection:
                row = (number, f"drawing-{n}", int(digits.labels[n]), "[]", digits.images[n].tobytes(), 0.0)
                names = "writer, drawing, label, strokes, image, created"
                connection.execute(f"INSERT INTO digit ({names}) VALUES (?, ?, ?, ?, ?, ?)", row)
    return room


def test_an_archive_a_folder_and_a_room_hold_the_same_digits_in_the_same_parts(tmp_path: Path, digits: Digits) -> None:
    parts = split_digits(digits, "some")
    write_archive(parts, tmp_path / "a.npz")
    write_pictures(digits, tmp_path / "pictures")
    make_room(tmp_path / "abcde.room", digits)
    loaded = [load_digits(tmp_path / name) for name in ("a.npz", "pictures", "abcde.room")]
    assert len({fingerprint(each) for each in (parts, *loaded)}) == 1
    for each in loaded:
        for name in ("train", "validation", "test"):
            found, wanted = getattr(each, name), getattr(parts, name)
            assert np.array_equal(np.sort(found.writers), np.sort(wanted.writers))
            assert found.images.dtype == found.labels.dtype == np.uint8


def test_a_quarter_of_the_writers_is_held_out_and_no_digit_is_lost(digits: Digits) -> None:
    parts = split_digits(digits, "some")
    assert parts.test.writers is not None and parts.train.writers is not None
    held = set(parts.test.writers.tolist())
    assert len(held) == 2 and not held & set(parts.train.writers.tolist()) and len(parts.test) == 20
    assert len(whole(parts)) == 80 and len(parts.validation) == 5


@pytest.mark.parametrize("writers", [None, np.ones(20, int)])
def test_without_two_writers_a_fifth_of_the_digits_is_held_out(digits: Digits, writers: np.ndarray | None) -> None:
    parts = split_digits(Digits(digits.images[:20], digits.labels[:20], writers), "some")
    assert [len(parts.train), len(parts.validation), len(parts.test)] == [15, 1, 4]


@pytest.mark.parametrize("counts", [[1, 2], [1, 9], [9, 1], [2, 1], [1, 1, 1]])
def test_each_part_has_a_digit_whoever_wrote_how_many(digits: Digits, counts: list[int]) -> None:
    n = sum(counts)
    parts = split_digits(
        Digits(digits.images[:n], digits.labels[:n], np.repeat(np.arange(len(counts)), counts)), "some"
    )
    assert min(len(parts.train), len(parts.validation), len(parts.test)) >= 1 and len(whole(parts)) == n


def test_digits_beside_mnist_are_repeated_to_a_tenth_and_judged_by_themselves(mnist: Mnist, digits: Digits) -> None:
    own = split_digits(digits, "some")
    both = beside(mnist, own)
    assert len(both.train) == 55_000 + 20 * len(own.train)
    assert len(both.validation) == 5_000 + len(own.validation) and both.test is mnist.test
    assert len(beside(own, own).train) == 2 * len(own.train)


def test_mnists_own_file_is_custom_data_too(mnist: Mnist) -> None:
    from kerasdl.data.mnist import MNIST_FILE

    assert fingerprint(kerasdl.load_digits(MNIST_FILE)) == fingerprint(mnist)


def test_a_photograph_is_read_and_centred_as_every_reader_does_it(tmp_path: Path) -> None:
    from kerasdl.inference.image_files import read_ink
    from kerasdl.layers.center_ink import center_images

    three = Path(__file__).parents[3] / "docs" / "three.png"
    Image.open(three).save(tmp_path / "3_mine.png")
    found = read_pictures(tmp_path)
    assert found.labels.tolist() == [3] and found.writers is None
    seen = center_images(read_ink(three)[None])[0]
    assert np.abs(found.images[0] / 255 - seen).max() < 0.02


def test_pictures_that_cannot_be_read_are_a_line_each_and_the_others_are_taken(tmp_path: Path, digits: Digits) -> None:
    write_pictures(digits, tmp_path)
    (tmp_path / "3" / "broken.png").write_bytes(b"no picture")
    Image.new("L", (40, 40)).save(tmp_path / "7_blank.png")
    Image.fromarray(digits.images[0]).save(tmp_path / "seven.png")
    said: list[str] = []
    assert len(read_pictures(tmp_path, said.append)) == 80
    assert len(said) == 3 and all("\n" not in line and line.startswith("kerasdl: A ") for line in said)
    with pytest.raises(PictureError, match="broken.png"):
        load_digits(tmp_path)


def save(file: Path, **arrays: np.ndarray) -> Path:
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file


IMAGES, LABELS = np.zeros((9, 28, 28), np.uint8), np.arange(9)


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"x_train": IMAGES}, r"must have x_train and y_train\. Received: .*a\.npz with x_train"),
        ({"x_train": IMAGES[:, :20], "y_train": LABELS}, r"x_train must be uint8 of shape \(n, 28, 28\)"),
        ({"x_train": IMAGES / 255.0, "y_train": LABELS}, r"x_train must be uint8.*float64"),
        ({"x_train": IMAGES, "y_train": LABELS[:5]}, r"one for each picture\. .*shape \(5,\) for 9 pictures"),
        ({"x_train": IMAGES, "y_train": LABELS + 5}, r"y_train must be integers of 0 to 9, .* with 5 to 13"),
        ({"x_train": IMAGES, "y_train": LABELS * 0.5}, r"y_train must be integers"),
        ({"x_train": IMAGES, "y_train": np.array([None] * 9)}, r"y_train must be a whole array of numbers"),
        ({"x_train": IMAGES[:2], "y_train": LABELS[:2]}, r"at least 3, one for each part"),
        ({"x_train": IMAGES, "y_train": LABELS, "x_test": IMAGES[:0], "y_test": LABELS[:0]}, r"with 9 and 0"),
        ({"x_train": IMAGES, "y_train": LABELS, "writers_train": LABELS[:3]}, r"writers_train must be integers"),
    ],
)
def test_an_archive_that_breaks_a_rule_is_one_line(tmp_path: Path, arrays: dict[str, np.ndarray], said: str) -> None:
    with pytest.raises(DataError, match=said) as raised:
        load_digits(save(tmp_path / "a.npz", **arrays))
    assert "\n" not in str(raised.value)


def test_a_header_that_lies_takes_no_memory(tmp_path: Path) -> None:
    file = save(tmp_path / "a.npz", x_train=IMAGES, y_train=LABELS)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["x_train.npy"] = parts["x_train.npy"].replace(b"(9, 28, 28)", b"(9999999999999, 28, 28)")
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(DataError, match="x_train must be a whole array"):
        load_digits(file)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"SQLite format 3\0" + b"\0" * 90, b"text"])
def test_what_is_none_of_these_is_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a"
    file.write_bytes(content)
    with pytest.raises(DataError, match="Received: .*a"):
        load_digits(file)
    with pytest.raises(DataError, match="No such file"):
        load_digits(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="must have pictures"):
        load_digits(tmp_path / "empty")


def test_a_damaged_room_is_one_line(tmp_path: Path, digits: Digits) -> None:
    room = make_room(tmp_path / "abcde.room", digits)
    with room.writing() as connection:
        connection.execute("UPDATE digit SET label = 12 WHERE id = 3")
    room.close_connection()
    with pytest.raises(DataError, match="must be whole"):
        load_digits(room.file)
    room.file.write_bytes(room.file.read_bytes()[:5000])
    with pytest.raises(DataError, match="Received: .*abcde.room"):
        load_digits(room.file)
