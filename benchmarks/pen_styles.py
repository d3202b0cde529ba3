"""What is each family of pen styles worth? The same small network, trained with every family but one of each digit.

    python benchmarks/pen_styles.py [--strokes FILE] [--seeds 1] [--epochs 4]

A family are the styles of a digit that share their first part: a top, a stem, a head. In each round the network learns MNIST
and drawings of all families but one of each digit, and is asked about drawings of those that were left out. With
`--strokes`, also about real people's pen strokes: an `.npz` of `points` (n, 2), x to the right and y down,
`stroke_offsets`, `digit_offsets`, `labels`, such as one makes of UCI's Pen-Based Recognition of Handwritten Digits.
Nothing is ever trained on them. Prints a table, largest effect first, and one JSON object on the last line; figures are
means over the seeds, in percent and percentage points.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np


def load_strokes(file: Path) -> tuple[object, np.ndarray]:
    """Real strokes as pen paths, resampled along their way to the points that a path has, and their labels."""
    from kerasdl.data.synthetic.hand import POINTS, Paths

    saved = np.load(file)
    points, strokes, digits = saved["points"].astype(float), saved["stroke_offsets"], saved["digit_offsets"]
    rng = np.random.default_rng(0)
    count = len(digits) - 1
    out = np.zeros((count, POINTS, 2), np.float32)
    down = np.zeros((count, POINTS - 1), np.float32)
    for n in range(count):
        parts = [points[strokes[j] : strokes[j + 1]] for j in range(digits[n], digits[n + 1])]
        whole, drawn = _resampled(parts, POINTS)
        low, high = whole.min(0), whole.max(0)
        out[n] = (whole - (low + high) / 2) / max((high - low).max(), 1.0)
        down[n] = drawn
    width = np.repeat(rng.uniform(0.06, 0.2, (count, 1)), POINTS, axis=1).astype(np.float32)
    return Paths(out, down, width), saved["labels"].astype(np.int64)


def _resampled(strokes: list[np.ndarray], count: int) -> tuple[np.ndarray, np.ndarray]:
    """Points evenly spaced along strokes, each stroke by its share of the length, and where the pen is down between them."""
    lengths = np.array([np.linalg.norm(np.diff(s, axis=0), axis=1).sum() for s in strokes])
    shares = np.maximum(2, np.floor((count - 2 * len(strokes)) * lengths / max(lengths.sum(), 1e-6)).astype(int) + 2)
    while shares.sum() > count:
        shares[shares.argmax()] -= 1
    points, down = [], []
    for stroke, share in zip(strokes, shares, strict=True):
        way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(stroke, axis=0), axis=1))])
        at = np.linspace(0, way[-1], share)
        points += list(np.stack([np.interp(at, way, stroke[:, axis]) for axis in (0, 1)], axis=1))
        down += [1.0] * (share - 1) + [0.0]
    rest = count - len(points)
    return np.array(points + [points[-1]] * rest), np.array((down + [0.0] * rest)[: count - 1])


Found = dict[str, float]


def families() -> dict[str, list[Any]]:
    """The learned styles by their family, "looped 2"."""
    from kerasdl.data import synthetic

    found: dict[str, list[Any]] = {}
    for style in synthetic.DIGIT_STYLES:
        found.setdefault(f"{style.family} {style.label}", []).append(style)
    return found


def rounds_of(names: list[str]) -> list[list[str]]:
    """Families to leave out together, at most one of each digit."""
    by_digit = [[name for name in names if name.endswith(f" {digit}")] for digit in range(10)]
    return [[of[n] for of in by_digit if n < len(of)] for n in range(max(len(of) for of in by_digit))]


class Judge:
    """Trains small networks and asks them about every family's drawings, and about real digits.

    Args:
        args: the command's options.
    """

    def __init__(self, args: argparse.Namespace) -> None:
        from kerasdl.config import TrainConfig
        from kerasdl.data import synthetic
        from kerasdl.data.mnist import load_mnist
        from kerasdl.data.synthetic.ink import draw

        self.seeds, self.pen_digits = args.seeds, args.pen_digits
        self.mnist = load_mnist()
        self.config = TrainConfig(
            hidden_units=(256, 128), batch_normalization=True, augmentation=0.5, epochs=args.epochs, learning_rate=6e-3
        )
        self.own = {name: synthetic.drawings(500, [9, n], of) for n, (name, of) in enumerate(families().items())}
        self.real = None
        if args.strokes is not None:
            paths, labels = load_strokes(args.strokes)
            self.real = draw(paths, np.random.default_rng(0)), labels  # type: ignore[arg-type]

    def mean(self, styles: list[Any] | None) -> Found:
        """What networks that learned these styles read, in percent, over the seeds; None for MNIST alone."""
        runs = [self._one(styles, seed) for seed in range(self.seeds)]
        return {name: float(np.mean([run[name] for run in runs])) for name in runs[0]}

    def _one(self, styles: list[Any] | None, seed: int) -> Found:
        from kerasdl import backend
        from kerasdl.data import synthetic
        from kerasdl.data.mnist import Digits
        from kerasdl.evaluation.report import confidences
        from kerasdl.training.loop import train

        parts = [self.mnist.train]
        if styles is not None:
            parts.append(synthetic.drawings(self.pen_digits, [seed, 1], styles))
        digits = Digits(np.concatenate([p.images for p in parts]), np.concatenate([p.labels for p in parts]))
        model = train(replace(self.config, seed=seed), data=replace(self.mnist, train=digits)).model
        forward = backend.compile_forward(model, backend.devices()[0][0])
        right = {name: confidences(forward, d.images).argmax(1) == d.labels for name, d in self.own.items()}
        found = {name: 100 * float(r.mean()) for name, r in right.items()}
        if self.real is not None:
            read = confidences(forward, self.real[0]).argmax(1) == self.real[1]
            found |= {f"real {digit}": 100 * float(read[self.real[1] == digit].mean()) for digit in range(10)}
            found["real"] = 100 * float(read.mean())
        return found


def print_table(with_all: Found, without_any: Found, rows: list[dict[str, Any]], *, real: bool) -> None:
    if real:
        print(f"real digits: {without_any['real']:.2f} % read with MNIST alone, {with_all['real']:.2f} % with all")
        print(f"{'':<22}" + "".join(f"{digit:>7}" for digit in range(10)))
        for name, found in (("MNIST alone", without_any), ("with all families", with_all)):
            print(f"{name:<22}" + "".join(f"{found[f'real {digit}']:>7.1f}" for digit in range(10)))
    print(f"{'family':<28}{'learned':>9}{'left out':>10}{'MNIST alone':>13}" + ("  real, points" if real else ""))
    for row in rows:
        last = f"{row['real']:>+14.2f}" if real else ""
        print(f"{row['family']:<28}{row['own_with']:>9.1f}{row['own']:>10.1f}{without_any[row['family']]:>13.1f}{last}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=Path)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--pen-digits", type=int, default=40_000)
    args = parser.parse_args()
    from kerasdl.backend.fast_import import load_keras
    from kerasdl.backend.selection import choose_backend

    choose_backend("jax")
    load_keras()
    judge, of_family = Judge(args), families()
    everything = [style for styles in of_family.values() for style in styles]
    with_all, without_any = judge.mean(everything), judge.mean(None)
    rows: list[dict[str, Any]] = []
    for left_out in rounds_of(list(of_family)):
        away = {id(style) for name in left_out for style in of_family[name]}
        without = judge.mean([style for style in everything if id(style) not in away])
        for name in left_out:
            real = {"real": with_all[f"real {name[-1]}"] - without[f"real {name[-1]}"]} if judge.real else {}
            rows.append({"family": name, "own": without[name], "own_with": with_all[name], **real})
        print(f"without {', '.join(left_out)}: done", file=sys.stderr, flush=True)
    rows.sort(key=lambda row: row["own"] - row["own_with"])
    print_table(with_all, without_any, rows, real=judge.real is not None)
    print(json.dumps({"with_all": with_all, "mnist_alone": without_any, "left_out": rows}))


if __name__ == "__main__":
    main()
