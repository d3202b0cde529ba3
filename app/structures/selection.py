"""Structure that is chosen in the table, and its actions: to step 1, to the digits, trained in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from kerasdl.config import TrainConfig
from kerasdl.errors import KerasdlError

from ..components import keras_code
from ..shell import navigation
from ..state import functions, language, server, session, visitor
from .trials import Trial

CHOSEN = "structures_chosen"  # its name: rows change places while a search goes on
FULL_EPOCHS = TrainConfig.epochs
NOT_IN_STEP_1 = ("batch_normalization", "skips", "dropout")


def show_table(columns: Mapping[str, Sequence[Any]], ordered: list[Trial]) -> None:
    """The table, a row a structure, in which one is chosen."""
    texts = language.texts("structures")
    names = [trial.name for trial in ordered]
    name = st.session_state.get(CHOSEN)
    row = [names.index(name)] if name in names else []
    key = f"trials_{hash(tuple(names))}"  # with rows in another order it is another table, in which the chosen row is told
    st.dataframe(
        dict(columns),
        key=key,
        hide_index=True,
        placeholder="–",
        height=min(38 + 35 * len(ordered), 320),
        on_select=lambda: _choose_row(key, names),
        selection_mode="single-row",
        selection_default={"selection": {"rows": row, "columns": [], "cells": []}},
        column_config={
            texts("multiply_adds"): st.column_config.NumberColumn(format="localized"),
            texts("parameters"): st.column_config.NumberColumn(format="localized"),
            texts("validation"): st.column_config.NumberColumn(format="%.2f %%"),
            texts("test"): st.column_config.NumberColumn(format="%.2f %%"),
        },
        alt=texts("table_alt"),
    )


def _choose_row(key: str, names: list[str]) -> None:
    rows = st.session_state[key].selection.rows
    st.session_state[CHOSEN] = names[rows[0]] if rows and rows[0] < len(names) else None


def chosen(trials: list[Trial]) -> Trial | None:
    """The chosen structure, while it is there."""
    return next((trial for trial in trials if trial.name == st.session_state.get(CHOSEN)), None)


def show_actions(texts: language.Texts, trial: Trial, words: str) -> None:
    """What can be done with it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{words}**")
        st.button(
            texts("use"),
            key="use_structure",
            icon=":material/hub:",
            on_click=session.use_structure,
            args=(trial.config.hidden_units, trial.config.activation),
            disabled=not fits_step_1(trial.config),
            help=texts("use_help"),
        )
        if trial.searched:
            st.button(
                texts("train_in_full", epochs=FULL_EPOCHS),
                key="train_in_full",
                type="primary",
                icon=":material/play_arrow:",
                on_click=_train,
                args=(trial,),
                help=texts("train_in_full_help"),
            )
        elif st.button(
            texts("read"), key="read_with", icon=":material/draw:", disabled=functions.find(trial.name) is None
        ):
            session.choose(function=trial.name)
            st.switch_page(navigation.page("read"))
    if missing := what_step_1_lacks(texts, trial.config):
        st.caption(missing)
    keras_code.draw(replace(trial.config, epochs=FULL_EPOCHS) if trial.searched else trial.config)
    if error := st.session_state.pop("train_in_full_error", None):
        st.error(error, icon=":material/error:")
    if st.session_state.pop("train_in_full_started", False):
        st.rerun()  # the whole page: the results begin to look at it


def fits_step_1(config: TrainConfig) -> bool:
    """Whether step 1 can build it, but for what its sentence says."""
    return not config.filters and len(config.hidden_units) <= session.MOST_LAYERS


def what_step_1_lacks(texts: language.Texts, config: TrainConfig) -> str:
    """What of a structure step 1 does not show, as a sentence; "" where that is nothing."""
    if config.filters:
        return texts("step_1_no_convolution")
    lacking = [texts(f"lacks_{name}") for name in NOT_IN_STEP_1 if getattr(config, name)]
    return texts("step_1_lacks", parts=texts("list_comma").join(lacking)) if lacking else ""


def _train(trial: Trial) -> None:
    """Train it as it was found, only for longer; for a callback."""
    config = replace(trial.config, epochs=FULL_EPOCHS)
    try:
        server.jobs().trainings.submit(visitor.name(), config, group=trial.name)
    except (KerasdlError, OSError) as error:
        st.session_state["train_in_full_error"] = str(error)
    else:
        st.session_state["train_in_full_started"] = True
