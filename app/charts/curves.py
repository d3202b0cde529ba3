"""How loss and accuracy move in a training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from charts.style import BLUE, ORANGE, TEXT, settle

if TYPE_CHECKING:
    from runs import Moment


def learning_curves(points: Sequence[Moment], epochs: int, height: int = 330) -> go.Figure:
    """Loss and accuracy as they move: training digits as a line, validation digits as a dot an epoch."""
    figure = make_subplots(rows=1, cols=2, subplot_titles=("loss (mean lⁿ)", "read right"), horizontal_spacing=0.16)
    settle(figure, height)
    steps = [point.epoch - 1 + point.step / point.steps for point in points]
    ends = [(step, point.validation) for step, point in zip(steps, points, strict=True) if point.validation is not None]
    for column, name, scale in ((1, "loss", 1.0), (2, "accuracy", 100.0)):
        figure.add_scatter(
            x=steps,
            y=[scale * getattr(point, name) for point in points],
            mode="lines",
            name="training digits",
            line={"color": BLUE, "width": 3},
            showlegend=column == 1,
            row=1,
            col=column,
        )
        figure.add_scatter(
            x=[step for step, _ in ends],
            y=[scale * figures[f"validation_{name}"] for _, figures in ends],
            mode="lines+markers",
            name="validation digits",
            line={"color": ORANGE, "width": 2, "dash": "dot"},
            marker={"size": 9},
            cliponaxis=False,
            showlegend=column == 1,
            row=1,
            col=column,
        )
    figure.update_xaxes(range=[0, epochs * 1.02], title_text="epoch", dtick=max(1, -(-epochs // 6)))
    figure.update_yaxes(rangemode="tozero", col=1)
    figure.update_yaxes(ticksuffix=" %", col=2)
    if not points:
        figure.update_yaxes(range=[0, 2.5], col=1).update_yaxes(range=[0, 102], col=2)
    # Below the plots: above them stand the two titles.
    figure.update_layout(legend={"y": -0.28, "yanchor": "top"}, hovermode="x unified", uirevision="curves")
    return figure.update_annotations(font_size=TEXT + 1)
