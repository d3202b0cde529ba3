"""Digits as the dashboard's canvas sends them: stroke by stroke, in the styles of `kerasdl.data.synthetic`, then cleared."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from kerasdl.data.synthetic import DIGIT_STYLES, write_many
from kerasdl.inference.reader import Reader, load_reader

SIDE = 280  # ink.js's SIZE
PEN = 18  # and its pen
FINER = 4  # Pillow's lines have no smooth edges: drawn larger, then made smaller

Stroke = list[list[float]]


@dataclass(frozen=True)
class Drawing:
    """A state of the canvas.

    Attributes:
        state: what the canvas's `drawing` says: `png`, base64 or None, and `strokes`.
        ink: uint8, (280, 280), white on black.
        answer: what the shipped network reads, a digit or "?"; None for the empty canvas.
    """

    state: dict[str, Any]
    ink: np.ndarray
    answer: str | None = None


def write_strokes(count: int, seed: int) -> list[list[Stroke]]:
    """Digits, about equally many of each, as strokes on the canvas."""
    return [strokes for _, strokes in write_labelled(count, seed)]


def write_labelled(count: int, seed: int) -> list[tuple[int, list[Stroke]]]:
    """The same, each with what it shows."""
    rng = np.random.default_rng(seed)
    paths, styles = write_many(DIGIT_STYLES, count, rng)
    written = zip(paths.points, paths.down, styles, strict=True)
    return [(DIGIT_STYLES[n].label, _strokes(_placed(points, rng), down)) for points, down, n in written]


def draw_digits(count: int, seed: int) -> list[list[Drawing]]:
    """The same digits, as the canvas shows them after each stroke, and at last cleared."""
    cleared = Drawing({"png": None, "strokes": []}, np.zeros((SIDE, SIDE), np.uint8))
    reader = load_reader()
    digits = []
    for strokes in write_strokes(count, seed):
        drawings = [_drawing(strokes[: n + 1]) for n in range(len(strokes))]
        digits.append([*_answered(reader, drawings), cleared])
    return digits


def _placed(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A path of size 1 about (0, 0), somewhere on the canvas."""
    size = rng.uniform(0.5, 0.8) * (SIDE - PEN)
    room = (SIDE - PEN - size) / 2
    return points * size + SIDE / 2 + rng.uniform(-room, room, 2)


def _strokes(points: np.ndarray, down: np.ndarray) -> list[Stroke]:
    """The parts of a path that the pen writes, in tenths of a pixel, as the canvas sends them."""
    strokes: list[Stroke] = []
    writes = False
    for n, goes_on in enumerate(down > 0):
        if goes_on and not writes:
            strokes.append([])
        writes = bool(goes_on)
        if goes_on:
            strokes[-1] = [*(strokes[-1] or [_rounded(points[n])]), _rounded(points[n + 1])]
    return strokes


def _rounded(point: np.ndarray) -> list[float]:
    return [round(float(value), 1) for value in point]


def _drawing(strokes: list[Stroke]) -> Drawing:
    picture = Image.new("L", (SIDE * FINER, SIDE * FINER))
    draw = ImageDraw.Draw(picture)
    radius = PEN * FINER / 2
    for stroke in strokes:
        points = [(x * FINER, y * FINER) for x, y in stroke]
        draw.line(points, fill=255, width=PEN * FINER)
        for x, y in points:  # round ends and joints
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    grey = picture.reduce(FINER)
    file = io.BytesIO()
    Image.merge("RGBA", (grey, grey, grey, Image.new("L", grey.size, 255))).save(file, "PNG")  # as a canvas makes them
    return Drawing({"png": base64.b64encode(file.getvalue()).decode(), "strokes": strokes}, np.asarray(grey))


def _answered(reader: Reader, drawings: list[Drawing]) -> list[Drawing]:
    confidences = reader.confidences(np.stack([drawing.ink for drawing in drawings]))
    rows = zip(drawings, confidences.argmax(1), reader.sure(confidences), strict=True)
    return [replace(drawing, answer=str(digit) if sure else "?") for drawing, digit, sure in rows]
