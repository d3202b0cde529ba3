"""Which structure? A grid is trained in the background, and all that was trained stands in one chart and one table."""

from __future__ import annotations

import time
from collections.abc import Callable

import functions
import pytest
from charts.structures import accuracy_against_parameters
from conftest import PATIENCE, text_of
from language import Texts
from runs import State
from streamlit.testing.v1 import AppTest
from structures import grid
from structures.trials import Trial, best_for_size

from kerasdl.lecture import parameter_count

OpenApp = Callable[..., AppTest]
TEXTS = Texts("structures")


def trial(parameters: int, validation: float | None, source: str = "run", **others: object) -> Trial:
    return Trial(f"{parameters}", source, (parameters,), "relu", parameters, validation, None, 1.0, **others)  # type: ignore[arg-type]


def test_a_grid_is_every_combination_smallest_first() -> None:
    assert grid.structures([1, 2], [64, 16], ["relu", "tanh"]) == [
        ((16,), "relu"),
        ((16,), "tanh"),
        ((64,), "relu"),
        ((64,), "tanh"),
        ((16, 16), "relu"),
        ((16, 16), "tanh"),
        ((64, 64), "relu"),
        ((64, 64), "tanh"),
    ]


def test_without_hidden_layers_there_is_one_structure_whatever_the_widths() -> None:
    assert grid.structures([0], [16, 64], ["relu", "tanh"]) == [((), "relu")]


@pytest.mark.parametrize("empty", [([], [16], ["relu"]), ([1], [], ["relu"]), ([1], [16], [])])
def test_a_grid_with_nothing_chosen_is_empty(empty: tuple[list, list, list]) -> None:
    assert grid.structures(*empty) == []


def test_the_best_for_their_size_are_those_that_no_smaller_one_equals() -> None:
    trials = [trial(30, 0.95), trial(10, 0.90), trial(20, 0.90), trial(40, 0.94), trial(10, 0.80), trial(50, None)]
    assert [(t.parameters, t.validation) for t in best_for_size(trials)] == [(10, 0.90), (30, 0.95)]


def test_the_chart_has_a_point_for_each_network_told_apart_by_shape() -> None:
    trials = [trial(10, 0.9), trial(20, 0.99, "shipped"), trial(30, 1.0, "kept")]
    line, *points = accuracy_against_parameters(TEXTS, trials, trials[:2]).data
    assert list(line.x) == [10, 20]
    assert {point.marker.symbol: (list(point.x), list(point.y)) for point in points} == {
        "circle": ([10], [pytest.approx(10)]),
        "star": ([20], [pytest.approx(1)]),
        "diamond": ([30], [0.01]),
    }


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_words(state: State) -> None:
    assert f"state_{state}" in TEXTS


def test_a_grid_is_trained_in_the_background_and_its_structure_goes_to_step_1(open_app: OpenApp) -> None:
    app = open_app("structures")
    assert not app.exception
    assert "512-256-256" in app.get("plotly_chart")[0].proto.spec
    depths, widths, _ = app.get("button_group")[1:4]
    depths.set_value([0, 1]).run()
    widths.set_value([16]).run()
    app.get("button_group")[4].set_value(2_000).run()
    app.number_input(key="grid_epochs").set_value(1).run()
    app.button(key="train_grid").click().run()
    runs = functions.pool().runs_of(app.session_state["visitor"])
    assert [run.order.config.hidden_units for run in runs] == [(), (16,)]
    assert "of 2 trained" in str(app.get("progress")[0].proto.text)
    end = time.monotonic() + PATIENCE
    while any(run.look().active for run in runs) and time.monotonic() < end:
        time.sleep(0.2)
    app.run()
    assert [run.look().state for run in runs] == [State.DONE, State.DONE]
    assert not app.exception
    assert "784-16-10" in app.get("plotly_chart")[0].proto.spec
    table = app.dataframe[0].value
    row = table[table[TEXTS("structure")] == "784-16-10"].iloc[0]
    assert row[TEXTS("parameters")] == parameter_count((784, 16, 10))
    assert row[TEXTS("validation")] == round(100 * runs[1].card()["validation"]["validation_accuracy"], 2)
    assert row[TEXTS("test")] == round(100 * runs[1].card()["test"]["accuracy"], 2)


def test_more_structures_than_one_visitor_may_train_are_refused_in_a_line(open_app: OpenApp) -> None:
    app = open_app("structures")
    app.get("button_group")[1].set_value([1, 2, 3]).run()
    app.get("button_group")[2].set_value([16, 32, 64, 128, 256]).run()
    assert app.button(key="train_grid").disabled
    assert "15 structures are more than the 12" in text_of(app)
