"""Error against multiply-adds of structures, with their Pareto fronts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from ..state.language import Texts
from .labels import place_labels
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
    figure, places = plain_figure(height), _places(texts, trials, best)
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


def _in_room(values: Sequence[float]) -> Callable[[float], float]:
    """Where on an axis of such values one of them lies, 0 to 1."""
    ends = _room(values) or [0.0, 1.0]
    return lambda value: (math.log10(value) - ends[0]) / (ends[1] - ends[0])


def _steps(front: Sequence[Trial], line: dict[str, Any]) -> dict[str, Any]:
    """A front as a line: what error is to be had for what cost."""
    places = {"x": [trial.multiply_adds for trial in front], "y": [_percent(trial) for trial in front]}
    return {**places, "mode": "lines", "line": {**line, "shape": "hv"}, "hoverinfo": "skip"}


def _places(texts: Texts, trials: Sequence[Trial], best: Sequence[Trial]) -> dict[str, str | None]:
    """On which side of each structure's point its words stand; those of the best choose first."""
    named = [trial for trial in trials if trial.kind not in SEARCHED]
    chosen = {trial.name for trial in best}
    named.sort(key=lambda trial: (trial.name not in chosen, trial.error or 0.0))
    across = _in_room([trial.multiply_adds for trial in trials])
    upwards = _in_room([_percent(trial) for trial in trials])
    points = [(across(trial.multiply_adds), upwards(_percent(trial))) for trial in named]
    placed = place_labels(points, [_label(texts, trial) for trial in named])
    return {trial.name: position for trial, position in zip(named, placed, strict=True)}


def _points(texts: Texts, kind: str, some: list[Trial], places: dict[str, str | None]) -> dict[str, Any]:
    searched = kind in SEARCHED
    return {
        "x": [trial.multiply_adds for trial in some],
        "y": [_percent(trial) for trial in some],
        "name": texts(f"points_{kind}"),
        "legendgroup": kind,
        "mode": "markers" if searched else "markers+text",
        "text": None if searched else [_label(texts, trial) if places[trial.name] else "" for trial in some],
        "textposition": None if searched else [places[trial.name] or "bottom center" for trial in some],
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
