"""Worker processes of the conformance table: some cases each, with a time limit for every case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from benchmarks.conformance.cells import FAILS, Row, all_cells

JOBS = 2
CHUNK = 24  # cases of a process: TensorFlow keeps every graph that it was ever given
SECONDS = 600.0  # for one case
ENVIRONMENT = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}


def work(names: Sequence[str]) -> None:
    """Measure cases in this process; prints a line of JSON for each."""
    from benchmarks.conformance.cases import all_cases
    from benchmarks.conformance.measure import measure

    cases = all_cases()
    for name in names:
        with tempfile.TemporaryDirectory(prefix="conformance-") as scratch:
            print(json.dumps(measure(cases[name], Path(scratch)).to_dict()), flush=True)


def run_workers(names: Sequence[str], jobs: int, done: Callable[[Row], None]) -> None:
    """Measure cases in processes of their own.

    Args:
        names: of the cases.
        jobs: how many processes at a time.
        done: takes each row as it is there.
    """
    chunks = [names[i : i + CHUNK] for i in range(0, len(names), CHUNK)]
    with ThreadPoolExecutor(jobs) as pool:
        for each in [pool.submit(_run_chunk, chunk, done) for chunk in chunks]:
            each.result()


def _run_chunk(names: Sequence[str], done: Callable[[Row], None]) -> None:
    while names:
        rows, reason = _run_process(names, done)
        names = names[rows:]
        if names:  # the process ended in the middle of this one
            done(Row(names[0], all_cells(FAILS, reason)))
            names = names[1:]


def _run_process(names: Sequence[str], done: Callable[[Row], None]) -> tuple[int, str]:
    """How many cases a process has measured, and why no more."""
    command = [sys.executable, "-m", "benchmarks.conformance", "--worker", *names]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **ENVIRONMENT}
    ) as process:
        assert process.stdout is not None
        return _read_rows(process, process.stdout, done)


def _read_rows(process: subprocess.Popen[str], lines: IO[str], done: Callable[[Row], None]) -> tuple[int, str]:
    count, late = 0, threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    while True:
        watch = threading.Timer(SECONDS, stop)
        watch.start()
        line = lines.readline()
        watch.cancel()
        if not line:
            process.wait()
            reason = f"took more than {SECONDS:.0f} seconds" if late.is_set() else f"ended it ({process.returncode})"
            return count, f"the process {reason}"
        if line.startswith('{"name"'):
            count += 1
            done(Row.from_dict(json.loads(line)))
