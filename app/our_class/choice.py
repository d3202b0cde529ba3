"""Choice of a room: one's own ones, a new one, or one whose key is in the address."""

from __future__ import annotations

import secrets
import time

import streamlit as st

from kerasdl.errors import KerasdlError
from kerasdl.handwriting.room import Room

from ..room_server import PREFIX, rooms
from ..state import language, session, visitor

ASKED = (10, 15, 20, 25, 30, 50)
KEPT_DAYS = (1, 7, 14, 30, 90)
FAULT = "our_class_fault"


def current() -> Room | None:
    """The room that is chosen, where this visitor is one of its lecturers."""
    room = rooms().find(str(session.chosen("room") or ""))
    if room is None:
        return None
    key = str(session.chosen("room_key") or "")
    if key and secrets.compare_digest(key.encode(), room.about.key.encode()):
        room.grant(visitor.name())
    return room if room.is_owner(visitor.name()) else None


def draw() -> None:
    """A new room, and the rooms that this visitor has opened before."""
    texts = language.texts("our_class")
    if code := str(session.chosen("room") or ""):
        word = "not_yours" if rooms().find(code) is not None else "room_gone"
        st.warning(texts(word, address=f"{PREFIX}/{code}"), icon=":material/lock:")
    if fault := st.session_state.pop(FAULT, None):
        st.error(fault, icon=":material/error:")
    left, right = st.columns([1, 1.4], gap="large")
    with left:
        _draw_new(texts)
    with right:
        _draw_own(texts)


def _draw_new(texts: language.Texts) -> None:
    st.subheader(texts("new"), anchor=False)
    st.text_input(texts("room_title"), max_chars=60, help=texts("room_title_help"), **session.widget("room_title", ""))
    st.select_slider(texts("asked"), ASKED, help=texts("asked_help"), **session.widget("room_asked", 20))
    st.select_slider(
        texts("keep_days"), KEPT_DAYS, help=texts("keep_days_help"), **session.widget("room_keep_days", 14)
    )
    st.button(texts("open"), key="room_open", type="primary", icon=":material/meeting_room:", on_click=_open)


def _open() -> None:
    try:
        room = rooms().create(
            title=str(session.chosen("room_title")),
            asked=int(session.chosen("room_asked")),
            keep_days=int(session.chosen("room_keep_days")),
        )
        room.grant(visitor.name())
    except KerasdlError as error:
        st.session_state[FAULT] = str(error)
        return
    session.choose(room=room.about.code)


def _draw_own(texts: language.Texts) -> None:
    st.subheader(texts("own"), anchor=False)
    rooms().delete_old()
    own = [room for room in rooms().all() if room.is_owner(visitor.name())]
    if not own:
        st.caption(texts("none_yet"))
    for room in own:
        people, digits = room.counts()
        about = room.about
        label = texts(
            "own_room",
            title=about.title or about.code,
            day=time.strftime("%Y-%m-%d", time.localtime(about.created)),
            people=people,
            digits=f"{digits:,}",
        )
        st.button(
            label, key=f"room_{about.code}", on_click=session.choose, kwargs={"room": about.code}, width="stretch"
        )


def draw_line(room: Room) -> None:
    """The chosen room in one line, and the way out of it."""
    texts, about = language.texts("our_class"), room.about
    with st.container(horizontal=True, vertical_alignment="center"):
        state = texts("state_closed" if about.closed else "state_open")
        st.markdown(f"**{about.title or about.code}** · `{about.code}` · {state}", width="stretch")
        st.button(
            texts("leave"),
            key="room_leave",
            icon=":material/logout:",
            on_click=session.choose,
            kwargs={"room": "", "room_key": ""},
        )
