"""What all tests share. Keras runs on JAX here, as in the command; tests of other backends start their own process."""

from __future__ import annotations

import os
from collections.abc import Iterator

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Loaded as a program of one's own would: the command and the dashboard, which load it their quick way, hide TensorFlow.
import keras  # noqa: F401
import numpy as np
import pytest
from playwright.sync_api import Browser

from benchmarks.support.browser import running_chromium
from kerasdl.data.mnist import Digits, Mnist, load_mnist


@pytest.fixture(scope="session")
def mnist() -> Mnist:
    return load_mnist()


@pytest.fixture(scope="session")
def few(mnist: Mnist) -> Mnist:
    """A small MNIST, so that a whole training takes a second."""

    def part(digits: Digits, count: int) -> Digits:
        return Digits(digits.images[:count], digits.labels[:count])

    return Mnist(part(mnist.train, 2_000), part(mnist.validation, 300), part(mnist.test, 400))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with running_chromium() as chromium:
        yield chromium


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)
