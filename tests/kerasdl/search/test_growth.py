"""What a search reads and writes does not grow faster than what it has tried."""

from __future__ import annotations

from dataclasses import asdict

import optuna
import pytest
from optuna.trial import TrialState, create_trial

from kerasdl.config import TrainConfig
from kerasdl.search import results, run
from kerasdl.search.results import SearchResults, collect_results
from kerasdl.search.space import SearchConfig
from kerasdl.search.study import Search

COST = {"multiply_adds": 10_000, "bytes": 40_000, "parameters": 10_000}


@pytest.fixture
def search():
    study = optuna.create_study(directions=["minimize", "minimize"])
    return Search("n", SearchConfig(), {"evolution": study})


def finish(search, count):
    """So many more finished trials."""
    attributes = {"config": asdict(TrainConfig()), "cost": COST, "seconds": 1.0}
    for _ in range(count):
        finished = create_trial(state=TrialState.COMPLETE, values=[0.1, 1e4], user_attrs=attributes)
        search.studies["evolution"].add_trial(finished)


def test_each_trial_is_made_out_once_however_often_the_results_are_asked_for(search, monkeypatch):
    made, make = [], results._candidate
    monkeypatch.setattr(results, "_candidate", lambda method, trial: made.append(trial.number) or make(method, trial))
    for more in (20, 0, 0, 5, 1, 0):
        finish(search, more)
        assert len(collect_results(search).candidates) == len(search.trials("evolution"))
    assert made == list(range(26))


def test_a_trial_counts_from_when_it_is_finished(search):
    trial = search.studies["evolution"].ask()
    for name, value in {"config": asdict(TrainConfig()), "cost": COST, "seconds": 1.0}.items():
        trial.set_user_attr(name, value)
    assert collect_results(search).candidates == []
    search.studies["evolution"].tell(trial, [0.25, 1e4])
    (found,) = collect_results(search).candidates
    assert found.error == 0.25


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.7, 3.0, 40.0])
def test_writing_results_takes_a_small_part_of_the_time_however_long_it_takes(seconds, search, tmp_path, monkeypatch):
    now, written = [0.0], []

    def collect(_search):
        now[0] += seconds
        written.append(now[0])
        return SearchResults("bytes", {}, [])

    monkeypatch.setattr(run.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(run, "collect_results", collect)
    monitor = run._Monitor(search, tmp_path, 1, None, None)
    while now[0] < 2_000:
        monitor.poll(1)
        now[0] += 1.0
    assert len(written) >= min(2_000 / 17, 2_000 * run.SAVE_SHARE / (seconds + 1) - 2)
    assert len(written) * seconds <= 1.05 * run.SAVE_SHARE * 2_000 + seconds
