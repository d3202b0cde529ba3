"""Jobs in tests: processes that learn nothing, and waiting for what they do."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.jobs import JobState, ServerJobs, TrainingRun
from app.jobs.folder import JobFolder
from kerasdl.config import TrainConfig

FAKE_TRAINING = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))
FAKE_SEARCH = (sys.executable, str(Path(__file__).with_name("fake_search.py")))
PATIENCE = 90  # seconds until what never happens counts as hung


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def is_in(job: JobFolder, state: JobState) -> Callable[[], bool]:
    return lambda: job.state is state


def begun(run: TrainingRun) -> Callable[[], bool]:
    return lambda: bool(run.status().snapshots)


def submit(jobs: ServerJobs, manner: str = "slow", visitor: str = "ann") -> TrainingRun:
    """Have a run trained; `manner` tells the fake worker what to do."""
    return jobs.trainings.submit(visitor, TrainConfig(epochs=2), group=manner)
