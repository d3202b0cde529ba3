"""Settings of a search worker, free of Keras."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Job:
    """What a worker process gets on its standard input.

    Attributes:
        storage: the database's URL.
        name: of the search.
        until: seconds since 1970 from which on no trial is begun; None for no limit.
        trials: how many finished trials each study shall have; None for no limit.
        weights: the folder for what children may inherit.
        storage_settings: of `storage.PatientStorage`.
    """

    storage: str
    name: str
    until: float | None
    trials: int | None
    weights: str
    storage_settings: dict[str, Any] = field(default_factory=dict)
