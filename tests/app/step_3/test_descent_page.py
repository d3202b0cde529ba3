"""Step 3, tab (a): a walk, its steps written out, its verdict; other learning rates and methods beside it."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.charts.surface_map import CLICKS
from app.state.language import Texts
from app.step_3 import descent, descent_walk
from app.step_3.descent_walk import Settings
from kerasdl.lecture.optimizers import OPTIMIZERS
from kerasdl.lecture.surfaces import BOWL, SURFACES
from kerasdl.lecture.trajectories import Ending, stability_limit
from tests.support.dashboard import text_of

Open = Callable[..., AppTest]
TEXTS = Texts("step_3_descent")


def numbers_in(formula: str) -> list[float]:
    """The numbers of the last vector of a formula."""
    last = re.findall(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", formula)[-1]
    parts = [part.replace(r"\cdot 10^{", "e").replace("}", "") for part in last.split(r"\\")]
    return [float(part) for part in parts]


@pytest.mark.parametrize("method", OPTIMIZERS)
@pytest.mark.parametrize("k", [1, 2, 9])
def test_a_step_written_out_ends_where_the_walk_goes(method: str, k: int) -> None:
    settings = Settings("local minimum", method, 0.1, 0.8, 20, (1.6, 1.2))
    lines = descent_walk.update(settings, k)
    np.testing.assert_allclose(numbers_in(lines[-1]), descent_walk.path(settings)[k], rtol=6e-3)


def test_what_a_method_keeps_is_written_as_it_is() -> None:
    settings = Settings("bowl", "momentum", 0.1, 0.8, 20, (-2.5, 2.0))
    first, second = descent_walk.update(settings, 1), descent_walk.update(settings, 2)
    assert numbers_in(first[0]) == pytest.approx([0.25, -0.2])  # v = −η g
    assert numbers_in(second[0]) == pytest.approx([0.8 * 0.25 + 0.225, -0.8 * 0.2 - 0.18], rel=6e-3)


def test_a_walk_is_told_how_it_ended_and_another_learning_rate_ends_otherwise(open_app: Open) -> None:
    app = open_app("step_3")
    assert not app.exception
    assert "Reached the minimum at (0, 0) in 40 steps" in text_of(app)
    app.select_slider(key="descent_rate").set_value(2.1).run()
    assert "Diverged" in text_of(app)
    assert f"2/λ = {stability_limit(BOWL, np.zeros(2)):.2f}" in text_of(app)


def test_a_surface_brings_its_own_start_and_a_walk_can_be_seen_step_by_step(open_app: Open) -> None:
    app = open_app("step_3")
    app.selectbox(key="descent_surface").select("plateau").run()
    assert app.slider(key="descent_start_1").value == SURFACES["plateau"].start[0]
    assert "plateau" in text_of(app)
    app.slider(key="descent_step").set_value(3).run()
    assert r"\theta^{3} \leftarrow \theta^{2}" in app.latex[0].value
    path = descent_walk.path(Settings("plateau", "gradient descent", 0.1, 0.9, 40, SURFACES["plateau"].start))
    np.testing.assert_allclose(numbers_in(app.latex[0].value), path[3], rtol=6e-3)


def test_three_learning_rates_and_four_methods_stand_side_by_side_and_the_choices_outlive_it(open_app: Open) -> None:
    app = open_app("step_3")
    app.select_slider(key="descent_rate").set_value(0.05).run()
    app.selectbox(key="descent_view").select("rates").run()
    assert all(word in text_of(app) for word in ("too small", "good", "too large", "Diverged"))
    app.selectbox(key="descent_view").select("methods").run()
    assert all(name in text_of(app) for name in ("gradient descent", "momentum", "RMSprop", "Adam"))
    app.selectbox(key="descent_view").select("one").run()
    assert app.select_slider(key="descent_rate").value == 0.05


def test_a_click_on_the_map_is_the_new_start(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict = {descent.MAP: {"selection": {"points": [{"x": 1.5, "y": -0.6, "curve_number": CLICKS}]}}}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(descent.session, "choose", lambda **choices: state.update(choices))
    descent.take_click()
    assert (state["descent_start_1"], state["descent_start_2"]) == (1.5, -0.6)
    for points in ([], [{"x": 0.0, "y": 0.0, "curve_number": CLICKS + 1}]):  # nothing, or a walker
        state[descent.MAP] = {"selection": {"points": points}}
        descent.take_click()
    assert state["descent_start_1"] == 1.5


@pytest.mark.parametrize("ending", Ending)
def test_every_ending_has_its_words(ending: Ending) -> None:
    assert f"ending_{ending.name.lower()}" in TEXTS
