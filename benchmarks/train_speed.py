"""How fast is 98 % on MNIST, from a cold process? kerasdl beside what people use, in one run.

    python benchmarks/train_speed.py [--rounds 5] [--only NAME …]

Each round starts every contender once, in turn, in a fresh process: imports, loading, training and judging on the 10,000
test digits are all in the time, which is taken from outside. `kerasdl quick` compiles its training each time, as the first
start on a machine does; the later ones, `kerasdl quick, compiled before`, find it in the user's cache. A loop without a
fixed schedule stops after the first epoch that reaches 98 %, and its looking costs it nothing that kerasdl does not pay
too. Contenders whose package is missing are left out: PyTorch and scikit-learn are no dependencies of kerasdl.

`--only` names a contender; `--contender NAME --seed N` is how the script starts itself for one.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TARGET = 0.98
MNIST = Path(__file__).resolve().parents[1] / "kerasdl" / "data" / "mnist.npz"
PRICE = "torch one-cycle"  # the contender that the ratio is taken to
COMPILED = "kerasdl quick, compiled before"


def load() -> tuple[Any, ...]:
    import numpy as np

    arrays = np.load(MNIST)
    return tuple(arrays[k] for k in ("x_train", "y_train", "x_test", "y_test"))


def kerasdl_quick(seed: int) -> float:
    """The command, started for the first time on a machine."""
    os.environ["JAX_ENABLE_COMPILATION_CACHE"] = "0"
    return kerasdl_compiled(seed)


def kerasdl_compiled(seed: int) -> float:
    """The command itself, its model written to disk."""
    with tempfile.TemporaryDirectory() as folder:
        sys.argv = ["kerasdl", "train", "--preset", "quick", "--seed", str(seed), "--out", folder, "--json"]
        from kerasdl.cli.main import app

        app(standalone_mode=False)
        return json.loads((Path(folder) / "card.json").read_text())["test"]["accuracy"]


def kerasdl_tensorflow(seed: int) -> float:
    os.environ["KERAS_BACKEND"] = "tensorflow"
    return kerasdl_quick(seed)


def keras_fit(seed: int) -> float:
    """The example of Keras's own guides: compile, fit, evaluate, on TensorFlow."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras

    x, y, x_test, y_test = load()
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input((28, 28)),
        keras.layers.Rescaling(1 / 255),
        keras.layers.Flatten(),
        keras.layers.Dense(512, "relu"),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(10, "softmax"),
    ])  # fmt: skip
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    accuracy = 0.0
    for _ in range(20):
        model.fit(x, y, batch_size=128, epochs=1, verbose=0)
        accuracy = model.evaluate(x_test, y_test, verbose=0)[1]
        if accuracy >= TARGET:
            break
    return accuracy


def _torch_data() -> tuple[Any, ...]:
    import torch

    x, y, x_test, y_test = load()
    pictures = [torch.from_numpy(a).reshape(-1, 784).float() / 255 for a in (x, x_test)]
    return pictures[0], torch.from_numpy(y).long(), pictures[1], torch.from_numpy(y_test).long()


def _torch_network(*units: int) -> Any:
    from torch import nn

    layers: list = []
    for before, after in zip((784, *units), units, strict=False):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(units[-1], 10))


def _torch_accuracy(network: Any, x: Any, y: Any) -> float:
    import torch

    network.eval()
    with torch.no_grad():
        right = (network(x).argmax(1) == y).float().mean().item()
    network.train()
    return right


def torch_idiomatic(seed: int) -> float:
    """DataLoader, Adam at its default rate, until 98 %."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(seed)
    x, y, x_test, y_test = _torch_data()
    network = _torch_network(512)
    optimizer = torch.optim.Adam(network.parameters())
    objective = torch.nn.CrossEntropyLoss()
    accuracy = 0.0
    for _ in range(20):
        for pictures, labels in DataLoader(TensorDataset(x, y), batch_size=128, shuffle=True):
            optimizer.zero_grad()
            objective(network(pictures), labels).backward()
            optimizer.step()
        accuracy = _torch_accuracy(network, x_test, y_test)
        if accuracy >= TARGET:
            break
    return accuracy


def torch_one_cycle(seed: int) -> float:
    """Tuned: tensors in memory instead of a DataLoader, AdamW, and PyTorch's one-cycle schedule."""
    return _torch_tuned(seed, units=(512,), epochs=4, batch=128, rate=3e-3, smoothing=0.0)


