"""The room on the hall's screen: address, people, and the digits as they arrive."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.handwriting.judging import best_and_worst, right_by_writer
from kerasdl.handwriting.records import ClassDigits
from kerasdl.handwriting.room import Room

from ..components.mosaic import mosaic
from ..shell import layout
from ..state import functions, language
from . import address, class_answers

SECONDS = 2.0  # between two looks
PUBLISHED = "our_class_published"


def draw(room: Room) -> None:
    """Address on the left, the live mosaic on the right; the address is large until somebody has written."""
    layout.be_steady()
    empty = not len(class_answers.snapshot(room).found)
    left, right = st.columns([1, 1] if empty else [1, 2.4], gap="large")
    with left:
        address.draw(room, alone=empty)
    with right:
        st.fragment(_live, run_every=SECONDS)(room, empty)


def _live(room: Room, empty: bool) -> None:
    texts = language.texts("our_class")
    now = class_answers.snapshot(room)
    if empty and len(now.found):
        st.rerun()
    found, count = now.found, len(now.kept)
    people = len(np.unique(now.kept.digits.writers)) if now.kept.digits.writers is not None else 0
    with st.container(horizontal=True, gap="large"):
        st.metric(texts("people"), people, width="content")
        st.metric(texts("digits"), f"{count:,}", width="content")
        read = st.empty()
    if not len(found):
        st.info(texts("waiting"), icon=":material/hourglass_empty:")
        return
    draw_mosaic("room_mosaic", room, found)
    st.caption(texts("press_to_reject"))
    if count:  # after the pictures: the first time, the network is loaded
        read.metric(
            texts("read_right"), f"{100 * _publish(now):.1f} %", help=functions.current().label, width="content"
        )


def draw_mosaic(key: str, room: Room, found: ClassDigits, *, only_filled: bool = False) -> None:
    """Digits of a room; a press on one rejects it, or takes it in again."""
    texts = language.texts("our_class")
    rejected = dict(zip(found.ids.tolist(), found.rejected.tolist(), strict=True))

    def name(place: int) -> str:
        word = "rejected_digit" if found.rejected[place] else "one_digit"
        return texts(word, label=found.digits.labels[place], number=found.ids[place])

    def toggle(digit: int) -> None:
        room.reject(digit, not rejected[digit])

    version = f"{room.about.code} {class_answers.name_of(found)}"
    mosaic(key, version, found, name, toggle, only_filled=only_filled)


def _publish(now: class_answers.Snapshot) -> float:
    """Have each telephone know how its own hand is read; the share that is read right in all."""
    function, kept = functions.current(), now.kept.digits
    answers = class_answers.answers(function, now)
    if st.session_state.get(PUBLISHED) != (now.name, function.key):
        assert kept.writers is not None
        right = right_by_writer(answers, kept.labels, kept.writers)
        now.room.publish(right, best_and_worst(right))
        st.session_state[PUBLISHED] = (now.name, function.key)
    return float((answers.argmax(1) == kept.labels).mean())
