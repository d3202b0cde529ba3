"""Optuna storage in SQLite or PostgreSQL, with retries when the database is away.

Each running trial has a heartbeat. A trial whose heart stopped, because its worker was killed or cut off, is failed by the
next worker that looks, and tried again; if its worker comes back after all, what it found is left out.
"""

from __future__ import annotations

import functools
import re
import sqlite3
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import optuna
from optuna.exceptions import ExperimentalWarning, StorageInternalError
from optuna.storages import RDBStorage, RetryHeartbeatStaleTrialCallback
from optuna.storages._rdb.models import TrialHeartbeatModel, TrialModel
from optuna.trial import TrialState
from sqlalchemy import select
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    PendingRollbackError,
    ProgrammingError,
    SQLAlchemyError,
)

from kerasdl.errors import ConfigError, SearchError

HEARTBEAT = 10  # seconds
GRACE = 40  # seconds without a heartbeat after which a trial counts as dead
RETRIES = 3  # of one trial whose workers die
PATIENCE = 600.0  # seconds that a worker waits for a database that is away
PAUSE = 1.0  # seconds between two tries
TABLE_MAKERS = 3  # tries to make the tables of a new database, which others may make at the same moment


class PatientStorage(RDBStorage):
    """Optuna's storage, which waits for a database that went away until it is there again.

    Without it a worker would end, and what its trial found be lost, whenever the database is restarted.
    """

    def __init__(self, url: str, *, heartbeat: int = HEARTBEAT, grace: int = GRACE, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._away_since: float | None = None
        self._there_since = time.monotonic()
        super().__init__(
            url,
            engine_kwargs=_engine(url, grace),
            heartbeat_interval=heartbeat,
            grace_period=grace,
            heartbeat_stale_trial_callback=RetryHeartbeatStaleTrialCallback(max_retry=RETRIES),
        )

    def _get_stale_trial_ids(self, study_id: int) -> list[int]:
        if time.monotonic() - self._there_since < 2 * (self.heartbeat_interval or 0):
            return []  # while the database was away no heartbeat could reach it
        with self.engine.connect() as connection:
            hearts = select(TrialHeartbeatModel.trial_id)
            running = (TrialModel.study_id == study_id, TrialModel.state == TrialState.RUNNING)
            unheard = connection.scalars(
                select(TrialModel.trial_id).where(*running, TrialModel.trial_id.not_in(hearts))
            )
            begun = list(unheard)
        for trial_id in begun:  # Optuna would wait for ever for one whose worker died before its first heartbeat
            super().record_heartbeat(trial_id)
        return super()._get_stale_trial_ids(study_id)

    def _wait(self, error: Exception) -> None:
        now = time.monotonic()
        self._away_since = self._away_since or now
        if not _away(error) or now - self._away_since > self.patience:
            raise SearchError(
                f"A search's database must answer, within {self.patience:.0f} s where it went away. "
                f"Received: {without_password(self.url)} ({_reason(error)})"
            ) from None
        time.sleep(PAUSE)

    def _answered(self) -> None:
        if self._away_since is not None:
            self._away_since, self._there_since = None, time.monotonic()


def _engine(url: str, grace: int) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 60}}  # seconds that a writer waits for another
    # A connection that broke is noticed before it is used; one that hangs is given up, on both sides: a worker that was cut
    # off in the middle of a transaction would hold up all the others.
    alive = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4, "tcp_user_timeout": 30_000}
    options = f"-c timezone=UTC -c idle_in_transaction_session_timeout={grace}s"
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10, "options": options, **alive}}


def _patiently(name: str) -> Callable[..., Any]:
    method = getattr(PatientStorage, name)

    @functools.wraps(method)
    def call(self: PatientStorage, *arguments: Any, **named: Any) -> Any:
        while True:
            try:
                answer = method(self, *arguments, **named)
            except (StorageInternalError, DBAPIError) as error:
                self._wait(error)
            else:
                self._answered()
                return answer

    return call


