"""Step 1 in use: structures, θ, the worked example, the output layer."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app.step_1 import formulas, set_size
from app.step_1.small_set import SmallSet
from app.step_1.worked_example import NEURONS, fault_in, network_of, table_of
from kerasdl.config import PRESETS
from kerasdl.lecture import WORKED_EXAMPLE
from tests.support.dashboard import text_of

Opener = Callable[..., AppTest]


def opened(open_app: Opener, tab: str, **query: str) -> AppTest:
    """The page with a tab open."""
    app = open_app("step_1", **query)
    app.session_state["step_1_tab"] = tab
    return app.run()


def latex_of(app: AppTest) -> str:
    return "\n".join(formula.value for formula in app.latex)


def figure(app: AppTest, key: str) -> dict:
    """A figure of the page by its widget's key."""
    found = [chart for chart in app.get("plotly_chart") if key in chart.proto.id]
    return json.loads(found[0].proto.spec)


def test_the_parameters_of_the_links_structure_are_counted(open_app: Opener) -> None:
    app = open_app("step_1", net="64-32", act="tanh")
    assert not app.exception
    assert app.metric[0].value == f"{784 * 64 + 64 + 64 * 32 + 32 + 32 * 10 + 10:,}"
    assert r"(784 \cdot 64 + 64) + (64 \cdot 32 + 32) + (32 \cdot 10 + 10) = 52{,}650" in latex_of(app)
    assert app.selectbox(key="step_1_ready_made").value == "own"


def test_a_ready_made_structure_becomes_the_structure_and_the_link(open_app: Opener) -> None:
    app = open_app("step_1")
    assert app.selectbox(key="step_1_ready_made").value == "quick"
    app.selectbox(key="step_1_ready_made").select("web").run()
    assert app.query_params["net"] == "-".join(map(str, PRESETS["web"].hidden_units))
    assert app.slider(key="layers").value == 3
    app.selectbox(key="step_1_ready_made").select("linear").run()
    assert app.metric[0].value == "7,850"
    assert not app.exception


def test_drawing_theta_again_keeps_the_structure_and_changes_the_function(open_app: Opener) -> None:
    app = open_app("step_1", net="8")
    before = figure(app, "step_1_network")
    app.button(key="step_1_draw_again").click().run()
    assert app.query_params["theta"] == "1"
    assert app.query_params["net"] == "8"
    assert figure(app, "step_1_network") != before


def test_small_sets_show_other_functions_and_their_size(open_app: Opener) -> None:
    app = opened(open_app, "One θ, one function", theta="5", net="8")
    assert not app.exception
    assert "14 / 16" in [metric.value for metric in app.metric]
    app.slider(key="step_1_depth").set_value(0).run()
    assert {metric.value for metric in app.metric} == {"14 / 16"}
    assert not app.exception


def test_the_worked_example_says_what_the_slides_say(open_app: Opener) -> None:
    app = opened(open_app, "Worked example")
    words = latex_of(app)
    assert r"z^{1}_{1} = 1 \cdot 1 + (-2) \cdot (-1) + 1 = 4 \qquad a^{1}_{1} = \sigma(4) = 0.98" in words
    assert r"\begin{bmatrix} 0.62 \\ 0.83 \end{bmatrix}" in words
    assert r"\begin{bmatrix} 0.51 \\ 0.85 \end{bmatrix}" in words
    app.number_input(key="step_1_x0").set_value(0.0)
    app.number_input(key="step_1_x1").set_value(0.0).run()
    assert "z^{1}_{1} = 1 \\cdot 0 + (-2) \\cdot 0 + 1 = 1" in latex_of(app)
    app.button(key="step_1_reset").click().run()
    assert app.number_input(key="step_1_x1").value == -1
    assert not app.exception


def test_the_table_holds_the_slides_network() -> None:
    again = network_of(table_of(WORKED_EXAMPLE), "sigmoid")
    assert np.array_equal(again.theta, WORKED_EXAMPLE.theta)
    assert again.activations == WORKED_EXAMPLE.activations


@pytest.mark.parametrize("bad", [None, "four", float("inf"), float("nan"), 101.0])
def test_a_cell_without_a_number_is_named(bad: object) -> None:
    table = pd.DataFrame(table_of(WORKED_EXAMPLE), columns=["w₁", "w₂", "b"], dtype=object)
    assert fault_in(table) is None
    table.loc[3, "w₂"] = bad
    assert fault_in(table) == ("3", "w₂")


def test_softmax_is_written_with_its_numbers_and_follows_the_temperature(open_app: Opener) -> None:
    app = opened(open_app, "Output layer")
    assert r"\frac{20.09}{22.85} = 0.88" in latex_of(app)
    assert "**Each dimension represents the confidence of a digit.**" in text_of(app)
    app.slider(key="step_1_temperature").set_value(2.0).run()
    assert r"e^{1.5}" in latex_of(app)
    app.segmented_control(key="step_1_logits").set_value("ten").run()
    assert not app.exception
    assert "y_{7}" in latex_of(app)


def test_every_neuron_of_the_example_can_be_written_out() -> None:
    words = [formulas.neuron(WORKED_EXAMPLE, np.array([1.0, -1.0]), *place) for place in NEURONS]
    assert r"= 4 \qquad" in words[0]
    assert words[-1].endswith("= 0.83")


@pytest.mark.parametrize(
    ("structure", "words"),
    [((2,), "= 1"), ((2, 3), "= 7"), ((2, 3, 3), r"= 7 \cdot 7 = 49"), ((2, *(3,) * 4), "= 7^{4} = 2{,}401")],
)
def test_the_bound_on_the_pieces_is_a_product_over_the_layers(structure: tuple[int, ...], words: str) -> None:
    assert set_size.pieces_bound(structure).endswith(words)


def test_a_larger_theta_is_another_function_of_the_same_set() -> None:
    small, large = SmallSet(2, 4, "tanh", 1.0), SmallSet(2, 4, "tanh", 3.0)
    assert small.function(3).structure == large.function(3).structure == (2, 4, 4, 1)
    assert np.allclose(3 * small.function(3).theta, large.function(3).theta)


def test_the_structure_stands_beside_its_keras_code(open_app: Opener) -> None:
    app = open_app("step_1", net="64-32", act="tanh")
    (code,) = [block.value for block in app.code if "keras.Model" in block.value]
    assert 'layers.Dense(32, activation="tanh")' in code
