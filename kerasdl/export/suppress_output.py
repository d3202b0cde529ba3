"""Suppressed output of converters: their messages, warnings and TensorFlow's log."""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow


@contextlib.contextmanager
def suppress_output() -> Iterator[None]:
    """Suppress what a converter and TensorFlow print while the block runs."""
    with Path(os.devnull).open("w") as nowhere, quiet_tensorflow(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            yield
