"""Structures against each other: what they read wrong, and what arithmetic an answer takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
from language import Texts

from charts.style import BLUE, GREY, ORANGE, plain_figure

if TYPE_CHECKING:
    from structures.trials import Trial

# Told apart by shape as well as by colour (colours: M. Okabe and K. Ito, for all kinds of colour vision). What a search has
# tried lies below, small and without words: there are hundreds.
LOOKS: dict[str, tuple[str, str, int]] = {
    "random": ("#E69F00", "triangle-down", 7),
    "evolution": ("#009E73", "triangle-up", 7),
    "run": (BLUE, "circle", 12),
    "kept": ("#56B4E9", "diamond", 13),
    "shipped": (ORANGE, "star", 14),
    "convolution": ("#CC79A7", "square", 13),
}
SEARCHED = ("random", "evolution")
TICKS = (90, 50, 20, 10, 5, 2, 1, 0.5, 0.2)
SMALLEST = 0.01  # percent: a network without an error in 5,000 digits is drawn at half an error


def error_against_cost(
    texts: Texts, trials: Sequence[Trial], best: Sequence[Trial], fronts: dict[str, Sequence[Trial]], height: int = 440
) -> go.Figure:
    """Each structure a point: multiply-adds of one answer to the right, validation digits read wrong upwards.

    Both axes are logarithmic: 1 % and 0.5 % wrong are as far apart as 10 % and 5 %.

    Args:
        trials: those with a validation error.
        best: the Pareto front of all of them.
        fronts: that of each method of a search.
    """
    figure = plain_figure(height)
    figure.add_scatter(name=texts("line_best"), **_steps(best, {"color": GREY, "width": 2, "dash": "dot"}))
    for kind, (color, symbol, size) in LOOKS.items():
        some = [trial for trial in trials if trial.kind == kind]
        if not some:
            continue
        figure.add_scatter(**_points(texts, kind, some), marker={"color": color, "symbol": symbol, "size": size})
        if kind in fronts:
            line = _steps(fronts[kind], {"color": color, "width": 2.5})
            figure.add_scatter(name=texts(f"front_{kind}"), legendgroup=kind, showlegend=False, **line)
    figure.update_xaxes(type="log", title_text=texts("axis_multiply_adds"), dtick=1, exponentformat="SI")
    figure.update_yaxes(
        type="log", title_text=texts("axis_error"), tickvals=TICKS, ticktext=[f"{tick:g} %" for tick in TICKS]
    )
    return figure


def _steps(front: Sequence[Trial], line: dict[str, Any]) -> dict[str, Any]:
    """A front as a line: what error is to be had for what cost."""
    places = {"x": [trial.multiply_adds for trial in front], "y": [_percent(trial) for trial in front]}
    return {**places, "mode": "lines", "line": {**line, "shape": "hv"}, "hoverinfo": "skip"}


def _points(texts: Texts, kind: str, some: list[Trial]) -> dict[str, Any]:
    searched = kind in SEARCHED
    return {
        "x": [trial.multiply_adds for trial in some],
        "y": [_percent(trial) for trial in some],
        "name": texts(f"points_{kind}"),
        "legendgroup": kind,
        "mode": "markers" if searched else "markers+text",
        "text": None if searched else [_label(texts, trial) for trial in some],
        "textposition": "top center",
        "opacity": 0.55 if searched else 1.0,
        "customdata": [[trial.structure, trial.parameters] for trial in some],
        "hovertemplate": "%{customdata[0]}<br>%{x:,} × +<br>%{customdata[1]:,} θ<br>%{y:.2f} %<extra></extra>",
        "cliponaxis": False,
    }


def _label(texts: Texts, trial: Trial) -> str:
    """The layers between input and output."""
    return "-".join(trial.structure.split()[0].split("-")[1:-1]) or texts("linear")


def _percent(trial: Trial) -> float:
    return max(100 * (trial.error or 0.0), SMALLEST)
