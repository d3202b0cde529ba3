"""Style of the dashboard's pictures: colours, margins, and small pictures of digits.

Text, grid and background are left to Streamlit's Plotly theme, which follows the light or dark theme; the colours here
are told apart by colour-blind people and stand out on both backgrounds. Charts know no screen: they call no `st`.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from PIL import Image

BLUE = "#2583C5"  # what the network says; training digits; positive weights
ORANGE = "#D55E00"  # what is true; validation digits; negative weights
GREY = "#8B919E"
BACKGROUND = "#000038"  # stands for the page's own: Streamlit's Plotly theme puts that in its place, light or dark
DIVERGING = ((0.0, ORANGE), (0.5, BACKGROUND), (1.0, BLUE))  # a colour scale from negative over 0 to positive
PLAIN = {"displayModeBar": False}  # for st.plotly_chart
TEXT = 15
AXIS = {
    "automargin": True,
    "fixedrange": True,
    "tickfont": {"size": TEXT},
    "title": {"font": {"size": TEXT}, "standoff": 14},
}


def plain_figure(height: int, x: dict[str, Any] | None = None, y: dict[str, Any] | None = None) -> go.Figure:
    """An empty figure with the margins, font size and behaviour of all.

    Built in one go: Plotly checks every later update of an axis anew, which takes longer than all the rest.

    Args:
        height: pixels.
        x, y: what else the axes are to have.
    """
    return go.Figure(layout={**_layout(height), "xaxis": {**AXIS, **(x or {})}, "yaxis": {**AXIS, **(y or {})}})


def settle(figure: go.Figure, height: int) -> go.Figure:
    """Give a figure that was made otherwise, with subplots say, what all have alike."""
    return figure.update_layout(_layout(height)).update_xaxes(AXIS).update_yaxes(AXIS)


def _layout(height: int) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 36, "b": 8},
        "font": {"size": TEXT},
        "hoverlabel": {"font": {"size": TEXT}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": TEXT}},
        "bargap": 0.25,
    }


def png_url(pixels: np.ndarray) -> str:
    """A picture as a URL that holds it: uint8 or 0 to 1, (height, width) grey or (height, width, 4) with transparency."""
    grey = pixels if pixels.dtype == np.uint8 else np.rint(255 * np.clip(pixels, 0, 1)).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(grey).save(buffer, format="PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def picture(pixels: np.ndarray, side: int, caption: str = "", description: str = "") -> str:
    """A digit as an HTML figure `side` pixels wide: white ink on black in either theme, as the network gets it."""
    return (
        f'<figure><img src="{png_url(pixels)}" width="{side}" height="{side}" '
        f'alt="{html.escape(description or caption)}">'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
    )


def pictures(figures: Sequence[str]) -> str:
    """Pictures side by side, in as many rows as it takes."""
    return f'<div class="kerasdl-pictures">{"".join(figures)}</div>'


def note(x: float, y: float, text: str, size: int = TEXT, **more: object) -> dict:
    """Words at a place of a figure; all of a figure's go to one `update_layout`, since each added alone costs more."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": size}, **more}
