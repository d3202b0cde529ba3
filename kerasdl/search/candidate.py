"""Candidate evaluation: training, validation error, cost, and pruning of weak candidates."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kerasdl.config import TrainConfig
from kerasdl.data.mnist import Mnist
from kerasdl.errors import TrainingError
from kerasdl.networks.cost import multiply_adds, wire_bytes
from kerasdl.search.inheritance import weights_by_place
from kerasdl.training.loop import Progress, build, train

# A candidate is weak when so many cheaper ones are better by more than chance.
BETTER_ONES = 3
DEVIATIONS = 2.0


class Pruned(Exception):  # noqa: N818  not an error: an outcome
    """A candidate was ended early."""


class Stopped(Exception):  # noqa: N818  not an error: it was requested
    """The search is to end at once."""


@dataclass(frozen=True)
class Outcome:
    """What a candidate reached.

    Attributes:
        error: share of the validation digits read wrong, at the end.
        weights: each array by its place in the network; see `inheritance.weights_by_place`.
    """

    error: float
    weights: dict[str, np.ndarray]


@dataclass(frozen=True)
class Cost:
    """Multiply-adds, bytes on the wire and parameters of a structure."""

    multiply_adds: int
    bytes: int
    parameters: int

    def of(self, goal: str) -> int:
        """The one that a search wants to be small."""
        return self.multiply_adds if goal == "multiply-adds" else self.bytes


def cost_of(config: TrainConfig) -> Cost:
    """The cost of a structure, before it is trained; of the bytes an estimate, that trained weights change by little."""
    model = build(config)
    return Cost(multiply_adds(model), wire_bytes(model), model.count_params())


def evaluate_candidate(
    config: TrainConfig,
    data: Mnist,
    *,
    begin: Sequence[np.ndarray] | None = None,
    on_epoch: Callable[[int, float], None] = lambda epoch, error: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Train a candidate.

    Args:
        config: its structure and its training.
        data: the digits.
        begin: weights to begin with, as `model.get_weights()` gives them; None for new ones.
        on_epoch: called after each epoch with its number, from 1, and the validation error; what it raises ends it.
        should_stop: asked after every compiled call of some steps.

    Raises:
        Weak: the loss is no longer finite.
        Stopped: `should_stop` said so.
    """

    def watch(progress: Progress) -> None:
        if should_stop():
            raise Stopped
        if progress.validation is not None:
            on_epoch(progress.epoch, 1.0 - progress.validation["validation_accuracy"])

    try:
        trained = train(config, data=data, device="cpu", begin=begin, on_progress=watch)
    except TrainingError as error:
        raise Pruned(str(error)) from None
    return Outcome(1.0 - trained.history[-1]["validation_accuracy"], weights_by_place(trained.model))


def should_prune(error: float, cost: float, others: Iterable[tuple[float, float]], judged: int) -> bool:
    """Whether a candidate may be ended after an epoch.

    It is weak when several candidates that cost no more had a lower error after the same epoch, by more than two standard
    deviations of a share of so many digits: what is left of it would hardly bring it to the front.

    Args:
        error: its validation error now, 0 to 1.
        cost: its cost.
        others: cost and error of other candidates after the same epoch.
        judged: validation digits.
    """
    chance = DEVIATIONS * math.sqrt(max(error * (1 - error), 1e-9) / judged)
    return sum(price <= cost and reached < error - chance for price, reached in others) >= BETTER_ONES


def is_nondominated(error: float, cost: float, others: Iterable[tuple[float, float]]) -> bool:
    """Whether none of the others, each given as cost and error, costs as little or less and has as low an error or lower."""
    return not any(price <= cost and reached <= error for price, reached in others)
