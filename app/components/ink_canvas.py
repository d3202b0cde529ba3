"""Drawing canvas: the page's ink as a Streamlit component, bundled from `ink_canvas.js`."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from kerasdl.errors import PictureError
from kerasdl.inference.image_decoder import opened_image

from ..state import language, session

SIDE = 280  # ink.js's SIZE: what the network is given, however large the canvas is on the screen

HTML = """
<div class="ink">
  <canvas id="ink" role="img"></canvas>
  <div class="tools">
    <button id="undo" type="button"></button>
    <button id="clear" type="button"></button>
  </div>
  <label><input id="live" type="checkbox"><span></span></label>
</div>
"""

CSS = """
.ink { max-width: 272px; margin: 0 auto; font-family: var(--st-font); }
#ink {
  display: block; width: 100%; aspect-ratio: 1; box-sizing: border-box; cursor: crosshair;
  color: var(--st-text-color); background: var(--st-secondary-background-color);
  border-radius: var(--st-base-radius); outline: 2px solid var(--st-border-color);
}
label { display: flex; gap: 0.5rem; align-items: center; margin-top: 0.7rem; font-size: 0.95rem; cursor: pointer; }
label input { accent-color: var(--st-primary-color); width: 1.05rem; height: 1.05rem; margin: 0; }
.tools { display: flex; gap: 0.5rem; margin-top: 0.6rem; }
button {
  flex: 1; padding: 0.45rem 0; font: inherit; color: inherit; cursor: pointer;
  color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
}
button:hover:enabled { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
button:disabled { opacity: 0.45; cursor: default; }
"""


def ink_canvas(key: str) -> np.ndarray | None:
    """Show the canvas; what was drawn stays while the visitor goes to other pages.

    It sends what was drawn when a stroke ends; where the visitor wishes, some times a second while one is drawn.

    Returns:
        uint8, (280, 280), white ink on black; None while nothing is drawn.
    """
    kept = session.drawing() or {}
    mount = st.components.v2.component("kerasdl_ink", html=HTML, css=CSS, js=_script())
    texts = language.texts("common")
    words = {name: texts(f"ink_{name}") for name in ("canvas", "undo", "clear", "live", "live_help")}
    # As one text: Streamlit looks into everything else for tables, at every stroke.
    data = {"strokes": json.dumps(kept.get("strokes", [])), "words": words}
    result = mount(key=key, data=data, on_drawing_change=lambda: None)
    drawn = getattr(result, "drawing", None)
    if isinstance(drawn, dict):
        session.keep_drawing(drawn)
    return picture_of(session.drawing())


@st.cache_data
def _script() -> str:
    # Streamlit takes a script of a single line for a file's name.
    return "// bundled\n" + Path(__file__).with_name("ink_canvas.bundle.js").read_text(encoding="utf-8")


def picture_of(drawing: dict[str, Any] | None) -> np.ndarray | None:
    """The pixels of a drawing; None where there are none, or not those of a drawing: a browser may send anything."""
    png = drawing.get("png") if drawing else None
    if not isinstance(png, str):
        return None
    try:
        with opened_image(base64.b64decode(png, validate=True), "a drawing", ["PNG"]) as image:
            if image.size != (SIDE, SIDE):
                return None
            return np.asarray(image.convert("L"))
    except (PictureError, ValueError):  # ValueError: not in base 64
        return None
