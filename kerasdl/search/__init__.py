"""Can the structure be found automatically? Evolution of structures, on one machine or many.

    space       the genes, and what a search is for          found    what came of it: the Pareto fronts, found.json
    candidate   one structure trained, judged, ended early    shown    the fronts as table and picture
    inheritance weights that a child takes over               storage  the database, and patience with it
    study       evolution and random search as Optuna studies workers  the processes of this machine
    worker      what each of them does                        run      a search from its beginning to its end

No module here but `candidate`, `inheritance` and `worker` loads Keras: whoever watches a search needs none.
"""

from kerasdl.search.found import Candidate, Found, config_of, read_found
from kerasdl.search.run import Standing, search
from kerasdl.search.space import SearchConfig, structure_of

__all__ = ["Candidate", "Found", "SearchConfig", "Standing", "config_of", "read_found", "search", "structure_of"]
