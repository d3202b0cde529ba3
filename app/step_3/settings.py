"""Training settings, and the button that starts a run."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kerasdl.config import SCHEDULES, TrainConfig
from kerasdl.errors import KerasdlError

from ..shell import navigation, status
from ..state import language, server, session, visitor

RATES = (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0)
BATCH_SIZES = (16, 32, 64, 128, 256, 512, 1024)
COUNTS = (1_000, 2_000, 5_000, 10_000, 20_000, 55_000)
DROPOUTS = (0.0, 0.1, 0.2, 0.3, 0.5)
MOST_EPOCHS = 20
FIRST: dict[str, Any] = {
    "epochs": 5,
    "learning_rate": 3e-3,
    "batch_size": 128,
    "digits": 55_000,
    "schedule": "one cycle",
    "dropout": 0.0,
    "batch_normalization": False,
    "augmentation": 0.0,
}
KEYS = {name: f"step_3_{name}" for name in FIRST}
FAULT = "step_3_fault"  # one line that says why a training could not be started


def rate_text(rate: float) -> str:
    """A learning rate in a few characters: 0.003, 3e-05."""
    return f"{rate:.2g}"


def nearest(value: float, choices: tuple[float, ...]) -> float:
    """The choice that is nearest by its ratio, for what comes from elsewhere."""
    return min(choices, key=lambda choice: abs(choice - value) if not choice or not value else abs(choice / value - 1))


def config() -> TrainConfig:
    """What is set, for the structure of Step 1."""
    structure = session.structure()
    chosen = {name: session.chosen(KEYS[name], first) for name, first in FIRST.items() if name != "digits"}
    return TrainConfig(
        hidden_units=structure.hidden_units, activation=structure.activation, seed=structure.theta, **chosen
    )


def digits() -> int:
    """How many training digits are set."""
    return int(session.chosen(KEYS["digits"], FIRST["digits"]))


def draw() -> None:
    """The structure, the settings, Start."""
    texts, structure = language.texts("step_3_training"), session.structure()
    st.markdown(texts("structure", structure=structure, theta=structure.theta))
    _draw_start()
    st.slider(texts("epochs"), 1, MOST_EPOCHS, help=texts("epochs_help"), **_tied("epochs"))
    _select("learning_rate", RATES, rate_text)
    _select("digits", COUNTS, "{:,}".format)
    with st.expander(texts("more")):
        _more()
    st.page_link(navigation.page("step-1"), label=texts("change_structure"), icon=":material/hub:")


def _draw_start() -> None:
    st.button(
        language.texts("step_3_training")("start"),
        key="step_3_start",
        type="primary",
        icon=":material/play_arrow:",
        on_click=start,
        width="stretch",
    )
    fault = st.session_state.pop(FAULT, None)
    if fault:
        st.error(fault, icon=":material/error:")


def _more() -> None:
    texts = language.texts("step_3_training")
    st.segmented_control(
        texts("schedule"),
        SCHEDULES,
        format_func=lambda name: texts(f"schedule_{name.replace(' ', '_')}"),
        required=True,
        help=texts("schedule_help"),
        **_tied("schedule"),
    )
    _select("batch_size", BATCH_SIZES, str)
    _select("dropout", DROPOUTS, str)
    st.toggle(texts("batch_normalization"), help=texts("batch_normalization_help"), **_tied("batch_normalization"))
    st.slider(texts("augmentation"), 0.0, 1.0, step=0.25, help=texts("augmentation_help"), **_tied("augmentation"))


def _select(name: str, choices: tuple, format_func: Any) -> None:
    texts = language.texts("step_3_training")
    if session.chosen(KEYS[name], FIRST[name]) not in choices:
        session.choose(**{KEYS[name]: nearest(session.chosen(KEYS[name]), choices)})
    st.select_slider(texts(name), choices, format_func=format_func, help=texts(f"{name}_help"), **_tied(name))


def _tied(name: str) -> dict[str, Any]:
    return session.widget(KEYS[name], FIRST[name])


def start() -> None:
    """Train the structure of Step 1 with these settings, as soon as its turn comes; for a callback."""
    # One that is changed in the same moment may not have been remembered yet.
    session.remember(*(key for key in KEYS.values() if key in st.session_state))
    try:
        run = server.jobs().trainings.submit(visitor.name(), config(), digits())
    except (KerasdlError, OSError) as error:
        st.session_state[FAULT] = str(error)
        return
    session.choose(step_3_run=run.id)
    status.follow(run)
