"""Training runs in the queue: their turns and their ends. All but the last with a process that learns nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from app.jobs import JobState, ServerJobs, TrainingRun, recording
from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError
from kerasdl.models.store import check_files
from tests.support.jobs import begun, is_in, submit, until


def test_a_run_is_trained_and_its_network_is_there(jobs: ServerJobs) -> None:
    run = submit(jobs, "quick")
    until(is_in(run, JobState.DONE))
    status = run.status()
    assert not status.state.active
    assert [point.step for point in status.snapshots] == [2]
    assert run.model_folder is not None
    assert run.card()["parameters"] == 7


def test_a_run_under_way_tells_its_share_and_the_time_that_is_left(jobs: ServerJobs) -> None:
    run = submit(jobs)
    until(begun(run))
    status = run.status()
    assert status.state is JobState.RUNNING
    assert status.fraction == pytest.approx(1 / 4)
    assert status.seconds_left == pytest.approx(9.0)
    assert jobs.trainings.active_of("ann") == [run]


def test_a_run_that_would_take_too_much_is_not_queued(jobs: ServerJobs) -> None:
    for settings in ({"hidden_units": (1_000_000, 1_000_000)}, {"epochs": 1_000_000, "hidden_units": (4_096, 4_096)}):
        with pytest.raises(ConfigError, match="insist with --yes. Received: settings that"):
            jobs.trainings.submit("ann", TrainConfig(**settings))
    assert jobs.trainings.of("ann") == [] and jobs.trainings.active_of("ann") == []


def test_runs_beyond_the_places_wait_and_know_how_many_come_first(jobs: ServerJobs) -> None:
    first, second, third = (submit(jobs) for _ in range(3))
    assert [jobs.queue.ahead_of(run) for run in (first, second, third)] == [0, 1, 2]
    assert [run.state for run in (second, third)] == [JobState.WAITING, JobState.WAITING]
    jobs.trainings.stop(first)
    until(is_in(second, JobState.RUNNING))
    assert jobs.queue.ahead_of(third) == 1


def test_two_places_train_two_at_once(make_jobs: Callable[..., ServerJobs]) -> None:
    jobs = make_jobs(places=2)
    runs = [submit(jobs) for _ in range(2)]
    until(lambda: all(begun(run)() for run in runs))


def test_a_visitor_with_many_runs_does_not_keep_another_from_the_first(jobs: ServerJobs) -> None:
    many = [submit(jobs, visitor="ann") for _ in range(4)]
    other = submit(jobs, visitor="bob")
    assert jobs.queue.ahead_of(other) == 1
    assert [jobs.queue.ahead_of(run) for run in many[1:]] == [2, 3, 4]


def test_the_queue_is_bounded_for_a_visitor_and_for_all(jobs: ServerJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs.trainings, "most_of_a_visitor", 2)
    monkeypatch.setattr(jobs.trainings, "most_waiting", 2)
    for _ in range(2):
        submit(jobs)
    with pytest.raises(ConfigError, match="At most 2 trainings may wait or run for one visitor"):
        submit(jobs)
    submit(jobs, visitor="bob")
    with pytest.raises(ConfigError, match="At most 2 trainings may wait; try again"):
        submit(jobs, visitor="cid")
    assert jobs.trainings.of("cid") == []


def test_a_pause_frees_the_place_and_the_run_goes_on_where_it_was(jobs: ServerJobs) -> None:
    first = submit(jobs)
    until(begun(first))
    second = submit(jobs)
    jobs.queue.pause(first)
    assert jobs.queue.asked_of(first) == "pause"
    until(is_in(first, JobState.PAUSED))
    until(is_in(second, JobState.RUNNING))
    assert jobs.queue.asked_of(first) is None
    jobs.trainings.resume(first)
    assert first.state is JobState.WAITING
    jobs.trainings.stop(second)
    until(lambda: len(first.status().snapshots) == 2)
    assert [point.step for point in first.status().snapshots] == [2, 3]


def test_a_run_that_is_paused_and_goes_on_at_once_never_has_two_workers(make_jobs: Callable[..., ServerJobs]) -> None:
    jobs = make_jobs(places=2)
    run = submit(jobs)
    until(begun(run))
    jobs.queue.pause(run)
    until(is_in(run, JobState.PAUSED))
    jobs.trainings.resume(run)  # its old worker may not have ended yet
    until(lambda: len(run.status().snapshots) == 2)
    jobs.trainings.stop(run)
    until(is_in(run, JobState.STOPPED))


def test_a_waiting_run_that_is_paused_trains_no_more(jobs: ServerJobs) -> None:
    first, second = submit(jobs), submit(jobs)
    jobs.queue.pause(second)
    assert second.state is JobState.PAUSED
    jobs.trainings.stop(first)
    until(is_in(first, JobState.STOPPED))
    assert second.status().snapshots == ()


def test_a_waiting_run_that_is_stopped_ends_without_a_network(jobs: ServerJobs) -> None:
    submit(jobs)
    second = submit(jobs)
    jobs.trainings.stop(second)
    assert second.state is JobState.STOPPED
    assert second.model_folder is None


def test_a_paused_run_that_is_stopped_is_finished_with_what_it_has(jobs: ServerJobs) -> None:
    run = submit(jobs)
    until(begun(run))
    jobs.queue.pause(run)
    until(is_in(run, JobState.PAUSED))
    jobs.trainings.stop(run)
    until(is_in(run, JobState.STOPPED))
    assert run.model_folder is not None


def test_another_learning_rate_reaches_the_worker_and_outlives_it(jobs: ServerJobs) -> None:
    run = submit(jobs)
    until(begun(run))
    jobs.trainings.set_learning_rate(run, 0.5)
    until(lambda: (run.folder / "heard").exists() and "0.5" in (run.folder / "heard").read_text())
    assert TrainingRun(run.folder, run.request).learning_rate == 0.5
    with pytest.raises(ConfigError, match="learning_rate"):
        jobs.trainings.set_learning_rate(run, 0.0)
    assert run.learning_rate == 0.5


def test_a_worker_that_is_killed_is_reported_and_the_run_goes_on_from_what_it_had(jobs: ServerJobs) -> None:
    run = submit(jobs)
    until(begun(run))
    os.kill(int((run.folder / "process").read_text()), signal.SIGKILL)
    until(is_in(run, JobState.FAILED))
    assert run.status().error == "The process that trained this ended by itself (signal 9)."
    jobs.trainings.resume(run)
    until(lambda: len(run.status().snapshots) == 2)


def test_a_worker_that_ends_with_a_fault_leaves_its_place_to_the_next(jobs: ServerJobs) -> None:
    first, second = submit(jobs, "dies"), submit(jobs, "quick")
    until(is_in(second, JobState.DONE))
    assert first.status().error == "The process that trained this ended by itself (status 3)."
    assert len(first.status().snapshots) == 1


def test_a_run_that_failed_before_its_first_checkpoint_begins_anew(jobs: ServerJobs) -> None:
    run = submit(jobs, "bare")
    until(is_in(run, JobState.FAILED))
    assert not run.resumable
    jobs.trainings.resume(run)
    until(is_in(run, JobState.FAILED))


def processes(tmp_path: Path, count: int) -> list[int]:
    """The ids of all fake workers that were started in a folder, once there are so many of them."""
    started = tmp_path / "processes"
    until(lambda: started.exists() and len(started.read_text().split()) >= count)
    return [int(name) for name in started.read_text().split()]


def is_dead(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    # A process that has ended stays in the system's list until its server has asked for its status.
    return ") Z " in Path(f"/proc/{process}/stat").read_text()


def test_a_spare_process_is_taken_and_one_that_has_ended_is_not(jobs: ServerJobs, tmp_path: Path) -> None:
    jobs.trainings.warm_up()
    jobs.trainings.warm_up()
    run = submit(jobs)
    until(begun(run))
    (spare,) = processes(tmp_path, 1)
    assert (run.folder / "process").read_text() == str(spare)
    jobs.trainings.warm_up()
    second = processes(tmp_path, 2)[1]
    os.kill(second, signal.SIGKILL)
    until(lambda: is_dead(second))
    jobs.trainings.warm_up()
    assert len(processes(tmp_path, 3)) == 3
    jobs.trainings.stop(run)
    until(is_in(run, JobState.STOPPED))
    following = submit(jobs)
    until(begun(following))
    assert (following.folder / "process").read_text() == str(processes(tmp_path, 3)[2])


def test_a_real_worker_trains_pauses_goes_on_and_leaves_a_whole_network(tmp_path: Path) -> None:
    jobs = ServerJobs(tmp_path / ".runs", tmp_path / ".searches", tmp_path, places={"trainings": 1})
    try:
        run = jobs.trainings.submit("ann", TrainConfig(hidden_units=(16,), epochs=6, batch_size=50), digits=1_000)
        until(lambda: len(run.status().snapshots) > 3)
        assert run.live_network()[1] is not None
        jobs.queue.pause(run)
        jobs.trainings.set_learning_rate(run, 0.01)
        until(is_in(run, JobState.PAUSED))
        reached = run.status().snapshots[-1].passes
        jobs.trainings.resume(run)
        until(lambda: not run.state.active)
        status = run.status()
        assert (status.state, status.error) == (JobState.DONE, None)
        passes = [point.passes for point in status.snapshots]
        assert passes == sorted(set(passes)) and reached in passes
        assert passes[0] == 0 and passes[-1] == 6
        assert status.snapshots[0].loss == pytest.approx(2.3, abs=0.5)
        assert all(len(point.layer_stats["gradients"]) == 2 for point in status.snapshots if point.layer_stats)
        assert len(recording.frames(run.folder)) > 2
        until(lambda: not jobs.trainings.active_of("ann"))
        assert not run.resumable and run.live_network()[1] is None
        check_files(jobs.trainings.save_as(run, "kept"))
        assert run.card()["test"]["accuracy"] > 0.5
    finally:
        jobs.close()
