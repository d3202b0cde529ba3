"""How much faster is a search with more workers? Candidates finished a minute by 1, 2 and 4, and what limits them.

    python benchmarks/search_workers.py [--workers 1 2 4] [--candidates 24] [--rounds 3] [--digits 55000] [--storage URL]

Every number of workers trains the same candidates, drawn by seed, none of them stopped early, in PostgreSQL: a server of its
own on this machine, or the one of the URL, in which it makes its searches anew. The numbers of workers take turns in each
round; medians are printed. Time is counted from the first candidate's beginning to the last one's end, so loading Keras is
in it only where one worker began before another. Each worker measures its time in calls of the database; the heart, which
beats beside, is left out. One JSON object on the last line.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import nullcontext
from dataclasses import asdict
from statistics import median
from typing import Any

import optuna

from benchmarks.support.database import running_postgres
from benchmarks.support.random_structures import drawn
from kerasdl.search.space import SearchConfig
from kerasdl.search.storage import PatientStorage, open_storage
from kerasdl.search.study import EVOLUTION, start_search
from kerasdl.search.worker_job import Job
from kerasdl.search.workers import ONE_THREAD

WORKER = "--as-worker"


def measured_worker() -> None:
    """A worker like `python -m kerasdl.search`, that tells at its end how long it waited for the database and computed."""
    from kerasdl.backend.fast_import import load_keras
    from kerasdl.backend.selection import choose_backend

    choose_backend()
    load_keras()
    from kerasdl.search.worker import main

    waited = [0.0]
    for name, method in list(vars(PatientStorage).items()):
        if hasattr(method, "__wrapped__"):
            setattr(PatientStorage, name, _timed(method, waited))
    before = time.process_time()
    status = main()
    print(json.dumps([waited[0], time.process_time() - before]))
    sys.exit(status)


def _timed(method: Any, waited: list[float]) -> Any:
    def call(*arguments: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return method(*arguments, **named)
        finally:
            if threading.current_thread() is threading.main_thread():
                waited[0] += time.perf_counter() - start

    return call


def measure(url: str, config: SearchConfig, count: int, workers: int) -> dict[str, float]:
    """One search with so many workers, from its first candidate to its last."""
    name, storage = f"workers-{uuid.uuid4().hex[:12]}", open_storage(url)
    study = start_search(storage, name, config, baseline=False).studies[EVOLUTION]
    for genes in drawn(count, config):
        study.enqueue_trial(genes)
    with tempfile.TemporaryDirectory() as folder:
        job = json.dumps(asdict(Job(url, name, None, count, folder)))
        command, env = [sys.executable, __file__, WORKER], {**os.environ, **ONE_THREAD}
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        team = [subprocess.Popen(command, env=env, **pipes) for _ in range(workers)]
        for process in team:
            process.stdin.write(job + "\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
        told = [json.loads(process.stdout.readlines()[-1]) for process in team]  # type: ignore[union-attr]
        for process in team:
            process.wait()
    trials = [trial for trial in study.trials[:count] if trial.state.is_finished()]
    optuna.delete_study(study_name=study.study_name, storage=storage)
    return figures(trials, *(sum(seconds) / workers for seconds in zip(*told, strict=True)))


def figures(trials: list[Any], waited: float, computed: float) -> dict[str, float]:
    """From when each candidate began and ended, which worker tried it, and a worker's mean seconds."""
    first, last = min(t.datetime_start for t in trials), max(t.datetime_complete for t in trials)
    span = (last - first).total_seconds()
    ends: dict[str, Any] = {}
    for t in trials:
        worker = t.user_attrs["worker"]
        ends[worker] = max(ends.get(worker, first), t.datetime_complete)
    return {
        "candidates_a_minute": 60 * len(trials) / span,
        "seconds_a_candidate": median((t.datetime_complete - t.datetime_start).total_seconds() for t in trials),
        "core_share": computed / span,
        "database_share": waited / span,
        "idle_at_the_end": sum((last - end).total_seconds() for end in ends.values()) / (len(ends) * span),
    }


def in_words(rows: dict[int, dict[str, float]], cores: int) -> str:
    """What limits each number of workers."""
    fewest = rows[min(rows)]
    lines = []
    for workers, row in rows.items():
        slower = row["seconds_a_candidate"] / fewest["seconds_a_candidate"]
        shares = ", ".join(
            f"{100 * row[key]:.1f} % {words}"
            for key, words in (
                ("core_share", "computing on a core"),
                ("database_share", "in calls of the database"),
                ("idle_at_the_end", "idle at the end"),
            )
        )
        lines.append(
            f"{workers} workers: {row['candidates_a_minute']:.1f} candidates a minute, {row['speed_up']:.2f} times those of "
            f"{min(rows)}; of their time {shares}; a candidate takes {slower:.2f} times as long"
        )
    lines.append(f"What is left of a worker's time it waits for one of the {cores} cores.")
    lines.append("The idle time is that of a fixed number of candidates, and shrinks as they grow more.")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--candidates", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--digits", type=int, default=55_000)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--storage", default=None, help="a database's URL; a server of its own without it")
    options = parser.parse_args()
    config = SearchConfig(digits=options.digits, epochs=options.epochs, stop_early=False, seeds=1)
    runs: dict[int, list[dict[str, float]]] = {workers: [] for workers in sorted(options.workers)}
    with nullcontext() if options.storage else running_postgres() as server:
        url = options.storage or server.new_database("search_workers")  # type: ignore[union-attr]
        for number in range(options.rounds):
            for workers in runs:
                runs[workers].append(measure(url, config, options.candidates, workers))
                print(f"round {number + 1}, {workers} workers: {runs[workers][-1]}", file=sys.stderr, flush=True)
    rows = {w: {key: median(run[key] for run in done) for key in done[0]} for w, done in runs.items()}
    base = rows[min(rows)]["candidates_a_minute"]
    rows = {workers: {**row, "speed_up": row["candidates_a_minute"] / base} for workers, row in rows.items()}
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    print(in_words(rows, cores))
    print(json.dumps({"cores": cores, "candidates": options.candidates, "workers": rows}))


if __name__ == "__main__":
    measured_worker() if sys.argv[1:] == [WORKER] else main()
