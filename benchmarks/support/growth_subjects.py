"""Subjects of `benchmarks.growth`: each prepares work of a size and gives the part of it that is timed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kerasdl.data.mnist import Mnist
    from kerasdl.search.storage import PatientStorage
    from kerasdl.search.study import Search

Prepared = AbstractContextManager[Callable[[], object]]


@dataclass(frozen=True)
class Subject:
    """What grows.

    Attributes:
        work: what is timed.
        unit: what the sizes count.
        sizes: from small to large.
        prepared: prepares a size outside the time that counts, and gives the work to be timed.
    """

    work: str
    unit: str
    sizes: tuple[int, ...]
    prepared: Callable[[int], Prepared]


def _ten_times(work: Callable[[], object]) -> Callable[[], object]:
    def again() -> None:
        for _ in range(10):
            work()

    return again


@contextmanager
def _pictures(count: int) -> Iterator[Callable[[], object]]:
    """MNIST's digits as PNG files of a few sizes, read in one call by the page's network."""
    import numpy as np
    from PIL import Image

    from kerasdl.data.mnist import load_mnist
    from kerasdl.inference.predict import predict_files

    digits, rng = load_mnist().test.images, np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{n}.png" for n in range(count)]
        for n, file in enumerate(files):
            width, height = rng.integers(60, 400, 2)
            Image.fromarray(255 - digits[n % len(digits)]).resize((int(width), int(height))).save(file)
        yield lambda: predict_files(files, "web")


def _start_keras() -> None:
    """As the command does."""
    from kerasdl.backend.fast_import import load_keras
    from kerasdl.backend.selection import choose_backend

    choose_backend("jax")
    load_keras()


def _with_digits(count: int) -> Mnist:
    """MNIST with so many training digits, its own over and over."""
    import numpy as np

    from kerasdl.data.mnist import Digits, load_mnist

    data = load_mnist()
    images, labels = data.train.images, data.train.labels
    return replace(data, train=Digits(np.resize(images, (count, *images.shape[1:])), np.resize(labels, count)))


def _units(parameters: int) -> tuple[int, int]:
    """Two equal hidden layers that make about so many parameters."""
    width = round((-796 + (796**2 + 4 * parameters) ** 0.5) / 2)  # 784 w + w + w² + w + 10 w + 10
    return width, width


def _epoch(*, digits: int = 5_000, parameters: int | None = None) -> Callable[[], object]:
    _start_keras()
    from kerasdl.config import PRESETS
    from kerasdl.training.loop import train

    config, data = replace(PRESETS["quick"], epochs=1), _with_digits(digits)
    if parameters is not None:
        config = replace(config, hidden_units=_units(parameters), mixed_precision="off")
    return lambda: train(config, data=data, insist=True)


@contextmanager
def _digits(count: int) -> Iterator[Callable[[], object]]:
    yield _epoch(digits=count)


@contextmanager
def _parameters(count: int) -> Iterator[Callable[[], object]]:
    yield _epoch(parameters=count)


@contextmanager
def _loading(parameters: int) -> Iterator[Callable[[], object]]:
    _start_keras()
    from kerasdl.config import TrainConfig
    from kerasdl.models.load import load_keras_model
    from kerasdl.training.loop import build

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.keras"
        build(TrainConfig(hidden_units=_units(parameters))).save(file)
        yield lambda: load_keras_model(file)


def _fill(storage: PatientStorage, candidates: int) -> Search:
    """A search that has finished so many candidates, written to its database as Optuna would."""
    import numpy as np
    import optuna
    from optuna.trial import TrialState, create_trial

    from kerasdl.search.space import SearchConfig, choose
    from kerasdl.search.study import join_search, start_search

    config, rng = SearchConfig(digits=1_000, epochs=1, inherit=True, seeds=1), np.random.default_rng(0)
    drawn = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    study = start_search(storage, "n", config, baseline=False).studies["evolution"]
    for _ in range(candidates):
        trial = drawn.ask()
        structure = choose(trial, config)
        error, cost = float(rng.uniform(0.01, 0.2)), int(rng.integers(10_000, 1_000_000))
        attributes = {
            "worker": "here:1",
            "config": asdict(structure),
            "cost": {"multiply_adds": cost, "bytes": 4 * cost, "parameters": cost},
            "errors": [error],
            "trainings": [error],
            "parent": None,
            "seconds": 5.0,
        }
        finished = create_trial(
            state=TrialState.COMPLETE,
            values=[error, float(cost)],
            params=trial.params,
            distributions=trial.distributions,
            user_attrs=attributes,
        )
        storage.create_new_trial(study._study_id, finished)
    return join_search(storage, "n")


@contextmanager
def _filled(candidates: int, *, postgres: bool) -> Iterator[tuple[Search, Path]]:
    """A filled search, in a database that nobody else uses, and the folder of its candidates' weights."""
    import numpy as np

    from benchmarks.support.database import running_postgres
    from kerasdl.search.storage import local_url, open_storage

    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        url = held.enter_context(running_postgres()).new_database("growth") if postgres else local_url(folder)
        search = _fill(open_storage(url), candidates)
        weights = folder / "weights"
        weights.mkdir()
        for number in range(candidates):
            np.savez(weights / f"evolution-{number}.npz")
        yield search, weights


