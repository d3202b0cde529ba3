"""What a visitor does to a run: pause, go on, stop, another learning rate; read with it, keep it, delete it."""

from __future__ import annotations

from collections.abc import Callable

import functions
import language
import navigation
import session
import streamlit as st
from runs import Look, Run, State

from kerasdl.errors import KerasdlError
from step_3.settings import FAULT, RATES, nearest, rate_text

KEPT = "step_3_kept"  # the run that was kept last, the folder, or one line that says why it could not be


def draw(run: Run, look: Look) -> None:
    """The controls that fit a run's state."""
    if look.state in (State.DONE, State.STOPPED):
        _draw_ended(run)
    else:
        _draw_under_way(run, look.state)


def _draw_under_way(run: Run, state: State) -> None:
    texts, pool = language.texts("step_3_training"), functions.pool()
    buttons, rate = st.columns([1.15, 1], vertical_alignment="bottom", gap="medium")
    with buttons.container(horizontal=True):
        if state.active:
            st.button(texts("pause"), key="step_3_pause", icon=":material/pause:", on_click=pool.pause, args=(run,))
        else:
            st.button(
                texts("go_on"),
                key="step_3_go_on",
                type="primary",
                icon=":material/resume:",
                on_click=_try,
                args=(lambda: pool.go_on(run),),
            )
        st.button(
            texts("stop"),
            key="step_3_stop",
            icon=":material/stop:",
            help=texts("stop_help"),
            on_click=pool.stop,
            args=(run,),
            disabled=state is State.FAILED and not run.resumable,
        )
        if not state.active:
            _delete_button(run)
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


def rate_key(run: Run) -> str:
    """The slider of a run's learning rate."""
    return f"step_3_rate_{run.id}"


def _try(act: Callable[[], object]) -> None:
    try:
        act()
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


def _delete_button(run: Run) -> None:
    texts = language.texts("step_3_training")
    st.button(
        texts("delete"),
        key="step_3_delete",
        icon=":material/delete:",
        help=texts("delete_help"),
        on_click=_delete,
        args=(run,),
    )


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
