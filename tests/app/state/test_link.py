"""A link carries the state, and only what makes sense of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

OpenApp = Callable[..., AppTest]


def choices_of(app: AppTest) -> dict:
    return app.session_state["choices"]


def test_a_link_brings_structure_function_digit_and_language(open_app: OpenApp) -> None:
    app = open_app("start", net="64-32", act="sigmoid", theta="7", part="training", n="42", lang="zh")
    assert {key: choices_of(app)[key] for key in ("layers", "units_1", "units_2", "activation", "theta")} == {
        "layers": 2,
        "units_1": 64,
        "units_2": 32,
        "activation": "sigmoid",
        "theta": 7,
    }
    assert (choices_of(app)["part"], choices_of(app)["number"]) == ("training", 42)
    assert app.session_state["language"] == "zh"


def test_a_linear_classifier_has_a_link_too(open_app: OpenApp) -> None:
    assert choices_of(open_app("start", net="0"))["layers"] == 0


@pytest.mark.parametrize(
    "query",
    [
        {"net": "64-"},
        {"net": "0-3"},
        {"net": "9999"},
        {"net": "1-2-3-4-5-6"},
        {"net": "six"},
        {"act": "softmax"},
        {"theta": "-1"},
        {"theta": "1" * 400},
        {"theta": "٣"},
        {"part": "validation"},
        {"n": "1.5"},
        {"lang": "xx"},
    ],
)
def test_what_makes_no_sense_in_a_link_is_passed_over(open_app: OpenApp, query: dict[str, str]) -> None:
    app = open_app("start", **query)
    assert not app.exception
    assert choices_of(app) == choices_of(open_app())


def test_the_address_says_what_is_chosen(open_app: OpenApp) -> None:
    app = open_app("start", net="64-32", act="tanh")
    shown = {n: v if isinstance(v, str) else v[0] for n, v in app.query_params.items()}
    assert shown == {"net": "64-32", "act": "tanh", "theta": "0", "part": "test", "n": "0", "lang": "en"}


def test_a_number_beyond_the_digits_of_its_part_becomes_the_first(open_app: OpenApp) -> None:
    app = open_app("step_2", part="test", n="59999")
    assert not app.exception
    assert choices_of(app)["number"] == 0
