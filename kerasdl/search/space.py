"""Search space: genes, and the training settings that they encode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kerasdl.activations import SEARCHED
from kerasdl.config import MAX_EPOCHS, MAX_SEED, TRUTH, TrainConfig, check_rules, one_of, positive, whole

if TYPE_CHECKING:
    import optuna

MAX_LAYERS = 4
# Widths grow by a third to a half each: neighbours differ about as much wherever they are.
WIDTHS = (8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
BATCH_SIZES = (32, 64, 96, 128, 192)
RATES = (5e-4, 3e-2)
DROPOUT, DROPOUT_STEP = 0.4, 0.05
GOALS = ("multiply-adds", "bytes")


@dataclass(frozen=True)
class SearchConfig:
    """What a search is for; every machine that joins it keeps to this.

    Attributes:
        goal: what is to be small beside the validation error: "multiply-adds" of one answer, or "bytes" of the weights on
            the wire; see `kerasdl.networks.cost`.
        epochs: passes over the training digits that each candidate gets.
        digits: how many training digits, the first ones.
        population: parents of each generation.
        inherit: children begin with the weights that fit of the finished network most like them, on the same machine.
        stop_early: end a candidate that is weak after an epoch; see `candidate.is_weak`.
        seeds: trainings, each with a seed of its own, that a candidate gets which comes to the front; its error is their
            mean, so that a lucky one does not stay there.
        seed: of each candidate's first training; how the candidates are chosen is not repeatable, for it depends on which
            of them are finished first.
    """

    goal: str = "multiply-adds"
    epochs: int = 2
    digits: int = 55_000
    population: int = 24
    inherit: bool = False
    stop_early: bool = True
    seeds: int = 3
    seed: int = 0

    def __post_init__(self) -> None:
        check_rules(self, _RULES)


_RULES = {
    "goal": one_of(*GOALS),
    "epochs": positive(MAX_EPOCHS),
    "digits": whole(1_000, 55_000),
    "population": whole(4, 10_000),
    "inherit": TRUTH,
    "stop_early": TRUTH,
    "seeds": positive(100),
    "seed": whole(0, MAX_SEED // 2),  # the others of a candidate's seeds follow it
}


def choose(trial: optuna.Trial, search: SearchConfig) -> TrainConfig:
    """Ask a trial for every gene, and give the training that they stand for.

    Every trial has all genes: the widths of layers that a shallow structure has not stay silent, and may speak again in a
    deeper child.
    """
    depth = trial.suggest_int("depth", 0, MAX_LAYERS)
    # An index, not the width itself: mutation then goes to a neighbour, and equal widths, which skip sums need, are common.
    widths = [WIDTHS[trial.suggest_int(f"width_{n}", 0, len(WIDTHS) - 1)] for n in range(1, MAX_LAYERS + 1)]
    genes: dict[str, Any] = {
        "activation": trial.suggest_categorical("activation", SEARCHED),
        "batch_normalization": trial.suggest_categorical("batch_normalization", (False, True)),
        "skips": trial.suggest_categorical("skips", (False, True)),
        "dropout": trial.suggest_float("dropout", 0.0, DROPOUT, step=DROPOUT_STEP),
        "learning_rate": trial.suggest_float("learning_rate", *RATES, log=True),
        "batch_size": trial.suggest_categorical("batch_size", BATCH_SIZES),
    }
    return TrainConfig(hidden_units=tuple(widths[:depth]), epochs=search.epochs, seed=search.seed, **genes)


def describe_structure(config: TrainConfig) -> str:
    """A structure in a few words: 784-96-96-10 relu, normalised, skips."""
    sizes = [f"{channels}c" for channels in config.filters] + [str(units) for units in config.hidden_units]
    plain = "-".join(["28×28" if config.filters else "784", *sizes, "10"])
    if not sizes:
        return f"{plain} linear"
    words = ["normalised"] * config.batch_normalization + ["skips"] * config.skips
    words += [f"dropout {config.dropout:.2g}"] * bool(config.dropout)
    return f"{plain} {', '.join([config.activation, *words])}"
