"""Backpropagation on the lecture's own network, small enough that every number stands in the picture."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.lecture import ACTIVATIONS, WORKED_EXAMPLE
from kerasdl.lecture.backprop import backward, chain_rule, gradient
from kerasdl.lecture.losses import SQUARED_ERROR

from ..charts import style
from ..charts.backprop import PASSES, Passes, small_network
from ..state import language, session
from . import chain as written

WEIGHTS = [
    (layer, neuron, source) for layer, w in enumerate(WORKED_EXAMPLE.weights) for neuron, source in np.ndindex(w.shape)
]
# On a phone the picture is moved sideways: narrower, its numbers would lie on each other.
SCROLLED = "<style>.st-key-backprop_scroll {overflow-x: auto} .st-key-backprop_small_picture {min-width: 42rem}</style>"
NUMBERS = (("x_1", "x₁", 1.0), ("x_2", "x₂", -1.0), ("y_1", "ŷ₁", 1.0), ("y_2", "ŷ₂", 0.0))


def draw() -> None:
    """The passes one after another, and one weight's chain."""
    texts = language.texts("step_3_backprop")
    controls, picture = st.columns([1, 2.9], gap="medium")
    with controls:
        weight = _choose(texts)
        st.markdown(texts(f"way_{session.chosen('backprop_pass')}"))
    x, target = _numbers()
    passes = passes_of(x, target)
    with picture, st.container(key="backprop_scroll"):
        st.html(SCROLLED)
        st.plotly_chart(
            small_network(passes, session.chosen("backprop_pass"), weight, height=300),
            key="backprop_small_picture",
            config=style.PLAIN,
            alt=texts("small_alt"),
        )
    layer, neuron, source = weight
    found = chain_rule(WORKED_EXAMPLE, x, target, layer=layer, neuron=neuron, source=source, loss=SQUARED_ERROR)
    written.show(texts, WORKED_EXAMPLE, x, target, found, SQUARED_ERROR, digits=False)


def passes_of(x: np.ndarray, target: np.ndarray) -> Passes:
    """Both passes through the lecture's network, with squared error: its outputs are the answer itself."""
    trace = WORKED_EXAMPLE.trace(x)
    slopes = tuple(ACTIVATIONS[name].slope(z) for name, z in zip(WORKED_EXAMPLE.activations, trace.z, strict=True))
    deltas = backward(WORKED_EXAMPLE, trace, SQUARED_ERROR.gradient(trace.a[-1], target))
    return Passes(WORKED_EXAMPLE, trace, slopes, deltas, gradient(WORKED_EXAMPLE, x, target, SQUARED_ERROR), target)


def choose_pass() -> None:
    """The widget of how far the passes have come."""
    texts = language.texts("step_3_backprop")
    st.segmented_control(
        texts("pass"),
        PASSES,
        format_func=lambda name: texts(f"pass_{name}"),
        required=True,
        **session.widget("backprop_pass", PASSES[0]),
    )


def _choose(texts: language.Texts) -> tuple[int, int, int]:
    """The widgets of the weight, x and ŷ."""
    st.selectbox(
        texts("weight"),
        range(len(WEIGHTS)),
        format_func=lambda n: _name(WEIGHTS[n]),
        **session.widget("backprop_weight", 0),
    )
    for pair in (NUMBERS[:2], NUMBERS[2:]):
        for place, (key, sign, first) in zip(st.columns(2, gap="small"), pair, strict=True):
            place.number_input(sign, -10.0, 10.0, step=0.5, format="%g", **session.widget(f"backprop_{key}", first))
    return WEIGHTS[session.chosen("backprop_weight")]


def _name(weight: tuple[int, int, int]) -> str:
    layer, neuron, source = weight
    w = WORKED_EXAMPLE.weights[layer][neuron, source]
    superscript = "¹²³"[layer]
    return f"w{superscript}{'₁₂'[neuron]}{'₁₂'[source]} = {w:g}".replace("-", "−")


def _numbers() -> tuple[np.ndarray, np.ndarray]:
    """x and ŷ."""
    values = [float(session.chosen(f"backprop_{key}", first) or 0.0) for key, _, first in NUMBERS]
    return np.array(values[:2]), np.array(values[2:])
