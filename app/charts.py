"""The one picture language of the dashboard: colours, margins, and every chart but the network's.

Text, grid and background are left to Streamlit's Plotly theme, which follows the light or dark theme; the colours here
are told apart by colour-blind people and stand out on both backgrounds.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from PIL import Image
from plotly.subplots import make_subplots

if TYPE_CHECKING:
    from kerasdl.training import Progress

BLUE = "#2583C5"  # what the network says; training digits; positive weights
ORANGE = "#D55E00"  # what is true; validation digits; negative weights
GREY = "#8B919E"
PLAIN = {"displayModeBar": False}  # for st.plotly_chart
TEXT = 15
SMALLEST_LOSS = 1e-6  # the histogram's axis is logarithmic: what is below counts as this


def plain_figure(height: int) -> go.Figure:
    """An empty figure with the margins, font size and behaviour of all."""
    return settle(go.Figure(), height)


def settle(figure: go.Figure, height: int) -> go.Figure:
    """Give a figure what all have alike."""
    axis = {"fixedrange": True, "tickfont": {"size": TEXT}, "title": {"font": {"size": TEXT}, "standoff": 14}}
    return (
        figure.update_layout(
            height=height,
            margin={"l": 8, "r": 8, "t": 36, "b": 8},
            font={"size": TEXT},
            hoverlabel={"font": {"size": TEXT}},
            legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": TEXT}},
            bargap=0.25,
        )
        .update_xaxes(automargin=True, **axis)
        .update_yaxes(automargin=True, **axis)
    )


def confidence_bars(confidences: np.ndarray, target: int | None = None, height: int = 300) -> go.Figure:
    """The ten outputs as bars; with a target, its bars as outlines around them."""
    digits = [str(digit) for digit in range(len(confidences))]
    heights = 100 * confidences.astype(float)
    figure = plain_figure(height)
    figure.add_bar(
        x=digits,
        y=heights,
        name="output y",
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
            name="target ŷ",
            marker=outline,
            hovertemplate="ŷ<sub>%{x}</sub> = %{y:.0f} %<extra></extra>",
        )
    figure.update_layout(barmode="overlay", showlegend=target is not None)
    figure.update_xaxes(type="category", title_text="digit")
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


def learning_curves(points: Sequence[Progress], epochs: int, height: int = 330) -> go.Figure:
    """Loss and accuracy as they move: training digits as a line, validation digits as a dot an epoch."""
    figure = make_subplots(rows=1, cols=2, subplot_titles=("loss (mean lⁿ)", "read right"), horizontal_spacing=0.16)
    settle(figure, height)
    steps = [point.epoch - 1 + point.step / point.steps for point in points]
    ends = [(step, point.validation) for step, point in zip(steps, points, strict=True) if point.validation is not None]
    for column, name, scale in ((1, "loss", 1.0), (2, "accuracy", 100.0)):
        figure.add_scatter(
            x=steps,
            y=[scale * getattr(point, name) for point in points],
            mode="lines",
            name="training digits",
            line={"color": BLUE, "width": 3},
            showlegend=column == 1,
            row=1,
            col=column,
        )
        figure.add_scatter(
            x=[step for step, _ in ends],
            y=[scale * figures[f"validation_{name}"] for _, figures in ends],
            mode="lines+markers",
            name="validation digits",
            line={"color": ORANGE, "width": 2, "dash": "dot"},
            marker={"size": 9},
            cliponaxis=False,
            showlegend=column == 1,
            row=1,
            col=column,
        )
    figure.update_xaxes(range=[0, epochs * 1.02], title_text="epoch", dtick=max(1, -(-epochs // 6)))
    figure.update_yaxes(rangemode="tozero", col=1)
    figure.update_yaxes(ticksuffix=" %", col=2)
    if not points:
        figure.update_yaxes(range=[0, 2.5], col=1).update_yaxes(range=[0, 102], col=2)
    # Below the plots: above them stand the two titles.
    figure.update_layout(legend={"y": -0.28, "yanchor": "top"}, hovermode="x unified", uirevision="curves")
    return figure.update_annotations(font_size=TEXT + 1)


def percent(share: float) -> str:
    """A confidence in words; no network is ever certain."""
    return f"{100 * share:.1f} %" if share < 0.9995 else "more than 99.9 %"


def png_url(pixels: np.ndarray) -> str:
    """A digit, uint8 or 0 to 1, as a URL that holds the picture itself."""
    grey = pixels if pixels.dtype == np.uint8 else np.rint(255 * np.clip(pixels, 0, 1)).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(grey).save(buffer, format="PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def picture(pixels: np.ndarray, side: int, caption: str = "", description: str = "") -> str:
    """A digit as an HTML figure `side` pixels wide: white ink on black in either theme, as the network gets it."""
    return (
        f'<figure><img src="{png_url(pixels)}" width="{side}" height="{side}" '
        f'alt="{html.escape(description or caption)}">'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
    )


def pictures(figures: Sequence[str]) -> str:
    """Pictures side by side, in as many rows as it takes."""
    return f'<div class="kerasdl-pictures">{"".join(figures)}</div>'
