"""How well each network reads the class: accuracies, confusions with their drawings, what nobody's network reads."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.handwriting.judging import read_by_none
from kerasdl.handwriting.room import Room

from ..charts import many_digits, style
from ..components.function_choice import choose_function
from ..state import evaluation, functions, language, session
from . import board, class_answers

PAIRS = 8


def draw(room: Room) -> None:
    """The table of networks; the chosen one's confusions; the digits that none reads."""
    texts = language.texts("our_class")
    now = class_answers.snapshot(room)
    if not len(now.kept):
        st.info(texts("no_digits"), icon=":material/hourglass_empty:")
        return
    with st.spinner(texts("reading")):
        _draw_table(now)
    choose_function()
    st.fragment(_draw_confusions)(room)
    st.fragment(_draw_unread)(room)


def _draw_table(now: class_answers.Snapshot) -> None:
    texts = language.texts("our_class")
    rows = [
        {
            texts("column_function"): function.label,
            texts("column_class"): 100 * class_answers.report(function, now).accuracy,
            texts("column_mnist"): 100 * evaluation.report(function, "test").accuracy,
        }
        for function in class_answers.compared()
    ]
    percent = st.column_config.NumberColumn(format="%.2f %%")
    columns = {texts("column_class"): percent, texts("column_mnist"): percent}
    st.dataframe(rows, key="class_table", hide_index=True, column_config=columns)
    st.caption(texts("table_says"))


def _draw_confusions(room: Room) -> None:
    texts, function, now = language.texts("our_class"), functions.current(), class_answers.snapshot(room)
    report = class_answers.report(function, now)
    matrix = np.array(report.confusion_matrix)
    wrong = report.count - int(np.trace(matrix))
    chosen = _chosen(matrix)
    st.subheader(texts("confusions"), anchor=False)
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        st.markdown(texts("confusions_said", right=f"{100 * report.accuracy:.1f}", wrong=wrong, count=report.count))
        key = f"class_confusion_{function.key}"
        st.session_state["class_confusion_chart"] = key
        st.plotly_chart(
            many_digits.confusion(language.texts("read_many"), matrix, chosen),
            key=key,
            config=style.PLAIN,
            on_select=_take_click,
            selection_mode="points",
            alt=texts("confusions_alt", wrong=wrong, count=report.count),
        )
    with right:
        _draw_cell(now, matrix, *chosen)


def _chosen(matrix: np.ndarray) -> tuple[int, int]:
    """The chosen cell; at first the most frequent confusion."""
    errors = matrix * (1 - np.eye(len(matrix), dtype=int))
    row, column = np.unravel_index(errors.argmax(), errors.shape)
    return int(session.chosen("class_truth", int(row))), int(session.chosen("class_answer", int(column)))


def _take_click() -> None:
    selection = st.session_state[st.session_state["class_confusion_chart"]].selection
    if selection.points:
        truth, answer = selection.points[0]["customdata"][:2]
        session.choose(class_truth=int(truth), class_answer=int(answer))


def _draw_cell(now: class_answers.Snapshot, matrix: np.ndarray, truth: int, answer: int) -> None:
    """The same by keyboard, and the drawings behind the cell."""
    texts, words = language.texts("our_class"), language.texts("read_many")
    first, second = st.columns(2)
    first.selectbox(words("truth"), range(10), **session.widget("class_truth", truth))
    second.selectbox(words("answer"), range(10), **session.widget("class_answer", answer))
    kept, chosen = now.kept, class_answers.answers(functions.current(), now).argmax(1)
    behind = (kept.digits.labels == truth) & (chosen == answer)
    st.markdown(texts("cell_said", truth=truth, answer=answer, count=int(matrix[truth, answer])))
    if behind.any():
        board.draw_mosaic("class_cell", now.room, kept.take(behind), only_filled=True)
        st.caption(texts("press_to_leave_out"))


def _draw_unread(room: Room) -> None:
    texts, now = language.texts("our_class"), class_answers.snapshot(room)
    kept, compared = now.kept, class_answers.compared()
    unread = read_by_none([class_answers.answers(f, now) for f in compared], kept.digits.labels)
    st.subheader(texts("unread"), anchor=False)
    if not len(unread):
        st.markdown(texts("none_unread", count=len(compared)))
        return
    st.markdown(texts("unread_said", count=len(unread), networks=len(compared)))
    board.draw_mosaic("class_unread", room, kept.take(unread), only_filled=True)
    st.caption(texts("press_to_leave_out"))
