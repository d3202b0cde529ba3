"""The router: one page a step of the lecture.

The pages lie in `steps/`: a folder named `pages/` would be Streamlit's own, older way to several pages, and a link straight
to one of them would then be answered without this router, or with "Page not found".
"""

import streamlit as st

from kerasdl.startup import choose_backend

choose_backend()  # Keras asks once, when it is first loaded, and the pages below load it.

import functions  # noqa: E402
import layout  # noqa: E402
import session  # noqa: E402
import training_status  # noqa: E402

st.set_page_config(page_title="kerasdl: deep learning in three steps", page_icon=layout.icon(), layout="wide")
page = st.navigation(
    [
        st.Page(
            "steps/step_1.py", title="Step 1 · Function set", icon=":material/hub:", url_path="step-1", default=True
        ),
        st.Page("steps/step_2.py", title="Step 2 · Goodness", icon=":material/straighten:", url_path="step-2"),
        st.Page("steps/step_3.py", title="Step 3 · Best function", icon=":material/trending_down:", url_path="step-3"),
    ],
    position="top",
)
layout.apply_style()
functions.load_keras()
session.begin()
training_status.show_elsewhere(page.url_path)
page.run()
