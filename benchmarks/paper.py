"""How many digits are read on each kind of paper? Boxes, lines, shadows, screenshots, faint and broken ink, plain paper.

    python -m benchmarks.paper [--count 100] [--seed 0] [--model web] [--kinds NAME ...] [--sheet FOLDER]

Pictures are drawn at random, `count` of each kind, from MNIST's test digits and the pen styles; each goes the way of
`kerasdl predict`, a row of cells that of `--many`, where all its digits have to be right. Seeds from 1000 on are
held out: they are looked at when all else is done. `--sheet` writes a picture of each kind: as it came, its ink, and what
the network sees, what was read wrong first. Prints a table, and one JSON object on the last line.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.support.paper_kinds import KINDS, PLAIN, Sample
from benchmarks.support.paper_rows import ROWS
from kerasdl.errors import PictureError
from kerasdl.inference.foreground import cut_to_ink
from kerasdl.inference.image_files import MAX_SIDE, ROW_MAX_SIDE, ink_of_upload
from kerasdl.inference.predict import row_parts
from kerasdl.inference.reader import Reader, load_reader

SQUARE = 160  # the network is compiled anew for each size, so there are few
SHEET, TILE = 12, 160


@dataclass(frozen=True)
class Read:
    """What was read on a picture.

    Attributes:
        sample: the picture and its digits.
        ink: uint8 (height, width); all black where nothing was found.
        digits: what was read.
        sure: whether each of them was.
        seen: float (28, 28), what the network saw of the first.
        milliseconds: of the processor, from the file's bytes to its ink.
    """

    sample: Sample
    ink: np.ndarray
    digits: tuple[int, ...]
    sure: bool
    seen: np.ndarray
    milliseconds: float

    @property
    def right(self) -> bool:
        """Whether all digits of the picture were read as what they are."""
        return self.digits == self.sample.digits


def samples(kind: str, count: int, seed: int) -> list[Sample]:
    """So many pictures of a kind; the same numbers give the same pictures."""
    make = (KINDS | ROWS | PLAIN)[kind]
    number = sum(kind.encode())
    return [make(np.random.default_rng([seed, number, n])) for n in range(count)]


def read_sample(reader: Reader, sample: Sample) -> Read:
    """Read a picture as `kerasdl predict` does."""
    file = io.BytesIO()
    Image.fromarray(sample.picture).save(file, "PNG", compress_level=1)
    many, start = len(sample.digits) > 1, time.process_time()
    try:
        ink = ink_of_upload(file.getvalue(), "picture", max_side=ROW_MAX_SIDE if many else MAX_SIDE, row=many)
    except PictureError:
        nothing = np.zeros(sample.picture.shape[:2], np.uint8)
        return Read(sample, nothing, (), False, np.zeros((28, 28)), 1000 * (time.process_time() - start))
    milliseconds = 1000 * (time.process_time() - start)
    parts = [_on_square(part) for part in (row_parts(ink, reader)[:40] if many else [cut_to_ink(ink)])]
    answers = [reader.read(part[None]) for part in parts]
    confidences = np.concatenate([answer["confidences"] for answer in answers])
    digits = tuple(int(digit) for digit in confidences.argmax(1))
    return Read(sample, ink, digits, bool(reader.sure(confidences).all()), answers[0]["digit"][0], milliseconds)


def _on_square(ink: np.ndarray) -> np.ndarray:
    side = -(-max(ink.shape) // SQUARE) * SQUARE
    return np.pad(ink, [(0, side - length) for length in ink.shape])


def sheet(reads: Sequence[Read]) -> Image.Image:
    """Pictures, their ink and what the network sees, side by side; what was read wrong first."""
    shown = sorted(reads, key=lambda read: read.right)[:SHEET]
    page = Image.new("RGB", (2 * 3 * (TILE + 4), -(-len(shown) // 2) * (TILE + 4)), "darkred")
    for n, read in enumerate(shown):
        for column, picture in enumerate((read.sample.picture, read.ink, np.uint8(255 * read.seen))):
            tile = Image.fromarray(picture).convert("RGB")
            scale = TILE / max(tile.size)
            tile = tile.resize([max(1, round(scale * side)) for side in tile.size], Image.Resampling.BOX)
            page.paste(tile, ((n % 2 * 3 + column) * (TILE + 4), n // 2 * (TILE + 4)))
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", default="web")
    parser.add_argument("--kinds", nargs="+", default=[*KINDS, *ROWS, *PLAIN], metavar="NAME")
    parser.add_argument("--sheet", type=Path)
    options = parser.parse_args()
    reader, results = load_reader(options.model), {}
    print("| kind | read | surely wrong | CPU ms a picture |")
    print("| --- | ---: | ---: | ---: |")
    for kind in options.kinds:
        reads = [read_sample(reader, sample) for sample in samples(kind, options.count, options.seed)]
        right, wrong = sum(r.right for r in reads), sum(r.sure and not r.right for r in reads)
        milliseconds = float(np.mean([r.milliseconds for r in reads]))
        print(f"| {kind} | {right} of {len(reads)} | {wrong} | {milliseconds:.1f} |", flush=True)
        results[kind] = {"right": right, "of": len(reads), "surely_wrong": wrong, "milliseconds": milliseconds}
        if options.sheet:
            options.sheet.mkdir(parents=True, exist_ok=True)
            sheet(reads).save(options.sheet / f"{kind.replace(' ', '_')}.png")
    print(json.dumps(results))


if __name__ == "__main__":
    main()
