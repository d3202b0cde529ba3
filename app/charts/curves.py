"""Learning curves: loss and accuracy, gradients by layer, the confidences for one digit, several runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ..state.language import Texts
from .style import BLUE, GREY, ORANGE, TEXT, plain_figure, settle

if TYPE_CHECKING:
    from ..jobs import Snapshot

MOST_POINTS = 240  # of a line: more are not seen
# Lines that are told apart by dash and mark too (colours: M. Okabe and K. Ito, for all kinds of colour vision).
LINES = (
    (BLUE, "solid", "circle"),
    (ORANGE, "dash", "square"),
    ("#009E73", "dot", "diamond"),
    ("#CC79A7", "dashdot", "triangle-up"),
    ("#E69F00", "longdash", "x"),
    ("#56B4E9", "solid", "star"),
    (GREY, "dash", "cross"),
    ("#B8860B", "dot", "triangle-down"),
)
Line = tuple[Sequence[float], Sequence[float]]


def thinned(points: Sequence[Snapshot]) -> list[Snapshot]:
    """So many snapshots that a line looks the same, the last one among them."""
    every = -(-len(points) // MOST_POINTS)
    return list(points[::-1][::every][::-1]) if every > 1 else list(points)


def learning_curves(texts: Texts, points: Sequence[Snapshot], epochs: int, height: int = 300) -> go.Figure:
    """Loss and accuracy as they move: training digits as a line, validation digits as a dot an epoch."""
    figure = go.Figure(_curves_frame(texts, epochs, height, not points))
    shown = thinned(points)
    ends = [(point.passes, point.validation) for point in points if point.validation is not None]
    for place, name, scale in ((0, "loss", 1.0), (2, "accuracy", 100.0)):
        training, validation = figure.data[place], figure.data[place + 1]
        training.x = [point.passes for point in shown]
        training.y = [scale * (point.recent or {name: getattr(point, name)})[name] for point in shown]
        validation.x = [passes for passes, _ in ends]
        validation.y = [scale * figures[f"validation_{name}"] for _, figures in ends]
    return figure


@lru_cache(64)
def _curves_frame(texts: Texts, epochs: int, height: int, empty: bool) -> go.Figure:
    """All but the points: building it takes five times as long as putting them in, and it is drawn once a second."""
    titles = (texts("loss_title"), texts("accuracy_title"))
    figure = settle(make_subplots(rows=1, cols=2, subplot_titles=titles, horizontal_spacing=0.13), height)
    training = {"mode": "lines", "name": texts("on_training"), "line": {"color": BLUE, "width": 2.5}}
    validation = {
        "mode": "lines+markers",
        "name": texts("on_validation"),
        "line": {"color": ORANGE, "width": 2, "dash": "dot"},
        "marker": {"size": 9},
        "cliponaxis": False,
    }
    for column in (1, 2):
        for line in (training, validation):
            figure.add_scatter(**line, showlegend=column == 1, row=1, col=column)
    _over_epochs(figure, texts, epochs)
    figure.update_yaxes(rangemode="tozero", hoverformat=".3f", col=1)
    # An axis that stays while the curve moves is easier to follow.
    figure.update_yaxes(ticksuffix=" %", hoverformat=".1f", range=[0, 102], col=2)
    if empty:
        figure.update_yaxes(range=[0, 2.5], col=1)
    # Below the plots: above them stand the two titles.
    figure.update_layout(legend={"y": -0.3, "yanchor": "top"}, hovermode="x unified")
    return figure.update_annotations(font_size=TEXT + 1)


def _over_epochs(figure: go.Figure, texts: Texts, epochs: int) -> None:
    every = max(1, -(-epochs // 6))
    figure.update_xaxes(range=[0, epochs * 1.02], title_text=texts("epoch"), dtick=every, hoverformat=".2f")
    figure.update_layout(uirevision="curves")


def gradient_lines(texts: Texts, points: Sequence[Snapshot], epochs: int, height: int = 260) -> go.Figure:
    """The root mean square of ∂L/∂W, one line a layer, on a logarithmic axis."""
    seen = thinned([point for point in points if point.layer_stats is not None])
    figure = plain_figure(height)
    layers = len(seen[-1].layer_stats["gradients"]) if seen and seen[-1].layer_stats else 0
    for layer, (colour, dash, _) in zip(range(layers), cycle(LINES), strict=False):
        figure.add_scatter(
            x=[point.passes for point in seen],
            y=[(point.layer_stats or {})["gradients"][layer] or None for point in seen],  # none: not on this axis
            mode="lines",
            name=texts("layer", number=layer + 1) if layer + 1 < layers else texts("output_layer"),
            line={"color": colour, "dash": dash, "width": 2.5},
        )
    _over_epochs(figure, texts, epochs)
    # Plotly's own ticks are too many where little is spanned, and one where less is.
    ticks = [digit * 10.0**power for power in range(-12, 4) for digit in (1, 3)]
    figure.update_yaxes(
        type="log", tickvals=ticks, ticktext=[f"{tick:.0e}" if tick < 1e-3 else f"{tick:g}" for tick in ticks]
    )
    figure.update_yaxes(hoverformat=".2g")
    figure.update_layout(legend={"y": -0.36, "yanchor": "top"}, showlegend=True, hovermode="x unified")
    return figure


def confidence_path(
    texts: Texts, passes: np.ndarray, confidences: np.ndarray, label: int, epochs: int, height: int = 190
) -> go.Figure:
    """The confidence of a digit's true class as it moves, and of the strongest other one.

    Args:
        texts: the words.
        passes: over the training digits so far, (n,).
        confidences: (n, 10).
        label: the digit.
        epochs: the axis's length.
        height: in pixels.
    """
    figure = plain_figure(height)
    others = np.delete(confidences, label, axis=1)
    rival = int(np.delete(np.arange(10), label)[others.max(axis=0).argmax()]) if len(confidences) else (label + 1) % 10
    for digit, name, colour, dash in ((rival, "rival", GREY, "dot"), (label, "truth", ORANGE, "solid")):
        figure.add_scatter(
            x=passes,
            y=100 * confidences[:, digit],
            mode="lines+markers",
            name=texts(name, digit=digit),
            line={"color": colour, "dash": dash, "width": 2.5},
            marker={"size": 5},
            cliponaxis=False,
        )
    _over_epochs(figure, texts, epochs)
    return figure.update_yaxes(range=[0, 103], tickvals=[0, 50, 100], ticksuffix=" %", hoverformat=".0f").update_layout(
        hovermode="x unified", xaxis_title_text=None
    )


def many_runs(texts: Texts, lines: Mapping[str, Line], title: str, *, percent: bool, height: int = 320) -> go.Figure:
    """One line a run, told apart by colour, dash and mark; its name stands in the legend.

    Args:
        texts: the words.
        lines: name -> epochs and values.
        title: of the values' axis.
        percent: whether they are shares, to be shown as such; else losses, on a logarithmic axis.
        height: in pixels.
    """
    figure = plain_figure(height)
    for (name, (epochs, values)), (colour, dash, mark) in zip(lines.items(), cycle(LINES), strict=False):
        figure.add_scatter(
            x=list(epochs),
            y=[100 * value for value in values] if percent else list(values),
            mode="lines+markers",
            name=name,
            line={"color": colour, "dash": dash, "width": 2.5},
            marker={"symbol": mark, "size": 9},
            cliponaxis=False,
        )
    figure.update_xaxes(title_text=texts("epoch"), rangemode="tozero")
    figure.update_yaxes(title_text=title, ticksuffix=" %" if percent else "", type="linear" if percent else "log")
    figure.update_layout(legend={"y": -0.25, "yanchor": "top"}, showlegend=True)
    return figure
