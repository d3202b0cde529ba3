"""How a visitor's training stands, in one line on the pages that are not the training's own."""

from __future__ import annotations

import functions
import language
import streamlit as st
import visitor
from runs import Look, Run, State

OWN_PAGES = ("step-3", "structures")
SECONDS = 3.0  # between two looks


def active_run() -> Run | None:
    """The run that this visitor started last and that is under way; None where there is none."""
    mine = functions.pool().runs_of(visitor.name())
    return next((run for run in reversed(mine) if run.state()[0].active), None)


def show_elsewhere(url_path: str) -> None:
    """The line, only while a training goes on."""
    if url_path not in OWN_PAGES and active_run() is not None:
        st.fragment(_line, run_every=SECONDS)()


def _line() -> None:
    run = active_run()
    if run is None:
        st.rerun()
    else:
        look = run.look()
        st.progress(look.fraction, text=describe(run, look))


def describe(run: Run, look: Look) -> str:
    """Where an active run is, in one line."""
    texts = language.texts("common")
    if look.state is State.WAITING:
        ahead = functions.pool().ahead_of(run)
        return texts("training_waits", count=ahead) if ahead else texts("training_ready")
    if not look.points:
        return texts("training_ready")
    last = look.points[-1]
    left = duration(look.seconds_left or 0.0)
    return texts("training_elsewhere", epoch=last.epoch, epochs=last.epochs, left=left)


def duration(seconds: float) -> str:
    """So many seconds or minutes, in words."""
    texts = language.texts("common")
    return texts("seconds", count=f"{seconds:.0f}") if seconds < 90 else texts("minutes", count=f"{seconds / 60:.0f}")
