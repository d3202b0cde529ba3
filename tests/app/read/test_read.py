"""Read digits: one digit, looked at from all sides, against the engine."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from app.charts.numbers import latex, plain
from app.read import ablation, digit_input
from app.state import evaluation, functions, session
from app.state.language import Texts
from kerasdl.lecture import Network
from kerasdl.lecture.features import gradient_times_input
from kerasdl.models.store import find_model, read_card
from tests.support.dashboard import text_of

ANSWER = re.compile(r'id="answer">(.)<')
TEXTS = Texts("read")
PICKED = {"read_origin": "pick"}


def seven(size: tuple[int, int] = (280, 280), width: int = 20) -> Image.Image:
    picture = Image.new("L", size)
    points = [(0.28, 0.25), (0.7, 0.25), (0.58, 0.5), (0.46, 0.8)]
    ImageDraw.Draw(picture).line([(size[0] * x, size[1] * y) for x, y in points], fill=255, width=width)
    return picture


def sent(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def look(app: AppTest, tab: str = "draw", **choices: object) -> AppTest:
    """The page with a tab open and choices made, as if by its widgets."""
    app.session_state["read_tab"] = TEXTS(f"tab_{tab}")
    app.session_state["choices"] = {**app.session_state["choices"], **choices}
    return app.run()


def picked() -> tuple[Network, np.ndarray]:
    """The shipped network, and the first test digit, a 7, as it gets it."""
    function = functions.shipped()
    assert function is not None
    return function.network, functions.digits().test.images[0].reshape(-1) / 255.0


def formulas(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in app.latex)


def test_a_drawing_is_read_and_one_that_is_wiped_away_has_no_answer(open_app: Callable[..., AppTest]) -> None:
    app = open_app("read")
    assert not ANSWER.search(text_of(app))
    assert TEXTS("hint_draw") in text_of(app)
    app.session_state["drawing"] = {"png": base64.b64encode(sent(seven())).decode(), "strokes": []}
    app.run()
    assert ANSWER.findall(text_of(app)) == ["7"]
    app.session_state["drawing"] = {"png": None, "strokes": []}
    assert not ANSWER.search(text_of(app.run()))


def test_an_answer_that_is_not_sure_is_a_question_mark(open_app: Callable[..., AppTest]) -> None:
    app = open_app("read", n="0")
    look(app, **PICKED)
    assert ANSWER.findall(text_of(app)) == ["7"]
    assert TEXTS("target_right", digit=7) in text_of(app)
    hesitant = evaluation.answers(functions.shipped(), "test").max(axis=1)
    app.session_state["choices"] = {**app.session_state["choices"], "number": int(hesitant.argmin())}
    assert ANSWER.findall(text_of(app.run())) == ["?"]


def test_every_layer_and_the_output_are_the_networks_own(open_app: Callable[..., AppTest]) -> None:
    app = look(open_app("read", n="0"), "layers", **PICKED)
    network, x = picked()
    z = network(x)
    assert not app.exception
    assert all(f">{plain(float(value))}<" in text_of(app) for value in z)


def test_the_pixels_votes_add_up_as_the_formula_says(open_app: Callable[..., AppTest]) -> None:
    app = look(open_app("read", n="0"), "speaking", **PICKED, read_why=4, read_not=9)
    network, x = picked()
    four, nine = (gradient_times_input(network, x, digit).sum() for digit in (4, 9))
    assert latex(float(four)) in formulas(app) and latex(float(nine)) in formulas(app)
    assert f"= {latex(float(four - nine))}" in formulas(app)


def test_a_neurons_sum_is_worked_through_and_the_output_layer_ends_in_softmax(open_app: Callable[..., AppTest]) -> None:
    app = look(open_app("read", n="0"), "cells", **PICKED)
    network, x = picked()
    trace = network.trace(x)
    strongest = int(trace.a[1].argmax())
    assert app.number_input(key="read_neuron_number").value == strongest + 1
    assert f"= {latex(float(trace.z[0][strongest]))}" in formulas(app)
    last = len(network.weights) - 1
    app.selectbox(key="read_layer").set_value(last).run()
    assert app.number_input(key="read_neuron_number").value == 7
    app.number_input(key="read_neuron_number").set_value(2).run()
    assert f"= {latex(float(trace.z[last][2]))}" in formulas(app)
    assert f"<td>{plain(float(np.exp(trace.z[last][2])))}</td>" in text_of(app)


def test_a_neuron_that_the_next_function_lacks_is_not_asked_for(open_app: Callable[..., AppTest]) -> None:
    app = look(open_app("read", n="0", net="8"), "cells", **PICKED, read_layer=2, read_neuron=200)
    assert app.number_input(key="read_neuron_number").value == 201
    app.selectbox(key="function").set_value("untrained").run()
    assert not app.exception
    assert app.selectbox(key="read_layer").value == 0
    assert app.number_input(key="read_neuron_number").max == 8


def test_neurons_are_switched_off_and_on_again(open_app: Callable[..., AppTest]) -> None:
    app = look(open_app("read", n="0"), "off", **PICKED, read_off_layer=2)
    network, x = picked()
    a = network.trace(x).a[3]
    app.button(key="read_off_strongest").click().run()
    off = np.sort(np.argsort(-np.abs(a))[: ablation.SOME]).tolist()
    assert app.multiselect(key="read_off").value == off
    whole = f"{100 * read_card(find_model('web'))['test']['accuracy']:.2f} %"
    assert app.metric[1].value == whole
    app.multiselect(key="read_off").set_value(list(range(240))).run()
    accuracy = ablation.accuracy_without(functions.shipped(), 2, list(range(240)))
    assert app.metric[2].value == f"{100 * accuracy:.2f} %" != whole
    app.button(key="read_off_random").click().run()
    assert app.multiselect(key="read_off").value == list(range(256))
    app.button(key="read_off_none").click().run()
    assert app.multiselect(key="read_off").value == []
    assert app.metric[2].value == whole


def test_accuracy_without_neurons_is_that_of_the_network_without_them() -> None:
    from kerasdl.evaluation.report import confidences, numpy_forward
    from kerasdl.lecture.ablation import ablate

    function = functions.shipped()
    off = list(range(0, 256, 3))
    test = functions.part("test")
    answers = confidences(numpy_forward(ablate(function.network, 1, off)), test.images).argmax(axis=1)
    assert ablation.accuracy_without(function, 1, off) == pytest.approx((answers == test.labels).mean(), abs=2e-4)


def test_each_neurons_worth_is_measured_where_it_is_asked_for(open_app: Callable[..., AppTest]) -> None:
    app = open_app("read", n="0", net="6-5")
    look(app, "off", **PICKED, read_off_layer=1, function="untrained")
    app.button(key="read_measure").click().run()
    assert not app.exception
    app.button(key="read_off_worthiest").click().run()
    assert app.multiselect(key="read_off").value == list(range(5))


def test_a_function_without_hidden_neurons_says_so(open_app: Callable[..., AppTest]) -> None:
    app = look(open_app("read", n="0", net="0"), "off", **PICKED, function="untrained")
    assert TEXTS("off_no_hidden") in text_of(app)
    assert not look(app, "layers").exception


def test_a_picture_that_was_sent_is_read_and_a_bad_one_changes_nothing_but_a_line(
    open_app: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    state: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(session.st, "session_state", state)

    def send(name: str, content: bytes) -> None:
        state["read_file"] = SimpleNamespace(name=name, getvalue=lambda: content)
        digit_input._take_upload()

    send("seven.png", sent(seven((900, 700), 60)))
    kept = session.upload()
    assert kept is not None and kept["name"] == "seven.png"
    function = functions.shipped()
    assert function is not None
    assert function.confidences(kept["seen"]).argmax() == 7
    for content in (b"no picture", sent(Image.new("L", (60, 60), 128)), b""):
        send("bad.png", content)
        assert session.upload() is kept
        assert "bad.png" in str(state["read_refusal"]) and "\n" not in str(state["read_refusal"])
