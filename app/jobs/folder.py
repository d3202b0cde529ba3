"""Folder of a job that outlives the server: its request, its state, and the lock that its process holds."""

from __future__ import annotations

import shutil
import time
from abc import abstractmethod
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Protocol, Required, Self, TypedDict, TypeVar

from filelock import FileLock, Timeout

from kerasdl.errors import KerasdlError
from kerasdl.files import atomic_file
from kerasdl.json_files import json_text, parse_json, read_json

from .queue import JobKind, JobQueue, JobState

REQUEST_FILE, STATE_FILE, LOCK_FILE = "order.json", "state.json", "lock"
FORGOTTEN_AFTER = 14 * 86_400.0  # seconds


class SavedState(TypedDict, total=False):
    """What `state.json` holds, beside what a kind of job adds."""

    state: Required[JobState]
    error: str | None
    seconds: float


class Request(Protocol):
    """What a visitor wants, a dataclass: `config` are its settings, `created` is in seconds since 1970."""

    @property
    def visitor(self) -> str: ...
    @property
    def created(self) -> float: ...


class JobFolder:
    """A folder with `order.json` and `state.json`: the server and the job's process write it, the pages read it.

    Args:
        folder: its name is the job's id.
        request: what is wanted.
    """

    gone: ClassVar[str]  # the line for files that are not there

    def __init__(self, folder: Path, request: Any) -> None:
        self.folder, self.id, self.request = folder, folder.name, request

    @classmethod
    @abstractmethod
    def parse(cls, saved: dict[str, Any]) -> Request:
        """A request as it was saved.

        Raises:
            KerasdlError: it is none.
        """

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a job from its folder.

        Raises:
            KerasdlError: it is not there, or not whole.
        """
        return cls(folder, cls.parse(read_json(folder / REQUEST_FILE, dict[str, Any], "A job's request")))

    def write_request(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_json(self.folder / REQUEST_FILE, asdict(self.request))

    @property
    def visitor(self) -> str:
        return str(self.request.visitor)

    @property
    def created(self) -> float:
        return float(self.request.created)

    @property
    def age(self) -> float:
        """Seconds since it was requested."""
        return time.time() - self.request.created

    def saved_state(self) -> dict[str, Any]:
        """What `state.json` holds: `state`, `error`, and what a kind of job adds."""
        for patience in (0.01, 0.1, 0.0):
            try:
                saved = parse_json((self.folder / STATE_FILE).read_bytes(), SavedState, "A job's state", STATE_FILE)
                return {**saved, "state": JobState(saved["state"]), "error": saved.get("error")}
            except PermissionError:  # on Windows, while it is replaced
                time.sleep(patience)
            except (OSError, KerasdlError):
                break
        return {"state": JobState.FAILED, "error": self.gone}

    @property
    def state(self) -> JobState:
        return JobState(self.saved_state()["state"])

    def set_state(self, state: JobState, error: str | None = None, **more: object) -> None:
        """Write the state; a folder that was removed meanwhile stays removed."""
        if self.folder.is_dir():
            write_json(self.folder / STATE_FILE, {"state": state, "error": error, **more})

    @property
    def abandoned(self) -> bool:
        """Whether an earlier server left it active, and nothing will change its state any more."""
        return self.state.active


F = TypeVar("F", bound=JobFolder)


class FolderKind(JobKind[F]):
    """A kind of job that outlives the server.

    Args:
        queue: the server's.
        home: the folder of the jobs' folders.
    """

    folder_type: type[F]

    def __init__(self, queue: JobQueue, home: Path) -> None:
        self.queue, self.home = queue, home
        self._jobs: dict[str, F] = {}  # oldest first
        self.take_up()

    def take_up(self) -> None:
        """Take up what an earlier server left in the folder: what was active is paused."""
        found = []
        for folder in [folder for folder in self.home.glob("*/") if folder.name not in self._jobs]:
            with suppress(KerasdlError):
                found.append(self.folder_type.read(folder))  # else it is not a job, or one of another version
        for job in sorted(found, key=lambda job: job.created):
            self._jobs[job.id] = job
            if job.abandoned:
                job.set_state(JobState.PAUSED)
        self.delete_old()

    def of(self, visitor: str) -> list[F]:
        """A visitor's jobs, oldest first."""
        with self.queue.lock:
            return [job for job in self._jobs.values() if job.visitor == visitor]

    def find(self, job_id: str) -> F | None:
        """The job of an id."""
        with self.queue.lock:
            return self._jobs.get(job_id)

    def delete(self, job: F) -> None:
        """Remove a job that is not active."""
        with self.queue.lock:
            if not self.queue.is_active(job) and self._jobs.pop(job.id, None) is not None:
                shutil.rmtree(job.folder, ignore_errors=True)

    def delete_old(self) -> None:
        """Make room on the disk: remove jobs of long ago."""
        for job in [job for job in self._jobs.values() if job.age > FORGOTTEN_AFTER]:
            self.delete(job)


def is_locked(file: Path) -> bool:
    """Whether some process holds a lock file."""
    try:
        with FileLock(file, timeout=0):
            return False
    except Timeout:
        return True


def write_json(file: Path, content: object) -> None:
    """Replace a small file; on Windows that must wait until nobody reads it."""
    for patience in (0.02, 0.1, 0.5, None):
        try:
            with atomic_file(file) as part:
                part.write_text(json_text(content), encoding="utf-8")
            return
        except PermissionError:
            if patience is None:
                raise
            time.sleep(patience)
