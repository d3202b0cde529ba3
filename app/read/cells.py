"""Any neuron's computation, with every number that goes into it and where its output goes."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.lecture import Network, Trace
from kerasdl.lecture.feedforward import get_activation
from kerasdl.lecture.output_layer import softmax_steps

from ..charts import cells as charts
from ..charts import neuron as neuron_charts
from ..charts.numbers import latex
from ..components import closed_network, svg
from ..components.cell_maps import CellMap, cell_maps
from ..state import language, session
from ..state.functions import Function
from . import digit_input, neurons

TERMS = 4  # products that are written out
SIDE = 28
WIDTH = 246
GOES_TO = 8  # neurons of the next layer that are listed


@st.fragment
def show(function: Function) -> None:
    """The digit beside a neuron's mathematics."""
    with digit_input.beside(function) as digit:
        if closed_network.note_closed(function):
            return
        trace = function.lecture_network.trace(digit.x)
        layer, neuron = _choose_neuron(function.lecture_network, trace)
        _show_neuron(function.lecture_network, trace, layer, neuron)


def _choose_neuron(network: Network, trace: Trace) -> tuple[int, int]:
    """Layer and neuron, both from 0."""
    texts = language.texts("read")
    layers = list(range(len(network.weights)))
    if session.chosen("read_layer") not in layers:
        session.choose(read_layer=layers[0], read_neuron=None)
    layer = int(session.chosen("read_layer"))
    if session.chosen("read_neuron") is None or session.chosen("read_neuron") >= len(network.biases[layer]):
        session.choose(read_neuron=_strongest(trace, layer))
    first = neurons.first_number(network, layer)
    session.choose(read_neuron_number=int(session.chosen("read_neuron")) + first)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            texts("layer"),
            layers,
            format_func=lambda n: neurons.layer_name(texts, network, n),
            key="read_layer",
            width=190,
            on_change=_take_layer,
        )
        st.number_input(
            texts("digit_number" if first == 0 else "neuron_number"),
            first,
            first + len(network.biases[layer]) - 1,
            step=1,
            width=150,
            key="read_neuron_number",
            on_change=_take_number,
            args=(first,),
        )
        st.button(
            texts("strongest"),
            key="read_strongest",
            icon=":material/bolt:",
            on_click=neurons.look_at,
            args=(layer, _strongest(trace, layer)),
        )
    return layer, int(session.chosen("read_neuron"))


def _take_layer() -> None:
    session.choose(read_layer=st.session_state["read_layer"], read_neuron=None)


def _take_number(first: int) -> None:
    session.choose(read_neuron=int(st.session_state["read_neuron_number"]) - first)


def _strongest(trace: Trace, layer: int) -> int:
    """The layer's neuron with the largest activation; of the output layer's, the answer."""
    return int(trace.a[layer + 1].argmax())


def _show_neuron(network: Network, trace: Trace, layer: int, neuron: int) -> None:
    texts = language.texts("read")
    a, w = trace.a[layer], network.weights[layer][neuron]
    _show_products(network, a, w, layer)
    z, b = float(trace.z[layer][neuron]), float(network.biases[layer][neuron])
    st.latex(_sum(a * w, z, b))
    if layer == len(network.weights) - 1:
        _show_softmax(trace, neuron)
        return
    curve, onward = st.columns([1.15, 1], gap="medium")
    with curve:
        _show_activation(network, layer, z, float(trace.a[layer + 1][neuron]))
    with onward:
        st.markdown(texts("goes_to", layer=neurons.layer_name(texts, network, layer + 1)))
        _show_onward(network, trace, layer, neuron)


def _show_products(network: Network, a: np.ndarray, w: np.ndarray, layer: int) -> None:
    """a, w and w·a, as maps that are pointed at together."""
    texts = language.texts("read")
    first = layer == 0
    columns, gap = (SIDE, False) if first else (_columns(len(a)), True)
    maps = [
        CellMap(
            "a", texts("map_x" if first else "map_a"), a, columns, WIDTH, kind="ink" if first else "signed", gap=gap
        ),
        CellMap("w", texts("map_w"), w, columns, WIDTH, gap=gap),
        CellMap("wa", texts("map_wa"), w * a, columns, WIDTH, gap=gap),
    ]
    cell_maps(
        "read_cells", maps, {"first": texts("cells_first"), "all": texts("say_product" if first else "say_product_of")}
    )


def _columns(count: int) -> int:
    """For a map about as wide as it is high."""
    return int(np.ceil(np.sqrt(count)))


def _sum(products: np.ndarray, z: float, b: float) -> str:
    """z = Σ w·a + b, its largest terms written out."""
    order = np.argsort(-np.abs(products), kind="stable")[:TERMS]
    said = latex(float(products[order[0]])) + "".join(_term(float(products[n])) for n in order[1:])
    if len(products) > TERMS:
        said += _term(float(products.sum() - products[order].sum()), rf"\text{{{language.texts('read')('rest')}}}")
    return rf"z = \textstyle\sum_i w_i a_i + b = {said}{_term(b, 'b')} = {latex(z)}"


def _term(value: float, name: str = "") -> str:
    """A number that is added, with what it is written under it."""
    size = latex(abs(value))
    return (" - " if value < 0 else " + ") + (rf"\underbrace{{{size}}}_{{{name}}}" if name else size)


def _show_activation(network: Network, layer: int, z: float, a: float) -> None:
    texts, name = language.texts("read"), network.activations[layer]
    zs = np.linspace(*neuron_charts.curve_ends(z), neuron_charts.SAMPLES)
    st.latex(rf"a = \sigma(z) = \sigma({latex(z)}) = {latex(a)}")
    curve = neuron_charts.activation_curve(texts, name, zs, get_activation(name).of(zs), (z, a))
    svg.svg("read_curve", curve)


def _show_onward(network: Network, trace: Trace, layer: int, neuron: int) -> None:
    """The strongest weights that lead out of the neuron, and what they carry."""
    texts = language.texts("read")
    w, a = network.weights[layer + 1][:, neuron], float(trace.a[layer + 1][neuron])
    order = np.argsort(-np.abs(w), kind="stable")[:GOES_TO]
    first = neurons.first_number(network, layer + 1)
    st.html(charts.onward(texts, order + first, w[order], a))


def _show_softmax(trace: Trace, digit: int) -> None:
    """The last step, for all ten at once."""
    steps = softmax_steps(trace.z[-1])
    st.latex(
        rf"y_{{{digit}}} = \frac{{e^{{z_{{{digit}}}}}}}{{\sum_j e^{{z_j}}}} = "
        rf"\frac{{{latex(float(steps.powers[digit]))}}}{{{latex(float(steps.total))}}} = {latex(float(steps.y[digit]), 4)}"
    )
    st.html(charts.softmax_table(language.texts("read"), steps, digit))
