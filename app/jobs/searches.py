"""Whose turn it is to search: one search at a time on a server, in a place that the trainings lend it.

A search works while no training wants its place; then it puts back what it was trying, and goes on when there is room again.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from kerasdl.errors import ConfigError, KerasdlError

from ..state import functions
from . import Pool, State, tasks
from .one_search import OneSearch, Order
from .pool import CORES_A_TRAINING, FORGOTTEN_AFTER
from .workers import Worker

HOME = ".searches"  # in the models' folder, out of the way of their names
COMMAND = (sys.executable, "-P", "-m", f"{__package__}.searching")
MOST_WAITING = 8
LOOK = 0.2  # seconds between two looks at what is wanted


class Searches:
    """The searches of all visitors of a server, one for each.

    Args:
        home: the folder of the searches' folders.
        pool: lends a place.
        command: starts the process of a search.
    """

    def __init__(self, home: Path, pool: Pool, command: Sequence[str] = COMMAND) -> None:
        self._home, self._pool, self._command = home, pool, command
        self._lock = threading.RLock()
        self._of: dict[str, OneSearch] = {}
        self._line: list[OneSearch] = []  # the first one is at work
        self._asked: set[str] = set()  # visitors whose search is to stop
        self._at_work: OneSearch | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._find_old_ones()

    def _find_old_ones(self) -> None:
        """Take up what an earlier server left."""
        for folder in self._home.glob("*/"):
            try:
                one = OneSearch.read(folder)
            except (OSError, ValueError, TypeError, AttributeError, KeyError, KerasdlError):
                continue  # no search, or one of another version
            if time.time() - one.order.created > FORGOTTEN_AFTER:
                shutil.rmtree(folder, ignore_errors=True)
            else:
                self._of[one.order.visitor] = one
                if one.saved()[0].active:
                    one.set_state(State.PAUSED)

    def of(self, visitor: str) -> OneSearch | None:
        """A visitor's search."""
        with self._lock:
            return self._of.get(visitor)

    def start(self, order: Order) -> OneSearch:
        """Search as soon as its turn comes; an earlier search of the visitor is forgotten.

        Raises:
            ConfigError: too many wait, or the visitor's own is under way.
            OSError: the folder cannot be written.
        """
        with self._lock:
            self._check_room(order.visitor)
            self.forget(order.visitor)
            one = OneSearch(self._home / uuid.uuid4().hex, order)
            self._queue(one, replace(order, created=time.time()))
            self._of[order.visitor] = one
        return one

    def go_on(self, one: OneSearch, *, minutes: float | None, candidates: int | None, workers: int) -> None:
        """Search on, for so many minutes or candidates more.

        Raises:
            ConfigError: too many wait, or it is under way.
        """
        with self._lock:
            self._check_room(one.order.visitor)
            more = None if candidates is None else one.standing().least(one.order) + candidates
            self._queue(one, replace(one.order, minutes=minutes, candidates=more, workers=workers))

    def _check_room(self, visitor: str) -> None:
        if any(one.order.visitor == visitor for one in self._line):
            raise ConfigError("A visitor has one search at a time. Received: one more")
        if len(self._line) > MOST_WAITING:
            raise ConfigError(f"At most {MOST_WAITING} searches may wait; try again in a while. Received: one more")

    def _queue(self, one: OneSearch, order: Order) -> None:
        one.begin(order)
        self._line.append(one)
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="searches", daemon=True)
            self._thread.start()

    def stop(self, one: OneSearch) -> None:
        """End a search; what it has found stays."""
        with self._lock:
            if one in self._line[1:]:
                self._line.remove(one)
                one.set_state(State.STOPPED)
            elif one in self._line:
                self._asked.add(one.order.visitor)

    def is_stopping(self, one: OneSearch) -> bool:
        """Whether it was asked to stop, and has yet to do so."""
        with self._lock:
            return one.order.visitor in self._asked

    def ahead_of(self, one: OneSearch) -> int:
        """How many searches come before; 0 for one whose turn it is, or that does not wait."""
        with self._lock:
            return self._line.index(one) if one in self._line else 0

    def has_a_place(self, one: OneSearch) -> bool:
        """Whether the trainings have lent it a place just now."""
        with self._lock:
            return self._at_work is one

    def forget(self, visitor: str) -> None:
        """Remove a visitor's search that is not under way."""
        with self._lock:
            one = self._of.get(visitor)
            if one is not None and one not in self._line:
                del self._of[visitor]
                shutil.rmtree(one.folder, ignore_errors=True)

    def close(self) -> None:
        """Pause what is under way, and end its process."""
        with self._lock:
            self._closed, thread = True, self._thread
        if thread is not None:
            thread.join()

    def _serve(self) -> None:
        """Let one after the other search, on a thread of its own."""
        while True:
            with self._lock:
                if not self._line or self._closed:
                    for one in self._line:
                        one.set_state(State.PAUSED)
                    self._line.clear()
                    self._thread = None
                    return
                one = self._line[0]
            try:
                self._let_search(one)
            except OSError as error:  # a full disk, no memory for another process
                one.set_state(State.FAILED, error=f"The search could not go on ({error.strerror}).")
            with self._lock:
                self._line.remove(one)
                self._asked.discard(one.order.visitor)

    def _to_stop(self, one: OneSearch) -> bool:
        return self._closed or self.is_stopping(one)

    def _let_search(self, one: OneSearch) -> None:
        """Until it has found what was asked for, fails, or is to stop."""
        while one.saved()[0].active:
            if self._to_stop(one):
                one.set_state(State.PAUSED if self._closed else State.STOPPED)
            elif self._pool.borrow():
                self._at_work = one
                try:
                    self._sit(one)
                finally:
                    self._at_work = None
                    self._pool.give_back()
            else:
                time.sleep(LOOK)

    def _sit(self, one: OneSearch) -> None:
        """Search in a process until it ends, or its place is wanted."""
        order, (_, seconds, _) = one.order, one.saved()
        minutes = None if order.minutes is None else max(order.minutes - seconds / 60, LOOK / 60)
        worker = Worker(self._command)
        one.set_state(State.RUNNING)
        worker.tell(search=str(one.folder.resolve()), minutes=minutes, candidates=order.candidates)
        while worker.alive and not self._to_stop(one) and not self._pool.wanted:
            time.sleep(LOOK)
        told = worker.alive
        worker.end()
        status, sitting = worker.wait(), one.end_sitting()
        if sitting.error is not None:
            one.set_state(State.FAILED, error=sitting.error)
        elif sitting.ended:
            one.set_state(State.DONE)
        elif told:
            one.set_state(State.WAITING)
        else:
            how = f"signal {-status}" if status < 0 else f"status {status}"
            one.set_state(State.FAILED, error=f"The process that searched ended by itself ({how}).")


def worker_counts() -> tuple[int, ...]:
    """How many workers a search may have: each computes on one core, and together they take a training's place."""
    return tuple(count for count in (1, 2, 4) if count <= min(CORES_A_TRAINING, os.cpu_count() or 1))


@st.cache_resource(show_spinner=False)
def of_server() -> Searches:
    """The searches of this server."""
    return Searches(tasks.home(HOME), functions.pool())
