"""Where a search lies: an Optuna study in SQLite, or in a database that many machines share, and patience with it.

Each running trial has a heartbeat. A trial whose heart stopped, because its worker was killed or cut off, is failed by the
next worker that looks, and tried again; if its worker comes back after all, what it found is left out.
"""

from __future__ import annotations

import functools
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import optuna
from optuna.exceptions import ExperimentalWarning, StorageInternalError, UpdateFinishedTrialError
from optuna.storages import RDBStorage, RetryHeartbeatStaleTrialCallback
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from kerasdl.errors import ConfigError

HEARTBEAT = 10  # seconds
GRACE = 40  # seconds without a heartbeat after which a trial counts as dead
RETRIES = 3  # of one trial whose workers die
PATIENCE = 600.0  # seconds that a worker waits for a database that is away
PAUSE = 1.0  # seconds between two tries

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore", category=ExperimentalWarning)


class PatientStorage(RDBStorage):
    """Optuna's storage, which waits for a database that went away until it is there again.

    Without it a worker would end, and what its trial found be lost, whenever the database is restarted.
    """

    def __init__(self, url: str, *, heartbeat: int = HEARTBEAT, grace: int = GRACE, patience: float = PATIENCE) -> None:
        self.patience = patience
        super().__init__(
            url,
            engine_kwargs=_engine(url),
            heartbeat_interval=heartbeat,
            grace_period=grace,
            heartbeat_stale_trial_callback=RetryHeartbeatStaleTrialCallback(max_retry=RETRIES),
        )


def _engine(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 60}}  # seconds that a writer waits for another
    # A connection that broke is noticed before it is used; one that hangs is given up.
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10, "keepalives_idle": 10}}


def _patiently(name: str) -> Callable[..., Any]:
    method = getattr(RDBStorage, name)

    @functools.wraps(method)
    def call(self: PatientStorage, *arguments: Any, **named: Any) -> Any:
        until, tries = time.monotonic() + self.patience, 0
        while True:
            try:
                return method(self, *arguments, **named)
            except UpdateFinishedTrialError:
                if tries == 0:
                    raise
                return True  # the try before came through, only its answer did not
            except (StorageInternalError, DBAPIError) as error:
                if not _away(error) or time.monotonic() > until:
                    raise
            tries += 1
            time.sleep(PAUSE)

    return call


def _away(error: Exception) -> bool:
    """Whether the database, and not what was asked of it, is the cause."""
    cause = error if isinstance(error, DBAPIError) else error.__cause__
    return isinstance(cause, DBAPIError) and (
        cause.connection_invalidated or type(cause).__name__ in ("OperationalError", "InterfaceError")
    )


for _name in """create_new_trial set_trial_param set_trial_state_values set_trial_user_attr set_trial_system_attr
        get_trial get_all_trials _get_trials get_study_user_attrs get_study_system_attrs get_study_directions
        set_study_user_attr set_study_system_attr get_study_id_from_name get_study_name_from_id
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
    driven = url.replace("postgresql://", "postgresql+psycopg://", 1)  # psycopg 3, which the extra `postgres` brings
    try:
        return PatientStorage(driven, **settings)
    except ImportError:
        raise ConfigError(
            "`storage` needs its database's driver; for PostgreSQL: pip install 'kerasdl[postgres]'. "
            f"Received: {without_password(url)}"
        ) from None
    except (ArgumentError, NoSuchModuleError, DBAPIError, StorageInternalError, RuntimeError) as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        raise ConfigError(
            "`storage` must be the URL of a database that can be reached, such as postgresql://user:password@host/name. "
            f"Received: {without_password(url)} ({reason})"
        ) from None


def without_password(url: str) -> str:
    """A database's URL as it may be shown."""
    from sqlalchemy.engine import make_url

    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return url