def _away(error: Exception) -> bool:
    """Whether the database, and not what was asked of it, is the cause."""
    cause = error if isinstance(error, DBAPIError) else error.__cause__
    if isinstance(cause, DBAPIError) and isinstance(cause.orig, sqlite3.Error):
        # A file is away only while another process writes to it; one that is damaged stays so.
        return "locked" in str(cause.orig) or "busy" in str(cause.orig)
    broken = isinstance(cause, DBAPIError) and cause.connection_invalidated
    # The last of these where Optuna asked in another way over the connection that had just broken.
    return broken or isinstance(cause, OperationalError | InterfaceError | PendingRollbackError)


def _reason(error: Exception) -> str:
    """The first line of what the database's driver said."""
    while error.__cause__ is not None:
        error = error.__cause__  # type: ignore[assignment]
    return str(error).strip().splitlines()[0]


# What Optuna's cache, which every study puts before its storage, asks of it.
for _name in """create_new_study _create_new_trial _set_trial_param
        set_trial_state_values set_trial_user_attr set_trial_system_attr
        get_trial get_trial_id_from_study_id_trial_number _get_trials get_study_user_attrs get_study_system_attrs
        get_study_directions set_study_user_attr set_study_system_attr get_study_id_from_name get_study_name_from_id
        record_heartbeat _get_stale_trial_ids""".split():
    setattr(PatientStorage, _name, _patiently(_name))


def local_url(folder: Path) -> str:
    """The SQLite file of a search in a folder."""
    return f"sqlite:///{(folder / 'study.db').resolve()}"


def open_storage(url: str, **settings: Any) -> PatientStorage:
    """Connect to a database.

    Args:
        url: such as `sqlite:///search/study.db` or `postgresql://user:password@host/name`.
        settings: of `PatientStorage`.

    Raises:
        ConfigError: it cannot be reached, its driver is missing, or the URL is none.
    """
    _quiet_optuna()
    received = without_password(url)
    if url.startswith("postgresql") and url.count("@") > 1:
        raise ConfigError(f"`storage` must have signs such as @ in a password as %40. Received: {received}")
    driven = url.replace("postgresql://", "postgresql+psycopg://", 1)  # psycopg 3, which the extra `postgres` brings
    try:
        return _open(driven.replace("{", "{{").replace("}", "}}"), settings)  # Optuna takes it for a template
    except ImportError:
        raise ConfigError(
            f"`storage` needs its database's driver; for PostgreSQL: pip install 'kerasdl[postgres]'. Received: {received}"
        ) from None
    except (SQLAlchemyError, StorageInternalError, RuntimeError, ValueError, LookupError) as error:
        if isinstance(cause := getattr(error, "orig", None), sqlite3.DatabaseError) and "unable to open" not in str(
            cause
        ):
            raise SearchError(f"A search's database must be whole. Received: {received} ({_reason(error)})") from None
        raise ConfigError(
            "`storage` must be the URL of a database that can be reached, such as postgresql://user:password@host/name. "
            f"Received: {received} ({_reason(error)})"
        ) from None


def _quiet_optuna() -> None:
    """Silence Optuna's log of every trial, and its warnings about experimental features."""
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore", category=ExperimentalWarning)


def _open(url: str, settings: dict[str, Any]) -> PatientStorage:
    for _ in range(TABLE_MAKERS):
        try:
            return PatientStorage(url, **settings)
        except (IntegrityError, ProgrammingError):
            time.sleep(PAUSE)  # another machine makes the tables at this very moment
    return PatientStorage(url, **settings)


def without_password(url: str) -> str:
    """A database's URL as it may be shown, even if it is none."""
    shown = re.sub(r":(?!//).*@", ":***@", url.replace("+psycopg", ""))
    return re.sub(r"(password=)[^&\s]*", r"\1***", shown)
