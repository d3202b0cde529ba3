"""Searches on a server: one at a time, in a place that trainings lend; what was found outlives process and server."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.jobs import Pool, State, searches
from app.jobs.lock import is_held
from app.jobs.one_search import LOCK_FILE, OneSearch, Order
from app.jobs.searches import MOST_WAITING, Searches
from kerasdl.errors import ConfigError
from kerasdl.search import SearchConfig, read_found
from tests.support.pools import FAKE_SEARCH, begun, is_in, submit, until

MakeSearches = Callable[..., Searches]


@pytest.fixture
def make(tmp_path: Path, pool: Pool) -> Iterator[MakeSearches]:
    """Makes the searches of a server; a second one is that server started again."""
    made: list[Searches] = []

    def make_one(lender: Pool = pool) -> Searches:
        made.append(Searches(tmp_path / "searches", lender, FAKE_SEARCH))
        return made[-1]

    yield make_one
    for one in made:
        one.close()


def order(visitor: str = "ann", seed: int = 0, **others: object) -> Order:
    return Order(visitor, SearchConfig(seed=seed), **{"minutes": None, "candidates": 1_000, **others})  # type: ignore[arg-type]


def state_is(one: OneSearch, state: State) -> Callable[[], bool]:
    return lambda: one.standing().state is state


def has_found(one: OneSearch, count: int = 4) -> Callable[[], bool]:
    return lambda: one.standing().tried >= count


def test_a_search_ends_when_each_method_has_so_many_candidates(make: MakeSearches) -> None:
    one = make().start(order(candidates=5))
    until(state_is(one, State.DONE))
    standing = one.standing()
    assert (standing.tried, standing.early, standing.least(one.order)) == (10, 2, 5)
    assert standing.share(one.order) == 1.0
    assert standing.found is not None
    assert standing.found.methods == ["evolution", "random"]


def test_a_search_ends_when_its_minutes_are_over(make: MakeSearches) -> None:
    one = make().start(order(candidates=None, minutes=0.5))
    until(state_is(one, State.DONE))
    assert one.standing().seconds == pytest.approx(30)
    assert one.standing().share(one.order) == 1.0


def test_it_is_stopped_with_what_it_has_found_and_goes_on_from_there(make: MakeSearches) -> None:
    line = make()
    one = line.start(order())
    until(has_found(one))
    line.stop(one)
    until(state_is(one, State.STOPPED))
    found = one.standing().least(one.order)
    until(lambda: not line.is_stopping(one))
    line.go_on(one, minutes=None, candidates=7, workers=1)
    until(state_is(one, State.DONE))
    assert one.standing().least(one.order) == found + 7
    assert one.standing().seconds == pytest.approx(7 * 6)  # of this time alone


def test_one_search_at_a_time_the_others_wait_in_their_order(make: MakeSearches) -> None:
    line = make()
    first, second, third = (line.start(order(name)) for name in ("ann", "bob", "cy"))
    until(has_found(first))
    assert [line.ahead_of(one) for one in (first, second, third)] == [0, 1, 2]
    assert second.standing().state is State.WAITING
    assert second.standing().tried == 0
    line.stop(second)
    assert second.standing().state is State.STOPPED
    line.stop(first)
    until(has_found(third))


def test_a_visitor_has_one_search_and_a_server_a_bounded_line(make: MakeSearches) -> None:
    line = make()
    line.start(order("ann"))
    with pytest.raises(ConfigError, match=r"A visitor has one search at a time\. Received: one more"):
        line.start(order("ann"))
    for n in range(MOST_WAITING):
        line.start(order(f"visitor {n}"))
    with pytest.raises(ConfigError, match=rf"At most {MOST_WAITING} searches may wait; try again in a while"):
        line.start(order("late"))


def test_trainings_come_first_and_the_search_goes_on_after_them(make: MakeSearches, pool: Pool) -> None:
    line = make()
    one = line.start(order())
    until(has_found(one))
    run = submit(pool)  # there is one place
    until(begun(run))
    assert one.standing().state is State.WAITING
    assert not line.has_a_place(one)
    found = one.standing().tried
    pool.stop(run)
    until(is_in(run, State.STOPPED))
    until(has_found(one, found + 1))
    assert line.has_a_place(one)


def test_a_search_waits_while_every_place_is_taken(make: MakeSearches, pool: Pool) -> None:
    run = submit(pool)
    until(begun(run))
    one = make().start(order(candidates=2))
    time.sleep(3 * searches.LOOK)
    assert one.standing().state is State.WAITING
    assert one.standing().tried == 0
    pool.stop(run)
    until(state_is(one, State.DONE))


def test_a_pool_lends_no_more_places_than_it_has(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool(at_once=2)
    assert [pool.borrow(), pool.borrow(), pool.borrow()] == [True, True, False]
    run = submit(pool)
    assert pool.wanted
    assert run.state()[0] is State.WAITING
    pool.give_back()
    until(begun(run))
    assert not pool.wanted


def test_a_server_that_ends_pauses_its_search_and_the_next_one_goes_on(make: MakeSearches) -> None:
    line = make()
    one = line.start(order())
    until(has_found(one))
    line.close()
    assert one.standing().state is State.PAUSED
    again = make()
    found = again.of("ann")
    assert found is not None
    assert found.standing().state is State.PAUSED
    assert found.standing().tried >= 4
    again.go_on(found, minutes=None, candidates=3, workers=1)
    until(state_is(found, State.DONE))


def test_a_search_whose_server_was_killed_is_paused(make: MakeSearches) -> None:
    line = make()
    one = line.start(order(candidates=2))
    until(state_is(one, State.DONE))
    one.set_state(State.RUNNING)  # as a server leaves it that had no time to say so
    found = make().of("ann")
    assert found is not None
    assert found.standing().state is State.PAUSED


@pytest.mark.parametrize(
    ("seed", "error"),
    [
        (3, "The process that searched ended by itself (status 3)."),
        (4, "A worker must be able to work. Received: none"),
    ],
)
def test_a_search_that_fails_says_why_and_gives_its_place_back(
    make: MakeSearches, pool: Pool, seed: int, error: str
) -> None:
    one = make().start(order(seed=seed))
    until(state_is(one, State.FAILED))
    assert one.standing().error == error
    until(pool.borrow)


def test_forgetting_a_search_removes_its_files_but_not_while_it_is_under_way(make: MakeSearches) -> None:
    line = make()
    one = line.start(order())
    until(has_found(one))
    line.forget("ann")
    assert line.of("ann") is one
    line.stop(one)
    until(lambda: not line.is_stopping(one))
    line.forget("ann")
    assert line.of("ann") is None
    assert not one.folder.exists()


def test_a_folder_that_is_no_search_is_passed_over(make: MakeSearches, tmp_path: Path) -> None:
    for name, content in (
        ("none", "{}"),
        ("broken", "{"),
        ("other", json.dumps({"visitor": "ann", "config": {"g": 1}})),
    ):
        (tmp_path / "searches" / name).mkdir(parents=True)
        (tmp_path / "searches" / name / "order.json").write_text(content)
    assert make().of("ann") is None


def test_workers_never_take_more_cores_than_a_training(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, counts in ((1, (1,)), (2, (1, 2)), (3, (1, 2)), (64, (1, 2, 4))):
        monkeypatch.setattr(searches.os, "cpu_count", lambda cores=cores: cores)
        assert searches.worker_counts() == counts


def test_a_real_search_ends_with_its_server_and_keeps_what_it_found(tmp_path: Path, pool: Pool) -> None:
    line = Searches(tmp_path / "searches", pool)
    config = SearchConfig(digits=1_000, epochs=1, population=4)
    one = line.start(replace(order(candidates=500, baseline=False), config=config))
    try:
        until(has_found(one, 1))
    finally:
        line.close()
    assert one.standing().state is State.PAUSED
    assert 1 <= one.standing().tried < 500
    assert not is_held(one.folder / LOCK_FILE)
    assert all(candidate.config.epochs == 1 for candidate in read_found(one.folder).candidates)
