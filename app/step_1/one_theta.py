"""Functions of a small set side by side, one for each θ, and the size of the set."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.lecture import ACTIVATIONS, Network, parameter_count
from kerasdl.lecture.function_set import input_grid
from kerasdl.lecture.losses import softmax

from ..charts import style
from ..charts.heatmaps import answers_picture, gallery_picture, planes_picture
from ..charts.small_network import small_network_picture
from ..components.digit_choice import choose_digit
from ..state import functions, language, session
from ..state.link import MOST_THETA
from . import set_size
from .small_set import BOUND, SmallSet
from .structure import draw_theta

GALLERY = 8
WIDTHS = (1, 2, 3, 4, 8, 16, 32)
MOST_DEPTH = 6


def show() -> None:
    """Draw the tab."""
    _functions_of_two_inputs()
    _functions_of_a_digit()


@st.fragment
def _functions_of_two_inputs() -> None:
    """A small set whose functions can be seen whole: two inputs, one output."""
    texts = language.texts("step_1")
    small = _choose_set(texts)
    first = session.structure().theta
    numbers = [(first + n) % (MOST_THETA + 1) for n in range(GALLERY + 1)]
    _draw_functions(texts, [small.function(number) for number in numbers], numbers)
    set_size.show(small, first, range(MOST_DEPTH + 1))


def _choose_set(texts: language.Texts) -> SmallSet:
    """The widgets of the set, and of θ."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        depth = st.slider(texts("layers"), 0, MOST_DEPTH, width=150, **session.widget("step_1_depth", 2))
        width = st.select_slider(texts("width"), WIDTHS, width=150, **session.widget("step_1_width", 8))
        activation = st.selectbox(
            texts("activation"), list(ACTIVATIONS), width=140, **session.widget("step_1_plane_activation", "tanh")
        )
        scale = st.slider(
            texts("scale"), 1, 8, width=150, help=texts("scale_help"), **session.widget("step_1_scale", 3)
        )
        draw_theta(texts)
    return SmallSet(depth, width, activation, scale)


def _draw_functions(texts: language.Texts, networks: list[Network], numbers: list[int]) -> None:
    """The function of this θ, and those of the next ones."""
    points = input_grid(BOUND, 49)
    values = [network(points)[..., 0] for network in networks]
    left, middle, right = st.columns([1, 1.35, 2.2], gap="small")
    count = f"{parameter_count(networks[0].structure):,}"
    left.markdown(texts("small_set", structure=" → ".join(map(str, networks[0].structure)), count=count))
    left.plotly_chart(
        small_network_picture(networks[0], height=220),
        key="step_1_plane_network",
        config=style.PLAIN,
        alt=texts("plane_network_alt"),
    )
    middle.plotly_chart(
        planes_picture(
            values[:1], [texts("this_theta", theta=numbers[0])], BOUND, columns=1, with_scale=False, height=350
        ),
        key="step_1_plane",
        config=style.PLAIN,
        alt=texts("one_plane_alt", theta=numbers[0]),
    )
    titles = [texts("that_theta", theta=number) for number in numbers[1:]]
    right.plotly_chart(
        gallery_picture(values[1:], titles, columns=4),
        key="step_1_gallery",
        config=style.PLAIN,
        alt=texts("gallery_alt", count=GALLERY),
    )
    st.caption(texts("plane_colours"))


@st.fragment
def _functions_of_a_digit() -> None:
    """The set of the structure tab: what its functions answer to one digit."""
    texts = language.texts("step_1")
    structure = session.structure()
    st.subheader(texts("digit_functions"), anchor=False)
    st.markdown(texts("digit_functions_words", structure=structure))
    choose_digit()
    image, label = functions.chosen_digit()
    numbers = [(structure.theta + n) % (MOST_THETA + 1) for n in range(GALLERY)]
    sets = [session.Structure(structure.hidden_units, structure.activation, number) for number in numbers]
    x = image.reshape(-1) / 255.0
    answers = np.array([softmax(functions.untrained(member)(x)) for member in sets])
    left, right = st.columns([1, 6], vertical_alignment="center")
    left.html(style.picture(image, 130, description=f"{language.texts('common')('digit')} {label}"))
    right.plotly_chart(
        answers_picture(texts, answers, [texts("that_theta", theta=number) for number in numbers]),
        key="step_1_answers",
        config=style.PLAIN,
        alt=texts("answers_alt", count=GALLERY, label=label),
    )
