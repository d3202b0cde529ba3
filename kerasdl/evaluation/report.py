"""Evaluation reports: accuracy, loss, confusion matrix, per-digit metrics and calibration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdl.config import CLASSES
from kerasdl.errors import ConfigError, ModelError
from kerasdl.inference.surety import surety
from kerasdl.lecture.feedforward import Network, layer
from kerasdl.lecture.losses import cross_entropy_of_confidences, one_hot, softmax
from kerasdl.models.running import guarded

if TYPE_CHECKING:
    import keras

    from kerasdl.data.mnist import Digits

# Validation and test digits come in whole batches of this size, so one compiled function serves both.
BATCH = 5_000
CALIBRATION_BINS = 15


@dataclass(frozen=True)
class HardDigit:
    """A digit with a high loss: its index in the set, its label, the answer, and the loss."""

    index: int
    label: int
    answer: int
    confidence: float
    loss: float


@dataclass(frozen=True)
class Report:
    """Metrics of a network's answers to labelled digits.

    Attributes:
        count: number of digits.
        accuracy: share of right answers, 0 to 1.
        total_loss: L = Σ lⁿ, the lecture's total loss: cross-entropy summed over the digits, in nats.
        mean_loss: L / count.
        confusion_matrix: row: the true digit; column: the answer; counts.
        per_digit: for each digit, count, recall (share of it found), precision (share of its answers right) and mean loss.
        expected_calibration_error: mean distance between confidence and accuracy, over 15 bins of confidence weighted by
            their digits (C. Guo and others, "On Calibration of Modern Neural Networks", 2017), 0 to 1.
        calibration: the bins behind it: count, mean confidence, accuracy.
        hardest: the digits with the highest loss, worst first.
        refused: share of digits whose answer is "not sure": their surety is below the threshold.
    """

    count: int
    accuracy: float
    total_loss: float
    mean_loss: float
    confusion_matrix: list[list[int]]
    per_digit: list[dict[str, float]]
    expected_calibration_error: float
    calibration: list[dict[str, float]]
    hardest: list[HardDigit]
    refused: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        wrong = self.count - sum(row[i] for i, row in enumerate(self.confusion_matrix))
        lines = [
            f"accuracy {100 * self.accuracy:.2f} %  ({wrong} of {self.count:,} wrong)",
            f"total loss {self.total_loss:,.1f}, mean loss {self.mean_loss:.4f} nats",
            f"expected calibration error {100 * self.expected_calibration_error:.2f} %",
            f"not sure of {100 * self.refused:.2f} %",
            "",
            "confusion matrix (row: the digit, column: the answer)",
            "      " + "".join(f"{digit:>6}" for digit in range(len(self.confusion_matrix))) + "   recall  precision",
        ]
        for digit, (row, figures) in enumerate(zip(self.confusion_matrix, self.per_digit, strict=True)):
            cells = "".join(f"{n if n else '·':>6}" for n in row)
            lines.append(f"{digit:>6}{cells}   {100 * figures['recall']:5.1f} %    {100 * figures['precision']:5.1f} %")
        lines += ["", "hardest digits"]
        lines += [
            f"  number {h.index}: {h.label} read as {h.answer} with {100 * h.confidence:.1f} %, loss {h.loss:.2f}"
            for h in self.hardest[:5]
        ]
        return "\n".join(lines)


def confidences(forward: Callable[[np.ndarray], np.ndarray], images: np.ndarray) -> np.ndarray:
    """Confidences for many digits, batch by batch.

    Args:
        forward: from float32 (n, 28, 28), 0 to 1, to (n, 10).
        images: uint8, (n, 28, 28).

    Returns:
        float32, (n, 10).
    """
    parts = [forward(images[i : i + BATCH].astype(np.float32) / 255) for i in range(0, len(images), BATCH)]
    return np.concatenate(parts)


def numpy_forward(network: Network) -> Callable[[np.ndarray], np.ndarray]:
    """Forward pass of one of the lecture's networks for many digits at once, in float32 and without Keras.

    Args:
        network: up to its logits, from (n, inputs).

    Returns:
        What `confidences` takes: float32 (n, height, width), 0 to 1 -> float32 (n, classes).
    """
    outputs = numpy_outputs(network)
    return lambda digits: softmax(outputs(digits)).astype(np.float32)


def numpy_outputs(network: Network) -> Callable[[np.ndarray], np.ndarray]:
    """Forward pass to the last layer's outputs, in float32 and without Keras.

    Returns:
        float32 (n, …), 0 to 1 -> float32 (n, outputs).
    """
    parts = [(w.astype(np.float32), b.astype(np.float32)) for w, b in zip(network.weights, network.biases, strict=True)]

    def outputs(digits: np.ndarray) -> np.ndarray:
        a = digits.reshape(len(digits), -1)
        for (w, b), activation in zip(parts, network.activations, strict=True):
            a = layer(w, a, b, activation).astype(np.float32, copy=False)  # some activations give float64
        return a

    return outputs


def cross_entropy(answers: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The loss of each example, -ln of the confidence in its true digit: (n, 10), (n,) -> float64 (n,), nats."""
    return cross_entropy_of_confidences(answers, one_hot(labels, answers.shape[-1]))


