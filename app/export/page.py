"""A finished function, exported: do the formats agree, how large are they, and how to take them along."""

from __future__ import annotations

import sys

import streamlit as st

from kerasdl.errors import ConfigError
from kerasdl.export import DEFAULT_FORMATS

from ..jobs import tasks
from ..shell import layout, navigation
from ..state import functions, language, session
from ..state.functions import Function
from ..state.language import Texts
from . import agreement, how_large, take
from .order import DIGITS, EXTRAS, FORMATS, QUANTIZED, WEIGHTS, Order

SECONDS = 30  # that both take on two idle cores


def choose(texts: Texts, function: Function) -> Order:
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
    return Order(function, formats, quantize)


def offer(texts: Texts, order: Order, look: tasks.Look | None) -> None:
    """The button that exports, and why an earlier try came to nothing."""
    if look is not None and look.error:
        st.error(texts("went_wrong", error=look.error))
    elif look is not None:
        st.info(texts("gone"))
    st.button(
        texts("export"), key="export_go", type="primary", icon=":material/ios_share:", on_click=submit, args=(order,)
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


def submit(order: Order) -> None:
    """For a callback."""
    try:
        order.submit()
    except ConfigError as error:
        st.session_state["export_refused"] = str(error)


def watch(order: Order) -> None:
    """One line of progress, until it is done."""
    texts, look = language.texts("export"), order.look()
    if look is None or not look.state.active:
        st.rerun()
    elif look.state is tasks.State.WAITING:
        st.info(texts("waits", count=look.ahead), icon=":material/hourglass_empty:")
    else:
        stage = "verifying" if look.results else "exporting"
        said = texts(stage, digits=f"{DIGITS:,}", count=f"{look.seconds:.0f}")
        st.progress(look.share_of(SECONDS), text=said)


def show_export(texts: Texts) -> None:
    """The page under its first lines."""
    which, how = st.columns([1, 1.6])
    with which:
        function = functions.select()
    if sys.platform == "win32":
        st.info(texts("windows"))
        return
    if function.folder is None:
        st.info(texts("unfinished"))
        st.page_link(navigation.page("step-3"), label=texts("train_one"))
        return
    with how:
        order = choose(texts, function)
    if not order.formats:
        st.info(texts("choose_format"))
        return
    look = order.look()
    if look is not None and look.state.active:
        st.fragment(watch, run_every=1.0)(order)
    elif look is None or look.state is not tasks.State.DONE or not order.there:
        offer(texts, order, look)
    else:
        parity = look.results[1]
        layout.show_tabs(
            "export_tabs",
            {
                texts("tab_parity"): lambda: agreement.show(order, parity),
                texts("tab_sizes"): lambda: how_large.show(order),
                texts("tab_take"): lambda: take.show(order),
            },
        )


def show() -> None:
    """The page."""
    texts = language.texts("export")
    layout.introduce(texts)
    show_export(texts)
