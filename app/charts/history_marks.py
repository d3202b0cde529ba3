"""Shared parts of the history's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from . import style

COLORS = (style.BLUE, style.ORANGE, style.GREY)
SYMBOLS = ("circle", "triangle-up", "square")
HEIGHT = 290

Picture = tuple[str, go.Figure]  # with its title


def plain(height: int = HEIGHT) -> go.Figure:
    """An empty figure; its title is written above it, where it can take two lines."""
    return style.plain_figure(height).update_layout(margin={"t": 14}, showlegend=False)


def percent_bars(figure: go.Figure, names: Sequence[str], shares: Sequence[float], across: bool = False) -> go.Figure:
    """Bars of shares, 0 to 1, with their percentages; `across` lays them down, the first one on top."""
    values = [100 * share for share in shares]
    text = [f"{value:.1f} %" for value in values]
    along, ticks = {"range": [0, 118], "showgrid": True}, {"tickvals": [0, 50, 100], "ticksuffix": " %"}
    bars = {"x": values, "y": list(names), "orientation": "h"} if across else {"x": list(names), "y": values}
    figure.add_bar(
        **bars, text=text, textposition="outside", marker_color=style.BLUE, cliponaxis=False, hoverinfo="skip"
    )
    if across:
        figure.update_yaxes(autorange="reversed", type="category")
        return figure.update_xaxes(**along, **ticks)
    figure.update_xaxes(type="category")
    return figure.update_yaxes(**along, **ticks)


def curves(figure: go.Figure, named: Mapping[str, Sequence[float]], epoch: str) -> go.Figure:
    """Shares after each epoch, a line a name; colours and symbols tell them apart."""
    for (name, values), color, symbol in zip(named.items(), COLORS, SYMBOLS, strict=False):
        figure.add_scatter(
            x=list(range(1, len(values) + 1)),
            y=[100 * value for value in values],
            name=name,
            mode="lines+markers" if len(values) < 12 else "lines",
            line={"color": color, "width": 3},
            marker={"size": 9, "symbol": symbol},
            hovertemplate="%{y:.1f} %<extra>%{fullData.name}</extra>",
            cliponaxis=False,
        )
    figure.update_xaxes(title_text=epoch, dtick=1 if len(values) < 12 else 10)
    # Names of several words in a row would not fit beside another picture: they stand below each other.
    legend = {"orientation": "v", "x": 0, "y": -0.28, "yanchor": "top"}
    figure.update_layout(legend=legend, showlegend=True, height=HEIGHT + 26 * len(named))
    return figure.update_yaxes(ticksuffix=" %")


def tiles(figure: go.Figure, pictures: np.ndarray, columns: int) -> go.Figure:
    """Pictures of weights, (n, height, width), as one map, each from its own strongest − to its own strongest +."""
    rows, (height, width) = -(-len(pictures) // columns), pictures.shape[1:]
    canvas = np.full((rows * (height + 2), columns * (width + 2)), np.nan, np.float32)
    for n, picture in enumerate(pictures):
        top, left = n // columns * (height + 2), n % columns * (width + 2)
        canvas[top : top + height, left : left + width] = picture / max(float(np.abs(picture).max()), 1e-12)
    figure.add_heatmap(
        z=canvas.round(2), colorscale=style.DIVERGING, zmin=-1, zmax=1, showscale=False, hoverinfo="skip"
    )
    figure.update_xaxes(visible=False, constrain="domain")
    return figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain")
