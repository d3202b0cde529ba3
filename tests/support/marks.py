"""Parametrisation whose first case always runs, and whose others are left to `make test-slow`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest


def rest_slow(cases: Iterable[Any]) -> Sequence[Any]:
    """Cases for `pytest.mark.parametrize`: all but the first are marked slow; a tuple holds several arguments."""
    first, *others = cases
    return [first, *(pytest.param(*_arguments(case), marks=pytest.mark.slow) for case in others)]


def _arguments(case: Any) -> tuple[Any, ...]:
    return case if isinstance(case, tuple) else (case,)
