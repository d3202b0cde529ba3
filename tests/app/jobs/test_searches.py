"""Searches on a server: one at a time, in a place that trainings lend; what was found outlives process and server."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.jobs import JobState, ServerJobs, searches
from app.jobs.folder import LOCK_FILE, is_locked
from app.jobs.searches import Searches
from app.jobs.structure_search import SearchRequest, StructureSearch
from kerasdl.errors import ConfigError
from kerasdl.search import SearchConfig, read_results
from tests.support.jobs import begun, is_in, submit, until

MakeJobs = Callable[..., ServerJobs]
PAUSE = 0.6  # seconds in which a search with a place would long have begun


def request(visitor: str = "ann", seed: int = 0, **others: object) -> SearchRequest:
    return SearchRequest(visitor, SearchConfig(seed=seed), **{"minutes": None, "candidates": 1_000, **others})  # type: ignore[arg-type]


def start(jobs: ServerJobs, visitor: str = "ann", **others: object) -> StructureSearch:
    return jobs.searches.start(request(visitor, **others))  # type: ignore[arg-type]


def has_found(search: StructureSearch, count: int = 4) -> Callable[[], bool]:
    return lambda: search.status().tried >= count


def test_a_search_ends_when_each_method_has_so_many_candidates(jobs: ServerJobs) -> None:
    one = start(jobs, candidates=5)
    until(is_in(one, JobState.DONE))
    status = one.status()
    assert (status.tried, status.stopped_early, status.tried_by_each(one.request)) == (10, 2, 5)
    assert status.fraction(one.request) == 1.0
    assert status.results is not None
    assert status.results.methods == ["evolution", "random"]


def test_a_search_ends_when_its_minutes_are_over(jobs: ServerJobs) -> None:
    one = start(jobs, candidates=None, minutes=0.5)
    until(is_in(one, JobState.DONE))
    assert one.status().seconds == pytest.approx(30)
    assert one.status().fraction(one.request) == 1.0


def test_it_is_stopped_with_what_it_has_found_and_goes_on_from_there(jobs: ServerJobs) -> None:
    one = start(jobs)
    until(has_found(one))
    jobs.queue.stop(one)
    until(is_in(one, JobState.STOPPED))
    found = one.status().tried_by_each(one.request)
    until(lambda: not jobs.queue.asked_of(one))
    jobs.searches.resume(one, minutes=None, candidates=7, workers=1)
    until(is_in(one, JobState.DONE))
    assert one.status().tried_by_each(one.request) == found + 7
    assert one.status().seconds == pytest.approx(7 * 6)  # of this time alone


def test_one_search_at_a_time_the_others_wait_in_their_order(jobs: ServerJobs) -> None:
    first, second, third = (start(jobs, name) for name in ("ann", "bob", "cy"))
    until(has_found(first))
    assert [jobs.queue.ahead_of(one) for one in (first, second, third)] == [0, 1, 2]
    assert second.status().state is JobState.WAITING
    assert second.status().tried == 0
    jobs.queue.stop(second)
    assert second.status().state is JobState.STOPPED
    jobs.queue.stop(first)
    until(has_found(third))


def test_a_visitor_has_one_search_and_a_server_a_bounded_line(jobs: ServerJobs) -> None:
    start(jobs, "ann")
    with pytest.raises(ConfigError, match=r"A visitor has one search at a time\. Received: one more"):
        start(jobs, "ann")
    for n in range(Searches.most_waiting):
        start(jobs, f"visitor {n}")
    with pytest.raises(ConfigError, match=rf"At most {Searches.most_waiting} searches may wait; try again in a while"):
        start(jobs, "late")


def test_trainings_come_first_and_the_search_goes_on_after_them(jobs: ServerJobs) -> None:
    one = start(jobs)
    until(has_found(one))
    run = submit(jobs)  # there is one place
    until(begun(run))
    assert one.status().state is JobState.WAITING
    assert not jobs.queue.at_work(one)
    found = one.status().tried
    jobs.trainings.stop(run)
    until(is_in(run, JobState.STOPPED))
    until(has_found(one, found + 1))
    assert jobs.queue.at_work(one)


def test_a_search_waits_while_every_place_is_taken(jobs: ServerJobs) -> None:
    run = submit(jobs)
    until(begun(run))
    one = start(jobs, candidates=2)
    time.sleep(PAUSE)
    assert one.status().state is JobState.WAITING
    assert one.status().tried == 0
    jobs.trainings.stop(run)
    until(is_in(one, JobState.DONE))


def test_a_search_gives_its_place_back_only_when_no_other_is_free(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(places=2)
    one = start(jobs)
    until(has_found(one))
    first = submit(jobs)
    until(begun(first))
    assert jobs.queue.at_work(one)
    second, third = submit(jobs), submit(jobs)
    until(begun(second))
    assert not jobs.queue.at_work(one)
    assert third.state is JobState.WAITING
    jobs.trainings.stop(first)
    until(begun(third))
    assert one.state is JobState.WAITING
    jobs.trainings.stop(second)
    until(lambda: jobs.queue.at_work(one))


def test_a_search_that_gave_way_keeps_its_turn(jobs: ServerJobs) -> None:
    first, second = start(jobs, "ann"), start(jobs, "bob")
    until(has_found(first))
    run = submit(jobs)
    until(begun(run))
    assert [jobs.queue.ahead_of(one) for one in (first, second)] == [0, 1]
    jobs.trainings.stop(run)
    until(lambda: jobs.queue.at_work(first))
    assert second.state is JobState.WAITING


def test_a_server_that_ends_pauses_its_search_and_the_next_one_goes_on(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    one = start(jobs)
    until(has_found(one))
    jobs.close()
    assert one.status().state is JobState.PAUSED
    again = make_jobs()
    found = again.searches.of_visitor("ann")
    assert found is not None
    assert found.status().state is JobState.PAUSED
    assert found.status().tried >= 4
    again.searches.resume(found, minutes=None, candidates=3, workers=1)
    until(is_in(found, JobState.DONE))


def test_a_search_whose_server_was_killed_is_paused(make_jobs: MakeJobs) -> None:
    one = start(make_jobs(), candidates=2)
    until(is_in(one, JobState.DONE))
    one.set_state(JobState.RUNNING)  # as a server leaves it that had no time to say so
    found = make_jobs().searches.of_visitor("ann")
    assert found is not None
    assert found.status().state is JobState.PAUSED


@pytest.mark.parametrize(
    ("seed", "error"),
    [
        (3, "The process that searched ended by itself (status 3)."),
        (4, "A worker must be able to work. Received: none"),
    ],
)
def test_a_search_that_fails_says_why_and_gives_its_place_back(jobs: ServerJobs, seed: int, error: str) -> None:
    one = start(jobs, seed=seed)
    until(is_in(one, JobState.FAILED))
    assert one.status().error == error
    run = submit(jobs)
    until(begun(run))


def test_forgetting_a_search_removes_its_files_but_not_while_it_is_under_way(jobs: ServerJobs) -> None:
    one = start(jobs)
    until(has_found(one))
    jobs.searches.delete(one)
    assert jobs.searches.of_visitor("ann") is one
    jobs.queue.stop(one)
    until(lambda: not jobs.queue.asked_of(one))
    jobs.searches.delete(one)
    assert jobs.searches.of_visitor("ann") is None
    assert not one.folder.exists()


def test_a_folder_that_is_no_search_is_passed_over(make_jobs: MakeJobs, tmp_path: Path) -> None:
    for name, content in (
        ("none", "{}"),
        ("broken", "{"),
        ("other", json.dumps({"visitor": "ann", "config": {"g": 1}})),
    ):
        (tmp_path / "models" / ".searches" / name).mkdir(parents=True)
        (tmp_path / "models" / ".searches" / name / "order.json").write_text(content)
    assert make_jobs().searches.of_visitor("ann") is None


def test_workers_never_take_more_cores_than_a_training(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, counts in ((1, (1,)), (2, (1, 2)), (3, (1, 2)), (64, (1, 2, 4))):
        monkeypatch.setattr(searches.os, "cpu_count", lambda cores=cores: cores)
        assert searches.worker_counts() == counts


@pytest.mark.slow
def test_a_real_search_ends_with_its_server_and_keeps_what_it_found(tmp_path: Path) -> None:
    jobs = ServerJobs(tmp_path / ".runs", tmp_path / ".searches", tmp_path)
    config = SearchConfig(digits=1_000, epochs=1, population=4)
    one = jobs.searches.start(replace(request(candidates=500, baseline=False), config=config))
    try:
        until(has_found(one, 1))
    finally:
        jobs.close()
    assert one.status().state is JobState.PAUSED
    assert 1 <= one.status().tried < 500
    assert not is_locked(one.folder / LOCK_FILE)
    assert all(candidate.config.epochs == 1 for candidate in read_results(one.folder).candidates)
