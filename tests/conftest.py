"""Fixtures of all tests: digits, a browser, Keras where a test asks for it.

Neither Keras nor Playwright is imported here, so that tests of NumPy code start at once. Keras runs on JAX, as in the
command, unless the environment says otherwise; tests of other backends start a process of their own.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kerasdl.data.mnist import Digits, Mnist, load_mnist

# With oneDNN, TensorFlow cannot answer an empty batch on some processors.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {
    "KERAS_BACKEND": "jax",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # What is compiled for one test serves the others, also those in other processes.
    "JAX_COMPILATION_CACHE_DIR": str(ROOT / ".jax_cache"),
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
}
for name, value in ENVIRONMENT.items():
    os.environ.setdefault(name, value)


# What a shell runs in the background ignores interrupts, and so do its children: some tests interrupt theirs.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for Keras, so that `-m "not keras"` leaves it out; give each file to one process of pytest-xdist."""
    for item in items:
        if "keras" in getattr(item, "fixturenames", ()):
            item.add_marker("keras")
        if item.get_closest_marker("xdist_group") is None:
            # Fixtures of a module are made once, where all of its tests run in one process.
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def keras() -> ModuleType:
    """Keras, as the oracle of a test that is otherwise NumPy alone."""
    import keras

    return keras


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
    from benchmarks.support.browser import running_chromium

    with running_chromium() as chromium:
        yield chromium


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)
