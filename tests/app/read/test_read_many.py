"""What a function does with many digits: the page's figures are the engine's."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.charts import many_digits
from app.charts.weights import diverging
from app.read import learned_features, robustness
from app.state import functions
from app.state.language import Texts
from kerasdl.data.mnist import Mnist
from kerasdl.evaluation.robustness import DISTORTIONS
from kerasdl.inference.surety import surety
from tests.support.dashboard import text_of

TEXTS = Texts("read_many")


def show(part: str, before: str = "") -> AppTest:
    """One part alone, without the page around it."""
    code = f"from app.state import session\nfrom app.read import {part}\nsession.begin()\n{before}\n{part}.draw()"
    return AppTest.from_string(code, default_timeout=120).run()


def test_the_confusion_matrix_counts_what_is_read_as_what_and_shows_the_digits_behind(mnist: Mnist) -> None:
    app = show("confusion")
    assert not app.exception
    function = functions.shipped()
    assert function is not None
    answers = function.confidences(mnist.test.images / 255.0).argmax(axis=1)
    wrong = int((answers != mnist.test.labels).sum())
    assert f"{wrong} wrong" in text_of(app)
    app.selectbox(key="confusion_truth").set_value(9).run()
    app.selectbox(key="confusion_answer").set_value(4).run()
    behind = np.flatnonzero((mnist.test.labels == 9) & (answers == 4))
    assert f"**9 read as 4**: {len(behind)}" in text_of(app)
    assert all(f"n = {n}\n" in text_of(app) for n in behind)


def test_a_frequent_confusion_is_a_press_away_and_its_digit_can_be_chosen() -> None:
    app = show("confusion")
    pair = next(button for button in app.button if button.key.startswith("pair_"))
    row, column = (int(part) for part in pair.key.split("_")[1:])
    pair.click().run()
    assert f"**{row} read as {column}**" in text_of(app)
    number = app.selectbox(key=f"look_{row}_{column}").value
    app.button(key="confusion_look").click().run()
    assert (app.session_state["choices"]["part"], app.session_state["choices"]["number"]) == ("test", number)


def test_the_matrix_is_drawn_with_a_mark_to_click_over_each_cell() -> None:
    matrix = np.arange(100).reshape(10, 10)
    heat, marks = many_digits.confusion(TEXTS, matrix, (3, 5)).data
    assert heat.text[3][5] == "35"
    assert np.isnan(heat.z[4][4])
    assert [3, 5, 35] in marks.customdata.tolist()


@pytest.mark.parametrize("name", robustness.ORDER)
def test_the_texts_know_every_distortion(name: str) -> None:
    assert name in DISTORTIONS
    assert all(f"{kind}_{name}" in TEXTS for kind in ("distortion", "unit", "robustness"))


def test_the_curves_are_those_of_the_engine() -> None:
    app = show("robustness")
    assert not app.exception
    function = functions.shipped()
    assert function is not None
    centred, as_is = (robustness._curve(function.key, "shift", centre, function) for centre in (True, False))
    assert len(centred) == len(DISTORTIONS["shift"].strengths)
    worst = int(np.argmax(np.subtract(centred, as_is)))
    assert f"**{100 * centred[worst]:.1f} %** centred, **{100 * as_is[worst]:.1f} %** as it is" in text_of(app)
    app.segmented_control(key="distortion").set_value("noise").run()
    assert not app.exception
    assert "standard deviation" in text_of(app)


def test_a_threshold_refuses_the_digits_that_do_not_reach_it(mnist: Mnist) -> None:
    app = show("calibration")
    function = functions.shipped()
    assert function is not None
    assert app.slider(key="threshold").value == round(100 * function.not_sure_below)
    app.slider(key="threshold").set_value(90).run()
    refused = surety(function.confidences(mnist.test.images / 255.0)) < 0.9
    assert f"**{100 * refused.mean():.2f} %** of the test digits get no answer" in text_of(app)
    app.slider(key="threshold").set_value(0).run()
    assert "every test digit is answered" in text_of(app)


def test_deeper_features_are_easier_for_a_linear_probe() -> None:
    app = show("learned_features")
    assert not app.exception
    function = functions.shipped()
    assert function is not None
    accuracies, separations = learned_features._probed(function.key, function)
    assert len(accuracies) == len(function.network.weights)
    assert accuracies[-1] > accuracies[0] + 0.1
    assert separations[-1] > separations[0]


def test_each_digit_is_drawn_as_itself_and_misread_ones_are_ringed() -> None:
    labels = np.array([3, 1, 3])
    *digits, rings = many_digits.points(TEXTS, np.eye(3, 2), labels, np.array([True, False, False])).data
    assert [trace.text for trace in digits] == [("1",), ("3", "3")]
    assert (list(rings.x), list(rings.y)) == ([1.0], [0.0])


def test_weights_are_blue_above_0_orange_below_and_clear_at_0() -> None:
    blue, clear, orange = diverging(np.array([1.0, 0.0, -0.5]))
    assert blue[2] > blue[0] and orange[0] > orange[2]
    assert [blue[3], clear[3], orange[3]] == [255, 0, 128]


def test_a_function_need_not_be_trained() -> None:
    app = show("confusion", "session.choose(function='untrained')")
    assert not app.exception
    assert "wrong" in text_of(app)
