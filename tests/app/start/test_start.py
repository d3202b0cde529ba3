"""The page Start: a digit, the three steps, the ups and downs; and the tour that begins there."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.charts import small
from app.jobs import JobState
from app.jobs.commands import Commands, TaskStatus
from app.state import functions, server, visitor
from kerasdl.lecture.losses import cross_entropy, one_hot
from tests.support.dashboard import switch, text_of

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def queue() -> Commands:
    return server.jobs().commands


def test_the_first_screen_shows_a_digit_its_answer_and_its_losses(open_app: Open) -> None:
    app = open_app(n="3")
    said = text_of(app)
    test = functions.part("test")
    image, label = test.images[3], int(test.labels[3])
    network = functions.shipped().network
    assert f"The image is “{network(image.reshape(-1) / 255).argmax()}”" in said
    assert f"label is {label}" in said and f"{network.theta.size:,} parameters" in said
    untrained = functions.find("untrained").network
    loss = float(cross_entropy(untrained(image.reshape(-1) / 255), one_hot(np.array(label), 10)))
    assert f"untrained: $l = {loss:.3f}$" in said
    assert {link.proto.page for link in app.get("page_link")} >= {"step-1", "step-2", "step-3"}


def test_another_digit_is_another_digit(open_app: Open) -> None:
    app = open_app(part="training", n="9")
    app.button(key="start_another").click().run()
    assert not app.exception
    assert app.session_state["part"] == "test"
    label = functions.part("test").labels[app.session_state["number"]]
    assert f"label is {label}" in text_of(app)


def test_ten_outputs_stand_in_proportion_and_the_highest_is_strong() -> None:
    confidences = np.array([0.1, 0.4, *[0.0625] * 8])
    drawn = small.ten_outputs(confidences, 'so "it" is')
    assert f"height:{small.BAR:.1f}px" in drawn and f"height:{small.BAR / 4:.1f}px" in drawn
    assert drawn.count("opacity:1") == 1 and "so &quot;it&quot; is" in drawn


def test_a_line_of_the_slide_that_cannot_run_says_why(open_app: Open) -> None:
    app = open_app()
    app.radio(key="start_entry").set_value("2016.3").run()
    assert "4 games to 1" in text_of(app) and "cannot be run here" in text_of(app)
    assert not [button for button in app.button if button.label == "Run it"]


def test_a_claim_runs_in_the_background_and_is_kept_for_all(
    open_app: Open, queue: Commands, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app()
    app.radio(key="start_entry").set_value("1969").run()
    app.button(key="start_run_1969").click().run()
    assert queue.status("history 1969") is not None
    while queue.status("history 1969").state.active:
        time.sleep(0.05)
    app.run()
    assert not app.exception
    assert "perceptrons give 14; XOR is not among them" in text_of(app) and "holds" in text_of(app)
    assert (empty_home / "saved_models" / ".history" / "1969-seed-0.json").is_file()
    # Another visitor of another server in the same folder finds it there.
    monkeypatch.setattr(server.jobs(), "commands", Commands(server.jobs().queue))
    other = open_app(lang="zh")
    other.radio(key="start_entry").set_value("1969").run()
    assert "XOR 不在其中" in text_of(other) and "成立" in text_of(other)


def test_a_claim_that_cannot_be_tried_says_why_in_one_line(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = SimpleNamespace(status=lambda key: TaskStatus(JobState.FAILED, (), 0, "No room. Received: none"))
    monkeypatch.setattr(server.jobs(), "commands", failed)
    app = open_app()
    assert [error.value for error in app.error] == ["It could not be tried: No room. Received: none"]
    assert app.button(key="start_run_1958").label == "Run it"


def test_a_new_visitor_takes_the_tour_page_by_page(open_app: Open) -> None:
    app = open_app()
    app.button(key="tour_begin").click().run()
    assert "**1/8**" in text_of(app) and not [button for button in app.button if button.key == "tour_begin"]
    switch(app, "export")
    assert "**8/8**" in text_of(app) and not [button for button in app.button if button.key == "tour_next"]
    app.button(key="tour_end").click().run()
    assert "**8/8**" not in text_of(app)


def test_who_declines_the_tour_can_take_it_later(open_app: Open) -> None:
    app = open_app()
    app.button(key="tour_decline").click().run()
    assert "New here?" not in text_of(app)
    app.button(key="tour_again").click().run()
    assert "**1/8**" in text_of(app)


def test_who_has_been_here_before_is_not_offered_the_tour(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(st.context), "cookies", {visitor.COOKIE: "0" * 32})
    app = open_app()
    assert "New here?" not in text_of(app) and app.button(key="tour_again").label == "Take the tour"
