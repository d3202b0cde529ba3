"""What a structure costs, from its settings alone. No Keras here: a screen can ask it of hundreds of structures."""

from __future__ import annotations

from collections.abc import Iterator

from kerasdl.config import CLASSES, IMAGE_SIDE, PATCH, TrainConfig

PLAIN, NORMALISED = 1, 4  # numbers an output beside the kernel: a bias; or a mean, a variance, γ and β


def multiply_adds_of(config: TrainConfig) -> int:
    """How many multiplications, each with an addition, one answer takes; as `cost.multiply_adds` counts them in a network.

    Example:
        >>> multiply_adds_of(TrainConfig(hidden_units=(256, 128)))
        234752
    """
    return sum(inputs * outputs * places for inputs, outputs, places in _kernels(config))


def parameters_of(config: TrainConfig) -> int:
    """How many numbers a network of this structure holds; as `model.count_params()` counts them.

    Example:
        >>> parameters_of(TrainConfig(hidden_units=(256, 128)))
        235146
    """
    *hidden, answer = _kernels(config)
    beside = NORMALISED if config.batch_normalization else PLAIN
    return sum((inputs + beside) * outputs for inputs, outputs, _ in hidden) + (answer[0] + PLAIN) * answer[1]


def _kernels(config: TrainConfig) -> Iterator[tuple[int, int, int]]:
    """Of each kernel, first to last: the inputs of one output, the outputs, and at how many places it is used."""
    inputs, side = (1, IMAGE_SIDE) if config.filters else (IMAGE_SIDE**2, 1)
    for stage, channels in enumerate(config.filters):
        for _ in range(2 if stage else 1):
            yield PATCH**2 * inputs, channels, side**2
            inputs = channels
        side //= 2
    for units in (*config.hidden_units, CLASSES):
        yield inputs, units, 1
        inputs = units
