"""Loss curves over the confidence of the true digit, with the present digit on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..state.language import Texts
from .numbers import plain
from .style import BLUE, GREY, ORANGE, TEXT, plain_figure

X = {
    "range": [-2, 104],
    "tickvals": [0, 25, 50, 75, 100],
    "ticktext": ["0", "25 %", "50 %", "75 %", "100 %"],
}
HIGHEST = 6.0  # the curve −ln y grows without end; the axis follows a point above this


def loss_curve(
    texts: Texts,
    confidences: np.ndarray,
    losses: np.ndarray,
    here: tuple[float, float],
    label: int,
    height: int = 300,
) -> go.Figure:
    """The loss −ln y over the confidence y of the true digit.

    Args:
        texts: the words.
        confidences: where the curve is drawn, 0 to 1, (n,).
        losses: the loss there, (n,).
        here: confidence and loss of the present digit.
        label: the true digit.
        height: in pixels.
    """
    y, loss = 100 * here[0], here[1]
    figure = plain_figure(
        height,
        x={**X, "title_text": texts("curve_x", label=label)},
        y={"title_text": texts("curve_y"), "range": [-0.02 * HIGHEST, max(HIGHEST, 1.12 * loss)]},
    )
    hover = "y = %{x:.1f} %<br>−ln y = %{y:.3f}<extra></extra>"
    # Lines to both axes: from the confidence up to the curve, and across to the loss.
    across = {"color": GREY, "width": 1.5, "dash": "dot"}
    figure.add_traces(
        [
            _line(100 * confidences, losses, {"color": BLUE, "width": 3}, hovertemplate=hover),
            _line([y, y, 0], [0, loss, loss], across, hoverinfo="skip"),
            _points([y], [loss], hovertemplate=f"y = {plain(y)} %<br>l = {plain(loss)}<extra></extra>"),
        ]
    )
    beside = {"xanchor": "left", "xshift": 14} if y < 50 else {"xanchor": "right", "xshift": 8, "yshift": 32}
    figure.add_annotation(
        x=y, y=loss, text=f"<b>l = {plain(loss)}</b>", showarrow=False, font={"size": TEXT + 3}, **beside
    )
    return figure.update_layout(showlegend=False)


def two_losses(
    texts: Texts,
    title: str,
    confidences: np.ndarray,
    curves: Sequence[np.ndarray],
    here: tuple[float, Sequence[float]],
    highest: float,
    height: int = 300,
) -> go.Figure:
    """Cross-entropy and squared error, or their slopes, over the confidence of the true digit.

    Args:
        texts: the words.
        title: what is drawn, for the vertical axis.
        confidences: where the curves are drawn, 0 to 1, (n,).
        curves: both there, (n,) each, cross-entropy first.
        here: the present digit's confidence, and its two values.
        highest: up to where the vertical axis goes; farther for a point above it.
        height: in pixels.
    """
    y, values = here
    figure = plain_figure(
        height,
        x={**X, "title_text": texts("pair_x")},
        y={"title_text": title, "range": [-0.02 * highest, max(highest, 1.08 * max(values))]},
    )
    hover = "y = %{x:.1f} %, %{y:.3f}<extra></extra>"
    looks = (
        (texts("cross_entropy"), {"color": BLUE, "width": 3}),
        (texts("squared_error"), {"color": GREY, "width": 3, "dash": "dash"}),
    )
    lines = [
        _line(100 * confidences, curve, line, name=name, hovertemplate=hover)
        for (name, line), curve in zip(looks, curves, strict=True)
    ]
    return figure.add_traces(
        [*lines, _points([100 * y] * 2, values, name=texts("pair_here"), hovertemplate=hover)]
    ).update_layout(showlegend=True)


def _line(x: Any, y: Any, line: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, **more}


def _points(x: Any, y: Any, **more: Any) -> dict[str, Any]:
    marker = {"color": ORANGE, "size": 14}
    return {"type": "scatter", "mode": "markers", "x": x, "y": y, "marker": marker, "cliponaxis": False, **more}
