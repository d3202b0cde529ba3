import numpy as np
import pytest

from kerasdl.evaluation.calibration import (
    apply_temperature,
    fit_temperature,
    rejection_curve,
    rejection_threshold,
    temper,
)
from kerasdl.evaluation.report import calibration_bins, expected_calibration_error
from kerasdl.inference.surety import surety
from kerasdl.networks.build import mlp


def overconfident(rng, temperature: float, count: int = 20_000):
    """Answers whose logits are `temperature` times too large, and labels drawn from the right ones."""
    logits = rng.normal(0, 2, (count, 10))
    true = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    labels = (true.cumsum(1) > rng.random((count, 1))).argmax(1)
    wrong = np.exp(temperature * logits)
    return (wrong / wrong.sum(1, keepdims=True)).astype(np.float32), labels


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_the_temperature_that_was_put_in_is_found(rng, temperature):
    answers, labels = overconfident(rng, temperature)
    assert fit_temperature(answers, labels) == pytest.approx(temperature, rel=0.05)


def test_the_best_temperature_mends_the_calibration(rng):
    answers, labels = overconfident(rng, 2.5)
    before = expected_calibration_error(calibration_bins(answers, labels))
    after = expected_calibration_error(calibration_bins(temper(answers, fit_temperature(answers, labels)), labels))
    assert before > 0.1
    assert after < 0.02


def test_a_temperature_of_one_changes_nothing_and_none_changes_an_answer(rng):
    answers, _ = overconfident(rng, 1.0, 100)
    assert np.allclose(temper(answers, 1.0), answers, atol=1e-5)
    assert np.array_equal(temper(answers, 3.0).argmax(1), answers.argmax(1))


def test_a_network_is_tempered_in_its_weights(rng):
    model = mlp([8], seed=0)
    digits = rng.random((20, 28, 28)).astype(np.float32)
    before = np.asarray(model(digits))
    apply_temperature(model, 1.7)
    assert np.allclose(model(digits), temper(before, 1.7), atol=1e-5)


def test_the_threshold_refuses_the_share_that_was_asked_for(rng):
    answers, _ = overconfident(rng, 1.0)
    threshold = rejection_threshold(answers, 0.05)
    assert (surety(answers) < threshold).mean() == pytest.approx(0.05, abs=0.001)


def test_what_is_answered_and_what_of_it_is_right():
    answers = np.array([[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.2, 0.8]])
    share, accuracy = rejection_curve(answers, np.array([0, 0, 1, 1]), np.array([0.0, 0.35, 0.9]))
    assert share.tolist() == [1.0, 0.75, 0.0]
    assert accuracy.tolist() == [0.75, 1.0, 0.0]
