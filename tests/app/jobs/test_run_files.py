"""Files of a training run, whole or torn, and networks that are saved under names: what outlives process and server."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from app.jobs import JobState, ServerJobs, Snapshot, TrainingRun, folder, recording, trainings
from app.jobs.folder import is_locked
from app.jobs.training_run import TrainingRequest, end_line
from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError, ModelError
from kerasdl.lecture import Network
from kerasdl.models.store import check_files, read_card
from tests.support.jobs import begun, is_in, submit, until


def test_another_server_finds_what_was_trained_and_waited_paused(make_jobs: Callable[..., ServerJobs]) -> None:
    jobs = make_jobs()
    trained, waiting = submit(jobs), submit(jobs)
    until(begun(trained))
    jobs.close()
    found = make_jobs().trainings.of("ann")
    assert [run.id for run in found] == [trained.id, waiting.id]
    assert [run.state for run in found] == [JobState.PAUSED, JobState.PAUSED]
    assert len(found[0].status().snapshots) == 1


def test_a_run_that_a_server_left_without_a_word_is_paused_unless_its_worker_lives(
    make_jobs: Callable[..., ServerJobs], tmp_path: Path
) -> None:
    home = tmp_path / "models" / ".runs"
    for name in ("dead", "alive"):
        (home / name).mkdir(parents=True)
        run = TrainingRun(home / name, TrainingRequest("ann", TrainConfig(), created=time.time()))
        run.write_request()
        run.set_state(JobState.RUNNING)
    with FileLock(home / "alive" / "lock"):
        states = {run.id: run.state for run in make_jobs().trainings.of("ann")}
    assert states == {"dead": JobState.PAUSED, "alive": JobState.RUNNING}
    assert not is_locked(home / "alive" / "lock")


def test_what_is_no_run_in_the_home_is_passed_over(make_jobs: Callable[..., ServerJobs], tmp_path: Path) -> None:
    home = tmp_path / "models" / ".runs"
    for name, text in (
        ("empty", None),
        ("torn", '{"visitor": "a'),
        ("other", "[]"),
        ("old", '{"config": {"depth": 3}}'),
    ):
        (home / name).mkdir(parents=True)
        if text is not None:
            (home / name / "order.json").write_text(text)
    trainings = make_jobs().trainings
    assert [trainings.find(name) for name in ("empty", "torn", "other", "old")] == [None] * 4
    assert trainings.of("a") == []


def test_a_run_of_an_earlier_version_is_found_with_its_progress(
    make_jobs: Callable[..., ServerJobs], tmp_path: Path
) -> None:
    old = tmp_path / "models" / ".runs" / "0123"
    old.mkdir(parents=True)
    order = {"visitor": "ann", "config": {"epochs": 2}, "digits": 1000, "group": "", "created": time.time()}
    (old / "order.json").write_text(json.dumps(order))
    (old / "state.json").write_text(json.dumps({"state": "running", "error": None}))
    moment = {"epoch": 1, "epochs": 2, "step": 2, "steps": 4, "loss": 1.0, "accuracy": 0.5, "seconds": 3.0}
    moment |= {"validation": None, "learning_rate": 0.1, "vitals": {"gradients": [0.5]}, "lately": {"loss": 0.9}}
    (old / "progress.jsonl").write_text(json.dumps(moment) + "\n")
    (run,) = make_jobs().trainings.of("ann")
    (snapshot,) = run.status().snapshots
    assert (run.state, run.request.digits, snapshot.passes) == (JobState.PAUSED, 1000, 0.5)
    assert (snapshot.layer_stats, snapshot.recent) == ({"gradients": [0.5]}, {"loss": 0.9})


def test_a_visitors_oldest_runs_make_room_and_those_of_long_ago_go(
    jobs: ServerJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainings, "MOST_KEPT_FOR_A_VISITOR", 2)
    made = [submit(jobs, "quick") for _ in range(2)]
    until(lambda: not jobs.trainings.active_of("ann"))
    made.append(submit(jobs, "quick"))
    assert jobs.trainings.of("ann") == made[1:]
    assert not made[0].folder.exists()
    until(lambda: not jobs.trainings.active_of("ann"))
    monkeypatch.setattr(folder, "FORGOTTEN_AFTER", -1.0)
    submit(jobs, visitor="bob")
    assert jobs.trainings.of("ann") == []


def test_a_run_under_way_is_not_forgotten(jobs: ServerJobs) -> None:
    run = submit(jobs)
    jobs.trainings.delete(run)
    assert jobs.trainings.find(run.id) is run
    jobs.trainings.stop(run)
    until(lambda: not jobs.trainings.active_of("ann"))
    jobs.trainings.delete(run)
    assert jobs.trainings.find(run.id) is None
    assert not run.folder.exists()
    assert (run.status().state, run.status().error) == (JobState.FAILED, "The run's files are gone.")


def test_a_finished_network_is_kept_whole_under_a_name(jobs: ServerJobs) -> None:
    run = submit(jobs, "quick")
    until(is_in(run, JobState.DONE))
    folder = jobs.trainings.save_as(run, "my-net_1.0")
    assert folder == jobs.trainings.models / "my-net_1.0"
    assert read_card(folder) == run.card()
    check_files(folder)
    with pytest.raises(ConfigError, match="one that no network has yet"):
        jobs.trainings.save_as(run, "my-net_1.0")
    with pytest.raises(ConfigError, match="one that no network has yet"):
        jobs.trainings.save_as(run, "web")


@pytest.mark.parametrize(
    "name", ["", " ", "a/b", "..", ".hidden", "a.", "-x", "名稱", "con", "NUL", "untrained", "x" * 41]
)
def test_a_name_that_is_none_is_refused_in_one_line(jobs: ServerJobs, name: str) -> None:
    run = submit(jobs, "quick")
    with pytest.raises(ConfigError, match=r"^A name must be 1 to 40 .*Received: "):
        jobs.trainings.save_as(run, name)


def test_what_is_not_finished_or_not_whole_is_not_kept(jobs: ServerJobs) -> None:
    waiting = submit(jobs)
    with pytest.raises(ConfigError, match="Only a finished training"):
        jobs.trainings.save_as(waiting, "mine")
    jobs.trainings.stop(waiting)
    until(is_in(waiting, JobState.STOPPED))
    (waiting.folder / "model" / "model.keras").write_bytes(b"changed")
    with pytest.raises(ModelError, match="was changed"):
        jobs.trainings.save_as(waiting, "mine")
    assert not (jobs.trainings.models / "mine").exists()


def line(step: int) -> str:
    return Snapshot(1, 2, step, 4, 1.0, 0.5, 3.0).to_line().removesuffix("\n")


@pytest.fixture
def run(tmp_path: Path) -> TrainingRun:
    return TrainingRun(tmp_path, TrainingRequest("ann", TrainConfig(epochs=2)))


def test_half_a_line_is_left_until_it_is_whole_and_a_torn_one_is_passed_over(run: TrainingRun) -> None:
    progress = run.folder / "progress.jsonl"
    first, second = line(1), line(2)
    progress.write_text(first + "\n" + second[:20])
    assert [point.step for point in run.status().snapshots] == [1]
    progress.write_text(first + "\n" + second + "\n")
    assert [point.step for point in run.status().snapshots] == [1, 2]
    end_line(run.folder)
    with progress.open("a") as file:
        file.write(second[:20])
    end_line(run.folder)
    with progress.open("a") as file:
        file.write(line(3) + "\n" + '{"from": "another version"}\n')
    assert [point.step for point in run.status().snapshots] == [1, 2, 3]


def test_moments_that_were_lost_with_a_worker_give_way_to_those_that_come_again(run: TrainingRun) -> None:
    (run.folder / "progress.jsonl").write_text("".join(line(step) + "\n" for step in (1, 2, 3, 2, 4)))
    assert [point.step for point in run.status().snapshots] == [1, 2, 4]


def test_the_live_network_is_read_anew_only_when_it_changed_and_a_torn_one_leaves_the_last(run: TrainingRun) -> None:
    assert run.live_network()[1] is None
    network = Network((np.eye(10, 784),), (np.zeros(10),), ("linear",))
    recording.write_network(run.folder / recording.LIVE_FILE, network)
    read = run.live_network()[1]
    assert read is not None and np.array_equal(read.weights[0], network.weights[0])
    assert run.live_network()[1] is read
    (run.folder / recording.LIVE_FILE).write_bytes(b"PK torn")
    os.utime(run.folder / recording.LIVE_FILE, (1, 1))
    assert run.live_network()[1] is read


def test_a_film_mends_its_torn_end_and_shows_what_was_trained_twice_once(tmp_path: Path) -> None:
    answers = np.full((recording.DIGITS, 10), 0.1)
    for passes in (0.0, 1.0, 2.0, 1.5):
        recording.add_frame(tmp_path, passes, answers)
    with (tmp_path / recording.ANSWERS_FILE).open("ab") as file:
        file.write(b"torn")
    recording.truncate_torn_frame(tmp_path)
    recording.add_frame(tmp_path, 3.0, answers)
    frames = recording.frames(tmp_path)
    assert frames["passes"].tolist() == [0.0, 1.0, 1.5, 3.0]
    assert np.allclose(frames["answers"] / 255, 0.1, atol=1 / 255)
    assert len(recording.frames(tmp_path / "nowhere")) == 0
