"""Status line of a visitor's training, on the pages that do not show it themselves."""

from __future__ import annotations

import streamlit as st

from ..jobs import JobState, RunStatus, TrainingRun
from ..state import language, server, session, visitor

OWN_PAGES = ("step-3", "structures", "our-class")
SECONDS = 3.0  # between two looks
FOLLOWED = "followed_run"


def active_run() -> TrainingRun | None:
    """The run that this visitor started last and that is under way; None where there is none."""
    active = server.jobs().trainings.active_of(visitor.name())
    return active[-1] if active else None


def follow(run: TrainingRun) -> None:
    """Make a run's function the chosen one as soon as it is finished; once, and only for this session."""
    st.session_state[FOLLOWED] = run.id


def take_up_finished() -> None:
    """Choose the function of the followed run where that has ended; before anything is drawn that shows the choice."""
    run = server.jobs().trainings.find(st.session_state.get(FOLLOWED, ""))
    if run is not None and run.model_folder is not None:
        del st.session_state[FOLLOWED]
        session.choose(function=run.id)
        st.toast(language.texts("step_3_training")("function_ready"), icon=":material/check:")


def show_elsewhere(url_path: str) -> None:
    """The line, only while a training goes on."""
    take_up_finished()
    if url_path not in OWN_PAGES and active_run() is not None:
        st.fragment(_line, run_every=SECONDS)()


def _line() -> None:
    run = active_run()
    if run is None:
        st.rerun()
    else:
        status = run.status()
        st.progress(status.fraction, text=describe(run, status))


def describe(run: TrainingRun, status: RunStatus) -> str:
    """Where an active run is, in one line."""
    texts = language.texts("common")
    if status.state is JobState.WAITING:
        ahead = server.jobs().queue.ahead_of(run)
        return texts("training_waits", count=ahead) if ahead else texts("training_ready")
    if not status.snapshots:
        return texts("training_ready")
    last = status.snapshots[-1]
    left = duration(status.seconds_left or 0.0)
    return texts("training_elsewhere", epoch=last.epoch, epochs=last.epochs, left=left)


def duration(seconds: float) -> str:
    """So many seconds or minutes, in words."""
    texts = language.texts("common")
    return texts("seconds", count=f"{seconds:.0f}") if seconds < 90 else texts("minutes", count=f"{seconds / 60:.0f}")
