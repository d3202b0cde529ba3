import shutil

import numpy as np
import pytest

from kerasdl.data.mnist import MNIST_FILE, load_mnist, validation_indices
from kerasdl.errors import DataError


def test_mnist_has_55000_5000_and_10000_digits_as_uint8(mnist):
    for part, count in ((mnist.train, 55_000), (mnist.validation, 5_000), (mnist.test, 10_000)):
        assert part.images.shape == (count, 28, 28)
        assert part.labels.shape == (count,)
        assert part.images.dtype == part.labels.dtype == np.uint8


def test_the_validation_part_has_each_digit_in_its_share(mnist):
    labels = np.concatenate([mnist.train.labels, mnist.validation.labels])
    exact = np.bincount(labels) * 5_000 / 60_000
    assert np.abs(np.bincount(mnist.validation.labels) - exact).max() < 1


def test_the_split_is_the_same_every_time_and_loses_no_digit(mnist):
    again = load_mnist()
    assert np.array_equal(again.validation.images, mnist.validation.images)
    total = np.concatenate([mnist.train.images, mnist.validation.images])
    with np.load(MNIST_FILE) as arrays:
        original = arrays["x_train"]
    assert np.array_equal(np.sort(total.sum((1, 2), dtype=np.int64)), np.sort(original.sum((1, 2), dtype=np.int64)))


def test_validation_indices_add_up_when_shares_are_not_whole():
    labels = np.array([0] * 7 + [1] * 3 + [2])
    chosen = validation_indices(labels, size=4)
    # 7, 3 and 1 of 11 digits, 4 chosen: shares 2.55, 1.09, 0.36, so the largest remainder gives 3, 1, 0.
    assert np.bincount(labels[chosen], minlength=3).tolist() == [3, 1, 0]


def test_a_damaged_file_is_an_error_that_names_it(tmp_path):
    file = tmp_path / "mnist.npz"
    shutil.copyfile(MNIST_FILE, file)
    with file.open("r+b") as stream:
        stream.seek(5_000_000)
        stream.write(b"damage")
    with pytest.raises(DataError, match=r"MNIST must have SHA-256 .* the file is damaged.*mnist\.npz"):
        load_mnist(file)


def test_a_truncated_file_is_an_error(tmp_path):
    file = tmp_path / "mnist.npz"
    file.write_bytes(MNIST_FILE.read_bytes()[:1000])
    with pytest.raises(DataError, match="damaged"):
        load_mnist(file)


def test_a_missing_file_is_an_error_that_names_it(tmp_path):
    with pytest.raises(DataError, match=r"must be a readable file.*nowhere\.npz"):
        load_mnist(tmp_path / "nowhere.npz")
