"""Step 2: the goodness of a function."""

from __future__ import annotations

from functools import partial

import language
import layout
import streamlit as st

from step_2 import example, example_loss, total, which_loss

texts = language.texts("step_2")
layout.introduce(texts)


@st.fragment
def parts() -> None:
    """The choices, and the tab that is open."""
    function = example.choose()
    layout.show_tabs(
        "step_2_tab",
        {
            texts("tab_example"): partial(example_loss.draw, function),
            texts("tab_which"): partial(which_loss.draw, function),
            texts("tab_total"): partial(total.draw, function),
        },
    )


parts()
