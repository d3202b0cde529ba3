"""Figures of many answers: confusion matrix, reliability diagram, distortions, features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from ..state.language import Texts
from .style import BLUE, GREY, ORANGE, TEXT, plain_figure

DASHES = ("solid", "dot")
# A colour for each digit, beside its shape, which says it: of middling lightness, to stand out on both backgrounds.
TEN = ("#2583C5", "#D55E00", "#009E73", "#B5479B", "#8B919E", "#A67C00", "#56A5E0", "#C44E52", "#6A6FC9", "#3C8D6E")


def confusion(texts: Texts, matrix: np.ndarray, chosen: tuple[int, int] | None, height: int = 470) -> go.Figure:
    """Rows: the true digit; columns: the answer. Right answers are left pale: there are fifty times as many.

    Args:
        matrix: counts, (10, 10).
        chosen: the cell that is framed, row and column.
    """
    digits = [str(digit) for digit in range(len(matrix))]
    wrong = matrix.astype(float)
    np.fill_diagonal(wrong, np.nan)
    figure = plain_figure(height)
    figure.add_heatmap(
        z=np.sqrt(wrong),  # so that a single error is seen beside thirty
        x=digits,
        y=digits,
        colorscale=[[0, "rgba(213,94,0,0)"], [1, "rgba(213,94,0,0.9)"]],
        zmin=0,
        showscale=False,
        text=[[f"{count:,}" if count else "" for count in row] for row in matrix],
        texttemplate="%{text}",
        textfont={"size": TEXT - 1},
        hoverinfo="skip",
        xgap=2,
        ygap=2,
    )
    truth, answer = (part.ravel() for part in np.indices(matrix.shape))
    # Heat maps cannot be clicked: over each cell lies a mark that can.
    figure.add_scatter(
        x=answer.astype(str),
        y=truth.astype(str),
        mode="markers",
        marker={"symbol": "square", "size": 26, "color": "rgba(0,0,0,0.004)"},
        customdata=np.stack([truth, answer, matrix.ravel()], axis=1),
        hovertemplate=texts("confusion_hover") + "<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        showlegend=False,
    )
    if chosen is not None:
        row, column = chosen
        figure.add_shape(
            type="rect",
            x0=column - 0.5,
            x1=column + 0.5,
            y0=row - 0.5,
            y1=row + 0.5,
            line={"color": BLUE, "width": 3},
        )
    figure.update_layout(margin={"t": 4})
    figure.update_xaxes(type="category", title_text=texts("answer"), showgrid=False, range=[-0.5, 9.5])
    return figure.update_yaxes(type="category", title_text=texts("truth"), showgrid=False, range=[9.5, -0.5])


def calibration(texts: Texts, bins: Sequence[Mapping[str, float]], height: int = 330) -> go.Figure:
    """How often the answers of a confidence are right: on the diagonal, confidences mean what they say."""
    figure = plain_figure(height)
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        mode="lines",
        name=texts("perfect"),
        line={"color": GREY, "dash": "dash", "width": 2},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[100 * one["confidence"] for one in bins],
        y=[100 * one["accuracy"] for one in bins],
        mode="lines+markers",
        name=texts("bins"),
        marker={"color": BLUE, "size": [6 + 4 * np.log10(one["count"]) for one in bins]},
        line={"color": BLUE, "width": 2},
        customdata=[one["count"] for one in bins],
        hovertemplate=texts("bin_hover") + "<extra></extra>",
        cliponaxis=False,
    )
    figure.update_xaxes(title_text=texts("confidence"), range=[0, 102], ticksuffix=" %", dtick=25)
    return figure.update_yaxes(title_text=texts("right"), range=[0, 104], ticksuffix=" %", dtick=25)


def answered(
    texts: Texts, thresholds: np.ndarray, share: np.ndarray, accuracy: np.ndarray, chosen: float, height: int = 330
) -> go.Figure:
    """What a threshold costs and gives: the share that is answered, and how much of that is right."""
    figure = plain_figure(height)
    for values, name, color, dash in (
        (share, "share_answered", BLUE, DASHES[0]),
        (accuracy, "accuracy_answered", ORANGE, DASHES[1]),
    ):
        figure.add_scatter(
            x=100 * thresholds,
            y=100 * values,
            mode="lines",
            name=texts(name),
            line={"color": color, "width": 3, "dash": dash},
            hovertemplate="%{x:.0f} %: %{y:.2f} %<extra></extra>",
        )
    figure.add_vline(100 * chosen, line={"color": GREY, "dash": "dash", "width": 2})
    figure.update_xaxes(title_text=texts("threshold"), range=[0, 100], ticksuffix=" %")
    return figure.update_yaxes(ticksuffix=" %", rangemode="normal")


def robustness(
    texts: Texts,
    unit: str,
    strengths: Sequence[float],
    curves: Mapping[str, Sequence[float]],
    neutral: float,
    height: int = 330,
) -> go.Figure:
    """Accuracy against the strength of a distortion, one line a way of reading.

    Args:
        unit: of the strength, for the axis.
        strengths: ascending.
        curves: "centred" and "as_is" -> shares read right.
        neutral: the strength that changes nothing.
    """
    figure = plain_figure(height)
    looks = {"centred": (BLUE, DASHES[0], "circle"), "as_is": (ORANGE, DASHES[1], "diamond")}
    for name, shares in curves.items():
        color, dash, symbol = looks[name]
        figure.add_scatter(
            x=list(strengths),
            y=[100 * share for share in shares],
            mode="lines+markers",
            name=texts(f"curve_{name}"),
            line={"color": color, "dash": dash, "width": 3},
            marker={"symbol": symbol, "size": 9},
            hovertemplate="%{x}: %{y:.1f} %<extra></extra>",
            cliponaxis=False,
        )
    figure.add_vline(neutral, line={"color": GREY, "dash": "dot", "width": 1})
    figure.update_xaxes(title_text=unit, tickvals=list(strengths))
    return figure.update_yaxes(range=[0, 103], ticksuffix=" %", title_text=texts("right"))


def points(texts: Texts, places: np.ndarray, labels: np.ndarray, wrong: np.ndarray, height: int = 470) -> go.Figure:
    """Digits on a plane, each drawn as what it is; those that are misread are ringed.

    Args:
        places: (n, 2).
        labels: what they are, (n,).
        wrong: whether they are misread, (n,).
    """
    figure = plain_figure(height)
    for digit in np.unique(labels):
        some = labels == digit
        figure.add_scatter(
            x=places[some, 0],
            y=places[some, 1],
            mode="text",
            text=[str(digit)] * int(some.sum()),
            textfont={"color": TEN[int(digit) % len(TEN)], "size": TEXT - 1},
            showlegend=False,
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=places[wrong, 0],
        y=places[wrong, 1],
        mode="markers",
        marker={"symbol": "circle-open", "size": 20, "color": ORANGE, "line": {"width": 2}},
        name=texts("misread", count=int(wrong.sum())),
        showlegend=True,
        hoverinfo="skip",
    )
    figure.update_xaxes(visible=False)
    return figure.update_yaxes(visible=False)


def probes(texts: Texts, names: Sequence[str], accuracies: Sequence[float], separations: Sequence[float]) -> go.Figure:
    """Layer by layer: what a linear classifier reads of the features, and how far apart the digits' classes lie."""
    figure = plain_figure(300)
    for values, name, color in ((accuracies, "probe", BLUE), (separations, "separation", ORANGE)):
        figure.add_bar(
            x=list(names),
            y=[100 * value for value in values],
            name=texts(name),
            marker_color=color,
            text=[f"{100 * value:.1f}" for value in values],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    figure.update_layout(barmode="group")
    return figure.update_yaxes(range=[0, 112], ticksuffix=" %", tickvals=[0, 25, 50, 75, 100])
