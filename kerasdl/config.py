"""Training settings and presets, checked without loading Keras."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

from kerasdl.activations import TRAINABLE
from kerasdl.errors import ConfigError

# The activations that every exported format can run.
ACTIVATIONS = TRAINABLE
SCHEDULES = ("one cycle", "constant")
IMAGE_SIDE, CLASSES = 28, 10
# In the place of a Keras dtype policy: float32, with factors of bfloat16 in the products of dense layers.
NARROW_PRODUCTS = "bfloat16 products"
PATCH = 3  # side of a convolution's kernel
MAX_UNITS, MAX_LAYERS = 1_000_000, 100  # neurons of a layer, or channels of a stage; hidden layers
MAX_EPOCHS = 1_000_000
MAX_STRENGTH = 10  # of a warp: at 1 digits turn by 12 degrees
MAX_TEMPERATURE = 100  # of a teacher's answers
MAX_SEED = 2**32 - 1  # Keras's random generators take 32 bits
MAX_STAGES = 4  # of convolutions: 28 pixels can be halved so often that 3 are left


# What a setting must be, in words, and whether a value is so.
Rule = tuple[str, Callable[[Any], bool]]


def check_structure(
    hidden_units: Sequence[int], activation: str, dropout: float, filters: Sequence[int] | None = None
) -> None:
    """Check a structure without building it.

    Raises:
        ConfigError: a setting breaks its rule.
    """
    for name, counts in (("hidden_units", hidden_units), ("filters", () if filters is None else filters)):
        if not isinstance(counts, list | tuple) or not all(_is_whole(count, 1, MAX_UNITS) for count in counts):
            raise ConfigError(
                f"`{name}` must be positive integers of at most {MAX_UNITS:,}. Received: {name}={received(counts)}"
            )
    if len(hidden_units) > MAX_LAYERS:
        raise ConfigError(f"`hidden_units` must be at most {MAX_LAYERS} layers. Received: {len(hidden_units):,} layers")
    if filters is not None and not 1 <= len(filters) <= MAX_STAGES:
        raise ConfigError(f"`filters` must be for 1 to {MAX_STAGES} stages. Received: filters={received(filters)}")
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        raise ConfigError(
            f"`activation` must be one of {', '.join(ACTIVATIONS)}. Received: activation={received(activation)}"
        )
    if not _is_share(dropout):
        raise ConfigError(f"`dropout` must be at least 0 and less than 1. Received: dropout={received(dropout)}")


def check_learning_rate(rate: Any) -> float:
    """The rate as a float.

    Raises:
        ConfigError: it is not a finite number greater than 0.
    """
    if not _is_number(rate, sys.float_info.max) or not rate > 0:
        raise ConfigError(
            f"`learning_rate` must be a finite number greater than 0. Received: learning_rate={received(rate)}"
        )
    return float(rate)


def check_rules(settings: object, rules: Mapping[str, Rule]) -> None:
    """Check attributes by their names.

    Raises:
        ConfigError: one breaks its rule.
    """
    for name, (rule, holds) in rules.items():
        value = getattr(settings, name)
        if not holds(value):
            raise ConfigError(f"`{name}` must {rule}. Received: {name}={received(value)}")


def positive(most: int) -> Rule:
    """The rule of a positive integer."""
    return f"be a positive integer of at most {most:,}", lambda value: _is_whole(value, 1, most)


def whole(least: int, most: int) -> Rule:
    """The rule of an integer from `least` to `most`."""
    return f"be an integer of {least:,} to {most:,}", lambda value: _is_whole(value, least, most)


def one_of(*choices: str) -> Rule:
    """The rule of a choice."""
    return f"be {', '.join(choices[:-1])} or {choices[-1]}", lambda value: isinstance(value, str) and value in choices


def received(value: object) -> str:
    """A value for a message, so that the text "3" differs from the number."""
    try:
        return repr(value)
    except ValueError:  # an integer of more digits than Python prints
        return "an integer that is too long to print"


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_number(value: Any, most: float) -> bool:
    """Whether a value is a number from 0 to `most`; NaN is not, for it compares as false."""
    is_real: bool = isinstance(value, Real) and not isinstance(value, bool)
    return is_real and bool(0 <= value <= most)


def _is_share(value: object) -> bool:
    return _is_number(value, 1) and value != 1


TRUTH = ("be true or false", lambda value: isinstance(value, bool))
_SHARE = ("be at least 0 and less than 1", _is_share)
_STRENGTH = (f"be 0 to {MAX_STRENGTH}", lambda value: _is_number(value, MAX_STRENGTH))


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
        augmentation: strength of the random turn, shear, scale and shift, 0 for none; see `random_warp.RandomWarp`.
        elastic: strength of the random bending.
        stroke: strength of the random change of stroke width.
        fade: share of all steps, at the end, in which these strengths fall to nothing, linearly.
        label_smoothing: share of the target spread over all ten digits.
        repeats: how often an epoch shows each of MNIST's digits; each drawing beside them is shown once.
        pen_digits: digits drawn in pen strokes that are learned beside MNIST's; see `pen`.
        non_digits: drawings that are no digit, whose target is to be equally unsure of all ten.
        teacher: a trained model, by its name or folder, from whose answers the network learns beside the labels; several,
            separated by commas, teach their average; "" for none. See `distillation.Lessons`.
        teacher_share: how much the teacher's answers count; the labels count the rest.
        temperature: at which the teacher answers and is answered: above 1, what it holds for unlikely counts more.
        views: how many warped views of each digit the teacher answers; the epochs take them in turn. 0 for a new one in
            every epoch.
        seed: of the initial weights, the order of the digits and the dropout.
        mixed_precision: "on", "off", or "auto": where the widest hidden layer has at least 1,024 neurons on a GPU, or
            512 on a processor that multiplies bfloat16, where TensorFlow does so with all convolutions; see
            `hardware.precision_for`.
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
    fade: float = 0.0
    label_smoothing: float = 0.0
    repeats: int = 1
    pen_digits: int = 0
    non_digits: int = 0
    teacher: str = ""
    teacher_share: float = 0.5
    temperature: float = 1.0
    views: int = 0
    seed: int = 0
    mixed_precision: str = "auto"

    def __post_init__(self) -> None:
        check_rules(self, _RULES)
        check_structure(self.hidden_units, self.activation, self.dropout, self.filters or None)
        check_learning_rate(self.learning_rate)
        for name in ("hidden_units", "filters"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    def faded(self, steps: int) -> tuple[int, int] | None:
        """Between which of so many steps the warps fade; None where they stay."""
        return (steps - max(1, round(self.fade * steps)), steps) if self.fade else None

    @property
    def strengths(self) -> tuple[float, float, float]:
        """Of the warps: affine, elastic, stroke width."""
        return self.augmentation, self.elastic, self.stroke

    @property
    def teachers(self) -> tuple[str, ...]:
        """The models that `teacher` names."""
        return tuple(name.strip() for name in self.teacher.split(",") if name.strip())


_RULES = {
    "filters": ("be positive integers", lambda value: isinstance(value, list | tuple)),
    "batch_normalization": TRUTH,
    "skips": TRUTH,
    "epochs": positive(MAX_EPOCHS),
    "batch_size": positive(1_000_000),
    "schedule": one_of(*SCHEDULES),
    "warmup": _SHARE,
    "weight_decay": ("be at least 0 and finite", lambda value: _is_number(value, sys.float_info.max)),
    "augmentation": _STRENGTH,
    "elastic": _STRENGTH,
    "stroke": _STRENGTH,
    "fade": ("be 0 to 1", lambda value: _is_number(value, 1)),
    "label_smoothing": _SHARE,
    "repeats": positive(10_000),
    "pen_digits": whole(0, 1_000_000_000),
    "non_digits": whole(0, 1_000_000_000),
    "teacher": ("be models' names or folders, separated by commas", lambda value: isinstance(value, str)),
    "teacher_share": ("be 0 to 1", lambda value: _is_number(value, 1)),
    "temperature": (f"be 1 to {MAX_TEMPERATURE}", lambda value: _is_number(value, MAX_TEMPERATURE) and value >= 1),
    "views": whole(0, MAX_EPOCHS),
    "seed": whole(0, MAX_SEED),
    "mixed_precision": one_of("auto", "on", "off"),
}

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

# For the measure of what a kind of network can do: MNIST's digits alone.
_MNIST = replace(_INK, repeats=1, pen_digits=0, non_digits=0)

# Learns nothing but the answers of two networks that convolve, and so needs neither dropout nor a moment of digits as they
# are; where each choice was measured, the manual says ("How far dense layers go").
_TAUGHT = replace(_MNIST, teacher="teacher-0,teacher-1", teacher_share=1.0, temperature=6.0, views=60)

# `quick`: 98 % in the fewest seconds (benchmarks/train_speed.py); `web`: the network that the page ships, as accurate as
# 500 kB allow; `record`: how far dense layers go; `cnn`: how far 100,000 parameters go when they are shared by all places;
# `teacher`: whose answers others learn.
PRESETS = {
    "quick": TrainConfig(hidden_units=(256, 128), epochs=2, batch_size=96, learning_rate=4e-3, label_smoothing=0.02),
    "web": replace(
        _INK,
        hidden_units=(544, 256, 256),
        dropout=0.1,
        # Seen a hundred times each, drawings are learned by heart: many of them, in few epochs, beside as many passes over
        # MNIST's digits.
        repeats=8,
        pen_digits=600_000,
        non_digits=130_000,
        epochs=60,
    ),
    "cnn": replace(_TAUGHT, hidden_units=(), filters=(16, 32, 80), batch_size=128, learning_rate=5e-3, epochs=150),
    # Answers millions of warped digits: as accurate as convolutions are that read 3,000 digits a second on one core.
    "teacher": replace(
        _MNIST,
        hidden_units=(),
        filters=(32, 64, 128, 256),
        activation="relu",
        dropout=0.1,
        batch_size=128,
        learning_rate=5e-3,
        # A moment of digits as they are: for longer, they would be learned by heart.
        fade=0.05,
        epochs=24,
    ),
    # As wide as the most accurate perceptron that was published before, of D. C. Cireşan and others, 2010.
    "record": replace(
        _TAUGHT, hidden_units=(2500, 2000, 1500, 1000, 500), batch_size=512, learning_rate=8e-3, epochs=200
    ),
}
