"""Temperature scaling and the rejection threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kerasdl.evaluation.report import confidences, cross_entropy
from kerasdl.inference.surety import surety
from kerasdl.lecture.losses import SMALLEST, softmax

if TYPE_CHECKING:
    import keras

# Share of true digits that may be rejected. Chosen on the validation digits, so the test digits may fall on either side.
REFUSED = 0.0075
TEMPERATURES = (0.2, 5.0)  # range of the search


def temper(answers: np.ndarray, temperature: float) -> np.ndarray:
    """Confidences after their logits are divided by a temperature: above 1 less sure, below 1 surer.

    Args:
        answers: confidences, (n, classes).

    Returns:
        float64, (n, classes): softmax(log(answers) / temperature), for the logits are the logarithms but for a constant.
    """
    return softmax(np.log(np.maximum(answers.astype(np.float64), SMALLEST)) / temperature)


def fit_temperature(answers: np.ndarray, labels: np.ndarray) -> float:
    """The temperature of least cross-entropy, by golden-section search over its logarithm.

    Cross-entropy is convex in 1 / temperature. (C. Guo and others, "On Calibration of Modern Neural Networks", 2017.)

    Args:
        answers: confidences for digits that the network was not trained on, (n, classes).
        labels: the true digits, (n,).
    """
    low, high = np.log(TEMPERATURES)
    golden = (5**0.5 - 1) / 2

    def loss(logarithm: float) -> float:
        return float(cross_entropy(temper(answers, np.exp(logarithm)), labels).mean())

    left, right = high - golden * (high - low), low + golden * (high - low)
    for _ in range(30):
        if loss(left) < loss(right):
            high = right
        else:
            low = left
        left, right = high - golden * (high - low), low + golden * (high - low)
    return float(np.exp((low + high) / 2))


def apply_temperature(model: keras.Sequential, temperature: float) -> None:
    """Divide a network's logits by a temperature, in the weights of its last layer with a kernel."""
    last = [layer for layer in model.layers if getattr(layer, "kernel", None) is not None][-1]
    last.set_weights([w / np.float32(temperature) for w in last.get_weights()])


def rejection_threshold(answers: np.ndarray, refused: float = REFUSED) -> float:
    """Rejection threshold: the surety that a given share of true digits does not reach.

    Args:
        answers: confidences for validation digits, (n, classes).
        refused: the share, 0 to 1.

    Returns:
        The threshold: an answer whose surety lies below it is given as "not sure"; see `surety`.
    """
    return float(np.quantile(surety(answers), refused))


def rejection_curve(answers: np.ndarray, labels: np.ndarray, thresholds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coverage and accuracy at rejection thresholds.

    Args:
        answers: confidences, (n, classes).
        labels: the true digits, (n,).
        thresholds: the sureties under which an answer is "not sure", (k,).

    Returns:
        For each threshold, the share of digits that is answered, and the share of those that is right, 0 where none is:
        (k,) each.
    """
    sure = surety(answers)[None] >= thresholds[:, None]
    right = answers.argmax(1) == labels
    return sure.mean(1), (sure & right).sum(1) / np.maximum(sure.sum(1), 1)


def non_digit_rejection(
    model: keras.Sequential, threshold: float, *, count: int = 2_000, device: str | None = None
) -> dict[str, float]:
    """Share of non-digits that is rejected as "not sure", on new drawings from pen strokes.

    Args:
        model: from (batch, 28, 28), 0 to 1, to confidences (batch, 10).
        threshold: the surety under which an answer is "not sure".
        count: drawings of each sort.
        device: a device's name; None for the backend's first.

    Returns:
        The shares rejected, 0 to 1: "non_digits_seen" of the kinds that networks are trained on, in new strokes, and
        "non_digits_unseen" of the kinds that are kept from training; see `synthetic.non_digits`.
    """
    from kerasdl import backend
    from kerasdl.data import synthetic

    forward = backend.compile_forward(model, device or backend.devices()[0][0])
    return {
        name: float((surety(confidences(forward, synthetic.drawings(count, [0, 4], styles).images)) < threshold).mean())
        for name, styles in (("non_digits_seen", synthetic.SEEN), ("non_digits_unseen", synthetic.UNSEEN))
    }


def held_out_accuracy(model: keras.Sequential, *, count: int = 5_000, device: str | None = None) -> float:
    """Share of drawn digits that are read right, in the pen styles that no network learns from, 0 to 1.

    Args:
        model: from (batch, 28, 28), 0 to 1, to confidences (batch, 10).
        count: drawings.
        device: a device's name; None for the backend's first.
    """
    from kerasdl import backend
    from kerasdl.data import synthetic

    forward = backend.compile_forward(model, device or backend.devices()[0][0])
    drawn = synthetic.drawings(count, [0, 5], synthetic.HELD_OUT_STYLES)
    return float((confidences(forward, drawn.images).argmax(1) == drawn.labels).mean())
