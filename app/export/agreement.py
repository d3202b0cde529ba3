"""Agreement of the export formats: all of them at a glance, then one digit at a time, to the last decimals."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from kerasdl.export.verify import differences

from ..charts import style
from ..charts.parity import agreement_table, power
from ..state import functions, language, session
from ..state.language import Texts
from .request import DIGITS, ExportRequest

STYLE = """
<style>
  .kerasdl-agreement { overflow-x: auto; }
  .kerasdl-agreement table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
  .kerasdl-agreement th, .kerasdl-agreement td { padding: 0.08rem 0.6rem; text-align: right; white-space: nowrap;
    line-height: 1.35;
    font-weight: inherit; border-bottom: 1px solid rgb(128 128 128 / 25%); }
  .kerasdl-agreement thead th { font-weight: 700; }
  .kerasdl-agreement u { color: #D55E00; text-decoration-thickness: 1px; text-underline-offset: 3px; }
</style>
"""


def show(request: ExportRequest, parity: dict[str, Any]) -> None:
    """Draw it.

    Args:
        request: an export that is done.
        parity: what `kerasdl verify` printed.
    """
    texts = language.texts("export")
    _say_verdict(texts, parity)
    st.fragment(_show_digit)(request)
    st.markdown(_summary(texts, parity["formats"]))


def _say_verdict(texts: Texts, parity: dict[str, Any]) -> None:
    changed = max(found["changed"] for found in parity["formats"])
    digits = f"{parity['count']:,}"
    if not parity["passed"]:
        st.markdown(f":orange-badge[:material/close: {texts('failed')}] {texts('differ')}")
        return
    said = texts("agree_rounded", digits=digits, changed=changed) if changed else texts("agree", digits=digits)
    st.markdown(f":green-badge[:material/check: {texts('passed')}] {said}")


def _summary(texts: Texts, formats: list[dict[str, Any]]) -> str:
    heads = [texts(key) for key in ("format", "weights", "from_ink", "changed", "verdict")]
    lines = [f"| {' | '.join(heads)} |", "|---|---|---:|---:|---|"]
    for found in formats:
        verdict = texts("passed" if found["passed"] else "failed")
        cells = [texts(found["format"]), texts(found["quantize"] or "none"), power(found["from_input"])]
        lines.append(f"| {' | '.join([*cells, str(found['changed']), verdict])} |")
    return "\n".join(lines)


@st.cache_data(max_entries=8, show_spinner=False)
def _answers(file: str, changed: float) -> dict[str, np.ndarray]:
    with np.load(file) as kept:
        return dict(kept)


def _show_digit(request: ExportRequest) -> None:
    texts = language.texts("export")
    answers = _answers(str(request.answers), request.answers.stat().st_mtime)
    apart = differences(answers)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            texts("digit_number"),
            0,
            DIGITS - 1,
            step=1,
            width=170,
            **session.widget("export_digit", int(apart.argmax())),
        )
        st.button(
            texts("most_different"), key="export_most", on_click=_choose, args=(np.argsort(-apart)[:20].tolist(),)
        )
        st.button(
            texts("random"),
            key="export_random",
            icon=":material/casino:",
            on_click=_choose,
            args=(list(range(DIGITS)),),
        )
    number = int(session.chosen("export_digit"))
    test = functions.part("test")
    image, label = test.images[number], int(test.labels[number])
    centred = functions.center_images(image)
    beside = {"keras": answers["keras"][number], "lecture": request.function.confidences(centred)}
    beside |= {name: found[number] for name, found in answers.items() if name != "keras"}
    pictures, table = st.columns([1, 4.6], vertical_alignment="center")
    ink = texts("ink", label=label)
    pictures.html(style.pictures([style.picture(image, 112, ink), style.picture(centred, 112, texts("seen"))]))
    table.html(STYLE + agreement_table(texts, beside))
    table.caption(texts("largest_here", difference=power(float(apart[number]))))


def _choose(numbers: list[int]) -> None:
    others = [number for number in numbers if number != session.chosen("export_digit")]
    session.choose(export_digit=int(np.random.default_rng().choice(others)))
