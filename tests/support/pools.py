"""For tests of runs: a worker that learns nothing, and what is waited for."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.jobs import Pool, Run, State
from kerasdl.config import TrainConfig

FAKE = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))
FAKE_SEARCH = (sys.executable, str(Path(__file__).with_name("fake_search.py")))
PATIENCE = 90  # seconds until what never happens counts as hung


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def is_in(run: Run, state: State) -> Callable[[], bool]:
    return lambda: run.state()[0] is state


def begun(run: Run) -> Callable[[], bool]:
    return lambda: bool(run.look().points)


def submit(pool: Pool, manner: str = "slow", visitor: str = "ann") -> Run:
    return pool.submit(visitor, TrainConfig(epochs=2), group=manner)
