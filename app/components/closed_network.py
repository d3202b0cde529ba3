"""Note in place of a part that needs every neuron, where a function has convolutions or skip sums."""

from __future__ import annotations

import streamlit as st

from ..state import language
from ..state.functions import Function


def note_closed(function: Function) -> bool:
    """Whether a function is none of the lecture's networks; then it is said, in place of the part."""
    if not function.open:
        st.info(language.texts("common")("closed", name=function.label), icon=":material/grid_view:")
    return not function.open