def evaluate(
    model: keras.Model, digits: Digits, *, device: str | None = None, hardest: int = 20, not_sure_below: float = 0.0
) -> Report:
    """Evaluate a network on labelled digits.

    Args:
        model: from (batch, 28, 28), 0 to 1, to confidences (batch, 10).
        digits: the digits, such as `load_mnist().test`.
        device: a device's name; None for the backend's first.
        hardest: how many of the hardest digits to keep.
        not_sure_below: the surety under which an answer is "not sure".

    Raises:
        ConfigError: there are no digits.
        ModelError: the network fails, or has not a confidence for each of the ten digits.

    Example:
        >>> evaluate(trained.model, load_mnist().test).accuracy
    """
    answers = answers_of(model, digits, device=device)
    return report(answers, digits.labels, hardest=hardest, not_sure_below=not_sure_below)


def answers_of(model: keras.Model, digits: Digits, *, device: str | None = None) -> np.ndarray:
    """A network's confidences for digits, (n, 10); arguments and errors as of `evaluate`."""
    from kerasdl import backend

    forward = backend.compile_forward(model, device or backend.devices()[0][0])
    answers = confidences(guarded(forward, model.name), digits.images)
    if answers.shape != (len(digits), CLASSES):
        raise ModelError(
            f"A network that reads digits must give {CLASSES} confidences each. Received: {model.name}, which gives "
            f"shape {answers.shape[1:]}"
        )
    return answers


def report(answers: np.ndarray, labels: np.ndarray, *, hardest: int = 20, not_sure_below: float = 0.0) -> Report:
    """Make a report of confidences from any source.

    Args:
        answers: confidences, (n, classes), rows that sum to 1.
        labels: the true digits, integers, (n,).
        hardest: how many of the hardest digits to keep.
        not_sure_below: the surety under which an answer is "not sure".

    Raises:
        ConfigError: no digits, or shapes that do not fit.
    """
    if len(labels) == 0 or answers.ndim != 2 or len(answers) != len(labels):
        raise ConfigError(
            f"`answers` must be (n, classes) and `labels` (n,), n at least 1. Received: {answers.shape}, {labels.shape}"
        )
    classes = answers.shape[1]
    labels = labels.astype(np.int64)
    chosen = answers.argmax(1)
    losses = cross_entropy(answers, labels)
    confusion = np.bincount(labels * classes + chosen, minlength=classes * classes).reshape(classes, classes)
    bins = calibration_bins(answers, labels)
    return Report(
        count=len(labels),
        accuracy=float((chosen == labels).mean()),
        total_loss=float(losses.sum()),
        mean_loss=float(losses.mean()),
        confusion_matrix=confusion.tolist(),
        per_digit=_per_digit(confusion, labels, losses),
        expected_calibration_error=expected_calibration_error(bins),
        calibration=bins,
        hardest=[
            HardDigit(int(i), int(labels[i]), int(chosen[i]), float(answers[i, chosen[i]]), float(losses[i]))
            for i in np.argsort(-losses, kind="stable")[:hardest]
        ],
        refused=float((surety(answers) < not_sure_below).mean()),
    )


def calibration_bins(answers: np.ndarray, labels: np.ndarray) -> list[dict[str, float]]:
    """Calibration bins: digits grouped by the confidence of their answer in 15 equal bins, without empty ones."""
    confidence = answers.max(1).astype(np.float64)
    right = answers.argmax(1) == labels
    # Bins are open below and closed above, so a confidence of exactly 1 lies in the last.
    bins = np.clip(np.ceil(confidence * CALIBRATION_BINS).astype(int) - 1, 0, CALIBRATION_BINS - 1)
    return [
        {
            "count": int((bins == b).sum()),
            "confidence": float(confidence[bins == b].mean()),
            "accuracy": float(right[bins == b].mean()),
        }
        for b in np.unique(bins)
    ]


def expected_calibration_error(bins: Sequence[dict[str, float]]) -> float:
    """Expected calibration error, Σ count/n · |accuracy - confidence| over the bins."""
    count = sum(b["count"] for b in bins)
    return float(sum(b["count"] * abs(b["accuracy"] - b["confidence"]) for b in bins) / count)


def _per_digit(confusion: np.ndarray, labels: np.ndarray, losses: np.ndarray) -> list[dict[str, float]]:
    return [
        {
            "count": int(confusion[digit].sum()),
            # A digit that never occurs, or is never answered, has no figure of its own: 0 by convention.
            "recall": float(confusion[digit, digit] / max(confusion[digit].sum(), 1)),
            "precision": float(confusion[digit, digit] / max(confusion[:, digit].sum(), 1)),
            "mean_loss": float(losses[labels == digit].mean()) if (labels == digit).any() else 0.0,
        }
        for digit in range(len(confusion))
    ]
