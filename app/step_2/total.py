"""Total loss over all training digits: its parts, its worst and best examples, and that of other functions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from kerasdl.lecture.losses import cross_entropy, one_hot

from ..charts import style
from ..charts.numbers import plain
from ..charts.outputs import loss_histogram
from ..state import evaluation, functions, language, session
from ..state.functions import Function
from . import example

GALLERY = 9
SIDE = 84  # of a picture, in pixels
ROUNDED = 1e-7  # a loss below this was rounded away: confidences are kept in float32
TRAINING = "training"


def draw(function: Function) -> None:
    """The total, the distribution, the examples, and the comparison."""
    texts = language.texts("step_2")
    with st.spinner(texts("counting")):
        losses, report = evaluation.losses(function, TRAINING), evaluation.report(function, TRAINING)
    left, right = st.columns([1, 2.4], gap="medium")
    with left:
        st.latex(rf"L = \sum_{{n=1}}^{{{report.count}}} l^n = {_large(report.total_loss)}")
        first, second = st.columns(2)
        first.metric(texts("mean_loss"), plain(report.mean_loss), help=texts("mean_loss_help"))
        second.metric(texts("read_right"), f"{100 * report.accuracy:.2f} %")
        st.markdown(texts("total_says", count=f"{report.count:,}"))
    with right:
        st.plotly_chart(
            loss_histogram(texts, losses, _guess(), _marked(losses), height=250),
            key="step_2_losses",
            config=style.PLAIN,
            alt=texts("histogram_alt"),
        )
    order = np.argsort(losses, kind="stable")
    _gallery(texts, "worst", function, order[::-1][:GALLERY], losses)
    _gallery(texts, "best", function, order[:GALLERY], losses)
    _compare(texts, function)


def _large(value: float) -> str:
    """A total for a formula: whole above 100, its thousands set apart."""
    return f"{value:,.0f}".replace(",", r"\,") if value >= 100 else plain(value)


def _guess() -> float:
    """The loss of the same confidence for each of the ten digits."""
    return float(cross_entropy(np.zeros(10), one_hot(np.array(0), 10)))


def _marked(losses: np.ndarray) -> float | None:
    """The loss of the example of the other tabs, if it is one of these digits."""
    if example.is_drawn() or session.chosen("part") != TRAINING:
        return None
    return float(losses[min(int(session.chosen("number")), len(losses) - 1)])


def _gallery(
    texts: language.Texts, which: str, function: Function, numbers: Sequence[int] | np.ndarray, losses: np.ndarray
) -> None:
    """Some digits with what they are, what they were read as, and what that costs; a button makes one the example."""
    digits, answers = functions.part(TRAINING), evaluation.answers(function, TRAINING)
    st.markdown(f"**{texts(which)}**")
    with st.container(horizontal=True, gap="small"):
        for n in map(int, numbers):
            label, answer = int(digits.labels[n]), int(answers[n].argmax())
            with st.container(width=SIDE, gap="small"):
                loss = f"= {plain(float(losses[n]), 2)}" if losses[n] >= ROUNDED else "< 10⁻⁷"
                caption = texts("gallery_caption", label=label, answer=answer, loss=loss)
                description = texts("gallery_alt", n=n, label=label, answer=answer)
                st.html(style.pictures([style.picture(digits.images[n], SIDE, caption, description)]))
                st.button(
                    texts("look_at_it"),
                    key=f"step_2_{which}_{n}",
                    help=texts("look_at_it_help", n=f"{n:,}"),
                    width="stretch",
                    on_click=example.look_at,
                    args=(n, texts("tab_example")),
                )


def _compare(texts: language.Texts, function: Function) -> None:
    """The totals of two or three functions: the untrained one, this one, the shipped one; and of a blind guess."""
    st.subheader(texts("compare"), anchor=False)
    count = len(functions.part(TRAINING))
    rows = [(texts("blind_guess"), _guess() * count, _guess(), 0.1)]
    with st.spinner(texts("counting")):
        for name in dict.fromkeys(("untrained", function.name, functions.SHIPPED)):
            other = function if name == function.name else functions.find(name)
            if other is not None:
                report = evaluation.report(other, TRAINING)
                label = f"**{other.label}**" if other.key == function.key else other.label
                rows.append((label, report.total_loss, report.mean_loss, report.accuracy))
    heads = (texts("column_function"), "$L$", "$L / N$", texts("read_right"))
    columns = zip(*((a, f"{b:,.0f}", plain(c), f"{100 * d:.2f} %") for a, b, c, d in rows), strict=True)
    st.table(dict(zip(heads, columns, strict=True)), hide_index=True)
    st.caption(texts("compare_says"))
