"""A camera that shows drawn pictures: digits on paper as a Y4M video, and a Chromium that takes it for its camera."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserType

from benchmarks.support.browser import FLAGS, installed
from benchmarks.support.drawing import DIGITS, Stroke

SIZE = (640, 480)
FRAMES_A_SECOND = 30
FINE = 3  # a scene is drawn so many times larger, so that its lines have soft edges
Grey = NDArray[np.uint8]
# A star is no digit.
STROKES: dict[int | str, list[Stroke]] = {
    **dict(DIGITS.items()),
    "star": [[(60, 60), (220, 220)], [(220, 60), (60, 220)], [(140, 40), (140, 240)], [(40, 140), (240, 140)]],
}


@dataclass(frozen=True)
class Placed:
    """A digit of a scene: which, where its 280 × 280 square begins, and that square's side, in the picture's pixels."""

    digit: int | str  # as in STROKES
    left: float
    top: float
    side: float
    pen: float = 0.075  # of the side


@dataclass(frozen=True)
class Grid:
    """Printed cells: where the first begins, how many lie side by side and one above the other, and how large each is."""

    left: float
    top: float
    columns: int
    rows: int
    width: float
    height: float
    pen: float = 3  # pixels
    grey: int = 90

    def lines(self) -> list[Stroke]:
        """From rim to rim, level ones first."""
        right, bottom = self.left + self.columns * self.width, self.top + self.rows * self.height
        level = [self.top + k * self.height for k in range(self.rows + 1)]
        upright = [self.left + k * self.width for k in range(self.columns + 1)]
        return [[(self.left, y), (right, y)] for y in level] + [[(x, self.top), (x, bottom)] for x in upright]


def in_cells(grid: Grid, digits: Sequence[int], share: float = 1.05) -> list[Placed]:
    """A digit in each cell, row by row, its square so many times the cell's height."""
    side = share * grid.height
    return [
        Placed(
            digit,
            grid.left + (place % grid.columns + 0.5) * grid.width - side / 2,
            grid.top + (place // grid.columns + 0.5) * grid.height - side / 2,
            side,
        )
        for place, digit in enumerate(digits)
    ]


def row(
    digits: Sequence[int], left: float = 60, top: float = 170, side: float = 120, pen: float = 0.075
) -> list[Placed]:
    """Digits side by side."""
    return [Placed(digit, left + 0.72 * side * place, top, side, pen) for place, digit in enumerate(digits)]


def scene(
    placed: Sequence[Placed],
    *,
    moved: tuple[float, float] = (0, 0),
    shadow: bool = False,
    noise: float = 0,
    chalk: bool = False,
    rng: np.random.Generator | None = None,
    size: tuple[int, int] = SIZE,
    grids: Sequence[Grid] = (),
    lean: float = 0,
) -> Grey:
    """A picture of digits on paper.

    Args:
        moved: how far all of it lies to the right and down, in pixels.
        shadow: whether a soft one falls over the right half.
        noise: its standard deviation, in greys.
        chalk: light digits on a dark board.
        rng: of the noise.
        grids: printed under the digits.
        lean: how far all of it is turned about the picture's middle, in degrees.

    Returns:
        uint8 of (height, width).
    """
    image = Image.new("L", (size[0] * FINE, size[1] * FINE), 205)
    pen = ImageDraw.Draw(image)
    for grid in grids:
        for line in grid.lines():
            ends = [(FINE * (x + moved[0]), FINE * (y + moved[1])) for x, y in line]
            pen.line(ends, fill=grid.grey, width=round(FINE * grid.pen))
    for each in placed:
        width = FINE * each.side * each.pen
        for stroke in STROKES[each.digit]:
            points = [
                (
                    FINE * (each.left + moved[0] + x / 280 * each.side),
                    FINE * (each.top + moved[1] + y / 280 * each.side),
                )
                for x, y in stroke
            ]
            pen.line(points, fill=60, width=round(width), joint="curve")
            for x, y in (points[0], points[-1]):
                pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=60)
    if lean:
        image = image.rotate(lean, Image.Resampling.BILINEAR, fillcolor=205)
    grey = np.asarray(image.resize(size, Image.Resampling.BOX), np.float64)
    if chalk:
        grey = 255 - grey
    across = np.arange(size[0])[None] + 0.3 * np.arange(size[1])[:, None]
    grey = grey * (0.92 + 0.08 * across / across.max())
    if shadow:
        grey = grey * (1 - 0.5 / (1 + np.exp(-(across - 0.55 * size[0]) / 6)))
    if noise:
        grey = grey + (rng or np.random.default_rng(0)).normal(0, noise, grey.shape)
    return np.clip(grey, 0, 255).astype(np.uint8)


def write_video(path: Path, frames: Sequence[Grey]) -> Path:
    """Write grey pictures as a Y4M video, which Chromium shows over and over."""
    height, width = frames[0].shape
    colour = bytes([128]) * (width * height // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{FRAMES_A_SECOND}:1 Ip A1:1 C420mpeg2\n".encode())
        for frame in frames:
            # Video's greys go from 16 to 235.
            file.write(b"FRAME\n" + (16 + frame.astype(np.uint16) * 219 // 255).astype(np.uint8).tobytes() + colour)
    return path


def moving(placed: Sequence[Placed], count: int = 60, **how: object) -> list[Grey]:
    """Pictures of a hand-held camera: the digits go round in a small circle, with noise that is new each time."""
    rng = np.random.default_rng(1)
    angles = 2 * np.pi * np.arange(count) / count
    places = [(12 * np.cos(angle), 8 * np.sin(angle)) for angle in angles]
    return [scene(placed, moved=place, noise=6, rng=rng, **how) for place in places]  # type: ignore[arg-type]


@contextmanager
def chromium_with_camera(kind: BrowserType, video: Path | None, *flags: str, allow: bool = True) -> Iterator[Browser]:
    """A headless Chromium whose camera shows a video, and which allows it to every page.

    Args:
        kind: Playwright's Chromium.
        video: None for Chromium's own test picture.
        allow: False: no page may use it.
    """
    devices = ["--use-fake-device-for-media-stream", *flags]
    if video is not None:
        devices.append(f"--use-file-for-fake-video-capture={video}")
    asks = "--use-fake-ui-for-media-stream" + ("" if allow else "=deny")
    chromium = kind.launch(executable_path=installed(), args=[*FLAGS, asks, *devices])
    yield chromium
    chromium.close()


FORM = Grid(left=90, top=110, columns=4, rows=2, width=115, height=130)
Scene = Callable[[], list[Grey]]
SCENES: dict[str, Scene] = {
    "one": lambda: [scene([Placed(3, 190, 110, 260)])],
    "row": lambda: [scene(row([2, 0, 4, 7, 5]))],
    "none": lambda: [scene([])],
    "moving": lambda: moving(row([3, 1, 6], 120), shadow=True),
    "lines": lambda: [scene([*row([5, 8], top=60), *row([4, 1, 7], top=260)])],
    "sign": lambda: [scene([Placed("star", 190, 110, 260)])],
    "form": lambda: [scene(in_cells(FORM, [3, 1, 4, 6, 5, 2, 0, 7], 1.2), grids=[FORM], lean=2)],
    "board": lambda: [scene(row([8, 9, 2], 120), chalk=True)],
}
