"""Controls and progress of a structure search: start, stop, resume, remove."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kerasdl.errors import KerasdlError
from kerasdl.search import SearchConfig

from ..jobs import JobState
from ..jobs.searches import worker_counts
from ..jobs.structure_search import SearchRequest, SearchStatus, StructureSearch
from ..shell.status import duration
from ..state import language, server, session, visitor
from .grid import COUNTS

SECONDS = 1.0  # between two looks, while a search is under way
HOW_LONG = {"minutes": (1, 60, 5), "candidates": (5, 500, 40)}  # least, most, at first
# Small enough for five minutes to hold several generations.
EPOCHS, POPULATION = 2, 12


def draw() -> None:
    """The search of this visitor; while it is under way, what is said of it changes."""
    search = server.jobs().searches.of_visitor(visitor.name())
    active = search is not None and search.state.active
    st.fragment(_draw, run_every=SECONDS if active else None)(active)


def _draw(was_active: bool) -> None:
    texts, search = language.texts("search"), server.jobs().searches.of_visitor(visitor.name())
    status = search.status() if search is not None else None
    active = status is not None and status.state.active
    if active != was_active or st.session_state.pop("search_changed", False):
        st.rerun()  # the whole page: the chart begins to look at it, or ends
    with st.container(border=True):
        st.markdown(texts("says"), help=texts("help"))
        if search is None or status is None:
            _draw_settings(texts)
        elif active:
            _draw_progress(texts, search, status)
        else:
            _draw_result(texts, search, status)
        if error := st.session_state.pop("search_error", None):
            st.error(error, icon=":material/error:")


def _draw_settings(texts: language.Texts) -> None:
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
    counts = worker_counts()
    if session.chosen("search_workers", 1) not in counts:
        session.choose(search_workers=counts[0])
    place.segmented_control(
        texts("workers"),
        counts,
        required=True,
        help=texts("workers_help"),
        **session.widget("search_workers", counts[-1]),
    )


def _draw_progress(texts: language.Texts, search: StructureSearch, status: SearchStatus) -> None:
    """How far it is, and the button that stops it."""
    line, stop = st.columns([4, 1], vertical_alignment="center")
    line.progress(status.fraction(search.request), text=describe(texts, search, status))
    stop.button(
        texts("stop"),
        key="search_stop",
        icon=":material/stop:",
        help=texts("stop_help"),
        disabled=server.jobs().queue.asked_of(search) == "stop",
        on_click=server.jobs().queue.stop,
        args=(search,),
    )


def describe(texts: language.Texts, search: StructureSearch, status: SearchStatus) -> str:
    """A search that is under way, in a line."""
    if server.jobs().queue.asked_of(search) == "stop":
        return texts("stopping")
    if ahead := server.jobs().queue.ahead_of(search):
        return texts("waits", count=ahead)
    if status.state is JobState.WAITING and not server.jobs().queue.at_work(search):
        return texts("gives_way", tried=status.tried)
    if not status.tried and not status.running:
        return texts("gets_ready")
    tried = texts("tried", tried=status.tried, early=status.stopped_early, running=status.running)
    return texts("under_way", tried=tried, left=_left(texts, search.request, status))


def _left(texts: language.Texts, request: SearchRequest, status: SearchStatus) -> str:
    if request.minutes is None:
        return texts("left_candidates", done=status.tried_by_each(request), count=request.candidates)
    seconds = 60 * request.minutes - status.seconds
    return texts("left_time", time=duration(seconds)) if seconds > 0 else texts("left_last")


def _draw_result(texts: language.Texts, search: StructureSearch, status: SearchStatus) -> None:
    """What came of it, and how it goes on."""
    if status.state is JobState.FAILED:
        st.error(texts("failed", error=status.error), icon=":material/error:")
    else:
        st.markdown(result(texts, search, status))
    long, workers, go, forget = st.columns([2.5, 0.8, 1.3, 2.9], vertical_alignment="bottom")
    with long:
        _choose_how_long(texts)
    _choose_workers(texts, workers)
    go.button(
        texts("go_on"), key="search_go_on", type="primary", icon=":material/resume:", on_click=_resume, args=(search,)
    )
    with forget.popover(texts("forget"), icon=":material/delete:"):
        st.markdown(texts("forget_says"))
        st.button(texts("forget_it"), key="search_forget", on_click=_forget)


def result(texts: language.Texts, search: StructureSearch, status: SearchStatus) -> str:
    """What a search that is not under way has found, a line for each method."""
    said = texts(f"ended_{status.state}", tried=status.tried, early=status.stopped_early)
    found = status.results
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
        server.jobs().searches.start(
            SearchRequest(visitor.name(), config, bool(session.chosen("search_baseline")), **_wanted())
        )
    except (KerasdlError, OSError) as error:
        st.session_state["search_error"] = str(error)


def _resume(search: StructureSearch) -> None:
    try:
        server.jobs().searches.resume(search, **_wanted())
    except (KerasdlError, OSError) as error:
        st.session_state["search_error"] = str(error)


def _forget() -> None:
    searches = server.jobs().searches
    for search in searches.of(visitor.name()):
        searches.delete(search)
    st.session_state["search_changed"] = True  # its points leave the chart
