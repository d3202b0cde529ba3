"""Step 3 (c): training, watched and steered. The runs lie on the disk as a worker leaves them; none is trained here."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import kerasdl.training.diagnostics
from app.jobs import JobState, Snapshot, TrainingRun, recording
from app.jobs.training_run import TrainingRequest
from app.state import functions, language, server
from app.step_3 import comparison, hints
from kerasdl.config import TrainConfig
from kerasdl.lecture import Network
from kerasdl.models.store import write_card
from kerasdl.training.diagnostics import Hint
from tests.support.dashboard import switch, text_of

VISITOR = "a" * 32
TEXTS = language.Texts("step_3_training")
HINTS = language.Texts("hints")


@pytest.fixture
def open_tab(open_app: Callable[..., AppTest], fake_training: None) -> Callable[..., AppTest]:
    def open_it(lang: str = "en", **query: str) -> AppTest:
        app = open_app(lang=lang, **query)
        app.session_state["visitor"] = VISITOR
        app.session_state["step_3_tab"] = language.Texts("step_3", lang)("tab_training")
        return switch(app, "step_3")

    return open_it


def moments(epochs: int = 3, **more: Any) -> list[Snapshot]:
    """A sane training's epochs."""
    return [
        Snapshot(
            epoch,
            epochs,
            10,
            10,
            0.9 / epoch,
            0.9 + 0.02 * epoch,
            4.0 * epoch,
            validation={"validation_loss": 0.8 / epoch, "validation_accuracy": 0.9 + 0.02 * epoch},
            learning_rate=0.002,
            layer_stats={"gradients": [0.1, 0.1], "weights": [0.1, 0.1], "dead": [0.25], "saturated": [0.0]},
            **more,
        )
        for epoch in range(1, epochs + 1)
    ]


def leave_run(
    state: JobState,
    points: list[Snapshot],
    error: str | None = None,
    created: float | None = None,
    visitor: str = VISITOR,
    **settings: Any,
) -> TrainingRun:
    """A run as it lies in its folder; with a network unless it failed."""
    trainings = server.jobs().trainings
    config = TrainConfig(**{"hidden_units": (16,), "epochs": 3, **settings})
    request = TrainingRequest(visitor, config, 5_000, created=created or time.time())
    run = TrainingRun(trainings.home / uuid.uuid4().hex, request)
    run.write_request()
    run.set_state(state, error)
    (run.folder / "progress.jsonl").write_text("".join(point.to_line() for point in points))
    if state in (JobState.DONE, JobState.STOPPED):
        (run.folder / "model").mkdir()
        (run.folder / "model" / "model.keras").write_bytes(b"weights")
        figures = {"validation": {"validation_accuracy": 0.96}, "test": {"accuracy": 0.95}}
        write_card(run.folder / "model", parameters=12_730, training_seconds=12.34, **figures)
    elif state is JobState.PAUSED:
        (run.folder / "checkpoint.npz").touch()
        rng = np.random.default_rng(0)
        weights = (rng.normal(size=(16, 784)), rng.normal(size=(10, 16)))
        network = Network(weights, (np.zeros(16), np.zeros(10)), ("relu", "linear"))
        recording.write_network(run.folder / recording.LIVE_FILE, network)
        recording.add_frame(run.folder, 0.0, np.full((recording.DIGITS, 10), 0.1))
    trainings.take_up()
    found = trainings.find(run.id)
    assert found is not None
    return found


def button(app: AppTest, key: str) -> Any:
    return app.button(key=key)


def test_start_trains_the_structure_of_step_1_with_what_is_set(open_tab: Callable[..., AppTest]) -> None:
    app = open_tab(net="32-16", act="tanh", theta="7")
    assert "Nothing is trained yet" in text_of(app)
    app.slider(key="step_3_epochs").set_value(4)
    app.select_slider(key="step_3_learning_rate").set_value(0.01)
    app.select_slider(key="step_3_digits").set_value(2_000)
    app.toggle(key="step_3_batch_normalization").set_value(True)
    button(app, "step_3_start").click().run()
    assert not app.exception
    (run,) = server.jobs().trainings.of(VISITOR)
    assert run.request.digits == 2_000
    assert run.request.config == TrainConfig(
        hidden_units=(32, 16),
        activation="tanh",
        seed=7,
        epochs=4,
        learning_rate=0.01,
        batch_size=128,
        batch_normalization=True,
    )


