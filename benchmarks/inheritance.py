"""What is `kerasdl search --inherit` worth? Families of structures, each child trained with new and with inherited weights.

    python benchmarks/inheritance.py [--families 10] [--generations 3] [--digits 55000] [--epochs 2] [--full 10]

A family begins with a structure drawn at random, as a search does; each child differs from its parent in one or two genes.
With inheritance a child begins with what fits of its parent's weights, and they with their parent's. Each structure is also
trained in full from new weights: that is what a search is to foretell. Prints medians of the validation errors for each
generation, and how well each way of trying structures briefly ranks them as the full trainings do (Spearman's correlation,
over the later generations). One JSON object on the last line.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np
import optuna
from scipy.stats import spearmanr

from benchmarks.support.random_structures import drawn
from kerasdl.backend.fast_import import load_keras
from kerasdl.backend.selection import choose_backend

choose_backend()
load_keras()

from kerasdl.config import TrainConfig  # noqa: E402
from kerasdl.data.mnist import Digits, load_mnist  # noqa: E402
from kerasdl.search.candidate import Outcome, Pruned, evaluate_candidate  # noqa: E402
from kerasdl.search.inheritance import inherit_weights  # noqa: E402
from kerasdl.search.space import MAX_LAYERS, RATES, WIDTHS, SearchConfig, choose  # noqa: E402

WAYS = ("new", "inherited", "full")


def mutated(genes: dict[str, Any], others: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """A child: one or two genes go to a neighbour, or, where there are none, to another structure's value."""
    child = dict(genes)
    for gene in rng.choice(sorted(genes), size=rng.integers(1, 3), replace=False):
        if gene == "depth" or gene.startswith("width"):
            most = MAX_LAYERS if gene == "depth" else len(WIDTHS) - 1
            child[gene] = int(np.clip(genes[gene] + rng.choice((-1, 1)), 0, most))
        elif gene == "learning_rate":
            child[gene] = float(np.clip(genes[gene] * math.exp(rng.normal(0, 0.4)), *RATES))
        else:
            child[gene] = others[gene]
    return child


class Family:
    """A structure and its descendants, trained each way."""

    def __init__(self, genes: dict[str, Any], others: dict[str, Any], options: argparse.Namespace, seed: int) -> None:
        self.genes, self.others, self.options = genes, others, options
        self.rng = np.random.default_rng(seed)
        data = load_mnist()
        self.data = replace(
            data, train=Digits(*(part[: options.digits] for part in (data.train.images, data.train.labels)))
        )

    def generations(self) -> Iterator[dict[str, float]]:
        """The validation errors of each generation by the way of training; 1 for one whose loss was not finite."""
        heritage: tuple[Outcome, int] | None = None
        for _ in range(self.options.generations):
            search = SearchConfig(digits=self.options.digits, epochs=self.options.epochs)
            config = choose(optuna.trial.FixedTrial(self.genes), search)  # type: ignore[arg-type]
            begin = None if heritage is None else inherit_weights(config, heritage[0].weights, heritage[1])
            new, full = self.tried(config), self.tried(replace(config, epochs=self.options.full))
            after = new if begin is None else self.tried(config, begin)
            yield {way: 1.0 if o is None else o.error for way, o in zip(WAYS, (new, after, full), strict=True)}
            if after is not None:
                heritage = after, len(config.hidden_units)
            self.genes = mutated(self.genes, self.others, self.rng)

    def tried(self, config: TrainConfig, begin: list[np.ndarray] | None = None) -> Outcome | None:
        """Train it; None where its loss is not finite."""
        try:
            return evaluate_candidate(config, self.data, begin=begin)
        except Pruned:
            return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", type=int, default=10)
    parser.add_argument("--generations", type=int, default=3)
    parser.add_argument("--digits", type=int, default=55_000)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--full", type=int, default=10)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    firsts = drawn(2 * options.families, SearchConfig())
    errors: list[list[dict[str, float]]] = []
    for number in range(options.families):
        family = Family(firsts[2 * number], firsts[2 * number + 1], options, number)
        errors.append(list(family.generations()))
        print(f"family {number + 1}: {errors[-1]}", flush=True)
    for generation, rows in enumerate(zip(*errors, strict=True), start=1):
        said = ", ".join(f"{way} {100 * median(row[way] for row in rows):.2f} %" for way in WAYS)
        better = sum(row["inherited"] < row["new"] for row in rows)
        print(f"generation {generation}: {said}; inherited better than new for {better} of {len(rows)}")
    later = [row for family in errors for row in family[1:]]
    ranks = {way: float(spearmanr([r[way] for r in later], [r["full"] for r in later]).statistic) for way in WAYS[:2]}
    print("ranking of the full trainings foretold: " + ", ".join(f"{way} {r:.2f}" for way, r in ranks.items()))
    print(json.dumps({"errors": errors, "ranks": ranks}))


if __name__ == "__main__":
    main()
