"""Names and order of a model's inputs and outputs.

Keras sorts the keys of dictionaries; whoever wrote the model wrote them in an order of their own, and counts on it.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any


def input_keys(names: Sequence[str]) -> dict[str, str]:
    """An identifier for each name of an input, different for each even in lower case, in which TensorFlow puts some."""
    keys = []
    for name in names:
        key = re.sub(r"\W", "_", name, flags=re.ASCII)
        # TensorFlow calls a graph's nodes so, which begin with a letter.
        keys.append(key if key[:1].isalpha() and not keyword.iskeyword(key) else f"input_{key}")
    return dict(zip(names, distinct(keys), strict=True))


def distinct(names: Iterable[str]) -> list[str]:
    """Names of which no two are equal, not even in lower case: the later ones get a number."""
    found: dict[str, str] = {}
    for name in names:
        number, candidate = 0, name
        while candidate.lower() in found:
            number += 1
            candidate = f"{name}_{number}"
        found[candidate.lower()] = candidate
    return list(found.values())


def leaves(structure: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """What a structure of dictionaries, lists and tuples holds, each with its path, in the order in which it was written."""
    if isinstance(structure, dict):
        return [leaf for key, part in structure.items() for leaf in leaves(part, (*path, key))]
    if isinstance(structure, list | tuple):
        return [leaf for n, part in enumerate(structure) for leaf in leaves(part, (*path, n))]
    return [(path, structure)]


def filled(structure: Any, values: Iterator[Any]) -> Any:
    """A structure with other values in the order of its `leaves`."""
    if isinstance(structure, dict):
        return {key: filled(part, values) for key, part in structure.items()}
    if isinstance(structure, list | tuple):
        return [filled(part, values) for part in structure]
    return next(values)


def at(structure: Any, path: Sequence[Any]) -> Any:
    """What lies at a path in a structure."""
    for step in path:
        structure = structure[step]
    return structure
