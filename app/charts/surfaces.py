"""Loss surface of two parameters in space, with gradient descent on it, and the losses of each step."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..state.language import Texts
from .style import GREY, ORANGE, PLAIN, plain_figure

# Deep is dark, as on a sea chart; walks stand out on every depth, in either theme.
DEPTHS = ((0.0, "#14507F"), (0.25, "#2C7BB6"), (0.6, "#8DBBDC"), (1.0, "#DCE9F3"))
COLOURS = (ORANGE, "#111111", "#CC79A7", "#F0E442")
DASHES = ("solid", "dash", "dot", "dashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up")
TURNED = {**PLAIN, "scrollZoom": False}  # for st.plotly_chart: who scrolls over a surface means the page
CAMERA = {"eye": {"x": 1.25, "y": -1.55, "z": 1.05}, "center": {"x": 0, "y": 0, "z": -0.18}}
LEGEND_STYLE = """
.kerasdl-walks { line-height: 1.45; font-size: 0.95rem; }
.kerasdl-walks span {
  display: inline-block; width: 0.8em; height: 0.8em; margin-right: 0.45em; border-radius: 50%;
  outline: 1px solid rgb(128 128 128 / 60%);
}
"""


@dataclass(frozen=True)
class Ground:
    """A loss on a square grid.

    Attributes:
        name: which surface it is.
        axis: the coordinates along both axes, (n,).
        losses: the loss at each point, a row for each θ₂, (n, n).
        minima: where its minima are, (minima, 2).
    """

    name: str
    axis: np.ndarray
    losses: np.ndarray
    minima: np.ndarray


@dataclass(frozen=True)
class Walk:
    """A walk on it.

    Attributes:
        name: for the legend.
        path: θ⁰, θ¹ …, (steps + 1, 2).
        losses: the loss at each, (steps + 1,).
    """

    name: str
    path: np.ndarray
    losses: np.ndarray


def surface(ground: Ground, walks: Sequence[Walk], height: int = 330) -> go.Figure:
    """The loss as a surface with whole walks on it; it can be turned.

    It does not depend on the present step: Streamlit puts another figure in the place of one that changes, and a surface
    would turn back at every step.
    """
    figure = go.Figure(
        data=[
            {
                "type": "surface",
                "x": ground.axis,
                "y": ground.axis,
                "z": ground.losses,
                "colorscale": DEPTHS,
                "showscale": False,
                "opacity": 0.94,
                "contours": {"z": {"show": True, "color": "rgba(255,255,255,0.35)", "width": 1}},
                "hovertemplate": "θ₁ = %{x:.2f}<br>θ₂ = %{y:.2f}<br>L = %{z:.3f}<extra></extra>",
            },
            *(_walk_above(ground, walk, n) for n, walk in enumerate(walks)),
        ]
    )
    axis = {"showbackground": False, "showspikes": False, "tickfont": {"size": 11}, "nticks": 4}
    bound = float(ground.axis[-1])
    return figure.update_layout(
        height=height,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        showlegend=False,
        scene={
            "xaxis": {**axis, "title": {"text": "θ₁"}, "range": [-bound, bound]},
            "yaxis": {**axis, "title": {"text": "θ₂"}, "range": [-bound, bound]},
            "zaxis": {**axis, "title": {"text": "L"}},
            "aspectratio": {"x": 1, "y": 1, "z": 0.6},
            "camera": CAMERA,
        },
    )


def _walk_above(ground: Ground, walk: Walk, n: int) -> dict[str, Any]:
    """One walk in space, a hair above the surface, which would hide half of it; what lies off the surface is left out."""
    path, losses = walk.path, walk.losses
    seen = (np.abs(path) <= ground.axis[-1]).all(axis=1)
    hair = 0.012 * float(np.ptp(ground.losses))
    place = np.where(seen[:, None], path, np.nan)
    sizes = np.full(len(path), 3.0)
    sizes[[0, -1]] = 5.0, 8.0
    return {
        "type": "scatter3d",
        "x": place[:, 0],
        "y": place[:, 1],
        "z": np.where(seen, losses + hair, np.nan),
        "mode": "lines+markers",
        "line": {"color": COLOURS[n], "width": 6},
        "marker": {"color": COLOURS[n], "size": sizes},
        "name": walk.name,
        "hoverinfo": "skip",
    }


def losses_of_walks(texts: Texts, ground: Ground, walks: Sequence[Walk], step: int, height: int = 230) -> go.Figure:
    """The loss against the steps, for each walk, with the present step marked."""
    low, high = float(ground.losses.min()), float(ground.losses.max())
    highest = max(float(np.max(walk.losses[:1])) for walk in walks)
    top = min(high, low + 1.6 * max(highest - low, 1e-9))
    last = max(len(walk.path) for walk in walks) - 1
    figure = plain_figure(
        height,
        x={"title_text": texts("step"), "range": [-0.02 * last, 1.03 * last]},
        y={"title_text": "L(θ)", "range": [low - 0.06 * (top - low), top]},
    )
    for n, walk in enumerate(walks):
        colour = GREY if COLOURS[n] == "#111111" else COLOURS[n]
        here = min(step, len(walk.losses) - 1)
        figure.add_traces(
            [
                {
                    "type": "scatter",
                    "x": np.arange(len(walk.losses)),
                    "y": walk.losses,
                    "mode": "lines",
                    "name": walk.name,
                    "line": {"color": colour, "width": 3, "dash": DASHES[n]},
                    "hovertemplate": texts("step") + " %{x}: L = %{y:.4g}<extra></extra>",
                },
                {
                    "type": "scatter",
                    "x": [here],
                    "y": [walk.losses[here]],
                    "mode": "markers",
                    "marker": {"color": colour, "size": 12},
                    "showlegend": False,
                    "hoverinfo": "skip",
                },
            ]
        )
    return figure.update_layout(showlegend=False, margin={"t": 8, "b": 18})


def legend(lines: Sequence[tuple[str, str]]) -> str:
    """The walks' colours with a name and some words each, as HTML; the colours are those of all three pictures."""
    rows = "".join(
        f'<div><span style="background:{COLOURS[n]}"></span><b>{html.escape(name)}</b> {html.escape(words)}</div>'
        for n, (name, words) in enumerate(lines)
    )
    return f'<div class="kerasdl-walks"><style>{LEGEND_STYLE}</style>{rows}</div>'
