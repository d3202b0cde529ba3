"""Parity of two answers: how far apart they are, head by head, and whether that is rounding."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kerasdl.errors import ParityError

# Of the largest number in a head: what float32 makes of some hundred layers.
TOLERANCE = 1e-4
# Of the root mean square of a head: more than rounded weights make of it.
QUANTISED_TOLERANCE = 0.2
# Stored weights are rounded: what counts then is how many answers change (at most 0.05 %).
QUANTISED_CHANGED = 0.0005


@dataclass(frozen=True)
class Verdict:
    """The largest difference of each head from Keras's, how many answers change, and whether that passes."""

    heads: dict[str, float]
    changed: int
    passed: bool


def judge(
    found: Mapping[str, np.ndarray],
    expected: Mapping[str, np.ndarray],
    quantize: str | None = None,
    tolerance: float = TOLERANCE,
) -> Verdict:
    """Judge the answers of a format.

    Args:
        found, expected: outputs by name, in one order.
        quantize: how the format's weights are stored: None for float32.
        tolerance: how far a head may be off, as a share of its largest number.

    Raises:
        ParityError: as `head_differences`.
    """
    heads = head_differences(found, expected)
    changed = sum(changed_answers(found[head], expected[head]) for head in expected)
    if quantize is None:
        passed = changed == 0 and all(heads[head] <= tolerance_of(expected[head], tolerance) for head in heads)
    else:
        passed = changed <= math.ceil(QUANTISED_CHANGED * len(next(iter(expected.values()))))
        passed = passed and quantised_disagreement(found, expected) is None
    return Verdict(heads, changed, passed)


def head_differences(
    found: Mapping[str, np.ndarray], expected: Mapping[str, np.ndarray], *, by_order: bool = False
) -> dict[str, float]:
    """The largest difference in each head, absolute.

    Args:
        found, expected: outputs by name.
        by_order: compare the first with the first and so on, whatever their names.

    Raises:
        ParityError: a head is missing, or has another shape.
    """
    names: Sequence[str] = list(expected)
    if by_order and len(found) == len(expected):
        found = dict(zip(names, found.values(), strict=True))
    if set(found) != set(names):
        raise ParityError(f"The outputs must be {', '.join(names)}. Received: {', '.join(found)}")
    for name in names:
        if np.shape(found[name]) != np.shape(expected[name]):
            raise ParityError(
                f"Output {name} must have shape {np.shape(expected[name])}. Received: {np.shape(found[name])}"
            )
    return {name: largest_difference(found[name], expected[name]) for name in names}


def largest_difference(a: np.ndarray, b: np.ndarray) -> float:
    """The largest absolute difference; infinite where one is not finite and the other is something else."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    equal = (a == b) | (np.isnan(a) & np.isnan(b))
    with np.errstate(invalid="ignore"):
        difference = np.where(equal, 0.0, np.abs(a - b))
    return float(np.where(np.isfinite(difference), difference, np.inf).max(initial=0.0))


def tolerance_of(expected: np.ndarray, relative: float = TOLERANCE) -> float:
    """How far a head may be off: a share of its largest number, whatever its size."""
    finite = np.abs(np.asarray(expected, np.float64))
    return relative * float(finite[np.isfinite(finite)].max(initial=0.0))


def disagreement(
    found: Mapping[str, np.ndarray], expected: Mapping[str, np.ndarray], *, by_order: bool = False
) -> str | None:
    """In what two answers differ by more than rounding, in words; None where in nothing.

    Raises:
        ParityError: as `head_differences`.
    """
    for name, difference in head_differences(found, expected, by_order=by_order).items():
        largest = float(np.abs(np.asarray(expected[name], np.float64)).max(initial=0.0))
        if difference > tolerance_of(expected[name]):
            return f"{name} differs by {difference:.2g} where the largest number is {largest:.2g}"
    return None


def quantised_disagreement(
    found: Mapping[str, np.ndarray], expected: Mapping[str, np.ndarray], *, by_order: bool = False
) -> str | None:
    """In what answers of rounded weights differ by more than these explain, in words; None where in nothing.

    Raises:
        ParityError: as `head_differences`.
    """
    head_differences(found, expected, by_order=by_order)
    for given, (name, wanted) in zip(
        found.values() if by_order else (found[name] for name in expected), expected.items(), strict=True
    ):
        with np.errstate(invalid="ignore"):
            off = _root_mean_square(np.asarray(given, np.float64) - np.asarray(wanted, np.float64))
        if not off <= QUANTISED_TOLERANCE * _root_mean_square(wanted):
            return f"{name} differs by {off:.2g} on average, which is more than its rounded weights explain"
    return None


def _root_mean_square(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(np.asarray(values, np.float64))))) if np.size(values) else 0.0


def changed_answers(found: np.ndarray, expected: np.ndarray) -> int:
    """How many answers differ: whose largest output is another one, by more than rounding."""
    if found.ndim < 2 or found.shape[-1] < 2:
        return 0
    found, expected = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    chosen = np.take_along_axis(expected, found.argmax(-1)[..., None], -1)[..., 0]
    return int((expected.max(-1) - chosen > tolerance_of(expected)).sum())
