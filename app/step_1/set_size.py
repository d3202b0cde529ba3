"""How large a function set is: its variety, the pieces that its functions fold a plane into, the splits that they find."""

from __future__ import annotations

from itertools import pairwise

import language
import numpy as np
import session
import streamlit as st
from charts import style
from charts.heatmaps import regions_picture

from kerasdl.lecture import Network
from kerasdl.lecture.function_set import (
    dichotomies,
    dichotomies_of_a_neuron,
    draw,
    most_regions,
    plane,
    region_of_each,
    regions_of_a_layer,
    variety,
)
from step_1 import formulas

BOUND = 3.0
DRAWN = 40  # functions, for the variety
POINTS = (3, 4, 5, 6, 7, 8)
DRAWS = 2000  # functions, for the splits


def show(structure: tuple[int, ...], activation: str, network: Network) -> None:
    """Three measures, each with its formula.

    Args:
        structure: two inputs, the hidden layers, one output.
        activation: of the hidden layers.
        network: the function of the present θ.
    """
    texts = language.texts("step_1")
    st.subheader(texts("set_size"), anchor=False)
    different, splits, pieces = st.columns(3, gap="medium")
    with different:
        _show_variety(texts, structure, activation)
    with splits:
        _show_splits(texts, structure, activation)
    with pieces:
        _show_pieces(texts, structure, network)


@st.cache_data(max_entries=64, show_spinner=False)
def _variety(structure: tuple[int, ...], activation: str) -> float:
    return variety([draw(structure, seed, activation) for seed in range(DRAWN)], plane(BOUND, 24))


def _show_variety(texts: language.Texts, structure: tuple[int, ...], activation: str) -> None:
    st.markdown(texts("variety", drawn=DRAWN))
    st.metric(texts("variety_of", structure=_written(structure)), f"{_variety(structure, activation):.3f}")
    linear = (structure[0], structure[-1])
    st.caption(texts("variety_note", linear=f"{_variety(linear, activation):.3f}"))


@st.cache_data(max_entries=64, show_spinner=False)
def _splits(points: int, structure: tuple[int, ...], activation: str) -> int:
    # Points in a circle lie in general position: no three on a line.
    angles = 2 * np.pi * np.arange(points) / points
    return dichotomies(1.5 * np.stack([np.cos(angles), np.sin(angles)], axis=1), structure[:-1], DRAWS, activation)


def _show_splits(texts: language.Texts, structure: tuple[int, ...], activation: str) -> None:
    st.markdown(texts("splits"))
    points = st.segmented_control(texts("points"), POINTS, required=True, **session.widget("step_1_points", 4))
    one = dichotomies_of_a_neuron(points, 2)
    st.latex(rf"2\sum_{{k=0}}^{{2}}\binom{{{points}-1}}{{k}} = {one} \;\text{{/}}\; 2^{{{points}}} = {2**points}")
    found = _splits(points, structure, activation)
    st.metric(texts("splits_of", structure=_written(structure)), f"{found} / {2**points}")
    st.caption(texts("splits_note", one=one, all=2**points, draws=f"{DRAWS:,}"))


def _show_pieces(texts: language.Texts, structure: tuple[int, ...], network: Network) -> None:
    st.markdown(texts("pieces"))
    if network.activations[0] != "relu" or len(structure) < 3:
        st.info(texts("pieces_relu"))
        return
    regions = region_of_each(network, plane(BOUND, 160))
    st.plotly_chart(
        regions_picture(texts, regions, BOUND, height=230),
        key="step_1_regions",
        config=style.PLAIN,
        alt=texts("pieces_alt", met=int(regions.max()) + 1),
    )
    st.latex(_bound(structure[:-1]))
    st.caption(texts("pieces_note", met=f"{int(regions.max()) + 1:,}"))


def _bound(structure: tuple[int, ...]) -> str:
    """The bound on the regions as a product over the hidden layers."""
    factors, room = [], structure[0]
    for _, neurons in pairwise(structure):
        factors.append(formulas.thousands(regions_of_a_layer(neurons, room)))
        room = min(room, neurons)
    product = factors[0] if len(set(factors)) > 1 or len(factors) < 3 else rf"{factors[0]}^{{{len(factors)}}}"
    if len(factors) == 2 or len(set(factors)) > 1:
        product = r" \cdot ".join(factors)
    bound = most_regions(structure)
    total = formulas.thousands(bound) if bound < 1e9 else formulas.number(float(bound))
    return (
        rf"\prod_l \sum_{{i=0}}^{{2}}\binom{{k_l}}{{i}} = {product} = {total}"
        if len(factors) > 1
        else (rf"\sum_{{i=0}}^{{2}}\binom{{{structure[1]}}}{{i}} = {total}")
    )


def _written(structure: tuple[int, ...]) -> str:
    return "-".join(map(str, structure))
