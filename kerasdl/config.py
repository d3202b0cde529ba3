"""Training settings and presets, checked without loading Keras."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

from kerasdl.activations import TRAINABLE
from kerasdl.errors import ConfigError

# The activations that every exported format can run.
ACTIVATIONS = TRAINABLE
SCHEDULES = ("one cycle", "constant")
IMAGE_SIDE, CLASSES = 28, 10
PATCH = 3  # side of a convolution's kernel
MAX_STAGES = 4  # of convolutions: 28 pixels can be halved so often that 3 are left


def check_structure(
    hidden_units: Sequence[int], activation: str, dropout: float, filters: Sequence[int] | None = None
) -> None:
    """Check a structure without building it.

    Raises:
        ConfigError: a setting breaks its rule.
    """
    for name, counts in (("hidden_units", hidden_units), ("filters", filters or ())):
        if any(not isinstance(count, int) or isinstance(count, bool) or count < 1 for count in counts):
            raise ConfigError(f"`{name}` must be positive integers. Received: {name}={tuple(counts)}")
    if filters is not None and not 1 <= len(filters) <= MAX_STAGES:
        raise ConfigError(f"`filters` must be for 1 to {MAX_STAGES} stages. Received: filters={tuple(filters)}")
    if activation not in ACTIVATIONS:
        raise ConfigError(f"`activation` must be one of {', '.join(ACTIVATIONS)}. Received: activation={activation!r}")
    if not 0 <= dropout < 1:
        raise ConfigError(f"`dropout` must be at least 0 and less than 1. Received: dropout={dropout}")


def check_learning_rate(rate: Any) -> float:
    """The rate as a float.

    Raises:
        ConfigError: it is not a finite number greater than 0.
    """
    if not isinstance(rate, Real) or not 0 < float(rate) < math.inf:
        raise ConfigError(f"`learning_rate` must be a finite number greater than 0. Received: learning_rate={rate}")
    return float(rate)


@dataclass(frozen=True)
class TrainConfig:
    """The settings of a training; with the same ones, the same backend and device, it gives the same network.

    Attributes:
        hidden_units: neurons of each hidden layer; with `filters`, of dense layers after the convolutions.
        filters: channels of each stage of convolutions, see `networks.cnn`; empty for a multi-layer perceptron.
        activation: of the hidden layers, one of `networks.ACTIVATIONS`.
        dropout: share of activations switched off while training.
        batch_normalization: normalise each hidden layer before its activation.
        skips: add to each hidden layer what goes into it, where both are as wide.
        epochs: passes over the training digits.
        batch_size: digits a step.
        learning_rate: η, the highest one of the schedule.
        schedule: "one cycle", η rises until `warmup` ends and falls to nothing, or "constant", it stays as it is.
        warmup: share of all steps in which one cycle's η rises; then it falls to nothing, linearly both.
        weight_decay: AdamW's, a share of each kernel weight taken off a step, times the learning rate.
        augmentation: strength of the random turn, shear, scale and shift, 0 for none; see `augmentation.RandomWarp`.
        elastic: strength of the random bending.
        stroke: strength of the random change of stroke width.
        label_smoothing: share of the target spread over all ten digits.
        repeats: how often an epoch shows each of MNIST's digits; each drawing beside them is shown once.
        pen_digits: digits drawn in pen strokes that are learned beside MNIST's; see `pen`.
        non_digits: drawings that are no digit, whose target is to be equally unsure of all ten.
        teacher: a trained model, by its name or folder, from whose answers the network learns beside the labels; "" for
            none. See `teaching.Teacher`.
        seed: of the initial weights, the order of the digits and the dropout.
        mixed_precision: "on", "off", or "auto": on a GPU, from 1,024 hidden units on.
    """

    hidden_units: tuple[int, ...] = (256, 128)
    filters: tuple[int, ...] = ()
    activation: str = "relu"
    dropout: float = 0.0
    batch_normalization: bool = False
    skips: bool = False
    epochs: int = 10
    batch_size: int = 128
    learning_rate: float = 3e-3
    schedule: str = "one cycle"
    warmup: float = 0.25
    weight_decay: float = 0.0
    augmentation: float = 0.0
    elastic: float = 0.0
    stroke: float = 0.0
    label_smoothing: float = 0.0
    repeats: int = 1
    pen_digits: int = 0
    non_digits: int = 0
    teacher: str = ""
    seed: int = 0
    mixed_precision: str = "auto"

    def __post_init__(self) -> None:
        for name in ("hidden_units", "filters"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        check_structure(self.hidden_units, self.activation, self.dropout, self.filters or None)
        check_learning_rate(self.learning_rate)
        for name, rule, holds in (
            ("epochs", "be a positive integer", self.epochs >= 1),
            ("batch_size", "be a positive integer", self.batch_size >= 1),
            ("schedule", f"be {' or '.join(SCHEDULES)}", self.schedule in SCHEDULES),
            ("warmup", "be at least 0 and less than 1", 0 <= self.warmup < 1),
            ("weight_decay", "be at least 0", self.weight_decay >= 0),
            ("augmentation", "be at least 0", self.augmentation >= 0),
            ("elastic", "be at least 0", self.elastic >= 0),
            ("stroke", "be at least 0", self.stroke >= 0),
            ("label_smoothing", "be at least 0 and less than 1", 0 <= self.label_smoothing < 1),
            ("repeats", "be a positive integer", self.repeats >= 1),
            ("pen_digits", "be at least 0", self.pen_digits >= 0),
            ("non_digits", "be at least 0", self.non_digits >= 0),
            ("seed", "be at least 0", self.seed >= 0),
            ("mixed_precision", "be auto, on or off", self.mixed_precision in ("auto", "on", "off")),
        ):
            if not holds:
                raise ConfigError(f"`{name}` must {rule}. Received: {name}={getattr(self, name)}")


# For real handwriting: warps, synthetic pen styles, and non-digits to be unsure of.
_INK = TrainConfig(
    activation="swish",
    batch_normalization=True,
    augmentation=1.0,
    elastic=1.0,
    stroke=0.5,
    # Drawings outnumber MNIST's digits; shown as often, they would bend what is known of MNIST towards their own styles.
    repeats=2,
    pen_digits=50_000,
    non_digits=14_000,
    batch_size=256,
    learning_rate=6e-3,
    weight_decay=0.01,
)

# `quick`: 98 % in the fewest seconds (benchmarks/train_speed.py); `web`: the network that the page ships, as accurate as
# 500 kB allow; `record`: how far dense layers go; `cnn`: how far 70,000 parameters go when they are shared by all places.
PRESETS = {
    "quick": TrainConfig(hidden_units=(256, 128), epochs=2, batch_size=96, learning_rate=4e-3, label_smoothing=0.02),
    "web": replace(_INK, hidden_units=(512, 256, 256), dropout=0.1, epochs=250),
    "cnn": replace(
        _INK,
        hidden_units=(),
        filters=(16, 32, 64),
        augmentation=0.7,
        elastic=0.7,
        batch_size=128,
        learning_rate=5e-3,
        pen_digits=25_000,
        non_digits=7_000,
        epochs=36,
    ),
    "record": replace(_INK, hidden_units=(1024, 1024, 512), dropout=0.2, epochs=200),
}
