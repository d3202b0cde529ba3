"""Parameters, multiply-adds and bytes of a network, from its settings or from the built model.

Keras is loaded only by what takes a built model: from its settings alone a structure is counted without it.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from kerasdl.config import CLASSES, IMAGE_SIDE, PATCH, TrainConfig

if TYPE_CHECKING:
    import keras

KERNELS = ("kernel", "depthwise_kernel", "pointwise_kernel")
PLAIN, NORMALISED = 1, 4  # numbers an output beside the kernel: a bias; or a mean, a variance, γ and β
LEVELS = 255  # steps between the smallest and the largest weight that uint8 can tell apart


def multiply_adds(model: keras.Sequential) -> int:
    """How many multiplications, each with an addition, one answer takes.

    Counted is what the kernels do: of a dense layer inputs × outputs, of a convolution the size of its kernel at every place
    of its output. Normalisation is not: after training it is part of the kernel before it. Nor are activations and sums.

    Args:
        model: a built Sequential.

    Example:
        >>> multiply_adds(mlp([256, 128]))
        234752
    """
    return sum(
        math.prod(kernel.shape) * math.prod(shape[1:-1] if len(shape) > 2 else ()) for kernel, shape in _kernels(model)
    )


def wire_bytes(model: keras.Sequential) -> int:
    """How many bytes the weights are as a browser gets them: kernels as uint8, one float32 bias an output, compressed.

    It is what `kerasdl export --quantize uint8` and a web server that compresses make of them, without the graph around.

    Args:
        model: a built Sequential.
    """
    import keras

    packer = zlib.compressobj(9)
    size = 0
    for kernel, _ in _kernels(model):
        weights = keras.ops.convert_to_numpy(kernel)
        low, high = float(weights.min()), float(weights.max())
        steps = np.round((weights - low) * (LEVELS / max(high - low, 1e-12))).astype(np.uint8)
        size += len(packer.compress(steps.tobytes())) + 4 * weights.shape[-1]
    return size + len(packer.flush())


def _kernels(model: keras.Sequential) -> Iterator[tuple[keras.Variable, tuple]]:
    """Each kernel, and the shape of its layer's output."""
    from kerasdl.layers.residual import flatten_layers

    shape = model.input_shape
    for layer in flatten_layers(model):
        shape = layer.compute_output_shape(shape)
        for name in KERNELS:
            kernel = getattr(layer, name, None)
            if kernel is not None:
                yield kernel, shape


def count_multiply_adds(config: TrainConfig) -> int:
    """How many multiplications, each with an addition, one answer takes; as `multiply_adds` counts a built network's.

    Example:
        >>> multiply_adds_of(TrainConfig(hidden_units=(256, 128)))
        234752
    """
    return sum(inputs * outputs * places for inputs, outputs, places in _kernels_of(config))


def count_parameters(config: TrainConfig) -> int:
    """How many numbers a network of this structure holds; as `model.count_params()` counts them.

    Example:
        >>> parameters_of(TrainConfig(hidden_units=(256, 128)))
        235146
    """
    *hidden, answer = _kernels_of(config)
    beside = NORMALISED if config.batch_normalization else PLAIN
    return sum((inputs + beside) * outputs for inputs, outputs, _ in hidden) + (answer[0] + PLAIN) * answer[1]


def layer_values(config: TrainConfig) -> list[int]:
    """How many numbers each layer with a kernel gives for one digit, first to last."""
    return [outputs * places for _, outputs, places in _kernels_of(config)]


def _kernels_of(config: TrainConfig) -> Iterator[tuple[int, int, int]]:
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
