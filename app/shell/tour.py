"""Tour of the pages for a first visit: one line a page, in the lecture's order."""

from __future__ import annotations

import streamlit as st

from ..state import language, visitor
from . import navigation

STATE = "tour"  # "offered", "on", "over"


def show(url_path: str) -> None:
    """The tour's line, on every page while it is on."""
    if _state() == "on":
        _line(url_path)


def _state() -> str:
    """Who has been here before is not offered it again."""
    if STATE not in st.session_state:
        st.session_state[STATE] = "over" if visitor.name_in_cookie() else "offered"
    return st.session_state[STATE]


def offered() -> bool:
    """Whether this visitor is new, and has neither taken nor declined it."""
    return _state() == "offered"


def begin() -> None:
    """Go on tour; for a callback."""
    st.session_state[STATE] = "on"


def end() -> None:
    """Show it no more; for a callback."""
    st.session_state[STATE] = "over"


def offer() -> None:
    """The offer, in one line, to a new visitor; for the first page."""
    texts = language.texts("tour")
    if offered():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(texts("offer"), width="content")
            st.button(texts("begin"), key="tour_begin", type="primary", on_click=begin)
            st.button(texts("decline"), key="tour_decline", type="tertiary", on_click=end)


def offer_again() -> None:
    """A small button to those to whom it is not offered, also within a fragment."""
    if _state() == "over" and st.button(
        language.texts("tour")("begin"), key="tour_again", type="tertiary", icon=":material/tour:"
    ):
        begin()
        st.rerun()


def _line(url_path: str) -> None:
    texts = language.texts("tour")
    order = list(navigation.PAGES)
    here = order.index(url_path) if url_path in order else 0
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small", key="tour_line"):
        st.markdown(f"**{here + 1}/{len(order)}** {texts(navigation.PAGES[order[here]][0])}", width="stretch")
        if here + 1 < len(order):
            following = navigation.page(order[here + 1])
            if st.button(texts("next"), key="tour_next", type="primary", icon=":material/arrow_forward:"):
                st.switch_page(following)
        st.button(texts("end"), key="tour_end", icon=":material/close:", on_click=end)
