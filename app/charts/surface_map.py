"""Contour map of a loss of two parameters, with gradient descent step by step or all the way, and clicks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..state.language import Texts
from .style import BACKGROUND, GREY, TEXT, plain_figure
from .surfaces import COLOURS, DEPTHS, SYMBOLS, Ground, Walk

CLICKABLE = 31  # points along each side of the map that can be clicked
CLICKS = 1  # which of the map's traces they are
FRAMES = 60  # at most, of a walk that plays
PLAY_MILLISECONDS = 6000  # from start to end


def map_from_above(texts: Texts, ground: Ground, walks: Sequence[Walk], step: int, height: int = 330) -> go.Figure:
    """The loss as a map with contour lines, and the walks on it up to a step; a click on it selects a point.

    The lines stand at even steps of √(L − L*), so that a bowl's lie evenly: at even steps of L its bottom would be empty.
    Two buttons have the walkers go all the way, in the browser alone.
    """
    bound = float(ground.axis[-1])
    axis = {"range": [-bound, bound], "zeroline": False, "showgrid": False}
    figure = plain_figure(height, x={**axis, "title_text": "θ₁"}, y={**axis, "title_text": "θ₂"})
    contour = {
        "type": "contour",
        "x": ground.axis,
        "y": ground.axis,
        "z": np.sqrt(ground.losses - ground.losses.min()),
        "colorscale": DEPTHS,
        "showscale": False,
        "ncontours": 16,
        "line": {"color": "rgba(255,255,255,0.55)", "width": 1},
        "hoverinfo": "skip",
    }
    ways = [line for n, walk in enumerate(walks) for line in _way(walk, step, n)]
    still = [contour, _clickable(texts, ground), *ways, _minima(texts, ground)]
    figure.add_traces([*still, *(_walker(walk, step, n) for n, walk in enumerate(walks)), _counter(texts, bound, step)])
    moving = list(range(len(still), len(still) + len(walks) + 1))
    last = max(len(walk.path) for walk in walks) - 1
    figure.frames = [
        go.Frame(
            data=[*(_place(walk, k) for walk in walks), {"text": [f"{texts('step')} {k}"]}], traces=moving, name=str(k)
        )
        for k in np.unique(np.linspace(0, last, min(last, FRAMES) + 1).astype(int))
    ]
    return figure.update_layout(
        showlegend=False,
        margin={"t": 40, "b": 18},
        dragmode=False,
        updatemenus=[_buttons(texts, PLAY_MILLISECONDS // len(figure.frames))],
    )


def _buttons(texts: Texts, duration: int) -> dict[str, Any]:
    """Play, from the start, so many milliseconds a step; and pause."""
    at_once = {"mode": "immediate", "transition": {"duration": 0}}
    play = {**at_once, "fromcurrent": False, "frame": {"duration": duration, "redraw": True}}
    pause = {**at_once, "frame": {"duration": 0, "redraw": True}}
    return {
        "type": "buttons",
        "direction": "left",
        "x": 0,
        "y": 1.02,
        "xanchor": "left",
        "yanchor": "bottom",
        "pad": {"t": 0, "b": 2, "l": 0, "r": 0},
        "showactive": False,
        "bgcolor": BACKGROUND,
        "bordercolor": GREY,
        "font": {"size": TEXT},
        "buttons": [
            {"label": f"▶ {texts('play')}", "method": "animate", "args": [None, play]},
            {"label": "❚❚", "method": "animate", "args": [[None], pause]},
        ],
    }


def _way(walk: Walk, step: int, n: int) -> list[dict[str, Any]]:
    """A walk's way: pale all along, and with a light edge as far as it has come."""
    done = walk.path[: step + 1]
    line = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    marker = {"color": COLOURS[n], "symbol": SYMBOLS[n], "size": 6, "line": {"color": "white", "width": 1}}
    return [
        {**line, "x": walk.path[:, 0], "y": walk.path[:, 1], "line": {"color": "rgba(255,255,255,0.5)", "width": 2}},
        {**line, "x": done[:, 0], "y": done[:, 1], "line": {"color": "rgba(255,255,255,0.8)", "width": 5}},
        {
            **line,
            "x": done[:, 0],
            "y": done[:, 1],
            "mode": "lines+markers",
            "line": {"color": COLOURS[n], "width": 2.5},
            "marker": marker,
        },
    ]


def _place(walk: Walk, step: int) -> dict[str, Any]:
    """Where a walker is; one that has left the map waits where it was last."""
    x, y = map(float, walk.path[min(step, len(walk.path) - 1)])
    return {"x": [x], "y": [y]}


def _walker(walk: Walk, step: int, n: int) -> dict[str, Any]:
    line = {"color": "white", "width": 1.5}
    marker = {"color": COLOURS[n], "symbol": SYMBOLS[n], "size": 15, "opacity": 1, "line": line}
    return {"type": "scatter", "mode": "markers", **_place(walk, step), "marker": marker, "hoverinfo": "skip"}


def _counter(texts: Texts, bound: float, step: int) -> dict[str, Any]:
    """The present step, in the map's upper right corner."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [bound],
        "y": [bound],
        "text": [f"{texts('step')} {step}"],
        "textposition": "top left",
        "textfont": {"size": TEXT},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _minima(texts: Texts, ground: Ground) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": ground.minima[:, 0],
        "y": ground.minima[:, 1],
        "mode": "markers",
        "marker": {"symbol": "x-thin", "size": 13, "line": {"color": "white", "width": 3}},
        "name": texts("minimum"),
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _clickable(texts: Texts, ground: Ground) -> dict[str, Any]:
    """Points that nobody sees, for the mouse: Plotly selects points of a scatter, not places of a contour."""
    bound = float(ground.axis[-1])
    places = np.linspace(-bound, bound, CLICKABLE)
    x, y = (grid.ravel() for grid in np.meshgrid(places, places))
    unseen = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "markers",
        "marker": {"opacity": 0, "size": 8},
        "selected": unseen,
        "unselected": unseen,
        "showlegend": False,
        "hovertemplate": texts("click_here") + "<extra></extra>",
    }
