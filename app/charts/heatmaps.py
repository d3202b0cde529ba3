"""Heat maps: a layer's matrix, a plane of a function's values, the answers of many functions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ..state.language import Texts
from . import style

MOST_ROWS, MOST_COLUMNS = 128, 200  # more cells than this are heavy to send, and smaller than a projector's pixels


def layer_picture(texts: Texts, w: np.ndarray, b: np.ndarray, height: int = 380) -> tuple[go.Figure, int, int]:
    """W and b as two maps of one colour scale, blue above 0, orange below.

    Args:
        texts: the page's words.
        w: (k, n), one row a neuron.
        b: (k,).
        height: of the figure.

    Returns:
        The figure, and that only each so-many-th row and column of W is in it (1, 1: all are).
    """
    row_step, column_step = -(-w.shape[0] // MOST_ROWS), -(-w.shape[1] // MOST_COLUMNS)
    rows, columns = np.arange(0, w.shape[0], row_step), np.arange(0, w.shape[1], column_step)
    figure = make_subplots(
        rows=1,
        cols=2,
        column_widths=[0.95, 0.05],
        horizontal_spacing=0.03,
        shared_yaxes=True,
        subplot_titles=("W", "b"),
    )
    style.settle(figure, height)
    figure.add_heatmap(
        z=w[np.ix_(rows, columns)].astype(np.float32),
        x=columns + 1,
        y=rows + 1,
        coloraxis="coloraxis",
        hovertemplate=texts("hover_weight") + "<extra></extra>",
        row=1,
        col=1,
    )
    figure.add_heatmap(
        z=b[rows, None].astype(np.float32),
        x=["b"],
        y=rows + 1,
        coloraxis="coloraxis",
        hovertemplate=texts("hover_bias") + "<extra></extra>",
        row=1,
        col=2,
    )
    bound = max(float(np.abs(w).max()), float(np.abs(b).max()), 1e-12)
    figure.update_yaxes(autorange="reversed")
    figure.update_yaxes(title_text=texts("axis_neuron"), col=1)
    figure.update_xaxes(title_text=texts("axis_input"), col=1)
    figure.update_xaxes(showticklabels=False, col=2)
    figure.update_layout(
        coloraxis={"colorscale": style.DIVERGING, "cmin": -bound, "cmax": bound, "colorbar": {"thickness": 14}}
    )
    return figure.update_annotations(font_size=style.TEXT + 1), row_step, column_step


def planes_picture(
    values: Sequence[np.ndarray],
    titles: Sequence[str],
    bound: float,
    *,
    columns: int,
    mark: np.ndarray | None = None,
    with_scale: bool = True,
    height: int = 380,
) -> go.Figure:
    """What functions of two inputs put out, as maps over the plane, with one colour scale.

    Values between 0 and 1, such as sigmoids', are coloured from orange at 0 to blue at 1; others around 0.

    Args:
        values: for each map its values on `function_set.input_grid(bound, size)`, (size, size).
        titles: what stands above each.
        bound: the plane reaches from −bound to bound.
        columns: maps in a row.
        mark: a point (x₁, x₂) to mark in all.
        with_scale: whether the scale of colours stands beside them.
        height: of the figure.
    """
    rows = -(-len(values) // columns)
    figure = make_subplots(
        rows,
        columns,
        subplot_titles=titles,
        shared_xaxes=True,
        shared_yaxes=True,
        horizontal_spacing=0.05,
        vertical_spacing=0.13,
    )
    style.settle(figure, height)
    at = np.linspace(-bound, bound, values[0].shape[0])
    for n, plane in enumerate(values):
        place = {"row": n // columns + 1, "col": n % columns + 1}
        figure.add_heatmap(
            z=plane.astype(np.float32),
            x=at,
            y=at[::-1],
            coloraxis="coloraxis",
            zsmooth="best",
            hovertemplate="x₁ = %{x:.2f}<br>x₂ = %{y:.2f}<br>y = %{z:.3f}<extra></extra>",
            **place,
        )
        if mark is not None:
            ring = {"size": 14, "symbol": "circle-open", "color": style.GREY, "line": {"width": 4}}
            figure.add_scatter(x=[mark[0]], y=[mark[1]], mode="markers", marker=ring, hoverinfo="skip", **place)
    low, high = colour_range(values)
    # The outermost ticks of neighbours would touch.
    ticks = [-bound / 2, 0, bound / 2]
    figure.update_xaxes(range=[-bound, bound], constrain="domain", tickvals=ticks)
    figure.update_yaxes(range=[-bound, bound], scaleanchor="x", constrain="domain", tickvals=ticks)
    figure.update_xaxes(title_text="x<sub>1</sub>", row=rows)
    figure.update_yaxes(title_text="x<sub>2</sub>", col=1)
    figure.update_layout(
        showlegend=False,
        coloraxis={
            "colorscale": style.DIVERGING,
            "cmin": low,
            "cmax": high,
            "colorbar": {"thickness": 14},
            "showscale": with_scale,
        },
    )
    return figure.update_annotations(font_size=style.TEXT)


def gallery_picture(
    values: Sequence[np.ndarray], titles: Sequence[str], *, columns: int, height: int = 350
) -> go.Figure:
    """Many small maps with one colour scale and no axes, as one: a figure of many plots would take long to draw.

    Args:
        values: of each map, (size, size), rows from top to bottom.
        titles: what stands above each.
        columns: maps in a row.
        height: of the figure.
    """
    size = values[0].shape[0]
    across, down = size + size // 7, size + size // 3  # from one map to the next
    rows = -(-len(values) // columns)
    low, high = colour_range(values)
    # In 250 steps, a byte each; between the maps stands the middle one, which is the page's background.
    canvas = np.full((rows * down, columns * across - size // 7), 125, np.uint8)
    notes = []
    for n, (plane, title) in enumerate(zip(values, titles, strict=True)):
        top, left = (n // columns) * down + size // 3, (n % columns) * across
        canvas[top : top + size, left : left + size] = np.rint(250 * (plane - low) / ((high - low) or 1.0))
        notes.append(style.note(left + size / 2, top - 2, title, yanchor="bottom"))
    figure = style.plain_figure(height)
    figure.add_heatmap(z=canvas, zmin=0, zmax=250, colorscale=style.DIVERGING, showscale=False, hoverinfo="skip")
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain")
    return figure.update_layout(annotations=notes, margin={"l": 4, "r": 0, "t": 0, "b": 0})


def colour_range(values: Sequence[np.ndarray]) -> tuple[float, float]:
    """0 to 1 for values that lie there; else as far to both sides of 0 as they go."""
    smallest, largest = min(float(v.min()) for v in values), max(float(v.max()) for v in values)
    if smallest >= 0 and largest <= 1:
        return 0.0, 1.0
    bound = max(-smallest, largest)
    return -bound, bound


def answers_picture(texts: Texts, answers: np.ndarray, names: Sequence[str], height: int = 300) -> go.Figure:
    """What several functions answer to one digit: a row a function, a column a digit.

    Args:
        texts: the page's words.
        answers: confidences, (functions, 10).
        names: of the functions.
        height: of the figure.
    """
    figure = style.plain_figure(height)
    figure.add_heatmap(
        z=100 * answers,
        x=[str(digit) for digit in range(answers.shape[1])],
        y=list(names),
        colorscale=((0.0, style.BACKGROUND), (1.0, style.BLUE)),
        zmin=0.0,
        zmax=max(50.0, float(100 * answers.max())),
        texttemplate="%{z:.0f}",
        textfont={"size": style.TEXT},
        showscale=False,
        hovertemplate="%{y}<br>y<sub>%{x}</sub> = %{z:.2f} %<extra></extra>",
    )
    figure.update_xaxes(type="category", side="top", title_text=texts("axis_confidence"))
    return figure.update_yaxes(type="category", autorange="reversed", showgrid=False)


def regions_picture(regions: np.ndarray, bound: float, height: int = 260) -> go.Figure:
    """The pieces that a ReLU network folds a plane into, each in a shade of its own.

    Args:
        regions: the number of each point's piece, (size, size), on `function_set.input_grid(bound, size)`.
        bound: the plane reaches from −bound to bound.
        height: of the figure.
    """
    count = int(regions.max()) + 1
    # Neighbours in number are mostly neighbours in the plane: the golden ratio puts their shades far apart.
    shades = (255 * ((np.arange(count) * 0.618034) % 1.0)).astype(np.uint8)
    at = np.linspace(-bound, bound, regions.shape[0])
    figure = style.plain_figure(height)
    figure.add_heatmap(
        z=shades[regions],
        x=at,
        y=at[::-1],
        colorscale=style.DIVERGING,
        showscale=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(visible=False, range=[-bound, bound], constrain="domain")
    figure.update_yaxes(visible=False, range=[-bound, bound], scaleanchor="x", constrain="domain")
    return figure.update_layout(margin={"l": 0, "r": 0, "t": 4, "b": 4})
