"""A canvas to draw on: the page's own `web/drawing/ink.js` as a Streamlit component."""

from __future__ import annotations

import base64
import binascii
import io
import json
from typing import Any

import language
import numpy as np
import session
import streamlit as st
from PIL import Image

from kerasdl.errors import ModelError
from kerasdl.models.store import shipped

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

# Streamlit calls the default export when the component appears, and again whenever its data or the theme changes.
ADAPTER = """
const mounted = new WeakMap();
const LIVE_EVERY = 250;  // milliseconds between two looks at a stroke that is being drawn

function asPng(canvas, { data, width, height }) {
  const copy = canvas.ownerDocument.createElement('canvas');
  [copy.width, copy.height] = [width, height];
  const context = copy.getContext('2d');
  const picture = context.createImageData(width, height);
  data.forEach((grey, i) => picture.data.set([grey, grey, grey, 255], 4 * i));
  context.putImageData(picture, 0, 0);
  return copy.toDataURL('image/png').split(',')[1];
}

function mount(canvas, root, strokes) {
  const place = { send: () => {}, sent: 0, color: getComputedStyle(canvas).color };
  const [undo, clear, live] = ['#undo', '#clear', '#live'].map((id) => root.querySelector(id));
  const showTools = () => {
    undo.disabled = !ink.canUndo();
    clear.disabled = ink.isEmpty();
  };
  const ink = createInk(canvas, {
    onChange({ drawing }) {
      showTools();
      if (drawing && !(live.checked && Date.now() - place.sent > LIVE_EVERY)) return;
      place.sent = Date.now();
      const rounded = ink.strokes.map((points) => points.map((point) => point.map((v) => Math.round(10 * v) / 10)));
      place.send('drawing', { png: ink.isEmpty() ? null : asPng(canvas, ink.pixels()), strokes: rounded });
    },
  });
  ink.setStrokes(strokes);
  undo.onclick = ink.undo;
  clear.onclick = ink.clear;
  showTools();
  return Object.assign(place, { ink });
}

export default function ({ parentElement, data, setStateValue }) {
  const canvas = parentElement.querySelector('#ink');
  if (!mounted.has(canvas)) mounted.set(canvas, mount(canvas, parentElement, JSON.parse(data?.strokes ?? '[]')));
  const place = mounted.get(canvas);
  place.send = setStateValue;
  canvas.setAttribute('aria-label', data?.words?.canvas ?? '');
  for (const id of ['undo', 'clear']) parentElement.querySelector(`#${id}`).textContent = data?.words?.[id] ?? id;
  parentElement.querySelector('label span').textContent = data?.words?.live ?? '';
  parentElement.querySelector('label').title = data?.words?.live_help ?? '';
  const { color } = getComputedStyle(canvas);
  if (color !== place.color) {
    place.color = color;
    place.ink.redraw();  // in the new theme's ink
  }
  return () => {
    place.ink.destroy();
    mounted.delete(canvas);
  };
}
"""


def ink_canvas(key: str) -> np.ndarray | None:
    """Show the canvas; what was drawn stays while the visitor goes to other pages.

    It sends what was drawn when a stroke ends; where the visitor wishes, some times a second while one is drawn.

    Returns:
        uint8, (280, 280), white ink on black; None while nothing is drawn.

    Raises:
        ModelError: this installation lacks the page's modules.
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
    file = shipped("web") / "drawing" / "ink.js"
    try:
        return file.read_text(encoding="utf-8") + ADAPTER
    except OSError as error:
        raise ModelError(f"The canvas needs the page's ink.js. Received: {file} ({error.strerror})") from None


def picture_of(drawing: dict[str, Any] | None) -> np.ndarray | None:
    """The pixels of a drawing; None where there are none, or not those of a drawing: a browser may send anything."""
    png = drawing.get("png") if drawing else None
    if not isinstance(png, str):
        return None
    try:
        with Image.open(io.BytesIO(base64.b64decode(png, validate=True)), formats=["PNG"]) as image:
            if image.size != (SIDE, SIDE):
                return None
            return np.asarray(image.convert("L"))
    except (binascii.Error, ValueError, OSError, SyntaxError):
        return None
