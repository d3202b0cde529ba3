"""Export page: a finished function in other formats, their agreement, sizes and download."""

from __future__ import annotations

import sys

import streamlit as st

from kerasdl.errors import ConfigError
from kerasdl.export import DEFAULT_FORMATS

from ..components.function_choice import choose_function
from ..jobs import JobState
from ..jobs.commands import TaskStatus
from ..shell import layout, navigation
from ..state import language, session
from ..state.functions import Function
from ..state.language import Texts
from . import agreement, download, sizes
from .request import DIGITS, EXTRAS, FORMATS, QUANTIZED, WEIGHTS, ExportRequest

SECONDS = 30  # that both take on two idle cores


def choose(texts: Texts, function: Function) -> ExportRequest:
    """The widgets for formats and weights."""
    st.pills(
        texts("formats"),
        FORMATS,
        selection_mode="multi",
        format_func=texts,
        **session.widget("export_formats", list(DEFAULT_FORMATS)),
    )
    formats = tuple(name for name in FORMATS if name in session.chosen("export_formats"))
    st.segmented_control(
        texts("quantize"),
        WEIGHTS,
        format_func=texts,
        required=True,
        help=texts("quantize_help"),
        disabled=not QUANTIZED & set(formats),
        **session.widget("export_quantize", "none"),
    )
    quantize = session.chosen("export_quantize") if QUANTIZED & set(formats) else "none"
    return ExportRequest(function, formats, quantize)


def offer(texts: Texts, request: ExportRequest, status: TaskStatus | None) -> None:
    """The button that exports, and why an earlier try came to nothing."""
    if status is not None and status.error:
        st.error(texts("went_wrong", error=status.error))
    elif status is not None:
        st.info(texts("gone"))
    st.button(
        texts("export"), key="export_go", type="primary", icon=":material/ios_share:", on_click=submit, args=(request,)
    )
    if refused := st.session_state.pop("export_refused", None):
        st.error(refused)
    st.caption(texts("takes"))
    for place, name in zip(st.columns(len(FORMATS)), FORMATS, strict=True):
        with place.container(border=True, height="stretch"):
            st.markdown(f"**{texts(name)}**")
            st.markdown(texts(f"about_{name}"))
    if missing := [name for name in EXTRAS if name not in FORMATS]:
        names = " / ".join(texts(name) for name in missing)
        st.caption(texts("more_formats", names=names, extras=",".join(missing)))


def submit(request: ExportRequest) -> None:
    """For a callback."""
    try:
        request.submit()
    except ConfigError as error:
        st.session_state["export_refused"] = str(error)


def watch(request: ExportRequest) -> None:
    """One line of progress, until it is done."""
    texts, status = language.texts("export"), request.status()
    if status is None or not status.state.active:
        st.rerun()
    elif status.state is JobState.WAITING:
        st.info(texts("waits", count=status.ahead), icon=":material/hourglass_empty:")
    else:
        stage = "verifying" if status.results else "exporting"
        said = texts(stage, digits=f"{DIGITS:,}", count=f"{status.seconds:.0f}")
        st.progress(status.expected_fraction(SECONDS), text=said)


def show_export(texts: Texts) -> None:
    """The page under its first lines."""
    which, how = st.columns([1, 1.6])
    with which:
        function = choose_function()
    if sys.platform == "win32":
        st.info(texts("windows"))
        return
    if function.folder is None:
        st.info(texts("unfinished"))
        st.page_link(navigation.page("step-3"), label=texts("train_one"))
        return
    with how:
        request = choose(texts, function)
    if not request.formats:
        st.info(texts("choose_format"))
        return
    status = request.status()
    if status is not None and status.state.active:
        st.fragment(watch, run_every=1.0)(request)
    elif status is None or status.state is not JobState.DONE or not request.there:
        offer(texts, request, status)
    else:
        parity = status.results[1]
        layout.show_tabs(
            "export_tabs",
            {
                texts("tab_parity"): lambda: agreement.show(request, parity),
                texts("tab_sizes"): lambda: sizes.show(request),
                texts("tab_take"): lambda: download.show(request),
            },
        )


def show() -> None:
    """The page."""
    texts = language.texts("export")
    layout.introduce(texts)
    show_export(texts)
