"""Which structure?, its search: begun, watched, stopped, gone on with, handed on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from app.jobs import JobState
from app.jobs.searches import Searches, worker_counts
from app.jobs.structure_search import SearchRequest, StructureSearch
from app.state import server
from app.state.language import Texts
from app.structures import selection
from kerasdl.config import TrainConfig
from kerasdl.search import SearchConfig
from tests.support.dashboard import switch, text_of
from tests.support.jobs import until

OpenApp = Callable[..., AppTest]
TEXTS, SEARCH = Texts("structures"), Texts("search")


@pytest.fixture
def page(open_app: OpenApp) -> AppTest:
    return open_app("structures")


def mine(page: AppTest) -> StructureSearch:
    one = server.jobs().searches.of_visitor(page.session_state["visitor"])
    assert one is not None
    return one


def search(page: AppTest, candidates: int | None = None) -> StructureSearch:
    """Begin one; without a number it goes on until it is stopped."""
    if candidates is not None:
        page.segmented_control(key="search_unit").set_value("candidates").run()
        page.number_input(key="search_candidates").set_value(candidates).run()
    page.button(key="search_start").click().run()
    return mine(page)


def ended(one: StructureSearch) -> Callable[[], bool]:
    return lambda: not server.jobs().queue.is_active(one) and not one.state.active


def settled(page: AppTest, one: StructureSearch) -> AppTest:
    until(ended(one))
    return page.run()


def chart(page: AppTest) -> str:
    return page.get("plotly_chart")[0].proto.spec


def test_a_search_is_begun_with_small_settings_and_watched(page: AppTest) -> None:
    one = search(page)
    assert not page.exception
    assert (one.request.minutes, one.request.candidates, one.request.baseline) == (5.0, None, True)
    assert one.request.config == SearchConfig(epochs=2, digits=10_000, population=12)
    assert one.request.workers in worker_counts()
    until(lambda: one.status().tried >= 4)
    page.run()
    assert "ended early" in page.get("progress")[0].proto.text
    assert "left" in page.get("progress")[0].proto.text
    assert "evolution" in chart(page)
    assert "random search" in chart(page)
    server.jobs().queue.stop(one)


def test_it_is_stopped_and_gone_on_with(page: AppTest) -> None:
    one = search(page)
    until(lambda: one.status().tried >= 4)
    page.run()
    page.button(key="search_stop").click().run()
    settled(page, one)
    assert one.status().state is JobState.STOPPED
    assert "The search was stopped" in text_of(page)
    assert "Evolution's front has" in text_of(page)
    before = one.status().tried_by_each(one.request)
    page.segmented_control(key="search_unit").set_value("candidates").run()
    page.number_input(key="search_candidates").set_value(6).run()
    page.button(key="search_go_on").click().run()
    settled(page, one)
    assert one.status().state is JobState.DONE
    assert one.status().tried_by_each(one.request) == before + 6
    assert not page.exception


def test_a_visitor_who_comes_back_finds_it(page: AppTest, open_app: OpenApp) -> None:
    one = search(page, candidates=6)
    settled(page, one)
    again = open_app()
    again.session_state["visitor"] = page.session_state["visitor"]
    switch(again, "structures")
    assert "The search has ended: 12 structures tried" in text_of(again)
    assert "evolution" in chart(again)


def test_another_visitors_search_is_waited_for_with_a_line(page: AppTest) -> None:
    other = server.jobs().searches.start(SearchRequest("somebody else", SearchConfig()))
    one = search(page)
    assert "One search at a time on this server" in page.get("progress")[0].proto.text
    assert one.status().state is JobState.WAITING
    server.jobs().queue.stop(one)
    server.jobs().queue.stop(other)


def test_a_refusal_is_said_in_a_line(page: AppTest) -> None:
    for n in range(Searches.most_waiting + 1):
        server.jobs().searches.start(SearchRequest(f"visitor {n}", SearchConfig()))
    page.button(key="search_start").click().run()
    assert "searches may wait; try again in a while" in text_of(page)
    assert server.jobs().searches.of_visitor(page.session_state["visitor"]) is None


def choose(page: AppTest, name: str) -> None:
    """Choose a row of the table; AppTest cannot click one."""
    page.session_state[selection.CHOSEN] = name
    page.run()


def test_what_it_found_goes_to_step_1_with_a_word_on_what_that_cannot_show(page: AppTest) -> None:
    one = search(page, candidates=5)
    settled(page, one)
    table = page.dataframe[0].value
    assert "784-128-128-10 relu, normalised, skips" in list(table[TEXTS("structure")])
    choose(page, "found 4")
    assert "without: normalisation, skip sums" in text_of(page)
    page.button(key="use_structure").click().run()
    switch(page, "step_1")
    assert [page.number_input(key=f"units_{n}").value for n in (1, 2)] == [128, 128]


def test_what_it_found_is_trained_in_full_with_all_of_its_settings(page: AppTest, fake_training: None) -> None:
    one = search(page, candidates=5)
    settled(page, one)
    choose(page, "found 4")
    page.button(key="train_in_full").click().run()
    assert not page.exception
    (run,) = server.jobs().trainings.of(page.session_state["visitor"])
    assert run.request.config == TrainConfig(hidden_units=(128, 128), skips=True, batch_normalization=True, epochs=10)
    assert run.request.digits == 55_000
    server.jobs().trainings.stop(run)


def test_another_search_begins_without_what_the_first_one_found(page: AppTest) -> None:
    one = search(page, candidates=5)
    settled(page, one)
    page.button(key="search_forget").click().run()
    assert "evolution" not in chart(page)
    assert page.button(key="search_start")


def test_a_search_that_fails_says_why(page: AppTest) -> None:
    one = server.jobs().searches.start(SearchRequest(page.session_state["visitor"], SearchConfig(seed=4)))
    settled(page, one)
    assert "The search failed: A worker must be able to work." in text_of(page)
    assert page.button(key="search_go_on")


@pytest.mark.parametrize("state", [JobState.DONE, JobState.STOPPED, JobState.PAUSED])
def test_every_end_has_its_words(state: JobState) -> None:
    assert f"ended_{state}" in SEARCH
