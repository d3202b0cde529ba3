"""A training as Keras code: shown, to copy, and to download as a script and as a notebook."""

from __future__ import annotations

import streamlit as st

from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError
from kerasdl.training.code.notebook import as_notebook
from kerasdl.training.code.script import keras_script

from ..state import language


def draw(config: TrainConfig, digits: int = 55_000, *, of_class: bool = False) -> None:
    """The code of a training with these settings, on so many digits.

    A training whose code cannot be written says why, as does one with the digits of a class.
    """
    texts = language.texts("common")
    with st.expander(texts("code"), icon=":material/code:"):
        if of_class:
            st.caption(texts("code_of_class"))
            return
        try:
            script = keras_script(config, digits)
        except ConfigError as error:
            st.caption(str(error))
            return
        st.caption(texts("code_says"))
        with st.container(horizontal=True, gap="small"):
            _download(texts("code_script"), script, "train.py", "text/x-python")
            _download(texts("code_notebook"), as_notebook(script), "train.ipynb", "application/x-ipynb+json")
        st.code(script, language="python", height=420)


def _download(label: str, text: str, name: str, kind: str) -> None:
    key = f"keras_code_{name}"
    st.download_button(label, text, name, kind, key=key, icon=":material/download:", on_click="ignore")
