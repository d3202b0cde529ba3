"""Failures of a network while it runs, as errors of one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kerasdl.errors import ModelError

Taken = TypeVar("Taken")
T = TypeVar("T")


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
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise ModelError(f"A network must be able to read its input. Received: {name} ({reason})") from None

    return run
