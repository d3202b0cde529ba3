"""Pictures of what a function puts out, and of what it costs."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from language import Texts

from charts.style import BLUE, GREY, ORANGE, TEXT, plain_figure

SMALLEST_LOSS = 1e-6  # the histogram's axis is logarithmic: what is below counts as this


def confidence_bars(texts: Texts, confidences: np.ndarray, target: int | None = None, height: int = 300) -> go.Figure:
    """The ten outputs as bars; with a target, its bars as outlines around them."""
    digits = [str(digit) for digit in range(len(confidences))]
    heights = 100 * confidences.astype(float)
    figure = plain_figure(height)
    figure.add_bar(
        x=digits,
        y=heights,
        name=texts("output_y"),
        marker_color=BLUE,
        text=["" if p < 0.5 else f"{p:.0f}" if p < 99.5 else ">99" for p in heights],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="y<sub>%{x}</sub> = %{y:.4f} %<extra></extra>",
        showlegend=True,
    )
    if target is not None:
        wanted = [100.0 if digit == target else None for digit in range(len(confidences))]
        outline = {"color": "rgba(0,0,0,0)", "line": {"color": ORANGE, "width": 3}}
        figure.add_bar(
            x=digits,
            y=wanted,
            name=texts("target_y"),
            marker=outline,
            hovertemplate="ŷ<sub>%{x}</sub> = %{y:.0f} %<extra></extra>",
        )
    figure.update_layout(barmode="overlay", showlegend=target is not None)
    figure.update_xaxes(type="category", title_text=texts("digit"))
    ticks = [0, 25, 50, 75, 100]
    return figure.update_yaxes(range=[0, 112], tickvals=ticks, ticktext=[f"{tick} %" for tick in ticks])


def loss_histogram(losses: np.ndarray, marked: float | None = None, height: int = 300) -> go.Figure:
    """How many digits cost how much, on a logarithmic axis; `marked` is one digit's loss."""
    edges = np.linspace(np.log10(SMALLEST_LOSS), 1.3, 45)
    counts, _ = np.histogram(np.log10(np.clip(losses, SMALLEST_LOSS, 10**1.3)), edges)
    figure = plain_figure(height)
    middles = (edges[:-1] + edges[1:]) / 2
    figure.add_bar(
        x=middles,
        y=counts,
        marker_color=BLUE,
        customdata=10**middles,
        showlegend=False,
        hovertemplate="%{y:,} digits with a loss of about %{customdata:.2g}<extra></extra>",
    )
    guess = float(np.log10(np.log(10)))
    figure.add_vline(
        guess,
        line={"color": GREY, "dash": "dash", "width": 2},
        annotation_text="blind guess: ln 10",
        annotation_position="top left",
        annotation_font_size=TEXT,
        annotation_xshift=-10,
    )
    if marked is not None:
        place = float(np.log10(max(marked, SMALLEST_LOSS)))
        figure.add_scatter(
            x=[place],
            y=[0],
            mode="markers",
            name="the digit above",
            cliponaxis=False,
            marker={"symbol": "triangle-up", "size": 16, "color": ORANGE},
            hovertemplate=f"l = {marked:.4f}<extra></extra>",
        )
    ticks = [-6, -5, -4, -3, -2, -1, 0, 1]
    labels = ["≤ 10⁻⁶", "10⁻⁵", "10⁻⁴", "0.001", "0.01", "0.1", "1", "10"]
    figure.update_layout(bargap=0.05, showlegend=marked is not None)
    figure.update_xaxes(tickvals=ticks, ticktext=labels, title_text="loss of a digit, lⁿ", range=[edges[0] - 0.1, 1.35])
    return figure.update_yaxes(title_text="digits", rangemode="tozero")
