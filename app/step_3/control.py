"""What a visitor does to a run: pause, go on, stop, another learning rate; read with it, keep it, delete it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from kerasdl.errors import KerasdlError

from ..jobs import Look, Run, State
from ..shell import navigation
from ..state import functions, language, session
from .settings import FAULT, RATES, nearest, rate_text

BUTTON = 118  # pixels: the same place for "Pause" as for "Go on"
KEPT = "step_3_kept"  # the run that was kept last, the folder, or one line that says why it could not be


def draw(run: Run, look: Look) -> None:
    """The controls that fit a run's state."""
    if look.state in (State.DONE, State.STOPPED):
        _draw_ended(run)
    else:
        _draw_under_way(run, look.state)


def _draw_under_way(run: Run, state: State) -> None:
    texts, pool = language.texts("step_3_training"), functions.pool()
    buttons, rate = st.columns([1.15, 1], gap="medium")
    with buttons.container(horizontal=True, gap="small"):
        # All three are always there, and the first one has a place of its own, where its two forms may meet for a moment:
        # no button moves under a finger that is about to press it.
        with st.container(width=BUTTON):
            if state.active:
                _button("pause", ":material/pause:", pool.pause, run)
            else:
                _button("go_on", ":material/resume:", _go_on, run, type="primary")
        nothing_to_stop = state is State.FAILED and not run.resumable
        _button("stop", ":material/stop:", pool.stop, run, help=texts("stop_help"), disabled=nothing_to_stop)
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
            on_change=lambda: pool.set_learning_rate(run, st.session_state[key]),
        )


def _button(name: str, icon: str, act: Callable[[Run], object], run: Run, **more: Any) -> None:
    label = language.texts("step_3_training")(name)
    st.button(label, key=f"step_3_{name}", icon=icon, on_click=act, args=(run,), width=BUTTON, **more)


def rate_key(run: Run) -> str:
    """The slider of a run's learning rate."""
    return f"step_3_rate_{run.id}"


def _go_on(run: Run) -> None:
    try:
        functions.pool().go_on(run)
    except (KerasdlError, OSError) as error:
        st.session_state[FAULT] = str(error)


def _draw_ended(run: Run) -> None:
    texts = language.texts("step_3_training")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if run.finished is not None:
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
            st.button(texts("keep"), key="step_3_keep", icon=":material/save:", on_click=_keep, args=(run,))
        _delete_button(run)
    _say_what_was_kept(run)


def _delete_button(run: Run, *, disabled: bool = False) -> None:
    help_text = language.texts("step_3_training")("delete_help")
    _button("delete", ":material/delete:", _delete, run, help=help_text, disabled=disabled)


def _keep(run: Run) -> None:
    name = st.session_state["step_3_name"].strip()
    try:
        folder = functions.pool().keep(run, name)
        st.session_state[KEPT] = (run.id, name, folder.as_posix())
        functions.kept_names.clear()
    except (KerasdlError, OSError) as error:
        st.session_state[KEPT] = (run.id, "", str(error))


def _say_what_was_kept(run: Run) -> None:
    whose, name, words = st.session_state.get(KEPT, ("", "", ""))
    if whose == run.id and name:
        st.success(language.texts("step_3_training")("kept", folder=words, name=name), icon=":material/check:")
    elif whose == run.id:
        st.error(words, icon=":material/error:")


def _delete(run: Run) -> None:
    functions.pool().forget(run)
    if session.chosen("function") == run.id:
        session.choose(function=functions.SHIPPED)
