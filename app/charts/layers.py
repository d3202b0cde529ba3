"""Layer activations of one digit as HTML: the output layer's table, and the strongest paths through the network."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..state.language import Texts
from .numbers import plain
from .style import BLUE, ORANGE, png_url

STYLE = """
<style>
  .kd-scroll { overflow-x: auto; }
  .kd-table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.95rem; }
  .kd-table th, .kd-table td {
    padding: 0.22rem 0.42rem; text-align: right; white-space: nowrap; border-bottom: 1px solid rgb(128 128 128 / 28%);
  }
  .kd-table th { font-weight: 600; text-align: left; }
  .kd-table thead th { text-align: right; }
  .kd-table .kd-best { background: rgb(37 131 197 / 16%); font-weight: 700; }
</style>
"""
WIDTH, HEIGHT = 900, 400
TOP, BOTTOM, LEFT, RIGHT = 52, 14, 130, 74
RADIUS = 10.0
FEWEST = 0.06  # of a layer's strongest product: what is smaller is no line
PIXEL_SIDE = 118


def output_table(texts: Texts, z: np.ndarray, y: np.ndarray) -> str:
    """The ten logits and what softmax makes of them, z and y (10,)."""
    best = int(y.argmax())
    rows = (
        (texts("digit_head"), [str(digit) for digit in range(len(z))]),
        (texts("logit_head"), [plain(float(value)) for value in z]),
        (texts("output_head"), [">0.999" if value > 0.9995 else plain(float(value), 2) for value in y]),
    )
    lines = [
        f"<tr><th scope=row>{html.escape(head)}</th>"
        + "".join(f"<td{' class=kd-best' if digit == best else ''}>{cell}</td>" for digit, cell in enumerate(cells))
        + "</tr>"
        for head, cells in rows
    ]
    return f'<div class="kd-scroll"><table class="kd-table">{"".join(lines)}</table></div>'


@dataclass(frozen=True)
class Column:
    """A layer's drawn neurons.

    Attributes:
        head: written above.
        numbers: what each is called.
        a: what each sends, 0 and more drawn the fuller the larger, below 0 in orange.
        products: the w·a that arrive at each from each drawn neuron of the column before, (neurons, before); the first
            column's come from all pixels together, (neurons, 1).
    """

    head: str
    numbers: Sequence[int]
    a: np.ndarray
    products: np.ndarray


def strongest_ways(texts: Texts, seen: np.ndarray, columns: Sequence[Column], outputs: np.ndarray) -> str:
    """The digit, the neurons that matter, and the products w·a between them, blue above 0 and orange below.

    Args:
        texts: the page's words.
        seen: the digit, (28, 28), 0 to 1.
        columns: hidden layers, then the output layer.
        outputs: y, (10,), written beside the last column.
    """
    xs = np.linspace(LEFT + 95, WIDTH - RIGHT, len(columns)) if len(columns) > 1 else np.array([WIDTH - RIGHT])
    pixels = (LEFT - 8.0, (TOP + HEIGHT - BOTTOM) / 2)
    parts, before = [], [pixels]
    for x, column in zip(xs, columns, strict=True):
        places = [(float(x), y) for y in _heights(len(column.numbers))]
        parts += _lines(column.products, before, places)
        before = places
    for x, column, last in zip(xs, columns, [False] * (len(columns) - 1) + [True], strict=True):
        parts += _neurons(texts, float(x), column, outputs if last else None)
    parts.append(
        f'<image href="{png_url(seen)}" x="{LEFT - 8 - PIXEL_SIDE}" y="{pixels[1] - PIXEL_SIDE / 2:.0f}" '
        f'width="{PIXEL_SIDE}" height="{PIXEL_SIDE}"/>'
        f'<text font-weight="600" x="{LEFT - 8 - PIXEL_SIDE / 2}" y="20" text-anchor="middle">x</text>'
    )
    return (
        f'<svg class="wide" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" font-size="13" role="img" '
        f'aria-label="{html.escape(texts("ways_alt"))}">'
        f"{''.join(parts)}</svg>"
    )


def _heights(count: int) -> list[float]:
    """Where so many neurons stand, evenly, in the middle of the column."""
    room = HEIGHT - TOP - BOTTOM
    gap = min(room / max(count, 1), 36.0)
    start = TOP + (room - gap * (count - 1)) / 2
    return [start + gap * n for n in range(count)]


def _lines(products: np.ndarray, before: list[tuple[float, float]], here: list[tuple[float, float]]) -> list[str]:
    most = float(np.abs(products).max(initial=0.0)) or 1.0
    found = []
    for (j, i), product in np.ndenumerate(products):
        share = abs(float(product)) / most
        if share >= FEWEST:
            (x1, y1), (x2, y2) = before[i], here[j]
            found.append((share, product, x1, y1, x2, y2))
    # The strongest lie on top.
    return [
        f'<line x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}" stroke="{BLUE if product > 0 else ORANGE}" '
        f'stroke-width="{0.5 + 4.5 * share:.1f}" stroke-opacity="{0.15 + 0.8 * share:.2f}"/>'
        for share, product, x1, y1, x2, y2 in sorted(found)
    ]


def _neurons(texts: Texts, x: float, column: Column, outputs: np.ndarray | None) -> list[str]:
    lit = np.asarray(column.a if outputs is None else outputs, float)
    most = float(np.abs(lit).max(initial=0.0)) or 1.0
    best = int(outputs.argmax()) if outputs is not None else -1
    parts = [f'<text font-weight="600" x="{x:.0f}" y="20" text-anchor="middle">{html.escape(column.head)}</text>']
    for n, (number, y) in enumerate(zip(column.numbers, _heights(len(column.numbers)), strict=True)):
        colour = BLUE if lit[n] >= 0 else ORANGE
        said = texts("ways_neuron", number=number, a=plain(float(column.a[n])))
        parts.append(
            f'<circle cx="{x:.0f}" cy="{y:.1f}" r="{RADIUS}" fill="{colour}" fill-opacity="{abs(lit[n]) / most:.2f}" '
            f'stroke="currentColor" stroke-opacity="0.55"><title>{html.escape(said)}</title></circle>'
        )
        label = str(number) if outputs is None else f"{number}: {100 * outputs[n]:.1f} %"
        weight = ' font-weight="700"' if n == best else ""
        parts.append(f'<text x="{x + RADIUS + 5:.0f}" y="{y + 4.3:.1f}"{weight}>{label}</text>')
    return parts
