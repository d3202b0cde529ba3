"""Grid search by hand: every combination of a few depths, widths and activations, trained one after the other."""

from __future__ import annotations

import itertools
import time

import streamlit as st

from kerasdl.config import ACTIVATIONS, TrainConfig
from kerasdl.errors import KerasdlError

from ..state import language, server, session, visitor

DEPTHS = (0, 1, 2, 3, 4)
WIDTHS = (16, 32, 64, 128, 256, 512)
COUNTS = (2_000, 10_000, 55_000)
PREFIX = "grid "


def structures(depths: list[int], widths: list[int], activations: list[str]) -> list[tuple[tuple[int, ...], str]]:
    """All combinations, smallest first: hidden units and activation. Without hidden layers there is one only."""
    found = {((width,) * depth, name) for depth, width, name in itertools.product(depths, widths, activations) if depth}
    linear = [((), activations[0] if activations else "relu")] if 0 in depths else []
    return [*linear, *sorted(found, key=lambda structure: (len(structure[0]), structure))]


@st.fragment
def draw() -> None:
    """The settings of the grid, and the button that trains it."""
    texts = language.texts("structures")
    with st.container(border=True):
        first, second, third = st.columns([1, 1.3, 1.3])
        depths = first.pills(texts("depths"), DEPTHS, selection_mode="multi", **session.widget("grid_depths", [1, 2]))
        widths = second.pills(
            texts("widths"), WIDTHS, selection_mode="multi", **session.widget("grid_widths", [16, 64])
        )
        names = third.pills(
            texts("activations"),
            ACTIVATIONS[:4],
            selection_mode="multi",
            **session.widget("grid_activations", ["relu"]),
        )
        most = server.jobs().trainings.most_of_a_visitor
        chosen = structures(list(depths), list(widths), list(names))
        first, second, third = st.columns([1, 1.3, 1.3], vertical_alignment="bottom")
        first.number_input(texts("epochs"), 1, 10, **session.widget("grid_epochs", 2))
        second.segmented_control(
            texts("digits"), COUNTS, format_func="{:,}".format, required=True, **session.widget("grid_digits", 10_000)
        )
        third.button(
            texts("train_grid", count=len(chosen)),
            key="train_grid",
            type="primary",
            icon=":material/play_arrow:",
            disabled=not 1 <= len(chosen) <= most,
            on_click=_train,
            args=(chosen,),
        )
        if len(chosen) > most:
            st.caption(texts("too_many", count=len(chosen), most=most))
    if error := st.session_state.pop("grid_error", None):
        st.error(error, icon=":material/error:")
    if st.session_state.pop("grid_started", False):
        st.rerun()


def _train(chosen: list[tuple[tuple[int, ...], str]]) -> None:
    group = f"{PREFIX}{time.time():.0f}"
    try:
        for hidden_units, activation in chosen:
            config = TrainConfig(
                hidden_units=hidden_units,
                activation=activation,
                epochs=int(session.chosen("grid_epochs")),
                seed=session.structure().theta,
            )
            server.jobs().trainings.submit(visitor.name(), config, int(session.chosen("grid_digits")), group)
    except KerasdlError as error:
        st.session_state["grid_error"] = str(error)
    st.session_state["grid_started"] = True  # the whole page: the results below begin to look at it
