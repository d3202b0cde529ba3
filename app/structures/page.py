"""Structures page: trial and error, evolution, and the results of all that was tried."""

from __future__ import annotations

from ..shell import layout
from ..state import language
from . import grid, results, search


def show() -> None:
    """The page."""
    layout.introduce(language.texts("structures"))
    grid.draw()
    search.draw()
    results.draw()
