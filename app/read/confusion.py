"""Confusion matrix, and the digits behind every cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from ..charts import many_digits, style
from ..state import evaluation, functions, language, session
from ..state.functions import Function

GALLERY = 18
PAIRS = 8


@st.fragment
def draw() -> None:
    """The matrix of the test digits, and the pictures of the chosen cell."""
    texts, function = language.texts("read_many"), functions.current()
    report = evaluation.report(function, "test")
    matrix = np.array(report.confusion_matrix)
    wrong = report.count - int(np.trace(matrix))
    pairs = _frequent(matrix)
    chosen = _chosen(pairs)
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        st.markdown(
            texts("confusion_said", right=f"{100 * report.accuracy:.2f}", wrong=wrong, count=f"{report.count:,}")
        )
        event: Any = st.plotly_chart(
            many_digits.confusion(texts, matrix, chosen),
            key=f"confusion_{function.key}",
            config=style.PLAIN,
            on_select=_take_click,
            selection_mode="points",
            alt=texts("confusion_alt", wrong=wrong, count=report.count),
        )
        del event
    with right:
        _choose_cell(texts, pairs, matrix)
        _show_digits(texts, function, *_chosen(pairs))
    st.session_state["confusion_chart"] = f"confusion_{function.key}"


def _frequent(matrix: np.ndarray) -> list[tuple[int, int]]:
    """The most frequent confusions, row and column."""
    errors = matrix * (1 - np.eye(len(matrix), dtype=int))
    order = np.argsort(-errors, axis=None, kind="stable")[:PAIRS]
    found = [(int(row), int(column)) for row, column in zip(*np.unravel_index(order, matrix.shape), strict=True)]
    return [pair for pair in found if errors[pair]]


def _chosen(pairs: list[tuple[int, int]]) -> tuple[int, int]:
    first = pairs[0] if pairs else (0, 0)
    return int(session.chosen("confusion_truth", first[0])), int(session.chosen("confusion_answer", first[1]))


def _take_click() -> None:
    selection = st.session_state[st.session_state["confusion_chart"]].selection
    if selection.points:
        truth, answer = selection.points[0]["customdata"][:2]
        _open_cell(int(truth), int(answer))


def _open_cell(truth: int, answer: int) -> None:
    session.choose(confusion_truth=truth, confusion_answer=answer)


def _choose_cell(texts: language.Texts, pairs: list[tuple[int, int]], matrix: np.ndarray) -> None:
    """The same by keyboard, and the most frequent confusions at a press."""
    truth, answer = _chosen(pairs)
    first, second = st.columns(2)
    first.selectbox(texts("truth"), range(10), **session.widget("confusion_truth", truth))
    second.selectbox(texts("answer"), range(10), **session.widget("confusion_answer", answer))
    st.caption(texts("frequent"))
    with st.container(horizontal=True, gap="small"):
        for row, column in pairs:
            st.button(
                f"{row} → {column}: {matrix[row, column]}",
                key=f"pair_{row}_{column}",
                on_click=_open_cell,
                args=(row, column),
                type="secondary",
            )


def _show_digits(texts: language.Texts, function: Function, truth: int, answer: int) -> None:
    answers, digits = evaluation.answers(function, "test"), functions.part("test")
    found = np.flatnonzero((digits.labels == truth) & (answers.argmax(axis=1) == answer))
    if not len(found):
        st.info(texts("no_digits", truth=truth, answer=answer))
        return
    # The surest first: of the wrong ones those are the worst.
    shown = found[np.argsort(-answers[found, answer], kind="stable")][:GALLERY]
    st.markdown(texts("cell_said", truth=truth, answer=answer, count=len(found), shown=len(shown)))
    st.html(
        style.pictures(
            [
                style.picture(
                    digits.images[n],
                    64,
                    f"n = {n}\n{100 * answers[n, answer]:.0f} %",
                    texts("digit_alt", number=n, truth=truth, answer=answer),
                )
                for n in shown
            ]
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(texts("look_at"), [int(n) for n in shown], key=f"look_{truth}_{answer}", width=160)
        st.button(
            texts("choose_it"),
            key="confusion_look",
            icon=":material/search:",
            on_click=session.choose,
            kwargs={"part": "test", "number": int(number)},
            help=texts("choose_it_help"),
        )
