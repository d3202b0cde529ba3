"""Error against multiply-adds of structures, with their Pareto fronts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ..state.language import Texts
from .style import BLUE, GREY, ORANGE, plain_figure

if TYPE_CHECKING:
    from ..structures.trials import Trial

# Told apart by shape as well as by colour (colours: M. Okabe and K. Ito, for all kinds of colour vision). What a search has
# tried lies below, small and without words: there are hundreds.
LOOKS: dict[str, tuple[str, str, int]] = {
    "random": ("#E69F00", "triangle-down", 9),
    "evolution": ("#009E73", "triangle-up", 9),
    "run": (BLUE, "circle", 12),
    "kept": ("#56B4E9", "diamond", 13),
    "shipped": (ORANGE, "star", 14),
    "convolution": ("#CC79A7", "square", 13),
}
SEARCHED = ("random", "evolution")
TICKS = (90, 50, 20, 10, 5, 2, 1, 0.5, 0.2)
COSTS = {1_000: "1k", 3_000: "3k", 10_000: "10k", 30_000: "30k", 100_000: "100k", 300_000: "300k"}
COSTS |= {1_000_000: "1M", 3_000_000: "3M", 10_000_000: "10M", 30_000_000: "30M"}
ROOM = 1.6  # times: around the points, for their words
NEAR = (0.9, 0.15)  # powers of ten to the side, and upwards
SMALLEST = 0.01  # percent: a network without an error in 5,000 digits is drawn at half an error


def error_against_cost(
    texts: Texts,
    trials: Sequence[Trial],
    best: Sequence[Trial],
    fronts: Mapping[str, Sequence[Trial]],
    height: int = 440,
) -> go.Figure:
    """Each structure a point: multiply-adds of one answer to the right, validation digits read wrong upwards.

    Both axes are logarithmic: 1 % and 0.5 % wrong are as far apart as 10 % and 5 %.

    Args:
        trials: those with a validation error.
        best: the Pareto front of all of them.
        fronts: that of each method of a search.
    """
    figure, places = plain_figure(height), _places(trials)
    figure.add_scatter(name=texts("line_best"), **_steps(best, {"color": GREY, "width": 2, "dash": "dot"}))
    for kind, (color, symbol, size) in LOOKS.items():
        some = [trial for trial in trials if trial.kind == kind]
        if not some:
            continue
        figure.add_scatter(
            **_points(texts, kind, some, places), marker={"color": color, "symbol": symbol, "size": size}
        )
        if kind in fronts:
            line = _steps(fronts[kind], {"color": color, "width": 2.5})
            figure.add_scatter(name=texts(f"front_{kind}"), legendgroup=kind, showlegend=False, **line)
    figure.update_xaxes(
        type="log",
        title_text=texts("axis_multiply_adds"),
        tickvals=list(COSTS),
        ticktext=list(COSTS.values()),
        range=_room([trial.multiply_adds for trial in trials]),
    )
    figure.update_yaxes(
        type="log",
        title_text=texts("axis_error"),
        tickvals=TICKS,
        ticktext=[f"{tick:g} %" for tick in TICKS],
        range=_room([_percent(trial) for trial in trials]),
    )
    return figure


def _room(values: Sequence[float]) -> list[float] | None:
    """The ends of an axis, as logarithms."""
    return [math.log10(min(values) / ROOM), math.log10(max(values) * ROOM)] if values else None


def _steps(front: Sequence[Trial], line: dict[str, Any]) -> dict[str, Any]:
    """A front as a line: what error is to be had for what cost."""
    places = {"x": [trial.multiply_adds for trial in front], "y": [_percent(trial) for trial in front]}
    return {**places, "mode": "lines", "line": {**line, "shape": "hv"}, "hoverinfo": "skip"}


def _places(trials: Sequence[Trial]) -> dict[str, str]:
    """Where each structure's words stand: below it, or above where a neighbour's are below; the last one's to the left."""
    named = sorted((trial for trial in trials if trial.kind not in SEARCHED), key=lambda trial: trial.multiply_adds)
    places: dict[str, str] = {}
    for n, trial in enumerate(named):
        below = [other for other in named[:n] if places[other.name].startswith("bottom") and _are_near(trial, other)]
        across = "left" if trial is named[-1] else "center"
        places[trial.name] = f"{'top' if below else 'bottom'} {across}"
    return places


def _are_near(one: Trial, other: Trial) -> bool:
    """Whether one's words would lie on the other's, on a phone."""
    x, y = (
        abs(math.log10(a / b)) for a, b in ((one.multiply_adds, other.multiply_adds), (_percent(one), _percent(other)))
    )
    return x < NEAR[0] and y < NEAR[1]


def _points(texts: Texts, kind: str, some: list[Trial], places: dict[str, str]) -> dict[str, Any]:
    searched = kind in SEARCHED
    return {
        "x": [trial.multiply_adds for trial in some],
        "y": [_percent(trial) for trial in some],
        "name": texts(f"points_{kind}"),
        "legendgroup": kind,
        "mode": "markers" if searched else "markers+text",
        "text": None if searched else [_label(texts, trial) for trial in some],
        "textposition": None if searched else [places[trial.name] for trial in some],
        "opacity": 0.7 if searched else 1.0,
        "customdata": [[trial.structure, trial.parameters] for trial in some],
        "hovertemplate": "%{customdata[0]}<br>%{x:,} × +<br>%{customdata[1]:,} θ<br>%{y:.2f} %<extra></extra>",
        "cliponaxis": False,
    }


def _label(texts: Texts, trial: Trial) -> str:
    """The layers between input and output."""
    return "-".join(trial.structure.split()[0].split("-")[1:-1]) or texts("linear")


def _percent(trial: Trial) -> float:
    return max(100 * (trial.error or 0.0), SMALLEST)
