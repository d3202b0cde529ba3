"""How fast do Keras's backends train the same network? JAX, TensorFlow and PyTorch side by side, in one run.

    python benchmarks/backends.py [--rounds 7] [--only jax tensorflow] [--networks quick] [--virtual-devices 2 4]

Each backend has a process of its own, which prepares its training loops, takes a first call to compile them, and then waits.
The rounds take turns: each measures every network on every backend once, one at a time, so that what disturbs the machine
disturbs all. A backend that is not installed is left out, with a note. Prints a table, and one JSON object on the last line:
the median, least and most milliseconds of a step, and digits a second.

`--virtual-devices` adds JAX with each batch shared among so many devices that are parts of one CPU: what sharing costs, not
what it gains, for they share the same cores. On a busy machine the figures mean little, PyTorch's least of all: its threads
wait for one another at every step. `--worker` is how the script starts itself for one backend.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import IO, cast

BACKENDS = ("jax", "tensorflow", "torch")
# Of each network: the preset whose layers and batches it has, trained without warps, and the steps of a measured call.
NETWORKS = {"quick": 150, "cnn": 5}


def prepare(preset: str, steps: int, devices: int) -> Callable[[], float]:
    """A function that takes training steps and returns the seconds of one."""
    import keras
    import numpy as np

    from kerasdl import PRESETS, backend, load_mnist
    from kerasdl.backend.hardware import choose_devices
    from kerasdl.data.training_set import build_training_set
    from kerasdl.training.loop import build
    from kerasdl.training.schedules import AdamW, make_schedule

    config, digits = PRESETS[preset], load_mnist().train
    names, _ = choose_devices(count=devices)
    with keras.device(names[0]):
        logits = keras.Sequential([keras.Input((28, 28)), *build(config).layers[:-1]])
        optimizer = AdamW(make_schedule(config, 100_000))
        optimizer.build(logits.trainable_variables)
        plain = build_training_set(PRESETS["quick"], digits)  # MNIST's own digits, for both
        loop = backend.training_loop(logits, optimizer, plain, devices=names)
    batches = np.random.default_rng(0).integers(0, len(plain), (steps, config.batch_size)).astype(np.int32)

    def measure() -> float:
        with keras.device(names[0]):
            start = time.perf_counter()
            loop.run(batches)
            return (time.perf_counter() - start) / steps

    measure()
    return measure


def work(backend: str, devices: int, networks: list[str]) -> None:
    """A backend's process: for each network's name on standard input, the seconds of a step on standard output."""
    from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
    from kerasdl.backend.selection import choose_backend

    choose_backend(backend)
    with quiet_tensorflow():
        import keras  # noqa: F401
    measures = {name: prepare(name, NETWORKS[name], devices) for name in networks}
    print("ready", flush=True)
    for line in sys.stdin:
        print(measures[line.strip()](), flush=True)


@dataclass(frozen=True)
class Contender:
    """A backend, and how many devices share its batches."""

    backend: str
    devices: int = 1

    def __str__(self) -> str:
        version = importlib.metadata.version(self.backend).split("+")[0]
        return f"{self.backend} {version}" + (f", {self.devices} virtual devices" if self.devices > 1 else "")


@contextmanager
def running(contender: Contender, networks: list[str]) -> Iterator[Callable[[str], float]]:
    """The contender's process, as a function from a network's name to the seconds of a step."""
    command = [sys.executable, __file__, "--worker", contender.backend, "--devices", str(contender.devices)]
    command += ["--networks", *networks]
    environment = dict(os.environ)
    if contender.devices > 1:
        environment["JAX_PLATFORMS"] = "cpu"
        environment["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={contender.devices}"
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )

    stdin, stdout = cast(IO[str], process.stdin), cast(IO[str], process.stdout)

    def answer() -> str:
        line = stdout.readline()
        if not line:
            raise SystemExit(f"{contender} failed, as told above")
        return line

    def ask(network: str) -> float:
        stdin.write(f"{network}\n")
        return float(answer())

    try:
        answer()
        yield ask
    finally:
        stdin.close()
        process.wait()


def measured(
    asks: dict[Contender, Callable[[str], float]], networks: list[str], rounds: int
) -> dict[str, dict[Contender, list[float]]]:
    """Milliseconds a step, of each network on each contender in each round."""
    times: dict[str, dict[Contender, list[float]]] = {n: {contender: [] for contender in asks} for n in networks}
    for number in range(1, rounds + 1):
        for network, found in times.items():
            for contender, ask in asks.items():
                found[contender].append(1e3 * ask(network))
        print(f"round {number} of {rounds}", file=sys.stderr, flush=True)
    return times


def show(times: dict[str, dict[Contender, list[float]]]) -> None:
    """The table, and its figures as JSON."""
    from kerasdl import PRESETS

    figures = []
    print(
        f"{'network':<9}{'backend':<34}{'ms a step':>10}{'min':>9}{'max':>9}{'digits a second':>17}{'of the fastest':>16}"
    )
    for network, found in times.items():
        fastest = min(median(each) for each in found.values())
        for contender, each in found.items():
            ms = median(each)
            speed = PRESETS[network].batch_size / ms * 1e3
            print(
                f"{network:<9}{contender!s:<34}{ms:>10.2f}{min(each):>9.2f}{max(each):>9.2f}"
                f"{speed:>17,.0f}{ms / fastest:>15.2f}x"
            )
            ends = {"ms": ms, "min_ms": min(each), "max_ms": max(each), "digits_a_second": speed}
            figures.append({"network": network, "backend": contender.backend, "devices": contender.devices, **ends})
    print(json.dumps(figures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", nargs="*", choices=BACKENDS, default=BACKENDS)
    parser.add_argument("--networks", nargs="*", choices=NETWORKS, default=list(NETWORKS))
    parser.add_argument("--virtual-devices", nargs="*", type=int, default=[])
    parser.add_argument("--worker", choices=BACKENDS)
    parser.add_argument("--devices", type=int, default=1)
    args = parser.parse_args()
    if args.worker:
        work(args.worker, args.devices, args.networks)
        return
    installed = [name for name in args.only if importlib.util.find_spec(name) is not None]
    for name in args.only:
        if name not in installed:
            print(f"{name} is not installed: left out", file=sys.stderr)
    contenders = [Contender(name) for name in installed] + [Contender("jax", n) for n in args.virtual_devices]
    if not contenders:
        raise SystemExit("nothing is left to measure")
    with ExitStack() as processes:
        asks = {c: processes.enter_context(running(c, args.networks)) for c in contenders}
        show(measured(asks, args.networks, args.rounds))


if __name__ == "__main__":
    main()
