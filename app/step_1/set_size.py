"""Size of a function set: the splits that its functions find, the pieces that they fold a plane into, their variety."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import streamlit as st

from kerasdl.lecture.function_set import (
    count_dichotomies,
    function_spread,
    input_grid,
    layer_regions,
    linear_region_indices,
    max_regions,
    neuron_dichotomies,
)

from ..charts import style
from ..charts.heatmaps import regions_picture
from ..charts.variety import variety_picture
from ..state import language, session
from . import formulas
from .small_set import BOUND, SmallSet

POINTS = (3, 4, 5, 6, 7, 8)
SPLIT_DRAWS = 600
VARIETY_DRAWS = 16
COMPARED = ("sigmoid", "tanh", "relu")


def show(small: SmallSet, theta: int, depths: range) -> None:
    """Three measures, each with its formula.

    Args:
        small: the set.
        theta: number of the function whose pieces are shown.
        depths: for which numbers of hidden layers the variety is compared.
    """
    texts = language.texts("step_1")
    st.subheader(texts("set_size"), anchor=False)
    splits, pieces, different = st.columns(3, gap="medium")
    with splits:
        _show_splits(texts, small)
    with pieces:
        _show_pieces(texts, small, theta)
    with different:
        st.markdown(texts("variety", drawn=VARIETY_DRAWS))
        curves = {name: [_variety(small.but(activation=name, depth=d)) for d in depths] for name in COMPARED}
        st.plotly_chart(
            variety_picture(texts, list(depths), curves, small.depth, height=290),
            key="step_1_variety",
            config=style.PLAIN,
            alt=texts("variety_alt"),
        )


@st.cache_data(max_entries=256, show_spinner=False)
def _variety(small: SmallSet) -> float:
    return function_spread([small.function(number) for number in range(VARIETY_DRAWS)], input_grid(BOUND, 12))


@st.cache_data(max_entries=128, show_spinner=False)
def _splits(points: int, small: SmallSet) -> int:
    # Points on a circle lie in general position: no three on a line.
    angles = 2 * np.pi * np.arange(points) / points
    circle = 1.5 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return count_dichotomies(circle, small.structure[:-1], SPLIT_DRAWS, small.activation)


def _show_splits(texts: language.Texts, small: SmallSet) -> None:
    st.markdown(texts("splits"))
    points = st.segmented_control(
        texts("points"), POINTS, required=True, label_visibility="collapsed", **session.widget("step_1_points", 4)
    )
    one, all_ways = neuron_dichotomies(points, 2), 2**points
    st.latex(rf"C({points}, 2) = 2\sum_{{k=0}}^{{2}}\binom{{{points}-1}}{{k}} = {one}")
    with st.container(horizontal=True):
        st.metric(texts("splits_of_one"), f"{one} / {all_ways}")
        written = "-".join(map(str, small.structure))
        st.metric(texts("splits_of", structure=written), f"{_splits(points, small)} / {all_ways}")
    st.caption(texts("splits_note", draws=SPLIT_DRAWS))


def _show_pieces(texts: language.Texts, small: SmallSet, theta: int) -> None:
    """Of the same structure with ReLU neurons, whatever the set's are."""
    regions = linear_region_indices(small.but(activation="relu").function(theta), input_grid(BOUND, 180))
    met = int(regions.max()) + 1
    st.markdown(texts("pieces", met=f"{met:,}"))
    st.plotly_chart(
        regions_picture(regions, BOUND, height=210),
        key="step_1_regions",
        config=style.PLAIN,
        alt=texts("pieces_alt", met=met),
    )
    st.latex(pieces_bound(small.structure[:-1]))


def pieces_bound(structure: tuple[int, ...]) -> str:
    """The bound on the pieces in LaTeX: a product over the hidden layers."""
    factors, room = [], structure[0]
    for _, neurons in pairwise(structure):
        factors.append(formulas.thousands(layer_regions(neurons, room)))
        room = min(room, neurons)
    bound = max_regions(structure)
    total = formulas.thousands(bound) if bound < 1e9 else formulas.number(float(bound))
    if not factors:
        return rf"\text{{\#}} = {total}"
    alike = len(factors) > 2 and len(set(factors)) == 1
    product = f"{factors[0]}^{{{len(factors)}}}" if alike else r" \cdot ".join(factors)
    equals = f" = {total}" if len(factors) > 1 else ""
    return rf"\text{{\#}} \le \prod_l \sum_{{i=0}}^{{2}}\binom{{k_l}}{{i}} = {product}{equals}"
