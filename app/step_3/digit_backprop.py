"""Backpropagation on a network that reads digits: any weight's chain, the gradient's sizes, and its cost."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.lecture import Network
from kerasdl.lecture.backprop import ChainRule, Gradient, backward, chain_rule, gradient, gradient_cost
from kerasdl.lecture.losses import CROSS_ENTROPY, one_hot

from ..charts import style
from ..charts.backprop import gradient_sizes
from ..charts.chain import Column, chain_picture
from ..charts.style import picture, pictures
from ..components import closed_network
from ..components.function_choice import choose_function
from ..state import functions, language, session
from ..state.functions import Function
from . import chain as written

SIDE = 112  # of the digit's picture, in pixels
SHOWN = 7  # neurons of a column; the outputs are all shown


def draw() -> None:
    """The choices, the weight's way, its formula and check; then all layers, and the cost."""
    texts = language.texts("step_3_backprop")
    controls, drawing = st.columns([1, 2.9], gap="medium")
    with controls:
        function = choose_function()
    with drawing:
        if closed_network.note_closed(function):
            return
    x, target = _example()
    found = gradient(function.lecture_network, x, target)
    with controls:
        layer, neuron, source = _choose_weight(texts, function, found)
    one = chain_rule(function.lecture_network, x, target, layer=layer, neuron=neuron, source=source)
    with drawing:
        digit, way = st.columns([1, 6], vertical_alignment="center", gap="small")
        digit.html(_digit(texts, source if layer == 0 else None))
        way.plotly_chart(
            chain_picture(texts, *columns_of(texts, function.lecture_network, x, target, one), one, height=300),
            key="backprop_chain_picture",
            config=style.PLAIN,
            alt=texts("chain_alt"),
        )
    written.show(texts, function.lecture_network, x, target, one, CROSS_ENTROPY, digits=True)
    _show_layers(texts, function, found)


def _digit(texts: language.Texts, pixel: int | None) -> str:
    """The chosen digit, and the pixel that the weight comes from, if it comes from one."""
    image = functions.chosen_digit()[0]
    if pixel is None:
        return pictures([picture(image, SIDE, description=texts("digit_alt"))])
    row, column = divmod(pixel, image.shape[1])
    dot = SIDE / image.shape[0]
    ring = (
        f"position:absolute;left:{column * dot - 5:.1f}px;top:{row * dot - 5:.1f}px;width:{dot + 10:.1f}px;"
        f"height:{dot + 10:.1f}px;border:3px solid {style.ORANGE};border-radius:50%;box-sizing:border-box"
    )
    shown = pictures([picture(image, SIDE, description=texts("pixel_alt"))])
    return f'<div style="position:relative;width:{SIDE}px">{shown}<span style="{ring}"></span></div>'


def _example() -> tuple[np.ndarray, np.ndarray]:
    """The chosen digit as x, (784,), and its target, (10,)."""
    image, label = functions.chosen_digit()
    return image.reshape(-1) / 255.0, one_hot(np.array(label), 10)


def _choose_weight(texts: language.Texts, function: Function, found: Gradient) -> tuple[int, int, int]:
    """The widgets of the weight; at first, and in another layer, the one with the largest ∂l/∂w."""
    sizes = function.lecture_network.structure
    layers = len(sizes) - 1
    if not 0 <= session.chosen("backprop_layer", -1) < layers:
        _choose_largest(function, layers - 2 if layers > 1 else 0)
    st.selectbox(
        texts("layer"),
        range(layers),
        format_func=lambda n: f"W{'¹²³⁴⁵⁶'[n]}: {sizes[n]} → {sizes[n + 1]}",
        **{**session.widget("backprop_layer", 0), "on_change": _new_layer, "args": (function,)},
    )
    layer = session.chosen("backprop_layer")
    first = 0 if layer == layers - 1 else 1
    names = (
        ("backprop_neuron", texts("neuron"), sizes[layer + 1], first),
        ("backprop_source", texts("source"), sizes[layer], 1),
    )
    numbers = []
    for place, (key, label, count, start) in zip(st.columns(2, gap="small"), names, strict=True):
        if not start <= session.chosen(key, start) < count + start:
            session.choose(**{key: start})
        place.number_input(label, start, count + start - 1, step=1, **session.widget(key, start))
        numbers.append(int(session.chosen(key)) - start)
    with st.container(horizontal=True, gap="small"):
        st.button(
            texts("largest"),
            key="backprop_largest",
            help=texts("largest_help"),
            on_click=_choose_largest,
            args=(function, layer),
        )
        st.button(
            texts("random"),
            key="backprop_random",
            icon=":material/casino:",
            help=texts("random_help"),
            on_click=_choose_random,
            args=(function, layer),
        )
    return layer, numbers[0], numbers[1]


