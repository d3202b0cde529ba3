"""Output layer as a multi-class classifier: softmax, step by step."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.lecture import sigmoid
from kerasdl.lecture.output_layer import SoftmaxSteps, softmax_steps

from ..charts import style
from ..charts.softmax import figures, softmax_picture
from ..components.digit_choice import choose_digit
from ..components.function_choice import choose_function
from ..state import functions, language, session
from . import formulas

SLIDES_Z = (3.0, 1.0, -3.0)
LARGEST = 100.0


@st.fragment
def show() -> None:
    """Draw the tab."""
    texts = language.texts("step_1")
    left, middle, right = st.columns([1.3, 1, 2.3], vertical_alignment="bottom", gap="medium")
    source = left.segmented_control(
        texts("output_source"),
        ("three", "ten"),
        format_func=lambda name: texts(f"output_{name}"),
        required=True,
        **session.widget("step_1_logits", "three"),
    )
    temperature = middle.slider(
        texts("temperature"),
        0.25,
        5.0,
        step=0.25,
        help=texts("temperature_help"),
        **session.widget("step_1_temperature", 1.0),
    )
    if source == "three":
        with right:
            z, names = _three()
        drawing = formula = st.container()
    else:
        controls, drawing = st.columns([1.1, 3.2], gap="medium")
        formula = right
        with controls:
            z, names = _ten()
    steps = softmax_steps(z, temperature)
    formula.latex(_formula(steps, names, temperature))
    drawing.plotly_chart(
        softmax_picture(
            texts, steps, sigmoid(z), names, temperature != 1.0, height=72 + (28 if len(z) > 3 else 42) * len(z)
        ),
        key="step_1_softmax",
        config=style.PLAIN,
        alt=texts("softmax_alt", z=z.round(2).tolist(), y=steps.y.round(2).tolist()),
    )
    sums = {"sigmoid": figures(float(sigmoid(z).sum())), "linear": figures(float(z.sum()))}
    st.markdown(f"{texts('softmax_words')} {texts('plain_words', **sums)}")


def _three() -> tuple[np.ndarray, list[str]]:
    """The slides' logits, to be changed."""
    z = [
        place.number_input(
            f"z{mark}", -LARGEST, LARGEST, step=0.5, format="%g", **session.widget(f"step_1_z{n}", first)
        )
        for n, (place, mark, first) in enumerate(zip(st.columns(3), "₁₂₃", SLIDES_Z, strict=True))
    ]
    return np.array(z), ["1", "2", "3"]


def _ten() -> tuple[np.ndarray, list[str]]:
    """What a function's last layer says of a digit, before softmax."""
    selector, digit = st.columns([3.4, 1], vertical_alignment="bottom", gap="xsmall")
    with selector:
        function = choose_function()
    choose_digit(function)
    image, label = functions.chosen_digit()
    digit.html(style.picture(image, 48, description=f"{language.texts('common')('digit')} {label}"))
    return function.network(image.reshape(-1) / 255.0), [str(digit) for digit in range(10)]


def _formula(steps: SoftmaxSteps, names: list[str], temperature: float) -> str:
    """y = e^z / Σ e^z, with the largest output's numbers put in."""
    chosen = int(steps.y.argmax())
    general = (
        r"y_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}" if temperature != 1 else r"y_i = \frac{e^{z_i}}{\sum_j e^{z_j}}"
    )
    scaled = [formulas.number(float(value)) for value in steps.scaled]
    shown = scaled if len(scaled) <= 3 else [scaled[0], None, scaled[-1]]
    sum_written = " + ".join(r"\cdots" if value is None else f"e^{{{value}}}" for value in shown)
    power, total = formulas.number(float(steps.powers[chosen])), formulas.number(float(steps.total))
    largest = float(steps.y[chosen])
    equals = r"\approx" if formulas.number(largest) == "1" != str(largest) else "="
    return (
        rf"{general} \qquad y_{{{names[chosen]}}} = \frac{{e^{{{scaled[chosen]}}}}}{{{sum_written}}}"
        rf" = \frac{{{power}}}{{{total}}} {equals} {formulas.number(largest)}"
    )
