"""Network diagram, drawn from its own layers and weights, with its neurons lit by one example."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from kerasdl.lecture import Network, Trace

from ..state.language import Texts
from . import style

# A column with more neurons than this shows its first and last ones.
MOST_SHOWN = 13
SHOWN_AT_AN_END = 6
STRENGTHS = ((0.0, 0.5, 0.22), (0.33, 1.2, 0.5), (0.66, 2.4, 0.9))  # from this share of the strongest: width, opacity


def network_picture(
    texts: Texts, network: Network, example: np.ndarray, outputs: np.ndarray, height: int = 430
) -> go.Figure:
    """Columns of neurons, joined by lines as strong as their weights; the more a neuron is on, the fuller its circle.

    Args:
        texts: the page's words.
        network: up to its logits, which softmax follows.
        example: the input x, uint8 (28, 28), shown before the first column.
        outputs: y = f(x), (10,), written beside the last column.
    """
    sizes = list(network.structure)
    shown = [_pixels_shown(sizes[0]), *(_shown(size) for size in sizes[1:])]
    places = [_heights(size) for size in sizes]
    trace = network.trace(example.reshape(-1) / 255.0)
    figure = style.plain_figure(height)
    _draw_connections(figure, network.weights, shown, places)
    for column, rows in enumerate(places):
        # The last column's circles are the confidences, which softmax makes of all its z.
        lit = outputs if column == len(sizes) - 1 else trace.a[column]
        _draw_column(figure, column, lit[shown[column]], rows, _hovers(texts, network, trace, outputs, column, shown))
    notes = [style.note(column, 0.5, "⋮", 22) for column, size in enumerate(sizes) if size > MOST_SHOWN]
    notes += _heads(texts, [*network.activations[:-1], "softmax"], sizes)
    notes += _outputs(outputs, len(sizes) - 1, places[-1])
    _draw_example(figure, example, len(sizes))
    figure.update_yaxes(visible=False, range=[-0.05, 1.2])
    # The outputs are written in the right margin, which stays as wide as their text on any screen.
    return figure.update_layout(annotations=notes, showlegend=False, margin={"l": 0, "r": 84, "t": 0, "b": 0})


def _draw_example(figure: go.Figure, example: np.ndarray, columns: int) -> None:
    """The input before the first column, as large and as far away however many columns share the width."""
    gap, side = 0.055 * columns, 0.17 * columns
    enlarged = np.kron(example, np.ones((8, 8), np.uint8))  # a browser would blur the 28 × 28 pixels
    figure.add_layout_image(
        source=style.png_url(enlarged),
        x=-gap,
        y=0.5,
        xref="x",
        yref="y",
        sizex=side,
        sizey=0.4,
        xanchor="right",
        yanchor="middle",
        sizing="contain",
    )
    figure.update_xaxes(visible=False, range=[-gap - side, columns - 0.92])


def _shown(size: int) -> np.ndarray:
    """Which neurons of a column are drawn."""
    if size <= MOST_SHOWN:
        return np.arange(size)
    return np.concatenate([np.arange(SHOWN_AT_AN_END), np.arange(size - SHOWN_AT_AN_END, size)])


def _pixels_shown(size: int) -> np.ndarray:
    """Which pixels are drawn: the picture's first and last ones never hold ink, those down its middle do."""
    side = int(np.sqrt(size))
    rows = np.linspace(0.18 * side, 0.8 * side, 2 * SHOWN_AT_AN_END).astype(int)
    return rows * side + side // 2 if size > MOST_SHOWN else np.arange(size)


def _heights(size: int) -> np.ndarray:
    """Where they are drawn, from 1 at the top to 0; a short column stands in the middle, a long one has a gap."""
    slots = min(size, MOST_SHOWN)
    rows = np.arange(slots) if size <= MOST_SHOWN else np.r_[0:SHOWN_AT_AN_END, slots - SHOWN_AT_AN_END : slots]
    return 0.5 + ((slots - 1) / 2 - rows) / (MOST_SHOWN - 1)


