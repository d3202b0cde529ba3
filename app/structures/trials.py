"""Everything trained so far, from wherever it comes: one `Trial` a network. A new source is one more function here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import functions
import visitor
from runs import Run, State

from kerasdl.errors import KerasdlError
from kerasdl.lecture import parameter_count
from kerasdl.store import KERAS_FILE, MODELS, find_model, read_card

SHIPPED = ("quick", "web", "record")


@dataclass(frozen=True)
class Trial:
    """A structure that was trained, or is being trained.

    Attributes:
        name: what `functions.called` knows it by.
        source: "run", "kept" or "shipped".
        hidden_units, activation: the structure.
        parameters: numbers in θ.
        validation: share of the validation digits read right; None before the first epoch has ended.
        test: share of the test digits; None while it is not finished.
        seconds: of training.
        state: of a run; a kept one is done.
        group: names runs that were ordered together.
    """

    name: str
    source: str
    hidden_units: tuple[int, ...]
    activation: str
    parameters: int
    validation: float | None
    test: float | None
    seconds: float
    state: State = State.DONE
    group: str = ""

    @property
    def structure(self) -> str:
        return "-".join(map(str, (784, *self.hidden_units, 10)))


def everything() -> list[Trial]:
    """This visitor's runs, kept networks, and what kerasdl ships, in that order."""
    return [*of_runs(), *of_folders()]


def of_runs() -> Iterator[Trial]:
    """A trial for each of this visitor's runs, oldest first."""
    for run in functions.pool().runs_of(visitor.name()):
        yield of_run(run)


def of_run(run: Run) -> Trial:
    """What a run has reached."""
    look, config, card = run.look(), run.order.config, run.card()
    return Trial(
        run.id,
        "run",
        config.hidden_units,
        config.activation,
        int(card.get("parameters") or parameter_count((784, *config.hidden_units, 10))),
        card["validation"]["validation_accuracy"] if "validation" in card else look.validation_accuracy,
        card["test"]["accuracy"] if "test" in card else None,
        look.points[-1].seconds if look.points else 0.0,
        look.state,
        run.order.group,
    )


def of_folders() -> Iterator[Trial]:
    """A trial for each network that is kept under a name, and for each shipped one whose card is here."""
    seen = set()
    for name in (*functions.kept_names(), *SHIPPED):
        if name in seen:
            continue
        seen.add(name)
        with suppress(KerasdlError, KeyError, TypeError, ValueError):
            folder = find_model(name)
            kept = (MODELS / name / KERAS_FILE).exists() and name not in SHIPPED
            yield _of_card(name, "kept" if kept else "shipped", folder)


def _of_card(name: str, source: str, folder: Path) -> Trial:
    card: dict[str, Any] = read_card(folder)
    config = card["config"]
    return Trial(
        name,
        source,
        tuple(int(units) for units in config["hidden_units"]),
        str(config["activation"]),
        int(card["parameters"]),
        float(card["validation"]["validation_accuracy"]),
        float(card["test"]["accuracy"]),
        float(card["training_seconds"]),
    )


def best_for_size(trials: list[Trial]) -> list[Trial]:
    """Those that no smaller one equals: each reads more validation digits than all with as few parameters or fewer."""
    best: list[Trial] = []
    judged = [trial for trial in trials if trial.validation is not None]
    for trial in sorted(judged, key=lambda t: (t.parameters, -(t.validation or 0.0))):
        if not best or (trial.validation or 0.0) > (best[-1].validation or 0.0):
            best.append(trial)
    return best
