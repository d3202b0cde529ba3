"""Which structure?, its search: begun, watched, stopped, gone on with, handed on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from app.jobs import State, searches
from app.jobs.one_search import OneSearch, Order
from app.state import functions
from app.state.language import Texts
from app.structures import selection
from kerasdl.config import TrainConfig
from kerasdl.search import SearchConfig
from tests.support.dashboard import switch, text_of
from tests.support.pools import FAKE, until

OpenApp = Callable[..., AppTest]
TEXTS, SEARCH = Texts("structures"), Texts("search")


@pytest.fixture
def page(open_app: OpenApp) -> AppTest:
    return open_app("structures")


def mine(page: AppTest) -> OneSearch:
    one = searches.of_server().of(page.session_state["visitor"])
    assert one is not None
    return one


def search(page: AppTest, candidates: int | None = None) -> OneSearch:
    """Begin one; without a number it goes on until it is stopped."""
    if candidates is not None:
        page.segmented_control(key="search_unit").set_value("candidates").run()
        page.number_input(key="search_candidates").set_value(candidates).run()
    page.button(key="search_start").click().run()
    return mine(page)


def ended(one: OneSearch) -> Callable[[], bool]:
    return lambda: searches.of_server().ahead_of(one) == 0 and not one.standing().state.active


def settled(page: AppTest, one: OneSearch) -> AppTest:
    until(ended(one))
    until(lambda: not searches.of_server().is_stopping(one))
    return page.run()


def chart(page: AppTest) -> str:
    return page.get("plotly_chart")[0].proto.spec


def test_a_search_is_begun_with_small_settings_and_watched(page: AppTest) -> None:
    one = search(page)
    assert not page.exception
    assert (one.order.minutes, one.order.candidates, one.order.baseline) == (5.0, None, True)
    assert one.order.config == SearchConfig(epochs=2, digits=10_000, population=12)
    assert one.order.workers in searches.worker_counts()
    until(lambda: one.standing().tried >= 4)
    page.run()
    assert "ended early" in page.get("progress")[0].proto.text
    assert "left" in page.get("progress")[0].proto.text
    assert "evolution" in chart(page)
    assert "random search" in chart(page)
    searches.of_server().stop(one)


def test_it_is_stopped_and_gone_on_with(page: AppTest) -> None:
    one = search(page)
    until(lambda: one.standing().tried >= 4)
    page.run()
    page.button(key="search_stop").click().run()
    settled(page, one)
    assert one.standing().state is State.STOPPED
    assert "The search was stopped" in text_of(page)
    assert "Evolution's front has" in text_of(page)
    before = one.standing().least(one.order)
    page.segmented_control(key="search_unit").set_value("candidates").run()
    page.number_input(key="search_candidates").set_value(6).run()
    page.button(key="search_go_on").click().run()
    settled(page, one)
    assert one.standing().state is State.DONE
    assert one.standing().least(one.order) == before + 6
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
    other = searches.of_server().start(Order("somebody else", SearchConfig()))
    one = search(page)
    assert "One search at a time on this server" in page.get("progress")[0].proto.text
    assert one.standing().state is State.WAITING
    searches.of_server().stop(one)
    searches.of_server().stop(other)


def test_a_refusal_is_said_in_a_line(page: AppTest) -> None:
    for n in range(searches.MOST_WAITING + 1):
        searches.of_server().start(Order(f"visitor {n}", SearchConfig()))
    page.button(key="search_start").click().run()
    assert "searches may wait; try again in a while" in text_of(page)
    assert searches.of_server().of(page.session_state["visitor"]) is None


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


def test_what_it_found_is_trained_in_full_with_all_of_its_settings(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(functions.pool(), "_command", FAKE)
    one = search(page, candidates=5)
    settled(page, one)
    choose(page, "found 4")
    page.button(key="train_in_full").click().run()
    assert not page.exception
    (run,) = functions.pool().runs_of(page.session_state["visitor"])
    assert run.order.config == TrainConfig(hidden_units=(128, 128), skips=True, batch_normalization=True, epochs=10)
    assert run.order.digits == 55_000
    functions.pool().stop(run)


def test_another_search_begins_without_what_the_first_one_found(page: AppTest) -> None:
    one = search(page, candidates=5)
    settled(page, one)
    page.button(key="search_forget").click().run()
    assert "evolution" not in chart(page)
    assert page.button(key="search_start")


def test_a_search_that_fails_says_why(page: AppTest) -> None:
    one = searches.of_server().start(Order(page.session_state["visitor"], SearchConfig(seed=4)))
    settled(page, one)
    assert "The search failed: A worker must be able to work." in text_of(page)
    assert page.button(key="search_go_on")


@pytest.mark.parametrize("state", [State.DONE, State.STOPPED, State.PAUSED])
def test_every_end_has_its_words(state: State) -> None:
    assert f"ended_{state}" in SEARCH
