"""Jobs: their turn, their end, and what the pages see of them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from jobs import State, TrainingJob, TrainingPool

from kerasdl.errors import TrainingError
from kerasdl.training import Hardware, Progress, TrainConfig, Trained

LONG = 60  # seconds until a job that never ends counts as hung


def trained(stopped: bool = False) -> Trained:
    return Trained(None, [], TrainConfig(), Hardware("jax", "cpu:0", "cpu", "float32"), 1.0, 0.0, stopped)  # type: ignore[arg-type]


class Held:
    """A training that goes on until it is released or stopped."""

    def __init__(self) -> None:
        self.begun, self.release, self.asked = threading.Event(), threading.Event(), threading.Semaphore(0)

    def __call__(self, *, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]) -> Trained:
        on_progress(Progress(1, 2, 1, 4, 2.0, 0.25, 3.0))
        self.begun.set()
        while not self.release.wait(0.01):
            if should_stop():
                return trained(stopped=True)
            self.asked.release()
        return trained()


def test_a_job_that_is_not_begun_is_queued_and_has_nothing_to_show() -> None:
    look = TrainingJob(Held()).look()
    assert (look.state, look.points, look.trained, look.error) == (State.QUEUED, (), None, None)
    assert (look.active, look.fraction, look.seconds_left) == (True, 0.0, None)


def test_a_running_job_shows_its_progress_and_the_time_that_is_left() -> None:
    work = Held()
    job = TrainingJob(work)
    TrainingPool(1).submit(job)
    assert work.begun.wait(LONG)
    look = job.look()
    assert look.state is State.RUNNING
    assert look.fraction == pytest.approx(1 / 8)
    assert look.seconds_left == pytest.approx(21.0)
    work.release.set()
    assert job.finished.wait(LONG)
    assert job.look().state is State.DONE
    assert job.look().trained is not None
    assert not job.look().active


def test_a_stopped_job_keeps_the_network_that_it_has() -> None:
    work = Held()
    job = TrainingJob(work)
    TrainingPool(1).submit(job)
    assert work.begun.wait(LONG)
    job.stop()
    assert job.finished.wait(LONG)
    assert job.look().state is State.STOPPED
    assert job.look().trained is not None


def test_jobs_that_find_the_pool_full_wait_in_line() -> None:
    works = [Held() for _ in range(3)]
    jobs = [TrainingJob(work) for work in works]
    pool = TrainingPool(1)
    for job in jobs:
        pool.submit(job)
    assert works[0].begun.wait(LONG)
    assert [pool.ahead_of(job) for job in jobs] == [0, 1, 2]
    assert [job.look().state for job in jobs[1:]] == [State.QUEUED, State.QUEUED]
    works[0].release.set()
    assert works[1].begun.wait(LONG)
    assert pool.ahead_of(jobs[2]) == 1
    works[1].release.set()
    works[2].release.set()
    assert all(job.finished.wait(LONG) for job in jobs)


def test_a_pool_of_two_trains_two_at_once() -> None:
    works = [Held(), Held()]
    pool = TrainingPool(2)
    for work in works:
        pool.submit(TrainingJob(work))
    assert all(work.begun.wait(LONG) for work in works)
    for work in works:
        work.release.set()


def test_a_waiting_job_that_is_stopped_ends_at_once_and_never_trains() -> None:
    first, second, third = Held(), Held(), Held()
    jobs = [TrainingJob(first), TrainingJob(second), TrainingJob(third)]
    pool = TrainingPool(1)
    for job in jobs:
        pool.submit(job)
    jobs[1].stop()
    assert jobs[1].look().state is State.STOPPED
    assert pool.ahead_of(jobs[2]) == 1
    first.release.set()
    assert third.begun.wait(LONG)
    assert not second.begun.is_set()
    third.release.set()


def test_a_job_that_nobody_looks_at_is_stopped() -> None:
    now = [0.0]
    work = Held()
    job = TrainingJob(work, patience=100, clock=lambda: now[0])
    TrainingPool(1).submit(job)
    assert work.begun.wait(LONG)
    now[0] = 99
    assert job.look().active
    now[0] = 198
    while work.asked.acquire(blocking=False):
        pass
    # The second question from here on was asked after the clock was set: the answer was to go on.
    assert work.asked.acquire(timeout=LONG) and work.asked.acquire(timeout=LONG)
    now[0] = 200
    assert job.finished.wait(LONG)
    assert job.look().state is State.STOPPED


def test_a_job_that_was_left_while_it_waited_is_not_begun() -> None:
    now = [0.0]
    work = Held()
    job = TrainingJob(work, patience=100, clock=lambda: now[0])
    now[0] = 101
    job.run()
    assert job.look().state is State.STOPPED
    assert not work.begun.is_set()


def failing(error: Exception) -> Callable[..., Trained]:
    def work(**_: object) -> Trained:
        raise error

    return work


def test_an_error_of_kerasdl_is_shown_as_it_stands() -> None:
    job = TrainingJob(failing(TrainingError("The loss must stay finite. Received: loss=nan")))
    job.run()
    assert (job.look().state, job.look().error) == (State.FAILED, "The loss must stay finite. Received: loss=nan")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (MemoryError(), "Training failed: MemoryError"),
        (ValueError("no room\nand a long story"), "Training failed: no room"),
    ],
)
def test_any_other_error_is_one_line(error: Exception, line: str) -> None:
    job = TrainingJob(failing(error))
    job.run()
    assert (job.look().state, job.look().error) == (State.FAILED, line)


def test_a_job_that_fails_leaves_its_place_to_the_next() -> None:
    next_work = Held()
    pool = TrainingPool(1)
    pool.submit(TrainingJob(failing(ValueError("no"))))
    pool.submit(TrainingJob(next_work))
    assert next_work.begun.wait(LONG)
    next_work.release.set()
