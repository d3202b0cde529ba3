"""Keras's activations and their derivatives at some points, in float64; prints `activation_values.json`.

Python's tests and the page's hold their own formulas to the file, so that one expected result binds both languages.
"""

import json
import os
import sys

os.environ.update({"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"})

import keras
import tensorflow as tf

from kerasdl.activations import ACTIVATION_SPECS

# Not 0, where some derivatives jump.
POINTS = [-30.0, -6.0, -2.5, -1.0, -0.3, 0.2, 0.7, 1.5, 4.0, 30.0]
LOGITS, LABEL = [-1.5, 0.25, 2.0, 0.5], 1


def elementwise(name: str) -> dict[str, list[float]]:
    """σ and dσ/dz at the points."""
    z = tf.constant(POINTS, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = keras.activations.get(ACTIVATION_SPECS[name].keras)(z)
    return {"z": POINTS, "a": a.numpy().tolist(), "slope": tape.gradient(a, z).numpy().tolist()}


def softmax() -> dict[str, list[float] | int]:
    """Softmax of some logits, and the derivative of its cross-entropy for one label."""
    z = tf.constant([LOGITS], tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = keras.activations.softmax(z)
        loss = -tf.math.log(a[0, LABEL])
    return {
        "z": LOGITS,
        "a": a[0].numpy().tolist(),
        "label": LABEL,
        "slope": tape.gradient(loss, z)[0].numpy().tolist(),
    }


values = {name: softmax() if spec.output else elementwise(name) for name, spec in ACTIVATION_SPECS.items()}
json.dump(values, sys.stdout, indent=1)
print()
