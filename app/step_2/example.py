"""Example of step 2: one of MNIST's digits, or a drawn one with the label that its visitor gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from ..components.digit_choice import choose_digit
from ..components.function_choice import choose_function
from ..components.ink_canvas import picture_of
from ..state import functions, language, session
from ..state.functions import Function

SOURCES = ("mnist", "drawn")


@dataclass(frozen=True)
class Example:
    """An input and its target.

    Attributes:
        pixels: as the network gets them, (28, 28), 0 to 1.
        label: the true digit.
        drawn: whether a person drew it here.
    """

    pixels: np.ndarray
    label: int
    drawn: bool


def choose() -> Function:
    """The widgets of the function and of the example, in one row; returns the function."""
    texts = language.texts("step_2")
    which, source, digit = st.columns([1.15, 0.75, 2.6], vertical_alignment="bottom", gap="small")
    with which:
        function = choose_function()
    with source:
        st.segmented_control(
            texts("source"),
            SOURCES,
            format_func=lambda name: texts(f"source_{name}"),
            required=True,
            **session.widget("step_2_source", SOURCES[0]),
        )
    with digit:
        if session.chosen("step_2_source") == "drawn":
            st.segmented_control(
                texts("meant_as"),
                list(range(10)),
                required=True,
                help=texts("meant_as_help"),
                **session.widget("step_2_label", 3),
            )
        else:
            choose_digit(function)
    return function


def is_drawn() -> bool:
    """Whether the example is to be drawn."""
    return session.chosen("step_2_source") == "drawn"


def chosen() -> Example | None:
    """The example of the moment; None where one is to be drawn and nothing is drawn yet."""
    if not is_drawn():
        image, label = functions.chosen_digit()
        return Example(image / 255.0, label, drawn=False)
    ink = picture_of(session.drawing())
    if ink is None or not ink.any():
        return None
    return Example(functions.center_images(ink), int(session.chosen("step_2_label", 3)), drawn=True)


def look_at(number: int, tab: str) -> None:
    """Make a training digit the example, and open a tab of the page, the first; for callbacks."""
    session.choose(part="training", number=number, step_2_source=SOURCES[0], step_2_tab_open=0)
    st.session_state["step_2_tab"] = tab
