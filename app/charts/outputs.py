"""Bar charts of a network's outputs and of their loss."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..state.language import Texts
from .numbers import plain
from .style import BLUE, GREY, ORANGE, TEXT, plain_figure

SMALLEST_LOSS = 1e-6  # the histogram's axis is logarithmic: what is below counts as this
LARGEST_POWER = 1.3


def confidence_bars(texts: Texts, confidences: np.ndarray, target: int | None = None, height: int = 300) -> go.Figure:
    """The ten outputs as bars; with a target, its bars as outlines around them."""
    digits = [str(digit) for digit in range(len(confidences))]
    heights = 100 * confidences.astype(float)
    ticks = [0, 25, 50, 75, 100]
    figure = plain_figure(
        height,
        x={"type": "category", "title_text": texts("digit")},
        y={"range": [0, 112], "tickvals": ticks, "ticktext": [f"{tick} %" for tick in ticks]},
    )
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
    return figure.update_layout(barmode="overlay", showlegend=target is not None)


def loss_histogram(
    texts: Texts, losses: np.ndarray, guess: float, marked: float | None = None, height: int = 300
) -> go.Figure:
    """How many digits cost how much, on a logarithmic axis.

    Args:
        texts: the words.
        losses: every digit's loss, (n,).
        guess: the loss of an answer that gives each digit the same confidence, drawn as a line.
        marked: one digit's loss, pointed at.
        height: in pixels.
    """
    edges = np.linspace(np.log10(SMALLEST_LOSS), LARGEST_POWER, 45)
    counts, _ = np.histogram(np.log10(np.clip(losses, SMALLEST_LOSS, 10**LARGEST_POWER)), edges)
    powers = [-6, -5, -4, -3, -2, -1, 0, 1]
    labels = ["≤ 10⁻⁶", "10⁻⁵", "10⁻⁴", "0.001", "0.01", "0.1", "1", "10"]
    figure = plain_figure(
        height,
        x={"tickvals": powers, "ticktext": labels, "title_text": texts("histogram_x"), "range": [edges[0] - 0.1, 1.35]},
        y={"title_text": texts("histogram_y"), "rangemode": "tozero"},
    )
    middles = (edges[:-1] + edges[1:]) / 2
    figure.add_bar(
        x=middles,
        y=counts,
        marker_color=BLUE,
        customdata=10**middles,
        showlegend=False,
        hovertemplate=texts("histogram_hover") + "<extra></extra>",
    )
    figure.add_vline(
        float(np.log10(guess)),
        line={"color": GREY, "dash": "dash", "width": 2},
        annotation_text=texts("histogram_guess"),
        annotation_position="top left",
        annotation_font_size=TEXT,
        annotation_xshift=-10,
    )
    if marked is not None:
        figure.add_scatter(
            x=[float(np.log10(np.clip(marked, SMALLEST_LOSS, 10**LARGEST_POWER)))],
            y=[0],
            mode="markers",
            name=texts("histogram_marked"),
            cliponaxis=False,
            marker={"symbol": "triangle-up", "size": 16, "color": ORANGE},
            hovertemplate=f"l = {plain(marked)}<extra></extra>",
        )
    return figure.update_layout(bargap=0.05, showlegend=marked is not None)
