"""Activation function of one neuron in SVG, with the point where the neuron is."""

from __future__ import annotations

import html

import numpy as np

from ..state.language import Texts
from .numbers import plain
from .style import BLUE, GREY, ORANGE

SAMPLES = 121
NARROWEST = 4.0  # the curve is drawn at least from −4 to 4
WIDTH, HEIGHT = 380, 240
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 26, 34


def curve_ends(z: float) -> tuple[float, float]:
    """From where to where the curve of a neuron at z is drawn."""
    reach = max(NARROWEST, 1.35 * abs(z))
    return -reach, reach


def activation_curve(texts: Texts, name: str, zs: np.ndarray, a: np.ndarray, point: tuple[float, float]) -> str:
    """σ as a line, and the neuron's (z, a) on it.

    Args:
        texts: the page's words.
        name: what σ is called.
        zs: where it is drawn, ascending, (n,).
        a: σ there, (n,).
        point: z and a of the neuron.
    """
    low, high = min(float(a.min()), 0.0), max(float(a.max()), 1.0)

    def place(z: float, value: float) -> tuple[float, float]:
        share = (z - zs[0]) / (zs[-1] - zs[0])
        return (
            LEFT + share * (WIDTH - LEFT - RIGHT),
            TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM),
        )

    line = " ".join("{:.1f},{:.1f}".format(*place(z, value)) for z, value in zip(zs, a, strict=True))
    (x, y), (zero_x, zero_y), (_, top) = place(*point), place(0.0, 0.0), place(0.0, high)
    thin = 'stroke="currentColor" stroke-opacity="0.35"'
    dots = f'stroke="{GREY}" stroke-width="1.5" stroke-dasharray="3 4"'
    marks = [
        _text(WIDTH - RIGHT, HEIGHT - 6, "z", "end"),
        _text(LEFT - 8, top + 4, plain(high, 2), "end"),
        _text(LEFT - 8, zero_y + 4, "0", "end"),
        _text(x, HEIGHT - 6, plain(point[0]), "middle", bold=True),
        _text(LEFT, 14, texts("curve_title", name=name), "start", bold=True),
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" font-size="13" role="img" '
        f'aria-label="{html.escape(texts("curve_alt", name=name, z=plain(point[0]), a=plain(point[1])))}">'
        f'<path d="M{LEFT},{zero_y:.1f}H{WIDTH - RIGHT}M{zero_x:.1f},{TOP}V{HEIGHT - BOTTOM}" {thin}/>'
        f'<path d="M{x:.1f},{HEIGHT - BOTTOM}V{y:.1f}H{LEFT}" fill="none" {dots}/>'
        f'<polyline points="{line}" fill="none" stroke="{BLUE}" stroke-width="3"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6.5" fill="{ORANGE}"/>'
        f"{''.join(marks)}</svg>"
    )


def _text(x: float, y: float, said: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"{weight}>{html.escape(said)}</text>'
