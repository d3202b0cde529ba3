"""Step 3: pick the best function."""

from __future__ import annotations

from ..shell import layout, status
from ..state import language, session
from . import backpropagation, descent, training


def show() -> None:
    """The page."""
    texts = language.texts("step_3")
    layout.introduce(texts)
    tabs = {
        texts("tab_descent"): descent.draw,
        texts("tab_backpropagation"): backpropagation.draw,
        texts("tab_training"): training.draw,
    }
    if session.chosen("step_3_tab_open") is None and status.active_run() is not None:
        session.choose(step_3_tab_open=len(tabs) - 1)  # who comes back finds the training
    layout.show_tabs("step_3_tab", tabs)
