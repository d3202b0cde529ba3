"""Job queue: turns, places and limits for all kinds of jobs of a server.

A place is a share of the machine's cores. A kind that gives way works only in a place that no other kind wants, one job at a
time; when another job waits for that place, it puts back what it is doing, and waits in front of its kind.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Generic, Literal, Protocol, TypeVar

from kerasdl.errors import ConfigError

from .process import PATIENCE, WorkerProcess


class JobState(StrEnum):
    """State of a job, whatever its kind."""

    WAITING = "waiting"  # for a place
    RUNNING = "running"
    PAUSED = "paused"  # by its visitor, or because the server ended: it can be resumed
    DONE = "done"
    STOPPED = "stopped"  # by its visitor, with what it had reached
    FAILED = "failed"  # its process died or met an error; a training can be resumed from its last checkpoint

    @property
    def active(self) -> bool:
        return self in (JobState.WAITING, JobState.RUNNING)


Ask = Literal["pause", "stop", "give way", "close"]
Outcome = tuple[JobState, str | None]  # with a line of error


class Job(Protocol):
    """What the queue knows of a job: its id, and the visitor whose jobs come in the order of `created`."""

    @property
    def id(self) -> str: ...
    @property
    def visitor(self) -> str: ...
    @property
    def created(self) -> float: ...
    def set_state(self, state: JobState, error: str | None = None) -> None: ...


J = TypeVar("J", bound=Job)


class JobKind(ABC, Generic[J]):
    """A kind of job: its limits, and how one is worked on.

    Attributes:
        name: as it stands in the lines on limits.
        places: the group of places that it takes.
        cores: of the machine, that a place of this group stands for.
        most_waiting: of all visitors.
        most_of_a_visitor: waiting and running; None for no limit.
        visitor_rule: the line for a visitor who wants more.
        gives_way: whether it works only while no other kind wants the place.
        when_closed: the state of those that wait when the server ends.
        os_error: the line for an error of the system.
        program: what starts a process.
    """

    name: ClassVar[str]
    places: ClassVar[str]
    cores: ClassVar[int]
    most_waiting: int
    most_of_a_visitor: int | None = None
    visitor_rule: ClassVar[str] = ""
    gives_way: ClassVar[bool] = False
    when_closed: ClassVar[JobState] = JobState.PAUSED
    os_error: ClassVar[str] = "{error}"
    program: Sequence[str] = ()

    @abstractmethod
    def work(self, job: J, turn: Turn) -> Outcome | None:
        """Work on a job until it ends, on a thread of its own.

        Returns:
            Its state, WAITING where it gives way; None where its process has written that.

        Raises:
            OSError: a process cannot be started, or a file not be written.
        """

    def ask(self, process: WorkerProcess, what: Ask) -> None:
        """Have a process do what is asked: here, save what it has and end."""
        process.end()


@dataclass(eq=False)
class Turn:
    """A job that waits or is at work.

    Attributes:
        asked: what it was asked last and has yet to do; one that waits does it as soon as it is at work.
        in_front: whether it waits because it gave way.
    """

    kind: JobKind[Any]
    job: Job
    lock: threading.RLock
    asked: Ask | None = None
    in_front: bool = False
    at_work: bool = False
    process: WorkerProcess | None = None

    def attach(self, process: WorkerProcess) -> None:
        """Name the process that is at work now, and pass on what was asked before it was there."""
        with self.lock:
            self.process = process
            if self.asked is not None:
                self.kind.ask(process, self.asked)

    def ask(self, what: Ask) -> None:
        """Ask for something."""
        with self.lock:
            self.asked = what
            if self.process is not None:
                self.kind.ask(self.process, what)


class JobQueue:
    """The jobs of a server that wait or run.

    Args:
        places: how many there are of each group.

    Attributes:
        lock: held while jobs change places; kinds hold it while they change what belongs to that.
        closed: whether nothing more is started.
    """

    def __init__(self, places: Mapping[str, int]) -> None:
        self.lock, self.closed = threading.RLock(), False
        self._places = places
        self._turns: list[Turn] = []
        self._threads: set[threading.Thread] = set()
        self._served: dict[tuple[str, str], float] = {}  # when each visitor's last turn of a kind was

    def check_room(self, kind: JobKind[Any], visitor: str) -> None:
        """Check that a visitor may add one more job.

        Raises:
            ConfigError: the queue is full, or the visitor's part of it.
        """
        turns, most = [turn for turn in self._turns if turn.kind is kind], kind.most_of_a_visitor
        if most is not None and len(self.active_of(kind, visitor)) >= most:
            raise ConfigError(f"{kind.visitor_rule.format(most=most)}. Received: one more")
        if sum(not turn.at_work and not turn.in_front for turn in turns) >= kind.most_waiting:
            raise ConfigError(
                f"At most {kind.most_waiting} {kind.name} may wait; try again in a while. Received: one more"
            )

    def add(self, kind: JobKind[J], job: J, ask: Ask | None = None) -> None:
        """Work on a job as soon as its turn comes; `ask` is what it is asked then."""
        with self.lock:
            self._remove_waiting(job)
            job.set_state(JobState.WAITING)
            self._turns.append(Turn(kind, job, self.lock, ask))
            self._fill()

    def pause(self, job: Job) -> None:
        """Let a job rest where it is; another one takes its place."""
        self._interrupt(job, "pause", JobState.PAUSED)

    def stop(self, job: Job) -> None:
        """End a job with what it has."""
        self._interrupt(job, "stop", JobState.STOPPED)

    def _interrupt(self, job: Job, what: Ask, state: JobState) -> None:
        with self.lock:
            if self._remove_waiting(job):
                job.set_state(state)
                self._fill()
            elif turn := self.at_work(job):
                turn.ask(what)

    def _remove_waiting(self, job: Job) -> bool:
        before = len(self._turns)
        self._turns = [turn for turn in self._turns if turn.at_work or turn.job is not job]
        return len(self._turns) < before

    def at_work(self, job: Job) -> Turn | None:
        """The turn of a job that has a place; None for another one."""
        with self.lock:
            return next((turn for turn in self._turns if turn.at_work and turn.job is job), None)

    def asked_of(self, job: Job) -> Ask | None:
        """What a job was asked and has yet to do."""
        turn = self.at_work(job)
        return turn.asked if turn is not None else None

    def is_active(self, job: Job) -> bool:
        """Whether a job waits or is at work; reads no file."""
        with self.lock:
            return any(turn.job is job for turn in self._turns)

    def active_of(self, kind: JobKind[J], visitor: str) -> list[J]:
        """A visitor's jobs of a kind that wait or are at work, oldest first; reads no file."""
        with self.lock:
            jobs: dict[str, Any] = {turn.job.id: turn.job for turn in self._turns if turn.kind is kind}
            jobs = {name: job for name, job in jobs.items() if job.visitor == visitor}
            return sorted(jobs.values(), key=lambda job: job.created)

    def ahead_of(self, job: Job) -> int:
        """How many jobs of its kind run, or come earlier; 0 for a job that does not wait."""
        with self.lock:
            mine = next((turn for turn in self._turns if turn.job is job and not turn.at_work), None)
            if mine is None:
                return 0
            running = sum(turn.at_work and turn.kind is mine.kind for turn in self._turns)
            return running + self._in_turn(mine.kind).index(mine)

    def close(self) -> None:
        """Have all that is at work save what it has and end, and start nothing more."""
        with self.lock:
            self.closed = True
            for turn in [turn for turn in self._turns if not turn.at_work]:
                self._turns.remove(turn)
                turn.job.set_state(turn.kind.when_closed)
            for turn in self._turns:
                turn.ask("close")
            threads = list(self._threads)
        for thread in threads:
            thread.join(PATIENCE + 5)  # by then it was killed

    def _in_turn(self, kind: JobKind[Any]) -> list[Turn]:
        """Those that wait, by whose turn it is: first the first job of each visitor, then the second of each, and so on."""
        waiting = [turn for turn in self._turns if turn.kind is kind and not turn.at_work]
        waiting.sort(key=lambda turn: turn.job.created)
        count: Counter[str] = Counter()
        places = {}
        for turn in waiting:
            visitor = turn.job.visitor
            places[turn] = (not turn.in_front, count[visitor], self._served.get((kind.name, visitor), 0.0))
            count[visitor] += 1
        return sorted(waiting, key=places.__getitem__)

    def _fill(self) -> None:
        """Give the free places to those whose turn it is, and ask for those that were given until others want them."""
        kinds = dict.fromkeys(turn.kind for turn in self._turns)
        for kind in sorted(kinds, key=lambda kind: kind.gives_way):
            for turn in self._in_turn(kind):
                if self._may_start(turn):
                    self._start(turn)
        for turn in self._turns:
            if turn.at_work and turn.asked is None and turn.kind.gives_way and self._is_wanted(turn.kind.places):
                turn.ask("give way")

    def _may_start(self, turn: Turn) -> bool:
        kind, running = turn.kind, [other for other in self._turns if other.at_work]
        if self.closed or self.at_work(turn.job):
            return False  # the latter was paused and is resumed at once: its old process has yet to save everything
        if kind.gives_way and (self._is_wanted(kind.places) or any(other.kind is kind for other in running)):
            return False
        return sum(other.kind.places == kind.places for other in running) < self._places[kind.places]

    def _is_wanted(self, places: str) -> bool:
        """Whether a job of a kind that gives no way waits for a place."""
        waiting = (turn for turn in self._turns if not turn.at_work and turn.kind.places == places)
        return any(not turn.kind.gives_way and not self.at_work(turn.job) for turn in waiting)

    def _start(self, turn: Turn) -> None:
        turn.at_work = True
        self._served[turn.kind.name, turn.job.visitor] = time.time()
        turn.job.set_state(JobState.RUNNING)
        thread = threading.Thread(target=self._work, args=(turn,), name=f"{turn.kind.name} {turn.job.id}", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _work(self, turn: Turn) -> None:
        """Work on a job, on a thread of its own, and give its place to the next."""
        kind, job, outcome = turn.kind, turn.job, None
        try:
            outcome = kind.work(job, turn)
        except OSError as error:  # a full disk, no memory for another process
            outcome = JobState.FAILED, kind.os_error.format(error=error)
        finally:
            with self.lock:
                self._turns.remove(turn)
                self._threads.discard(threading.current_thread())
                if outcome is not None:
                    self._set_outcome(kind, job, *outcome)
                self._fill()

    def _set_outcome(self, kind: JobKind[Any], job: Job, state: JobState, error: str | None) -> None:
        if state is JobState.WAITING and self.closed:
            state = kind.when_closed
        with suppress(OSError):
            job.set_state(state, error)
        if state is JobState.WAITING:
            self._turns.append(Turn(kind, job, self.lock, in_front=True))
