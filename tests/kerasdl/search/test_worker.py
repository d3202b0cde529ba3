"""What a worker makes of a candidate's trainings."""

from dataclasses import replace
from pathlib import Path

import pytest

from kerasdl.data.mnist import Digits, load_mnist
from kerasdl.search import worker
from kerasdl.search.candidate import Outcome, Pruned
from kerasdl.search.results import collect_results
from kerasdl.search.space import SearchConfig
from kerasdl.search.storage import local_url, open_storage
from kerasdl.search.study import start_search

GENES = {"depth": 1, "width_1": 3, "width_2": 0, "width_3": 0, "width_4": 0, "activation": "relu", "skips": False}
GENES |= {"batch_normalization": False, "dropout": 0.0, "learning_rate": 1e-3, "batch_size": 96}


@pytest.fixture
def tried(tmp_path, monkeypatch):
    """A function from the errors that trainings reach, one list a candidate, to what the search then knows of them."""
    mnist = load_mnist()
    data = replace(mnist, train=Digits(mnist.train.images[:1_000], mnist.train.labels[:1_000]))

    def search(candidates, seeds=3, width=()):
        config = SearchConfig(digits=1_000, epochs=1, population=4, seeds=seeds, seed=10)
        under_way = start_search(open_storage(local_url(tmp_path)), "n", config, baseline=False)
        one = worker._Worker(under_way, data, tmp_path / "weights", lambda: False)
        for n, errors in enumerate(candidates):

            def evaluate_candidate(config, *_arguments, errors=errors, **_settings):
                error = errors[config.seed - 10]
                if error is None:
                    raise Pruned
                return Outcome(error, {})

            monkeypatch.setattr(worker, "evaluate_candidate", evaluate_candidate)
            under_way.studies["evolution"].enqueue_trial({**GENES, "width_1": width[n] if width else 3})
            one.take_one("evolution")
        return collect_results(under_way)

    return search


def test_a_candidate_that_comes_to_the_front_is_trained_with_every_seed_and_judged_by_the_mean(tried):
    found = tried([[0.02, 0.05, 0.05]])
    assert found.candidates[0].trainings == 3
    assert found.candidates[0].error == pytest.approx(0.04)
    assert found.candidates[0].config.seed == 10


def test_a_lucky_one_is_trained_until_its_mean_is_behind_the_front(tried):
    found = tried([[0.04, 0.04, 0.04], [0.02, 0.07, 0.01], [0.05], [0.03, 0.03, 0.03]])
    assert [c.trainings for c in found.candidates] == [3, 2, 1, 3]
    assert [c.error for c in found.candidates] == pytest.approx([0.04, 0.045, 0.05, 0.03])
    assert [c.trial for c in found.front("evolution")] == ["3"]


def test_a_cheaper_one_comes_to_the_front_with_a_higher_error(tried):
    found = tried([[0.04] * 3, [0.08] * 3, [0.05]], width=[3, 1, 5])
    assert [c.trainings for c in found.candidates] == [3, 3, 1]
    assert [c.trial for c in found.front("evolution")] == ["1", "0"]


def test_one_that_fails_with_another_seed_is_weak(tried):
    found = tried([[0.02, None, 0.02]])
    assert found.candidates[0].error is None and found.front("evolution") == []


def test_one_seed_is_one_training(tried):
    found = tried([[0.02], [0.01]], seeds=1)
    assert [c.trainings for c in found.candidates] == [1, 1]


def test_a_child_asks_the_disk_as_often_however_many_came_before_it(tmp_path, monkeypatch):
    config = SearchConfig(digits=1_000, epochs=1, population=4, seeds=1, inherit=True)
    under_way = start_search(open_storage(local_url(tmp_path)), "n", config, baseline=False)
    weights = tmp_path / "weights"
    weights.mkdir()
    one = worker._Worker(under_way, load_mnist(), weights, lambda: False)
    monkeypatch.setattr(worker, "evaluate_candidate", lambda *_arguments, **_settings: Outcome(0.1, {}))
    asked, exists, iterdir = [], Path.exists, Path.iterdir
    monkeypatch.setattr(Path, "exists", lambda file, **more: asked.append(file) or exists(file, **more))
    monkeypatch.setattr(Path, "iterdir", lambda folder: asked.append(folder) or iterdir(folder))
    counts = []
    for _ in range(8):
        asked.clear()
        under_way.studies["evolution"].enqueue_trial(GENES)
        one.take_one("evolution")
        counts.append(len(asked))
    assert counts == counts[:1] * 8
    parents = [trial.user_attrs["parent"] for trial in under_way.trials("evolution")]
    assert parents == [None, *range(7)]  # the latest of equals
