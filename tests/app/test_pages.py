"""The pages, used as a visitor uses them, without a browser."""

from __future__ import annotations

import base64
import io
import re
import threading
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest
from conftest import PAGES, PATIENCE
from jobs import State
from PIL import Image
from streamlit.testing.v1 import AppTest

from kerasdl import engine
from kerasdl.data import Mnist
from kerasdl.errors import ModelError, TrainingError
from kerasdl.evaluation import confidences, cross_entropy
from kerasdl.networks import mlp
from kerasdl.reader import reader_of
from kerasdl.training import Hardware, Progress, TrainConfig, Trained

OpenApp = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def nothing_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests bring their own shipped network, if any: what lies in saved_models/ does not matter."""

    def find_none(name: str) -> Path:
        raise ModelError(f"none: {name}")

    monkeypatch.setattr("kerasdl.store.find_model", find_none)


def text_of(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.info, app.success, app.error, app.latex)
    html = [element.proto.body for element in app.get("html")]
    return "\n".join([str(element.value) for kind in kinds for element in kind] + html)


def formula_of(app: AppTest) -> str:
    """The page's first formula, without the signs around it."""
    return str(app.latex[0].value).strip("$ \n")


def train_shortly(app: AppTest) -> AppTest:
    """One epoch on 1,000 digits, to its end."""
    app.select_slider(key="digits").set_value(1_000)
    app.slider(key="epochs").set_value(1)
    app.button(key="start").click().run()
    assert app.session_state["job"].finished.wait(PATIENCE)
    return app.run()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_without_an_error_and_says_what_to_look_at_and_to_try(open_app: OpenApp, page: str) -> None:
    app = open_app(page)
    assert not app.exception
    assert not app.error
    assert "**Look**" in text_of(app) and "**Try:**" in text_of(app)


@pytest.mark.parametrize("page", PAGES)
def test_every_widget_has_a_key(open_app: OpenApp, page: str) -> None:
    app = open_app(page)
    widgets = [
        *app.button,
        *app.slider,
        *app.select_slider,
        *app.number_input,
        *app.selectbox,
        *app.get("button_group"),
    ]
    assert widgets
    assert all(widget.key for widget in widgets)


def test_another_structure_has_another_number_of_parameters(open_app: OpenApp) -> None:
    app = open_app()
    assert f"**{mlp((256, 128)).count_params():,} parameters**" in text_of(app)
    app.slider(key="layers").set_value(3).run()
    app.number_input(key="units_1").set_value(20).run()
    assert f"**{mlp((20, 128, 64)).count_params():,} parameters**" in text_of(app)
    assert "20 × 784" in str(app.table[0].value)


def test_a_network_without_hidden_layers_is_shown_as_what_it_is(open_app: OpenApp) -> None:
    app = open_app()
    app.slider(key="layers").set_value(0).run()
    assert not app.exception
    assert not app.selectbox
    assert "**7,850 parameters**" in text_of(app)
    assert r"f(x) = \mathrm{softmax}\!\left(W^{1} x + b^{1}\right)" in formula_of(app)


def test_the_formula_of_many_layers_is_cut(open_app: OpenApp) -> None:
    app = open_app()
    app.slider(key="layers").set_value(5).run()
    assert "cdots" in formula_of(app)
    assert "W^{6}" in formula_of(app)


def test_another_theta_is_another_function_of_the_same_set(open_app: OpenApp) -> None:
    app = open_app()
    before = app.get("plotly_chart")[0].proto.spec
    app.button(key="another_theta").click().run()
    assert "θ no. 1" in text_of(app)
    assert app.get("plotly_chart")[0].proto.spec != before
    assert "**235,146 parameters**" in text_of(app)


def test_the_structure_stays_when_other_pages_are_visited(open_app: OpenApp) -> None:
    app = open_app()
    app.slider(key="layers").set_value(1).run()
    app.switch_page(PAGES[1]).run()
    app.switch_page(PAGES[2]).run()
    assert "784 → 256 → 10" in text_of(app)
    app.switch_page(PAGES[0]).run()
    assert app.slider(key="layers").value == 1


