"""Picture of the chain rule through a large network: a from before a weight, δ from all layers behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from kerasdl.lecture.backprop import ChainRule

from ..state.language import Texts
from .backprop import HIDDEN, HIGHLIGHT, heights, note
from .numbers import plain
from .style import BACKGROUND, BLUE, GREY, ORANGE, plain_figure


@dataclass(frozen=True)
class Column:
    """Some neurons of a layer, as they are drawn.

    Attributes:
        name: the layer.
        numbers: which neurons, from 0.
        values: what each shows: a before the weight, δ behind it.
        first: what the first neuron is called; digits count from 0, neurons and pixels from 1.
    """

    name: str
    numbers: np.ndarray
    values: np.ndarray
    first: int = 1


def chain_picture(
    texts: Texts, columns: Sequence[Column], weights: Sequence[np.ndarray], chain: ChainRule, height: int = 300
) -> go.Figure:
    """One weight's way: a comes from the source, δ comes back from the layer behind, and from all layers after it.

    Args:
        texts: the words.
        columns: the source's layer, the neuron's, and all layers after it.
        weights: the matrices between the columns, from the whole layers.
        chain: the weight, and its factors.
        height: in pixels.
    """
    last = len(columns) - 1
    figure = plain_figure(height, x={**HIDDEN, "range": [-0.3, last + 0.3]}, y={**HIDDEN, "range": [-0.1, 1.38]})
    places = [heights(len(column.numbers)) for column in columns]
    at = places[0][_where(columns[0], chain.source)], places[1][_where(columns[1], chain.neuron)]
    weight = {"type": "scatter", "mode": "lines", "x": [0, 1], "y": list(at), "hoverinfo": "skip"}
    colour = BLUE if weights[0][chain.neuron, chain.source] >= 0 else ORANGE
    figure.add_traces(
        [
            *_faint(columns, places, weights),
            *_comes_back(columns, places, weights, chain),
            {**weight, "line": {"color": HIGHLIGHT, "width": 16}},
            {**weight, "line": {"color": colour, "width": 4}},
            *(_dots(texts, n, column, rows) for n, (column, rows) in enumerate(zip(columns, places, strict=True))),
        ]
    )
    below = [f"a = {plain(chain.a)}", f"σ′ = {plain(chain.slope)}, δ = {plain(chain.delta)}"]
    notes = [
        note(n, 1.37, f"<b>{column.name}</b><br>{words}", yanchor="top")
        for n, (column, words) in enumerate(zip(columns, [*below, *[""] * (last - 1)], strict=True))
    ]
    outputs = columns[-1]
    notes += [
        note(last, float(height), f"{number + outputs.first}", xshift=20)
        for number, height in zip(outputs.numbers, places[-1], strict=True)
    ]
    return figure.update_layout(showlegend=False, margin={"l": 0, "r": 0, "t": 0, "b": 0}, annotations=notes)


def _where(column: Column, number: int) -> int:
    return int(np.flatnonzero(column.numbers == number)[0])


def _faint(columns: Sequence[Column], places: list[np.ndarray], weights: Sequence[np.ndarray]) -> list[dict[str, Any]]:
    """All connections between the drawn neurons, in one trace."""
    xs, ys = [], []
    for n in range(len(weights)):
        for start in places[n]:
            for end in places[n + 1]:
                xs += [n, n + 1, None]
                ys += [start, end, None]
    line = {"color": GREY, "width": 0.5}
    return [{"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line, "opacity": 0.45, "hoverinfo": "skip"}]


def _comes_back(
    columns: Sequence[Column], places: list[np.ndarray], weights: Sequence[np.ndarray], chain: ChainRule
) -> list[dict[str, Any]]:
    """What the layer behind sends back to the neuron: a line for each term wδ, as strong as it is."""
    if len(columns) < 3:
        return []
    start = places[1][_where(columns[1], chain.neuron)]
    most = max(map(abs, chain.downstream)) or 1.0
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [1, 2],
            "y": [start, end],
            "line": {
                "color": BLUE if chain.downstream[k] >= 0 else ORANGE,
                "width": 1 + 5 * abs(chain.downstream[k]) / most,
            },
            "hoverinfo": "skip",
        }
        for k, end in zip(columns[2].numbers, places[2], strict=True)
    ]


def _dots(texts: Texts, n: int, column: Column, rows: np.ndarray) -> dict[str, Any]:
    """Neurons, as dark as their value; blue above 0, orange below."""
    most = float(np.abs(column.values).max()) or 1.0
    sign = "a" if n == 0 else "δ"
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [n] * len(rows),
        "y": rows,
        "marker": {
            "size": 20,
            "color": column.values,
            "cmin": -most,
            "cmax": most,
            "colorscale": [[0.0, ORANGE], [0.5, BACKGROUND], [1.0, BLUE]],
            "line": {"color": GREY, "width": 1.5},
            "opacity": 1,
        },
        "text": [
            f"{texts('unit')} {number + column.first}: {sign} = {plain(float(value))}"
            for number, value in zip(column.numbers, column.values, strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
    }
