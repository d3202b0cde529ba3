"""Our class: a room in which a class writes, and what networks make of its digits."""

from __future__ import annotations

from functools import partial

from ..shell import layout
from ..state import language
from . import board, choice, goodness, keeping, quiz, reading, training


def show() -> None:
    """The page."""
    texts = language.texts("our_class")
    layout.be_wide()
    layout.introduce(texts)
    room = choice.current()
    if room is None:
        choice.draw()
        return
    choice.draw_line(room)
    layout.show_tabs(
        "our_class_tab",
        {
            texts("tab_room"): partial(board.draw, room),
            texts("tab_reading"): partial(reading.draw, room),
            texts("tab_goodness"): partial(goodness.draw, room),
            texts("tab_training"): partial(training.draw, room),
            texts("tab_quiz"): partial(quiz.draw, room),
            texts("tab_keeping"): partial(keeping.draw, room),
        },
    )
