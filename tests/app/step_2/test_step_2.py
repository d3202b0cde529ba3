"""Step 2: the loss of an example, both losses, and the total, with the engine's numbers."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app.charts.numbers import latex, plain
from app.state import functions
from kerasdl.lecture.losses import cross_entropy, one_hot, softmax, squared_error
from tests.support.dashboard import text_of

Open = Callable[..., AppTest]


def formulas(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in app.latex)


def test_an_example_s_loss_is_the_engine_s_with_its_numbers_put_in(open_app: Open) -> None:
    app = open_app("step_2", net="16", part="test", n="8")
    app.selectbox(key="function").select("untrained").run()
    assert not app.exception
    image, label = functions.part("test").images[8], int(functions.part("test").labels[8])
    network = functions.untrained(functions.session.Structure((16,), "relu", 0))
    z, target = network(image.reshape(-1) / 255), one_hot(np.array(label), 10)
    assert latex(float(cross_entropy(z, target)), 4) in formulas(app)
    assert latex(float(softmax(z)[label]), 4) in formulas(app)
    assert plain(float(squared_error(z, target)), 4) in text_of(app)


def test_a_hard_digit_costs_more_and_another_digit_redraws(open_app: Open) -> None:
    app = open_app("step_2", net="16", part="test", n="0")
    before = formulas(app)
    app.button(key="hard").click().run()
    assert app.number_input(key="number").value != 0
    assert formulas(app) != before


def test_a_drawn_digit_has_the_target_that_it_is_told(open_app: Open) -> None:
    app = open_app("step_2", net="16")
    app.segmented_control(key="step_2_source").set_value("drawn").run()
    assert not app.latex
    ink = np.zeros((280, 280), np.uint8)
    ink[60:220, 130:150] = 255
    buffer = io.BytesIO()
    Image.fromarray(ink).save(buffer, format="PNG")
    app.session_state["drawing"] = {"png": base64.b64encode(buffer.getvalue()).decode(), "strokes": []}
    app.segmented_control(key="step_2_label").set_value(1).run()
    assert r"\ln y_{1}" in formulas(app)
    app.segmented_control(key="step_2_label").set_value(4).run()
    assert r"\ln y_{4}" in formulas(app)


def test_squared_error_and_its_gradient_stand_beside_cross_entropy(open_app: Open) -> None:
    app = open_app("step_2", net="16")
    app.session_state["step_2_tab"] = functions.language.Texts("step_2")("tab_which")
    app.run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 2


@pytest.fixture
def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """MNIST's first 500 training digits: enough to add up."""
    from dataclasses import replace

    from kerasdl.data.mnist import Digits

    mnist = functions.digits()
    few = replace(mnist, train=Digits(mnist.train.images[:500], mnist.train.labels[:500]))
    monkeypatch.setattr(functions, "digits", lambda: few)


@pytest.mark.usefixtures("few_digits")
def test_the_total_is_the_sum_of_all_losses_and_a_worst_digit_can_be_looked_at(open_app: Open) -> None:
    texts = functions.language.Texts("step_2")
    app = open_app("step_2", net="16")
    app.session_state["step_2_tab"] = texts("tab_total")
    app.selectbox(key="function").select("untrained").run()
    assert not app.exception
    network = functions.untrained(functions.session.Structure((16,), "relu", 0))
    digits = functions.part("training")
    losses = cross_entropy(network(digits.images.reshape(500, -1) / 255), one_hot(digits.labels, 10))
    assert f"{losses.sum():,.0f}".replace(",", r"\,") in formulas(app)
    worst = int(np.argmax(losses))
    app.button(key=f"step_2_worst_{worst}").click().run()
    assert not app.exception
    assert app.number_input(key="number").value == worst
    assert latex(float(losses[worst]), 4) in formulas(app)