def _new_layer(function: Function) -> None:
    session.remember("backprop_layer")
    _choose_largest(function, session.chosen("backprop_layer"))


def _choose_largest(function: Function, layer: int) -> None:
    """The weight of a layer that the loss feels most."""
    slopes = np.abs(gradient(function.lecture_network, *_example()).weights[layer])
    _choose(function, layer, int(slopes.argmax()))


def _choose_random(function: Function, layer: int) -> None:
    """Any weight of a layer that the loss feels: neither its a nor its δ is 0."""
    felt = np.flatnonzero(gradient(function.lecture_network, *_example()).weights[layer])
    if len(felt):
        _choose(function, layer, int(np.random.default_rng().choice(felt)))


def _choose(function: Function, layer: int, at: int) -> None:
    """A weight by its place in its matrix, row by row."""
    neuron, source = divmod(at, function.lecture_network.structure[layer])
    first = 0 if layer == len(function.lecture_network.weights) - 1 else 1
    session.choose(backprop_layer=layer, backprop_neuron=neuron + first, backprop_source=source + 1)


def columns_of(
    texts: language.Texts, network: Network, x: np.ndarray, target: np.ndarray, one: ChainRule
) -> tuple[list[Column], list[np.ndarray]]:
    """The layers that a weight's chain goes through, each by the neurons that matter most, and the matrices between."""
    trace = network.trace(x)
    deltas = backward(network, trace, CROSS_ENTROPY.gradient(trace.a[-1], target))
    last = len(network.weights) - 1
    name = texts("pixels") if one.layer == 0 else f"a<sup>{one.layer}</sup>"
    columns = [_column(name, trace.a[one.layer], one.source)]
    for layer in range(one.layer, last + 1):
        name = f"δ<sup>{layer + 1}</sup>" + (" = y − ŷ" if layer == last else "")
        must = one.neuron if layer == one.layer else None
        values = deltas[layer]
        if layer == one.layer + 1 and layer < last:  # those that send most back
            columns.append(_column(name, values, must, by=np.array(one.downstream)))
        elif layer == last:
            columns.append(Column(name, np.arange(len(values)), values, first=0))
        else:
            columns.append(_column(name, values, must))
    return columns, list(network.weights[one.layer :])


def _column(name: str, values: np.ndarray, must: int | None = None, by: np.ndarray | None = None) -> Column:
    """The neurons with the largest values, and one that must be there, in their order."""
    order = np.argsort(-np.abs(values if by is None else by), kind="stable")
    chosen = [n for n in order if n != must][: SHOWN if must is None else SHOWN - 1]
    numbers = np.sort(np.array(chosen + ([] if must is None else [must]), int))
    return Column(name, numbers, values[numbers])


def _show_layers(texts: language.Texts, function: Function, found: Gradient) -> None:
    """How large the gradient is in each layer, and what computing it costs."""
    sizes, costs = st.columns([1.3, 1], gap="medium")
    sizes.plotly_chart(gradient_sizes(texts, found), key="backprop_sizes", config=style.PLAIN, alt=texts("sizes_alt"))
    price = gradient_cost(function.lecture_network.structure)
    with costs:
        st.markdown(f"**{texts('cost')}**")
        st.table(
            {
                texts("way"): [texts("cost_forward"), texts("cost_backprop"), texts("cost_differences")],
                texts("multiplications"): [
                    f"{price.forward:,}",
                    f"{price.backprop:,}",
                    f"{price.finite_differences:,}",
                ],
            },
            hide_index=True,
        )
        ratio = price.finite_differences / price.backprop
        st.markdown(
            texts(
                "cost_says",
                parameters=f"{price.parameters:,}",
                passes=f"{price.backprop / price.forward:.1f}",
                ratio=f"{ratio:,.0f}",
            )
        )
