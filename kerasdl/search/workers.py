"""Worker processes of this machine: start, failures, stop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from typing import IO, Any

from kerasdl.search.worker_job import Job

STOPPING = 30.0  # seconds that a worker has to put its trial back in line
# These networks are small: a worker each core is faster than one whose threads wait for each other.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NPROC": "1", "PJRT_NPROC": "1"}


class Workers:
    """Worker processes of one job; a context that stops them when it is left."""

    def __init__(self, job: Job, count: int) -> None:
        self._processes = [_start(job) for _ in range(count)]

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def running(self) -> int:
        """How many are at work."""
        return sum(process.poll() is None for process, _ in self._processes)

    @property
    def pids(self) -> list[int]:
        """Their processes' numbers."""
        return [process.pid for process, _ in self._processes]

    def failures(self) -> list[str]:
        """One line for each worker that failed: its last line of output, or its exit status."""
        return [_failure_message(process, notes) for process, notes in self._processes if process.poll()]

    def stop(self) -> None:
        """Tell all to stop, and wait until they have put back what they were trying."""
        for process, _ in self._processes:
            if process.stdin and not process.stdin.closed:
                process.stdin.close()
        for process, notes in self._processes:
            try:
                process.wait(STOPPING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            notes.close()


def _start(job: Job) -> tuple[subprocess.Popen[str], IO[str]]:
    # A file, not a pipe: nothing reads it while the worker runs.
    notes = tempfile.TemporaryFile("w+")  # noqa: SIM115  open as long as the process
    process = subprocess.Popen(
        [sys.executable, "-m", "kerasdl.search"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=notes,
        text=True,
        env={**os.environ, **ONE_THREAD},
        start_new_session=True,  # Ctrl-C is the starter's, who then closes the worker's standard input
    )
    stdin: Any = process.stdin
    # On standard input, not among the arguments, which everybody on the machine can read: the URL may hold a password.
    stdin.write(json.dumps(asdict(job)) + "\n")
    stdin.flush()
    return process, notes


def _failure_message(process: subprocess.Popen[str], notes: IO[str]) -> str:
    notes.seek(0)
    lines = [line.strip() for line in notes if line.strip()]
    code = process.returncode
    how = f"a worker was killed by signal {-code}" if code < 0 else f"a worker ended with status {code}"
    return f"{how}{': ' + lines[-1] if lines and code > 0 else ''}"
