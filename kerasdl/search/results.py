"""Search results and their Pareto fronts, stored as `found.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError
from kerasdl.files import atomic_file

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

    from kerasdl.search.study import Search

RESULTS_FILE, PICTURE_FILE = "found.json", "front.png"


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
            part.write_text(json.dumps(self.to_dict(), ensure_ascii=False) + "\n", encoding="utf-8")


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
    """What a search has found so far, from its studies."""
    from kerasdl.search.study import FINISHED

    candidates = [
        _candidate(method, trial)
        for method in search.studies
        for trial in search.trials(method)
        if trial.state in FINISHED and "cost" in trial.user_attrs
    ]
    return SearchResults(search.config.goal, asdict(search.config), candidates)


def _candidate(method: str, trial: FrozenTrial) -> Candidate:
    from kerasdl.search.study import RANDOM

    prefix, attributes = (f"{RANDOM}-" if method == RANDOM else ""), trial.user_attrs
    parent = attributes.get("parent")
    return Candidate(
        f"{prefix}{trial.number}",
        method,
        TrainConfig(**attributes["config"]),
        trial.values[0] if trial.values else None,
        **attributes["cost"],
        seconds=float(attributes.get("seconds", 0.0)),
        worker=str(attributes.get("worker", "")),
        parent=None if parent is None else f"{prefix}{parent}",
        trainings=len(attributes.get("trainings", [None])),
    )


def read_results(folder: Path) -> SearchResults:
    """Read what a search found.

    Raises:
        ConfigError: the folder holds no search, or a damaged one.
    """
    file = folder / RESULTS_FILE
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        candidates = [Candidate(**{**c, "config": TrainConfig(**c["config"])}) for c in content["candidates"]]
        return SearchResults(content["goal"], content["settings"], candidates)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"A search's folder must hold a readable {RESULTS_FILE}; `kerasdl search` writes it. Received: {file} ({reason})"
        ) from None


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
