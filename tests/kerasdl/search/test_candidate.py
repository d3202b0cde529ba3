from dataclasses import replace

import numpy as np
import pytest

from kerasdl.config import TrainConfig
from kerasdl.data.mnist import Digits, load_mnist
from kerasdl.networks.build import mlp
from kerasdl.networks.cost import multiply_adds
from kerasdl.search.candidate import (
    BETTER_ONES,
    Pruned,
    Stopped,
    cost_of,
    evaluate_candidate,
    is_nondominated,
    should_prune,
)
from kerasdl.training.loop import build

CONFIG = TrainConfig(hidden_units=(12,), epochs=2, batch_size=50, batch_normalization=True)


@pytest.fixture(scope="module")
def data():
    mnist = load_mnist()
    return replace(mnist, train=Digits(mnist.train.images[:1_000], mnist.train.labels[:1_000]))


def test_a_candidate_is_judged_after_each_epoch_and_at_the_end(data):
    told = []
    outcome = evaluate_candidate(CONFIG, data, on_epoch=lambda epoch, error: told.append((epoch, error)))
    assert [epoch for epoch, _ in told] == [1, 2]
    assert outcome.error == told[-1][1] < told[0][1] < 0.9
    assert set(outcome.weights) >= {"1/kernel", "1/gamma", "logits/kernel", "logits/bias"}


def test_what_is_raised_after_an_epoch_ends_the_candidate(data):
    def end(epoch, error):
        raise Pruned

    with pytest.raises(Pruned):
        evaluate_candidate(CONFIG, data, on_epoch=end)


def test_a_candidate_can_be_stopped_at_any_step(data):
    with pytest.raises(Stopped):
        evaluate_candidate(CONFIG, data, should_stop=lambda: True)


def test_a_training_that_diverges_is_a_weak_candidate_not_an_error(data):
    with pytest.raises(Pruned, match="The loss must stay finite"):
        evaluate_candidate(replace(CONFIG, learning_rate=1e30, batch_normalization=False, activation="linear"), data)


def test_a_candidate_may_begin_with_weights(data):
    weights = build(CONFIG).get_weights()
    weights[-1] = np.where(np.arange(10) == 3, 1000.0, 0.0).astype("float32")
    errors = []
    still = replace(CONFIG, learning_rate=1e-9)
    evaluate_candidate(still, data, begin=weights, on_epoch=lambda _, error: errors.append(error))
    assert errors[0] == pytest.approx(float((data.validation.labels != 3).mean()))


def test_what_a_structure_costs_is_known_before_it_is_trained():
    cost = cost_of(CONFIG)
    assert cost.multiply_adds == multiply_adds(mlp([12])) == cost.of("multiply-adds")
    assert cost.parameters == build(CONFIG).count_params()
    assert cost.of("bytes") == cost.bytes < 2 * cost.multiply_adds


def test_weak_is_whom_several_cheaper_ones_beat_by_more_than_chance():
    better = [(90, 0.02)] * BETTER_ONES
    assert should_prune(0.10, 100, better, judged=5_000)
    assert not should_prune(0.10, 100, better[1:], judged=5_000)
    assert not should_prune(0.10, 80, better, judged=5_000)  # they cost more
    assert not should_prune(0.022, 100, better, judged=5_000)  # within two deviations of 0.2 %
    assert should_prune(0.03, 90, better, judged=5_000)


def test_at_the_front_is_whom_none_beats_at_its_price():
    others = [(100, 0.04), (200, 0.03)]
    assert is_nondominated(0.05, 90, others)  # cheaper than all
    assert is_nondominated(0.035, 150, others) and is_nondominated(0.02, 500, others)
    assert not is_nondominated(0.04, 100, others)  # no better than one that costs the same
    assert not is_nondominated(0.035, 250, others)
    assert is_nondominated(0.9, 100, [])
