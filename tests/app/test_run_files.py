"""What outlives worker and server: a run's folder, whole or torn, and the networks that are kept under names."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.jobs import Moment, Order, Pool, Run, State, film
from app.jobs import pool as pool_module
from app.jobs.lock import held, is_held
from app.jobs.run import end_line
from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError, ModelError
from kerasdl.lecture import Network
from kerasdl.models.store import check_files, read_card
from tests.support.pools import FAKE, begun, is_in, submit, until


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
    monkeypatch.setattr(pool_module, "MOST_KEPT_FOR_A_VISITOR", 2)
    made = [submit(pool, "quick") for _ in range(2)]
    until(lambda: not pool.active_of("ann"))
    made.append(submit(pool, "quick"))
    assert pool.runs_of("ann") == made[1:]
    assert not made[0].folder.exists()
    until(lambda: not pool.active_of("ann"))
    monkeypatch.setattr(pool_module, "FORGOTTEN_AFTER", -1.0)
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
    end_line(run.folder)
    with progress.open("a") as file:
        file.write(second[:20])
    end_line(run.folder)
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
