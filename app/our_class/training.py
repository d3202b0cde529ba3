"""The lecture's third step on the class's own digits: a network learns some writers' hands and is judged on others'."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.config import TrainConfig
from kerasdl.errors import KerasdlError
from kerasdl.handwriting.room import Room
from kerasdl.handwriting.split import split_digits
from kerasdl.training.fine_tuning import fine_tuning_config

from ..jobs import TrainingRun
from ..shell import navigation, status
from ..state import functions, language, server, session, visitor
from ..step_3 import settings
from . import class_answers, comparison

HOW = ("alone", "beside")
BESIDE = 20_000  # of MNIST's digits, with which the class's are learned in a minute or so
SECONDS = 1.5  # between two looks at a run
FAULT = "class_training_fault"


def draw(room: Room) -> None:
    """What to begin with and what to learn on the left; the run, then before and after, on the right."""
    texts = language.texts("our_class")
    kept = class_answers.snapshot(room).kept
    if len(kept) < 20:
        st.info(texts("too_few"), icon=":material/hourglass_empty:")
        return
    left, right = st.columns([1, 2.2], gap="large")
    with left:
        _draw_settings(room)
    run = last_run(room)
    with right:
        if run is None:
            st.info(texts("no_training_yet"), icon=":material/info:")
        elif run.state.active:
            st.fragment(_draw_progress, run_every=SECONDS)(run)
        else:
            comparison.draw(run)


def last_run(room: Room) -> TrainingRun | None:
    """This visitor's last training with the digits of a room."""
    runs = server.jobs().trainings.of(visitor.name())
    return next((run for run in reversed(runs) if run.request.room == room.about.code), None)


def _draw_settings(room: Room) -> None:
    texts = language.texts("our_class")
    parts = split_digits(class_answers.snapshot(room).kept.digits, room.about.code)
    assert parts.train.writers is not None and parts.test.writers is not None
    held = np.unique(parts.test.writers)
    learned = np.setdiff1d(np.unique(np.concatenate([parts.train.writers, parts.validation.writers])), held)
    st.markdown(
        texts("held_out", learned=len(learned), held=len(held), digits=len(parts.train), judged=len(parts.test))
    )
    names = {name: label for name, label in functions.names().items() if _can_begin(name)}
    first = functions.SHIPPED if functions.SHIPPED in names else "untrained"
    if session.chosen("class_begin", first) not in names:
        session.choose(class_begin=first)
    st.selectbox(
        texts("begin_with"),
        list(names),
        format_func=lambda name: names.get(name, name),
        help=texts("begin_with_help"),
        **session.widget("class_begin", first),
    )
    st.radio(texts("learn"), HOW, format_func=lambda how: texts(f"learn_{how}"), **session.widget("class_how", HOW[0]))
    active = (run := last_run(room)) is not None and run.state.active
    st.button(
        texts("start"),
        key="class_start",
        type="primary",
        icon=":material/play_arrow:",
        on_click=_start,
        args=(room,),
        disabled=active,
        width="stretch",
    )
    if fault := st.session_state.pop(FAULT, None):
        st.error(fault, icon=":material/error:")
    st.caption(texts(f"learn_{session.chosen('class_how')}_help", count=f"{BESIDE:,}"))


def _can_begin(name: str) -> bool:
    """Whether a network's weights can be begun with: untrained, or finished."""
    run = server.jobs().trainings.find(name)
    return run is None or run.model_folder is not None


def _start(room: Room) -> None:
    name, beside = str(session.chosen("class_begin")), session.chosen("class_how") == "beside"
    try:
        own = split_digits(class_answers.snapshot(room).kept.digits, f"room {room.about.code}")
        config, begin = _config(name, beside)
        run = server.jobs().trainings.submit(
            visitor.name(), config, BESIDE, own=own, room=room.about.code, beside=beside, begin=begin
        )
    except (KerasdlError, OSError) as error:
        st.session_state[FAULT] = str(error)
        return
    status.follow(run)


def _config(name: str, beside: bool) -> tuple[TrainConfig, str]:
    """The settings of the training, and the folder of the weights that it begins with."""
    if name == "untrained":
        return settings.config(), ""
    function = functions.find(name)
    folder = function.folder if function is not None else None
    if folder is None:
        raise KerasdlError(language.texts("our_class")("gone"))
    return fine_tuning_config(folder, beside=beside), str(folder.resolve())


def _draw_progress(run: TrainingRun) -> None:
    now = run.status()
    if not now.state.active:
        st.rerun()
    st.progress(now.fraction, text=status.describe(run, now))
    st.page_link(navigation.page("step-3"), label=language.texts("our_class")("watch"), icon=":material/monitoring:")
