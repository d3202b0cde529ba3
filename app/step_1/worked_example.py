"""Worked example: the slides' network of 2-2-2-2 neurons, every number of it shown and editable."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from kerasdl.lecture import ACTIVATIONS, WORKED_EXAMPLE, Network
from kerasdl.lecture.function_set import input_grid

from ..charts import style
from ..charts.heatmaps import planes_picture
from ..charts.small_network import small_network_picture
from ..state import language, session
from . import formulas

FIRST_X = (1.0, -1.0)
LARGEST = 100.0  # of any number that is put in
NEURONS = [(layer, row) for layer in range(3) for row in range(2)]
EDITOR, BASE, RESETS = "step_1_editor", "step_1_editor_base", "step_1_editor_resets"
KEPT = "step_1_numbers"  # the last good ones
COLUMNS = ("w₁", "w₂", "b")


def table_of(network: Network) -> list[list[float]]:
    """A row a neuron: its two weights and its bias."""
    return [[*map(float, network.weights[n][row]), float(network.biases[n][row])] for n, row in NEURONS]


def network_of(table: list[list[float]], activation: str) -> Network:
    """The network whose numbers a table holds."""
    numbers = np.array(table).reshape(3, 2, 3)
    return Network(tuple(numbers[:, :, :2]), tuple(numbers[:, :, 2]), (activation,) * 3)


def fault_in(table: pd.DataFrame) -> tuple[str, str] | None:
    """The first cell that holds no number from −100 to 100: its neuron and its column; None where all do."""
    for neuron, row in table.iterrows():
        for column in COLUMNS:
            value = pd.to_numeric(row[column], errors="coerce")
            if not abs(value) <= LARGEST:
                return str(neuron), column
    return None


@st.fragment
def show() -> None:
    """Draw the tab."""
    texts = language.texts("step_1")
    controls, drawing = st.columns([1, 2.1], gap="medium")
    with controls:
        x, network = _choose(texts)
    chosen = NEURONS[session.chosen("step_1_neuron", 0)]
    trace = network.trace(x)
    with drawing:
        st.plotly_chart(
            small_network_picture(network, trace, chosen, height=322),
            key="step_1_small",
            config=style.PLAIN,
            alt=texts("small_alt", x=x.tolist(), y=trace.a[-1].round(2).tolist()),
            on_select=_choose_clicked,
            selection_mode="points",
        )
        which, value = st.columns([1, 1.22], gap="xsmall", vertical_alignment="center")
        which.segmented_control(
            texts("neuron"),
            range(len(NEURONS)),
            format_func=lambda n: _name(*NEURONS[n]),
            required=True,
            **session.widget("step_1_neuron", 0),
        )
        value.latex(formulas.value(network, x) + r"\;\; " + formulas.value(network, np.zeros(2)))
        st.latex(formulas.neuron(network, x, *chosen))
    operation, values = st.columns([1.2, 1], gap="medium")
    with operation:
        st.markdown(texts("as_matrices"))
        st.latex(formulas.layers(network, x))
    with values:
        _draw_plane(texts, network, x)


def _choose_clicked() -> None:
    """Take the neuron that was clicked in the picture."""
    points = st.session_state["step_1_small"]["selection"]["points"]
    place = tuple(map(int, points[0].get("customdata") or (-1, 0))) if points else None
    if place in NEURONS:
        session.choose(step_1_neuron=NEURONS.index(place))


def _choose(texts: language.Texts) -> tuple[np.ndarray, Network]:
    """The input, the weights and biases, the activation."""
    left, right, name = st.columns([1, 1, 1.3], gap="xxsmall")
    given = [
        place.number_input(
            f"x{mark}", -LARGEST, LARGEST, step=0.5, format="%g", **session.widget(f"step_1_x{n}", first)
        )
        for n, (place, mark, first) in enumerate(zip((left, right), "₁₂", FIRST_X, strict=True))
    ]
    activation = name.selectbox("σ", list(ACTIVATIONS), **session.widget("step_1_activation", "sigmoid"))
    table = _edit(texts)
    st.button(texts("reset"), key="step_1_reset", icon=":material/restart_alt:", on_click=_reset)
    return np.array(given), network_of(table, activation)


def _edit(texts: language.Texts) -> list[list[float]]:
    """The table of numbers; the last good ones where one is none.

    What is typed lives in the widget, on top of a base that stays; once Streamlit has forgotten the widget, after a visit
    elsewhere, the good numbers are the new base.
    """
    kept = session.chosen(KEPT) or table_of(WORKED_EXAMPLE)
    editor = f"{EDITOR}_{st.session_state.get(RESETS, 0)}"  # another name, another widget: what was typed is gone
    if editor not in st.session_state:
        st.session_state[BASE] = kept
    base = pd.DataFrame(st.session_state[BASE], index=[_name(*place) for place in NEURONS], columns=COLUMNS)
    cell = st.column_config.NumberColumn(format="%g", width=52)
    edited = st.data_editor(base, key=editor, column_config=dict.fromkeys(COLUMNS, cell), width="stretch")
    fault = fault_in(edited)
    if fault is not None:
        st.error(texts("no_number", neuron=fault[0], column=fault[1], most=f"{LARGEST:g}"))
        return kept
    table = edited.astype(float).to_numpy().tolist()
    if table != kept:
        session.choose(**{KEPT: table})
    return table


def _reset() -> None:
    session.choose(
        **{KEPT: None},
        step_1_x0=FIRST_X[0],
        step_1_x1=FIRST_X[1],
        step_1_activation="sigmoid",
    )
    st.session_state[RESETS] = st.session_state.get(RESETS, 0) + 1


def _name(layer: int, row: int) -> str:
    """A neuron as on the slides: a¹₁ … y₂."""
    return f"y{'₁₂'[row]}" if layer == 2 else f"a{'¹²'[layer]}{'₁₂'[row]}"


def _draw_plane(texts: language.Texts, network: Network, x: np.ndarray) -> None:
    """Both outputs over all x, the present one marked."""
    bound = max(2.0, float(np.ceil(np.abs(x).max() * 1.25)))
    y = network(input_grid(bound, 61))
    st.plotly_chart(
        planes_picture(
            [y[..., 0], y[..., 1]], ["y<sub>1</sub>", "y<sub>2</sub>"], bound, columns=2, mark=x, height=330
        ),
        key="step_1_small_plane",
        config=style.PLAIN,
        alt=texts("plane_alt"),
    )
