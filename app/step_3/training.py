"""Tab (c) of step 3: train the chosen network on MNIST, and watch it."""

from __future__ import annotations

import streamlit as st

from ..charts import style
from ..charts.curves import learning_curves
from ..components import keras_code
from ..shell import layout
from ..state import language, server, visitor
from . import comparison, hints, run_controls, run_progress, settings


def draw() -> None:
    """Settings on the left, the run and hints on the right; below, what happens inside it, and all runs side by side."""
    trainings = server.jobs().trainings
    trainings.warm_up()
    runs = trainings.of(visitor.name())
    run = comparison.shown_run(runs)
    layout.be_steady()
    left, right = st.columns([1, 2.7], gap="medium")
    with left:
        settings.draw()
    if run is None:
        with right:
            _draw_nothing_yet()
        keras_code.draw(settings.config(), settings.digits())
        return
    status = run.status()
    with right:
        run_controls.draw(run, status)
        run_progress.draw_line(run, status)
        run_progress.draw_curves(run, status)
        hints.draw(run, status)
    run_progress.draw_inside(run, status)
    keras_code.draw(run.request.config, run.request.digits, of_class=bool(run.request.room))
    comparison.draw(runs, run)


def _draw_nothing_yet() -> None:
    texts = language.texts("step_3_training")
    st.info(texts("none_yet"), icon=":material/info:")
    epochs = settings.config().epochs
    st.plotly_chart(
        learning_curves(texts, (), epochs), key="step_3_curves", config=style.PLAIN, alt=texts("curves_alt")
    )
