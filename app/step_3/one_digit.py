"""Answers of a training run to one test digit over time."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ..charts import style
from ..charts.curves import confidence_path
from ..charts.numbers import percent
from ..charts.outputs import confidence_bars
from ..jobs import TrainingRun, recording
from ..state import functions, language, session
from ..state.functions import Function

KEY = "step_3_digit"


def draw(run: TrainingRun, function: Function) -> None:
    """Choose it; its ten outputs now, and the confidence in the true digit all along."""
    texts, test = language.texts("step_3_training"), functions.part("test")
    st.markdown(f"**{texts('digit_title')}**", help=texts("digit_help"))
    frames = recording.frames(run.folder)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            texts("digit_number"),
            0,
            recording.DIGITS - 1,
            step=1,
            width=125,
            label_visibility="collapsed",
            **session.widget(KEY, 0),
        )
        st.button(texts("digit_random"), key="step_3_random", on_click=_choose_random)
        st.button(
            texts("digit_hard"),
            key="step_3_hard",
            on_click=_choose_hard,
            args=(frames["answers"][-1],) if len(frames) else (None,),
            disabled=not len(frames),
        )
    number = int(session.chosen(KEY))
    image, label = test.images[number], int(test.labels[number])
    confidences = function.confidences(image / 255.0)
    seen, bars = st.columns([1, 3.2], vertical_alignment="center", gap="small")
    with seen:
        caption = f"ŷ = {label}"
        st.html(style.pictures([style.picture(image, 64, caption, texts("digit_picture", number=number, label=label))]))
    with bars:
        st.plotly_chart(
            confidence_bars(language.texts("common"), confidences, label, height=200).update_layout(showlegend=False),
            key="step_3_bars",
            config=style.PLAIN,
            alt=texts("digit_alt", label=label, confidence=percent(float(confidences[label]))),
        )
    st.plotly_chart(
        confidence_path(
            texts, frames["passes"], frames["answers"][:, number] / 255.0, label, run.request.config.epochs
        ),
        key="step_3_path",
        config=style.PLAIN,
        alt=texts("path_alt"),
    )


def _choose_random() -> None:
    session.choose(**{KEY: int(np.random.default_rng().integers(recording.DIGITS))})


def _choose_hard(answers: np.ndarray) -> None:
    """One of those in whose true class the last confidence is lowest, another than now."""
    labels = functions.part("test").labels[: len(answers)]
    hardest = np.argsort(answers[np.arange(len(answers)), labels], kind="stable")[:12]
    others = [int(number) for number in hardest if number != session.chosen(KEY)]
    session.choose(**{KEY: others[np.random.default_rng().integers(len(others))]})
