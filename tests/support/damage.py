"""Damage to files, generated: bytes cut off and flipped, and JSON whose values have other types."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from kerasdl.errors import LONGEST_MESSAGE, KerasdlError

# One of each type that JSON has, and numbers that no figure is.
OTHERS: tuple[Any, ...] = (None, True, -1, 10**30, 1e300, "x", [], {}, [1], {"a": 1})


def refusals(cases: Iterable[Any], use: Callable[[Any], object]) -> int:
    """How many cases are refused; an error of any class but kerasdl's, or of more than a printable line, is a failure."""
    lines = []
    for case in cases:
        try:
            use(case)
        except KerasdlError as error:
            lines.append(str(error))
    assert all(line.isprintable() and len(line) <= LONGEST_MESSAGE for line in lines)
    return len(lines)


def truncations(content: bytes, count: int) -> Iterator[bytes]:
    """The beginnings of a file, from nothing to nearly all."""
    for n in range(count):
        yield content[: len(content) * n // count]


def flips(content: bytes, count: int, rng: np.random.Generator) -> Iterator[bytes]:
    """The file with 1 to 64 of its bytes replaced."""
    for _ in range(count):
        changed = bytearray(content)
        for place in rng.integers(0, len(content), rng.integers(1, 65)):
            changed[place] = rng.integers(256)
        yield bytes(changed)


def other_values(value: Any) -> Iterator[tuple[str, Any]]:
    """A JSON value with one of its parts missing or of another type: where, and the whole."""
    for path in _paths(value):
        for other in (KeyError, *OTHERS):
            whole = copy.deepcopy(value)
            holder = whole
            for step in path[:-1]:
                holder = holder[step]
            if other is KeyError:
                del holder[path[-1]]
            else:
                holder[path[-1]] = other
            yield f"{'.'.join(map(str, path))}: {'missing' if other is KeyError else json.dumps(other)}", whole


def _paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*before, key)
        yield from _paths(part, (*before, key))
