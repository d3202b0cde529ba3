"""A tour for the first visit: one line a page, in the lecture's order, that stays out of the way."""

from __future__ import annotations

import language
import navigation
import streamlit as st

STATE = "tour"  # "offered", "on", "over"


def show(url_path: str) -> None:
    """The offer on the first page, and the tour's line on every page while it is on."""
    st.session_state.setdefault(STATE, "offered")
    if st.session_state[STATE] == "on":
        _line(url_path)


def offered() -> bool:
    """Whether this visitor has neither taken nor declined it."""
    return st.session_state.get(STATE, "offered") == "offered"


def begin() -> None:
    """Go on tour; for a callback."""
    st.session_state[STATE] = "on"


def end() -> None:
    """Show it no more; for a callback."""
    st.session_state[STATE] = "over"


def _line(url_path: str) -> None:
    texts = language.texts("tour")
    order = list(navigation.PAGES)
    here = order.index(url_path) if url_path in order else 0
    with st.container(border=True):
        words, buttons = st.columns([4.2, 1], vertical_alignment="center")
        words.markdown(f"**{here + 1}/{len(order)}** {texts(navigation.PAGES[order[here]][0])}")
        with buttons.container(horizontal=True, horizontal_alignment="right"):
            if here + 1 < len(order):
                if st.button(texts("next"), key="tour_next", type="primary", icon=":material/arrow_forward:"):
                    st.switch_page(navigation.page(order[here + 1]))
            st.button(texts("end"), key="tour_end", icon=":material/close:", on_click=end)
