"""Page layout: style, title lines, language switch, tabs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from PIL import Image, ImageDraw

from ..state import language, session

# Streamlit leaves much room above a page; on a projector the first picture should stand in the first screen.
STYLE = """
<style>
  .stMainBlockContainer { padding-top: 4.2rem; padding-bottom: 2rem; max-width: 84rem; }
  .stMainBlockContainer h2 { padding: 0 0 0.1rem 0; }
  .kerasdl-pictures { display: flex; flex-wrap: wrap; gap: 0.6rem 0.75rem; }
  .kerasdl-pictures figure { margin: 0; white-space: pre-line; text-align: center; font-size: 0.85rem; line-height: 1.3; }
  .kerasdl-pictures img {
    display: block; margin: 0 auto 0.25rem; image-rendering: pixelated; border-radius: 0.35rem;
    outline: 1px solid rgb(128 128 128 / 45%);
  }
  /* Plotly's own greys are pale on a projector. */
  .stPlotlyChart .main-svg text:not(.hoverlayer text):not(.textpoint text) { fill: currentColor !important; }
  /* A formula wider than a phone is scrolled, not cut. */
  .stMarkdown .katex-display { overflow-x: auto; overflow-y: hidden; padding: 0.2rem 0; }
  /* Code is read from the last row, too. */
  @media (min-width: 1600px) { .stCode pre, .stCode code { font-size: 1.05rem !important; } }
  .kerasdl-answer { font-size: 4.5rem; font-weight: 700; line-height: 1; }
</style>
"""


STEADY = "<style>.stApp [data-stale='true'] { opacity: 1 !important; transition: none !important; }</style>"
WIDE = """
<style>
  .stMainBlockContainer { max-width: 130rem; }
  @media (min-width: 1600px) {
    .kerasdl-pictures figure { zoom: 1.3; }
    .stMetric [data-testid="stMetricValue"] { font-size: 2.9rem; }
  }
</style>
"""


def icon() -> Image.Image:
    """The browser tab's icon: three steps, drawn here because Streamlit would fetch its own from the internet."""
    image = Image.new("RGBA", (64, 64))
    draw = ImageDraw.Draw(image)
    for step, left in enumerate((4, 24, 44)):
        draw.rounded_rectangle((left, 42 - 18 * step, left + 16, 60), radius=4, fill="#2583C5")
    return image


def apply_style() -> None:
    """Set the style of the whole app."""
    st.html(STYLE)


def be_steady() -> None:
    """What is about to be drawn anew, once a second, is not to fade each time; for a page that looks again and again."""
    st.html(STEADY)


def be_wide() -> None:
    """A page that a whole hall looks at takes the whole screen."""
    st.html(WIDE)


def introduce(texts: language.Texts) -> None:
    """Write a page's title, and one sentence on what to look at and what to try: its texts `title`, `look`, `try`."""
    common = language.texts("common")
    title, choice = st.columns([5, 1], vertical_alignment="center")
    title.header(texts("title"), anchor=False)
    with choice.container(horizontal=True, horizontal_alignment="right"):
        choose_language()
    st.markdown(f"**{common('look')}** {texts('look')} **{common('try')}** {texts('try')}")


def choose_language() -> None:
    """The switch of languages."""
    st.session_state["language_switch"] = language.current()
    st.segmented_control(
        language.texts("common")("language"),
        list(language.LANGUAGES),
        format_func={"en": "EN", "zh": "中"}.__getitem__,
        key="language_switch",
        required=True,
        label_visibility="collapsed",
        on_change=_switch,
    )


def _switch() -> None:
    language.use(st.session_state["language_switch"])
    session.rewrite_link()


def show_tabs(key: str, parts: Mapping[str, Callable[[], None]]) -> None:
    """Tabs of a page: title -> what draws it. Only the open one is drawn: a page with many pictures stays quick.

    Which one is open is kept across pages and languages, as the choice `<key>_open`, counted from 0.
    """
    titles = list(parts)
    if st.session_state.get(key) not in titles:
        st.session_state[key] = titles[min(session.chosen(f"{key}_open", 0), len(titles) - 1)]
    tabs = st.tabs(titles, key=key, on_change=_remember_tab, args=(key, titles))
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def _remember_tab(key: str, titles: list[str]) -> None:
    session.choose(**{f"{key}_open": titles.index(st.session_state[key])})
