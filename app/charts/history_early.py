"""Figures of the claims from the perceptron to backpropagation, each from its finding alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..state.language import Texts
from . import style
from .history_marks import Picture, curves, percent_bars, plain, tiles

Evidence = dict[str, Any]
CORNERS = ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))  # x₁, x₂, XOR


def perceptron_1958(texts: Texts, found: Evidence) -> list[Picture]:
    """The points and the line between them; what ten perceptrons look for in a digit."""
    points, sign, w = np.array(found["points"]), np.array(found["signs"]), np.array(found["weights"])
    plane = plain()
    sides = ((1, texts("one_side"), style.BLUE, "circle"), (-1, texts("other_side"), style.ORANGE, "triangle-up"))
    for side, name, color, symbol in sides:
        x, y = points[sign == side].T
        marker = {"color": color, "symbol": symbol, "size": 7}
        plane.add_scatter(x=x, y=y, mode="markers", name=name, marker=marker, hoverinfo="skip")
    x, y = _line(w)
    plane.add_scatter(x=x, y=y, mode="lines", line={"color": style.GREY, "width": 4}, hoverinfo="skip")
    plane.update_xaxes(range=[-1.05, 1.05], visible=False, constrain="domain")
    plane.update_yaxes(range=[-1.05, 1.05], visible=False, scaleanchor="x", constrain="domain")
    weights = tiles(plain(), np.array(found["mnist_weights"]), 4)
    return [(texts("line_found"), plane), (texts("looks_for"), weights)]


def _line(w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two far points of w₁x + w₂y + b = 0."""
    ends = np.array([-3.0, 3.0])
    if abs(w[1]) > abs(w[0]):
        return ends, -(w[0] * ends + w[2]) / w[1]
    return -(w[1] * ends + w[2]) / w[0], ends


def limitation_1969(texts: Texts, found: Evidence) -> list[Picture]:
    """XOR's four corners; how many of the answers that perceptrons can give are right on how many of them."""
    plane = _corners(plain())
    plane.update_xaxes(range=[-0.4, 1.4]).update_yaxes(range=[-0.4, 1.4])
    counts = np.bincount(list(found["right"].values()), minlength=5)
    bars = plain()
    names = [texts("of_4", count=right) for right in range(5)]
    bars.add_bar(x=names, y=counts, text=counts, textposition="outside", marker_color=style.BLUE, cliponaxis=False)
    bars.update_traces(hoverinfo="skip")
    bars.update_yaxes(title_text=texts("ways"), range=[0, 1.18 * int(counts.max())])
    return [(texts("xor"), plane), (texts("xor_ways"), bars)]


def _corners(figure: go.Figure) -> go.Figure:
    x1, x2, answers = zip(*CORNERS, strict=True)
    figure.add_scatter(
        x=x1,
        y=x2,
        mode="markers+text",
        text=[f"<b>{answer}</b>" for answer in answers],
        textfont={"color": "#FFFFFF", "size": style.TEXT},
        marker={
            "size": 34,
            "color": [style.BLUE if answer else style.ORANGE for answer in answers],
            "symbol": ["circle" if answer else "square" for answer in answers],
            "line": {"color": "#FFFFFF", "width": 2},
        },
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_xaxes(title_text="x<sub>1</sub>", tickvals=[0, 1], constrain="domain")
    return figure.update_yaxes(title_text="x<sub>2</sub>", tickvals=[0, 1], scaleanchor="x", constrain="domain")


def multilayer_1980s(texts: Texts, found: Evidence) -> list[Picture]:
    """What a network that has learned XOR answers on the plane; a network of then beside one of now."""
    plane, at = plain(), np.linspace(-0.25, 1.25, len(found["xor_plane"]))
    plane.add_heatmap(
        z=found["xor_plane"],
        x=at,
        y=at[::-1],
        zmin=0,
        zmax=1,
        colorscale=style.DIVERGING,
        showscale=False,
        hovertemplate="y = %{z:.2f}<extra></extra>",
    )
    _corners(plane)
    learned = {texts("then"): found["accuracy_then"], texts("now"): found["accuracy_now"]}
    return [(texts("xor_plane"), plane), (texts("read_right"), curves(plain(), learned, texts("epoch")))]


def depth_1986(texts: Texts, found: Evidence) -> list[Picture]:
    """How many digits networks of every depth read; how the gradient shrinks from layer to layer."""
    bars = percent_bars(plain(), list(found["accuracy"]), list(found["accuracy"].values()))
    bars.update_traces(texttemplate="%{y:.0f}").update_xaxes(title_text=texts("hidden_layers"))
    sizes = plain()
    most = max(map(len, found["gradient_size"].values()))
    for depth, gradient in found["gradient_size"].items():
        sizes.add_scatter(
            x=list(range(1, len(gradient) + 1)),
            y=gradient,
            mode="lines+markers+text",
            text=[depth],
            textposition="middle left",
            line={"color": style.BLUE, "width": 2},
            marker={"size": 6},
            opacity=0.35 + 0.65 * len(gradient) / most,
            hovertemplate=f"{depth}: %{{y:.1e}}<extra></extra>",
        )
    sizes.update_xaxes(title_text=texts("layer"), dtick=1, range=[0.3, most + 0.4])
    sizes.update_yaxes(type="log", exponentformat="power", dtick=2)
    return [(texts("read_right"), bars), (texts("gradient_shrinks"), sizes)]
