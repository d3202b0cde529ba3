"""Are the structures that a search found worth it? Each trained anew with several seeds, beside the hand-made `quick`.

    kerasdl search --minutes 40 --baseline --out search
    python benchmarks/found.py search [--seeds 3] [--most 6]

Of each method's front it takes the cheapest structure whose validation error, mean over the seeds, is no higher than that
of `quick`, looking through the front from where the search saw it so, and up to `--most` others along the front. Each is
trained from new weights: with the epochs that the search gave it, and in full, with ten; `quick` with its own two, and
with ten. Prints a table, mean ± standard deviation of the error on all 10,000 test digits, and one JSON object on the last
line.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from kerasdl.startup import choose_backend, load_keras

choose_backend()
load_keras()

from kerasdl.config import PRESETS, TrainConfig  # noqa: E402
from kerasdl.data import load_mnist  # noqa: E402
from kerasdl.evaluation import evaluate  # noqa: E402
from kerasdl.search import Candidate, Found, read_found, structure_of  # noqa: E402
from kerasdl.search.candidate import cost_of  # noqa: E402
from kerasdl.training import train  # noqa: E402


@dataclass(frozen=True)
class Errors:
    """Shares read wrong, in per cent, one for each seed."""

    validation: list[float]
    test: list[float]


@cache
def errors_of(config: TrainConfig, seeds: int) -> Errors:
    """Train a structure with each seed, on all training digits."""
    digits, found = load_mnist(), Errors([], [])
    for seed in range(seeds):
        trained = train(replace(config, seed=seed), data=digits, device="cpu")
        found.validation.append(100 * (1 - trained.history[-1]["validation_accuracy"]))
        found.test.append(100 * (1 - evaluate(trained.model, digits.test).accuracy))
    return found


def in_full(config: TrainConfig) -> TrainConfig:
    """The same, trained as `kerasdl train --search` does."""
    return replace(config, epochs=TrainConfig.epochs)


def as_good_as(found: Found, method: str, error: float, seeds: int) -> Candidate | None:
    """The cheapest structure of a front whose mean validation error is at most this; None if there is none."""
    front = found.front(method)
    likely = [c for c in front if c.error is not None and 100 * c.error <= error]
    return next((c for c in likely if statistics.mean(errors_of(c.config, seeds).validation) <= error), None)


def along(front: list[Candidate], most: int) -> list[Candidate]:
    """Some structures of a front, from its cheapest to its best."""
    places = {round(n * (len(front) - 1) / max(1, most - 1)) for n in range(most)}
    return [front[place] for place in sorted(places)]


def rows(found: Found, seeds: int, most: int) -> Iterator[tuple[str, str, TrainConfig]]:
    """Name, trial and settings of each structure, as it is to be trained for as long as the search did."""
    quick = PRESETS["quick"]
    yield "quick", "", quick
    limit = statistics.mean(errors_of(quick, seeds).validation)
    for method in found.methods:
        best = as_good_as(found, method, limit, seeds)
        listed = {c.trial: c for c in [*along(found.front(method), most), *([best] if best else [])]}
        for c in sorted(listed.values(), key=lambda c: c.multiply_adds):
            yield method + (", as good as quick" if best and c.trial == best.trial else ""), c.trial, c.config


def in_words(errors: list[float]) -> str:
    """1.82 ± 0.07 %"""
    spread = f" ± {statistics.stdev(errors):.2f}" if len(errors) > 1 else ""
    return f"{statistics.mean(errors):.2f}{spread} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--most", type=int, default=6)
    options = parser.parse_args()
    results = []
    print("| found by | trial | structure | multiply-adds | test error, brief | in full |")
    print("| --- | --- | --- | ---: | --- | --- |")
    for name, trial, config in rows(read_found(options.folder), options.seeds, options.most):
        brief, full = errors_of(config, options.seeds), errors_of(in_full(config), options.seeds)
        cost, words = cost_of(config), structure_of(config)
        print(
            f"| {name} | {trial} | {words} | {cost.multiply_adds:,} | {in_words(brief.test)} | {in_words(full.test)} |"
        )
        results.append({"found_by": name, "trial": trial, "structure": words, **asdict(cost)})
        results[-1] |= {"brief": asdict(brief), "in_full": asdict(full)}
    print(json.dumps(results))


if __name__ == "__main__":
    main()