@pytest.mark.parametrize(("part", "number"), [("training", 12), ("test", 345)])
def test_the_loss_of_a_digit_is_minus_the_logarithm_of_the_confidence_in_it(
    open_app: OpenApp, mnist: Mnist, part: str, number: int
) -> None:
    app = open_app(PAGES[1])
    app.get("button_group")[1].set_value(part).run()
    app.number_input(key="number").set_value(number).run()
    digits = mnist.train if part == "training" else mnist.test
    forward = engine.compile_forward(mlp((256, 128), seed=0), engine.devices()[0][0])
    outputs = confidences(forward, digits.images[number : number + 1])
    label = int(digits.labels[number])
    shown = re.fullmatch(r"l = -\\ln y_\{(\d)\} = -\\ln ([\d.e-]+) = ([\d.]+)", formula_of(app))
    assert shown is not None
    assert int(shown[1]) == label
    assert float(shown[2]) == pytest.approx(outputs[0, label], rel=1e-3)
    assert float(shown[3]) == pytest.approx(cross_entropy(outputs, np.array([label]))[0], abs=2e-4)


def test_the_total_loss_is_the_sum_over_all_training_digits(open_app: OpenApp, mnist: Mnist) -> None:
    app = open_app(PAGES[1])
    forward = engine.compile_forward(mlp((256, 128), seed=0), engine.devices()[0][0])
    total = cross_entropy(confidences(forward, mnist.train.images), mnist.train.labels).sum()
    shown = {metric.label: metric.value for metric in app.metric}
    assert float(shown["Total loss L"].replace(",", "")) == pytest.approx(total, rel=1e-5)


def test_a_hard_digit_costs_more_than_most(open_app: OpenApp) -> None:
    app = open_app(PAGES[1])
    app.button(key="hard").click().run()
    loss = float(formula_of(app).rsplit("= ", 1)[1])
    mean = next(float(metric.value) for metric in app.metric if metric.label == "Mean lⁿ")
    assert loss > mean


def test_a_number_that_the_other_digits_lack_falls_back_to_the_first(open_app: OpenApp) -> None:
    app = open_app(PAGES[1])
    app.number_input(key="number").set_value(54_999).run()
    app.get("button_group")[1].set_value("test").run()
    assert not app.exception
    assert app.number_input(key="number").value == 0


def test_without_a_shipped_network_the_pages_say_so_and_work(open_app: OpenApp) -> None:
    app = open_app(PAGES[1])
    assert "ships no trained network" in text_of(app)
    assert app.get("button_group")[0].options == ["Untrained θ 0"]


def test_a_shipped_network_can_be_chosen(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "model.keras").touch()
    monkeypatch.setattr("kerasdl.reader.load_keras_model", lambda file: mlp((5,), seed=3))
    monkeypatch.setattr("kerasdl.store.find_model", lambda name: tmp_path)
    app = open_app(PAGES[1])
    before = formula_of(app)
    app.get("button_group")[0].set_value("shipped").run()
    assert not app.exception
    assert "ships no trained network" not in text_of(app)
    assert formula_of(app) != before


def test_a_short_training_ends_with_curves_and_a_function_to_choose(open_app: OpenApp) -> None:
    app = train_shortly(open_app(PAGES[2]))
    assert not app.exception
    look = app.session_state["job"].look()
    assert look.state is State.DONE
    assert "Done:" in text_of(app)
    spec = app.get("plotly_chart")[0].proto.spec
    assert "training digits" in spec and "validation digits" in spec
    assert [button.disabled for button in (app.button(key="start"), app.button(key="stop"))] == [False, True]
    app.switch_page(PAGES[1]).run()
    assert app.get("button_group")[0].options == ["Untrained θ 0", "Trained in Step 3"]
    shown = next(metric.value for metric in app.metric if metric.label == "Read right")
    assert float(shown.removesuffix(" %")) > 20  # a blind guess reads 10


def test_stop_ends_a_training_with_what_it_has(open_app: OpenApp) -> None:
    app = open_app(PAGES[2])
    app.slider(key="epochs").set_value(20)
    app.button(key="start").click().run()
    app.button(key="stop").click().run()
    job = app.session_state["job"]
    assert job.finished.wait(PATIENCE)
    app.run()
    assert job.look().state is State.STOPPED
    assert "Stopped:" in text_of(app)
    assert not app.exception


