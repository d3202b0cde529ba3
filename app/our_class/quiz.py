"""Quiz: the class reads the digits that are hardest for the network, and the hall sees who reads them better."""

from __future__ import annotations

import streamlit as st

from kerasdl.handwriting import quiz
from kerasdl.handwriting.judging import hardest
from kerasdl.handwriting.quiz import UNSURE, Question
from kerasdl.handwriting.room import Room

from ..charts import style
from ..shell import layout
from ..state import functions, language, session
from . import class_answers

COUNTS = (5, 8, 12, 20)
SECONDS = 2.0  # between two looks
SIDE = 120  # of a picture, in pixels


def draw(room: Room) -> None:
    """How many questions, begin and end; then the questions with their answers."""
    texts = language.texts("our_class")
    if len(class_answers.snapshot(room).kept) < COUNTS[0]:
        st.info(texts("too_few"), icon=":material/hourglass_empty:")
        return
    layout.be_steady()
    st.markdown(texts("quiz_says", name=functions.current().label))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(texts("quiz_count"), COUNTS, required=True, **session.widget("quiz_count", 8))
        st.button(
            texts("quiz_start"), key="quiz_start", type="primary", icon=":material/quiz:", on_click=_start, args=(room,)
        )
        if quiz.questions(room):
            st.toggle(texts("quiz_show"), **session.widget("quiz_show", False))
            st.button(texts("quiz_end"), key="quiz_end", icon=":material/close:", on_click=quiz.end, args=(room,))
    st.fragment(_draw_questions, run_every=SECONDS)(room)


def _start(room: Room) -> None:
    now = class_answers.snapshot(room)
    kept, answers = now.kept, class_answers.answers(functions.current(), now)
    chosen = hardest([answers], kept.digits.labels, int(session.chosen("quiz_count")))
    quiz.start(room, kept.ids[chosen].tolist(), answers[chosen].argmax(1).tolist())
    session.choose(quiz_show=False)


def _draw_questions(room: Room) -> None:
    texts, found = language.texts("our_class"), quiz.questions(room)
    if not found:
        return
    votes = sum(question.votes.total() for question in found)
    if not session.chosen("quiz_show", False):
        st.metric(texts("quiz_votes"), votes)
        st.html(style.pictures([style.picture(question.image, SIDE, "?", texts("quiz_alt")) for question in found]))
        return
    right = sum(question.class_answer == question.label for question in found)
    network = sum(question.answer == question.label for question in found)
    single = sum(question.votes[question.label] for question in found)
    with st.container(horizontal=True, gap="large"):
        st.metric(texts("quiz_class"), f"{right} / {len(found)}", width="content")
        st.metric(texts("quiz_network"), f"{network} / {len(found)}", width="content")
        st.metric(texts("quiz_single"), f"{100 * single / max(votes, 1):.0f} %", width="content")
    st.html(style.pictures([style.picture(q.image, SIDE, _caption(q), texts("quiz_alt")) for q in found]))


def _caption(question: Question) -> str:
    texts = language.texts("our_class")
    votes = ", ".join(f"{'?' if a == UNSURE else a}: {n}" for a, n in question.votes.most_common(4))
    said = "?" if question.class_answer is None else question.class_answer
    lines = texts("quiz_caption", label=question.label, network=question.answer, said=said)
    return f"{lines}\n{votes or '–'}"
