"""Small networks, and what Keras makes of some digits with them, in float64; prints `network_values.json`.

For each network its layers, digits, labels, every layer's z and a, the cross-entropy and its gradient. Python's tests hold
the lecture's library to them, the page's tests the page's modules.
"""

import json
import os
import sys

os.environ.update({"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"})

import keras
import numpy as np
import tensorflow as tf

SIDE, CLASSES, DIGITS = 3, 4, 3
NETWORKS = {
    "no hidden layer": [],
    "one hidden layer": [(5, "sigmoid")],
    "hidden layers as wide as each other": [(4, "relu"), (4, "relu"), (4, "swish")],
    "an activation of every other kind": [
        (6, "tanh"), (5, "elu"), (5, "selu"), (4, "softplus"), (4, "leaky_relu"), (3, "linear"),
    ],
}  # fmt: skip


def described(hidden: list[tuple[int, str]], rng: np.random.Generator) -> dict[str, object]:
    """A network with random weights of few decimals, which JSON keeps exactly, and what it computes."""
    layers = [keras.layers.Dense(units, activation, dtype="float64") for units, activation in hidden]
    layers.append(keras.layers.Dense(CLASSES, dtype="float64"))
    model = keras.Sequential([keras.Input((SIDE * SIDE,), dtype="float64"), *layers])
    for variable in model.variables:
        variable.assign(rng.uniform(-1, 1, variable.shape).round(4))
    digits = (rng.uniform(0, 1, (DIGITS, SIDE * SIDE)) * (rng.uniform(0, 1, (DIGITS, SIDE * SIDE)) > 0.3)).round(4)
    labels = rng.integers(0, CLASSES, DIGITS)
    with tf.GradientTape() as tape:
        logits = model(digits)
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))
    gradient = tape.gradient(loss, [v.value for v in model.trainable_variables])
    z, a, sent = [], [], tf.constant(digits)
    for layer in layers:
        z.append(tf.matmul(sent, layer.kernel.value) + layer.bias.value)
        sent = layer(sent)
        a.append(sent)
    a[-1] = keras.ops.softmax(sent)
    return {
        "side": SIDE,
        "layers": [
            {"inputs": layer.kernel.shape[0], "units": layer.units, "activation": activation}
            | {"weights": flat(layer.kernel.value), "biases": flat(layer.bias.value)}
            for layer, activation in zip(layers, [*(name for _, name in hidden), "softmax"], strict=True)
        ],
        "digits": digits.tolist(),
        "labels": labels.tolist(),
        "z": [values.numpy().tolist() for values in z],
        "a": [values.numpy().tolist() for values in a],
        "loss": float(loss),
        "gradient": [
            {"weights": flat(w), "biases": flat(b)} for w, b in zip(gradient[::2], gradient[1::2], strict=True)
        ],
    }


def flat(values: tf.Tensor) -> list[float]:
    """Row by row: inputs × units."""
    return values.numpy().ravel().tolist()


generator = np.random.default_rng(0)
json.dump({name: described(hidden, generator) for name, hidden in NETWORKS.items()}, sys.stdout)
print()
