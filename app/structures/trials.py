"""Trials of structures from every source: runs, saved networks, shipped ones, searches. Each source is one function here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kerasdl.config import TrainConfig
from kerasdl.errors import KerasdlError
from kerasdl.models.card import training_config
from kerasdl.models.store import KERAS_FILE, MODELS, find_model, read_card
from kerasdl.networks.cost import count_multiply_adds, count_parameters
from kerasdl.search import Candidate, describe_structure

from ..jobs import JobState, TrainingRun
from ..state import functions, server, visitor

SHIPPED = ("quick", "web", "cnn", "record", "teacher-0", "teacher-1")
SEARCHED = ("evolution", "random")


@dataclass(frozen=True)
class Trial:
    """A structure that was trained, or is being trained.

    Attributes:
        name: what `functions.called` knows it by; that of a search's candidate it does not know.
        source: "run", "kept" or "shipped", or how a search found it: "evolution" or "random".
        config: the structure, and how it was trained.
        parameters: numbers in θ.
        validation: share of the validation digits read right; None before the first epoch has ended.
        test: share of the test digits; None while it is not finished.
        seconds: of training.
        state: of a run; all others are done.
        group: names runs that were ordered together.
    """

    name: str
    source: str
    config: TrainConfig
    parameters: int
    validation: float | None
    test: float | None
    seconds: float
    state: JobState = JobState.DONE
    group: str = ""

    @property
    def multiply_adds(self) -> int:
        """What one answer takes."""
        return _multiply_adds(self.config)

    @property
    def structure(self) -> str:
        return describe_structure(self.config)

    @property
    def kind(self) -> str:
        """What it counts as in the chart: its source, or "convolution", wherever it comes from."""
        return "convolution" if self.config.filters else self.source

    @property
    def error(self) -> float | None:
        """Share of the validation digits read wrong."""
        return None if self.validation is None else 1.0 - self.validation

    @property
    def searched(self) -> bool:
        """Whether it is a candidate of a search, whose weights are gone."""
        return self.source in SEARCHED


_multiply_adds = lru_cache(4096)(count_multiply_adds)


def everything() -> list[Trial]:
    """This visitor's runs, kept networks, what kerasdl ships, and what this visitor's search has tried, in that order."""
    return [*of_runs(), *of_folders(), *of_search()]


def of_runs() -> Iterator[Trial]:
    """A trial for each of this visitor's runs, oldest first."""
    for run in server.jobs().trainings.of(visitor.name()):
        yield of_run(run)


def of_run(run: TrainingRun) -> Trial:
    """What a run has reached."""
    status, config, card = run.status(), run.request.config, run.card()
    return Trial(
        run.id,
        "run",
        config,
        int(card.get("parameters") or count_parameters(config)),
        card["validation"]["validation_accuracy"] if "validation" in card else status.validation_accuracy,
        card["test"]["accuracy"] if "test" in card else None,
        status.snapshots[-1].seconds if status.snapshots else 0.0,
        status.state,
        run.request.group,
    )


def of_folders() -> Iterator[Trial]:
    """A trial for each network that is kept under a name, and for each shipped one whose card is here."""
    seen = set()
    for name in (*functions.saved_names(), *SHIPPED):
        if name in seen:
            continue
        seen.add(name)
        with suppress(KerasdlError, KeyError):
            folder = find_model(name)
            kept = (MODELS / name / KERAS_FILE).exists() and name not in SHIPPED
            yield of_card(name, "kept" if kept else "shipped", folder)


def of_card(name: str, source: str, folder: Path) -> Trial:
    """What the card beside a network says; a setting that the card does not know had its default then.

    Raises:
        KeyError: it says too little.
        KerasdlError: it is damaged.
    """
    card = read_card(folder)
    return Trial(
        name,
        source,
        training_config(card, str(folder)),
        card["parameters"],
        card["validation"]["validation_accuracy"],
        card["test"]["accuracy"],
        card["training_seconds"],
    )


def of_search() -> Iterator[Trial]:
    """A trial for each structure that this visitor's search has tried, but for those that were ended early."""
    search = server.jobs().searches.of_visitor(visitor.name())
    results = search.results() if search is not None else None
    for candidate in results.candidates if results is not None else ():
        if candidate.error is not None:
            yield of_candidate(candidate)


def of_candidate(candidate: Candidate) -> Trial:
    """What a search has found of a structure."""
    return Trial(
        f"found {candidate.trial}",
        candidate.method,
        candidate.config,
        candidate.parameters,
        1.0 - (candidate.error or 0.0),
        None,
        candidate.seconds,
    )


def front(trials: Iterable[Trial]) -> list[Trial]:
    """The Pareto front, cheapest first: each reads more validation digits than all that cost as much or less."""
    best: list[Trial] = []
    evaluated = [(trial.multiply_adds, trial.error, trial) for trial in trials if trial.error is not None]
    for _, error, trial in sorted(evaluated, key=lambda each: each[:2]):
        if not best or error < (best[-1].error or 0.0):
            best.append(trial)
    return best


def worth_a_row(trials: list[Trial]) -> list[Trial]:
    """All but those candidates of a search that are on no front of it; the most accurate first."""
    on_a_front = {trial.name for method in SEARCHED for trial in front(t for t in trials if t.source == method)}
    shown = [trial for trial in trials if not trial.searched or trial.name in on_a_front]
    return sorted(shown, key=lambda trial: -(trial.validation or 0.0))
