"""Accuracies before and after a training, on several sets of digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from .style import BLUE, GREY, TEXT, plain_figure


def before_after(names: Sequence[str], values: Sequence[Mapping[str, float]], height: int = 260) -> go.Figure:
    """Bars side by side.

    Args:
        names: of the sets.
        values: for each set, percent by moment: "before", "after"; or the last one alone.
        height: in pixels.
    """
    moments = list(values[0])
    figure = plain_figure(height)
    for moment, colour in zip(moments, [GREY, BLUE][-len(moments) :], strict=True):
        heights = [row[moment] for row in values]
        figure.add_bar(
            x=list(names),
            y=heights,
            name=moment,
            marker_color=colour,
            text=[f"{value:.1f} %" for value in heights],
            textfont={"size": TEXT},
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    figure.update_layout(barmode="group", showlegend=len(moments) > 1)
    return figure.update_yaxes(range=[0, 112], ticksuffix=" %", tickvals=[0, 25, 50, 75, 100])
