"""What do random warps cost? A training step with ours, with Keras's own random layers, and with none, side by side.

    python benchmarks/augmentation.py [--backend jax] [--rounds 7] [--hidden-units 1024] [--batch-size 128]

Each variant is a training loop of its own, compiled whole; the rounds take turns, so that what disturbs the machine
disturbs all. Prints a table, and one JSON object on the last line: milliseconds a step (median over the rounds) and what
the warps add to a bare step, as a multiple of it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

STEPS = 100


def variants() -> dict[str, Callable[[], list[Any]]]:
    """What is put before the network: by its name, a function that makes the layers."""
    from keras import layers

    from kerasdl.layers.random_warp import RandomWarp

    def keras_layers(elastic: bool) -> list[Any]:
        like_ours = [
            layers.Reshape((28, 28, 1)),
            layers.RandomRotation(0.033, fill_mode="constant", seed=0),
            layers.RandomShear(0.25, 0.0, fill_mode="constant", seed=0),
            layers.RandomZoom(0.15, 0.15, fill_mode="constant", seed=0),
            layers.RandomTranslation(0.043, 0.043, fill_mode="constant", seed=0),
        ]
        bend = [layers.RandomElasticTransform(1.0, 0.5, fill_mode="constant", seed=0)] if elastic else []
        return [*like_ours, *bend, layers.Reshape((28, 28))]

    return {
        "none": list,
        "kerasdl affine": lambda: [RandomWarp(1.0, seed=0)],
        "kerasdl affine, elastic, stroke": lambda: [RandomWarp(1.0, 1.0, 0.5, seed=0)],
        "Keras affine": lambda: keras_layers(elastic=False),
        "Keras affine, elastic": lambda: keras_layers(elastic=True),
    }


def prepare(warps: list[Any], units: int, batch_size: int) -> Callable[[], float]:
    """A function that takes STEPS training steps and returns the seconds of one."""
    import keras

    from kerasdl import backend
    from kerasdl.data.mnist import load_mnist
    from kerasdl.data.training_set import targets

    digits = load_mnist().train
    dense = [keras.layers.Flatten(), keras.layers.Dense(units, "relu"), keras.layers.Dense(10)]
    logits = keras.Sequential([keras.Input((28, 28)), *warps, *dense])
    optimizer = keras.optimizers.AdamW(1e-3)
    optimizer.build(logits.trainable_variables)
    labels = digits.labels.astype(np.int32)
    lesson = backend.TrainingSet(digits.images, labels, targets(labels, 0.0))
    loop = backend.training_loop(logits, optimizer, lesson, devices=[backend.devices()[0][0]])
    batches = np.random.default_rng(0).integers(0, len(digits), (STEPS, batch_size)).astype(np.int32)

    def measure() -> float:
        start = time.perf_counter()
        loop.run(batches)
        return (time.perf_counter() - start) / STEPS

    measure()
    return measure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", default="jax")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--hidden-units", type=int, default=1024)
    parser.add_argument("--batch-size", type=int, default=128)
    args = parser.parse_args()
    from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
    from kerasdl.backend.selection import choose_backend

    choose_backend(args.backend)
    with quiet_tensorflow():
        import keras  # noqa: F401  (whole: its random layers look for TensorFlow on every backend)
    measures, failed = {}, {}
    for name, make in variants().items():
        try:
            measures[name] = prepare(make(), args.hidden_units, args.batch_size)
        except Exception as error:  # a layer of Keras's that cannot be compiled on this backend is a finding
            failed[name] = f"{type(error).__name__}: {str(error).splitlines()[0][:80]}"
    times: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(args.rounds):
        for name, measure in measures.items():
            times[name].append(1e3 * measure())
    bare = median(times["none"])
    print(f"{args.backend}, {args.hidden_units} hidden units, batches of {args.batch_size}, {args.rounds} rounds")
    print(f"{'warps':<34}{'ms a step':>10}{'added':>8}{'of a bare step':>16}")
    for name, found in times.items():
        added = median(found) - bare
        print(f"{name:<34}{median(found):>10.2f}{added:>8.2f}{added / bare:>15.2f}x")
    for name, reason in failed.items():
        print(f"{name:<34}cannot be compiled: {reason}")
    figures = {name: {"ms": median(found), "added": (median(found) - bare) / bare} for name, found in times.items()}
    print(json.dumps({"backend": args.backend, "variants": figures, "failed": failed}))


if __name__ == "__main__":
    main()
