"""Hints on training mistakes, from a run's real figures: what, why, and a button that fixes it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import streamlit as st

from kerasdl.training.diagnostics import Hint, LayerStats, diagnose

from ..jobs import JobState, RunStatus, Snapshot, TrainingRun
from ..state import language, server, session
from .run_controls import rate_key
from .settings import COUNTS, KEYS, MOST_EPOCHS, RATES, nearest, rate_text

SECONDS = 2.5  # between two looks while the run trains
DISMISSED = "step_3_dismissed"
APPLIED = "step_3_mended"
SHARES = ("accuracy", "share", "fell", "gap")
BROKE_OFF = "The loss must stay finite"  # how kerasdl's line begins when it does not


def draw(run: TrainingRun, status: RunStatus) -> None:
    """The hints of a run, looked for anew while it trains."""
    st.fragment(_draw, run_every=SECONDS if status.state is JobState.RUNNING else None)(run)


def of_run(run: TrainingRun) -> list[Hint]:
    """What goes wrong in a run."""
    status = run.status()
    points = [point for point in status.snapshots if point.step > 0]
    if status.state is JobState.FAILED and (status.error or "").startswith(BROKE_OFF):
        points.append(_broken_off(run, points))
    measured = [
        LayerStats(**{k: tuple(v) for k, v in point.layer_stats.items()})
        for point in status.snapshots
        if point.layer_stats
    ]
    config = replace(run.request.config, learning_rate=run.learning_rate)
    return diagnose(config, points, measured[-1] if measured else None, measured[0] if measured else None)


def _broken_off(run: TrainingRun, points: list[Snapshot]) -> Snapshot:
    config = run.request.config
    last = points[-1] if points else Snapshot(1, config.epochs, 1, 1, math.nan, 0.1, 0.0)
    return replace(last, loss=math.nan, validation=None)


def _draw(run: TrainingRun) -> None:
    texts = language.texts("hints")
    hints = [hint for hint in of_run(run) if f"{run.id} {hint.code}" not in session.chosen(DISMISSED, ())]
    if st.session_state.get(APPLIED) == run.id:
        st.success(texts("mended"), icon=":material/check:")
    for hint in hints[:1]:
        _draw_one(run, hint)
    if len(hints) > 1:
        with st.expander(texts("more_hints", count=len(hints) - 1)):
            for hint in hints[1:]:
                _draw_one(run, hint)


def _draw_one(run: TrainingRun, hint: Hint) -> None:
    texts, figures = language.texts("hints"), format_figures(hint)
    icon = ":material/warning:" if hint.severity == "warning" else ":material/lightbulb:"
    with st.container(border=True):
        st.markdown(f"{icon} **{texts(hint.code, **figures)}** {texts(f'{hint.code}_why', **figures)}")
        with st.container(horizontal=True):
            words = describe_remedy(run, hint)
            if words:
                st.button(words, key=f"mend_{hint.code}", type="primary", on_click=apply_remedy, args=(run, hint))
            st.button(texts("dismiss"), key=f"dismiss_{hint.code}", on_click=_dismiss, args=(run, hint))


def format_figures(hint: Hint) -> dict[str, str]:
    """A hint's figures as they stand in its texts."""
    words = {}
    for name, value in hint.figures.items():
        if name in SHARES:
            words[name] = f"{100 * value:.0f} %"
        elif name in ("layer", "digits"):
            words[name] = f"{value:,.0f}"
        elif name == "learning_rate":
            words[name] = rate_text(value)
        else:
            words[name] = f"{value:.3g}" if math.isfinite(value) else "∞"
    return words


def remedy(run: TrainingRun, hint: Hint) -> dict[str, Any]:
    """What would mend it, in the settings of this page: `diagnose` knows no other digits to take."""
    if hint.code == "few_digits" and run.request.digits < COUNTS[-1]:
        return {"digits": COUNTS[-1]}
    found = dict(hint.remedy)
    if "epochs" in found:
        found["epochs"] = min(found["epochs"], MOST_EPOCHS)
    if "learning_rate" in found:
        found["learning_rate"] = nearest(found["learning_rate"], RATES)
    return found


def _acts_at_once(run: TrainingRun, changes: dict[str, Any]) -> bool:
    """Whether the run itself can be changed, while it trains or where it broke off."""
    return set(changes) == {"learning_rate"} and run.state not in (JobState.DONE, JobState.STOPPED)


def describe_remedy(run: TrainingRun, hint: Hint) -> str:
    """What the button says; "" where there is nothing to set."""
    texts, changes = language.texts("hints"), remedy(run, hint)
    if _acts_at_once(run, changes):
        return texts("mend_live_rate", value=rate_text(changes["learning_rate"]))
    return ", ".join(texts(f"mend_{name}", value=_format_value(name, value)) for name, value in changes.items())


def _format_value(name: str, value: Any) -> str:
    if name == "learning_rate":
        return rate_text(value)
    if name == "hidden_units":
        return "-".join(map(str, value))
    return f"{value:,}" if name == "digits" else str(value)


def apply_remedy(run: TrainingRun, hint: Hint) -> None:
    """Apply the remedy; for a callback."""
    changes = remedy(run, hint)
    if _acts_at_once(run, changes):
        server.jobs().trainings.set_learning_rate(run, changes["learning_rate"])
        st.session_state[rate_key(run)] = changes["learning_rate"]
    else:
        structure = session.structure()
        if "activation" in changes or "hidden_units" in changes:
            session.use_structure(
                tuple(changes.pop("hidden_units", structure.hidden_units)),
                changes.pop("activation", structure.activation),
            )
        session.choose(**{KEYS[name]: value for name, value in changes.items()})
        st.session_state[APPLIED] = run.id
    _dismiss(run, hint)


def _dismiss(run: TrainingRun, hint: Hint) -> None:
    session.choose(**{DISMISSED: (*session.chosen(DISMISSED, ()), f"{run.id} {hint.code}")[-40:]})
