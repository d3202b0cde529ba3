"""Timeline of deep learning's ups and downs: most of the slide's lines are claims, which run here."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kerasdl.errors import ConfigError
from kerasdl.history.claims import CLAIMS
from kerasdl.history.run import read_finding

from ..charts import history, style
from ..jobs import JobState
from ..jobs.commands import TaskStatus
from ..state import language, server, session
from ..state.language import Texts
from . import findings

# The slide's twelve lines, and what came after; whether each was an up or a down.
ENTRIES = {
    "1958": "up",
    "1969": "down",
    "1980s": "up",
    "1986": "down",
    "1989": "down",
    "2006": "up",
    "2009": "up",
    "2011": "up",
    "2012": "up",
    "2015.2": "up",
    "2016.3": "up",
    "2016.10": "up",
    "after": "up",
}
# Seconds on two cores, Python's start included.
TAKES = {"1958": 4, "1969": 3, "1980s": 25, "1986": 35, "1989": 10, "2006": 15, "2009": 4, "after": 35}
HOME = ".history"
# A line through the radio buttons makes a timeline of them.
LINE = """
<style>
  .st-key-start_timeline [role=radiogroup] { position: relative; gap: 0.45rem; }
  .st-key-start_timeline [role=radiogroup]::before {
    content: ""; position: absolute; left: 0.47rem; top: 0.8rem; bottom: 0.8rem; width: 2px; background: #8B919E;
  }
  .st-key-start_timeline [role=radiogroup] > * { position: relative; }
</style>
"""


@st.fragment
def show() -> None:
    """The timeline, and beside it what is known of the chosen line."""
    texts = language.texts("start")
    st.subheader(texts("history"), anchor=False)
    st.markdown(texts("history_says"))
    timeline, detail = st.columns([1, 1.7], gap="medium")
    with timeline.container(key="start_timeline"):
        st.html(LINE)
        st.radio(
            texts("entry"),
            list(ENTRIES),
            format_func=lambda year: _label(texts, year),
            label_visibility="collapsed",
            **session.widget("start_entry", "1958"),
        )
    year = session.chosen("start_entry")
    with detail.container(border=True):
        if year in CLAIMS:
            _show_claim(texts, year)
        else:
            st.markdown(f"#### {year} · {texts(f'entry_{year}')}")
            st.markdown(texts(f"happened_{year}"))


def _label(texts: Texts, year: str) -> str:
    arrow = ":blue[▲]" if ENTRIES[year] == "up" else ":orange[▼]"
    name = texts("after") if year == "after" else year
    return f"{arrow} **{name}** {texts(f'entry_{year}')}"


def _show_claim(texts: Texts, year: str) -> None:
    name = texts("after") if year == "after" else year
    st.markdown(f"#### {name} · {texts(f'claim_{year}')}")
    status = server.jobs().commands.status(f"history {year}")
    if status is not None and status.state.active:
        st.markdown(texts(f"how_{year}"))
        st.fragment(_draw_progress, run_every=1.0)(year)
        return
    kept = _result(year, status)
    if kept is None:
        st.markdown(texts(f"how_{year}"))
        if status is not None and status.error:
            st.error(texts("went_wrong", error=status.error))
        _offer_run(texts, year, texts("run"))
        st.caption(texts("takes", count=TAKES[year]))
        return
    _show_finding(texts, year, kept["finding"], kept["seconds"])
    if year == "2009":  # another machine, or another load, gives other numbers
        _offer_run(texts, year, texts("run_again"))


def _offer_run(texts: Texts, year: str, label: str) -> None:
    st.button(label, key=f"start_run_{year}", type="primary", icon=":material/play_arrow:", on_click=_run, args=(year,))
    if refused := st.session_state.pop("start_refused", None):
        st.error(refused)


def _run(year: str) -> None:
    command = ("history", year, "--again", "--out", str(server.folder(HOME)))
    try:
        server.jobs().commands.submit(f"history {year}", command)
    except ConfigError as error:
        st.session_state["start_refused"] = str(error)


def _draw_progress(year: str) -> None:
    texts = language.texts("start")
    status = server.jobs().commands.status(f"history {year}")
    if status is None or not status.state.active:
        st.rerun()
    elif status.state is JobState.WAITING:
        st.info(texts("waits", count=status.ahead), icon=":material/hourglass_empty:")
    else:
        st.progress(status.expected_fraction(TAKES[year]), text=texts("runs", count=f"{status.seconds:.0f}"))


def _result(year: str, status: TaskStatus | None) -> dict[str, Any] | None:
    """What was found: just now, or before this server began."""
    if status is not None and status.results:
        return dict(status.results[0]["findings"][0])
    before = read_finding(year, out=server.folder(HOME))
    return None if before is None else before.to_dict()


def _show_finding(texts: Texts, year: str, finding: dict[str, Any], seconds: float) -> None:
    said = findings.statement(texts, year, finding["evidence"])
    verdict = f":green-badge[:material/check: {texts('holds')}]"
    if not finding["holds"]:
        verdict = f":orange-badge[:material/close: {texts('fails')}]"
    st.markdown(f"{verdict} {said}")
    figures = history.evidence(texts, year, finding["evidence"])
    columns = [column for _ in range(0, len(figures), 2) for column in st.columns(min(2, len(figures)))]
    for n, (column, (title, figure)) in enumerate(zip(columns, figures, strict=False)):
        alt = f"{title}. {texts('evidence_alt', year=year, statement=said)}"
        column.caption(f"**{title}**")
        column.plotly_chart(figure, key=f"start_evidence_{year}_{n}", config=style.PLAIN, alt=alt)
    st.caption(texts("took", seconds=f"{seconds:.1f}"))
