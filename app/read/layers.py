"""Layer activations of one digit, and the strongest paths to the answer."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.history.claims.finding import make_examples
from kerasdl.lecture import Network, Trace
from kerasdl.lecture.features import find_dead_neurons, gradient_times_activation
from kerasdl.lecture.losses import softmax

from ..charts import layers as charts
from ..charts.numbers import plain
from ..components import svg
from ..components.cell_maps import CellMap, cell_maps
from ..state import functions, language
from ..state.functions import Function
from . import digit_input, feature_maps, neurons

NAMED = 5  # strongest neurons that are named
DRAWN = 8  # neurons of a layer in the picture of the ways
EXAMPLES = 2_000  # test digits of which a dead neuron wakes to none


@st.fragment
def show(function: Function) -> None:
    """The digit beside all that the network makes of it."""
    with digit_input.beside(function) as digit:
        if function.open:
            _show_layers(function, digit)
        else:
            feature_maps.show(function, digit)
    if st.session_state.pop("read_goes_on", False):
        st.rerun()  # a neuron was chosen: the whole page is drawn, with another tab open


def _show_layers(function: Function, digit: digit_input.DigitInput) -> None:
    texts, network = language.texts("read"), function.lecture_network
    trace = network.trace(digit.x)
    maps = [CellMap("input", texts("input_title"), digit.x, 28, 10 * 14, kind="ink", group="input", most=1.0)]
    say = {"first": texts("layers_first"), "input": texts("say_pixel")}
    for layer, dead in enumerate(dead_neurons(function.key, function)):
        a = trace.a[layer + 1]
        name = f"layer {layer}"
        maps.append(
            CellMap(
                name,
                _title(network, layer, a, dead),
                a,
                *neurons.grid(len(a)),
                group=name,
                struck=np.flatnonzero(dead).tolist(),
                gap=True,
                choosable=True,
            )
        )
        say[name] = texts("say_neuron", layer=neurons.layer_name(texts, network, layer))
    cell_maps("read_layers", maps, say, _choose)
    z, y = trace.z[-1], softmax(trace.z[-1])
    st.markdown(texts("logits_formula", last=len(network.weights) - 1))
    st.html(charts.output_table(texts, z, y))
    st.markdown(texts("ways_said", digit=int(y.argmax()), count=DRAWN))
    svg.svg("read_ways", charts.strongest_ways(texts, digit.seen, columns_of(network, digit.x, trace), y))


def _title(network: Network, layer: int, a: np.ndarray, dead: np.ndarray) -> str:
    texts = language.texts("read")
    named = ", ".join(f"{n + 1} ({plain(float(a[n]), 2)})" for n in neurons.strongest(a, NAMED))
    title = texts(
        "layer_title",
        layer=neurons.layer_name(texts, network, layer),
        count=len(a),
        activation=network.activations[layer],
        strongest=named or "–",
    )
    return title + (texts("layer_dead", count=int(dead.sum())) if dead.any() else "")


def _choose(name: str, neuron: int) -> None:
    """Go to a neuron's mathematics; for the callback of the maps."""
    neurons.look_at(int(name.removeprefix("layer ")), neuron)
    st.session_state["read_tab"] = language.texts("read")("tab_cells")
    st.session_state["read_goes_on"] = True


@st.cache_data(max_entries=16, show_spinner=False)
def dead_neurons(key: str, _function: Function) -> list[np.ndarray]:
    """Which hidden neurons no test digit of some wakes."""
    return find_dead_neurons(_function.lecture_network, make_examples(functions.part("test"), EXAMPLES).x)


def columns_of(network: Network, x: np.ndarray, trace: Trace) -> list[charts.Column]:
    """Each layer's neurons that speak most for or against the answer, and the products between them."""
    texts = language.texts("read")
    answer = int(trace.z[-1].argmax())
    contributions = gradient_times_activation(network, x, answer)
    kept = [np.sort(np.argsort(-np.abs(worth), kind="stable")[:DRAWN]) for worth in contributions]
    kept.append(np.arange(len(trace.z[-1])))
    columns = []
    for layer, chosen in enumerate(kept):
        w, a = network.weights[layer][chosen], trace.a[layer]
        products = (w * a).sum(axis=1, keepdims=True) if layer == 0 else w[:, kept[layer - 1]] * a[kept[layer - 1]]
        head = texts("ways_output") if layer == len(kept) - 1 else texts("ways_layer", n=layer + 1)
        numbers = (chosen + neurons.first_number(network, layer)).tolist()
        columns.append(charts.Column(head, numbers, trace.a[layer + 1][chosen], products))
    return columns
