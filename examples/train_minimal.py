"""From handwritten digits to a network that any browser can load, in plain Keras and one file.

    python examples/train_minimal.py [--seed 0] [--epochs 2] [--out digits]

Reads 98 % of MNIST's test digits after some seconds. OUT/model.json and OUT/weights.bin are a layers model of TensorFlow.js:

    const network = await tf.loadLayersModel('digits/model.json');
    const confidences = network.predict(pictures);  // (n, 28, 28), from 0 to 1, white ink on black
"""

import argparse
import json
import time
from pathlib import Path

import keras
import numpy as np

from kerasdl import load_mnist

BATCH = 96
PEAK = 4e-3  # the highest learning rate
CONFIG_IN_TFJS = {"Flatten": ("name",), "Dense": ("name", "units", "activation")}


def build(steps: int) -> keras.Sequential:
    """The three steps: a set of functions, 784-256-128-10; the goodness of one; and the way down to the best."""
    dense = keras.layers.Dense
    layers = [keras.layers.Flatten(), dense(256, "relu"), dense(128, "relu"), dense(10, "softmax")]
    model = keras.Sequential([keras.Input((28, 28)), *layers], name="digits")
    # Up in the first quarter of the steps and down to nothing in the rest: two epochs do what ten do at a constant rate.
    rise = steps // 4
    rate = keras.optimizers.schedules.CosineDecay(PEAK / 100, steps - rise, warmup_target=PEAK, warmup_steps=rise)
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.02)  # 98 % sure is enough
    model.compile(keras.optimizers.Adam(rate, beta_2=0.99), loss, metrics=["accuracy"], steps_per_execution=50)
    return model


def write_for_browser(model: keras.Sequential, folder: Path) -> None:
    """Write a Sequential of Flatten and Dense as TensorFlow.js reads it: JSON, and the weights one after another."""
    layers: list[dict] = []
    for layer in model.layers:
        kind = type(layer).__name__
        layers.append({"class_name": kind, "config": {key: layer.get_config()[key] for key in CONFIG_IN_TFJS[kind]}})
    layers[0]["config"]["batch_input_shape"] = model.input_shape
    arrays = {f"{layer.name}/{w.name}": np.asarray(w.value, "<f4") for layer in model.layers for w in layer.weights}
    weights = [{"name": name, "shape": array.shape, "dtype": "float32"} for name, array in arrays.items()]
    topology = {"class_name": "Sequential", "config": {"name": model.name, "layers": layers}}
    content = {
        "format": "layers-model",
        "modelTopology": {"keras_version": keras.__version__, "backend": "tensorflow", "model_config": topology},
        "weightsManifest": [{"paths": ["weights.bin"], "weights": weights}],
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "weights.bin").write_bytes(b"".join(array.tobytes() for array in arrays.values()))


def main(seed: int = 0, epochs: int = 2, out: Path = Path("digits"), examples: int = 55_000) -> keras.Sequential:
    """Train on the first `examples` training digits, judge on the test digits, write; gives the network."""
    keras.utils.set_random_seed(seed)
    mnist = load_mnist()
    pictures, answers = (mnist.train.images / np.float32(255))[:examples], np.eye(10)[mnist.train.labels[:examples]]
    model = build(steps=epochs * len(pictures) // BATCH)
    began = time.perf_counter()
    model.fit(pictures, answers, batch_size=BATCH, epochs=epochs, verbose=2)
    seconds = time.perf_counter() - began
    confidences = model.predict(mnist.test.images / np.float32(255), batch_size=1_000, verbose=0)
    accuracy = (confidences.argmax(1) == mnist.test.labels).mean()
    write_for_browser(model, out)
    print(f"{accuracy:.2%} of the test digits read right, after {seconds:.1f} s of training; written to {out}")
    return model


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option, kind, default in (("--seed", int, 0), ("--epochs", int, 2), ("--out", Path, Path("digits"))):
        parser.add_argument(option, type=kind, default=default)
    main(**vars(parser.parse_args()))
