"""Mosaic of a class's digits, a row for each of the ten: a Streamlit component (`mosaic.js` and its style)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import streamlit as st

from kerasdl.config import CLASSES, IMAGE_SIDE
from kerasdl.handwriting.records import ClassDigits

from ..charts.style import png_url

HTML = '<div class="mosaic"></div>'

CSS = """
.mosaic { font-family: var(--st-font); color: var(--st-text-color); }
.row { display: flex; gap: 0.6rem; align-items: flex-start; margin-bottom: 0.35rem; min-height: var(--side); }
.row[hidden] { display: none; }
.row b { width: 1.2rem; font-size: 1.35rem; line-height: var(--side); text-align: center; }
.row span { display: flex; flex-wrap: wrap; gap: 3px; flex: 1; }
button {
  width: var(--side); height: var(--side); padding: 0; border: 0; border-radius: 4px; cursor: pointer;
  background: #000 var(--sprite); background-size: var(--sprite-width) auto; image-rendering: pixelated;
  outline: 1px solid rgb(128 128 128 / 45%); animation: arrive 0.5s ease-out;
}
button:hover, button:focus-visible { outline: 3px solid var(--st-primary-color); z-index: 1; }
button.rejected { opacity: 0.25; outline: 2px solid #D55E00; }
@keyframes arrive { from { transform: scale(2.2); opacity: 0; } }
@media (prefers-reduced-motion: reduce) { button { animation: none; } }
"""
COLUMNS = 40  # of the picture that holds all digits
SIDES = ((120, 42), (240, 34))  # up to so many digits, each is so many pixels wide on the screen
SMALL = 28  # pixels of a digit among more


def mosaic(
    key: str,
    version: str,
    found: ClassDigits,
    name: Callable[[int], str],
    on_choose: Callable[[int], None],
    *,
    only_filled: bool = False,
) -> None:
    """Show digits.

    Args:
        key: the widget's.
        version: names these very digits: their picture is made once.
        found: the digits of a room, rejected ones too.
        name: what is said of the digit of an index.
        on_choose: what a press calls, with the number of the drawing.
        only_filled: whether a digit of which there is none has no row.
    """
    ids, labels = found.ids.tolist(), found.digits.labels.tolist()

    def take() -> None:
        chosen = getattr(st.session_state.get(key), "chosen", None)
        digit = chosen.get("digit") if isinstance(chosen, dict) else None
        if isinstance(digit, int) and digit in ids:  # a browser may send anything
            on_choose(digit)

    rows: list[list[dict[str, object]]] = [[] for _ in range(CLASSES)]
    for place, (number, label) in enumerate(zip(ids, labels, strict=True)):
        row, column = divmod(place, COLUMNS)
        cell = {
            "id": number,
            "row": row,
            "column": column,
            "rejected": bool(found.rejected[place]),
            "name": name(place),
        }
        rows[label].append(cell)
    side = next((pixels for most, pixels in SIDES if len(ids) <= most), SMALL)
    data: dict[str, object] = {
        "rows": rows,
        "side": side,
        "columns": COLUMNS,
        "sprite": _sprite(version, found.digits.images),
    }
    data |= {"onlyFilled": only_filled}
    mount = st.components.v2.component("kerasdl_mosaic", html=HTML, css=CSS, js=_script())
    mount(key=key, data=data, on_chosen_change=take)


@st.cache_data(max_entries=32, show_spinner=False)
def _sprite(version: str, _images: np.ndarray) -> str:
    """All pictures in one, `COLUMNS` in a row."""
    rows = max(1, -(-len(_images) // COLUMNS))
    whole = np.zeros((rows * COLUMNS, IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    whole[: len(_images)] = _images
    grid = whole.reshape(rows, COLUMNS, IMAGE_SIDE, IMAGE_SIDE).transpose(0, 2, 1, 3)
    return png_url(grid.reshape(rows * IMAGE_SIDE, COLUMNS * IMAGE_SIDE))


@cache
def _script() -> str:
    return Path(__file__).with_name("mosaic.js").read_text(encoding="utf-8")
