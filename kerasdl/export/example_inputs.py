"""Example inputs of any model: of the data type, shape and range that its first layers take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

FREE_AXIS = 12  # length of an axis that may have any
FREE_SIDE = 32  # of one of several, as pictures have
MAX_ID = 10  # of whole numbers of which it is not known what they index
UNKNOWN_WORD = "zz"
WORDS_IN_A_TEXT = 5
# Rows by turns as they come, ending in zeros as padded sequences do, and large enough to reach where activations bend.
KINDS_OF_ROWS = 3
LARGE = 4.0


@dataclass(frozen=True)
class ExampleSpec:
    """What an input may be.

    Attributes:
        name: the input's.
        shape: None for each axis of any size.
        dtype: Keras's name of its data type.
        below: of whole numbers, the size of the smallest table that they index; of others, what they are spread up to,
            from 0; None for standard normal ones.
        whole: whether numbers are whole whatever their type, because they index a table.
        words: of text, some that the model knows.
    """

    name: str
    shape: tuple[int | None, ...]
    dtype: str
    below: int | None = None
    whole: bool = False
    words: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values, without what is not said."""
        values = {**asdict(self), "shape": list(self.shape), "words": list(self.words)}
        return {name: value for name, value in values.items() if value or name == "shape"}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ExampleSpec:
        """From what `to_dict` gave."""
        kept = {name: values[name] for name in ("name", "dtype", "below", "whole") if name in values}
        return cls(**kept, shape=tuple(values["shape"]), words=tuple(values.get("words", ())))

    def shape_for(self, count: int) -> tuple[int, ...]:
        """A shape that the input may have; of a model of a fixed batch, that many."""
        free = FREE_SIDE if sum(size is None for size in self.shape[1:]) > 1 else FREE_AXIS
        return (self.shape[0] or count, *(size or free for size in self.shape[1:]))


def draw_examples(specs: Sequence[ExampleSpec], count: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Draw random inputs that a model could be given.

    Args:
        specs: what its inputs may be.
        count: how many.
        seed: of the random numbers.

    Returns:
        Arrays by the inputs' names, (count, …).
    """
    random = np.random.default_rng(seed)
    return {spec.name: _draw(spec, spec.shape_for(count), random) for spec in specs}


def _draw(spec: ExampleSpec, shape: tuple[int, ...], random: np.random.Generator) -> np.ndarray:
    if spec.dtype == "string":
        words = np.array([*spec.words, UNKNOWN_WORD], dtype=object)
        texts = [" ".join(random.choice(words, WORDS_IN_A_TEXT)) for _ in range(int(np.prod(shape)))]
        return np.array(texts, dtype=object).reshape(shape)
    if spec.dtype == "bool":
        return random.random(shape) < 0.5
    dtype = np.dtype(spec.dtype)
    if np.issubdtype(dtype, np.integer) or spec.whole:
        values = random.integers(0, spec.below or MAX_ID, shape).astype(dtype)
    elif spec.below is not None:
        values = (spec.below * random.random(shape)).astype(dtype)
    else:
        values = random.standard_normal(shape).astype(dtype)
        values[2::KINDS_OF_ROWS] *= dtype.type(LARGE)
    if len(shape) > 1 and shape[1] > 1:
        values[1::KINDS_OF_ROWS, shape[1] - shape[1] // 2 :] = 0
    return values
