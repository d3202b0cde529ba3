"""Step 3, tab (b): the chain of any weight, with the engine's numbers, checked on the spot."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.charts.numbers import latex, plain
from app.state import functions
from app.state.language import Texts
from app.state.session import Structure
from app.step_3 import chain as written
from kerasdl.lecture import WORKED_EXAMPLE
from kerasdl.lecture.backprop import chain_rule, gradient, gradient_cost
from kerasdl.lecture.losses import SQUARED_ERROR, one_hot
from tests.support.dashboard import text_of

Open = Callable[..., AppTest]
TEXTS = Texts("step_3_backprop")


@pytest.fixture
def open_tab(open_app: Open) -> Open:
    def opened(**query: str) -> AppTest:
        app = open_app("step_3", **query)
        app.session_state["step_3_tab"] = Texts("step_3")("tab_backpropagation")
        return app.run()

    return opened


def test_the_lecture_s_network_stands_there_with_a_weight_s_chain(open_tab: Open) -> None:
    app = open_tab()
    assert not app.exception
    one = chain_rule(
        WORKED_EXAMPLE, np.array([1, -1]), np.array([1, 0]), layer=0, neuron=0, source=0, loss=SQUARED_ERROR
    )
    assert latex(one.gradient) in app.latex[0].value
    assert plain(one.gradient, 7) in text_of(app)
    app.number_input(key="backprop_x_1").set_value(3.0).run()
    app.selectbox(key="backprop_weight").select_index(5).run()
    other = chain_rule(
        WORKED_EXAMPLE, np.array([3, -1]), np.array([1, 0]), layer=1, neuron=0, source=1, loss=SQUARED_ERROR
    )
    assert latex(other.gradient) in app.latex[0].value


def test_any_weight_of_a_network_that_reads_digits_is_checked_against_a_finite_difference(open_tab: Open) -> None:
    app = open_tab(net="12-8", act="tanh", part="test", n="3")
    app.segmented_control(key="backprop_network").set_value("digits").run()
    app.selectbox(key="function").select("untrained").run()
    app.selectbox(key="backprop_layer").select(0).run()
    assert not app.exception
    network = functions.untrained(Structure((12, 8), "tanh", 0))
    digits = functions.part("test")
    x, target = digits.images[3].reshape(-1) / 255, one_hot(np.array(int(digits.labels[3])), 10)
    slopes = gradient(network, x, target).weights[0]
    neuron, source = np.unravel_index(np.abs(slopes).argmax(), slopes.shape)
    assert (app.number_input(key="backprop_neuron").value, app.number_input(key="backprop_source").value) == (
        neuron + 1,
        source + 1,
    )
    assert plain(float(slopes[neuron, source]), 7) in text_of(app)
    assert ":green[" in text_of(app)
    assert any(f"{gradient_cost(network.structure).backprop:,}" in str(table.value) for table in app.table)
    app.button(key="backprop_random").click().run()
    at = app.number_input(key="backprop_neuron").value - 1, app.number_input(key="backprop_source").value - 1
    assert slopes[at] != 0
    assert plain(float(slopes[at]), 7) in text_of(app)


def test_another_structure_takes_a_choice_that_it_has_not_back_into_range(open_tab: Open) -> None:
    app = open_tab(net="12-8")
    app.segmented_control(key="backprop_network").set_value("digits").run()
    app.selectbox(key="function").select("untrained").run()
    app.selectbox(key="backprop_layer").select(1).run()
    app.number_input(key="backprop_source").set_value(12).run()
    app.session_state["choices"] |= {"units_1": 4, "layers": 1}
    app.run()
    assert not app.exception
    assert app.number_input(key="backprop_source").value <= 4


def test_the_formula_names_neurons_from_one_and_digits_from_zero() -> None:
    one = chain_rule(
        WORKED_EXAMPLE, np.array([1, -1]), np.array([1, 0]), layer=2, neuron=1, source=0, loss=SQUARED_ERROR
    )
    assert r"\partial w^{3}_{2,1}" in written.formula(TEXTS, one, layers=3, digits=False)
    assert r"\partial w^{3}_{1,1}" in written.formula(TEXTS, one, layers=3, digits=True)
    assert r"\frac{\partial l}{\partial y_{2}}" in written.formula(TEXTS, one, layers=3, digits=False)


def test_at_the_outputs_of_a_network_that_reads_digits_delta_is_output_minus_target() -> None:
    network = functions.untrained(Structure((4,), "relu", 0))
    x, target = np.ones(784), one_hot(np.array(7), 10)
    one = chain_rule(network, x, target, layer=1, neuron=7, source=0)
    text = written.formula(TEXTS, one, layers=2, digits=True)
    assert r"(y_{7} - \hat{y}_{7})" in text
    assert latex(one.delta) in text
    assert r"\partial y" not in text


def test_a_network_without_hidden_layers_has_a_chain_too(open_tab: Open) -> None:
    app = open_tab(net="0")
    app.segmented_control(key="backprop_network").set_value("digits").run()
    app.selectbox(key="function").select("untrained").run()
    assert not app.exception
    assert app.selectbox(key="backprop_layer").value == 0


def test_two_numbers_that_differ_are_not_called_equal() -> None:
    assert ":green[" in written.checked(TEXTS, 0.5, 0.5 + 1e-9)
    assert ":orange[" in written.checked(TEXTS, 0.5, 0.51)
    assert ":green[" in written.checked(TEXTS, 0.0, 0.0)