def test_an_error_in_training_is_one_clear_line(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Trained:
        raise TrainingError("The loss must stay finite; lower the learning rate. Received: loss=nan")

    monkeypatch.setattr("kerasdl.training.train", fail)
    app = open_app(PAGES[2])
    app.button(key="start").click().run()
    assert app.session_state["job"].finished.wait(PATIENCE)
    app.run()
    assert [error.value for error in app.error] == [
        "The loss must stay finite; lower the learning rate. Received: loss=nan"
    ]
    assert not app.button(key="start").disabled


class HeldTraining:
    """Stands for `train`: goes on until it is released or stopped."""

    def __init__(self) -> None:
        self.begun, self.release = threading.Event(), threading.Event()

    def __call__(
        self,
        config: TrainConfig,
        *,
        data: Mnist,
        on_progress: Callable[[Progress], None],
        should_stop: Callable[[], bool],
    ) -> Trained:
        on_progress(Progress(1, config.epochs, 1, 2, 2.3, 0.1, 1.0))
        self.begun.set()
        while not self.release.wait(0.01) and not should_stop():
            pass
        return Trained(mlp((4,), seed=0), [], config, Hardware("jax", "cpu:0", "cpu", "float32"), 1.0, 0.0)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> HeldTraining:
    training = HeldTraining()
    monkeypatch.setattr("kerasdl.training.train", training)
    return training


def test_while_one_visitor_trains_the_pages_of_another_work(open_app: OpenApp, held: HeldTraining) -> None:
    trainer = open_app(PAGES[2])
    trainer.button(key="start").click().run()
    assert held.begun.wait(PATIENCE)
    for page in PAGES:
        other = open_app(page)
        assert not other.exception
        assert "job" not in other.session_state
    assert trainer.session_state["job"].look().active
    held.release.set()
    assert trainer.session_state["job"].finished.wait(PATIENCE)


def test_a_training_goes_on_while_its_visitor_looks_at_other_pages(open_app: OpenApp, held: HeldTraining) -> None:
    app = open_app(PAGES[2])
    app.button(key="start").click().run()
    assert held.begun.wait(PATIENCE)
    app.switch_page(PAGES[0]).run()
    assert "Training goes on in Step 3: epoch 1 of 3" in str(app.get("progress")[0].proto.text)
    held.release.set()
    assert app.session_state["job"].finished.wait(PATIENCE)
    app.run()
    assert not app.get("progress")
    app.switch_page(PAGES[2]).run()
    assert "Done:" in text_of(app)


def test_a_second_training_waits_and_says_for_what(
    open_app: OpenApp, held: HeldTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jobs import TrainingPool

    pool = TrainingPool(1)
    monkeypatch.setattr("session.pool", lambda: pool)
    first, second = open_app(PAGES[2]), open_app(PAGES[2])
    first.button(key="start").click().run()
    assert held.begun.wait(PATIENCE)
    second.button(key="start").click().run()
    assert "waiting for 1 training of other visitors to end" in str(second.get("progress")[0].proto.text)
    held.release.set()
    assert all(app.session_state["job"].finished.wait(PATIENCE) for app in (first, second))


def test_a_page_leaves_keras_as_it_is_in_other_threads(open_app: OpenApp) -> None:
    app = open_app()
    variable = keras.Variable(0.0)
    with keras.StatelessScope():
        app.run()
        variable.assign(1.0)
    # Inside the scope nothing is assigned for good, unless Keras has lost the scope.
    assert float(variable.value) == 0.0


def test_a_drawing_is_read_by_the_chosen_function(open_app: OpenApp) -> None:
    ink = np.zeros((280, 280), np.uint8)
    ink[60:220, 130:150] = 255
    buffer = io.BytesIO()
    Image.fromarray(ink).save(buffer, format="PNG")
    app = open_app(PAGES[2])
    assert "Draw a digit, from 0 to 9" in text_of(app)
    app.session_state["drawing"] = {"png": base64.b64encode(buffer.getvalue()).decode(), "strokes": []}
    app.run()
    expected = reader_of(mlp((256, 128), seed=0)).confidences(ink[None])[0]
    assert f'id="answer">{expected.argmax()}<' in text_of(app)
    assert f"with {100 * expected.max():.1f} % confidence" in text_of(app)
    assert "it guesses" in text_of(app)


def test_an_answer_that_is_not_sure_is_none(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    ink = np.zeros((280, 280), np.uint8)
    ink[60:220, 60:220] = 255
    buffer = io.BytesIO()
    Image.fromarray(ink).save(buffer, format="PNG")
    monkeypatch.setattr("functions.sure", lambda function, confidences: False)
    app = open_app(PAGES[2])
    app.session_state["drawing"] = {"png": base64.b64encode(buffer.getvalue()).decode(), "strokes": []}
    app.run()
    assert 'id="answer">?<' in text_of(app)
    assert "not sure: " in text_of(app)


def test_without_the_canvas_module_the_page_says_so_and_trains_on(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking() -> str:
        raise ModelError("This installation of kerasdl must hold the folder web; install it again. Received: none")

    monkeypatch.setattr("ink_canvas._script", lacking)
    app = open_app(PAGES[2])
    assert not app.exception
    assert [error.value[:39] for error in app.error] == ["This installation of kerasdl must hold "]
    assert not app.button(key="start").disabled
