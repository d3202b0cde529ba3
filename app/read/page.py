"""Read page: one digit that is drawn, sent or picked, looked at from all sides; then many of them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ..charts import layers as layer_charts
from ..charts import reading
from ..components.function_choice import choose_function
from ..shell import layout
from ..state import language
from . import ablation, answer, attribution, calibration, cells, confusion, layers, learned_features, robustness


def show() -> None:
    """The page."""
    texts = language.texts("read")
    layout.introduce(texts)
    st.html(reading.STYLE + layer_charts.STYLE)
    function = choose_function()
    layout.show_tabs(
        "read_tab",
        {
            texts("tab_draw"): partial(answer.show, function),
            texts("tab_layers"): partial(layers.show, function),
            texts("tab_speaking"): partial(attribution.show, function),
            texts("tab_cells"): partial(cells.show, function),
            texts("tab_off"): partial(ablation.show, function),
            texts("tab_confusion"): confusion.draw,
            texts("tab_robustness"): robustness.draw,
            texts("tab_learned"): learned_features.draw,
            texts("tab_calibration"): calibration.draw,
        },
    )
