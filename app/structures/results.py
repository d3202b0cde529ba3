"""Validation error against multiply-adds of everything tried so far, as a chart and a table."""

from __future__ import annotations

import streamlit as st

from ..charts import style
from ..charts.structures import error_against_cost
from ..shell import layout
from ..state import language, server, visitor
from . import selection
from .trials import SEARCHED, Trial, everything, front, worth_a_row

SECONDS = 1.5  # between two looks, while something is trained


def draw() -> None:
    """Chart and table; while something is trained or searched, they look again and again."""
    active = _is_active(everything())
    layout.be_steady()
    st.fragment(_results, run_every=SECONDS if active else None)(active)


def _is_active(trials: list[Trial]) -> bool:
    search = server.jobs().searches.of_visitor(visitor.name())
    return any(trial.state.active for trial in trials) or (search is not None and search.state.active)


def _results(was_active: bool) -> None:
    texts, trials = language.texts("structures"), everything()
    if was_active and not _is_active(trials):
        st.rerun()  # without the clock
    _show_progress(texts, trials)
    evaluated = [trial for trial in trials if trial.error is not None]
    fronts = {method: front(trial for trial in evaluated if trial.source == method) for method in SEARCHED}
    chart, words = st.columns([2.4, 1], gap="medium")
    with chart:
        st.plotly_chart(
            error_against_cost(texts, evaluated, front(evaluated), fronts),
            key="structures",
            config=style.PLAIN,
            alt=texts("chart_alt", count=len(evaluated)),
        )
    with words:
        for question in ("layers", "found", "designed"):
            st.markdown(f"**{texts(f'question_{question}')}** {texts(f'answer_{question}')}")
    _table(texts, trials)
    st.caption(texts("not_alike"))


def _show_progress(texts: language.Texts, trials: list[Trial]) -> None:
    under_way = [trial for trial in trials if trial.state.active]
    if not under_way:
        return
    group = [trial for trial in trials if trial.group and trial.group == under_way[0].group] or under_way
    done = sum(not trial.state.active for trial in group)
    now = describe(texts, under_way[0])
    st.progress(done / len(group), texts("under_way", done=done, count=len(group), now=now))


def _table(texts: language.Texts, trials: list[Trial]) -> None:
    best = {trial.name for trial in front(trials)}
    ordered = worth_a_row(trials)
    selection.show_table(
        {
            texts("structure"): [describe(texts, trial) for trial in ordered],
            texts("multiply_adds"): [trial.multiply_adds for trial in ordered],
            texts("parameters"): [trial.parameters for trial in ordered],
            texts("validation"): [_percent(trial.validation) for trial in ordered],
            texts("test"): [_percent(trial.test) for trial in ordered],
            texts("best"): ["★" if trial.name in best else "" for trial in ordered],
            texts("seconds"): [round(trial.seconds, 1) for trial in ordered],
            texts("source"): [_source(texts, trial) for trial in ordered],
        },
        ordered,
    )
    chosen = selection.chosen(trials)
    if chosen is not None:
        selection.show_actions(texts, chosen, describe(texts, chosen))
    else:
        st.caption(texts("select_row"))


def describe(texts: language.Texts, trial: Trial) -> str:
    """A structure as kerasdl writes it, its few English words in the visitor's language."""
    sizes, _, rest = trial.structure.partition(" ")
    said = {name: texts(name) for name in ("linear", "normalised", "skips", "dropout")}
    words = [" ".join(said.get(part, part) for part in word.split(" ")) for word in rest.split(", ")]
    return f"{sizes} {texts('list_comma').join(words)}"


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 2)


def _source(texts: language.Texts, trial: Trial) -> str:
    if trial.source == "run":
        return texts(f"state_{trial.state}")
    return texts(f"source_{trial.source}", name=trial.name.removeprefix("found ").removeprefix("random-"))
