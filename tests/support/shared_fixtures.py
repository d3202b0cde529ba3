"""Fixtures that hold Python and the page to one result, in tests/fixtures/.

`python -m tests.support.shared_fixtures [NAME ...]` writes them anew, only where a result is meant to change; then the
page's tests tell whether it follows.
"""

from __future__ import annotations

import base64
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
HEIGHT, WIDTH = 90, 120


def packed(array: np.ndarray) -> str:
    """An array's bytes, deflated, in base64."""
    return base64.b64encode(zlib.compress(array.tobytes(), 9)).decode()


def unpacked(text: str, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    """The array of `packed`."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype).reshape(shape)


def read_fixture(name: str) -> dict[str, Any]:
    """One of the files in tests/fixtures/."""
    return json.loads((FIXTURES / name).read_text())


def strokes(index: int, side: int = 60, at: tuple[int, int] = (15, 30), shape: tuple[int, int] = (HEIGHT, WIDTH)):
    """Ink, 0 to 1, of one of MNIST's test digits on the paper."""
    from kerasdl.data.mnist import load_mnist

    digit = Image.fromarray(load_mnist().test.images[index]).resize((side, side), Image.Resampling.BICUBIC)
    ink = np.zeros(shape)
    ink[at[0] : at[0] + side, at[1] : at[1] + side] = np.asarray(digit) / 255
    return ink


def photograph(ink: Any, light: Any = 200.0, darkness: float = 0.7, grain: float = 0.0, seed: int = 0) -> np.ndarray:
    """Ink on lit paper, with a sensor's noise."""
    grey = light * (1 - darkness * ink)
    return np.clip(np.rint(grey + np.random.default_rng(seed).normal(0, 1, grey.shape) * grain), 0, 255)


def pictures() -> Iterator[tuple[str, np.ndarray]]:
    """Grey pictures by name, each (height, width), 0 to 255."""
    yield from _uniform()
    yield from _shaded()
    yield from _lined()
    yield from _odd()


def _uniform() -> Iterator[tuple[str, np.ndarray]]:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    border = np.minimum(np.minimum(rows, columns), np.minimum(HEIGHT - 1 - rows, WIDTH - 1 - columns))
    clean = photograph(strokes(0), 255, 1)
    yield "dark on light", clean
    yield "light on dark", 255 - clean
    yield "faint grey on grey", photograph(strokes(1), 190, 0.2)
    yield "grain", photograph(strokes(2), grain=3)
    yield "faint pencil on grey paper", photograph(strokes(3), 150, 0.2, grain=2)
    yield "a black frame", np.where(border < 3, 0, clean)
    yield "a grey frame", np.where(border < 6, 128, 255 - clean)
    yield "a line along the border", np.where(rows >= HEIGHT - 2, 0, clean)
    yield "a sheet on a dark table", np.where(border < 5, 70, photograph(strokes(4), grain=2))
    yield "specks of dust", np.where((rows * 13 + columns * 7) % 499 == 0, 40, clean)
    digits = [strokes(n, 36, (20 + n, 3 + 38 * k)) for k, n in enumerate((0, 1, 3))]
    yield "digits in a row", photograph(np.max(digits, 0), 230, 0.8)


def _shaded() -> Iterator[tuple[str, np.ndarray]]:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    falling = 215 - 0.6 * columns - 0.2 * rows
    hard = np.where(columns + 0.5 * rows < 70, 195.0, 105.0)
    yield "light from the left", photograph(strokes(5), falling, grain=2)
    yield "a hard shadow", photograph(strokes(6), hard, grain=2)
    yield "a soft shadow", photograph(strokes(7), ndimage.gaussian_filter(hard, 6), 0.4, grain=2)
    yield (
        "a dark corner",
        photograph(strokes(8), 200 - 120 * np.exp(-((columns - WIDTH) ** 2 + rows**2) / 2000), grain=2),
    )
    yield "chalk on a board", 255 - photograph(strokes(9), falling, 0.5, grain=2)
    yield "ink cut by the border", photograph(strokes(10, 60, (15, 60)), falling, grain=1)
    wide = np.mgrid[:333, :401]
    yield (
        "larger than the coarse picture",
        photograph(strokes(11, 200, (60, 90), (333, 401)), 220 - 0.2 * wide[1] - 0.05 * wide[0]),
    )


def _lined() -> Iterator[tuple[str, np.ndarray]]:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    ruled = 0.3 * (rows % 14 < 1)
    yield "ruled paper", photograph(np.maximum(ruled, 0.7 * strokes(12)), darkness=1, grain=2)
    aslant = 0.3 * ((rows + 0.05 * columns) % 15 < 1)
    yield (
        "ruled paper, aslant, shaded",
        photograph(np.maximum(aslant, 0.7 * strokes(13)), 210 - 0.5 * columns, 1, grain=2),
    )
    squared = 0.2 * ((rows % 12 == 5) | (columns % 12 == 7))
    yield "squared paper", photograph(np.maximum(squared, 0.7 * strokes(14)), darkness=1, grain=2)
    yield "nothing but a line", np.where(np.abs(rows - 45) < 1, 30, 220)
    seven = np.full((100, 100), 255.0)
    seven[10:12, 6:94] = 0
    for row in range(10, 95):
        seven[row, 93 - row // 2 : 95 - row // 2] = 0
    yield "a seven that fills the picture", seven
    down = np.mgrid[:300, :401][0]
    lined = np.maximum(0.4 * (down % 40 < 2), strokes(15, 200, (50, 90), (300, 401)))
    yield "ruled paper, large", photograph(lined, 240, 0.8)


def _odd() -> Iterator[tuple[str, np.ndarray]]:
    yield "tiny", photograph(strokes(0, 18, (1, 3), (20, 24)), 255, 1)
    yield "the smallest", np.array([[0, 9, 9, 9], [0, 9, 200, 9], [9, 200, 9, 9], [9, 9, 9, 9]], float)
    yield "narrow", photograph(strokes(1, 6, (0, 200), (6, 420)), 220 - 0.2 * np.mgrid[:6, :420][1])
    yield "noise", np.rint(np.random.default_rng(1).uniform(0, 255, (40, 50)))
    yield "blank", np.full((30, 40), 130.0)
    yield "blank with grain", photograph(np.zeros((HEIGHT, WIDTH)), grain=2)
    yield (
        "blank in a changing light",
        photograph(np.zeros((HEIGHT, WIDTH)), 215 - 0.6 * np.mgrid[:HEIGHT, :WIDTH][1], grain=2),
    )


def rows_at_the_rim() -> Iterator[tuple[str, np.ndarray]]:
    """Grey pictures of rows of digits, the first and the last at the rim: what is as tall as a digit stays."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    ink = np.max([strokes(n, 44, (at, 38 * k)) for k, (n, at) in enumerate(((1, 20), (5, 24), (9, 46)))], 0)
    yield "row at the rim", photograph(ink, 230, 0.8)
    yield "row at the rim, shaded", photograph(ink, 215 - 0.6 * columns - 0.2 * rows, grain=2)
    yield "row at the rim, ruled", photograph(np.maximum(0.3 * (rows % 18 < 1), 0.7 * ink), darkness=1, grain=2)


def _foreground() -> dict[str, Any]:
    from kerasdl.inference.foreground import extract_ink
    from kerasdl.inference.image_files import grey_of, reduced_size

    found = []
    for name, picture in [*pictures(), *rows_at_the_rim()]:
        grey = picture.astype(np.uint8)
        row = name.startswith("row")
        ink = extract_ink(grey, row=row)
        shape = {"height": grey.shape[0], "width": grey.shape[1], "row": row}
        found.append({"name": name, **shape, "grey": packed(grey), "ink": None if ink is None else packed(ink)})
    rng = np.random.default_rng(0)
    opaque = rng.integers(0, 256, (2, 4, 4), np.uint8)
    opaque[..., 3] = 255
    dark, light = (
        np.array([[[*tone, 255], [9, 9, 9, 0], [*tone, 100]]], np.uint8) for tone in ((20, 0, 40), (240, 255, 200))
    )
    colours = [opaque, dark, light, rng.integers(0, 256, (3, 3, 4), np.uint8), np.zeros((2, 2, 4), np.uint8)]
    sizes = [
        (28, 28),
        (640, 480),
        (641, 480),
        (480, 1281),
        (3000, 2400),
        (8000, 5000),
        (5400, 7200),
        (20_000, 30),
        (9001, 4),
    ]
    return {
        "pictures": found,
        "colours": [{"rgba": c.tolist(), "grey": np.round(grey_of(c), 9).tolist()} for c in colours],
        "sizes": [{"size": size, "reduced": reduced_size(*size)} for size in sizes],
    }


PAPER_PIXELS = 60_000
PAPER_EACH = 2


def paper_samples(kind: str, count: int = PAPER_EACH) -> Iterator[Any]:
    """The first pictures that are small enough to be kept, of a kind in `benchmarks.support.paper_kinds`."""
    from benchmarks.support.paper_kinds import KINDS, PLAIN
    from benchmarks.support.paper_rows import ROWS

    seed = 0
    while count:
        sample = (KINDS | ROWS | PLAIN)[kind](np.random.default_rng([seed, sum(kind.encode())]))
        seed += 1
        if np.prod(sample.picture.shape[:2]) <= PAPER_PIXELS:
            count -= 1
            yield sample


def _paper() -> dict[str, Any]:
    from benchmarks.support.paper_kinds import KINDS, PLAIN
    from benchmarks.support.paper_rows import ROWS
    from kerasdl.inference.foreground import extract_ink
    from kerasdl.inference.image_files import grey_of

    found = []
    for kind in [*KINDS, *ROWS, *PLAIN]:
        for sample in paper_samples(kind):
            colours = sample.picture if sample.picture.ndim == 3 else np.repeat(sample.picture[..., None], 3, 2)
            opaque = np.full((*colours.shape[:2], 1), 255, np.uint8)
            ink = extract_ink(grey_of(np.concatenate([colours, opaque], 2)), row=len(sample.digits) > 1)
            shape = {
                "height": colours.shape[0],
                "width": colours.shape[1],
                "channels": 3 if sample.picture.ndim == 3 else 1,
            }
            found.append(
                {
                    "kind": kind,
                    **shape,
                    "picture": packed(sample.picture),
                    "ink": None if ink is None else packed(ink),
                    "digits": sample.digits,
                }
            )
    return {"pictures": found}


def _random_warp() -> dict[str, Any]:
    from kerasdl.data.mnist import load_mnist
    from kerasdl.layers.random_warp import PARAMETERS, warp

    rng = np.random.default_rng(0)
    count = 8
    digits = np.concatenate([load_mnist().test.images[: count - 1], rng.integers(0, 256, (1, 28, 28), np.uint8)])
    parameters = rng.uniform(-1, 1, (count, PARAMETERS)).astype(np.float32)
    parameters[:, -1] = [1, 0.5, 0, -0.4, -0.6, -1, 1, 1]  # two of them stay as they are
    parameters[0, :6], parameters[6, :6] = 0, 1  # no change, and all limits at once
    inputs = (digits.astype(np.float32) / 255, parameters)
    warped = {"affine": warp(*inputs, 1.0, 0.0, 0.0), "all": warp(*inputs, 1.0, 1.0, 0.5)}
    return {
        "count": count,
        "side": 28,
        "digits": packed(digits),
        "parameters": packed(parameters),
        **{name: packed(np.asarray(result, np.float32)) for name, result in warped.items()},
    }


def box_judge(ink: np.ndarray) -> float:
    """Judges ink by its box alone, so that the fixture stays when the network changes: the nearer to 3 : 5, the surer."""
    height, width = ink.shape
    return 1 / (1 + 4 * abs(width / height - 0.6))


def inks() -> Iterator[tuple[str, np.ndarray]]:
    """Rows of digits by name, each uint8, (height, width), white ink on black."""
    from benchmarks.rows import KINDS, Writer, draw_row

    writer = Writer()
    for kind in KINDS:
        for seed in range(3):
            ink = draw_row(kind, seed, writer).ink
            # Halved where large: what is compared are whole numbers, at any size.
            yield f"{kind} {seed}", ink[::2, ::2] if ink.shape[1] > 250 else ink
    rows, columns = np.mgrid[:60, :200]
    seven = draw_row("apart", 3, writer).ink[:60, :200]
    seven = np.pad(seven, ((0, 60 - seven.shape[0]), (0, 200 - seven.shape[1])))
    yield "a line below", np.where(np.abs(rows + columns // 40 - 57) < 2, 255, seven).astype(np.uint8)
    yield "bars alone", np.where((columns % 40 > 30) & (rows > 8), 200, 0).astype(np.uint8)
    yield "two rings", _rings().astype(np.uint8)
    yield "noise", np.random.default_rng(3).integers(0, 256, (24, 40)).astype(np.uint8) // 200 * 255
    yield "a pixel", np.pad(np.full((1, 1), 9, np.uint8), 3)
    yield "nothing", np.zeros((5, 7), np.uint8)


def _rings() -> np.ndarray:
    rows, columns = np.mgrid[:90, :60]
    return np.max([255 * (np.abs(np.hypot(rows - y, columns - 28) - 15) < 3) for y in (22, 62)], 0)


def _segmentation() -> dict[str, Any]:
    from kerasdl.inference.segmentation import segment_digits

    found = []
    for name, ink in inks():
        segments = segment_digits(ink, lambda parts: [box_judge(part) for part in parts])
        boxes = [[s.x, s.y, s.ink.shape[1], s.ink.shape[0], s.line, int(s.ink.sum())] for s in segments]
        found.append(
            {"name": name, "height": ink.shape[0], "width": ink.shape[1], "ink": packed(ink), "segments": boxes}
        )
    return {"pictures": found}


def as_json(fixture: dict[str, Any]) -> str:
    """A fixture as JSON, one entry of a list a line."""
    parts = {
        key: "[\n" + ",\n".join(map(json.dumps, value)) + "\n]" if isinstance(value, list) else json.dumps(value)
        for key, value in fixture.items()
    }
    return "{\n" + ",\n".join(f'"{key}": {text}' for key, text in parts.items()) + "\n}\n"


def main() -> None:
    FIXTURES.mkdir(exist_ok=True)
    fixtures = {
        "foreground.json": _foreground,
        "paper.json": _paper,
        "random_warp.json": _random_warp,
        "segmentation.json": _segmentation,
    }
    for name in sys.argv[1:] or fixtures:
        (FIXTURES / name).write_text(as_json(fixtures[name]()))


if __name__ == "__main__":
    main()
