"""Parity of export formats for one digit: confidences beside each other, to the last decimals."""

from __future__ import annotations

import html
from collections.abc import Mapping
from itertools import takewhile

import numpy as np
import plotly.graph_objects as go

from ..state.language import Texts
from . import style
from .numbers import raised

DECIMALS = 8  # what float32 tells apart, and one more


def agreement_table(texts: Texts, answers: Mapping[str, np.ndarray]) -> str:
    """A digit's ten confidences by every format, as an HTML table; decimals that differ from Keras's stand out.

    Args:
        texts: of the page Export.
        answers: `keras` first, then others by name, each (10,).
    """
    heads = "".join(f"<th>{html.escape(texts(name))}</th>" for name in answers)
    best = int(answers["keras"].argmax())
    rows = []
    for digit in range(len(answers["keras"])):
        expected = f"{answers['keras'][digit]:.{DECIMALS}f}"
        cells = "".join(f"<td>{_compared(f'{y[digit]:.{DECIMALS}f}', expected)}</td>" for y in answers.values())
        weight = ' style="font-weight:700"' if digit == best else ""
        rows.append(f"<tr{weight}><th>{digit}</th>{cells}</tr>")
    return (
        '<div class="kerasdl-agreement" tabindex="0"><table>'
        f"<thead><tr><th>{html.escape(texts('digit'))}</th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _compared(number: str, expected: str) -> str:
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(number, expected, strict=False)))
    return number[:same] + (f"<u>{number[same:]}</u>" if same < len(number) else "")


def size_bars(texts: Texts, names: list[str], on_disk: list[int], gzipped: list[int]) -> go.Figure:
    """Bytes of each format, on disk and as they travel."""
    figure = style.plain_figure(90 + 62 * len(names))
    for label, values, color in (("on_disk", on_disk, style.BLUE), ("travels", gzipped, style.GREY)):
        figure.add_bar(
            y=[texts(name) for name in names],
            x=values,
            name=texts(label),
            orientation="h",
            marker_color=color,
            text=[kilobytes(value) for value in values],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    figure.update_xaxes(visible=False, range=[0, 1.25 * max(on_disk)])
    return figure.update_yaxes(autorange="reversed", type="category")


def kilobytes(count: int) -> str:
    """1234567 -> "1,235 kB"."""
    return f"{count / 1000:,.0f}\N{NO-BREAK SPACE}kB"


def power(number: float) -> str:
    """0.0000012 -> "1.2 · 10⁻⁶"; 0 stays 0."""
    if number == 0:
        return "0"
    digits, exponent = f"{number:.1e}".split("e")
    return f"{digits}\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}10{raised(int(exponent))}"
