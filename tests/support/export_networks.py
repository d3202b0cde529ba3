"""Small networks exported to TF.js, with Keras's and the lecture's answers: `export_networks.py FOLDER`.

A program of its own, so that one TensorFlow process makes them all, whatever backend the tests run on.
"""

import json
import os
import sys
from pathlib import Path

from kerasdl.backend.selection import WITHOUT_ONEDNN

os.environ.update({"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", **WITHOUT_ONEDNN})

import keras
import numpy as np

from kerasdl.export import export_model
from kerasdl.networks.build import ACTIVATIONS, mlp
from kerasdl.networks.from_keras import lecture_network

Dense, Flatten = keras.layers.Dense, keras.layers.Flatten
SIDE = 28


def sequential(*layers: keras.Layer) -> keras.Sequential:
    """A model on digits that `mlp` does not build."""
    return keras.Sequential([keras.Input((SIDE, SIDE)), *layers])


def plain_networks() -> dict[str, keras.Sequential]:
    """What the lecture's library knows too: every activation, with and without normalisation, no to many hidden layers."""
    hidden = [Dense(11 + n, activation) for n, activation in enumerate(ACTIVATIONS)]
    normalised = [
        layer
        for n, activation in enumerate(ACTIVATIONS)
        for layer in (Dense(11 + n), keras.layers.BatchNormalization(), keras.layers.Activation(activation))
    ]
    return {
        "every activation": sequential(Flatten(), *hidden, Dense(10), keras.layers.Softmax()),
        "every activation, normalised": sequential(Flatten(), *normalised, Dense(10), keras.layers.Softmax()),
        "no hidden layer": mlp([], seed=1),
        "one hidden layer": mlp([8], "tanh", dropout=0.3, seed=1),
        "three hidden layers": mlp([8, 7, 6], "swish", batch_normalization=True, dropout=0.3, seed=1),
    }


def other_networks() -> dict[str, keras.Sequential]:
    """Networks of layers that a user may have written otherwise."""
    layers = keras.layers
    return {
        "normalised after the activation": sequential(
            Flatten(), Dense(9, "relu"), layers.BatchNormalization(), Dense(10, "softmax")
        ),
        "leaky": sequential(Flatten(), Dense(9), layers.LeakyReLU(0.2), Dense(10), layers.Softmax()),
        "digits rescaled, no biases": sequential(
            Flatten(), layers.Rescaling(2.0, -1.0), Dense(9, "sigmoid", use_bias=False), Dense(10, "softmax")
        ),
        "a temperature": sequential(
            Flatten(), Dense(9, "elu"), Dense(10), layers.Rescaling(0.5), layers.Activation("softmax")
        ),
        "two products in a row": sequential(Flatten(), Dense(9), Dense(8), Dense(10, "softmax")),
    }


def strange_networks() -> dict[str, keras.Sequential]:
    """What is no plain network of layers, or has an activation that the page does not know."""
    layers = keras.layers
    return {
        "convolution": sequential(
            layers.Reshape((SIDE, SIDE, 1)), layers.Conv2D(2, 3), Flatten(), Dense(10, "softmax")
        ),
        "exponential": sequential(Flatten(), Dense(9, "exponential"), Dense(10, "softmax")),
        "another leak": sequential(Flatten(), Dense(9), layers.LeakyReLU(0.1), Dense(10, "softmax")),
        "no softmax": sequential(Flatten(), Dense(9, "relu"), Dense(10)),
        "softmax inside": sequential(Flatten(), Dense(9, "softmax"), Dense(10, "softmax")),
    }


def unsettle(model: keras.Sequential, rng: np.random.Generator) -> None:
    """Give every weight that starts at 0 or 1 a value of its own, as training does."""
    for variable in model.weights:
        if len(variable.shape) == 1:
            variable.assign(rng.uniform(0.3, 1.7, variable.shape) * rng.choice([-1, 1], variable.shape))
        if "variance" in variable.path:
            variable.assign(rng.uniform(0.5, 2.0, variable.shape))


def main(folder: Path) -> None:
    """Write `<n>/tfjs/model.json` and `networks.json`."""
    rng = np.random.default_rng(0)
    digits = (rng.uniform(0, 1, (3, SIDE, SIDE)) * (rng.uniform(0, 1, (3, SIDE, SIDE)) > 0.7)).astype(np.float32)
    networks = []
    plain, other, strange = plain_networks(), other_networks(), strange_networks()
    for n, (name, model) in enumerate({**plain, **other, **strange}.items()):
        unsettle(model, rng)
        (folder / str(n)).mkdir()
        model.save(folder / str(n) / "model.keras")
        export_model(folder / str(n), formats=["tfjs"])
        entry = {"name": name, "file": str(folder / str(n) / "tfjs" / "model.json"), "plain": name not in strange}
        entry["confidences"] = np.asarray(model(digits)).tolist()
        if name in plain:
            trace = lecture_network(model).trace(digits.reshape(len(digits), -1))
            entry |= {"z": [z.tolist() for z in trace.z], "a": [a.tolist() for a in trace.a]}
        networks.append(entry)
    job = {"digits": digits.reshape(len(digits), -1).tolist(), "networks": networks}
    (folder / "networks.json").write_text(json.dumps(job), encoding="utf-8")


main(Path(sys.argv[1]))
