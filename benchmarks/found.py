"""Are the structures that a search found worth it? Each trained anew with several seeds, beside the hand-made `quick`.

    kerasdl search --minutes 40 --baseline --out search
    python benchmarks/found.py search [--seeds 3] [--most 6]

Of each method it takes up to `--most` structures along the front, and the best one that costs less than `quick`: of the five
with the lowest validation error in the search the one whose validation error is lowest over the seeds. Each is trained from
new weights: briefly, with the epochs that the search gave it, and in full, with ten; `quick` with its own two, and with ten.
Prints a table, mean ± standard deviation of the error on all 10,000 test digits, and one JSON object on the last line.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from kerasdl.backend.fast_import import load_keras
from kerasdl.backend.selection import choose_backend

choose_backend()
load_keras()

from kerasdl.config import PRESETS, TrainConfig  # noqa: E402
from kerasdl.data.mnist import load_mnist  # noqa: E402
from kerasdl.evaluation.report import evaluate  # noqa: E402
from kerasdl.search import Candidate, SearchResults, describe_structure, read_results  # noqa: E402
from kerasdl.search.candidate import cost_of  # noqa: E402
from kerasdl.training.loop import train  # noqa: E402

CONTENDERS = 5


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


def best_contender(found: SearchResults, method: str, cheaper_than: int, seeds: int) -> Candidate | None:
    """Of a method's structures that cost less, the best on validation: the first few by the search, then over the seeds."""
    tried = [
        c for c in found.candidates if c.method == method and c.error is not None and c.multiply_adds < cheaper_than
    ]
    ordered = sorted(tried, key=lambda c: (c.error or 0.0, c.multiply_adds))
    each = {(c.config.hidden_units, c.config.activation, c.config.batch_normalization): c for c in reversed(ordered)}
    first = sorted(each.values(), key=ordered.index)[:CONTENDERS]
    return min(first, key=lambda c: statistics.mean(errors_of(c.config, seeds).validation), default=None)


def along(front: list[Candidate], most: int) -> list[Candidate]:
    """Some structures of a front, from its cheapest to its best."""
    places = {round(n * (len(front) - 1) / max(1, most - 1)) for n in range(most)}
    return [front[place] for place in sorted(places)]


def rows(found: SearchResults, seeds: int, most: int) -> Iterator[tuple[str, str, TrainConfig]]:
    """Name, trial and settings of each structure, as it is to be trained for as long as the search did."""
    quick = PRESETS["quick"]
    yield "quick", "", quick
    for method in found.methods:
        best = best_contender(found, method, cost_of(quick).multiply_adds, seeds)
        listed = {c.trial: c for c in [*along(found.front(method), most), *([best] if best else [])]}
        for c in sorted(listed.values(), key=lambda c: c.multiply_adds):
            name = f"{method}, best below quick" if best and c.trial == best.trial else method
            yield name, c.trial, c.config


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
    for name, trial, config in rows(read_results(options.folder), options.seeds, options.most):
        brief, full = errors_of(config, options.seeds), errors_of(in_full(config), options.seeds)
        cost, words = cost_of(config), describe_structure(config)
        cells = [name, trial, words, f"{cost.multiply_adds:,}", in_words(brief.test), in_words(full.test)]
        print(f"| {' | '.join(cells)} |", flush=True)
        results.append({"found_by": name, "trial": trial, "structure": words, **asdict(cost)})
        results[-1] |= {"brief": asdict(brief), "in_full": asdict(full)}
    print(json.dumps(results))


if __name__ == "__main__":
    main()
