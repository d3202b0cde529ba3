"""Softmax figures: logits, their powers, confidences, and those of a plain output layer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from kerasdl.lecture.output_layer import SoftmaxSteps

from ..state.language import Texts
from . import style
from .numbers import raised, short, trimmed


def softmax_picture(
    texts: Texts, steps: SoftmaxSteps, sigmoids: np.ndarray, names: Sequence[str], tempered: bool, height: int = 300
) -> go.Figure:
    """Four panels of bars, from left to right: z, its powers, the confidences; and the sigmoids of z for contrast.

    Args:
        texts: the page's words.
        steps: of one example, arrays (classes,).
        sigmoids: σ(z), (classes,).
        names: of the classes.
        tempered: whether the temperature is not 1.
        height: of the figure.
    """
    powers = texts("panel_powers_t" if tempered else "panel_powers", total=figures(float(steps.total)))
    panels = (
        (texts("panel_z"), steps.z, style.GREY, short),
        (powers, steps.powers, style.GREY, figures),
        (texts("panel_softmax"), steps.y, style.BLUE, figures),
        (texts("panel_sigmoid"), sigmoids, style.GREY, figures),
    )
    figure = make_subplots(
        1, 4, subplot_titles=[title for title, *_ in panels], shared_yaxes=True, horizontal_spacing=0.035
    )
    style.settle(figure, height)
    for n, (_, values, colour, write) in enumerate(panels, start=1):
        figure.add_bar(
            y=list(names),
            x=values,
            orientation="h",
            marker_color=colour,
            text=[write(float(value)) for value in values],
            textposition="outside",
            cliponaxis=False,
            textfont={"size": style.TEXT},
            hovertemplate="%{y}: %{x:.6g}<extra></extra>",
            row=1,
            col=n,
        )
        figure.update_xaxes(range=_room(values), showticklabels=False, zeroline=True, row=1, col=n)
    for n in (3, 4):
        figure.update_xaxes(range=[0, 1.38], row=1, col=n)
    figure.update_yaxes(type="category", autorange="reversed")
    figure.update_layout(showlegend=False, bargap=0.3)
    figure.update_layout(margin={"t": 54})  # the titles have two lines
    return figure.update_annotations(font_size=style.TEXT)


def _room(values: np.ndarray) -> list[float]:
    """An axis that leaves room for the figures at the bars' ends."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    span = (high - low) or 1.0
    return [low - (0.42 * span if low < 0 else 0), high + 0.42 * span]


def figures(value: float) -> str:
    """A number in few characters, as on the slides: 20, 2.7, 0.05, 0.88."""
    if value and not 0.005 <= abs(value) < 1e5:
        mantissa, power = f"{value:.0e}".split("e")
        return f"{mantissa}·10{raised(int(power))}".replace("-", "−")
    if 0.995 <= value < 1:  # no confidence is certain
        return trimmed(value) if value < 0.99995 else "≈ 1"
    return (f"{value:.2f}" if abs(value) < 100 else f"{value:,.0f}").replace("-", "−")
