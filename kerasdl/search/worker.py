"""Worker process of a search: runs one trial after another until the search is over.

Each is a process of its own, on this machine or another; all they share is the database.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from optuna.exceptions import UpdateFinishedTrialError
from optuna.trial import FrozenTrial, TrialState

from kerasdl.config import TrainConfig
from kerasdl.data.mnist import Digits, Mnist, load_mnist
from kerasdl.errors import KerasdlError
from kerasdl.files import atomic_file
from kerasdl.search.candidate import Pruned, Stopped, cost_of, evaluate_candidate, is_nondominated, should_prune
from kerasdl.search.inheritance import inherit_weights, nearest_structure
from kerasdl.search.space import choose
from kerasdl.search.stop_signal import stop_when_stdin_closes
from kerasdl.search.storage import RETRIES, open_storage
from kerasdl.search.study import FINISHED, Search, join_search
from kerasdl.search.worker_job import Job

WAIT = 1.0  # seconds between two looks, when all that is left is being tried by others


def work(job: Job, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Take trials until the job says that it is enough, or `should_stop` does."""
    search = join_search(open_storage(job.storage, **job.storage_settings), job.name)
    worker = _Worker(search, _some_digits(search.config.digits), Path(job.weights), should_stop)
    with suppress(Stopped):
        while method := _next(search, worker.seconds, job, should_stop):
            worker.take_one(method)


def _some_digits(count: int) -> Mnist:
    data = load_mnist()
    return replace(data, train=Digits(data.train.images[:count], data.train.labels[:count]))


def _next(search: Search, seconds: dict[str, float], job: Job, should_stop: Callable[[], bool]) -> str | None:
    """The method that has had the least of this worker's time, among those that want more trials; None when done."""
    while (job.until is None or time.time() < job.until) and not should_stop():
        open_ones, waiting = [], False
        for method, study in search.studies.items():
            optuna.storages.fail_stale_trials(study)
            trials = search.trials(method)
            finished = sum(trial.state in FINISHED for trial in trials)
            running = sum(trial.state == TrialState.RUNNING for trial in trials)
            if job.trials is None or finished + running < job.trials:
                open_ones.append(method)
            waiting = waiting or finished < (job.trials or 0)
        if open_ones:
            return min(open_ones, key=lambda method: seconds[method])
        if not waiting:
            return None
        time.sleep(WAIT)  # one that is running elsewhere may die, and be this worker's next
    return None


class _Worker:
    """What a worker keeps from trial to trial."""

    def __init__(self, search: Search, data: Mnist, weights: Path, should_stop: Callable[[], bool]) -> None:
        self.search, self.data, self.weights, self.should_stop = search, data, weights, should_stop
        self.seconds = dict.fromkeys(search.studies, 0.0)
        self.name = f"{os.uname().nodename}:{os.getpid()}" if hasattr(os, "uname") else str(os.getpid())

    def take_one(self, method: str) -> None:
        """One trial, from its genes to its result; where it is interrupted, it waits to be tried again."""
        study, started = self.search.studies[method], time.perf_counter()
        numbers: list[int] = []
        try:
            study.optimize(lambda trial: self._objective(method, trial, numbers), n_trials=1)
        except (ValueError, UpdateFinishedTrialError) as error:
            # Cut off for so long that others gave this trial up and try it again: its result is left out.
            if isinstance(error, ValueError) and not str(error).startswith("Cannot tell"):
                raise
        except Stopped:
            for number in numbers:
                try_again(study, study.get_trials(deepcopy=False)[number])
            raise
        self.seconds[method] += time.perf_counter() - started

    def _objective(self, method: str, trial: optuna.Trial, numbers: list[int]) -> tuple[float, float]:
        numbers.append(trial.number)
        search, started = self.search.config, time.perf_counter()
        config = choose(trial, search)
        cost = cost_of(config)
        trial.set_user_attr("worker", self.name)
        trial.set_user_attr("config", asdict(config))
        trial.set_user_attr("cost", asdict(cost))
        errors: list[float] = []

        def judge(epoch: int, error: float) -> None:
            errors.append(error)
            trial.set_user_attr("errors", list(errors))
            if search.stop_early and epoch < search.epochs:
                others = _after_epoch(self.search.trials(method), epoch, search.goal)
                if should_prune(error, cost.of(search.goal), others, len(self.data.validation.labels)):
                    raise Pruned

        try:
            begin, parent = self._begin(method, trial, config) if search.inherit else (None, None)
            trial.set_user_attr("parent", parent)
            outcome = evaluate_candidate(config, self.data, begin=begin, on_epoch=judge, should_stop=self.should_stop)
            trainings = self._judge_again(method, config, begin, outcome.error, cost.of(search.goal))
        except Pruned:
            raise optuna.TrialPruned from None
        finally:
            trial.set_user_attr("seconds", time.perf_counter() - started)
        if search.inherit:
            with atomic_file(self._file(method, trial.number)) as part:
                np.savez(part, **outcome.weights)
        trial.set_user_attr("trainings", trainings)
        return statistics.mean(trainings), float(cost.of(search.goal))

    def _judge_again(
        self, method: str, config: TrainConfig, begin: list[np.ndarray] | None, error: float, cost: int
    ) -> list[float]:
        """The errors of a candidate's trainings: of more than its first, as long as their mean would be on the front.

        The lowest of many errors that chance moves is a lucky one: it would keep better structures away from the front.
        """
        errors = [error]
        others = [(t.values[1], t.values[0]) for t in self.search.trials(method) if t.state == TrialState.COMPLETE]
        while len(errors) < self.search.config.seeds and is_nondominated(statistics.mean(errors), cost, others):
            again = replace(config, seed=config.seed + len(errors))
            errors.append(evaluate_candidate(again, self.data, begin=begin, should_stop=self.should_stop).error)
        return errors

    def _file(self, method: str, number: int) -> Path:
        return self.weights / f"{method}-{number}.npz"

    def _begin(self, method: str, trial: optuna.Trial, config: Any) -> tuple[list[np.ndarray] | None, int | None]:
        """The weights that this child begins with, and the trial that they are from."""
        kept = {file.name for file in self.weights.iterdir()} if self.weights.is_dir() else set()
        done = {
            other.number: other
            for other in self.search.trials(method)
            if other.state == TrialState.COMPLETE and self._file(method, other.number).name in kept
        }
        parent = nearest_structure(trial.params, {number: other.params for number, other in done.items()})
        if parent is None:
            return None, None
        with np.load(self._file(method, parent)) as weights:
            depth = len(done[parent].user_attrs["config"]["hidden_units"])
            return inherit_weights(config, dict(weights), depth), parent


def _after_epoch(trials: list[FrozenTrial], epoch: int, goal: str) -> list[tuple[float, float]]:
    """Cost and error of every trial that has been judged after an epoch."""
    key = goal.replace("-", "_")
    return [
        (float(trial.user_attrs["cost"][key]), float(trial.user_attrs["errors"][epoch - 1]))
        for trial in trials
        if trial.state in FINISHED and len(trial.user_attrs.get("errors", ())) >= epoch
    ]


def try_again(study: optuna.Study, trial: FrozenTrial) -> None:
    """Put a trial that was interrupted back in line, with the same genes."""
    optuna.storages.RetryHeartbeatStaleTrialCallback(max_retry=RETRIES)(study, trial)


def main() -> int:
    """A worker's process: the job as one line of JSON on standard input, which then stays open as long as it may work."""
    job = Job(**json.loads(sys.stdin.readline()))
    try:
        work(job, stop_when_stdin_closes().is_set)
    except KerasdlError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
