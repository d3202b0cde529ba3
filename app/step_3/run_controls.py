"""Controls of a training run: pause, resume, stop, another learning rate; read with it, save it, delete it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from kerasdl.errors import KerasdlError

from ..jobs import JobState, RunStatus, TrainingRun
from ..shell import navigation
from ..state import functions, language, server, session
from .settings import FAULT, RATES, nearest, rate_text

BUTTON = 118  # pixels: the same place for "Pause" as for "Go on"
SAVED = "step_3_kept"  # the run that was saved last, the folder, or one line that says why it could not be


def draw(run: TrainingRun, status: RunStatus) -> None:
    """The controls that fit a run's state."""
    if status.state in (JobState.DONE, JobState.STOPPED):
        _draw_ended(run)
    else:
        _draw_under_way(run, status.state)


def _draw_under_way(run: TrainingRun, state: JobState) -> None:
    texts, jobs = language.texts("step_3_training"), server.jobs()
    buttons, rate = st.columns([1.15, 1], gap="medium")
    with buttons.container(horizontal=True, gap="small"):
        # All three are always there, and the first one has a place of its own, where its two forms may meet for a moment:
        # no button moves under a finger that is about to press it.
        with st.container(width=BUTTON):
            if state.active:
                _button("pause", ":material/pause:", jobs.queue.pause, run)
            else:
                _button("go_on", ":material/resume:", _resume, run, type="primary")
        nothing_to_stop = state is JobState.FAILED and not run.resumable
        _button("stop", ":material/stop:", jobs.trainings.stop, run, help=texts("stop_help"), disabled=nothing_to_stop)
        _delete_button(run, disabled=state.active)
    with rate:
        key = rate_key(run)
        st.session_state.setdefault(key, nearest(run.learning_rate, RATES))
        st.select_slider(
            texts("live_rate"),
            RATES,
            format_func=rate_text,
            key=key,
            help=texts("live_rate_help"),
            on_change=lambda: jobs.trainings.set_learning_rate(run, st.session_state[key]),
        )


def _button(name: str, icon: str, act: Callable[..., None], run: TrainingRun, **more: Any) -> None:
    label = language.texts("step_3_training")(name)
    st.button(label, key=f"step_3_{name}", icon=icon, on_click=act, args=(run,), width=BUTTON, **more)


def rate_key(run: TrainingRun) -> str:
    """The slider of a run's learning rate."""
    return f"step_3_rate_{run.id}"


def _resume(run: TrainingRun) -> None:
    try:
        server.jobs().trainings.resume(run)
    except (KerasdlError, OSError) as error:
        st.session_state[FAULT] = str(error)


def _draw_ended(run: TrainingRun) -> None:
    texts = language.texts("step_3_training")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if run.model_folder is not None:
            if st.button(
                texts("read_with_it"),
                key="step_3_read",
                type="primary",
                icon=":material/draw:",
                on_click=session.choose,
                kwargs={"function": run.id},
            ):
                st.switch_page(navigation.page("read"))
            st.text_input(
                texts("keep_name"),
                key="step_3_name",
                placeholder=texts("keep_placeholder"),
                label_visibility="collapsed",
                max_chars=60,
                width=230,
            )
            st.button(texts("keep"), key="step_3_keep", icon=":material/save:", on_click=_save, args=(run,))
        _delete_button(run)
    _show_saved(run)


def _delete_button(run: TrainingRun, *, disabled: bool = False) -> None:
    help_text = language.texts("step_3_training")("delete_help")
    _button("delete", ":material/delete:", _delete, run, help=help_text, disabled=disabled)


def _save(run: TrainingRun) -> None:
    name = st.session_state["step_3_name"].strip()
    try:
        folder = server.jobs().trainings.save_as(run, name)
        st.session_state[SAVED] = (run.id, name, folder.as_posix())
        functions.saved_names.clear()
    except (KerasdlError, OSError) as error:
        st.session_state[SAVED] = (run.id, "", str(error))


def _show_saved(run: TrainingRun) -> None:
    whose, name, words = st.session_state.get(SAVED, ("", "", ""))
    if whose == run.id and name:
        st.success(language.texts("step_3_training")("kept", folder=words, name=name), icon=":material/check:")
    elif whose == run.id:
        st.error(words, icon=":material/error:")


def _delete(run: TrainingRun) -> None:
    server.jobs().trainings.delete(run)
    if session.chosen("function") == run.id:
        session.choose(function=functions.SHIPPED)
