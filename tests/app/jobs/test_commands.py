"""Commands of kerasdl in the queue: keyed tasks that all visitors share."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.jobs import JobState, ServerJobs, commands
from app.jobs.commands import Commands, TaskStatus
from app.state import server
from kerasdl.errors import ConfigError

# Stands in for `kerasdl`: does what its first argument says, with the second one.
FAKE = """
import json, pathlib, sys, time
verb, argument = sys.argv[1:3]
assert sys.argv[-1] == "--json"
if verb == "wait":
    while not pathlib.Path(argument).exists():
        time.sleep(0.01)
elif verb == "fail":
    print("on the way\\nkerasdl: It must not be so. Received: " + argument, file=sys.stderr)
    sys.exit(1)
print("a note")
print(json.dumps({"said": argument}))
sys.exit(1 if verb == "differ" else 0)
"""
COMMAND = (sys.executable, "-c", FAKE)


def jobs_of(folder: Path, program: tuple[str, ...] = COMMAND) -> ServerJobs:
    return ServerJobs(folder, folder, folder, places={"tasks": 1}, programs={"tasks": program})


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Commands]:
    jobs = jobs_of(tmp_path / "jobs")
    monkeypatch.setattr(jobs.commands, "most_waiting", 2)
    yield jobs.commands
    jobs.close()


def ended(queue: Commands, key: str) -> TaskStatus:
    while (status := queue.status(key)) is None or status.state.active:
        time.sleep(0.01)
    return status


def test_a_task_gives_what_its_command_printed_last(queue: Commands) -> None:
    assert queue.status("a") is None
    queue.submit("a", ("say", "hello"))
    assert ended(queue, "a") == TaskStatus(JobState.DONE, ({"said": "hello"},))


def test_commands_run_in_a_row_and_stop_at_the_first_that_fails(queue: Commands) -> None:
    queue.submit("a", ("say", "1"), ("say", "2"))
    assert ended(queue, "a").results == ({"said": "1"}, {"said": "2"})
    queue.submit("b", ("say", "1"), ("fail", "2"), ("say", "3"))
    assert ended(queue, "b") == TaskStatus(JobState.FAILED, ({"said": "1"},), 0, "It must not be so. Received: 2")


def test_a_result_counts_whatever_the_exit_status(queue: Commands) -> None:
    queue.submit("a", ("differ", "yes"))
    assert ended(queue, "a") == TaskStatus(JobState.DONE, ({"said": "yes"},))


def test_one_runs_the_others_wait_in_line_and_one_too_many_is_refused(queue: Commands, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    for key in ("a", "b", "c"):
        queue.submit(key, ("wait", str(gate)))
    queue.submit("b", ("wait", str(gate)))  # the same task: not another one
    assert [(queue.status(key).state, queue.status(key).ahead) for key in ("a", "b", "c")] == [
        (JobState.RUNNING, 0),
        (JobState.WAITING, 1),
        (JobState.WAITING, 2),
    ]
    with pytest.raises(ConfigError, match="At most 2 tasks may wait; try again in a while. Received: one more"):
        queue.submit("d", ("say", "x"))
    gate.touch()
    assert [ended(queue, key).state for key in ("a", "b", "c")] == [JobState.DONE] * 3


def test_a_finished_task_can_be_done_again(queue: Commands) -> None:
    queue.submit("a", ("fail", "1"))
    assert ended(queue, "a").state is JobState.FAILED
    queue.submit("a", ("say", "2"))
    assert ended(queue, "a") == TaskStatus(JobState.DONE, ({"said": "2"},))


def test_the_oldest_finished_ones_are_forgotten(queue: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "MOST_KEPT", 2)
    for key in ("a", "b", "c"):
        queue.submit(key, ("say", key))
        ended(queue, key)
    assert [queue.status(key) is None for key in ("a", "b", "c")] == [True, False, False]


def test_the_share_that_is_likely_done_grows_and_is_never_all() -> None:
    shares = [TaskStatus(JobState.RUNNING, seconds=seconds).expected_fraction(30) for seconds in (0, 10, 30, 300)]
    assert shares[0] == 0 and shares == sorted(set(shares)) and shares[2] > 0.75 and shares[3] < 1


def test_closing_ends_what_runs(tmp_path: Path) -> None:
    jobs = jobs_of(tmp_path)
    queue = jobs.commands
    queue.submit("a", ("wait", str(tmp_path / "never")))
    queue.submit("b", ("say", "x"))
    assert queue.status("a").state is JobState.RUNNING
    jobs.close()
    assert ended(queue, "a").state is JobState.FAILED
    assert queue.status("b").state is JobState.WAITING


def test_results_lie_among_the_models_or_where_there_is_room(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert server.folder(".history").resolve() == empty_home / "saved_models" / ".history"
    (empty_home / "saved_models" / ".in-the-way").touch()
    elsewhere = server.folder(".in-the-way")
    assert elsewhere.is_dir() and not elsewhere.is_relative_to("saved_models")


def test_the_queue_runs_the_kerasdl_command(empty_home: Path) -> None:
    jobs = jobs_of(empty_home, commands.PROGRAM)
    queue = jobs.commands
    queue.submit("bad", ("history", "1776", "--out", str(server.folder(".history"))))
    error = ended(queue, "bad").error
    jobs.close()
    assert error is not None and error.startswith("`year` must be one of 1958, 1969")
