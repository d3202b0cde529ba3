"""Start page: deep learning in one screen; then its ups and downs, as claims that run."""

from __future__ import annotations

import streamlit as st

from ..shell import layout, tour
from ..state import functions, language
from . import demonstration, history, three_steps


@st.fragment
def first_screen() -> None:
    """One digit, and the three steps that lead to its answer."""
    function = functions.shipped() or functions.current()
    demonstration.show(function)
    three_steps.show(function)


def show() -> None:
    """The page."""
    layout.introduce(language.texts("start"))
    tour.offer()
    first_screen()
    history.show()
