"""Comparison of a visitor's training runs: one table, one chart."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kerasdl.networks.cost import count_parameters

from ..charts import style
from ..charts.curves import Line, many_runs
from ..jobs import TrainingRun
from ..state import functions, language, server, session

MOST_LINES = 8  # the latest ones: more cannot be told apart
MEASURES = ("validation", "loss")
SECONDS = 4.0  # between two looks while one of them trains
CHOSEN = "step_3_run"


def shown_run(runs: list[TrainingRun]) -> TrainingRun | None:
    """The run that is looked at: the chosen one, or else the last."""
    return next((run for run in runs if run.id == session.chosen(CHOSEN)), runs[-1] if runs else None)


def draw(runs: list[TrainingRun], shown: TrainingRun) -> None:
    """The runs in a table, the choice of the one above, and their curves in one chart."""
    texts = language.texts("step_3_training")
    st.subheader(texts("compare_title"), anchor=False)
    names = {run.id: functions.describe(run) for run in reversed(runs)}
    if session.chosen(CHOSEN) not in names:
        session.choose(**{CHOSEN: shown.id})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            texts("run_shown"),
            list(names),
            format_func=lambda name: names.get(name, name),
            width=380,
            **session.widget(CHOSEN, shown.id),
        )
        st.segmented_control(
            texts("measure"),
            MEASURES,
            format_func=lambda name: texts(f"measure_{name}"),
            required=True,
            **session.widget("step_3_measure", MEASURES[0]),
        )
    active = bool(server.jobs().trainings.active_of(shown.visitor))
    st.fragment(_draw_figures, run_every=SECONDS if active else None)(runs)


def _draw_figures(runs: list[TrainingRun]) -> None:
    _draw_chart(runs)
    _draw_table(runs)


def _draw_chart(runs: list[TrainingRun]) -> None:
    texts, measure = language.texts("step_3_training"), session.chosen("step_3_measure", MEASURES[0])
    lines = {functions.describe(run): line_of(run, measure) for run in runs[-MOST_LINES:]}
    lines = {name: line for name, line in lines.items() if line[0]}
    if not lines:
        st.caption(texts("no_epoch_yet"))
        return
    title = texts(f"measure_{measure}")
    figure = many_runs(texts, lines, title, percent=measure != "loss")
    alt = texts("measure_alt", measure=title)
    st.plotly_chart(figure, key="step_3_comparison", config=style.PLAIN, alt=alt)


def line_of(run: TrainingRun, measure: str) -> Line:
    """A run's figures at the epochs' ends: epochs, values."""
    ends = [point for point in run.status().snapshots if point.validation is not None]
    values = [point.loss if measure == "loss" else (point.validation or {})["validation_accuracy"] for point in ends]
    return [point.passes for point in ends], values


def row(run: TrainingRun) -> dict[str, Any]:
    """A run in figures, by the table's columns."""
    texts, status, card, config = language.texts("step_3_training"), run.status(), run.card(), run.request.config
    end = next((point for point in reversed(status.snapshots) if point.validation), None)
    validation = (end.validation if end is not None else None) or {}
    return {
        "run": functions.describe(run),
        "rate": run.learning_rate,
        "epochs": f"{status.snapshots[-1].passes if status.snapshots else 0:.3g} / {config.epochs}",
        "digits": run.request.digits,
        "parameters": card.get("parameters") or count_parameters(config),
        "loss": end.loss if end is not None else None,
        "validation_loss": validation.get("validation_loss"),
        "validation": 100 * validation["validation_accuracy"] if validation else None,
        "test": 100 * card["test"]["accuracy"] if "test" in card else None,
        "seconds": status.snapshots[-1].seconds if status.snapshots else None,
        "state": texts(f"state_{status.state}"),
    }


def _draw_table(runs: list[TrainingRun]) -> None:
    texts = language.texts("step_3_training")
    number, formats = (
        st.column_config.NumberColumn,
        {
            "rate": "%.2g",
            "digits": "localized",
            "parameters": "localized",
            "loss": "%.4f",
            "validation_loss": "%.4f",
            "validation": "%.2f %%",
            "test": "%.2f %%",
            "seconds": "%.1f",
        },
    )
    rows = [row(run) for run in reversed(runs)]
    columns = {
        name: number(texts(f"column_{name}"), format=formats[name])
        if name in formats
        else st.column_config.Column(texts(f"column_{name}"))
        for name in rows[0]
    }
    st.dataframe(rows, key="step_3_table", hide_index=True, column_config=columns)
