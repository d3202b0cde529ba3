"""Neural architecture search: evolution of network structures, on one machine or many.

    space        the genes, and the settings of a search        results  the candidates and their Pareto fronts, found.json
    candidate    one structure: trained, judged, pruned         report   the fronts as a table and a plot
    inheritance  initial weights from the nearest structure     storage  the database, with retries
    study        evolution and random search in Optuna          workers  worker processes of this machine
    worker       what a worker process does                     run      a search from start to end

Only `candidate`, `inheritance` and `worker` load Keras, and Optuna is loaded when a search starts: reading the results of
one needs neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kerasdl.search.results import Candidate, SearchResults, config_of, read_results
from kerasdl.search.space import SearchConfig, describe_structure

if TYPE_CHECKING:
    from kerasdl.search.run import SearchStatus, search

__all__ = [
    "Candidate",
    "SearchConfig",
    "SearchResults",
    "SearchStatus",
    "config_of",
    "describe_structure",
    "read_results",
    "search",
]


def __getattr__(name: str) -> Any:
    if name not in ("SearchStatus", "search"):
        raise AttributeError(f"module 'kerasdl.search' has no attribute {name!r}")
    from kerasdl.search import run

    return getattr(run, name)
