"""Ablation of neurons: this digit's confidences, the accuracy on all test digits, and each neuron's importance."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.evaluation.report import numpy_outputs
from kerasdl.history.claims.finding import make_examples
from kerasdl.lecture import Network
from kerasdl.lecture.ablation import Importance, ablate, neuron_importance
from kerasdl.lecture.losses import softmax

from ..charts import reading
from ..charts.numbers import plain
from ..components import closed_network
from ..components.cell_maps import CellMap, cell_maps
from ..state import functions, language, session
from ..state.functions import Function
from . import digit_input, neurons

SOME = 10  # neurons that one button switches off
SHARE = 0.1  # of the layer, for the other
EXAMPLES = 200  # digits on which a neuron's worth is measured
NAMED = 5


@st.fragment
def show(function: Function) -> None:
    """The digit beside what becomes of it."""
    with digit_input.beside(function) as digit:
        if closed_network.note_closed(function):
            return
        if len(function.lecture_network.weights) == 1:
            st.info(language.texts("read")("off_no_hidden"), icon=":material/info:")
        else:
            _show_without(function, digit)


def _show_without(function: Function, digit: digit_input.DigitInput) -> None:
    texts, network = language.texts("read"), function.lecture_network
    layer = _choose_layer(network)
    a = network.trace(digit.x).a[layer + 1]
    off = _choose_neurons(layer, a)
    changed = ablate(network, layer, off)
    maps, bars = st.columns([1, 1], gap="medium")
    with maps:
        _show_map(network, layer, a, off)
    with bars:
        before, after = softmax(network(digit.x)), softmax(changed(digit.x))
        st.html(reading.bars_before_and_after(texts, before, after))
    _show_accuracy(function, layer, off, before, after)
    _show_importance(function, layer, off)


def _choose_layer(network: Network) -> int:
    hidden = list(range(len(network.weights) - 1))
    if session.chosen("read_off_layer") not in hidden:
        session.choose(read_off_layer=hidden[-1], read_off=[])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            language.texts("read")("layer"),
            hidden,
            format_func=lambda n: neurons.layer_name(language.texts("read"), network, n),
            key="read_off_layer",
            width=180,
            on_change=_take_layer,
        )
        _show_buttons(len(network.biases[session.chosen("read_off_layer")]))
    return int(session.chosen("read_off_layer"))


def _show_buttons(count: int) -> None:
    texts = language.texts("read")
    st.button(texts("off_strongest", count=SOME), key="read_off_strongest", on_click=_ask, args=("strongest",))
    st.button(
        texts("off_random"), key="read_off_random", icon=":material/casino:", on_click=_switch_random, args=(count,)
    )
    st.button(texts("off_none"), key="read_off_none", icon=":material/restart_alt:", on_click=_switch, args=([],))


def _take_layer() -> None:
    session.choose(read_off_layer=st.session_state["read_off_layer"], read_off=[])


def _ask(wish: str) -> None:
    """Leave a wish that only the drawing can fulfil, which knows the digit."""
    st.session_state["read_off_wish"] = wish


def _switch(chosen: list[int]) -> None:
    session.choose(read_off=chosen)


def _switch_random(count: int) -> None:
    """Switch off some more of those that are on."""
    off = session.chosen("read_off", [])
    on = np.setdiff1d(np.arange(count), off)
    more = np.random.default_rng().permutation(on)[: max(1, round(SHARE * count))]
    _switch(sorted([*off, *more.tolist()]))


def _toggle(_: str, neuron: int) -> None:
    """Switch one neuron off, or on again; for the callback of the maps."""
    _switch(sorted({neuron} ^ set(session.chosen("read_off", []))))


def _choose_neurons(layer: int, a: np.ndarray) -> list[int]:
    """Which neurons are off, from 0."""
    if st.session_state.pop("read_off_wish", None):
        _switch(np.sort(neurons.strongest(a, SOME)).tolist())
    kept = [n for n in session.chosen("read_off", []) if n < len(a)]
    if kept != session.chosen("read_off"):
        _switch(kept)
    return st.multiselect(
        language.texts("read")("off_neurons"),
        range(len(a)),
        format_func=lambda n: str(n + 1),
        placeholder=language.texts("read")("off_placeholder"),
        **session.widget("read_off", []),
    )


def _show_map(network: Network, layer: int, a: np.ndarray, off: list[int]) -> None:
    """The layer's activations for this digit; a click switches a neuron off or on."""
    texts = language.texts("read")
    title = texts("off_map", layer=neurons.layer_name(texts, network, layer), count=len(off), all=len(a))
    one = CellMap("off", title, a, *neurons.grid(len(a)), struck=off, gap=True, choosable=True)
    cell_maps("read_off_map", [one], {"first": texts("off_first"), "all": texts("say_off")}, _toggle)