def test_a_training_that_cannot_be_started_is_one_line(
    open_tab: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.jobs().trainings, "most_waiting", 0)
    app = open_tab()
    button(app, "step_3_start").click().run()
    assert [error.value for error in app.error] == [
        "At most 0 trainings may wait; try again in a while. Received: one more"
    ]
    assert not app.run().error


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_paused_run_shows_what_it_has_reached_and_goes_on(open_tab: Callable[..., AppTest], lang: str) -> None:
    run = leave_run(JobState.PAUSED, moments()[:2])
    app = open_tab(lang=lang)
    assert not app.exception
    texts = language.Texts("step_3_training", lang)
    assert texts("gradients_title") in text_of(app)
    assert texts("dead", shares=f"{texts('layer', number=1)}: 25 %") in text_of(app)
    assert len(app.get("plotly_chart")) == 5
    button(app, "step_3_go_on").click().run()
    assert run.state is JobState.RUNNING


def test_the_hard_digit_is_one_whose_true_class_has_little_confidence(open_tab: Callable[..., AppTest]) -> None:
    run = leave_run(JobState.PAUSED, moments()[:1])
    labels = functions.part("test").labels[: recording.DIGITS]
    answers = np.eye(10)[labels]
    hard = [50 + 3 * n for n in range(12)]
    answers[hard] = 0.1
    recording.add_frame(run.folder, 1.0, answers)
    app = open_tab()
    button(app, "step_3_hard").click().run()
    assert app.number_input(key="step_3_digit").value in hard
    button(app, "step_3_random").click().run()
    assert not app.exception


def test_another_learning_rate_is_the_runs_own(open_tab: Callable[..., AppTest]) -> None:
    run = leave_run(JobState.PAUSED, moments()[:2])
    app = open_tab()
    app.select_slider(key=f"step_3_rate_{run.id}").set_value(0.1).run()
    assert run.learning_rate == 0.1
    assert app.select_slider(key="step_3_learning_rate").value == 3e-3


def test_a_finished_run_is_kept_under_a_name_or_says_why_not(open_tab: Callable[..., AppTest]) -> None:
    run = leave_run(JobState.DONE, moments())
    app = open_tab()
    assert TEXTS("done", seconds="12.3", validation="96.00 %", test="95.00 %") in text_of(app)
    app.text_input(key="step_3_name").set_value("a b")
    button(app, "step_3_keep").click().run()
    assert app.error[0].value.startswith("A name must be 1 to 40")
    app.text_input(key="step_3_name").set_value(" mine ")
    button(app, "step_3_keep").click().run()
    assert not app.error
    assert "`kerasdl evaluate mine`" in app.success[0].value
    assert (server.jobs().trainings.models / "mine" / "card.json").exists()
    assert functions.saved_names() == ["mine"]
    button(app, "step_3_delete").click().run()
    assert server.jobs().trainings.find(run.id) is None
    assert "Nothing is trained yet" in text_of(app)


def test_a_run_that_ends_is_the_chosen_function_once(open_tab: Callable[..., AppTest]) -> None:
    run = leave_run(JobState.DONE, moments())
    app = open_tab()
    assert app.session_state["choices"].get("function") != run.id
    app.session_state["followed_run"] = run.id
    app.run()
    assert app.session_state["choices"]["function"] == run.id
    app.session_state["choices"]["function"] = "web"
    app.run()
    assert app.session_state["choices"]["function"] == "web"


def test_a_dead_worker_is_one_line_and_what_it_reached_is_shown(open_tab: Callable[..., AppTest]) -> None:
    run = leave_run(JobState.FAILED, moments()[:2], "The process that trained this ended by itself (signal 9).")
    (run.folder / "checkpoint.npz").touch()
    app = open_tab()
    assert len(app.error) == 1
    assert app.error[0].value.startswith(
        "The process that trained this ended by itself (signal 9). What it had reached"
    )
    assert button(app, "step_3_go_on")


def test_runs_are_compared_in_figures(open_tab: Callable[..., AppTest]) -> None:
    first, second = leave_run(JobState.DONE, moments()), leave_run(JobState.PAUSED, moments()[:1], learning_rate=0.1)
    app = open_tab()
    table = app.dataframe[0].value
    assert list(table["state"]) == ["paused", "done"]
    assert list(table["rate"]) == [0.1, 3e-3]
    assert list(table["parameters"]) == [12_730, 12_730]
    assert table["test"][1] == 95.0 and np.isnan(table["test"][0])
    assert list(table["validation"]) == pytest.approx([92.0, 96.0])
    epochs, values = comparison.line_of(first, "validation")
    assert list(epochs) == [1.0, 2.0, 3.0]
    assert list(values) == pytest.approx([0.92, 0.94, 0.96])
    assert comparison.line_of(second, "loss") == ([1.0], [0.9])
    app.selectbox(key="step_3_run").select(first.id).run()
    assert button(app, "step_3_read")


