"""Step 1: define a set of functions."""

from __future__ import annotations

from ..shell import layout
from ..state import language
from . import one_theta, output_layer, structure, worked_example


def show() -> None:
    """The page."""
    texts = language.texts("step_1")
    layout.introduce(texts)
    layout.show_tabs(
        "step_1_tab",
        {
            texts("tab_structure"): structure.show,
            texts("tab_theta"): one_theta.show,
            texts("tab_example"): worked_example.show,
            texts("tab_output"): output_layer.show,
        },
    )
