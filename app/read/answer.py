"""Tab "Draw": ink on the left, the answer on the right. Each stroke reruns this fragment alone, so it has few elements."""

from __future__ import annotations

import streamlit as st

from ..charts import reading
from ..state import language, session
from ..state.functions import Function
from . import digit_input


@st.fragment
def show(function: Function) -> None:
    """What the digit is chosen with, and what the function reads in it."""
    texts = language.texts("read")
    left, right = st.columns(digit_input.COLUMNS, gap="medium")
    with left:
        digit = digit_input.choose(function)
    with right:
        if digit is None:
            _no_digit()
            return
        confidences = function.confidences(digit.seen)
        sure = function.is_sure(confidences)
        st.html(
            reading.reading(
                texts,
                confidences,
                sure=sure,
                seen=digit.seen,
                drawn=None if digit.origin == "pick" else digit.picture[::2, ::2],
                target=digit.label,
            )
        )


def _no_digit() -> None:
    """The place of an answer, while there is no digit."""
    texts = language.texts("read")
    st.html(reading.nothing(texts, texts(f"hint_{session.chosen('read_origin')}")))
