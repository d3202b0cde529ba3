"""Can the structure be found automatically? Evolution of structures, on one machine or many.

    space       the genes, and what a search is for          found    what came of it: the Pareto fronts, found.json
    candidate   one structure trained, judged, ended early    shown    the fronts as table and picture
    inheritance weights that a child takes over               storage  the database, and patience with it
    study       evolution and random search as Optuna studies workers  the processes of this machine
    worker      what each of them does                        run      a search from its beginning to its end

No module here but `candidate`, `inheritance` and `worker` loads Keras, and Optuna is loaded when a search begins: whoever
looks at what was found needs neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kerasdl.search.found import Candidate, Found, config_of, read_found
from kerasdl.search.space import SearchConfig, structure_of

if TYPE_CHECKING:
    from kerasdl.search.run import Standing, search

__all__ = ["Candidate", "Found", "SearchConfig", "Standing", "config_of", "read_found", "search", "structure_of"]


def __getattr__(name: str) -> Any:
    if name not in ("Standing", "search"):
        raise AttributeError(f"module 'kerasdl.search' has no attribute {name!r}")
    from kerasdl.search import run

    return getattr(run, name)
