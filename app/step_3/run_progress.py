"""Progress of a training run: its line, its curves and its layers, redrawn once a second while it trains."""

from __future__ import annotations

import streamlit as st

from kerasdl.lecture.features import weight_images

from ..charts import style
from ..charts.curves import gradient_lines, learning_curves
from ..charts.weights import weights_html
from ..jobs import JobState, RunStatus, TrainingRun
from ..shell.status import duration
from ..state import functions, language, server
from . import one_digit
from .settings import rate_text

SECONDS = 0.8  # between two looks
SECONDS_INSIDE = 1.0
SECONDS_WAITING = 2.0
NEURONS = 24


def draw_line(run: TrainingRun, status: RunStatus) -> None:
    """Where the run stands, in one line."""
    every = {JobState.RUNNING: SECONDS, JobState.WAITING: SECONDS_WAITING}.get(status.state)
    st.fragment(_line, run_every=every)(run, status.state)


def draw_curves(run: TrainingRun, status: RunStatus) -> None:
    """Its loss and its accuracy so far."""
    st.fragment(_curves, run_every=SECONDS if status.state is JobState.RUNNING else None)(run)


def draw_inside(run: TrainingRun, status: RunStatus) -> None:
    """Gradients by layer, first-layer weights, the confidences for one digit."""
    st.fragment(_inside, run_every=SECONDS_INSIDE if status.state is JobState.RUNNING else None)(run)


def _curves(run: TrainingRun) -> None:
    texts = language.texts("step_3_training")
    figure = learning_curves(texts, run.status().snapshots, run.request.config.epochs)
    st.plotly_chart(figure, key="step_3_curves", config=style.PLAIN, alt=texts("curves_alt"))


def _line(run: TrainingRun, was: JobState) -> None:
    status = run.status()
    if status.state is not was:
        st.rerun()  # the whole page, not this part of it: there are other controls now
    texts = language.texts("step_3_training")
    if status.state.active:
        st.progress(status.fraction, text=_under_way(run, status))
    elif status.state is JobState.FAILED:
        key = "failed" if run.resumable else "failed_at_start"
        st.error(texts(key, error=status.error), icon=":material/error:")
    elif status.state is JobState.PAUSED:
        last = status.snapshots[-1] if status.snapshots else None
        words = texts("paused_at_start")
        if last is not None and last.step > 0:
            words = texts("paused", epoch=last.epoch, epochs=last.epochs)
        st.progress(status.fraction, text=words)
    else:
        st.markdown(result(run, status))


def _under_way(run: TrainingRun, status: RunStatus) -> str:
    texts = language.texts("step_3_training")
    if status.state is JobState.WAITING:
        ahead = server.jobs().queue.ahead_of(run)
        return texts("waits", count=ahead) if ahead else texts("gets_ready")
    asked = server.jobs().queue.asked_of(run)
    if asked is not None:
        return texts(f"asked_{asked}")
    if status.fraction == 0:
        return texts("gets_ready")
    if status.fraction == 1:
        return texts("judging")
    last = status.snapshots[-1]
    left = duration(status.seconds_left or 0.0)
    return texts("under_way", epoch=last.epoch, epochs=last.epochs, rate=rate_text(last.learning_rate), left=left)


def result(run: TrainingRun, status: RunStatus) -> str:
    """What a run that has ended has reached, in one line."""
    texts, card = language.texts("step_3_training"), run.card()
    if not {"training_seconds", "validation", "test"} <= set(card):
        return texts("stopped_at_start")
    return texts(
        status.state.value,
        seconds=f"{card['training_seconds']:.1f}",
        validation=f"{100 * card['validation']['validation_accuracy']:.2f} %",
        test=f"{100 * card['test']['accuracy']:.2f} %",
    )


def _inside(run: TrainingRun) -> None:
    texts, status, function = language.texts("step_3_training"), run.status(), functions.of_run(run)
    if function is None:
        begun = len(status.snapshots) > 1 and not any(point.layer_stats for point in status.snapshots)
        st.caption(texts("inside_closed" if begun else "inside_empty"))
        return
    if not function.open:
        st.caption(texts("inside_closed"))
        one_digit.draw(run, function)
        return
    gradients, weights, digit = st.columns([1, 1, 1.12], gap="medium")
    with gradients:
        st.markdown(f"**{texts('gradients_title')}**", help=texts("gradients_help"))
        st.plotly_chart(
            gradient_lines(texts, status.snapshots, run.request.config.epochs),
            key="step_3_gradients",
            config=style.PLAIN,
            alt=texts("gradients_alt"),
        )
        _shares(status)
    with weights:
        pictures = weight_images(function.lecture_network)[:NEURONS]
        st.markdown(f"**{texts('weights_title')}**", help=texts("weights_help", count=len(pictures)))
        st.html(weights_html(pictures, texts("weights_alt", count=len(pictures))))
    with digit:
        one_digit.draw(run, function)


def _shares(status: RunStatus) -> None:
    """Neurons without work, layer by layer, where there are hidden layers."""
    texts = language.texts("step_3_training")
    stats = next((point.layer_stats for point in reversed(status.snapshots) if point.layer_stats), None)
    for name in ("dead", "saturated"):
        shares = (stats or {}).get(name) or ()
        if shares and (name == "dead" or any(shares)):
            listed = ", ".join(
                f"{texts('layer', number=number)}: {100 * share:.0f} %" for number, share in enumerate(shares, start=1)
            )
            st.caption(texts(name, shares=listed))
