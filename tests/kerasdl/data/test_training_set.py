import numpy as np
import pytest

from kerasdl.config import TrainConfig
from kerasdl.data import synthetic
from kerasdl.data.training_set import build_training_set, targets
from kerasdl.training.loop import train


def test_targets_are_one_hot_smoothed_and_even_for_what_is_no_digit():
    found = targets(np.array([3, synthetic.NOT_A_DIGIT]), 0.1)
    assert found[0, 3] == pytest.approx(0.91)
    assert found[0, 0] == pytest.approx(0.01)
    assert np.allclose(found[1], 0.1)


def test_mnist_alone_stays_as_it_is(few):
    found = build_training_set(TrainConfig(), few.train)
    assert np.array_equal(found.images, few.train.images)
    assert np.array_equal(found.labels, few.train.labels)


def test_drawn_digits_and_non_digits_come_after_mnists(few):
    found = build_training_set(TrainConfig(pen_digits=40, non_digits=30), few.train)
    assert len(found) == len(found.images) == len(found.targets) == 2_070
    assert np.array_equal(found.images[:2_000], few.train.images)
    assert (found.labels[2_000:2_040] < 10).all()
    assert (found.labels[2_040:] == synthetic.NOT_A_DIGIT).all()
    assert found.images[2_000:-1].any((1, 2)).all()
    assert not found.images[-1].any()  # an empty canvas is no digit either


def test_an_epoch_shows_mnists_digits_as_often_as_asked_and_drawings_once(few):
    found = build_training_set(TrainConfig(repeats=2, pen_digits=40), few.train)
    assert len(found) == 4_040
    assert np.array_equal(found.images[:2_000], found.images[2_000:4_000])
    assert np.array_equal(found.labels[2_000:4_000], few.train.labels)


def test_a_network_learns_to_be_unsure_of_what_is_no_digit(few):
    config = TrainConfig(
        hidden_units=(64,), epochs=8, learning_rate=5e-3, batch_size=50, pen_digits=500, non_digits=500
    )
    model = train(config, data=few).model
    confidence = lambda digits: np.asarray(model(digits.images / np.float32(255))).max(1)  # noqa: E731
    assert np.median(confidence(synthetic.drawings(200, 7, synthetic.SEEN))) < 0.5
    assert np.median(confidence(few.test)) > 0.9
    assert np.asarray(model(np.zeros((1, 28, 28), np.float32))).max() < 0.5
