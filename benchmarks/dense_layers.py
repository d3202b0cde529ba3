"""What is each ingredient of a training worth to dense layers? One network, with each of them changed in turn.

    python -m benchmarks.dense_layers [--units 1024,1024,512] [--epochs 40] [--seeds 0 1 2] [--only NAME …] [--kept FILE]

On MNIST alone: it learns 45,000 of the training digits and is judged by the other 15,000, for 5,000 tell too little; the
test digits have no part in it. All ways are trained with one seed before the next seed begins. Prints for each way the
mean ± standard deviation of the error, and the error's difference from the recipe's, paired by seeds; one JSON object on the
last line. With `--kept`, what was measured is kept in a file, and is not measured again. `averaged` are the recipe's own
weights, averaged over the last quarter of its epochs.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.support.dense_recipe import dense_recipe
from kerasdl.backend.fast_import import load_keras
from kerasdl.backend.selection import choose_backend
from kerasdl.config import TrainConfig
from kerasdl.data.mnist import Digits, Mnist

LEARNED = 45_000
AVERAGED = 0.25  # share of the epochs, the last ones, whose weights are averaged
RECIPE = "recipe"

# Ways that differ in one number alone, in its order.
BY_DIGITS_SEEN = ("a quarter of the epochs", "half of the epochs", RECIPE, "twice the epochs")
BY_WEIGHTS = ("a quarter as wide", "half as wide", RECIPE, "twice as wide")
DEPTHS = {
    1: "one hidden layer",
    2: "two hidden layers",
    3: "three hidden layers",
    5: "five hidden layers",
    8: "eight hidden layers",
}
BY_DEPTH = tuple(DEPTHS.values())


@dataclass(frozen=True)
class Way:
    """One training: its settings, and how many of the digits it learns."""

    config: TrainConfig
    learned: int = LEARNED

    @property
    def digits_seen(self) -> int:
        return self.config.epochs * self.learned


def ways(recipe: TrainConfig) -> dict[str, Way]:
    """The recipe, and each change of it; other depths have as many weights as the recipe."""
    units, epochs = recipe.hidden_units, recipe.epochs
    deep = _as_many_weights(units, max(DEPTHS))
    found: dict[str, dict[str, Any]] = {
        RECIPE: {},
        "no warps": {"augmentation": 0.0, "elastic": 0.0, "stroke": 0.0},
        "affine warps alone": {"elastic": 0.0, "stroke": 0.0},
        "no change of stroke width": {"stroke": 0.0},
        "warps half as strong": {"augmentation": 0.5, "elastic": 0.5, "stroke": 0.25},
        "warps that fade over the last twentieth": {"fade": 0.05},
        "warps that fade over the last quarter": {"fade": 0.25},
        "no batch normalisation": {"batch_normalization": False, "learning_rate": 1e-3},
        "relu": {"activation": "relu"},
        "no dropout": {"dropout": 0.0},
        "dropout of 0.4": {"dropout": 0.4},
        "label smoothing 0.1": {"label_smoothing": 0.1},
        "a quarter as wide": {"hidden_units": tuple(n // 4 for n in units)},
        "half as wide": {"hidden_units": tuple(n // 2 for n in units)},
        "twice as wide": {"hidden_units": tuple(n * 2 for n in units)},
        "a quarter of the epochs": {"epochs": epochs // 4},
        "half of the epochs": {"epochs": epochs // 2},
        "twice the epochs": {"epochs": epochs * 2},
        # About as much arithmetic as the recipe.
        "half as wide, four times the epochs": {"hidden_units": tuple(n // 2 for n in units), "epochs": epochs * 4},
        "twice as wide, a quarter of the epochs": {"hidden_units": tuple(n * 2 for n in units), "epochs": epochs // 4},
        **{name: {"hidden_units": _as_many_weights(units, depth)} for depth, name in DEPTHS.items()},
        f"{DEPTHS[len(deep)]} with skip sums": {"hidden_units": deep, "skips": True},
    }
    return {
        **{name: Way(replace(recipe, **change)) for name, change in found.items()},
        "half of the digits, each twice as often": Way(replace(recipe, epochs=2 * epochs), LEARNED // 2),
        "a quarter of the digits, each four times as often": Way(replace(recipe, epochs=4 * epochs), LEARNED // 4),
    }


def count_weights(units: Sequence[int]) -> int:
    """Of all kernels between 784 pixels, such hidden layers and 10 answers."""
    return sum(a * b for a, b in itertools.pairwise([784, *units, 10]))


def _as_many_weights(units: Sequence[int], depth: int) -> tuple[int, ...]:
    """Hidden layers of one width, so many that they have about as many weights: 784 n + (depth - 1) n² + 10 n."""
    total, linear, square = count_weights(units), 784 + 10, depth - 1
    root = math.sqrt(linear**2 + 4 * square * total)
    return (round(2 * total / (linear + root)),) * depth


@dataclass
class Kept:
    """What was measured.

    Attributes:
        units, epochs: the recipe's.
        errors: by the names of the ways and by seeds, in per cent.
    """

    units: list[int]
    epochs: int
    errors: dict[str, dict[str, float]]


def read_kept(file: Path | None, recipe: TrainConfig) -> Kept:
    """What a file has of a recipe; nothing where it is not there yet.

    Raises:
        SystemExit: it is of another recipe.
    """
    none = Kept(list(recipe.hidden_units), recipe.epochs, {})
    if file is None or not file.exists():
        return none
    kept = Kept(**json.loads(file.read_text(encoding="utf-8")))
    if replace(kept, errors={}) != none:
        raise SystemExit(f"`kept` must be of {none.units}, {none.epochs} epochs. Received: {kept.units}, {kept.epochs}")
    return kept


class Average:
    """The mean of a network's weights after each of the last epochs."""

    def __init__(self, epochs: int) -> None:
        self.begin, self.epoch, self.count = round((1 - AVERAGED) * epochs), 0, 0
        self.sums: list[np.ndarray] = []

    def __call__(self, model: Any) -> None:
        self.model, self.epoch = model, self.epoch + 1
        if self.epoch > self.begin:
            weights = model.get_weights()
            self.sums = [a + b for a, b in zip(self.sums, weights, strict=True)] if self.sums else weights
            self.count += 1

    def error(self, digits: Digits) -> float:
        """In per cent, of the network with the averaged weights."""
        self.model.set_weights([total / self.count for total in self.sums])
        answers = self.model.predict(digits.images.astype(np.float32) / 255, batch_size=1000, verbose=0)
        return 100 * float(np.mean(answers.argmax(1) != digits.labels))