@contextmanager
def _candidates(count: int, *, postgres: bool = False) -> Iterator[Callable[[], object]]:
    """Ten more candidates, with all that a worker does about them but to train them."""
    _start_keras()
    from kerasdl.search import worker
    from kerasdl.search.candidate import Outcome

    worker.evaluate_candidate = lambda *_arguments, **_settings: Outcome(0.1, {})
    with _filled(count, postgres=postgres) as (search, weights):
        one = worker._Worker(search, _with_digits(1_000), weights, lambda: False)
        more = _ten_times(lambda: one.take_one("evolution"))
        more()  # the first reads all the others, once, and JAX compiles what makes networks
        yield more


@contextmanager
def _postgres(count: int) -> Iterator[Callable[[], object]]:
    with _candidates(count, postgres=True) as work:
        yield work


@contextmanager
def _status(count: int) -> Iterator[Callable[[], object]]:
    """Ten looks of the process that reports a search's status, which it takes once a second."""
    from kerasdl.search.run import _Monitor

    with _filled(count, postgres=False) as (search, weights):
        monitor = _Monitor(search, weights, None, 1_000_000, lambda _status: None)
        monitor.poll(2)
        yield _ten_times(lambda: monitor.poll(2))


def _run_folders(home: Path, count: int) -> None:
    """Finished training runs as the dashboard keeps them, ten of each visitor."""
    from app.jobs.training_run import PROGRESS_FILE, Snapshot, TrainingRequest, TrainingRun
    from kerasdl.config import PRESETS

    validation = {"validation_loss": 0.1, "validation_accuracy": 0.97}
    lines = "".join(
        Snapshot(1 + n // 20, 2, 1 + n % 20, 20, 0.1, 0.97, 0.1 * n, validation, 1e-3).to_line() for n in range(40)
    )
    for number in range(count):
        request = TrainingRequest(f"visitor {number // 10}", PRESETS["quick"], created=2e9 + number)
        run = TrainingRun(home / f"{number:032x}", request)
        run.write_request()
        (run.folder / PROGRESS_FILE).write_text(lines)
        (run.folder / "state.json").write_text(json.dumps({"state": "done", "error": None}))


@contextmanager
def _kept_runs(count: int) -> Iterator[tuple[Path, Callable[[], Any]]]:
    from app.jobs.queue import JobQueue
    from app.jobs.trainings import Trainings

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _run_folders(home, count)
        yield home, lambda: Trainings(JobQueue({"trainings": 1}), home, home)


@contextmanager
def _server(count: int) -> Iterator[Callable[[], object]]:
    with _kept_runs(count) as (_, start):
        yield start


@contextmanager
def _visit(count: int) -> Iterator[Callable[[], object]]:
    with _kept_runs(count) as (_, start):
        trainings = start()
        yield lambda: [(run.status(), run.card(), run.learning_rate) for run in trainings.of("visitor 0")]


RUNS, SEARCHED = (10, 100, 1_000), (100, 1_000, 10_000)
NETWORKS = (10_000, 100_000, 1_000_000, 10_000_000)
SUBJECTS = {
    "pictures": Subject("predict", "picture files", (1, 10, 100, 1_000, 10_000), _pictures),
    "digits": Subject("one epoch of `quick`", "training digits", (5_000, 55_000, 550_000), _digits),
    "parameters": Subject("one epoch, 5,000 digits", "parameters", NETWORKS, _parameters),
    "loading": Subject("loading a network", "parameters", NETWORKS, _loading),
    "candidates": Subject("ten more candidates, SQLite", "candidates before", SEARCHED, _candidates),
    "postgres": Subject("ten more candidates, PostgreSQL", "candidates before", SEARCHED, _postgres),
    "status": Subject("ten reports of a search", "candidates", SEARCHED, _status),
    "server": Subject("start of the dashboard", "kept runs", RUNS, _server),
    "visit": Subject("one visitor's ten runs", "kept runs", RUNS, _visit),
}
