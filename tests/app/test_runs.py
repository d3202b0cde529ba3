"""Runs: their turns, their ends, what outlives worker and server. All but the last with a worker that learns nothing."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import runs.pool
from runs import Moment, Order, Pool, Run, State, film
from runs.lock import held, is_held

from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError, ModelError
from kerasdl.lecture import Network
from kerasdl.store import check_files, read_card

FAKE = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))
PATIENCE = 90  # seconds until what never happens counts as hung


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def is_in(run: Run, state: State) -> Callable[[], bool]:
    return lambda: run.state()[0] is state


def begun(run: Run) -> Callable[[], bool]:
    return lambda: bool(run.look().points)


@pytest.fixture
def make_pool(tmp_path: Path) -> Iterator[Callable[..., Pool]]:
    pools: list[Pool] = []

    def make(at_once: int = 1) -> Pool:
        pools.append(Pool(tmp_path / "models" / ".runs", tmp_path / "models", at_once=at_once, worker=FAKE))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture
def pool(make_pool: Callable[..., Pool]) -> Pool:
    return make_pool()


def submit(pool: Pool, manner: str = "slow", visitor: str = "ann") -> Run:
    return pool.submit(visitor, TrainConfig(epochs=2), group=manner)


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
    monkeypatch.setattr(runs.pool, "MOST_OF_A_VISITOR", 2)
    monkeypatch.setattr(runs.pool, "MOST_WAITING", 2)
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


def test_another_server_finds_what_was_trained_and_waited_paused(make_pool: Callable[..., Pool]) -> None:
    pool = make_pool()
    trained, waiting = submit(pool), submit(pool)
    until(begun(trained))
    pool.close()
    found = make_pool().runs_of("ann")
    assert [run.id for run in found] == [trained.id, waiting.id]
    assert [run.state()[0] for run in found] == [State.PAUSED, State.PAUSED]
    assert len(found[0].look().points) == 1


def test_a_run_that_a_server_left_without_a_word_is_paused_unless_its_worker_lives(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name in ("dead", "alive"):
        (home / name).mkdir(parents=True)
        run = Run(home / name, Order("ann", TrainConfig(), created=time.time()))
        run.order.write(run.folder)
        run.set_state(State.RUNNING)
    with held(home / "alive" / "lock"):
        pool = Pool(home, tmp_path, at_once=1, worker=FAKE)
        states = {run.id: run.state()[0] for run in pool.runs_of("ann")}
    assert states == {"dead": State.PAUSED, "alive": State.RUNNING}
    assert not is_held(home / "alive" / "lock")


def test_what_is_no_run_in_the_home_is_passed_over(tmp_path: Path) -> None:
    for name, text in (
        ("empty", None),
        ("torn", '{"visitor": "a'),
        ("other", "[]"),
        ("old", '{"config": {"depth": 3}}'),
    ):
        (tmp_path / name).mkdir()
        if text is not None:
            (tmp_path / name / "order.json").write_text(text)
    assert Pool(tmp_path, tmp_path, worker=FAKE)._runs == {}


def test_a_visitors_oldest_runs_make_room_and_those_of_long_ago_go(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs.pool, "MOST_KEPT_FOR_A_VISITOR", 2)
    made = [submit(pool, "quick") for _ in range(2)]
    until(lambda: not pool.active_of("ann"))
    made.append(submit(pool, "quick"))
    assert pool.runs_of("ann") == made[1:]
    assert not made[0].folder.exists()
    until(lambda: not pool.active_of("ann"))
    monkeypatch.setattr(runs.pool, "FORGOTTEN_AFTER", -1.0)
    submit(pool, visitor="bob")
    assert pool.runs_of("ann") == []


def test_a_run_under_way_is_not_forgotten(pool: Pool) -> None:
    run = submit(pool)
    pool.forget(run)
    assert pool.find(run.id) is run
    pool.stop(run)
    until(lambda: not pool.active_of("ann"))
    pool.forget(run)
    assert pool.find(run.id) is None
    assert not run.folder.exists()
    assert run.state() == (State.FAILED, "The run's files are gone.")


def test_a_finished_network_is_kept_whole_under_a_name(pool: Pool) -> None:
    run = submit(pool, "quick")
    until(is_in(run, State.DONE))
    folder = pool.keep(run, "my-net_1.0")
    assert folder == pool.models / "my-net_1.0"
    assert read_card(folder) == run.card()
    check_files(folder)
    with pytest.raises(ConfigError, match="one that no network has yet"):
        pool.keep(run, "my-net_1.0")
    with pytest.raises(ConfigError, match="one that no network has yet"):
        pool.keep(run, "web")


@pytest.mark.parametrize(
    "name", ["", " ", "a/b", "..", ".hidden", "a.", "-x", "名稱", "con", "NUL", "untrained", "x" * 41]
)
def test_a_name_that_is_none_is_refused_in_one_line(pool: Pool, name: str) -> None:
    run = submit(pool, "quick")
    with pytest.raises(ConfigError, match=r"^A name must be 1 to 40 .*Received: "):
        pool.keep(run, name)


def test_what_is_not_finished_or_not_whole_is_not_kept(pool: Pool) -> None:
    waiting = submit(pool)
    with pytest.raises(ConfigError, match="Only a finished training"):
        pool.keep(waiting, "mine")
    pool.stop(waiting)
    until(is_in(waiting, State.STOPPED))
    (waiting.folder / "model" / "model.keras").write_bytes(b"changed")
    with pytest.raises(ModelError, match="was changed"):
        pool.keep(waiting, "mine")
    assert not (pool.models / "mine").exists()


def line(step: int, **more: object) -> str:
    return Moment(1, 2, step, 4, 1.0, 0.5, 3.0, **more).__dict__.__repr__().replace("'", '"').replace("None", "null")  # type: ignore[arg-type]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path, Order("ann", TrainConfig(epochs=2)))


def test_half_a_line_is_left_until_it_is_whole_and_a_torn_one_is_passed_over(run: Run) -> None:
    progress = run.folder / "progress.jsonl"
    first, second = line(1), line(2)
    progress.write_text(first + "\n" + second[:20])
    assert [point.step for point in run.look().points] == [1]
    progress.write_text(first + "\n" + second + "\n")
    assert [point.step for point in run.look().points] == [1, 2]
    runs.run.end_line(run.folder)
    with progress.open("a") as file:
        file.write(second[:20])
    runs.run.end_line(run.folder)
    with progress.open("a") as file:
        file.write(line(3) + "\n" + '{"from": "another version"}\n')
    assert [point.step for point in run.look().points] == [1, 2, 3]


def test_moments_that_were_lost_with_a_worker_give_way_to_those_that_come_again(run: Run) -> None:
    (run.folder / "progress.jsonl").write_text("".join(line(step) + "\n" for step in (1, 2, 3, 2, 4)))
    assert [point.step for point in run.look().points] == [1, 2, 4]


def test_the_live_network_is_read_anew_only_when_it_changed_and_a_torn_one_leaves_the_last(run: Run) -> None:
    assert run.live()[1] is None
    network = Network((np.eye(10, 784),), (np.zeros(10),), ("linear",))
    film.write_network(run.folder / film.LIVE_FILE, network)
    read = run.live()[1]
    assert read is not None and np.array_equal(read.weights[0], network.weights[0])
    assert run.live()[1] is read
    (run.folder / film.LIVE_FILE).write_bytes(b"PK torn")
    os.utime(run.folder / film.LIVE_FILE, (1, 1))
    assert run.live()[1] is read


def test_a_film_mends_its_torn_end_and_shows_what_was_trained_twice_once(tmp_path: Path) -> None:
    answers = np.full((film.DIGITS, 10), 0.1)
    for passes in (0.0, 1.0, 2.0, 1.5):
        film.add_frame(tmp_path, passes, answers)
    with (tmp_path / film.ANSWERS_FILE).open("ab") as file:
        file.write(b"torn")
    film.mend(tmp_path)
    film.add_frame(tmp_path, 3.0, answers)
    frames = film.frames(tmp_path)
    assert frames["passes"].tolist() == [0.0, 1.0, 1.5, 3.0]
    assert np.allclose(frames["answers"] / 255, 0.1, atol=1 / 255)
    assert len(film.frames(tmp_path / "nowhere")) == 0


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
