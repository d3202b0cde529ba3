"""Download of an export: as a zip, as the page in the browser, as lines of code."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kerasdl.errors import KerasdlError
from kerasdl.models.store import KERAS_FILE, TFJS

from ..state import language
from ..state.language import Texts
from . import page_servers
from .archive import name_of, zipped
from .request import ExportRequest
from .snippets import JAVASCRIPT, PYTHON


def show(request: ExportRequest) -> None:
    """Draw it for an export that is done."""
    texts = language.texts("export")
    download, page = st.columns(2)
    with download.container(border=True, height="stretch"):
        st.markdown(texts("download_says"))
        st.download_button(
            texts("download"),
            partial(zipped, texts, request),
            file_name=f"{name_of(request)}.zip",
            mime="application/zip",
            key=f"export_zip_{request.key}",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )
    with page.container(border=True, height="stretch"):
        _offer_page(texts, request)
    codes = (("use_python", PYTHON, "python"), ("use_javascript", JAVASCRIPT, "javascript"))
    for column, (title, code_of, kind) in zip(st.columns(2), codes, strict=True):
        for name, code in code_of.items():
            if name in (KERAS_FILE, *request.formats):
                column.caption(f"**{texts(title)}: {texts(name)}**")
                column.code(code, language=kind, wrap_lines=True)


def _offer_page(texts: Texts, request: ExportRequest) -> None:
    st.markdown(texts("open_says"))
    if TFJS not in request.formats:
        st.caption(texts("page_needs_graph"))
    elif page_servers.browser_is_here():
        try:
            url = page_servers.servers().url(request.key, request.model)
        except KerasdlError as error:
            st.error(str(error))
        else:
            st.link_button(texts("open_page"), url, icon=":material/open_in_new:")
    else:
        st.markdown(texts("open_elsewhere"))
        st.code(f"kerasdl web --model {name_of(request)}", language="bash")
