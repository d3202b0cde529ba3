"""What a network costs whoever uses it: arithmetic for one answer, and bytes on the wire."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator

import keras
import numpy as np

from kerasdl.layers.residual import all_parts

KERNELS = ("kernel", "depthwise_kernel", "pointwise_kernel")
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
    shape = model.input_shape
    for layer in all_parts(model):
        shape = layer.compute_output_shape(shape)
        for name in KERNELS:
            kernel = getattr(layer, name, None)
            if kernel is not None:
                yield kernel, shape
