"""Recording of a training: the network as it is now, and its answers to the same test digits over time.

live.npz      the network as it is now
answers.bin   one frame a snapshot: passes over the training digits so far, confidences for the first test digits
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import numpy as np

from kerasdl.lecture import Network

LIVE_FILE, ANSWERS_FILE = "live.npz", "answers.bin"
DIGITS = 2_000  # test digits whose confidences are noted, the first ones
FRAMES = 40
# A confidence takes a byte, in 255ths: 20 kB a frame.
FRAME = np.dtype([("passes", "<f4"), ("answers", "u1", (DIGITS, 10))])


def write_network(file: Path, network: Network) -> None:
    """Write a network of the lecture, float32; a reader finds the old one or the new one.

    What is replaced twice a second need not reach the disk each time, so nothing waits for that.
    """
    layers = zip(network.weights, network.biases, strict=True)
    arrays = {
        f"{name}{n}": part.astype(np.float32)
        for n, pair in enumerate(layers)
        for name, part in zip("wb", pair, strict=True)
    }
    part = file.with_name(f".{file.stem}.part.npz")
    np.savez(part, activations=np.array(network.activations), **arrays)
    with suppress(PermissionError):  # on Windows, while somebody reads it: the next one will do
        os.replace(part, file)


def read_network(file: Path) -> Network | None:
    """Read what `write_network` wrote; None where it is missing or not whole."""
    # Of a file that is not whole NumPy and zipfile say what they like.
    with suppress(Exception), np.load(file, allow_pickle=False) as arrays:
        activations = [str(name) for name in arrays["activations"]]
        count = range(len(activations))
        return Network(tuple(arrays[f"w{n}"] for n in count), tuple(arrays[f"b{n}"] for n in count), tuple(activations))
    return None


def truncate_torn_frame(folder: Path) -> None:
    """Cut off a frame that a process left half written when it died."""
    file = folder / ANSWERS_FILE
    if file.exists():
        os.truncate(file, file.stat().st_size // FRAME.itemsize * FRAME.itemsize)


def add_frame(folder: Path, passes: float, confidences: np.ndarray) -> None:
    """Append the confidences for the first test digits, (DIGITS, 10)."""
    frame = np.zeros(1, FRAME)
    frame["passes"], frame["answers"] = passes, np.rint(255 * confidences)
    with (folder / ANSWERS_FILE).open("ab") as file:
        file.write(frame.tobytes())


def frames(folder: Path) -> np.ndarray:
    """All frames so far, of type `FRAME`, by their passes; of what was trained twice, the second time."""
    file = folder / ANSWERS_FILE
    count = file.stat().st_size // FRAME.itemsize if file.exists() else 0
    if not count:
        return np.zeros(0, FRAME)
    every = np.fromfile(file, FRAME, count)
    passes = every["passes"]
    later = np.minimum.accumulate(np.append(passes[1:], np.inf)[::-1])[::-1]
    return every[passes < later]


def is_due(passes: float, epochs: int, frame: int) -> bool:
    """Whether frame number `frame` is due: most changes at the beginning, so frames lie closest there."""
    return passes >= epochs * (frame / FRAMES) ** 2
