"""How many rows of digits are read right?

    python benchmarks/rows.py [--rows 200] [--seed 1000] [--model web] [--kinds apart,touching] [--choose] [--simple]

Draws rows of 1 to 10 digits, half of them MNIST's test digits and half pen styles of `kerasdl.data.synthetic`, each kind of
row with seeds of its own, and reads them as `kerasdl predict --many` does. `--choose` draws from MNIST's validation digits:
what a constant is chosen by. `--simple` reads by connected components alone, joined where their columns overlap, to compare.
Prints a table and one JSON object on the last line: the shares of rows and of digits that are read right, and of rows whose
digits the network reads right when each is given to it alone, which is as good as it can get. A digit marked "?" is not
right.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage

KINDS = ("apart", "uneven", "lines", "caps", "rim", "photograph", "touching", "overlapping")
POINTS_PER_PIXEL = 4  # of a line from one point of a path to the next, on the digit's own pixels


@dataclass(frozen=True)
class Row:
    """A drawn row.

    Attributes:
        grey: uint8, (height, width), dark ink on light paper.
        ink: uint8, (height, width), the same ink, white on black, before it was laid on paper.
        digits: each digit's own ink, before it was put beside the others.
        text: the digits, line by line.
    """

    grey: np.ndarray
    ink: np.ndarray
    digits: list[np.ndarray]
    text: str


class Writer:
    """Draws single digits, MNIST's and pen styles'.

    Args:
        choose: whether MNIST's validation digits are drawn, instead of its test digits.
    """

    def __init__(self, *, choose: bool = False) -> None:
        from kerasdl.data.mnist import load_mnist

        mnist = load_mnist()
        self._digits = mnist.validation if choose else mnist.test

    def digits(
        self, text: str, rng: np.random.Generator, height: float, *, caps_apart: bool = False
    ) -> list[np.ndarray]:
        """Ink of each digit, cut to its box, about `height` pixels high."""
        pen = caps_apart or rng.random() < 0.5
        width = np.exp(rng.uniform(np.log(0.06), np.log(0.17)))
        draw = self._pen_digit if pen else self._mnist_digit
        return [draw(int(d), rng, height, width, caps_apart) for d in text]

    def _mnist_digit(self, digit: int, rng: np.random.Generator, height: float, *_: Any) -> np.ndarray:
        image = self._digits.images[rng.choice(np.flatnonzero(self._digits.labels == digit))]
        side = max(8, round(height * 28 / 20))
        large = np.asarray(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC))
        return _cut(np.where(large > 40, large, 0))

    def _pen_digit(
        self, digit: int, rng: np.random.Generator, height: float, width: float, caps_apart: bool
    ) -> np.ndarray:
        from kerasdl.data.synthetic import DIGIT_STYLES, write_many

        styles = [s for s in DIGIT_STYLES if s.label == digit]
        paths, _ = write_many(styles, 1, rng)
        points, down = paths.points[0].astype(float) * height, paths.down[0].copy()
        if caps_apart:
            _part_strokes(points, down, rng.uniform(0.04, 0.12) * height)
        return _cut(_drawn(points, down, max(1.6, width * height)))


def _part_strokes(points: np.ndarray, down: np.ndarray, gap: float) -> None:
    """Move each later stroke away from the first one, in place."""
    lifts = np.flatnonzero(down == 0)
    if not len(lifts) or lifts[0] + 1 >= len(points):
        return
    first = points[: lifts[0] + 1]
    later = points[lifts[0] + 1 :]
    away = later.mean(0) - first.mean(0)
    later += gap * away / max(float(np.hypot(*away)), 1e-6)


def _drawn(points: np.ndarray, down: np.ndarray, width: float) -> np.ndarray:
    """A pen path as ink: a round brush, anti-aliased."""
    points = points - points.min(0) + width
    side = np.ceil(points.max(0) + width).astype(int) + 1
    inside = np.zeros((side[1], side[0]), bool)
    marks = [
        np.linspace(a, b, 2 + int(POINTS_PER_PIXEL * np.hypot(*(b - a))))
        for a, b, on in zip(points[:-1], points[1:], down, strict=True)
        if on
    ]
    # Marked on a grid four times as fine, so that edges are smooth.
    fine = np.zeros((4 * side[1], 4 * side[0]), bool)
    places = np.floor(4 * np.concatenate(marks)).astype(int)
    fine[places[:, 1], places[:, 0]] = True
    inside = ndimage.distance_transform_edt(~fine) <= 2 * width
    means = inside.reshape(side[1], 4, side[0], 4).mean((1, 3))
    return np.rint(255 * means).astype(np.uint8)


def _cut(ink: np.ndarray) -> np.ndarray:
    (rows,), (columns,) = np.nonzero(ink.any(1)), np.nonzero(ink.any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def draw_row(kind: str, seed: int, writer: Writer) -> Row:
    """Draw one row of a kind.

    Args:
        kind: one of `KINDS`.
        seed: the same seed draws the same row.
        writer: draws its digits.
    """
    rng = np.random.default_rng([seed, zlib.crc32(kind.encode())])
    height = rng.uniform(32, 80)
    count = int(rng.integers(2 if kind in ("touching", "overlapping") else 1, 11))
    lines = 1
    if kind == "lines":
        lines = int(rng.integers(2, 4))
        count = int(rng.integers(1, 7))
    texts: list[str] = []
    digits: list[np.ndarray] = []
    inks: list[np.ndarray] = []
    for _ in range(lines):
        text = "".join(map(str, rng.integers(0, 10, count)))
        texts.append(text)
        line, own = _line(kind, text, rng, height, writer)
        inks.append(line)
        digits += own
    gap = int(rng.uniform(0.25, 0.8) * height)
    width = max(ink.shape[1] for ink in inks)
    parts = [np.pad(ink, ((0, gap if n + 1 < lines else 0), (0, width - ink.shape[1]))) for n, ink in enumerate(inks)]
    ink = _with_margins(np.concatenate(parts), kind, rng, height)
    return Row(_on_paper(ink, kind, rng), ink, digits, "".join(texts))


def _line(
    kind: str, text: str, rng: np.random.Generator, height: float, writer: Writer
) -> tuple[np.ndarray, list[np.ndarray]]:
    """A line's ink, cut to its box, and that of its digits."""
    uneven = kind in ("uneven", "touching", "overlapping", "photograph", "rim")
    sizes = height * (rng.uniform(0.72, 1.15, len(text)) if uneven else rng.uniform(0.93, 1.05, len(text)))
    written = writer.digits(text, rng, height, caps_apart=kind == "caps")
    digits = [_scaled(digit, size / height) for digit, size in zip(written, sizes, strict=True)]
    shift = (0.14 if uneven else 0.04) * height
    tops = [round(1.3 * height - len(d) / 2 + rng.normal(0, shift)) for d in digits]
    canvas = np.zeros((round(2.6 * height) + 8, round(sum(d.shape[1] + height for d in digits)) + 8), np.uint8)
    right = 0
    # At least one pair of a row touches, and of the others one in four.
    touching = (rng.random(len(text)) < 0.25) | (np.arange(len(text)) == rng.integers(1, max(2, len(text))))
    for n, (digit, top) in enumerate(zip(digits, tops, strict=True)):
        top = min(max(top, 0), len(canvas) - len(digit))
        left = right + round(rng.uniform(0.1, 0.5) * height)
        if n and kind in ("touching", "overlapping") and touching[n]:
            left = _touching_place(canvas, digit, top, right)
            # As deep as half a stroke; or near without a touch, below the neighbour's overhang.
            left += round(rng.uniform(-0.06, 0.0) * height) if kind == "touching" else max(2, round(0.03 * height))
            # Not tucked under the neighbour by more than a third: that is not how a row is written.
            left = max(left, right - round(0.35 * digit.shape[1]))
        left = max(left, 0)
        place = canvas[top : top + len(digit), left : left + digit.shape[1]]
        np.maximum(place, digit, out=place)
        right = max(right, left + digit.shape[1])
    return _cut(canvas), digits


