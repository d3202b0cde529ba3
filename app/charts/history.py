"""Figures of the evidence for each claim of the lecture's history, drawn from its finding alone."""

from __future__ import annotations

from typing import Any

from ..state.language import Texts
from . import history_early, history_late
from .history_marks import Picture

DRAWN = {
    "1958": history_early.perceptron_1958,
    "1969": history_early.limitation_1969,
    "1980s": history_early.multilayer_1980s,
    "1986": history_early.depth_1986,
    "1989": history_late.width_1989,
    "2006": history_late.rbm_2006,
    "2009": history_late.gpu_2009,
    "after": history_late.after,
}


def evidence(texts: Texts, year: str, found: dict[str, Any]) -> list[Picture]:
    """The figures of a claim with their titles, to stand beside each other.

    Args:
        texts: of the page Start.
        year: of `kerasdl.history.claims.CLAIMS`.
        found: a finding's evidence.
    """
    return DRAWN[year](texts, found)
