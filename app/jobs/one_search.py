"""One visitor's search as it lies in its folder: written by the server and its process, read by the page.

order.json     who wants what searched, and for how long
state.json     where it stands, and the seconds that it has had of that time
sitting.json   what its process says of itself, while there is one
found.json, front.png, study.db   the engine's: what was found
lock           held by the process
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock

from kerasdl.errors import ConfigError
from kerasdl.search import Found, SearchConfig, read_found
from kerasdl.search.found import FOUND_FILE

from . import State
from .run import write_json

ORDER_FILE, STATE_FILE, SITTING_FILE, LOCK_FILE = "order.json", "state.json", "sitting.json", "lock"
METHODS = ("evolution", "random")


@dataclass(frozen=True)
class Order:
    """What a visitor wants searched.

    Attributes:
        visitor: whose it is.
        config: what it is for, the same for all of its sittings.
        baseline: whether random search runs beside evolution; the same for all, too.
        workers: processes that try candidates.
        minutes: how long this time; None for no limit.
        candidates: how many of each method, with those that were tried before; None for no limit.
        created: seconds since 1970.
    """

    visitor: str
    config: SearchConfig
    baseline: bool = True
    workers: int = 1
    minutes: float | None = 5.0
    candidates: int | None = None
    created: float = 0.0


@dataclass(frozen=True)
class Sitting:
    """What the process of a search says of itself.

    Attributes:
        seconds: since it began.
        running: candidates that are being tried.
        ended: whether it found what was asked for.
        error: one line, where it failed.
    """

    seconds: float = 0.0
    running: int = 0
    ended: bool = False
    error: str | None = None


@dataclass(frozen=True)
class Standing:
    """Where a search stands.

    Attributes:
        state: WAITING while others have its place, STOPPED by its visitor, PAUSED by the end of the server.
        found: all that it has tried; None before the first look.
        seconds: that it has had of its minutes.
        running: candidates that are being tried.
        error: one line, where it failed.
    """

    state: State
    found: Found | None
    seconds: float = 0.0
    running: int = 0
    error: str | None = None

    @property
    def tried(self) -> int:
        """Candidates that are finished."""
        return len(self.found.candidates) if self.found else 0

    @property
    def early(self) -> int:
        """Those of them that were ended early, as weak."""
        return sum(candidate.error is None for candidate in self.found.candidates) if self.found else 0

    def least(self, order: Order) -> int:
        """Finished candidates of the method that has fewest."""
        tried = [candidate.method for candidate in self.found.candidates] if self.found else []
        return min(tried.count(method) for method in (METHODS if order.baseline else METHODS[:1]))

    def share(self, order: Order) -> float:
        """Of what was asked for, 0 to 1."""
        shares = [self.seconds / (60 * order.minutes)] if order.minutes else []
        shares += [self.least(order) / order.candidates] if order.candidates else []
        return min(1.0, max(shares, default=0.0))


@dataclass
class OneSearch:
    """A search. What has been read of `found.json` is kept until that changes.

    Attributes:
        folder: where it lies.
        order: what is wanted.
    """

    folder: Path
    order: Order
    _lock: Lock = field(default_factory=Lock, repr=False)
    _read: tuple[float, Found | None] = (0.0, None)

    @classmethod
    def read(cls, folder: Path) -> OneSearch:
        """Read it from its folder.

        Raises:
            OSError, ValueError, TypeError, AttributeError, KeyError, ConfigError: it is not there, or not whole.
        """
        saved = json.loads((folder / ORDER_FILE).read_text(encoding="utf-8"))
        return cls(folder, Order(**{**saved, "config": SearchConfig(**saved["config"])}))

    def begin(self, order: Order) -> None:
        """Write down what is wanted now; the time that it had before counts no more."""
        self.order = order
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / SITTING_FILE).unlink(missing_ok=True)
        write_json(self.folder / ORDER_FILE, asdict(order))
        self.set_state(State.WAITING, seconds=0.0)

    def set_state(self, state: State, *, seconds: float | None = None, error: str | None = None) -> None:
        """Write the state; the time that it had stays where none is given."""
        kept = self.saved()[1] if seconds is None else seconds
        write_json(self.folder / STATE_FILE, {"state": state, "seconds": kept, "error": error})

    def saved(self) -> tuple[State, float, str | None]:
        """The state as it was written, the seconds of earlier processes, and the error."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            content = json.loads((self.folder / STATE_FILE).read_text(encoding="utf-8"))
            return State(content["state"]), float(content["seconds"]), content["error"]
        return State.FAILED, 0.0, "The search's files are gone."

    def note(self, sitting: Sitting) -> None:
        """What the process says of itself; for the process."""
        write_json(self.folder / SITTING_FILE, asdict(sitting))

    def sitting(self) -> Sitting:
        """What the process said last of itself."""
        with suppress(OSError, ValueError, TypeError):
            return Sitting(**json.loads((self.folder / SITTING_FILE).read_text(encoding="utf-8")))
        return Sitting()

    def end_sitting(self) -> Sitting:
        """Count the time of a process that has ended; it is said what it said last."""
        sitting = self.sitting()
        state, seconds, error = self.saved()
        (self.folder / SITTING_FILE).unlink(missing_ok=True)
        self.set_state(state, seconds=seconds + sitting.seconds, error=error)
        return sitting

    def standing(self) -> Standing:
        """Where it stands."""
        state, seconds, error = self.saved()
        sitting = self.sitting()
        return Standing(state, self.found(), seconds + sitting.seconds, sitting.running, error)

    def found(self) -> Found | None:
        """All that it has tried; None before the first look."""
        with self._lock:
            try:
                changed = (self.folder / FOUND_FILE).stat().st_mtime
                if changed != self._read[0]:
                    self._read = (changed, read_found(self.folder))
            except (OSError, ConfigError):  # on Windows, while it is replaced: the next look will do
                pass
            return self._read[1]
