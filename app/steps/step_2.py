"""Step 2: the goodness of a function."""

from __future__ import annotations

import charts
import functions
import layout
import numpy as np
import session
import streamlit as st
from functions import Function

GALLERY = 12


def choose_digit(function: Function) -> tuple[str, int]:
    """The widgets of the one digit; returns its part and its number."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        part = (
            st.segmented_control("Digits", functions.PARTS, **session.widget("part"), required=True)
            or functions.PARTS[0]
        )
        count = len(functions.part(part))
        if session.chosen("number") >= count:
            session.choose(number=0)
        number = int(st.number_input("Number n", 0, count - 1, step=1, **session.widget("number"), width=170))
        hardest = functions.report(function, part).hardest
        others = [digit.index for digit in hardest if digit.index != number]
        st.button(
            "Random digit",
            key="random",
            icon=":material/casino:",
            on_click=session.choose,
            kwargs={"number": int(np.random.default_rng().integers(count))},
        )
        st.button(
            "A hard one",
            key="hard",
            icon=":material/local_fire_department:",
            on_click=session.choose,
            kwargs={"number": others[np.random.default_rng().integers(len(others))] if others else number},
        )
    return part, number


def show_example(function: Function, part: str, number: int) -> float:
    """One digit, the ten outputs against the target, and its loss."""
    digits = functions.part(part)
    label = int(digits.labels[number])
    outputs = functions.answers(function, part)[number]
    loss = float(functions.losses(function, part)[number]) + 0.0  # -ln 1 is -0
    left, right = st.columns([1, 2.2], gap="medium", vertical_alignment="center")
    with left:
        st.html(charts.pictures([charts.picture(digits.images[number], 170, description=f"A {label}")]))
        answer = int(outputs.argmax())
        st.markdown(f"It is a **{label}**; the function says **{answer}**.")
        st.latex(rf"l = -\ln y_{{{label}}} = -\ln {outputs[label]:.4g} = {loss:.4f}")
    with right:
        st.plotly_chart(
            charts.confidence_bars(outputs, label, height=300),
            key="outputs",
            config=charts.PLAIN,
            alt=f"The ten outputs and the target {label}",
        )
    return loss


def figure(value: float) -> str:
    """A loss, with three digits at least."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def show_total(function: Function, loss: float | None) -> None:
    """The total loss over the training digits, what it is made of, and its best and worst examples."""
    losses, report = functions.losses(function, "training"), functions.report(function, "training")
    st.subheader("Total loss, over all training digits", anchor=False)
    left, right = st.columns([1, 2.2], gap="medium")
    with left:
        st.latex(rf"L = \sum_{{n=1}}^{{{report.count}}} l^n")
        st.metric("Total loss L", figure(report.total_loss), help="Add up the loss of every training digit")
        first, second = st.columns(2)
        first.metric("Mean lⁿ", figure(report.mean_loss))
        second.metric("Read right", f"{100 * report.accuracy:.1f} %")
    with right:
        st.plotly_chart(
            charts.loss_histogram(losses, loss),
            key="losses",
            config=charts.PLAIN,
            alt="How many digits have which loss",
        )
    show_gallery(function, losses)


def show_gallery(function: Function, losses: np.ndarray) -> None:
    """The digits with the smallest and the largest losses."""
    digits, outputs = functions.part("training"), functions.answers(function, "training")
    order = np.argsort(losses, kind="stable")
    for title, chosen in (
        ("Best: the smallest losses", order[:GALLERY]),
        ("Worst: the largest", order[::-1][:GALLERY]),
    ):
        st.markdown(f"**{title}**")
        captions = [(int(digits.labels[n]), int(outputs[n].argmax()), float(losses[n]) + 0.0) for n in chosen]
        st.html(
            charts.pictures(
                [
                    charts.picture(
                        digits.images[n],
                        76,
                        f"{label}, read {answer}\nl = {loss:.2g}",
                        f"Digit {n}, a {label} read as {answer}",
                    )
                    for n, (label, answer, loss) in zip(chosen, captions, strict=True)
                ]
            )
        )


layout.introduce(
    "Step 2 · Goodness of a function",
    "how far the outputs are from the target: the **loss** lⁿ is large where the true digit gets little confidence.",
    "pick **a hard one**; then change the function, and see the total loss L of the whole set of examples change.",
)
function = functions.select("Function")
if len(functions.available()) == 1:
    st.caption("This installation ships no trained network. Train one in Step 3, and it stands here to be compared.")
part, number = choose_digit(function)
loss = show_example(function, part, number)
show_total(function, loss if part == "training" else None)
