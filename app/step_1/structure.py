"""Network structure as it is drawn on the slides, and the number of parameters in θ."""

from __future__ import annotations

from itertools import pairwise

import streamlit as st

from kerasdl.config import ACTIVATIONS, PRESETS, TrainConfig
from kerasdl.lecture import Network, parameter_count
from kerasdl.lecture.losses import softmax

from ..charts import style
from ..charts.network import network_picture
from ..components import keras_code
from ..components.digit_choice import choose_digit
from ..shell import navigation
from ..state import functions, language, session
from ..state.link import MOST_LAYERS, MOST_THETA, MOST_UNITS
from . import formulas, matrices

# The slides' σ, and the ends of the lecture's history: no hidden layer, one, many.
READY_MADE: dict[str, tuple[tuple[int, ...], str]] = {
    "linear": ((), "relu"),
    "one": ((128,), "sigmoid"),
    "slides": ((64, 32), "sigmoid"),
    "quick": (PRESETS["quick"].hidden_units, PRESETS["quick"].activation),
    "web": (PRESETS["web"].hidden_units, PRESETS["web"].activation),
    "deep": ((64,) * MOST_LAYERS, "relu"),
}
OWN = "own"


@st.fragment
def show() -> None:
    """Draw the tab."""
    texts = language.texts("step_1")
    controls, drawing = st.columns([1, 3.1], gap="medium")
    with controls:
        _choose_structure(texts)
    network = functions.untrained(session.structure())
    count = f"{parameter_count(network.structure):,}"
    controls.metric(texts("parameters"), count, help=texts("parameters_help"))
    with drawing:
        _draw(texts, network)
    _count(texts, network)
    matrices.show(network)
    chosen = session.structure()
    keras_code.draw(TrainConfig(chosen.hidden_units, activation=chosen.activation, epochs=5, seed=chosen.theta))


def _choose_structure(texts: language.Texts) -> None:
    """The widgets of the structure: each setting is another function set; θ picks one function of it."""
    _choose_ready_made(texts)
    layers = st.slider(texts("layers"), 0, MOST_LAYERS, **session.widget("layers"))
    places = st.columns(max(1, min(layers, 3)), gap="xxsmall") if layers else []
    for n in range(1, layers + 1):
        places[(n - 1) % len(places)].number_input(
            texts("units", n=n), 1, MOST_UNITS, step=16, **session.widget(f"units_{n}")
        )
    if layers:
        st.selectbox(texts("activation"), ACTIVATIONS, **session.widget("activation"))


def _choose_ready_made(texts: language.Texts) -> None:
    structure = session.structure()
    of_now = next((name for name, made in READY_MADE.items() if _same(made, structure)), OWN)
    st.session_state["step_1_ready_made"] = of_now
    st.selectbox(
        texts("ready_made"),
        [*READY_MADE, OWN],
        format_func=lambda name: texts(f"ready_{name}"),
        key="step_1_ready_made",
        on_change=_use_ready_made,
    )


def _same(made: tuple[tuple[int, ...], str], structure: session.Structure) -> bool:
    return made[0] == structure.hidden_units and (not made[0] or made[1] == structure.activation)


def _use_ready_made() -> None:
    name = st.session_state["step_1_ready_made"]
    if name in READY_MADE:
        session.use_structure(*READY_MADE[name])


def draw_theta(texts: language.Texts) -> None:
    """The number of θ, and the button that draws it again; for a horizontal container."""
    st.number_input(texts("theta"), 0, MOST_THETA, step=1, width=130, **session.widget("theta"))
    st.button(
        texts("draw_again"),
        key="step_1_draw_again",
        type="primary",
        icon=":material/casino:",
        help=texts("draw_again_help"),
        on_click=lambda: session.choose(theta=(int(session.chosen("theta")) + 1) % (MOST_THETA + 1)),
    )


def _draw(texts: language.Texts, network: Network) -> None:
    """The network with the chosen digit in it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        choose_digit()
        draw_theta(texts)
    image, label = functions.chosen_digit()
    y = softmax(network(image.reshape(-1) / 255.0))
    st.plotly_chart(
        network_picture(texts, network, image, y, height=370),
        key="step_1_network",
        config=style.PLAIN,
        alt=texts("network_alt", structure=session.structure(), label=label, answer=int(y.argmax())),
    )


def _count(texts: language.Texts, network: Network) -> None:
    """The formula, and where the parameters are."""
    structure = network.structure
    st.caption(texts("count", theta=session.structure().theta))
    st.latex(formulas.network([*network.activations[:-1], "softmax"]))
    st.latex(formulas.counted(structure))
    heads = [texts(f"column_{name}") for name in ("layer", "w", "b", "parameters", "operations")]
    rows = []
    for n, (inputs, neurons) in enumerate(pairwise(structure), start=1):
        activation = network.activations[n - 1] if n < len(structure) - 1 else "softmax"
        rows.append(
            (
                f"{n}, {activation}",
                f"{neurons:,} × {inputs:,}",
                f"{neurons:,}",
                f"{inputs:,} × {neurons:,} + {neurons:,} = **{parameter_count((inputs, neurons)):,}**",
                f"{inputs * neurons:,}",
            )
        )
    st.table(dict(zip(heads, zip(*rows, strict=True), strict=True)), hide_index=True)
    st.caption(texts("parallel"))
    st.page_link(navigation.page("start"), label=texts("to_2009"), icon=":material/speed:")