def test_two_runs_of_one_second_are_told_apart(open_tab: Callable[..., AppTest]) -> None:
    second_of_today = float(int(time.time()))
    first, second = (leave_run(JobState.DONE, moments(n), created=second_of_today + n / 10) for n in (2, 3))
    assert functions.describe(second) == f"{functions.describe(first)} (2)"
    app = open_tab()
    for run, epochs in ((first, 2), (second, 3)):
        app.selectbox(key="step_3_run").set_value(run.id).run()
        assert app.session_state["choices"]["step_3_run"] == run.id
        assert len(app.dataframe[0].value) == 2
        curve = json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]["x"]
        assert max(curve) == epochs


def test_others_runs_are_not_shown(open_tab: Callable[..., AppTest]) -> None:
    leave_run(JobState.DONE, moments(), visitor="b" * 32)
    assert "Nothing is trained yet" in text_of(open_tab())


def test_a_loss_that_broke_off_is_mended_by_the_runs_own_rate(open_tab: Callable[..., AppTest]) -> None:
    error = "The loss must stay finite; lower the learning rate. Received: loss=nan"
    run = leave_run(JobState.FAILED, moments()[:1], error, learning_rate=1.0)
    app = open_tab()
    assert HINTS("diverged") in text_of(app)
    mend = button(app, "mend_diverged")
    assert mend.label == HINTS("mend_live_rate", value="0.003")
    mend.click().run()
    assert run.learning_rate == 3e-3
    assert app.select_slider(key=f"step_3_rate_{run.id}").value == 3e-3
    assert HINTS("diverged") not in text_of(app)


def test_the_engine_still_says_it_so() -> None:
    source = Path(str(kerasdl.training.diagnostics.__file__)).with_name("loop.py").read_text(encoding="utf-8")
    assert f'"{hints.BROKE_OFF}' in source


def overfitted() -> list[Snapshot]:
    points = moments()
    losses = (0.3, 0.6, 0.9)
    return [
        replace(
            point,
            loss=0.1 / point.epoch,
            accuracy=0.999,
            validation={"validation_loss": loss, "validation_accuracy": 0.8},
        )
        for point, loss in zip(points, losses, strict=True)
    ]


def test_a_finished_run_is_mended_in_the_settings_or_its_hint_dismissed(open_tab: Callable[..., AppTest]) -> None:
    leave_run(JobState.DONE, overfitted())
    app = open_tab()
    button(app, "mend_overfitting").click().run()
    assert app.select_slider(key="step_3_dropout").value == 0.2
    assert HINTS("mended") in text_of(app)
    leave_run(JobState.DONE, overfitted())
    app = open_tab()
    button(app, "dismiss_overfitting").click().run()
    assert app.select_slider(key="step_3_dropout").value == 0.0
    assert HINTS("overfitting") not in text_of(app)


def codes() -> set[str]:
    source = Path(str(kerasdl.training.diagnostics.__file__)).read_text(encoding="utf-8")
    return set(re.findall(r'(?:Hint|_idle)\(\s*"(\w+)"', source))


def test_every_mistake_has_its_texts() -> None:
    assert len(codes()) >= 9
    for code in codes():
        assert code in HINTS
        assert f"{code}_why" in HINTS


@pytest.mark.parametrize(
    ("remedy", "words"),
    [
        ({"learning_rate": 2.9e-3}, "Set η to 0.003 for the next run"),
        ({"epochs": 30}, "Set 20 epochs for the next run"),
        ({"dropout": 0.2}, "Set dropout to 0.2 for the next run"),
        ({"batch_normalization": True}, "Use batch normalization in the next run"),
        ({"augmentation": 1.0}, "Warp the digits in the next run"),
        ({"activation": "relu"}, "Take relu as the activation, in Step 1"),
        ({"hidden_units": (64, 32)}, "Take hidden layers of 64-32, in Step 1"),
        ({}, ""),
    ],
)
def test_a_button_says_what_it_will_do(remedy: dict[str, Any], words: str) -> None:
    run = leave_run(JobState.DONE, [])
    assert hints.describe_remedy(run, Hint("overfitting", "note", {}, remedy)) == words


def test_few_digits_are_mended_with_all_of_them() -> None:
    run = leave_run(JobState.DONE, [])
    hint = Hint("few_digits", "note", {"digits": 5_000, "gap": 0.08}, {"augmentation": 1.0})
    assert hints.describe_remedy(run, hint) == "Take 55,000 digits for the next run"
    assert hints.format_figures(hint) == {"digits": "5,000", "gap": "8 %"}
