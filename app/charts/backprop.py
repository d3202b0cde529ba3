"""Backpropagation figures: every number of a small network, and the gradient's size in each layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from kerasdl.lecture import Network, Trace
from kerasdl.lecture.backprop import Gradient

from ..state.language import Texts
from .numbers import plain
from .style import BACKGROUND, BLUE, GREY, ORANGE, TEXT, plain_figure

PASSES = ("forward", "backward", "gradient")
HIGHLIGHT = "rgba(240,180,0,0.45)"  # a highlighter pen, on either theme
ALONG = 0.3  # a number stands so far along its line: there no two lines cross
HIDDEN: dict[str, Any] = {"visible": False}


@dataclass(frozen=True)
class Passes:
    """All that both passes through a small network gave, for one example.

    Attributes:
        network: the function.
        trace: the forward pass.
        slopes: each layer's σ'(z).
        deltas: each layer's δ.
        gradient: ∂l/∂w and ∂l/∂b.
        target: ŷ.
    """

    network: Network
    trace: Trace
    slopes: tuple[np.ndarray, ...]
    deltas: tuple[np.ndarray, ...]
    gradient: Gradient
    target: np.ndarray


def small_network(passes: Passes, shown: str, weight: tuple[int, int, int], height: int = 330) -> go.Figure:
    """Every number of a small network, as far as the passes have come.

    Args:
        passes: the numbers.
        shown: one of `PASSES`: z and a, then also σ' and δ, then ∂l/∂w at the lines in place of w.
        weight: layer, neuron and source of the weight whose chain is highlighted.
        height: in pixels.
    """
    network = passes.network
    sizes, columns = network.structure, len(network.structure)
    figure = plain_figure(height, x={**HIDDEN, "range": [-0.2, columns - 0.4]}, y={**HIDDEN, "range": [-0.42, 1.58]})
    places = [heights(size) for size in sizes]
    discs = {"size": 76, "color": BACKGROUND, "opacity": 1, "line": {"color": GREY, "width": 1.5}}
    neurons = {
        "x": [column for column, rows in enumerate(places) for _ in rows],
        "y": [float(height) for rows in places for height in rows],
    }
    figure.add_traces(
        [
            *_highlights(network, places, weight),
            *_lines(network, places),
            {
                "type": "scatter",
                "mode": "markers",
                **neurons,
                "marker": discs,
                "hoverinfo": "skip",
                "cliponaxis": False,
            },
        ]
    )
    heads = ["x", *(f"a<sup>{n}</sup>" for n in range(1, columns - 1)), "y"]
    values = network.weights if shown != "gradient" else passes.gradient.weights
    notes = [
        *(note(column, 1.56, f"<b>{head}</b>", TEXT + 1, yanchor="top") for column, head in enumerate(heads)),
        *_numbers_at_lines(places, values, slopes=shown == "gradient"),
        *_numbers_of_neurons(passes, places, backwards=shown != "forward"),
        *_targets_and_loss(passes, places[-1]),
    ]
    return figure.update_layout(showlegend=False, margin={"l": 0, "r": 0, "t": 0, "b": 0}, annotations=notes)


def note(x: float, y: float, text: str, size: int = TEXT, **more: Any) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": size}, **more}


def heights(size: int) -> np.ndarray:
    """Where a column's neurons stand, from 1 at the top to 0."""
    return np.linspace(1, 0, size) if size > 1 else np.array([0.5])


def _highlights(network: Network, places: list[np.ndarray], weight: tuple[int, int, int]) -> list[dict[str, Any]]:
    """The weight, and all lines that its neuron's δ comes back along."""
    layer, neuron, source = weight
    xs: list[float | None] = [layer, layer + 1, None]
    ys: list[float | None] = [places[layer][source], places[layer + 1][neuron], None]
    behind = [neuron]
    for later in range(layer + 1, len(network.weights)):
        for start in behind:
            for end in range(len(places[later + 1])):
                xs += [later, later + 1, None]
                ys += [places[later][start], places[later + 1][end], None]
        behind = list(range(len(places[later + 1])))
    look = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    return [
        {**look, "x": xs[3:], "y": ys[3:], "line": {"color": HIGHLIGHT, "width": 8}},
        {**look, "x": xs[:3], "y": ys[:3], "line": {"color": HIGHLIGHT, "width": 20}},
    ]