def _show_accuracy(function: Function, layer: int, off: list[int], before: np.ndarray, after: np.ndarray) -> None:
    texts = language.texts("read")
    whole, left = (accuracy_without(function, layer, chosen) for chosen in ([], off))
    first, second, third = st.columns(3)
    first.metric(texts("off_answer"), f"{int(before.argmax())} → {int(after.argmax())}")
    second.metric(texts("off_before"), f"{100 * whole:.2f} %")
    third.metric(
        texts("off_after"),
        f"{100 * left:.2f} %",
        delta=texts("points", points=f"{100 * (left - whole):+.2f}") if off else None,
    )


def accuracy_without(function: Function, layer: int, off: list[int]) -> float:
    """The share of the test digits that are read right with those neurons of a hidden layer off."""
    return _accuracy_without(function.key, layer, tuple(off), function)


@st.cache_data(max_entries=512, show_spinner=False)
def _accuracy_without(key: str, layer: int, off: tuple[int, ...], _function: Function) -> float:
    changed = ablate(_function.lecture_network, layer, off)
    # What comes before the layer is the same whichever neurons are off.
    after = numpy_outputs(_layers(changed, slice(layer + 1, None)))
    answers = after(_arriving(key, layer, _function)).argmax(axis=1)
    return float((answers == functions.part("test").labels).mean())


@st.cache_resource(max_entries=4, show_spinner=False)
def _arriving(key: str, layer: int, _function: Function) -> np.ndarray:
    """What a hidden layer sends for each test digit, float32 (10000, neurons)."""
    until = numpy_outputs(_layers(_function.lecture_network, slice(layer + 1)))
    return until(functions.part("test").images.astype(np.float32) / 255)


def _layers(network: Network, some: slice) -> Network:
    return Network(network.weights[some], network.biases[some], network.activations[some])


def _show_importance(function: Function, layer: int, off: list[int]) -> None:
    """What each neuron is worth: measured on request, since it takes some seconds for a large network."""
    texts = language.texts("read")
    st.markdown(texts("worth_said", count=EXAMPLES))
    measured = st.session_state.setdefault("read_measured", set())
    if function.key not in measured:
        st.button(
            texts("worth_measure"),
            key="read_measure",
            icon=":material/straighten:",
            on_click=measured.add,
            args=(function.key,),
        )
        return
    with st.spinner(texts("worth_wait"), show_time=True):
        worth = worth_of(function.key, function)[layer]
    named = ", ".join(f"{n + 1} ({plain(float(worth.loss[n]), 2)})" for n in np.argsort(-worth.loss)[:NAMED])
    one = CellMap(
        "worth",
        texts("worth_map", named=named),
        worth.loss,
        *neurons.grid(len(worth.loss)),
        struck=off,
        gap=True,
        choosable=True,
    )
    cell_maps("read_worth", [one], {"first": texts("worth_first"), "all": texts("say_worth")}, _toggle)
    best = np.sort(np.argsort(-worth.loss, kind="stable")[:SOME]).tolist()
    st.button(texts("off_worthiest", count=SOME), key="read_off_worthiest", on_click=_switch, args=(best,))


@st.cache_data(max_entries=16, show_spinner=False)
def worth_of(key: str, _function: Function) -> list[Importance]:
    """What every hidden neuron is worth on some test digits, layer by layer."""
    some = make_examples(functions.part("test"), EXAMPLES)
    return neuron_importance(_function.lecture_network, some.x, some.labels)
