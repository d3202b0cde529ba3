"""Error message of a page that failed: one line in the visitor's language. The traceback is in the server's log alone."""

from __future__ import annotations

import time

import streamlit as st

from ..state import language


def show(error: Exception) -> bool:
    """Say that the page failed, and when, so that the log's entry can be found.

    Returns:
        True: Streamlit, which has logged the error, shows nothing itself.
    """
    when = time.strftime("%Y-%m-%d %H:%M:%S %Z")
    st.error(language.texts("common")("failed", time=when), icon=":material/error:")
    return True
