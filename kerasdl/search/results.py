"""Search results and their Pareto fronts, stored as `found.json`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError, KerasdlError, SearchError
from kerasdl.files import atomic_file
from kerasdl.json_files import from_json, json_text, read_json

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

    from kerasdl.search.study import Search

RESULTS_FILE, PICTURE_FILE = "found.json", "front.png"
MAX_BYTES = 100_000_000  # of `found.json`: some 100,000 candidates


class _Saved(TypedDict):
    goal: str
    settings: dict[str, Any]
    candidates: list[dict[str, Any]]


@dataclass(frozen=True)
class Candidate:
    """A structure that a search has tried.

    Attributes:
        trial: what it is called: "17", or "random-17" from the baseline.
        method: "evolution" or "random".
        config: the structure and its training.
        error: share of the validation digits read wrong, the mean of its trainings; None for one that was stopped early.
        multiply_adds, bytes, parameters: what it costs; see `kerasdl.networks.cost`.
        seconds: that it took.
        worker: host and process that tried it.
        parent: the trial whose weights it began with, if any.
        trainings: with a seed each: several of one that came to the front.
    """

    trial: str
    method: str
    config: TrainConfig
    error: float | None
    multiply_adds: int
    bytes: int
    parameters: int
    seconds: float
    worker: str = ""
    parent: str | None = None
    trainings: int = 1

    def cost(self, goal: str) -> int:
        """What a search wants to be small beside the error."""
        return self.multiply_adds if goal == "multiply-adds" else self.bytes


@dataclass(frozen=True)
class SearchResults:
    """All that a search has tried so far.

    Attributes:
        goal: "multiply-adds" or "bytes".
        settings: of the search.
        candidates: the finished ones, those that were stopped early among them; evolution's first.
    """

    goal: str
    settings: dict[str, Any]
    candidates: list[Candidate]

    def front(self, method: str) -> list[Candidate]:
        """The Pareto front of a method: those that none of its others dominates, cheapest first."""
        return pareto_front([c for c in self.candidates if c.method == method], self.goal)

    @property
    def methods(self) -> list[str]:
        """The methods that were tried."""
        return list(dict.fromkeys(c.method for c in self.candidates))

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        fronts = {method: [c.trial for c in self.front(method)] for method in self.methods}
        candidates = [{**asdict(c), "config": asdict(c.config)} for c in self.candidates]
        return {"goal": self.goal, "settings": self.settings, "fronts": fronts, "candidates": candidates}

    def write(self, folder: Path) -> None:
        """Replace `found.json` in a folder."""
        with atomic_file(folder / RESULTS_FILE) as part:
            part.write_text(json_text(self.to_dict()) + "\n", encoding="utf-8")


def pareto_front(candidates: Iterable[Candidate], goal: str) -> list[Candidate]:
    """Those whose error is lower than that of all that cost as much or less, cheapest first."""
    front: list[Candidate] = []
    judged = [(c.cost(goal), c.error, c) for c in candidates if c.error is not None]
    for _, error, candidate in sorted(judged, key=lambda each: each[:2]):
        best = front[-1].error if front else None
        if best is None or error < best:
            front.append(candidate)
    return front


def collect_results(search: Search) -> SearchResults:
    """What a search has found so far, from its studies; each trial is made out once.

    Raises:
        SearchError: the database is damaged.
    """
    from kerasdl.search.study import FINISHED

    candidates = [
        search.known.get((method, trial.number))
        or search.known.setdefault((method, trial.number), _candidate(method, trial))
        for method in search.studies
        for trial in search.trials(method)
        if trial.state in FINISHED and "cost" in trial.user_attrs
    ]
    return SearchResults(search.config.goal, asdict(search.config), candidates)


def _candidate(method: str, trial: FrozenTrial) -> Candidate:
    from kerasdl.search.study import RANDOM

    prefix, attributes = (f"{RANDOM}-" if method == RANDOM else ""), trial.user_attrs
    parent, trainings = attributes.get("parent"), attributes.get("trainings")
    found = {
        "trial": f"{prefix}{trial.number}",
        "method": method,
        "config": attributes.get("config"),
        "error": trial.values[0] if trial.values else None,
        **_dict(attributes.get("cost")),
        "seconds": attributes.get("seconds", 0.0),
        "worker": attributes.get("worker", ""),
        "parent": None if parent is None else f"{prefix}{parent}",
        "trainings": len(trainings) if isinstance(trainings, list) else 1,
    }
    return from_json(found, Candidate, "A trial of a search", f"trial {trial.number}", error=SearchError)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def read_results(folder: Path) -> SearchResults:
    """Read what a search found.

    Raises:
        ConfigError: the folder holds no search, or a damaged one.
    """
    file = folder / RESULTS_FILE
    try:
        content = read_json(file, _Saved, "It", max_bytes=MAX_BYTES)
        candidates = [from_json(each, Candidate, "A candidate", str(file)) for each in content["candidates"]]
    except KerasdlError as error:
        raise ConfigError(
            f"A search's folder must hold a readable {RESULTS_FILE}; `kerasdl search` writes it. Received: {file} ({error})"
        ) from None
    return SearchResults(content["goal"], content["settings"], candidates)


def config_of(folder: Path, trial: str) -> TrainConfig:
    """The structure and training of one candidate that a search has tried.

    Args:
        folder: the search's.
        trial: what the candidate is called there: "17", or "random-17".

    Raises:
        ConfigError: there is no such folder or candidate.
    """
    found = read_results(folder)
    for candidate in found.candidates:
        if candidate.trial == trial:
            return candidate.config
    front = ", ".join(c.trial for method in found.methods for c in found.front(method))
    raise ConfigError(
        f"`trial` must be one that the search has finished; on the front are {front}. Received: trial={trial}"
    )
