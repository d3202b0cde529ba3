"""Diagram of a network so small that every number stands in it, as on the slides."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from kerasdl.lecture import Network, Trace

from . import style
from .numbers import short

ALONG = 0.36  # a weight stands so far along its line: there no two lines cross
LIT = 0.5  # how full a neuron that is on as much as any: figures in it stay readable in both themes


def small_network_picture(
    network: Network, trace: Trace | None = None, chosen: tuple[int, int] | None = None, height: int = 380
) -> go.Figure:
    """Its neurons and weights; with a trace, also all their numbers.

    Args:
        network: of a few neurons.
        trace: what they do for one x; their a stand in the circles, z above, b below, and each w at its line.
        chosen: layer and row, from 0, of the neuron whose inputs are marked.
        height: of the figure.
    """
    places = [_heights(size, max(network.structure)) for size in network.structure]
    figure = style.plain_figure(height)
    _draw_weights(figure, network, places, chosen)
    _draw_neurons(figure, network, trace, places, chosen)
    columns = len(places)
    margin, notes = 0.12 * columns, _heads(columns)
    if trace is not None:
        margin = 0.3
        _write_weights(figure, network, places)
        notes += _sums(network, trace, places)
    figure.update_xaxes(visible=False, range=[-margin, columns - 1 + margin])
    figure.update_yaxes(visible=False, range=[-0.3, 1.42])
    return figure.update_layout(annotations=notes, showlegend=False, margin={"l": 0, "r": 0, "t": 0, "b": 0})


def _heights(size: int, most: int) -> np.ndarray:
    """Where a column's neurons stand, from 1 at the top to 0."""
    return 0.5 + ((size - 1) / 2 - np.arange(size)) / max(most - 1, 1)


def _draw_weights(
    figure: go.Figure, network: Network, places: list[np.ndarray], chosen: tuple[int, int] | None
) -> None:
    """The lines: a trace for each sign, strength, and whether the chosen neuron's."""
    strongest = max(float(np.abs(w).max()) for w in network.weights) or 1.0
    segments: dict[tuple[bool, int, bool], tuple[list, list]] = {}
    for layer, w in enumerate(network.weights):
        for (row, column), weight in np.ndenumerate(w):
            marked = chosen is None or chosen == (layer, row)
            strength = int(np.ceil(4 * abs(weight) / strongest))
            xs, ys = segments.setdefault((bool(weight >= 0), strength, marked), ([], []))
            xs += [layer, layer + 1, None]
            ys += [places[layer][column], places[layer + 1][row], None]
    for (positive, strength, marked), (xs, ys) in segments.items():
        line = {"color": style.BLUE if positive else style.ORANGE, "width": 1 + strength}
        figure.add_scatter(x=xs, y=ys, mode="lines", line=line, opacity=0.95 if marked else 0.4, hoverinfo="skip")


def _draw_neurons(
    figure: go.Figure,
    network: Network,
    trace: Trace | None,
    places: list[np.ndarray],
    chosen: tuple[int, int] | None,
) -> None:
    """Circles: a disc that hides the lines, and on it one as full as the neuron is on."""
    size = 54 if trace is not None else max(5, min(30, 130 // max(network.structure)))
    xs = [column for column, rows in enumerate(places) for _ in rows]
    ys = [height for rows in places for height in rows]
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="markers",
        marker={"size": size, "color": style.BACKGROUND, "opacity": 1},
        hoverinfo="skip",
        cliponaxis=False,
    )
    values = np.concatenate(trace.a) if trace is not None else np.zeros(len(xs))
    fullness = np.concatenate([np.abs(a) / max(float(np.abs(a).max()), 1.0) for a in trace.a]) if trace else values
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="markers",
        marker={
            "size": size,
            "color": [
                _rgba(style.BLUE if a >= 0 else style.ORANGE, LIT * f) for a, f in zip(values, fullness, strict=True)
            ],
            "line": {"color": style.GREY, "width": _rings(places, chosen)},
            "opacity": 1,
        },
        customdata=[[column - 1, row] for column, rows in enumerate(places) for row in range(len(rows))],
        # A click chooses a neuron; Plotly would then pale all others.
        unselected={"marker": {"opacity": 1}},
        hoverinfo="none" if trace is not None else "skip",
        cliponaxis=False,
    )


def _rings(places: list[np.ndarray], chosen: tuple[int, int] | None) -> list[float]:
    """How wide each circle's line is."""
    return [
        4.5 if (column - 1, row) == chosen else 1.5 for column, rows in enumerate(places) for row in range(len(rows))
    ]


def _rgba(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:.3f})"


def _write_weights(figure: go.Figure, network: Network, places: list[np.ndarray]) -> None:
    """Each w beside its line, near the neuron that it comes from."""
    for positive in (True, False):
        xs, ys, words = [], [], []
        for layer, w in enumerate(network.weights):
            for (row, column), weight in np.ndenumerate(w):
                if (weight >= 0) == positive:
                    start, end = places[layer][column], places[layer + 1][row]
                    xs.append(layer + ALONG)
                    ys.append(start + ALONG * (end - start) + 0.055)
                    words.append(f"<b>{short(weight)}</b>")
        colour = style.BLUE if positive else style.ORANGE
        figure.add_scatter(
            x=xs, y=ys, mode="text", text=words, textfont={"size": style.TEXT + 2, "color": colour}, hoverinfo="skip"
        )


def _sums(network: Network, trace: Trace, places: list[np.ndarray]) -> list[dict]:
    """Each neuron's a in it, its z above, its b below."""
    notes = [
        style.note(column, height, f"<b>{short(a)}</b>", captureevents=False)
        for column, rows in enumerate(places)
        for height, a in zip(rows, trace.a[column], strict=True)
    ]
    for layer, (z, b) in enumerate(zip(trace.z, network.biases, strict=True)):
        for row, height in enumerate(places[layer + 1]):
            notes.append(style.note(layer + 1, height, f"z = {short(z[row])}", style.TEXT - 1, yshift=40))
            notes.append(style.note(layer + 1, height, f"b = {short(b[row])}", style.TEXT - 1, yshift=-40))
    return notes


def _heads(columns: int) -> list[dict]:
    heads = ["x", *(f"a<sup>{n}</sup>" for n in range(1, columns - 1)), "y"]
    return [style.note(n, 1.4, f"<b>{head}</b>", style.TEXT + 1, yanchor="top") for n, head in enumerate(heads)]
