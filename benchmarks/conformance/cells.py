"""Cells and rows of the conformance table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kerasdl.export import FORMATS

EXACT, REFUSED, FAILS = "exact", "refused", "FAILS"
INPUTS, FEW_INPUTS = 16, 4  # that each model is asked, and a well-known network, which takes long in JavaScript


@dataclass(frozen=True)
class Cell:
    """One model in one format.

    Attributes:
        kind: EXACT, a power of ten that the difference does not exceed, REFUSED or FAILS.
        reason: why it is refused, or how it fails.
    """

    kind: str
    reason: str = ""


@dataclass(frozen=True)
class Row:
    """One model in every format, and how many seconds its export took."""

    name: str
    cells: dict[str, Cell]
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Row:
        """From what `to_dict` gave."""
        return cls(values["name"], {name: Cell(**cell) for name, cell in values["cells"].items()}, values["seconds"])


def all_cells(kind: str, reason: str) -> dict[str, Cell]:
    """The same in every format."""
    return dict.fromkeys(FORMATS, Cell(kind, reason))
