"""Variety of the random functions of a set, by the number of hidden layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from ..state.language import Texts
from . import style

LINES = {"sigmoid": (style.ORANGE, "solid"), "tanh": (style.GREY, "dash"), "relu": (style.BLUE, "dot")}


def variety_picture(
    texts: Texts, depths: Sequence[int], curves: Mapping[str, Sequence[float]], marked: int, height: int = 280
) -> go.Figure:
    """A line an activation.

    Args:
        texts: the page's words.
        depths: numbers of hidden layers.
        curves: activation -> the variety at each depth.
        marked: the depth of the set that is looked at.
        height: of the figure.
    """
    figure = style.plain_figure(height)
    for name, values in curves.items():
        colour, dash = LINES[name]
        figure.add_scatter(
            x=list(depths),
            y=list(values),
            name=name,
            mode="lines+markers",
            line={"color": colour, "width": 3, "dash": dash},
            marker={"size": [13 if depth == marked else 6 for depth in depths]},
            hovertemplate=f"{name}<br>%{{x}}: %{{y:.3f}}<extra></extra>",
        )
    figure.update_xaxes(title_text=texts("layers"), dtick=1)
    return figure.update_yaxes(title_text=texts("axis_variety"), rangemode="tozero")
