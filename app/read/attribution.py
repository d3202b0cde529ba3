"""Pixel attribution: gradient × input for an answer, against it, and between two digits."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.lecture.features import gradient_times_input

from ..charts.numbers import latex
from ..components import closed_network
from ..components.cell_maps import CellMap, cell_maps
from ..state import language, session
from ..state.functions import Function
from . import digit_input

SIDE = 28
LIKELIEST = -1  # stands for whichever digit that is
WIDTH = 246  # of a map: three stand side by side on a laptop's screen


@st.fragment
def show(function: Function) -> None:
    """The digit beside its pixels' votes."""
    with digit_input.beside(function) as digit:
        if not closed_network.note_closed(function):
            _show_pixels(function, digit)


def _show_pixels(function: Function, digit: digit_input.DigitInput) -> None:
    texts, z = language.texts("read"), function.lecture_network(digit.x)
    order = np.argsort(-z)
    answer, other = _choose_two(int(order[0]), int(order[1]))
    votes = {d: gradient_times_input(function.lecture_network, digit.x, d) for d in (answer, other)}
    difference = votes[answer] - votes[other]
    # One scale for all three: what looks stronger is stronger.
    most = max(float(np.abs(v).max()) for v in (*votes.values(), difference))
    titles = {
        "answer": (texts("speak_for", digit=answer), votes[answer]),
        "other": (texts("speak_for", digit=other), votes[other]),
        "difference": (texts("speak_rather", answer=answer, other=other), difference),
    }
    cell_maps(
        "read_speaking",
        [
            CellMap(name, title, values, SIDE, WIDTH, most=most, under=digit.x)
            for name, (title, values) in titles.items()
        ],
        {
            "first": texts("speak_first"),
            "all": texts("say_votes", answer=answer, other=other),
        },
    )
    sums = {d: float(v.sum()) for d, v in votes.items()}
    st.latex(
        rf"s_i = x_i\,\frac{{\partial z_{{{answer}}}}}{{\partial x_i}}:\qquad "
        rf"\textstyle\sum_i s_i = {latex(sums[answer])}\;\;(z_{{{answer}}} = {latex(float(z[answer]))})\qquad "
        rf"\text{{{texts('for')} }}{other}:\; {latex(sums[other])}\;\;(z_{{{other}}} = {latex(float(z[other]))})"
    )
    st.latex(
        rf"z_{{{answer}}} - z_{{{other}}} = {latex(float(z[answer] - z[other]))},\qquad "
        rf"\textstyle\sum_i x_i\,\frac{{\partial (z_{{{answer}}} - z_{{{other}}})}}{{\partial x_i}}"
        rf" = {latex(float(difference.sum()))}"
    )
    st.caption(texts("speak_note"))


def _choose_two(first: int, second: int) -> tuple[int, int]:
    """The answer, or another digit in its place, and what it is compared with; by themselves the two likeliest."""
    texts = language.texts("read")
    auto = texts("likeliest")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = [
            st.selectbox(
                texts(f"speak_{name}"),
                [LIKELIEST, *range(10)],
                format_func=lambda d: auto if d == LIKELIEST else str(d),
                width=190,
                **session.widget(f"read_{name}", LIKELIEST),
            )
            for name in ("why", "not")
        ]
    why = first if chosen[0] == LIKELIEST else int(chosen[0])
    if chosen[1] == LIKELIEST:
        return why, second if why == first else first
    return why, int(chosen[1])
