"""Arrays as heat maps: a layer's matrix, a plane of a function's values, the answers of many functions."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from language import Texts
from plotly.subplots import make_subplots

from charts import style

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
