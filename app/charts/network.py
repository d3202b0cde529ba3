"""The picture of a network, drawn from its own layers and weights."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from charts import style
from kerasdl.lecture import Network

# A column with more neurons than this shows its first and last ones.
MOST_SHOWN = 10
SHOWN_AT_AN_END = 4
STRENGTHS = ((0.0, 0.6, 0.3), (0.33, 1.3, 0.55), (0.66, 2.4, 0.9))  # from this share of the strongest: width, opacity


def network_picture(network: Network, example: np.ndarray, outputs: np.ndarray, height: int = 430) -> go.Figure:
    """Columns of neurons, joined by lines as strong as their weights.

    Args:
        network: up to its logits, which softmax follows.
        example: the input x, uint8 (28, 28), shown before the first column.
        outputs: y = f(x), (10,), written beside the last column.
    """
    sizes = list(network.structure)
    shown = [_shown(size) for size in sizes]
    places = [_heights(size) for size in sizes]
    figure = style.plain_figure(height)
    _draw_connections(figure, network.weights, shown, places)
    for column, (size, rows) in enumerate(zip(sizes, places, strict=True)):
        _draw_column(figure, column, size, rows, shown[column], last=column == len(sizes) - 1)
    _write_heads(figure, [*network.activations[:-1], "softmax"], sizes)
    _write_outputs(figure, outputs, len(sizes) - 1, places[-1])
    _draw_example(figure, example, len(sizes))
    figure.update_yaxes(visible=False, range=[-0.06, 1.22])
    # The outputs are written in the right margin, which stays as wide as their text on any screen.
    return figure.update_layout(showlegend=False, margin={"l": 0, "r": 84, "t": 0, "b": 0})


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
        sizey=0.36,
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
            xs, ys = segments.setdefault((weight >= 0, strength), ([], []))
            xs += [column, column + 1, None]
            ys += [places[column][i], places[column + 1][j], None]
    for (positive, strength), (xs, ys) in sorted(segments.items(), key=lambda item: item[0][1]):
        _, width, opacity = STRENGTHS[strength]
        line = {"color": style.BLUE if positive else style.ORANGE, "width": width}
        figure.add_scatter(x=xs, y=ys, mode="lines", line=line, opacity=opacity, hoverinfo="skip")


def _draw_column(figure: go.Figure, column: int, size: int, rows: np.ndarray, shown: np.ndarray, *, last: bool) -> None:
    name = "pixel" if column == 0 else "digit" if last else "neuron"
    figure.add_scatter(
        x=[column] * len(rows),
        y=rows,
        mode="markers",
        cliponaxis=False,
        marker={"size": 13 if column == 0 else 17, "color": style.GREY if column == 0 else style.BLUE, "opacity": 1},
        text=[f"{name} {index if last else index + 1}" for index in shown],
        hovertemplate="%{text}<extra></extra>",
    )
    if size > MOST_SHOWN:
        figure.add_annotation(x=column, y=0.5, text="⋮", showarrow=False, font={"size": 26})


def _write_heads(figure: go.Figure, activations: list[str], sizes: list[int]) -> None:
    notes = ["pixels", *activations]
    for column, (size, note) in enumerate(zip(sizes, notes, strict=True)):
        name = "x" if column == 0 else "y" if column == len(activations) else f"a<sup>{column}</sup>"
        figure.add_annotation(
            x=column,
            y=1.06,
            yanchor="bottom",
            showarrow=False,
            text=f"<b>{name}: {size}</b><br>{note}",
            font={"size": style.TEXT},
        )


def _write_outputs(figure: go.Figure, outputs: np.ndarray, column: int, heights: np.ndarray) -> None:
    best = int(outputs.argmax())
    for digit, height in enumerate(heights):
        text = f"y<sub>{digit}</sub> = {outputs[digit]:.2f}"
        figure.add_annotation(
            x=column,
            y=height,
            xshift=14,
            xanchor="left",
            showarrow=False,
            font={"size": style.TEXT},
            text=f"<b>{text}</b>" if digit == best else text,
        )
