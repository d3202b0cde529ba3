"""Accuracy against parameters for everything trained so far, as a chart and a table."""

from __future__ import annotations

import functions
import language
import navigation
import session
import streamlit as st
from charts import style
from charts.structures import accuracy_against_parameters

from structures.trials import Trial, best_for_size, everything

SECONDS = 1.5  # between two looks, while something is trained


def draw() -> None:
    """Chart and table; while something is trained, they look again and again."""
    active = any(trial.state.active for trial in everything())
    st.fragment(_results, run_every=SECONDS if active else None)(active)


def _results(was_active: bool) -> None:
    texts, trials = language.texts("structures"), everything()
    under_way = [trial for trial in trials if trial.state.active]
    if was_active and not under_way:
        st.rerun()  # without the clock
    if under_way:
        group = [trial for trial in trials if trial.group and trial.group == under_way[0].group] or under_way
        done = sum(not trial.state.active for trial in group)
        st.progress(done / len(group), texts("under_way", done=done, count=len(group), now=under_way[0].structure))
    judged = [trial for trial in trials if trial.validation is not None]
    chart, words = st.columns([2.4, 1], gap="medium")
    with chart:
        st.plotly_chart(
            accuracy_against_parameters(texts, judged, best_for_size(judged)),
            key="structures",
            config=style.PLAIN,
            alt=texts("chart_alt", count=len(judged)),
        )
    with words:
        for question in ("layers", "found", "designed"):
            st.markdown(f"**{texts(f'question_{question}')}** {texts(f'answer_{question}')}")
    _table(texts, trials)


def _table(texts: language.Texts, trials: list[Trial]) -> None:
    best = {trial.name for trial in best_for_size(trials)}
    ordered = sorted(trials, key=lambda trial: -(trial.validation or 0.0))
    state = st.dataframe(
        {
            texts("structure"): [trial.structure for trial in ordered],
            texts("activation"): [trial.activation for trial in ordered],
            texts("parameters"): [trial.parameters for trial in ordered],
            texts("validation"): [_percent(trial.validation) for trial in ordered],
            texts("test"): [_percent(trial.test) for trial in ordered],
            texts("best"): ["★" if trial.name in best else "" for trial in ordered],
            texts("seconds"): [round(trial.seconds, 1) for trial in ordered],
            texts("source"): [_source(texts, trial) for trial in ordered],
        },
        key="trials",
        hide_index=True,
        height=min(38 + 35 * len(ordered), 320),
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            texts("parameters"): st.column_config.NumberColumn(format="localized"),
            texts("validation"): st.column_config.NumberColumn(format="%.2f %%"),
            texts("test"): st.column_config.NumberColumn(format="%.2f %%"),
        },
        alt=texts("table_alt"),
    )
    rows = state.selection.rows
    if rows and rows[0] < len(ordered):
        _actions(texts, ordered[rows[0]])
    else:
        st.caption(texts("select_row"))


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 2)


def _source(texts: language.Texts, trial: Trial) -> str:
    if trial.source == "run":
        return texts(f"state_{trial.state}")
    return texts(f"source_{trial.source}", name=trial.name)


def _actions(texts: language.Texts, trial: Trial) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{trial.structure}, {trial.activation}**")
        st.button(
            texts("use"),
            key="use_structure",
            icon=":material/hub:",
            on_click=session.use_structure,
            args=(trial.hidden_units, trial.activation),
            disabled=len(trial.hidden_units) > session.MOST_LAYERS,
            help=texts("use_help"),
        )
        if st.button(
            texts("read"), key="read_with", icon=":material/draw:", disabled=functions.called(trial.name) is None
        ):
            session.choose(function=trial.name)
            st.switch_page(navigation.page("read"))
