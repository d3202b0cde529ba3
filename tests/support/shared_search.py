"""A search in a shared database, as its tests start it, wait for it, and check its trials."""

from __future__ import annotations

import time
from collections import Counter

from optuna.trial import TrialState

from kerasdl.search import SearchConfig
from kerasdl.search.storage import open_storage
from kerasdl.search.study import EVOLUTION, FINISHED, start_search
from kerasdl.search.worker_job import Job

TINY = SearchConfig(digits=1_000, epochs=1, population=4)
IMPATIENT = {"heartbeat": 1, "grace": 3}
TIMEOUT = 600.0  # seconds


def begin(server, database):
    """Start a search in a new database: the database's URL, and the search as any machine sees it."""
    url = server.new_database(database)
    return url, start_search(open_storage(url, **IMPATIENT), "shared", TINY, baseline=False)


def job(url, folder, trials=None) -> Job:
    return Job(url, "shared", None, trials, str(folder / "weights"), IMPATIENT)


def until(holds):
    """Wait until a condition holds; returns its value."""
    end = time.monotonic() + TIMEOUT
    while not (given := holds()):
        assert time.monotonic() < end, "the condition never held"
        time.sleep(0.1)
    return given


def process_of(trial) -> int:
    return int(trial.user_attrs.get("worker", ":0").rsplit(":")[-1])


def finished(search, pid=None) -> list:
    return [t for t in search.trials(EVOLUTION) if t.state in FINISHED and pid in (None, process_of(t))]


def history(trial) -> list:
    """The earlier tries of this trial."""
    return trial.system_attrs.get("retry_history", [])


def tries_of(search, number) -> list:
    return [t for t in search.trials(EVOLUTION) if number in history(t)]


def check_counts(search, asked=None, workers=4):
    """No trial counted twice, none left running, and as many finished as were asked for.

    Workers look at the same time whether another trial is wanted, so all but one of them may take one too many.
    """
    trials = search.trials(EVOLUTION)
    done = finished(search)
    original = Counter(history(t)[0] if history(t) else t.number for t in done)
    assert max(original.values()) == 1
    assert all(t.values is None for t in trials if t.state == TrialState.FAIL)
    if asked is not None:
        assert asked <= len(done) <= asked + workers - 1
        assert not any(t.state == TrialState.RUNNING for t in trials)