def torch_same_recipe(seed: int) -> float:
    """The same loop with all that kerasdl's `quick` found: its network, batch, schedule and smoothed targets."""
    return _torch_tuned(seed, units=(256, 128), epochs=2, batch=96, rate=4e-3, smoothing=0.02)


def _torch_tuned(seed: int, units: tuple[int, ...], epochs: int, batch: int, rate: float, smoothing: float) -> float:
    import torch

    torch.manual_seed(seed)
    x, y, x_test, y_test = _torch_data()
    network = _torch_network(*units)
    steps = len(x) // batch
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, betas=(0.9, 0.99), weight_decay=0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rate, total_steps=steps * epochs, pct_start=0.25, anneal_strategy="linear", cycle_momentum=False
    )
    objective = torch.nn.CrossEntropyLoss(label_smoothing=smoothing)
    for _ in range(epochs):
        for chosen in torch.randperm(len(x))[: steps * batch].reshape(steps, batch):
            optimizer.zero_grad(set_to_none=True)
            objective(network(x[chosen]), y[chosen]).backward()
            optimizer.step()
            schedule.step()
    return _torch_accuracy(network, x_test, y_test)


def sklearn_mlp(seed: int) -> float:
    """scikit-learn's MLPClassifier, an epoch at a time until 98 %."""
    from sklearn.neural_network import MLPClassifier

    x, y, x_test, y_test = load()
    x, x_test = (a.reshape(-1, 784).astype("float32") / 255 for a in (x, x_test))
    network = MLPClassifier((512,), batch_size=128, max_iter=1, warm_start=True, random_state=seed)
    accuracy = 0.0
    import warnings

    warnings.simplefilter("ignore")
    for _ in range(30):
        network.fit(x, y)
        accuracy = network.score(x_test, y_test)
        if accuracy >= TARGET:
            break
    return accuracy


CONTENDERS = {
    "kerasdl quick": (kerasdl_quick, "kerasdl"),
    COMPILED: (kerasdl_compiled, "kerasdl"),
    "kerasdl quick on TensorFlow": (kerasdl_tensorflow, "kerasdl"),
    PRICE: (torch_one_cycle, "torch"),
    "torch, kerasdl's recipe": (torch_same_recipe, "torch"),
    "torch idiomatic": (torch_idiomatic, "torch"),
    "keras fit on TensorFlow": (keras_fit, "tensorflow"),
    "scikit-learn MLPClassifier": (sklearn_mlp, "sklearn"),
}


def run_one(name: str, seed: int) -> dict[str, float]:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--contender", name, "--seed", str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    return {"seconds": seconds, "accuracy": float(done.stdout.splitlines()[-1])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=CONTENDERS)
    parser.add_argument("--contender", choices=CONTENDERS)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.contender:
        print(CONTENDERS[args.contender][0](args.seed))
        return
    names = [n for n in args.only or CONTENDERS if importlib.util.find_spec(CONTENDERS[n][1]) is not None]
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    if COMPILED in names:
        run_one(COMPILED, 0)  # which fills the cache
    for round_ in range(args.rounds):
        for name in names:
            runs[name].append(run_one(name, round_))
            print(f"round {round_ + 1}: {name:<30} {runs[name][-1]['seconds']:6.2f} s", file=sys.stderr, flush=True)
    base = statistics.median(r["seconds"] for r in runs[PRICE]) if PRICE in runs else None
    print(f"{'cold start to 98 %':<30} {'median':>8} {'min':>7} {'max':>7}  {'accuracy (worst)':>25}  of {PRICE}")
    for name, results in runs.items():
        seconds = [r["seconds"] for r in results]
        accuracy = [100 * r["accuracy"] for r in results]
        ratio = f"{statistics.median(seconds) / base:.2f}" if base else "-"
        missed = "" if min(accuracy) >= 100 * TARGET else "  below 98 %"
        print(
            f"{name:<30} {statistics.median(seconds):6.2f} s {min(seconds):5.2f} s {max(seconds):5.2f} s  "
            f"{statistics.mean(accuracy):6.2f} ± {statistics.pstdev(accuracy):.2f} % ({min(accuracy):.2f})  {ratio}{missed}"
        )


if __name__ == "__main__":
    main()
