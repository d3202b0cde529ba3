"""Router of the dashboard: one page for each step of the lecture, and what surrounds the steps."""

from __future__ import annotations

import streamlit as st

from kerasdl.backend.selection import choose_backend

choose_backend()  # Keras asks once, when it is first loaded, and some pages load it.

from ..state import language, session, visitor  # noqa: E402
from . import layout, navigation, status, tour  # noqa: E402


def show() -> None:
    """Run the page that is asked for; called once for each run of the script."""
    st.set_page_config(page_title=language.texts("common")("title"), page_icon=layout.icon(), layout="wide")
    session.begin()
    page = st.navigation(navigation.pages(), position="top")
    layout.apply_style()
    visitor.remember()
    tour.show(navigation.url_path_of(page))
    status.show_elsewhere(navigation.url_path_of(page))
    page.run()
    navigation.preload()
