"""Can the structure be found automatically? A search is begun here, watched, stopped, and gone on with."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kerasdl.errors import KerasdlError
from kerasdl.search import SearchConfig

from ..jobs import State, searches
from ..jobs.one_search import OneSearch, Order, Standing
from ..shell import status
from ..state import language, session, visitor
from .grid import COUNTS

SECONDS = 1.0  # between two looks, while a search is under way
HOW_LONG = {"minutes": (1, 60, 5), "candidates": (5, 500, 40)}  # least, most, at first
# Small enough for five minutes to hold several generations.
EPOCHS, POPULATION = 2, 12


def draw() -> None:
    """The search of this visitor; while it is under way, what is said of it changes."""
    one = searches.of_server().of(visitor.name())
    active = one is not None and one.saved()[0].active
    st.fragment(_draw, run_every=SECONDS if active else None)(active)


def _draw(was_active: bool) -> None:
    texts, one = language.texts("search"), searches.of_server().of(visitor.name())
    standing = one.standing() if one is not None else None
    active = standing is not None and standing.state.active
    if active != was_active or st.session_state.pop("search_changed", False):
        st.rerun()  # the whole page: the chart begins to look at it, or ends
    with st.container(border=True):
        st.markdown(texts("says"), help=texts("help"))
        if one is None or standing is None:
            _offer_first(texts)
        elif active:
            _watch(texts, one, standing)
        else:
            _offer_more(texts, one, standing)
        if error := st.session_state.pop("search_error", None):
            st.error(error, icon=":material/error:")


def _offer_first(texts: language.Texts) -> None:
    """The settings, and the button."""
    long, digits, workers, baseline, go = st.columns([2.3, 1.85, 0.8, 1.6, 0.9], vertical_alignment="bottom")
    with long:
        _choose_how_long(texts)
    digits.segmented_control(
        texts("digits"), COUNTS, format_func="{:,}".format, required=True, **session.widget("search_digits", 10_000)
    )
    _choose_workers(texts, workers)
    baseline.toggle(texts("baseline"), help=texts("baseline_help"), **session.widget("search_baseline", True))
    go.button(texts("start"), key="search_start", type="primary", icon=":material/genetics:", on_click=_start)


def _choose_how_long(texts: language.Texts) -> None:
    unit, number = st.columns([1.9, 1], vertical_alignment="bottom", gap="xsmall")
    unit.segmented_control(
        texts("how_long"),
        list(HOW_LONG),
        format_func=lambda name: texts(f"unit_{name}"),
        required=True,
        **session.widget("search_unit", "minutes"),
    )
    name = session.chosen("search_unit")
    least, most, first = HOW_LONG[name]
    number.number_input(
        texts(f"unit_{name}"), least, most, label_visibility="collapsed", **session.widget(f"search_{name}", first)
    )


def _choose_workers(texts: language.Texts, place: Any) -> None:
    counts = searches.worker_counts()
    if session.chosen("search_workers", 1) not in counts:
        session.choose(search_workers=counts[0])
    place.segmented_control(
        texts("workers"),
        counts,
        required=True,
        help=texts("workers_help"),
        **session.widget("search_workers", counts[-1]),
    )


def _watch(texts: language.Texts, one: OneSearch, standing: Standing) -> None:
    """How far it is, and the button that stops it."""
    line, stop = st.columns([4, 1], vertical_alignment="center")
    line.progress(standing.share(one.order), text=in_words(texts, one, standing))
    stop.button(
        texts("stop"),
        key="search_stop",
        icon=":material/stop:",
        help=texts("stop_help"),
        disabled=searches.of_server().is_stopping(one),
        on_click=searches.of_server().stop,
        args=(one,),
    )


def in_words(texts: language.Texts, one: OneSearch, standing: Standing) -> str:
    """A search that is under way, in a line."""
    if searches.of_server().is_stopping(one):
        return texts("stopping")
    if ahead := searches.of_server().ahead_of(one):
        return texts("waits", count=ahead)
    if standing.state is State.WAITING and not searches.of_server().has_a_place(one):
        return texts("gives_way", tried=standing.tried)
    if not standing.tried and not standing.running:
        return texts("gets_ready")
    tried = texts("tried", tried=standing.tried, early=standing.early, running=standing.running)
    return texts("under_way", tried=tried, left=_left(texts, one.order, standing))


def _left(texts: language.Texts, order: Order, standing: Standing) -> str:
    if order.minutes is None:
        return texts("left_candidates", done=standing.least(order), count=order.candidates)
    seconds = 60 * order.minutes - standing.seconds
    return texts("left_time", time=status.duration(seconds)) if seconds > 0 else texts("left_last")


def _offer_more(texts: language.Texts, one: OneSearch, standing: Standing) -> None:
    """What came of it, and how it goes on."""
    if standing.state is State.FAILED:
        st.error(texts("failed", error=standing.error), icon=":material/error:")
    else:
        st.markdown(result(texts, one, standing))
    long, workers, go, forget = st.columns([2.5, 0.8, 1.3, 2.9], vertical_alignment="bottom")
    with long:
        _choose_how_long(texts)
    _choose_workers(texts, workers)
    go.button(
        texts("go_on"), key="search_go_on", type="primary", icon=":material/resume:", on_click=_go_on, args=(one,)
    )
    with forget.popover(texts("forget"), icon=":material/delete:"):
        st.markdown(texts("forget_says"))
        st.button(texts("forget_it"), key="search_forget", on_click=_forget)


def result(texts: language.Texts, one: OneSearch, standing: Standing) -> str:
    """What a search that is not under way has found, a line for each method."""
    said = texts(f"ended_{standing.state}", tried=standing.tried, early=standing.early)
    found = standing.found
    fronts = [
        texts(f"reaches_{method}", count=len(front), error=f"{100 * (front[-1].error or 0.0):.2f}\u00a0%")
        for method in (found.methods if found else ())
        if found is not None and (front := found.front(method))
    ]
    return "  \n".join([said, *fronts])


def _wanted() -> dict[str, Any]:
    """How long, and with how many workers."""
    unit = session.chosen("search_unit")
    amount = int(session.chosen(f"search_{unit}"))
    return {
        "minutes": float(amount) if unit == "minutes" else None,
        "candidates": amount if unit == "candidates" else None,
        "workers": int(session.chosen("search_workers")),
    }


def _start() -> None:
    config = SearchConfig(digits=int(session.chosen("search_digits")), epochs=EPOCHS, population=POPULATION)
    try:
        searches.of_server().start(Order(visitor.name(), config, bool(session.chosen("search_baseline")), **_wanted()))
    except (KerasdlError, OSError) as error:
        st.session_state["search_error"] = str(error)


def _go_on(one: OneSearch) -> None:
    try:
        searches.of_server().go_on(one, **_wanted())
    except (KerasdlError, OSError) as error:
        st.session_state["search_error"] = str(error)


def _forget() -> None:
    searches.of_server().forget(visitor.name())
    st.session_state["search_changed"] = True  # its points leave the chart
