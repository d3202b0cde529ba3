"""Step 1: define a set of functions."""

from __future__ import annotations

import charts
import functions
import layout
import network_picture
import session
import streamlit as st

from kerasdl.networks import ACTIVATIONS

SUPERSCRIPTS = "⁰¹²³⁴⁵"
NESTED = 3  # up to so many layers the formula is written out


def formula(activations: list[str]) -> str:
    """y = f(x) in LaTeX: written out for few layers, with dots for many."""
    count = len(activations)

    def layer(n: int, inner: str) -> str:
        return rf"\mathrm{{{activations[n - 1]}}}\!\left(W^{{{n}}} {inner} + b^{{{n}}}\right)"

    if count <= NESTED:
        inner = "x"
        for n in range(1, count + 1):
            inner = layer(n, inner)
    else:
        inner = layer(count, rf"\cdots\, {layer(2, layer(1, 'x'))} \cdots")
    return rf"y = f(x) = {inner}"


def choose_structure() -> None:
    """The widgets of the structure: each is another function set."""
    layers = st.slider("Hidden layers", 0, session.MOST_LAYERS, **session.widget("layers"))
    for first in range(1, layers + 1, 2):
        pair = st.columns(2, gap="small")
        for n, place in zip(range(first, min(first + 2, layers + 1)), pair, strict=False):
            place.number_input(f"Neurons a{SUPERSCRIPTS[n]}", 1, 1024, step=16, **session.widget(f"units_{n}"))
    if layers:
        st.selectbox("Activation σ", ACTIVATIONS, **session.widget("activation"))


def choose_function(examples: int) -> None:
    """The buttons that take another function of the set, and another input."""
    with st.container(horizontal=True):
        st.button(
            "Another θ",
            key="another_theta",
            icon=":material/casino:",
            on_click=session.choose,
            kwargs={"theta": session.chosen("theta") + 1},
            help="Other weights: another function of the same set",
        )
        st.button(
            "Another x",
            key="another_x",
            icon=":material/image:",
            on_click=session.choose,
            kwargs={"example": (session.chosen("example") + 1) % examples},
            help="Another digit to put in",
        )


layout.introduce(
    "Step 1 · Define a set of functions",
    "the network: its structure is a **function set**, and every θ (all weights and biases) is one function of it.",
    "add a layer and see the set grow; then press **Another θ**: the structure stays, the function is another.",
)
controls, drawing = st.columns([1, 2.8], gap="medium")
examples = functions.part("test").images
with controls:
    choose_structure()
    choose_function(len(examples))
structure = session.structure()
function = functions.available()["untrained"]
layers = network_picture.matrices(function.model)
x = examples[session.chosen("example")]
with drawing:
    st.plotly_chart(
        network_picture.network_picture(function.model, x, functions.answer(function, x)),
        key="network",
        config=charts.PLAIN,
        alt=f"The network {structure}",
    )
    st.markdown(
        f"θ holds **{function.model.count_params():,} parameters**; this is θ no. {structure.theta}, a blind guess "
        "until Step 3. Lines are weights: blue above 0, orange below; the wider, the stronger."
    )
st.latex(formula([layer.activation for layer in layers]))
rows = [
    (f"{n}, {layer.activation}", f"{layer.outputs:,} × {layer.inputs:,}", f"{layer.outputs:,}", f"{layer.parameters:,}")
    for n, layer in enumerate(layers, start=1)
]
rows.append(("θ, all together", "", "", f"**{function.model.count_params():,}**"))
st.table(
    dict(zip(("layer", "matrix W", "bias b", "parameters"), zip(*rows, strict=True), strict=True)), hide_index=True
)
