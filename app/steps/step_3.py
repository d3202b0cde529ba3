"""Step 3: pick the best function."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import charts
import functions
import layout
import numpy as np
import session
import streamlit as st
import training_status
from functions import Function
from ink_canvas import ink_canvas

from kerasdl.data import Digits, Mnist
from kerasdl.errors import KerasdlError

LEARNING_RATES = (1e-4, 3e-4, 1e-3, 2e-3, 4e-3, 1e-2, 3e-2, 1e-1)
BATCH_SIZES = (16, 32, 64, 128, 256, 512, 1024)
SETTINGS = ("epochs", "learning_rate", "batch_size", "digits")
COUNTS = (1_000, 5_000, 20_000, 55_000)


def start() -> None:
    """Train the structure of Step 1 with the settings of this page, in the background."""
    from kerasdl.training import PRESETS, train

    session.remember(*SETTINGS)  # one that is changed in the same moment may not have been remembered yet
    structure = session.structure()
    config = replace(
        PRESETS["quick"],
        hidden_units=structure.hidden_units,
        activation=structure.activation,
        seed=structure.theta,
        epochs=session.chosen("epochs"),
        learning_rate=session.chosen("learning_rate"),
        batch_size=session.chosen("batch_size"),
        label_smoothing=0.0,
    )
    session.start_training(partial(train, config, data=some_digits(session.chosen("digits"))))


def stop() -> None:
    """Stop the training with what it has."""
    job = session.current_job()
    if job is not None:
        job.stop()


def some_digits(count: int) -> Mnist:
    """MNIST with the first so many training digits."""
    mnist = functions.digits()
    return replace(mnist, train=Digits(mnist.train.images[:count], mnist.train.labels[:count]))


def choose_settings() -> None:
    """The settings of gradient descent, Start and Stop."""
    look = session.look_at_training()
    active = look is not None and look.active
    st.slider("Epochs", 1, 20, **session.widget("epochs"), help="Passes over the training digits")
    st.select_slider("Learning rate η", LEARNING_RATES, **session.widget("learning_rate"), help="How far a step goes")
    st.select_slider("Batch size", BATCH_SIZES, **session.widget("batch_size"), help="Digits a step")
    st.select_slider("Training digits", COUNTS, **session.widget("digits"), format_func=lambda count: f"{count:,}")
    with st.container(horizontal=True):
        st.button(
            "Start training", key="start", type="primary", icon=":material/play_arrow:", on_click=start, disabled=active
        )
        st.button("Stop", key="stop", icon=":material/stop:", on_click=stop, disabled=not active)


@st.fragment
def draw_and_read(function: Function) -> None:
    """The canvas, what the network sees, and what it answers."""
    canvas, beside = st.columns([1, 2.6], gap="medium")
    try:
        with canvas:
            ink = ink_canvas("canvas")
        with beside:
            if ink is None or not ink.any():
                st.info("Draw a digit, from 0 to 9, with the mouse, a finger or a pen.", icon=":material/draw:")
            else:
                show_answer(function, functions.read(function, ink))
    except KerasdlError as error:
        st.error(str(error), icon=":material/error:")


def show_answer(function: Function, result: dict[str, np.ndarray]) -> None:
    """The digit that is read, or that there is none; how sure the function is of each, and what it was given."""
    confidences = result["confidences"]
    digit = int(confidences.argmax())
    sure = functions.sure(function, confidences)
    answer, bars = st.columns([1, 2.6], gap="medium")
    with answer:
        percent = charts.percent(confidences[digit])
        said = f"with {percent} confidence" if sure else f"not sure: {digit} is likeliest, with {percent}"
        st.html(f'It reads<div class="kerasdl-answer" id="answer">{digit if sure else "?"}</div>{said}')
        st.html(charts.pictures([charts.picture(result["digit"], 140, "what the network sees")]))
    with bars:
        st.plotly_chart(
            charts.confidence_bars(confidences, height=330),
            key="answer",
            config=charts.PLAIN,
            alt=f"The ten confidences; the highest is {digit}",
        )


layout.introduce(
    "Step 3 · Pick the best function",
    "the loss as it falls: **gradient descent** moves θ, step by step, towards the θ* with the smallest total loss L.",
    "start, watch, and draw a digit below; then raise η until it fails, or train on few digits until the curves part.",
)
settings, curves = st.columns([1, 2.6], gap="medium")
with settings:
    choose_settings()
with curves:
    st.markdown(
        rf"Function set **{session.structure()}** (of Step 1), from θ no. {session.structure().theta}: "
        r"$\;\theta \leftarrow \theta - \eta\, \partial L / \partial \theta$"
    )
    training_status.show_here(session.chosen("epochs"))
st.subheader("Draw a digit", anchor=False)
function = functions.select("Read by")
# Always there, full or empty: a stroke that ends while the page is drawn anew must find the canvas in its old place.
note = st.container()
if function.key.startswith("untrained"):
    note.caption("This function is not trained: it guesses. Train it above, and let it read again.")
draw_and_read(function)
