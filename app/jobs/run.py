"""One training as it lies in its folder: written by the pool and the worker, read by the pages."""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kerasdl.config import TrainConfig
from kerasdl.lecture import Network
from kerasdl.models.store import KERAS_FILE, read_card, whole_file
from kerasdl.training.callbacks import Progress

from .film import ANSWERS_FILE, LIVE_FILE, read_network

ORDER_FILE, STATE_FILE, PROGRESS_FILE = "order.json", "state.json", "progress.jsonl"
CHECKPOINT_FILE, RATE_FILE, LOCK_FILE, MODEL = "checkpoint.npz", "learning_rate.json", "lock", "model"


class State(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"  # by its visitor, or because the server ended: it can go on
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"  # its worker died or met an error: from its last checkpoint it can go on

    @property
    def active(self) -> bool:
        return self in (State.WAITING, State.RUNNING)


@dataclass(frozen=True)
class Order:
    """What a visitor wants trained.

    Attributes:
        visitor: whose it is.
        config: the settings.
        digits: of how many training digits it learns, the first ones.
        group: names runs that were ordered together; "" for one by itself.
        created: seconds since 1970.
    """

    visitor: str
    config: TrainConfig
    digits: int = 55_000
    group: str = ""
    created: float = 0.0

    def write(self, folder: Path) -> None:
        """Write it to a run's folder."""
        write_json(folder / ORDER_FILE, asdict(self))

    @classmethod
    def read(cls, folder: Path) -> Order:
        """Read it from a run's folder.

        Raises:
            OSError, ValueError, TypeError, AttributeError, KeyError: it is not there, or not whole.
        """
        saved = json.loads((folder / ORDER_FILE).read_text(encoding="utf-8"))
        return cls(**{**saved, "config": TrainConfig(**saved["config"])})


@dataclass(frozen=True)
class Moment(Progress):
    """A training at one moment: what the engine tells of it, and how its layers are.

    The first one is from before the first step: its loss and accuracy are those of a few digits.

    Attributes:
        vitals: what `kerasdl.training.diagnostics.Vitals` measures: `gradients`, `dead`, `saturated`, … by layer.
        lately: `loss` and `accuracy` over the steps since the moment before.
    """

    vitals: dict[str, Any] | None = None
    lately: dict[str, float] | None = None

    @property
    def passes(self) -> float:
        """Passes over the training digits so far, in parts of an epoch."""
        return self.epoch - 1 + self.step / self.steps


@dataclass(frozen=True)
class Look:
    """A run at one moment.

    Attributes:
        points: its moments so far, oldest first.
        error: one line, where it failed.
    """

    state: State
    points: tuple[Moment, ...]
    error: str | None = None

    @property
    def active(self) -> bool:
        return self.state.active

    @property
    def fraction(self) -> float:
        """Share of the steps that are taken, 0 to 1."""
        return min(1.0, self.points[-1].passes / self.points[-1].epochs) if self.points else 0.0

    @property
    def seconds_left(self) -> float | None:
        """What is left at the pace so far; None before the first moment."""
        return self.points[-1].seconds * (1 / self.fraction - 1) if self.fraction > 0 else None

    @property
    def validation_accuracy(self) -> float | None:
        """At the end of the last epoch."""
        return next((p.validation["validation_accuracy"] for p in reversed(self.points) if p.validation), None)


class Run:
    """One training. Many sessions may look at once: what has been read of its progress is kept.

    Args:
        folder: where it lies; its name is the run's id.
        order: what was wanted.
    """

    def __init__(self, folder: Path, order: Order) -> None:
        self.folder, self.order, self.id = folder, order, folder.name
        self._lock = threading.Lock()
        self._points: list[Moment] = []
        self._read = 0
        self._live: tuple[float, Network | None] = (0.0, None)

    def look(self) -> Look:
        """Where the run stands."""
        state, error = self.state()  # before the progress: a run that is done has all of its moments
        with self._lock:
            self._read_progress()
            return Look(state, tuple(self._points), error)

    def state(self) -> tuple[State, str | None]:
        """The state alone, and the one line of error where there is one."""
        for patience in (0.01, 0.1, 0.0):
            try:
                saved = json.loads((self.folder / STATE_FILE).read_text(encoding="utf-8"))
                return State(saved["state"]), saved.get("error")
            except PermissionError:  # on Windows, while it is replaced
                time.sleep(patience)
            except (OSError, ValueError, KeyError):
                break
        return State.FAILED, "The run's files are gone."

    def set_state(self, state: State, error: str | None = None) -> None:
        """Write the state; a run that was removed meanwhile stays removed."""
        if self.folder.is_dir():
            write_json(self.folder / STATE_FILE, {"state": state, "error": error})

    @property
    def learning_rate(self) -> float:
        """The one that was chosen last."""
        try:
            return float(json.loads((self.folder / RATE_FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return self.order.config.learning_rate

    def set_learning_rate(self, learning_rate: float) -> None:
        """Note another one; the worker is told beside it."""
        write_json(self.folder / RATE_FILE, learning_rate)

    @property
    def resumable(self) -> bool:
        """Whether it has reached something from which it can go on."""
        return (self.folder / CHECKPOINT_FILE).exists()

    def clear(self) -> None:
        """Forget what was reached."""
        with self._lock:
            for name in (PROGRESS_FILE, LIVE_FILE, ANSWERS_FILE, CHECKPOINT_FILE):
                (self.folder / name).unlink(missing_ok=True)
            self._points, self._read, self._live = [], 0, (0.0, None)

    def _read_progress(self) -> None:
        """Read the lines that have come since the last time."""
        with suppress(FileNotFoundError), (self.folder / PROGRESS_FILE).open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break  # the worker is writing it just now
                self._read += len(line)
                with suppress(ValueError, TypeError):  # a worker died while it wrote this one
                    self._add(Moment(**json.loads(line)))

    def _add(self, point: Moment) -> None:
        # A worker that died was ahead of the checkpoint from which the next one went on.
        while self._points and self._points[-1].passes >= point.passes:
            self._points.pop()
        self._points.append(point)

    def live(self) -> tuple[float, Network | None]:
        """When the network changed last, and as it is now, up to its logits; None before the first steps and at the end."""
        file = self.folder / LIVE_FILE
        with self._lock:
            try:
                changed = file.stat().st_mtime
            except OSError:
                return 0.0, None
            if changed != self._live[0]:
                self._live = (changed, read_network(file) or self._live[1])
            return self._live

    @property
    def finished(self) -> Path | None:
        """The folder of the finished network; None while there is none."""
        model = self.folder / MODEL
        return model if (model / KERAS_FILE).exists() and self.state()[0] in (State.DONE, State.STOPPED) else None

    def card(self) -> dict[str, Any]:
        """The finished network's card; empty while there is none."""
        return read_card(self.folder / MODEL) if self.finished else {}

    @property
    def age(self) -> float:
        """Seconds since it was ordered."""
        return time.time() - self.order.created


def write_json(file: Path, content: object) -> None:
    """Replace a small file; on Windows that must wait until nobody reads it."""
    for patience in (0.02, 0.1, 0.5):
        with suppress(PermissionError):
            return _replace(file, content)
        time.sleep(patience)
    return _replace(file, content)


def _replace(file: Path, content: object) -> None:
    with whole_file(file) as part:
        part.write_text(json.dumps(content), encoding="utf-8")


def end_line(folder: Path) -> None:
    """Put an end to the line that a worker was writing when it died."""
    file = folder / PROGRESS_FILE
    if file.exists() and file.stat().st_size:
        with file.open("r+b") as progress:
            progress.seek(-1, os.SEEK_END)
            if progress.read(1) != b"\n":
                progress.write(b"\n")