def _lines(network: Network, places: list[np.ndarray]) -> list[dict[str, Any]]:
    """The weights: blue above 0, orange below."""
    found = []
    for positive, colour in ((True, BLUE), (False, ORANGE)):
        xs, ys = [], []
        for layer, w in enumerate(network.weights):
            for (neuron, source), value in np.ndenumerate(w):
                if (value >= 0) == positive:
                    xs += [layer, layer + 1, None]
                    ys += [places[layer][source], places[layer + 1][neuron], None]
        line = {"color": colour, "width": 2}
        found.append({"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line, "hoverinfo": "skip"})
    return found


def _numbers_at_lines(places: list[np.ndarray], values: Sequence[np.ndarray], slopes: bool) -> list[dict[str, Any]]:
    """A number on each line, near the neuron that it comes from: w, or ∂l/∂w."""
    found = []
    for layer, numbers in enumerate(values):
        for (neuron, source), value in np.ndenumerate(numbers):
            start, end = places[layer][source], places[layer + 1][neuron]
            text = f"<b>{plain(float(value), 2)}</b>" if slopes else f"{value:g}".replace("-", "−")
            found.append(
                note(layer + ALONG, start + ALONG * (end - start), text, TEXT + 1, bgcolor=BACKGROUND, borderpad=1)
            )
    return found


def _numbers_of_neurons(passes: Passes, places: list[np.ndarray], backwards: bool) -> list[dict[str, Any]]:
    """In each circle a, above it z; once the backward pass is through, δ in it too, and σ' below."""
    found = [
        note(0, height, f"{x:g}".replace("-", "−"), TEXT + 1)
        for height, x in zip(places[0], passes.trace.a[0], strict=True)
    ]
    for layer, rows in enumerate(places[1:]):
        for neuron, height in enumerate(map(float, rows)):
            numbers = (passes.trace.z, passes.trace.a[1:], passes.slopes, passes.deltas)
            z, a, slope, delta = (plain(float(each[layer][neuron]), 2) for each in numbers)
            inside = f"a {a}<br><b>δ {delta}</b>" if backwards else f"a {a}"
            found += [note(layer + 1, height, inside, TEXT - 1), note(layer + 1, height, f"z = {z}", yshift=50)]
            if backwards:
                found.append(note(layer + 1, height, f"σ′ = {slope}", yshift=-50))
    return found


def _targets_and_loss(passes: Passes, rows: np.ndarray) -> list[dict[str, Any]]:
    """The targets beside the outputs, and the loss between them."""
    last, beside = len(passes.network.structure) - 1, {"xshift": 46, "xanchor": "left"}
    return [
        *(note(last, float(row), f"ŷ = {t:g}", TEXT + 1, **beside) for row, t in zip(rows, passes.target, strict=True)),
        note(last, 0.5, f"<b>l = {plain(passes.gradient.loss)}</b>", TEXT + 3, **beside),
    ]


def gradient_sizes(texts: Texts, gradient: Gradient, height: int = 230) -> go.Figure:
    """How large ∂l/∂w is in each layer, on a logarithmic axis."""
    names = [f"W<sup>{n}</sup>" for n in range(1, len(gradient.sizes) + 1)]
    figure = plain_figure(
        height,
        x={"type": "category"},
        y={"type": "log", "title_text": texts("sizes_y"), "exponentformat": "power", "dtick": 1},
    )
    figure.add_bar(
        x=names,
        y=[size or None for size in gradient.sizes],
        marker_color=BLUE,
        text=[plain(size, 2) for size in gradient.sizes],
        textposition="outside",
        cliponaxis=False,
        customdata=[f"{100 * share:.0f}" for share in gradient.silent],
        hovertemplate=texts("sizes_hover") + "<extra></extra>",
    )
    found = [np.log10(size) for size in gradient.sizes if size > 0] or [0.0]
    return figure.update_yaxes(range=[np.floor(min(found)) - 0.3, np.ceil(max(found)) + 0.6])
