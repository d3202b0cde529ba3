"""SVG drawing as a Streamlit component, since Streamlit's own HTML leaves SVG out."""

from __future__ import annotations

import streamlit as st

SCRIPT = """
export default function ({ parentElement, data }) {
  parentElement.querySelector('.drawing').innerHTML = data.svg;
}
"""

CSS = """
.drawing { font-family: var(--st-font); color: var(--st-text-color); overflow-x: auto; }
svg { display: block; max-width: 100%; height: auto; }
svg.wide { min-width: 40rem; }
svg text { fill: currentColor; }
svg image { image-rendering: pixelated; }
"""


def svg(key: str, drawing: str) -> None:
    """Show a drawing of ours, `<svg …>…</svg>`; what a visitor wrote must not be in it unescaped."""
    mount = st.components.v2.component("kerasdl_svg", html='<div class="drawing"></div>', css=CSS, js=SCRIPT)
    mount(key=key, data={"svg": drawing})
