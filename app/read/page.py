"""Read digits: one digit that is drawn, sent or picked, looked at from all sides; then many of them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ..charts import layers as layer_charts
from ..charts import reading
from ..shell import layout
from ..state import functions, language
from . import answer, calibration, cells, confusion, layers, learned, robustness, speaking, switch_off


def show() -> None:
    """The page."""
    texts = language.texts("read")
    layout.introduce(texts)
    st.html(reading.STYLE + layer_charts.STYLE)
    function = functions.select()
    layout.show_tabs(
        "read_tab",
        {
            texts("tab_draw"): partial(answer.show, function),
            texts("tab_layers"): partial(layers.show, function),
            texts("tab_speaking"): partial(speaking.show, function),
            texts("tab_cells"): partial(cells.show, function),
            texts("tab_off"): partial(switch_off.show, function),
            texts("tab_confusion"): confusion.draw,
            texts("tab_robustness"): robustness.draw,
            texts("tab_learned"): learned.draw,
            texts("tab_calibration"): calibration.draw,
        },
    )
