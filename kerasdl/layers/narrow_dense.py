"""A dense layer whose matrix products multiply bfloat16 numbers, while all else stays float32."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


class NarrowDense(keras.layers.Dense):
    """`keras.layers.Dense` with factors of bfloat16 in its three matrix products, one forward and two backward.

    Weights, sums, input and output stay float32. A processor that multiplies bfloat16 by itself does so several times
    as fast as float32 but does everything else slower in it, so that Keras's own "mixed_bfloat16", which has
    activations and normalisation in bfloat16 too, gains nothing there.

    For training, with the Keras backend JAX; what is saved is a plain `Dense` of the same weights.

    Input: float32, (batch, inputs). Output: float32, (batch, units).
    """

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        from kerasdl.backend.narrow_product import narrow_product  # where JAX is Keras's backend, it is loaded already

        outputs = narrow_product(inputs, ops.convert_to_tensor(self.kernel))
        if self.bias is not None:
            outputs = ops.add(outputs, self.bias)
        return outputs if self.activation is None else self.activation(outputs)
