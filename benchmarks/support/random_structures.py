"""Structures drawn at random by seed, as a search begins: the same ones in every run. For the benchmarks of the search."""

from __future__ import annotations

from typing import Any

import optuna

from kerasdl.search.space import SearchConfig, choose


def drawn(count: int, config: SearchConfig) -> list[dict[str, Any]]:
    """The genes of so many structures."""
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    trials = [study.ask() for _ in range(count)]
    for trial in trials:
        choose(trial, config)
    return [trial.params for trial in trials]
