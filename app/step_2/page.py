"""Step 2: the goodness of a function."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ..shell import layout
from ..state import language
from . import example, example_loss, total, which_loss


@st.fragment
def parts() -> None:
    """The choices, and the tab that is open."""
    texts, function = language.texts("step_2"), example.choose()
    layout.show_tabs(
        "step_2_tab",
        {
            texts("tab_example"): partial(example_loss.draw, function),
            texts("tab_which"): partial(which_loss.draw, function),
            texts("tab_total"): partial(total.draw, function),
        },
    )


def show() -> None:
    """The page."""
    layout.introduce(language.texts("step_2"))
    parts()
