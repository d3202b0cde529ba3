"""Weight matrix and bias vector of a layer, number by number."""

from __future__ import annotations

import streamlit as st

from kerasdl.lecture import Network

from ..charts import style
from ..charts.heatmaps import layer_picture
from ..charts.numbers import raised
from ..state import language, session


def show(network: Network) -> None:
    """The matrices, where they are wanted: drawn, they are the heaviest thing on the page."""
    texts = language.texts("step_1")
    part = st.expander(texts("matrices"), key="step_1_matrices", on_change="rerun", icon=":material/grid_on:")
    if part.open:
        with part:
            _show_layer(texts, network)


def _show_layer(texts: language.Texts, network: Network) -> None:
    """Choose a layer, and see its matrix."""
    count = len(network.weights)
    if session.chosen("step_1_layer", 1) > count:
        session.choose(step_1_layer=count)
    layer = st.segmented_control(
        texts("matrix_layer"),
        range(1, count + 1),
        format_func=lambda n: texts("matrix_of", n=raised(n)),
        required=True,
        **session.widget("step_1_layer", 1),
    )
    w, b = network.weights[layer - 1], network.biases[layer - 1]
    figure, step_rows, step_columns = layer_picture(texts, w, b)
    st.plotly_chart(figure, key="step_1_matrix", config=style.PLAIN, alt=texts("matrix_alt", n=layer))
    rows, columns = w.shape
    note = texts("matrix_all") if step_rows == step_columns == 1 else texts("matrix_some", r=step_rows, c=step_columns)
    note += "" if b.any() else " " + texts("no_bias")
    st.caption(texts("matrix_note", n=layer, rows=f"{rows:,}", columns=f"{columns:,}", shown=note))
