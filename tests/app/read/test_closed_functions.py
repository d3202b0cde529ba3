"""Functions with convolutions or skip sums: kept, read with, looked at as far as that goes, and a sentence elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.jobs import JobState, TrainingRun, recording
from app.state import evaluation, functions, server
from app.state.language import Texts
from app.step_3 import comparison
from app.structures.trials import of_folders, of_run
from kerasdl.config import TrainConfig
from kerasdl.models.store import write_card
from kerasdl.networks.build import cnn
from kerasdl.networks.cost import multiply_adds
from tests.support.dashboard import PATIENCE, switch, text_of

OpenApp = Callable[..., AppTest]
TEXTS = Texts("read")
CLOSED = "has convolutions or skip sums"
CONFIG = TrainConfig(hidden_units=(12,), filters=(4, 20), batch_normalization=True)
MODEL = cnn((4, 20), (12,), batch_normalization=True, seed=0)


@pytest.fixture(scope="module")
def conv_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a convolutional network is saved."""
    home = tmp_path_factory.mktemp("conv")
    folder = home / "saved_models" / "conv"
    folder.mkdir(parents=True)
    MODEL.save(folder / "model.keras")
    write_card(
        folder,
        # As a card has it that was written before there was a setting.
        config={"hidden_units": [12], "filters": [4, 20], "activation": "relu", "batch_normalization": True},
        parameters=MODEL.count_params(),
        validation={"validation_accuracy": 0.5},
        test={"accuracy": 0.4},
        training_seconds=1.0,
    )
    return home


@pytest.fixture
def conv(conv_home: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of that network, here; loaded once for all tests of it."""
    monkeypatch.chdir(conv_home)
    return "conv"


def open_with(open_app: OpenApp, page: str, name: str, tab: str = "", **choices: object) -> AppTest:
    app = open_app(page)
    if tab:
        app.session_state[f"{page}_tab"] = Texts(page)(f"tab_{tab}")
    app.session_state["choices"] = {**app.session_state["choices"], "function": name, **choices}
    return app.run()


def test_it_answers_as_its_network_does(conv: str) -> None:
    function = functions.of_folder(conv, conv, Path("saved_models") / conv)
    assert function is not None
    assert not function.open
    digits = functions.digits().test.images[:3] / 255.0
    expected = MODEL.predict(digits, verbose=0)
    np.testing.assert_allclose(function.confidences(digits), expected, atol=1e-5)
    np.testing.assert_allclose(function.confidences(digits[0]), expected[0], atol=1e-5)
    np.testing.assert_allclose(evaluation.forward(function)(digits.astype(np.float32)), expected, atol=1e-5)


def test_it_is_a_convolution_among_the_structures(conv: str) -> None:
    trial = next(trial for trial in of_folders() if trial.name == conv)
    assert trial.kind == "convolution"
    assert trial.structure == "28×28-4c-20c-12-10 relu, normalised"
    assert trial.parameters == MODEL.count_params()
    assert trial.multiply_adds == multiply_adds(MODEL)


def test_its_feature_maps_are_pictures_sixteen_a_layer_at_most(open_app: OpenApp, conv: str) -> None:
    app = open_with(open_app, "read", conv, "layers", read_origin="pick")
    assert not app.exception
    said = text_of(app)
    assert "**Layer 1**: 4 feature maps of 28 × 28\n" in said
    assert "**Layer 2**: 20 feature maps of 14 × 14; the 16 strongest" in said
    assert said.count('alt="Layer') == 4 + 16 + 16
    assert CLOSED not in said


OPEN = ("draw", "confusion", "robustness", "calibration")
SHUT = ("speaking", "cells", "off", "learned")


@pytest.mark.parametrize(("tab", "closed"), [*((tab, False) for tab in OPEN), *((tab, True) for tab in SHUT)])
def test_every_part_of_reading_shows_what_it_can_or_says_why_not(
    open_app: OpenApp, conv: str, tab: str, closed: bool
) -> None:
    app = open_with(open_app, "read", conv, tab, read_origin="pick")
    assert not app.exception
    assert (CLOSED in text_of(app)) is closed


@pytest.mark.parametrize("page", ["start", "step_1", "step_2", "structures", "export"])
def test_no_other_page_breaks(open_app: OpenApp, conv: str, page: str) -> None:
    app = open_with(open_app, page, conv)
    assert not app.exception


def test_backpropagation_of_a_digit_says_why_not(open_app: OpenApp, conv: str) -> None:
    app = open_with(open_app, "step_3", conv, "backpropagation", backprop_network="digits")
    assert not app.exception
    assert CLOSED in text_of(app)


def trained(config: TrainConfig) -> TrainingRun:
    pool = server.jobs().trainings
    run = pool.submit("ann", config, digits=1_000)
    end = time.monotonic() + PATIENCE
    while run.state.active and time.monotonic() < end:
        time.sleep(0.2)
    return run


def test_one_with_skip_sums_is_trained_in_the_pool_and_looked_at(open_app: OpenApp) -> None:
    config = TrainConfig(hidden_units=(16, 16), skips=True, batch_normalization=True, epochs=1)
    run = trained(config)
    assert run.status().state is JobState.DONE, run.status().error
    assert all(point.layer_stats is None for point in run.status().snapshots)
    function = functions.of_run(run)
    assert function is not None
    assert not function.open
    last = recording.frames(run.folder)["answers"][-1] / 255.0
    np.testing.assert_allclose(function.confidences(functions.digits().test.images[:5] / 255.0), last[:5], atol=0.003)
    assert of_run(run).structure == "784-16-16-10 relu, normalised, skips"
    app = open_app()
    app.session_state["visitor"] = "ann"
    app.session_state["step_3_tab"] = Texts("step_3")("tab_training")
    switch(app, "step_3")
    assert not app.exception
    assert "for layers σ(Wa + b) alone" in text_of(app)
    assert comparison.row(run)["parameters"] == run.card()["parameters"]
