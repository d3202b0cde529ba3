"""Which structure? A grid is trained in the background, and all that was trained stands in one chart and one table."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.charts.structures import error_against_cost
from app.jobs import JobState
from app.state import server
from app.state.language import Texts
from app.structures import grid
from app.structures.results import describe
from app.structures.trials import Trial, front, worth_a_row
from kerasdl.config import PRESETS, TrainConfig
from kerasdl.lecture import parameter_count
from kerasdl.networks.cost import count_parameters
from tests.support.dashboard import PATIENCE, text_of

OpenApp = Callable[..., AppTest]
TEXTS = Texts("structures")


def trial(units: int, validation: float | None, source: str = "run", **others: Any) -> Trial:
    config = TrainConfig(**{"hidden_units": (units,), **others})
    return Trial(f"{source} {units}", source, config, count_parameters(config), validation, None, 1.0)


def cost(units: int) -> int:
    return (784 + 10) * units


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


def test_the_front_are_those_that_no_cheaper_one_equals() -> None:
    trials = [trial(30, 0.95), trial(10, 0.90), trial(20, 0.90), trial(40, 0.94), trial(10, 0.80), trial(50, None)]
    assert [(t.multiply_adds, t.validation) for t in front(trials)] == [(cost(10), 0.90), (cost(30), 0.95)]


def test_of_a_search_the_table_has_the_fronts_alone() -> None:
    trials = [
        trial(10, 0.80),
        trial(20, 0.90, "evolution"),
        trial(30, 0.89, "evolution"),
        trial(40, 0.88, "random"),
        trial(50, 0.70, "random"),
    ]
    assert [t.name for t in worth_a_row(trials)] == ["evolution 20", "random 40", "run 10"]


def test_the_chart_has_a_point_for_each_structure_told_apart_by_colour_and_shape() -> None:
    trials = [
        trial(10, 0.9),
        trial(20, 0.99, "shipped"),
        trial(30, 1.0, "kept"),
        trial(40, 0.8, "evolution"),
        trial(50, 0.7, "random"),
        trial(5, 0.6, "shipped", filters=(4,)),
    ]
    figure = error_against_cost(TEXTS, trials, trials[:2], {"evolution": trials[3:4]})
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")
    line, *others = figure.data
    assert list(line.x) == [cost(10), cost(20)]
    assert [list(other.x) for other in others if other.mode == "lines"] == [[cost(40)]]
    assert len({points.marker.color for points in others if "markers" in points.mode}) == 6
    assert {
        points.marker.symbol: (list(points.x), list(points.y)) for points in others if "markers" in points.mode
    } == {
        "circle": ([cost(10)], [pytest.approx(10)]),
        "triangle-up": ([cost(40)], [pytest.approx(20)]),
        "star": ([cost(20)], [pytest.approx(1)]),
        "diamond": ([cost(30)], [0.01]),
        "triangle-down": ([cost(50)], [pytest.approx(30)]),
        "square": ([9 * 4 * 28 * 28 + 4 * 5 + 5 * 10], [pytest.approx(40)]),
    }


def test_a_structure_is_written_as_the_engine_does_in_the_visitors_language() -> None:
    found = trial(96, 0.9, hidden_units=(96, 96), skips=True, batch_normalization=True, dropout=0.1)
    assert describe(TEXTS, found) == found.structure == "784-96-96-10 relu, normalised, skips, dropout 0.1"
    assert describe(Texts("structures", "zh"), found) == "784-96-96-10 relu、正規化、跳接、dropout 0.1"
    assert describe(TEXTS, trial(0, 0.9, hidden_units=(), filters=(16, 32))) == "28×28-16c-32c-10 relu"
    assert describe(Texts("structures", "zh"), trial(0, 0.9, hidden_units=())) == "784-10 線性"


@pytest.mark.parametrize("state", JobState)
def test_every_state_has_its_words(state: JobState) -> None:
    assert f"state_{state}" in TEXTS


def test_a_grid_is_trained_in_the_background_and_its_structure_goes_to_step_1(open_app: OpenApp) -> None:
    app = open_app("structures")
    assert not app.exception
    assert "-".join(map(str, PRESETS["web"].hidden_units)) in app.get("plotly_chart")[0].proto.spec
    depths, widths, _ = app.get("button_group")[1:4]
    depths.set_value([0, 1]).run()
    widths.set_value([16]).run()
    app.get("button_group")[4].set_value(2_000).run()
    app.number_input(key="grid_epochs").set_value(1).run()
    app.button(key="train_grid").click().run()
    runs = server.jobs().trainings.of(app.session_state["visitor"])
    assert [run.request.config.hidden_units for run in runs] == [(), (16,)]
    assert "of 2 trained" in str(app.get("progress")[0].proto.text)
    end = time.monotonic() + PATIENCE
    while any(run.state.active for run in runs) and time.monotonic() < end:
        time.sleep(0.2)
    app.run()
    assert [run.status().state for run in runs] == [JobState.DONE, JobState.DONE]
    assert not app.exception
    assert "784-16-10" in app.get("plotly_chart")[0].proto.spec
    table = app.dataframe[0].value
    row = table[table[TEXTS("structure")] == "784-16-10 relu"].iloc[0]
    assert row[TEXTS("parameters")] == parameter_count((784, 16, 10))
    assert row[TEXTS("multiply_adds")] == cost(16)
    assert row[TEXTS("validation")] == round(100 * runs[1].card()["validation"]["validation_accuracy"], 2)
    assert row[TEXTS("test")] == round(100 * runs[1].card()["test"]["accuracy"], 2)


def test_more_structures_than_one_visitor_may_train_are_refused_in_a_line(open_app: OpenApp) -> None:
    app = open_app("structures")
    app.get("button_group")[1].set_value([1, 2, 3]).run()
    app.get("button_group")[2].set_value([16, 32, 64, 128, 256]).run()
    assert app.button(key="train_grid").disabled
    assert "15 structures are more than the 12" in text_of(app)
