"""Names of a model's inputs and outputs: distinct, and as identifiers where TensorFlow wants them."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Sequence


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