def _draw_connections(
    figure: go.Figure, matrices: tuple[np.ndarray, ...], shown: list[np.ndarray], places: list[np.ndarray]
) -> None:
    """One trace for each sign and strength, over all layers: few traces draw fast."""
    segments: dict[tuple[bool, int], tuple[list, list]] = {}
    for column, w in enumerate(matrices):
        weights = w[np.ix_(shown[column + 1], shown[column])].T
        shares = np.abs(weights) / max(float(np.abs(weights).max()), 1e-12)
        for (i, j), weight in np.ndenumerate(weights):
            strength = sum(shares[i, j] >= start for start, _, _ in STRENGTHS) - 1
            xs, ys = segments.setdefault((bool(weight >= 0), strength), ([], []))
            xs += [column, column + 1, None]
            ys += [places[column][i], places[column + 1][j], None]
    for (positive, strength), (xs, ys) in sorted(segments.items(), key=lambda item: item[0][1]):
        _, width, opacity = STRENGTHS[strength]
        line = {"color": style.BLUE if positive else style.ORANGE, "width": width}
        figure.add_scatter(x=xs, y=ys, mode="lines", line=line, opacity=opacity, hoverinfo="skip")


def _draw_column(figure: go.Figure, column: int, lit: np.ndarray, rows: np.ndarray, hovers: list[str]) -> None:
    """Its neurons: a disc that covers the lines, and in it one as large as the activation's share of the strongest."""
    shares = np.abs(lit) / max(float(np.abs(lit).max()), 1e-12)
    ring = {"color": style.GREY, "width": 1.5}
    figure.add_scatter(
        x=[column] * len(rows),
        y=rows,
        mode="markers",
        cliponaxis=False,
        marker={"size": 20, "color": style.BACKGROUND, "opacity": 1, "line": ring},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[column] * len(rows),
        y=rows,
        mode="markers",
        cliponaxis=False,
        marker={
            "size": [19 * np.sqrt(share) for share in shares],
            "color": [style.BLUE if a >= 0 else style.ORANGE for a in lit],
            "opacity": 1,
            "line": {"width": 0},
        },
        text=hovers,
        hovertemplate="%{text}<extra></extra>",
    )


def _hovers(
    texts: Texts, network: Network, trace: Trace, outputs: np.ndarray, column: int, shown: list[np.ndarray]
) -> list[str]:
    """What each neuron of a column says under the pointer."""
    if column == 0:
        side = int(np.sqrt(network.structure[0]))
        return [
            texts("hover_pixel", number=i + 1, row=i // side + 1, column=i % side + 1, a=f"{trace.a[0][i]:.2f}")
            for i in shown[0]
        ]
    z, a, b = trace.z[column - 1], trace.a[column], network.biases[column - 1]
    if column == len(network.structure) - 1:
        return [
            texts("hover_output", digit=i, z=f"{z[i]:.3f}", b=f"{b[i]:.3f}", y=f"{outputs[i]:.4f}")
            for i in shown[column]
        ]
    return [
        texts("hover_neuron", number=i + 1, layer=column, z=f"{z[i]:.3f}", b=f"{b[i]:.3f}", a=f"{a[i]:.3f}")
        for i in shown[column]
    ]


def _heads(texts: Texts, activations: list[str], sizes: list[int]) -> list[dict]:
    """What each column is, and its activation."""
    names = ["x", *(f"a<sup>{n}</sup>" for n in range(1, len(activations))), "y"]
    below = [texts("pixels"), *activations]
    return [
        style.note(column, 1.05, f"<b>{name}: {size}</b><br>{words}", yanchor="bottom")
        for column, (name, size, words) in enumerate(zip(names, sizes, below, strict=True))
    ]


def _outputs(outputs: np.ndarray, column: int, heights: np.ndarray) -> list[dict]:
    """The confidences beside the last column, the largest bold."""
    words = [f"y<sub>{digit}</sub> = {y:.2f}" for digit, y in enumerate(outputs)]
    words[int(outputs.argmax())] = f"<b>{words[int(outputs.argmax())]}</b>"
    return [
        style.note(column, height, text, xshift=14, xanchor="left") for height, text in zip(heights, words, strict=True)
    ]
