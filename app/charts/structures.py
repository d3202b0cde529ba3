"""Structures against each other: what they read right, and how many parameters that takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go
from language import Texts

from charts.style import BLUE, GREY, ORANGE, plain_figure

if TYPE_CHECKING:
    from structures.trials import Trial

# Told apart by shape as well as by colour.
LOOKS = {"run": (BLUE, "circle"), "kept": (BLUE, "diamond"), "shipped": (ORANGE, "star")}


def accuracy_against_parameters(
    texts: Texts, trials: Sequence[Trial], best: Sequence[Trial], height: int = 400
) -> go.Figure:
    """Each network a point: parameters to the right, validation digits read right upwards.

    Errors are drawn on a logarithmic axis, since 1 % and 0.5 % wrong are as far apart as 10 % and 5 %.

    Args:
        trials: those with a validation accuracy.
        best: those that no smaller one equals; joined by a line.
    """
    figure = plain_figure(height)
    figure.add_scatter(
        x=[trial.parameters for trial in best],
        y=[_error(trial) for trial in best],
        mode="lines",
        name=texts("line_best"),
        line={"color": GREY, "width": 2, "dash": "dot", "shape": "hv"},
        hoverinfo="skip",
    )
    for source, (color, symbol) in LOOKS.items():
        some = [trial for trial in trials if trial.source == source]
        if not some:
            continue
        figure.add_scatter(
            x=[trial.parameters for trial in some],
            y=[_error(trial) for trial in some],
            mode="markers+text",
            name=texts(f"points_{source}"),
            text=["-".join(map(str, trial.hidden_units)) or texts("linear") for trial in some],
            textposition="top center",
            marker={"color": color, "symbol": symbol, "size": 13},
            customdata=[[trial.structure, trial.activation, 100 * (trial.validation or 0.0)] for trial in some],
            hovertemplate="%{customdata[0]}, %{customdata[1]}<br>%{x:,} θ<br>%{customdata[2]:.2f} %<extra></extra>",
            cliponaxis=False,
        )
    ticks = [50, 20, 10, 5, 2, 1, 0.5, 0.2]
    figure.update_xaxes(type="log", title_text=texts("axis_parameters"), dtick=1, exponentformat="SI")
    figure.update_yaxes(
        type="log",
        autorange="reversed",
        title_text=texts("axis_accuracy"),
        tickvals=ticks,
        ticktext=[f"{100 - tick:g} %" for tick in ticks],
    )
    return figure


def _error(trial: Trial) -> float:
    """In percent; a network without an error in 5,000 digits is drawn at half an error."""
    return max(100 * (1 - (trial.validation or 0.0)), 0.01)
