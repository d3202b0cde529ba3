"""The router: one page a step of the lecture, and what surrounds the steps.

Each page is a folder: `page.py`, which Streamlit runs, and a module for each of its parts. None is called `pages/`: that is
Streamlit's own, older way to several pages, and a link straight to one of them would be answered without this router.
"""

import streamlit as st

from kerasdl.backend.startup import choose_backend

choose_backend()  # Keras asks once, when it is first loaded, and some pages load it.

import language  # noqa: E402
import layout  # noqa: E402
import navigation  # noqa: E402
import session  # noqa: E402
import status  # noqa: E402
import tour  # noqa: E402
import visitor  # noqa: E402

st.set_page_config(page_title=language.texts("common")("title"), page_icon=layout.icon(), layout="wide")
session.begin()
page = st.navigation(navigation.pages(), position="top")
layout.apply_style()
visitor.remember()
tour.show(navigation.called(page))
status.show_elsewhere(navigation.called(page))
page.run()
navigation.get_ready()
