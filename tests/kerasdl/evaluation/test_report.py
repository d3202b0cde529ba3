import json

import keras
import numpy as np
import pytest
from PIL import Image

from kerasdl.data.mnist import Digits
from kerasdl.errors import ConfigError
from kerasdl.evaluation.plots import save_report
from kerasdl.evaluation.report import cross_entropy, evaluate, numpy_forward, numpy_outputs, report
from kerasdl.lecture import ACTIVATIONS, Network
from kerasdl.lecture.losses import softmax
from kerasdl.networks.build import mlp

ANSWERS = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.5, 0.3, 0.2], [0.2, 0.2, 0.6]])
LABELS = np.array([0, 1, 2, 2])


def test_figures_of_four_answers_are_as_by_hand():
    judged = report(ANSWERS, LABELS)
    losses = -np.log([0.7, 0.6, 0.2, 0.6])
    assert judged.accuracy == 0.75
    assert judged.total_loss == pytest.approx(losses.sum())
    assert judged.mean_loss == pytest.approx(losses.mean())
    assert judged.confusion_matrix == [[1, 0, 0], [0, 1, 0], [1, 0, 1]]
    assert judged.per_digit[2]["recall"] == 0.5
    assert judged.per_digit[0]["precision"] == 0.5
    assert [h.index for h in judged.hardest] == [2, 1, 3, 0]  # equal losses keep their order
    assert (judged.hardest[0].label, judged.hardest[0].answer, judged.hardest[0].confidence) == (2, 0, 0.5)


def test_expected_calibration_error_is_as_by_hand():
    # Bins of 1/15: 0.5 (wrong) lies in one, 0.6 twice (right) in another, 0.7 (right) in a third.
    expected = (abs(0 - 0.5) + 2 * abs(1 - 0.6) + abs(1 - 0.7)) / 4
    assert report(ANSWERS, LABELS).expected_calibration_error == pytest.approx(expected)


def test_a_certain_and_right_network_is_perfectly_calibrated():
    judged = report(np.eye(10), np.arange(10))
    assert judged.accuracy == 1
    assert judged.expected_calibration_error == 0
    assert judged.total_loss == 0


def test_the_loss_agrees_with_keras(rng):
    answers = rng.dirichlet(np.ones(10), 50).astype(np.float32)
    labels = rng.integers(0, 10, 50)
    theirs = keras.losses.sparse_categorical_crossentropy(labels, answers)
    assert np.allclose(cross_entropy(answers, labels), theirs, atol=1e-5)


def test_a_confidence_of_zero_has_a_finite_loss():
    assert np.isfinite(cross_entropy(np.array([[1.0, 0.0]]), np.array([1]))).all()


def test_evaluate_judges_every_digit_whatever_the_batch(mnist):
    digits = Digits(mnist.test.images[:7_001], mnist.test.labels[:7_001])
    model = mlp([4], seed=0)
    judged = evaluate(model, digits)
    answers = np.asarray(model(digits.images.astype("float32") / 255))
    assert judged.count == 7_001
    assert judged.accuracy == pytest.approx((answers.argmax(1) == digits.labels).mean())


def test_text_json_and_picture_hold_the_same_report(tmp_path, mnist):
    judged = evaluate(mlp([4], seed=0), Digits(mnist.test.images[:500], mnist.test.labels[:500]))
    assert f"accuracy {100 * judged.accuracy:.2f} %" in str(judged)
    assert json.loads(json.dumps(judged.to_dict()))["accuracy"] == judged.accuracy
    save_report(judged, mnist.test.images, tmp_path / "report.png")
    with Image.open(tmp_path / "report.png") as picture:
        assert picture.size[0] > 1000
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 100
    assert [p.name for p in tmp_path.iterdir()] == ["report.png"]


def test_no_digits_or_shapes_that_do_not_fit_are_an_error():
    with pytest.raises(ConfigError, match=r"n at least 1. Received: \(0, 10\), \(0,\)"):
        report(np.zeros((0, 10)), np.zeros(0, int))
    with pytest.raises(ConfigError, match=r"Received: \(3, 10\), \(2,\)"):
        report(np.ones((3, 10)), np.zeros(2, int))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_network_of_the_lecture_judges_many_digits_in_float32(rng, activation):
    network = Network(
        (rng.normal(0, 0.1, (6, 12)), rng.normal(0, 1, (3, 6))), (np.ones(6), np.zeros(3)), (activation, "linear")
    )
    digits = rng.random((5, 4, 3)).astype(np.float32)
    outputs, answers = numpy_outputs(network)(digits), numpy_forward(network)(digits)
    assert outputs.dtype == answers.dtype == np.float32
    assert np.allclose(outputs, network(digits.reshape(5, 12)), atol=1e-5)
    assert np.allclose(answers, softmax(network(digits.reshape(5, 12))), atol=1e-6)
