"""The queue of work that is not a training."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.jobs import tasks
from app.jobs.tasks import Look, State, Tasks
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


@pytest.fixture
def queue() -> Iterator[Tasks]:
    queue = Tasks(at_once=1, most_waiting=2, command=COMMAND)
    yield queue
    queue.close()


def ended(queue: Tasks, key: str) -> Look:
    while (look := queue.look(key)) is None or look.state.active:
        time.sleep(0.01)
    return look


def test_a_task_gives_what_its_command_printed_last(queue: Tasks) -> None:
    assert queue.look("a") is None
    queue.submit("a", ("say", "hello"))
    assert ended(queue, "a") == Look(State.DONE, ({"said": "hello"},))


def test_commands_run_in_a_row_and_stop_at_the_first_that_fails(queue: Tasks) -> None:
    queue.submit("a", ("say", "1"), ("say", "2"))
    assert ended(queue, "a").results == ({"said": "1"}, {"said": "2"})
    queue.submit("b", ("say", "1"), ("fail", "2"), ("say", "3"))
    assert ended(queue, "b") == Look(State.FAILED, ({"said": "1"},), 0, "It must not be so. Received: 2")


def test_a_result_counts_whatever_the_exit_status(queue: Tasks) -> None:
    queue.submit("a", ("differ", "yes"))
    assert ended(queue, "a") == Look(State.DONE, ({"said": "yes"},))


def test_one_runs_the_others_wait_in_line_and_one_too_many_is_refused(queue: Tasks, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    for key in ("a", "b", "c"):
        queue.submit(key, ("wait", str(gate)))
    queue.submit("b", ("wait", str(gate)))  # the same task: not another one
    assert [(queue.look(key).state, queue.look(key).ahead) for key in ("a", "b", "c")] == [
        (State.RUNNING, 0),
        (State.WAITING, 1),
        (State.WAITING, 2),
    ]
    with pytest.raises(ConfigError, match="At most 2 tasks may wait; try again in a while. Received: one more"):
        queue.submit("d", ("say", "x"))
    gate.touch()
    assert [ended(queue, key).state for key in ("a", "b", "c")] == [State.DONE] * 3


def test_a_finished_task_can_be_done_again(queue: Tasks) -> None:
    queue.submit("a", ("fail", "1"))
    assert ended(queue, "a").state is State.FAILED
    queue.submit("a", ("say", "2"))
    assert ended(queue, "a") == Look(State.DONE, ({"said": "2"},))


def test_the_oldest_finished_ones_are_forgotten(queue: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "MOST_KEPT", 2)
    for key in ("a", "b", "c"):
        queue.submit(key, ("say", key))
        ended(queue, key)
    assert [queue.look(key) is None for key in ("a", "b", "c")] == [True, False, False]


def test_the_share_that_is_likely_done_grows_and_is_never_all() -> None:
    shares = [Look(State.RUNNING, seconds=seconds).share_of(30) for seconds in (0, 10, 30, 300)]
    assert shares[0] == 0 and shares == sorted(set(shares)) and shares[2] > 0.75 and shares[3] < 1


def test_closing_ends_what_runs(tmp_path: Path) -> None:
    queue = Tasks(at_once=1, command=COMMAND)
    queue.submit("a", ("wait", str(tmp_path / "never")))
    queue.submit("b", ("say", "x"))
    while not any(process for process in queue._running.values()):
        time.sleep(0.01)
    queue.close()
    assert ended(queue, "a").state is State.FAILED
    assert queue.look("b").state is State.WAITING


def test_results_lie_among_the_models_or_where_there_is_room(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tasks.home(".history").resolve() == empty_home / "saved_models" / ".history"
    (empty_home / "saved_models" / ".in-the-way").touch()
    elsewhere = tasks.home(".in-the-way")
    assert elsewhere.is_dir() and not elsewhere.is_relative_to("saved_models")


def test_the_queue_runs_the_kerasdl_command(empty_home: Path) -> None:
    queue = Tasks(at_once=1)
    queue.submit("bad", ("history", "1776", "--out", str(tasks.home(".history"))))
    error = ended(queue, "bad").error
    assert error is not None and error.startswith("`year` must be one of 1958, 1969")
