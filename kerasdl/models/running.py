"""Failures of a network while it runs, as errors of one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from kerasdl.errors import ModelError

Taken = TypeVar("Taken")
T = TypeVar("T")


def reason_of(error: Exception) -> str:
    """What is wrong, in a line: of Keras's many, and without their colours, the one that says it."""
    lines = [line.strip() for line in re.sub(r"\x1b\[\d*m", "", str(error)).splitlines()]
    told = [line for line in lines if line and not line.startswith("Exception encountered when calling")]
    return (told or [type(error).__name__])[0]


def guarded(compute: Callable[[Taken], T], name: str) -> Callable[[Taken], T]:
    """A network's forward pass, whose failures are a `ModelError`.

    What the layers of a file do is known only when they run: each may fail in its own way.

    Args:
        compute: the forward pass.
        name: of the network, for the message.
    """

    def run(inputs: Taken) -> T:
        try:
            return compute(inputs)
        except ModelError:
            raise
        except Exception as error:
            raise ModelError(
                f"A network must be able to read its input. Received: {name} ({reason_of(error)})"
            ) from None

    return run
