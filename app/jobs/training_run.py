"""Training run: request, progress and network of one training, as files.

order.json          the request                        live.npz        the network as it is now, until it is finished
state.json          the state                          answers.bin     its answers to the same test digits over time
learning_rate.json  where it was changed               checkpoint.npz  what it needs to be resumed
progress.jsonl      one line a snapshot                model/          the finished network and its card
room.npz            the digits of a class, if it learns them
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kerasdl.config import TrainConfig, check_learning_rate
from kerasdl.errors import KerasdlError
from kerasdl.json_files import from_json, json_text, parse_json, read_json
from kerasdl.lecture import Network
from kerasdl.models.card import Card
from kerasdl.models.store import KERAS_FILE, read_card
from kerasdl.training.callbacks import Progress

from .folder import LOCK_FILE, JobFolder, is_locked, write_json
from .queue import JobState
from .recording import ANSWERS_FILE, LIVE_FILE, read_network

ROOM_FILE = "room.npz"
PROGRESS_FILE, CHECKPOINT_FILE, RATE_FILE, MODEL = "progress.jsonl", "checkpoint.npz", "learning_rate.json", "model"
OLD_NAMES = {"vitals": "layer_stats", "lately": "recent"}  # in snapshots of earlier versions


@dataclass(frozen=True)
class TrainingRequest:
    """What a visitor wants trained.

    Attributes:
        visitor: whose run it is.
        config: the settings.
        digits: of how many training digits it learns, the first ones.
        group: names runs that were requested together; "" for a single one.
        created: seconds since 1970.
        room: the code of the room whose digits are learned, which lie beside the request; "" for MNIST alone.
        beside: whether they are learned beside MNIST's.
        begin: the folder of the network whose weights it begins with; "" for new ones.
    """

    visitor: str
    config: TrainConfig
    digits: int = 55_000
    group: str = ""
    created: float = 0.0
    room: str = ""
    beside: bool = False
    begin: str = ""


@dataclass(frozen=True)
class Snapshot(Progress):
    """A training at one moment. The first one is from before the first step, with the figures of a few digits.

    Attributes:
        layer_stats: what kerasdl measures of the layers: `gradients`, `dead`, `saturated`, … by layer.
        recent: `loss` and `accuracy` over the steps since the snapshot before.
    """

    layer_stats: dict[str, Any] | None = None
    recent: dict[str, float] | None = None

    @property
    def passes(self) -> float:
        """Passes over the training digits so far, in parts of an epoch."""
        return self.epoch - 1 + self.step / self.steps

    def to_line(self) -> str:
        """One line of `progress.jsonl`."""
        return json_text(asdict(self)) + "\n"

    @classmethod
    def from_line(cls, line: bytes) -> Snapshot:
        """Read such a line.

        Raises:
            ModelError: it is torn, or of another version.
        """
        saved = parse_json(line, dict[str, Any], "A snapshot", PROGRESS_FILE)
        named = {OLD_NAMES.get(name, name): value for name, value in saved.items()}
        return from_json(named, cls, "A snapshot", PROGRESS_FILE)


@dataclass(frozen=True)
class RunStatus:
    """A run at one moment.

    Attributes:
        state: its state.
        snapshots: so far, oldest first.
        error: one line, where it failed.
    """

    state: JobState
    snapshots: tuple[Snapshot, ...]
    error: str | None = None

    @property
    def fraction(self) -> float:
        """Share of the steps that are taken, 0 to 1."""
        return min(1.0, self.snapshots[-1].passes / self.snapshots[-1].epochs) if self.snapshots else 0.0

    @property
    def seconds_left(self) -> float | None:
        """What is left at the pace so far; None before the first step."""
        return self.snapshots[-1].seconds * (1 / self.fraction - 1) if self.fraction > 0 else None

    @property
    def validation_accuracy(self) -> float | None:
        """At the end of the last epoch."""
        return next((s.validation["validation_accuracy"] for s in reversed(self.snapshots) if s.validation), None)


class TrainingRun(JobFolder):
    """One training. Many sessions may read its status at once: what has been read of its progress is kept.

    Attributes:
        request: a `TrainingRequest`.
    """

    gone = "The run's files are gone."
    request: TrainingRequest

    def __init__(self, folder: Path, request: TrainingRequest) -> None:
        super().__init__(folder, request)
        self._lock = threading.Lock()
        self._snapshots: list[Snapshot] = []
        self._read = 0
        self._live: tuple[float, Network | None] = (0.0, None)

    @classmethod
    def parse(cls, saved: dict[str, Any]) -> TrainingRequest:
        return from_json(saved, TrainingRequest, "A training's request", "order.json")

    @property
    def abandoned(self) -> bool:
        # A process at work is another server's, or about to save what it has, and writes the state itself.
        return self.state.active and not is_locked(self.folder / LOCK_FILE)

    def status(self) -> RunStatus:
        """State and progress."""
        saved = self.saved_state()  # before the progress: a run that is done has all of its snapshots
        with self._lock:
            self._read_progress()
            return RunStatus(saved["state"], tuple(self._snapshots), saved["error"])

    def _read_progress(self) -> None:
        """Read the lines that have come since the last time."""
        with suppress(FileNotFoundError), (self.folder / PROGRESS_FILE).open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break  # it is being written just now
                self._read += len(line)
                with suppress(KerasdlError):  # a process died while it wrote this one
                    self._add(Snapshot.from_line(line))

    def _add(self, snapshot: Snapshot) -> None:
        # A process that died was ahead of the checkpoint from which the run was resumed.
        while self._snapshots and self._snapshots[-1].passes >= snapshot.passes:
            self._snapshots.pop()
        self._snapshots.append(snapshot)

    @property
    def learning_rate(self) -> float:
        """The one that was chosen last."""
        try:
            return check_learning_rate(read_json(self.folder / RATE_FILE, float, "A learning rate"))
        except KerasdlError:
            return self.request.config.learning_rate

    def write_learning_rate(self, learning_rate: float) -> None:
        """Choose another one; a process at work must be sent it, too."""
        write_json(self.folder / RATE_FILE, learning_rate)

    @property
    def resumable(self) -> bool:
        """Whether it has a checkpoint."""
        return (self.folder / CHECKPOINT_FILE).exists()

    def reset(self) -> None:
        """Remove what was reached."""
        with self._lock:
            for name in (PROGRESS_FILE, LIVE_FILE, ANSWERS_FILE, CHECKPOINT_FILE):
                (self.folder / name).unlink(missing_ok=True)
            self._snapshots, self._read, self._live = [], 0, (0.0, None)

    def live_network(self) -> tuple[float, Network | None]:
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
    def model_folder(self) -> Path | None:
        """The folder of the finished network; None while there is none."""
        model = self.folder / MODEL
        ended = self.state in (JobState.DONE, JobState.STOPPED)
        return model if (model / KERAS_FILE).exists() and ended else None

    def card(self) -> Card:
        """The finished network's card; empty while there is none, or where it is damaged."""
        with suppress(KerasdlError):
            return read_card(self.folder / MODEL) if self.model_folder else {}
        return {}


def end_line(folder: Path) -> None:
    """Put an end to the line that a process was writing when it died."""
    file = folder / PROGRESS_FILE
    if file.exists() and file.stat().st_size:
        with file.open("r+b") as progress:
            progress.seek(-1, os.SEEK_END)
            if progress.read(1) != b"\n":
                progress.write(b"\n")
