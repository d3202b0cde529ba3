"""Runs: their turns and their ends. All but the last with a worker that learns nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from app.jobs import Pool, Run, State, film
from app.jobs import pool as pool_module
from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError
from kerasdl.models.store import check_files
from tests.support.pools import begun, is_in, submit, until


def test_a_run_is_trained_and_its_network_is_there(pool: Pool) -> None:
    run = submit(pool, "quick")
    until(is_in(run, State.DONE))
    look = run.look()
    assert not look.active
    assert [point.step for point in look.points] == [2]
    assert run.finished is not None
    assert run.card()["parameters"] == 7


def test_a_run_under_way_tells_its_share_and_the_time_that_is_left(pool: Pool) -> None:
    run = submit(pool)
    until(begun(run))
    look = run.look()
    assert look.state is State.RUNNING
    assert look.fraction == pytest.approx(1 / 4)
    assert look.seconds_left == pytest.approx(9.0)
    assert pool.active_of("ann") == [run]


def test_runs_beyond_the_places_wait_and_know_how_many_come_first(pool: Pool) -> None:
    first, second, third = (submit(pool) for _ in range(3))
    assert [pool.ahead_of(run) for run in (first, second, third)] == [0, 1, 2]
    assert [run.state()[0] for run in (second, third)] == [State.WAITING, State.WAITING]
    pool.stop(first)
    until(is_in(second, State.RUNNING))
    assert pool.ahead_of(third) == 1


def test_two_places_train_two_at_once(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool(at_once=2)
    runs = [submit(pool) for _ in range(2)]
    until(lambda: all(begun(run)() for run in runs))


def test_a_visitor_with_many_runs_does_not_keep_another_from_the_first(pool: Pool) -> None:
    many = [submit(pool, visitor="ann") for _ in range(4)]
    other = submit(pool, visitor="bob")
    assert pool.ahead_of(other) == 1
    assert [pool.ahead_of(run) for run in many[1:]] == [2, 3, 4]


def test_the_queue_is_bounded_for_a_visitor_and_for_all(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "MOST_OF_A_VISITOR", 2)
    monkeypatch.setattr(pool_module, "MOST_WAITING", 2)
    for _ in range(2):
        submit(pool)
    with pytest.raises(ConfigError, match="At most 2 trainings may wait or run for one visitor"):
        submit(pool)
    submit(pool, visitor="bob")
    with pytest.raises(ConfigError, match="At most 2 trainings may wait; try again"):
        submit(pool, visitor="cid")
    assert pool.runs_of("cid") == []


def test_a_pause_frees_the_place_and_the_run_goes_on_where_it_was(pool: Pool) -> None:
    first = submit(pool)
    until(begun(first))
    second = submit(pool)
    pool.pause(first)
    assert pool.asked_of(first) == "pause"
    until(is_in(first, State.PAUSED))
    until(is_in(second, State.RUNNING))
    assert pool.asked_of(first) is None
    pool.go_on(first)
    assert first.state()[0] is State.WAITING
    pool.stop(second)
    until(lambda: len(first.look().points) == 2)
    assert [point.step for point in first.look().points] == [2, 3]


def test_a_run_that_is_paused_and_goes_on_at_once_never_has_two_workers(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool(at_once=2)
    run = submit(pool)
    until(begun(run))
    pool.pause(run)
    until(is_in(run, State.PAUSED))
    pool.go_on(run)  # its old worker may not have ended yet
    until(lambda: len(run.look().points) == 2)
    pool.stop(run)
    until(is_in(run, State.STOPPED))


def test_a_waiting_run_that_is_paused_trains_no_more(pool: Pool) -> None:
    first, second = submit(pool), submit(pool)
    pool.pause(second)
    assert second.state()[0] is State.PAUSED
    pool.stop(first)
    until(is_in(first, State.STOPPED))
    assert second.look().points == ()


def test_a_waiting_run_that_is_stopped_ends_without_a_network(pool: Pool) -> None:
    submit(pool)
    second = submit(pool)
    pool.stop(second)
    assert second.state()[0] is State.STOPPED
    assert second.finished is None


def test_a_paused_run_that_is_stopped_is_finished_with_what_it_has(pool: Pool) -> None:
    run = submit(pool)
    until(begun(run))
    pool.pause(run)
    until(is_in(run, State.PAUSED))
    pool.stop(run)
    until(is_in(run, State.STOPPED))
    assert run.finished is not None


def test_another_learning_rate_reaches_the_worker_and_outlives_it(pool: Pool) -> None:
    run = submit(pool)
    until(begun(run))
    pool.set_learning_rate(run, 0.5)
    until(lambda: (run.folder / "heard").exists() and "0.5" in (run.folder / "heard").read_text())
    assert Run(run.folder, run.order).learning_rate == 0.5
    with pytest.raises(ConfigError, match="learning_rate"):
        pool.set_learning_rate(run, 0.0)
    assert run.learning_rate == 0.5


def test_a_worker_that_is_killed_is_reported_and_the_run_goes_on_from_what_it_had(pool: Pool) -> None:
    run = submit(pool)
    until(begun(run))
    os.kill(pool._workers[run.id].pid, signal.SIGKILL)
    until(is_in(run, State.FAILED))
    assert run.look().error == "The process that trained this ended by itself (signal 9)."
    pool.go_on(run)
    until(lambda: len(run.look().points) == 2)


def test_a_worker_that_ends_with_a_fault_leaves_its_place_to_the_next(pool: Pool) -> None:
    first, second = submit(pool, "dies"), submit(pool, "quick")
    until(is_in(second, State.DONE))
    assert first.look().error == "The process that trained this ended by itself (status 3)."
    assert len(first.look().points) == 1


def test_a_run_that_failed_before_its_first_checkpoint_begins_anew(pool: Pool) -> None:
    run = submit(pool, "bare")
    until(is_in(run, State.FAILED))
    assert not run.resumable
    pool.go_on(run)
    until(is_in(run, State.FAILED))


def test_a_spare_worker_is_taken_and_one_that_has_ended_is_not(pool: Pool) -> None:
    pool.warm_up()
    spare = pool._spare
    assert spare is not None
    pool.warm_up()
    assert pool._spare is spare
    run = submit(pool)
    assert pool._workers[run.id] is spare
    pool.warm_up()
    assert pool._spare is not None
    pool._spare.kill()
    pool.warm_up()
    assert pool._spare.alive


def test_a_real_worker_trains_pauses_goes_on_and_leaves_a_whole_network(tmp_path: Path) -> None:
    pool = Pool(tmp_path / ".runs", tmp_path, at_once=1)
    try:
        run = pool.submit("ann", TrainConfig(hidden_units=(16,), epochs=6, batch_size=50), digits=1_000)
        until(lambda: len(run.look().points) > 3)
        assert run.live()[1] is not None
        pool.pause(run)
        pool.set_learning_rate(run, 0.01)
        until(is_in(run, State.PAUSED))
        reached = run.look().points[-1].passes
        pool.go_on(run)
        until(lambda: not run.look().active)
        look = run.look()
        assert (look.state, look.error) == (State.DONE, None)
        passes = [point.passes for point in look.points]
        assert passes == sorted(set(passes)) and reached in passes
        assert passes[0] == 0 and passes[-1] == 6
        assert look.points[0].loss == pytest.approx(2.3, abs=0.5)
        assert all(len(point.vitals["gradients"]) == 2 for point in look.points if point.vitals)
        assert len(film.frames(run.folder)) > 2
        until(lambda: not pool.active_of("ann"))
        assert not run.resumable and run.live()[1] is None
        check_files(pool.keep(run, "kept"))
        assert run.card()["test"]["accuracy"] > 0.5
    finally:
        pool.close()
