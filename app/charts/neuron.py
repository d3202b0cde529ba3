"""One neuron: its σ with the point where it is."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from language import Texts

from charts.numbers import plain
from charts.style import BLUE, GREY, ORANGE, TEXT, plain_figure

SAMPLES = 121
NARROWEST = 4.0  # the curve is drawn at least from −4 to 4


def curve_ends(z: float) -> tuple[float, float]:
    """From where to where the curve of a neuron at z is drawn."""
    reach = max(NARROWEST, 1.35 * abs(z))
    return -reach, reach


def activation_curve(
    texts: Texts, name: str, zs: np.ndarray, a: np.ndarray, point: tuple[float, float], height: int = 250
) -> go.Figure:
    """σ as a line, and the neuron's (z, a) on it.

    Args:
        texts: the page's words.
        name: what σ is called.
        zs: where it is drawn, (n,).
        a: σ there, (n,).
        point: z and a of the neuron.
        height: of the figure.
    """
    z, at = point
    figure = plain_figure(height)
    figure.add_scatter(x=zs, y=a, mode="lines", line={"color": BLUE, "width": 3}, hoverinfo="skip", showlegend=False)
    figure.add_scatter(
        x=[z, z, zs[0]],
        y=[min(0.0, float(a.min())), at, at],
        mode="lines",
        line={"color": GREY, "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_scatter(
        x=[z],
        y=[at],
        mode="markers",
        marker={"color": ORANGE, "size": 13},
        hovertemplate=f"z = {plain(z)}, a = {plain(at)}<extra></extra>",
        showlegend=False,
    )
    figure.update_xaxes(title_text="z", range=[float(zs[0]), float(zs[-1])])
    figure.update_yaxes(title_text="a = σ(z)")
    return figure.update_layout(title={"text": texts("curve_title", name=name), "font": {"size": TEXT + 1}})
