"""Loss of an example: ten outputs against the target, step by step."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.errors import KerasdlError
from kerasdl.lecture.losses import (
    cross_entropy,
    cross_entropy_terms,
    logits_with_confidence,
    one_hot,
    softmax,
    squared_error,
    squared_error_terms,
)

from ..charts import style
from ..charts.losses import loss_curve
from ..charts.numbers import latex, percent, plain
from ..charts.outputs import confidence_bars
from ..components.ink_canvas import ink_canvas
from ..state import language
from ..state.functions import Function
from . import example
from .example import Example

CONFIDENCES = np.concatenate([np.geomspace(1e-8, 0.05, 70), np.linspace(0.06, 0.999, 50)])

HEIGHT = 210
TABLE_STYLE = f"""
.kerasdl-terms {{ overflow-x: auto; }}
.kerasdl-terms table {{ width: 100%; min-width: 54rem; table-layout: fixed; border-collapse: collapse; }}
.kerasdl-terms th, .kerasdl-terms td {{
  padding: 0 0.3rem; text-align: center; white-space: nowrap; font-size: 0.88rem; line-height: 1.55;
  border-bottom: 1px solid rgb(128 128 128 / 30%); font-variant-numeric: tabular-nums;
}}
.kerasdl-terms th[scope=row] {{ text-align: left; width: 13.5rem; }}
.kerasdl-terms th span {{ font-weight: 400; opacity: 0.85; }}
.kerasdl-terms .true {{ font-weight: 700; box-shadow: inset 2px 0 {style.ORANGE}, inset -2px 0 {style.ORANGE}; }}
"""


def draw(function: Function) -> None:
    """The example, its outputs, the curve of the loss; then the formula with its numbers."""
    texts = language.texts("step_2")
    said, formula = st.columns([1, 1.25], gap="medium", vertical_alignment="center")
    left, middle, right = st.columns([0.75, 1.9, 1.4], gap="medium")
    with left:
        _show_input(texts)
    given = example.chosen()
    if given is None:
        middle.info(texts("draw_first"), icon=":material/draw:")
        return
    z = function.network(given.pixels.reshape(-1))
    y, target = softmax(z), one_hot(np.array(given.label), 10)
    with said:
        _say(texts, given, y)
    middle.plotly_chart(
        confidence_bars(language.texts("common"), y, given.label, height=HEIGHT),
        key="step_2_outputs",
        config=style.PLAIN,
        alt=texts("outputs_alt", label=given.label, answer=int(y.argmax())),
    )
    loss = float(cross_entropy(z, target))
    curve = cross_entropy(logits_with_confidence(z, given.label, CONFIDENCES), target)
    right.plotly_chart(
        loss_curve(texts, CONFIDENCES, curve, (float(y[given.label]), loss), given.label, height=HEIGHT),
        key="step_2_curve",
        config=style.PLAIN,
        alt=texts("curve_alt", loss=plain(loss)),
    )
    st.html(_table(texts, z, target))
    formula.latex(
        r"l \;=\; -\textstyle\sum_i \hat{y}_i \ln y_i"
        rf" \;=\; -\,1 \cdot \ln y_{{{given.label}}} \;=\; -\ln {latex(float(y[given.label]), 4)} \;=\; {latex(loss, 4)}"
    )


def _show_input(texts: language.Texts) -> None:
    """The canvas, or the digit."""
    if not example.is_drawn():
        given = example.chosen()
        assert given is not None
        st.html(style.pictures([style.picture(given.pixels, 140, description=texts("digit_alt", label=given.label))]))
        return
    try:
        ink_canvas("step_2_canvas")
    except KerasdlError as error:
        st.error(str(error), icon=":material/error:")


def _say(texts: language.Texts, given: Example, y: np.ndarray) -> None:
    """What it is, and what the function says, in words."""
    answer = int(y.argmax())
    verdict = "said_right" if answer == given.label else "said_wrong"
    st.markdown(
        texts(verdict, label=given.label, answer=answer, confidence=percent(float(y[answer])).replace(" ", "\u00a0"))
    )


def _table(texts: language.Texts, z: np.ndarray, target: np.ndarray) -> str:
    """Every term of both losses: a column a digit, a row a quantity, and the sums."""
    y, label = softmax(z), int(target.argmax())
    rows = (
        ("ŷ<sub>i</sub>", texts("row_target"), target, None),
        ("y<sub>i</sub>", texts("row_output"), y, None),
        (
            "−ŷ<sub>i</sub> ln y<sub>i</sub>",
            texts("row_cross"),
            cross_entropy_terms(z, target),
            cross_entropy(z, target),
        ),
        (
            "(y<sub>i</sub> − ŷ<sub>i</sub>)²",
            texts("row_squared"),
            squared_error_terms(z, target),
            squared_error(z, target),
        ),
    )

    def cells(values: np.ndarray, total: np.ndarray | None) -> str:
        shown = [f'<td class="{"true" if i == label else ""}">{_short(float(v))}</td>' for i, v in enumerate(values)]
        return "".join(shown) + (f"<td><b>{plain(float(total), 4)}</b></td>" if total is not None else "<td></td>")

    head = "".join(f'<th class="{"true" if i == label else ""}">{i}</th>' for i in range(len(y)))
    body = "".join(
        f'<tr><th scope="row">{sign} <span>{name}</span></th>{cells(values, total)}</tr>'
        for sign, name, values, total in rows
    )
    return (
        f'<div class="kerasdl-terms"><style>{TABLE_STYLE}</style><table><tr><th scope="row">i</th>{head}<th>Σ</th>'
        f"</tr>{body}</table></div>"
    )


def _short(value: float) -> str:
    """A number for a narrow cell."""
    return "1" if value == 1 else plain(value)
