"""Small pictures of a few lines' height in HTML: they draw at once, and their text follows the theme.

Streamlit takes SVG out of HTML, but for that in an image's address; there it does not know the theme, so it holds no text.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence

import numpy as np

from .style import BLUE, GREY, ORANGE

BAR = 46  # pixels of the highest bar


def ten_outputs(confidences: np.ndarray, description: str) -> str:
    """Ten bars beside each other, the highest one strong and as tall as there is room, over the digits' names.

    Args:
        confidences: (10,), 0 to 1.
        description: what a screen reader says.
    """
    best, most = int(confidences.argmax()), float(confidences.max())
    columns = []
    for digit, share in enumerate(confidences):
        tall, (opacity, weight) = max(1.0, BAR * float(share) / most), (1.0, 700) if digit == best else (0.5, 400)
        columns.append(
            '<div style="display:flex;flex-direction:column;align-items:center;width:0.85rem">'
            f'<div style="width:0.6rem;height:{tall:.1f}px;background:{BLUE};opacity:{opacity}"></div>'
            f'<div style="font-size:0.75rem;line-height:1.2;font-weight:{weight}">{digit}</div></div>'
        )
    around = "display:flex;align-items:flex-end;justify-content:center"
    return f'<div role="img" aria-label="{html.escape(description)}" style="{around}">{"".join(columns)}</div>'


def falling_line(values: Sequence[float], description: str, width: int = 330, height: int = 70) -> str:
    """A curve over its axes, with a dot at its end: values that were reached one after another."""
    across = np.linspace(6, width - 6, len(values))
    most = max(max(values), 1e-12)
    down = [height - 6 - (height - 12) * value / most for value in values]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<path d="M3,3 V{height - 3} H{width - 3}" fill="none" stroke="{GREY}"/>'
        f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="2.5" stroke-linejoin="round"/>'
        f'<circle cx="{across[-1]:.1f}" cy="{down[-1]:.1f}" r="4.5" fill="{ORANGE}"/></svg>'
    )
    url = f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"
    return f'<img src="{url}" alt="{html.escape(description)}" style="max-width:100%">'
