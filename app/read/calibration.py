"""Calibration and the rejection threshold: what confidences mean, and when to give no answer."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.evaluation.calibration import rejection_curve
from kerasdl.inference.surety import surety

from ..charts import many_digits, style
from ..state import evaluation, functions, language, session
from ..state.functions import Function

THRESHOLDS = np.linspace(0, 0.99, 100)
GALLERY = 12


@st.fragment
def draw() -> None:
    """Calibration on the test digits, a threshold to try, and the digits that it refuses."""
    texts, function = language.texts("read_many"), functions.current()
    report, answers = evaluation.report(function, "test"), evaluation.answers(function, "test")
    labels = functions.part("test").labels
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(texts("calibration_said", error=f"{100 * report.expected_calibration_error:.2f}"))
        st.plotly_chart(
            many_digits.calibration(texts, report.calibration),
            key="calibration",
            config=style.PLAIN,
            alt=texts("calibration_alt"),
        )
        st.latex(r"\mathrm{ECE} = \sum_b \tfrac{n_b}{n}\,\bigl|\mathrm{accuracy}_b - \mathrm{confidence}_b\bigr|")
    with right:
        threshold = _choose_threshold(texts, function) / 100
        share, accuracy = rejection_curve(answers, labels, np.append(THRESHOLDS, threshold))
        st.plotly_chart(
            many_digits.answered(texts, THRESHOLDS, share[:-1], accuracy[:-1], threshold),
            key="answered",
            config=style.PLAIN,
            alt=texts("answered_alt"),
        )
        st.markdown(texts("surety_said"))
        st.latex(r"\max_i y_i \cdot e^{\sum_i y_i \ln y_i}")
        st.markdown(
            texts(
                "threshold_said",
                threshold=f"{100 * threshold:.0f}",
                refused=f"{100 * (1 - share[-1]):.2f}",
                accuracy=f"{100 * accuracy[-1]:.2f}",
            )
        )
    _show_refused(texts, answers, labels, threshold)


def _choose_threshold(texts: language.Texts, function: Function) -> int:
    """The slider; another function brings its own threshold."""
    if session.chosen("threshold_of") != function.key:
        session.choose(threshold_of=function.key, threshold=round(100 * function.not_sure_below))
    return int(st.slider(texts("threshold"), 0, 99, format="%d %%", **session.widget("threshold")))


def _show_refused(texts: language.Texts, answers: np.ndarray, labels: np.ndarray, threshold: float) -> None:
    sureties = surety(answers)
    refused = np.flatnonzero(sureties < threshold)
    if not len(refused):
        st.info(texts("none_refused"))
        return
    shown = refused[np.argsort(sureties[refused], kind="stable")][:GALLERY]
    st.markdown(texts("refused_said", count=len(refused), shown=len(shown)))
    images = functions.part("test").images
    captions = [
        texts("guess", label=labels[n], answer=answers[n].argmax(), sure=f"{100 * answers[n].max():.0f}") for n in shown
    ]
    st.html(
        style.pictures(
            [style.picture(images[n], 72, caption, caption) for n, caption in zip(shown, captions, strict=True)]
        )
    )
