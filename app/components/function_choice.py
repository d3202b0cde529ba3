"""Selector of the function that the pages look at."""

from __future__ import annotations

import streamlit as st

from ..state import functions, language, session
from ..state.functions import SHIPPED, Function


def choose_function(label: str | None = None) -> Function:
    """Show the selector, and return the chosen function."""
    found = functions.names()
    first = SHIPPED if SHIPPED in found else "untrained"
    if session.chosen("function", SHIPPED) not in found:
        session.choose(function=first)
    # A label that changes, with θ or the language, must not make it another widget: the key alone says which it is.
    st.selectbox(
        label or language.texts("common")("function"),
        list(found),
        format_func=lambda name: found.get(name, name),
        **session.widget("function", first),
    )
    return functions.current()
