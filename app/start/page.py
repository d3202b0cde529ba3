"""What deep learning is, in one screen; then its ups and downs, as claims that run."""

from __future__ import annotations

import functions
import language
import layout
import streamlit as st
import tour

from start import demonstration, three_steps, ups_and_downs


@st.fragment
def first_screen() -> None:
    """One digit, and the three steps that lead to its answer."""
    function = functions.shipped() or functions.current()
    demonstration.show(function)
    three_steps.show(function)


texts = language.texts("start")
layout.introduce(texts)
tour.offer()
first_screen()
ups_and_downs.show()
