"""Widgets that choose one of MNIST's digits, alike on every page that looks at one."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ..state import evaluation, functions, language, session
from ..state.functions import Function


def choose_digit(function: Function | None = None) -> None:
    """Show them; `functions.chosen_digit()` is what they say.

    Args:
        function: whose hard digits a button offers; None for no such button.
    """
    texts = language.texts("common")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.segmented_control(
            texts("part"),
            session.PARTS,
            format_func=lambda name: texts(f"part_{name}"),
            required=True,
            **session.widget("part"),
        )
        count = len(functions.part(session.chosen("part")))
        if session.chosen("number") >= count:
            session.choose(number=0)
        st.number_input(texts("number"), 0, count - 1, step=1, width=150, **session.widget("number"))
        st.button(texts("random_digit"), key="random", icon=":material/casino:", on_click=_choose_random)
        if function is not None:
            st.button(
                texts("hard_digit"),
                key="hard",
                icon=":material/local_fire_department:",
                on_click=_choose_hard,
                args=(function,),
            )


def _choose_random() -> None:
    count = len(functions.part(session.chosen("part")))
    session.choose(number=int(np.random.default_rng().integers(count)))


def _choose_hard(function: Function) -> None:
    hardest = evaluation.report(function, session.chosen("part")).hardest
    others = [digit.index for digit in hardest if digit.index != session.chosen("number")]
    if others:
        session.choose(number=others[np.random.default_rng().integers(len(others))])
