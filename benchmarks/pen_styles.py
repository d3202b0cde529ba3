"""What is each pen style worth? The same small network, trained with every style but one.

    python benchmarks/pen_styles.py [--strokes FILE] [--seeds 2] [--epochs 6] [--digits 0123456789]

For each style, the network learns MNIST and drawings of all the other styles, and is asked about drawings of the style that
was left out. With `--strokes`, also about real people's pen strokes of that digit: an `.npz` of `points` (n, 2), x to the
right and y down, `stroke_offsets`, `digit_offsets`, `labels`, such as one makes of UCI's Pen-Based Recognition of
Handwritten Digits. Nothing is ever trained on them. Prints a table, largest effect first, and one JSON object on the last
line; figures are means over the seeds, in percentage points.
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--pen-digits", type=int, default=20_000)
    parser.add_argument("--digits", default="0123456789", help="whose styles to leave out")
    args = parser.parse_args()
    from kerasdl.backend.fast_import import load_keras
    from kerasdl.backend.selection import choose_backend

    choose_backend("jax")
    load_keras()
    from kerasdl import backend
    from kerasdl.config import TrainConfig
    from kerasdl.data import synthetic
    from kerasdl.data.mnist import Digits, load_mnist
    from kerasdl.data.synthetic.ink import draw
    from kerasdl.evaluation.report import confidences
    from kerasdl.training.loop import train

    mnist = load_mnist()
    config = TrainConfig(
        hidden_units=(256, 128), batch_normalization=True, augmentation=0.5, epochs=args.epochs, learning_rate=6e-3
    )
    own = {str(s): synthetic.drawings(500, [9, n], [s]) for n, s in enumerate(synthetic.DIGIT_STYLES)}
    real = None
    if args.strokes is not None:
        paths, labels = load_strokes(args.strokes)
        real = draw(paths, np.random.default_rng(0)), labels  # type: ignore[arg-type]

    def judged(styles: list[synthetic.Style] | None, seed: int) -> dict[str, float]:
        """A network that learned these styles: its recall of each style's drawings, and of real digits, in percent."""
        parts = [mnist.train]
        if styles is not None:
            parts.append(synthetic.drawings(args.pen_digits, [seed, 1], styles))
        digits = Digits(np.concatenate([p.images for p in parts]), np.concatenate([p.labels for p in parts]))
        model = train(replace(config, seed=seed), data=replace(mnist, train=digits)).model
        forward = backend.compile_forward(model, backend.devices()[0][0])
        found = {
            name: 100 * float((confidences(forward, d.images).argmax(1) == d.labels).mean()) for name, d in own.items()
        }
        if real is not None:
            right = confidences(forward, real[0]).argmax(1) == real[1]
            found |= {f"real {digit}": 100 * float(right[real[1] == digit].mean()) for digit in range(10)}
            found["real"] = 100 * float(right.mean())
        return found

    def over_seeds(styles: list[synthetic.Style] | None) -> dict[str, float]:
        runs = [judged(styles, seed) for seed in range(args.seeds)]
        return {name: float(np.mean([run[name] for run in runs])) for name in runs[0]}

    everything = list(synthetic.DIGIT_STYLES)
    with_all, without_any = over_seeds(everything), over_seeds(None)
    rows: list[dict[str, Any]] = []
    for style in everything:
        if str(style.label) not in args.digits:
            continue
        without = over_seeds([s for s in everything if s is not style])
        row: dict[str, Any] = {"style": str(style), "own": without[str(style)], "own_with": with_all[str(style)]}
        if real is not None:
            row["real"] = with_all[f"real {style.label}"] - without[f"real {style.label}"]
        rows.append(row)
        print(f"{style}: done", file=sys.stderr, flush=True)
    rows.sort(key=lambda row: row["own"] - row["own_with"])
    if real is not None:
        print(
            f"real digits read: {without_any['real']:.2f} % with MNIST alone, {with_all['real']:.2f} % with all styles"
        )
        print(f"{'':<22}" + "".join(f"{digit:>7}" for digit in range(10)))
        for name, found in (("MNIST alone", without_any), ("with all styles", with_all)):
            print(f"{name:<22}" + "".join(f"{found[f'real {digit}']:>7.1f}" for digit in range(10)))
    print(
        f"{'style':<24}{'read if learned':>16}{'if left out':>13}{'MNIST alone':>13}"
        + ("  effect on real" if real else "")
    )
    for row in rows:
        last = f"{row['real']:>+16.2f}" if "real" in row else ""
        print(
            f"{row['style']:<24}{row['own_with']:>15.1f}%{row['own']:>12.1f}%{without_any[row['style']]:>12.1f}%{last}"
        )
    print(json.dumps({"with_all": with_all, "mnist_alone": without_any, "left_out": rows}))


if __name__ == "__main__":
    main()