def split(mnist: Mnist, learned: int) -> Mnist:
    """The training digits: so many of 45,000 to learn, and the others, with the validation digits, to judge by."""
    train, validation = mnist.train, mnist.validation
    images = np.concatenate([train.images[LEARNED:], validation.images])
    labels = np.concatenate([train.labels[LEARNED:], validation.labels])
    return replace(
        mnist, train=Digits(train.images[:learned], train.labels[:learned]), validation=Digits(images, labels)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", default="1024,1024,512")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--kept", type=Path, help="a file for the errors, by way and seed")
    parser.add_argument("--only", nargs="+", help="the ways to compare, beside the recipe")
    options = parser.parse_args()
    choose_backend("jax")
    load_keras()
    from kerasdl.data.mnist import load_mnist
    from kerasdl.training.loop import train

    mnist = load_mnist()
    recipe = dense_recipe(options.units, options.epochs)
    chosen = ways(recipe)
    if options.only:
        chosen = {name: chosen[name] for name in (RECIPE, *options.only)}
    kept = read_kept(options.kept, recipe)
    for seed in options.seeds:
        for name, way in chosen.items():
            if str(seed) in kept.errors.get(name, {}):
                continue
            average, digits = Average(way.config.epochs), split(mnist, way.learned)
            trained = train(replace(way.config, seed=seed), data=digits, on_epoch=average)
            last = trained.history[-1]
            found = {name: 100 * (1 - last["validation_accuracy"])}
            if name == RECIPE:
                found["averaged"] = average.error(digits.validation)
            for measured, error in found.items():
                kept.errors.setdefault(measured, {})[str(seed)] = error
            if options.kept:
                options.kept.write_text(json.dumps(asdict(kept), indent=1), encoding="utf-8")
            figures = {k: round(last[k], 5) for k in ("loss", "accuracy", "validation_loss", "seconds")}
            print(f"seed {seed}, {name}: {found[name]:.3f} % read wrong; {figures}", flush=True)
    for name, errors in kept.errors.items():
        beside = [error - kept.errors[RECIPE][seed] for seed, error in errors.items()]
        print(f"{name}: {_mean(list(errors.values()))} % ({_mean(beside)})")
    print(json.dumps(asdict(kept)))


def _mean(values: list[float]) -> str:
    spread = f" ± {statistics.stdev(values):.3f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.3f}{spread}"


if __name__ == "__main__":
    main()
