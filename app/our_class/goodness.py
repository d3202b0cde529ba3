"""The lecture's second step on the class's own digits: each one's loss, and their total loss."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.evaluation.report import cross_entropy
from kerasdl.handwriting.room import Room
from kerasdl.lecture.losses import cross_entropy as of_logits
from kerasdl.lecture.losses import one_hot

from ..charts import style
from ..charts.numbers import plain
from ..charts.outputs import loss_histogram
from ..components.function_choice import choose_function
from ..shell import navigation
from ..state import evaluation, language
from ..state.functions import Function
from . import class_answers

GALLERY = 9
SIDE = 84  # of a picture, in pixels


def draw(room: Room) -> None:
    """The function, its total loss on the class beside MNIST's, the distribution, the worst and the best digits."""
    texts, words = language.texts("our_class"), language.texts("step_2")
    function = choose_function()
    now = class_answers.snapshot(room)
    kept = now.kept
    if not len(kept):
        st.info(texts("no_digits"), icon=":material/hourglass_empty:")
        return
    answers, report = class_answers.answers(function, now), class_answers.report(function, now)
    losses = cross_entropy(answers, kept.digits.labels)
    left, right = st.columns([1, 2.4], gap="medium")
    with left:
        _draw_totals(function, report.count, report.total_loss, report.mean_loss)
    with right:
        guess = float(of_logits(np.zeros(10), one_hot(np.array(0), 10)))
        st.plotly_chart(
            loss_histogram(words, losses, guess, height=270),
            key="class_losses",
            config=style.PLAIN,
            alt=words("histogram_alt"),
        )
    order = np.argsort(losses, kind="stable")
    for which, some in (("worst", order[::-1][:GALLERY]), ("best", order[:GALLERY])):
        st.markdown(f"**{words(which)}**")
        st.html(
            style.pictures(
                [_picture(kept.digits.images[n], kept.digits.labels[n], answers[n], losses[n]) for n in some]
            )
        )


def _draw_totals(function: Function, count: int, total: float, mean: float) -> None:
    texts = language.texts("our_class")
    st.latex(rf"L = \sum_{{n=1}}^{{{count}}} l^n = {total:.1f}")
    mnist = evaluation.report(function, "test").mean_loss
    first, second = st.columns(2)
    first.metric(texts("mean_class"), plain(mean))
    second.metric(texts("mean_mnist"), plain(mnist))
    st.markdown(texts("goodness_says", times=f"{mean / max(mnist, 1e-9):.1f}"))
    st.page_link(navigation.page("step-1"), label=texts("to_step_1"), icon=":material/hub:")
    st.page_link(navigation.page("step-2"), label=texts("to_step_2"), icon=":material/straighten:")


def _picture(image: np.ndarray, label: int, answers: np.ndarray, loss: float) -> str:
    words = language.texts("step_2")
    caption = words("gallery_caption", label=label, answer=answers.argmax(), loss=f"= {plain(float(loss), 2)}")
    return style.picture(image, SIDE, caption, caption)