def _scaled(ink: np.ndarray, scale: float) -> np.ndarray:
    size = tuple(max(2, round(scale * side)) for side in ink.shape[::-1])
    return _cut(np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BICUBIC)))


def _touching_place(canvas: np.ndarray, digit: np.ndarray, top: int, right: int) -> int:
    """The leftmost column at which a digit stands beside what is there, touching it without covering it."""
    there = canvas[top : top + len(digit)] > 60
    own = digit > 60
    last = np.where(there.any(1), there.shape[1] - 1 - there[:, ::-1].argmax(1), -10_000)
    first = np.where(own.any(1), own.argmax(1), 10_000)
    near = int((last - first).max()) + 1
    return near if near > 0 else right


def _with_margins(ink: np.ndarray, kind: str, rng: np.random.Generator, height: float) -> np.ndarray:
    margins = np.round(rng.uniform(0.15, 0.6, (2, 2)) * height).astype(int)
    if kind == "rim":
        # A strip cut out too tightly: at one or two sides ink touches the rim, and a little of it is gone.
        for side in rng.choice(4, int(rng.integers(1, 3)), replace=False):
            margins[side // 2, side % 2] = 0
            lost = round(rng.uniform(0, 0.05) * height)
            ink = _shaved(ink, int(side), lost)
    return np.pad(ink, margins)


def _shaved(ink: np.ndarray, side: int, lost: int) -> np.ndarray:
    top, bottom, left, right = (lost if n == side else 0 for n in range(4))
    return ink[top : ink.shape[0] - bottom, left : ink.shape[1] - right]


def _on_paper(ink: np.ndarray, kind: str, rng: np.random.Generator) -> np.ndarray:
    if kind != "photograph":
        return 255 - ink
    down, across = np.mgrid[: ink.shape[0], : ink.shape[1]]
    light = rng.uniform(170, 235) * (
        1 + rng.uniform(-0.25, 0.25) * across / ink.shape[1] + rng.uniform(-0.15, 0.15) * down / ink.shape[0]
    )
    grey = light * (1 - rng.uniform(0.5, 0.85) * ndimage.gaussian_filter(ink / 255, rng.uniform(0.4, 1.0)))
    return np.clip(np.rint(grey + rng.normal(0, rng.uniform(0.5, 3), grey.shape)), 0, 255).astype(np.uint8)


def simple_parts(ink: np.ndarray) -> list[np.ndarray]:
    """Connected components from left to right, joined where two fifths of the narrower one's columns are the other's too."""
    labels, _ = ndimage.label(ink > 0, np.ones((3, 3)))
    boxes = ndimage.find_objects(labels)
    groups: list[tuple[int, int, list[int]]] = []
    for n, (_, columns) in sorted(enumerate(boxes, start=1), key=lambda each: each[1][1].start):
        left, right, members = columns.start, columns.stop, [n]
        if groups:
            before = groups[-1]
            if min(before[1], right) - left > 0.4 * min(before[1] - before[0], right - left):
                groups.pop()
                left, right, members = before[0], max(before[1], right), [*before[2], n]
        groups.append((left, right, members))
    return [_cut(np.where(np.isin(labels, members), ink, 0)) for _, _, members in groups]


def right_digits(found: str, wanted: str) -> int:
    """How many digits of a row are right: its length less the fewest changes that make it right."""
    last = list(range(len(wanted) + 1))
    for i, one in enumerate(found, start=1):
        now = [i]
        for j, other in enumerate(wanted, start=1):
            now.append(min(last[j] + 1, now[-1] + 1, last[j - 1] + (one != other)))
        last = now
    return max(0, len(wanted) - last[-1])


Parts = Callable[[np.ndarray], Sequence[np.ndarray]]


def measure(
    kinds: Sequence[str], count: int, seed: int, *, simple: bool, choose: bool, model: str
) -> Iterator[dict[str, Any]]:
    """For each kind of row, the shares of rows and digits that are read right."""
    from kerasdl.inference.foreground import extract_ink
    from kerasdl.inference.predict import read_parts, row_parts
    from kerasdl.inference.reader import load_reader

    reader, writer = load_reader(model), Writer(choose=choose)
    parts: Parts = simple_parts if simple else (lambda ink: row_parts(ink, reader))
    for kind in kinds:
        rows = alone = digits = total = 0
        wrong = []
        for n in range(seed, seed + count):
            row = draw_row(kind, n, writer)
            ink = extract_ink(row.grey, row=True)
            found = "" if ink is None else _text(read_parts(parts(ink), reader))
            rows += found == row.text
            alone += _text(read_parts(row.digits, reader)) == row.text
            digits += right_digits(found, row.text)
            total += len(row.text)
            if found != row.text:
                wrong.append((n, row.text, found))
        yield {"kind": kind, "rows": rows / count, "digits": digits / total, "alone": alone / count, "wrong": wrong}


def _text(read: Sequence[dict[str, Any]]) -> str:
    return "".join(str(d["digit"]) if d["sure"] else "?" for d in read)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200, help="rows of each kind")
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--model", default="web")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--choose", action="store_true", help="MNIST's validation digits, to choose constants by")
    parser.add_argument("--simple", action="store_true", help="connected components alone, for comparison")
    parser.add_argument("--wrong", action="store_true", help="also the rows that are read wrong")
    given = parser.parse_args()
    found = []
    print(f"{'kind':12} {'rows':>7} {'digits':>7} {'alone':>7}")
    for each in measure(
        given.kinds.split(","), given.rows, given.seed, simple=given.simple, choose=given.choose, model=given.model
    ):
        wrong = each.pop("wrong")
        found.append(each)
        print(
            f"{each['kind']:12} {100 * each['rows']:6.1f}% {100 * each['digits']:6.1f}% {100 * each['alone']:6.1f}%",
            flush=True,
        )
        for seed, text, read in wrong if given.wrong else ():
            print(f"    {seed}: {text} read as {read}")
    print(json.dumps({"rows": given.rows, "seed": given.seed, "simple": given.simple, "kinds": found}))


if __name__ == "__main__":
    main()
