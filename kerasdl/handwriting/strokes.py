"""Strokes of a pen: checked, and drawn as ink."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from kerasdl.errors import PictureError

SIDE = 280  # of the paper, in logical units
PEN = 18.0  # how wide the ink is where a point does not say
OUTSIDE = 140  # a point may lie so far outside the paper; what is drawn there is not seen
MOST_STROKES, MOST_POINTS = 60, 4_000
WIDTHS = (0.5, 80.0)
LEAST_EXTENT = 20  # units: less is a dot
SUPERSAMPLING = 2

Strokes = list[list[list[float]]]


def check_strokes(given: Any) -> Strokes:
    """Check what a browser sent.

    Args:
        given: a list of strokes, each a list of points `[x, y]` or `[x, y, width]` on 280 x 280 units.

    Returns:
        The strokes, their numbers rounded to tenths.

    Raises:
        PictureError: it is something else, is too large, or shows no more than a dot.
    """
    if not isinstance(given, list) or not all(isinstance(stroke, list) and stroke for stroke in given) or not given:
        raise PictureError("A drawing must be a list of strokes, each a list of points. Received: something else")
    points = sum(map(len, given))
    if len(given) > MOST_STROKES or points > MOST_POINTS:
        raise PictureError(
            f"A drawing must have at most {MOST_STROKES} strokes and {MOST_POINTS:,} points. "
            f"Received: {len(given):,} strokes, {points:,} points"
        )
    strokes = [[_point(point) for point in stroke] for stroke in given]
    places = np.clip([point[:2] for stroke in strokes for point in stroke], 0, SIDE)
    extent = float((places.max(0) - places.min(0)).max())
    if extent < LEAST_EXTENT:
        raise PictureError(
            f"A drawing must be at least {LEAST_EXTENT} of its paper's {SIDE} units high or wide. Received: {extent:.0f}"
        )
    return strokes


def _point(given: Any) -> list[float]:
    if isinstance(given, list) and len(given) in (2, 3) and all(_is_number(value) for value in given):
        x, y, width = (*given, PEN)[:3]
        if max(abs(x - SIDE / 2), abs(y - SIDE / 2)) <= SIDE / 2 + OUTSIDE and WIDTHS[0] <= width <= WIDTHS[1]:
            return [round(float(value), 1) for value in given]
    raise PictureError(
        f"A point must be [x, y] or [x, y, width], at most {OUTSIDE} units outside the paper. Received: {given!r:.60}"
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def draw_strokes(strokes: Strokes) -> np.ndarray:
    """Draw strokes as the page's brush does: smooth curves from midpoint to midpoint, as wide as their points say.

    Args:
        strokes: as `check_strokes` gives them.

    Returns:
        uint8, (280, 280), white ink on black, anti-aliased.
    """
    scale = SUPERSAMPLING
    large = Image.new("L", (SIDE * scale, SIDE * scale))
    pen = ImageDraw.Draw(large)
    for stroke in strokes:
        discs = scale * _curve(np.array([(*point, PEN)[:3] for point in stroke]))
        for (x0, y0, w0), (x1, y1, w1) in pairwise(discs):
            pen.line((x0 - 0.5, y0 - 0.5, x1 - 0.5, y1 - 0.5), fill=255, width=max(1, round((w0 + w1) / 2)))
        for x, y, width in discs:
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2 - 1, y + width / 2 - 1), fill=255)
    return np.asarray(large.resize((SIDE, SIDE), Image.Resampling.BOX))


def _curve(points: np.ndarray, pieces: int = 4) -> np.ndarray:
    """Discs along a stroke, (m, 3): from midpoint to midpoint, bent towards the points."""
    if len(points) < 3:
        return points
    middles = (points[1:-2] + points[2:-1]) / 2
    starts = np.concatenate([points[:1], middles])
    ends = np.concatenate([middles, (points[-2:-1] + points[-1:]) / 2])
    t = (np.arange(pieces) / pieces)[None, :, None]
    start, bend, end = (each[:, None] for each in (starts, points[1:-1], ends))
    curve = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end
    return np.concatenate([curve.reshape(-1, 3), ends[-1:], points[-1:]])
