"""Tab (b) of step 3, backpropagation: a small network with every number, or one that reads digits."""

from __future__ import annotations

import streamlit as st

from ..components.digit_choice import choose_digit
from ..state import language, session
from . import digit_backprop, small_backprop

NETWORKS = {"small": small_backprop.draw, "digits": digit_backprop.draw}


@st.fragment
def draw() -> None:
    """The choice of network, and its part."""
    texts = language.texts("step_3_backprop")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.segmented_control(
            texts("network"),
            list(NETWORKS),
            format_func=lambda name: texts(f"network_{name}"),
            required=True,
            **session.widget("backprop_network", "small"),
        )
        if session.chosen("backprop_network") == "small":
            small_backprop.choose_pass()
        else:
            choose_digit()
    NETWORKS[session.chosen("backprop_network")]()
