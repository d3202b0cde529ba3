"""Cell maps: arrays that are looked at together, a Streamlit component (`cell_maps.js` and its style)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from ..charts.style import BLUE, ORANGE

HTML = '<div class="cells"><div class="maps"></div><output aria-live="polite"></output></div>'

CSS = """
.cells { font-family: var(--st-font); color: var(--st-text-color); }
.maps { display: flex; flex-wrap: wrap; gap: 0.7rem 1.4rem; align-items: flex-start; }
figure { margin: 0; max-width: 100%; }
figcaption { font-size: 0.95rem; line-height: 1.35; margin-bottom: 0.3rem; }
canvas {
  display: block; max-width: 100%; border-radius: 3px; color: var(--st-text-color);
  outline: 1px solid rgb(128 128 128 / 40%); outline-offset: 1px; touch-action: pan-y;
}
canvas.choosable { cursor: pointer; }
canvas:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
output { display: block; min-height: 1.6em; margin-top: 0.45rem; font-size: 0.95rem; font-variant-numeric: tabular-nums; }
"""


@dataclass(frozen=True)
class CellMap:
    """One map.

    Attributes:
        name: which map it is; the same names keep their place on the screen.
        title: written above it.
        values: (cells,), row by row.
        columns: cells in a row.
        width: in pixels, where there is room.
        kind: "ink" for white on black, "signed" for blue and orange.
        group: maps of one group are pointed at together.
        most: the size that is drawn full; None for the largest of the values.
        under: a digit drawn faintly behind, (cells,), 0 to 1.
        struck: cells that are crossed out.
        first: the number of the first cell.
        gap: whether the cells stand apart.
        choosable: whether a click on a cell chooses it.
    """

    name: str
    title: str
    values: np.ndarray
    columns: int
    width: int
    kind: str = "signed"
    group: str = "all"
    most: float | None = None
    under: np.ndarray | None = None
    struck: Sequence[int] = field(default_factory=tuple)
    first: int = 1
    gap: bool = False
    choosable: bool = False

    def sent(self) -> dict[str, Any]:
        """As the browser gets it."""
        most = self.most if self.most is not None else float(np.abs(self.values).max(initial=0.0))
        return {
            **{name: value for name, value in asdict(self).items() if name not in ("values", "under", "struck")},
            "values": _packed(self.values),
            "under": None if self.under is None else _packed(self.under),
            "struck": [int(cell) for cell in self.struck],
            "most": most or 1.0,
        }


def cell_maps(
    key: str, maps: Sequence[CellMap], say: Mapping[str, str], on_choose: Callable[[str, int], None] | None = None
) -> None:
    """Show maps.

    Args:
        key: the widget's.
        maps: in their order.
        say: for each group, what is said of a cell that is pointed at, with `{row}`, `{column}`, `{cell}`, and `{0}`, `{1}`
            and so on for what the group's maps hold there; under "first", what is said before.
        on_choose: what a choice calls, with the map's name and the cell, from 0.
    """

    def take() -> None:
        chosen = getattr(st.session_state.get(key), "chosen", None)
        sizes = {each.name: len(each.values) for each in maps}
        if on_choose is None or not isinstance(chosen, dict):
            return
        name, cell = chosen.get("map"), chosen.get("cell")
        if (
            isinstance(name, str) and isinstance(cell, int) and 0 <= cell < sizes.get(name, 0)
        ):  # a browser may send anything
            on_choose(name, cell)

    mount = st.components.v2.component("kerasdl_cells", html=HTML, css=CSS, js=_script())
    data = {
        "maps": [each.sent() for each in maps],
        "say": dict(say),
        "colours": {"positive": BLUE, "negative": ORANGE},
    }
    mount(key=key, data=data, on_chosen_change=take)


@cache
def _script() -> str:
    return Path(__file__).with_name("cell_maps.js").read_text(encoding="utf-8")


def _packed(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()
