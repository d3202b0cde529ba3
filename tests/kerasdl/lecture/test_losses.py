"""The goodness of a function: against numbers worked by hand, against Keras, and gradients against finite differences."""

import numpy as np
import pytest

from kerasdl.errors import ConfigError
from kerasdl.lecture import losses
from kerasdl.lecture.backprop import finite_differences

LOGITS = np.log(np.array([1.0, 2.0, 5.0]))  # softmax by hand: 1/8, 2/8, 5/8
TARGET = np.array([0.0, 1.0, 0.0])


def test_softmax_by_hand():
    np.testing.assert_allclose(losses.softmax(LOGITS), [0.125, 0.25, 0.625], atol=1e-15)
    np.testing.assert_allclose(losses.softmax(LOGITS + 100), [0.125, 0.25, 0.625], atol=1e-13)


def test_losses_by_hand():
    assert losses.cross_entropy(LOGITS, TARGET) == pytest.approx(np.log(4))
    assert losses.squared_error(LOGITS, TARGET) == pytest.approx(0.125**2 + 0.75**2 + 0.625**2)
    np.testing.assert_allclose(losses.cross_entropy_gradient(LOGITS, TARGET), [0.125, -0.75, 0.625], atol=1e-15)
    # g = 2(y − ŷ) = [0.25, −1.5, 1.25]; Σ gy = 0.4375; y(g − 0.4375).
    expected = np.array([0.125, 0.25, 0.625]) * (np.array([0.25, -1.5, 1.25]) - 0.4375)
    np.testing.assert_allclose(losses.squared_error_gradient(LOGITS, TARGET), expected, atol=1e-15)


def test_terms_by_hand():
    np.testing.assert_allclose(losses.cross_entropy_terms(LOGITS, TARGET), [0, np.log(4), 0], atol=1e-15)
    assert not np.signbit(losses.cross_entropy_terms(LOGITS, TARGET)).any()
    np.testing.assert_allclose(losses.squared_error_terms(LOGITS, TARGET), [0.125**2, 0.75**2, 0.625**2], atol=1e-15)


def test_a_class_gets_another_confidence_and_the_others_keep_their_ratios():
    y = losses.softmax(losses.logits_with_confidence(LOGITS, 1, np.array([0.001, 0.4, 0.999])))
    np.testing.assert_allclose(y[:, 1], [0.001, 0.4, 0.999], atol=1e-15)
    np.testing.assert_allclose(y[:, 2] / y[:, 0], 5.0)
    np.testing.assert_allclose(losses.logits_with_confidence(LOGITS, 1, np.array(0.25)), LOGITS, atol=1e-15)


@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_no_logits_make_a_certain_answer(confidence):
    with pytest.raises(ConfigError, match="`confidence` must lie between 0 and 1. Received: "):
        losses.logits_with_confidence(LOGITS, 1, np.array([0.5, confidence]))


def test_the_total_loss_is_the_sum():
    z, target = np.stack([LOGITS, LOGITS]), np.eye(3)[[1, 2]]
    assert losses.total_loss(losses.cross_entropy(z, target)) == pytest.approx(np.log(4) + np.log(8 / 5))


def test_the_cross_entropy_of_confidences_is_that_of_their_logits():
    y = losses.softmax(LOGITS)
    assert losses.cross_entropy_of_confidences(y, TARGET) == pytest.approx(np.log(4), abs=1e-15)
    certain = losses.cross_entropy_of_confidences(np.array([0.0, 1.0, 0.0]), TARGET)
    assert certain == 0 and not np.signbit(certain)
    assert losses.cross_entropy_of_confidences(np.array([0.5, 0.0, 0.5]), TARGET) == pytest.approx(-np.log(1e-7))


def test_a_training_steps_loss_and_a_reports_are_the_lectures(keras):
    from kerasdl import backend
    from kerasdl.evaluation.report import cross_entropy

    rng = np.random.default_rng(0)
    z, labels = rng.normal(0, 2, (20, 10)), rng.integers(0, 10, 20)
    target = losses.one_hot(labels, 10)
    expected = losses.cross_entropy(z, target)
    step = backend.cross_entropy(target.astype(np.float32), z.astype(np.float32))
    np.testing.assert_allclose(np.asarray(step), expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(cross_entropy(losses.softmax(z), labels), expected, rtol=1e-9)


def test_losses_agree_with_keras(keras):
    rng = np.random.default_rng(0)
    z, labels = rng.normal(0, 3, (50, 10)), rng.integers(0, 10, 50)
    target = losses.one_hot(labels, 10)
    crossed = keras.losses.categorical_crossentropy(target.astype("f"), z.astype("f"), from_logits=True)
    np.testing.assert_allclose(losses.cross_entropy(z, target), np.asarray(crossed), atol=1e-5)
    np.testing.assert_allclose(losses.softmax(z), np.asarray(keras.ops.softmax(z.astype("f"))), atol=1e-6)
    # Keras's squared error is the mean over the classes.
    squared = keras.losses.mean_squared_error(target.astype("f"), losses.softmax(z).astype("f"))
    np.testing.assert_allclose(losses.squared_error(z, target) / 10, np.asarray(squared), atol=1e-6)


@pytest.mark.parametrize(
    "loss", [losses.CROSS_ENTROPY, losses.SOFTMAX_SQUARED_ERROR, losses.SQUARED_ERROR], ids=lambda loss: loss.name
)
def test_gradients_agree_with_finite_differences(loss):
    rng = np.random.default_rng(1)
    for _ in range(20):
        z, target = rng.normal(0, 2, 5), rng.dirichlet(np.ones(5))
        np.testing.assert_allclose(
            loss.gradient(z, target), finite_differences(lambda there, t=target: float(loss.of(there, t)), z), atol=1e-8
        )


def test_large_logits_give_finite_losses_and_gradients():
    z, target = np.array([1e4, 0.0, -1e4]), np.array([0.0, 0.0, 1.0])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert losses.cross_entropy(z, target) == 2e4
        assert losses.cross_entropy_gradient(z, target).tolist() == [1.0, 0.0, -1.0]
        assert losses.cross_entropy(np.array([0.0, -np.inf]), np.array([1.0, 0.0])) == 0.0


def test_why_not_squared_error():
    """Surely wrong: cross-entropy pushes with all its might, squared error hardly at all."""
    z, target = np.array([20.0, 0.0]), np.array([0.0, 1.0])
    assert np.abs(losses.cross_entropy_gradient(z, target)).max() > 0.999
    assert np.abs(losses.squared_error_gradient(z, target)).max() < 1e-7


def test_squared_error_of_large_logits_is_finite():
    z, target = np.array([1e4, 0.0, -1e4]), np.array([0.0, 0.0, 1.0])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert losses.squared_error(z, target) == 2.0
        assert losses.squared_error_gradient(z, target).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("labels", [[-1, 1], [0, 3], [0.0, 1.0]])
def test_labels_that_are_none_are_refused(labels):
    with pytest.raises(ConfigError, match="Labels must be integers from 0 to 2"):
        losses.one_hot(np.array(labels), 3)


def test_one_hot_by_hand():
    assert losses.one_hot(np.array([2, 0]), 3).tolist() == [[0, 0, 1], [1, 0, 0]]
