"""Random handwriting variation: shapes to bent, slanted, trembling, joined and broken pen paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kerasdl.data.synthetic.manner import Manners, cut_corners, straighten, tremble
from kerasdl.data.synthetic.shapes import NOT_A_DIGIT, Hand, OnePerson, Piece, Shape, Style

POINTS = 64  # of every path; a shape with fewer repeats its last
PROPORTION = np.array([0.12, 0.2])  # spread of the logarithm of the power, across and down
THICKER = 0.6  # power of the uniform share of the way from a hairline to a marker: below 1, thick pens are commoner
HASTE = 0.022  # deviation of a control point in a steady hand; a hasty one has more


@dataclass(frozen=True)
class Paths:
    """Pen paths of n drawings.

    Attributes:
        points: float32, (n, POINTS, 2), x and y; the longer side of each path's box is 1, its middle at (0, 0).
        down: float32, (n, POINTS - 1), 1 where the pen writes from a point to the next, 0 where it is lifted.
        width: float32, (n, POINTS), the line's width at each point, in the same unit.
    """

    points: np.ndarray
    down: np.ndarray
    width: np.ndarray

    def __len__(self) -> int:
        return len(self.points)


def write(style: Style, count: int, rng: np.random.Generator, *, one_person: bool = False) -> Paths:
    """Write one style `count` times, each time differently.

    Args:
        style: what is written.
        count: n.
        rng: the source of randomness.
        one_person: by one hand, with the same habits throughout, instead of a new one for each drawing.
    """
    hand = OnePerson(rng, count) if one_person else Hand(rng, count)
    manners = Manners.drawn(1, rng).repeated(count) if one_person else Manners.drawn(count, rng)
    haste = HASTE * manners.haste * rng.gamma(3.0, 1 / 3, count)
    points, down = _trace(style.shape(hand), haste, manners.aim, rng)
    points = cut_corners(_bend(_proportion(points, rng), hand), down, manners.cut)
    points = tremble(_swing(points, haste, rng), manners.tremor, rng)
    points = _lean(straighten(points, down, manners.hop), manners, rng)
    low, high = points.min(1, keepdims=True), points.max(1, keepdims=True)
    side = np.maximum((high - low).max(2, keepdims=True), 1e-3)
    points = (points - (low + high) / 2) / side
    return Paths(
        *(
            a.astype(np.float32)
            for a in (points, _lift(down, hand, join=style.label < NOT_A_DIGIT), _widths(hand, style.width))
        )
    )


def _trace(shape: Shape, haste: np.ndarray, aim: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Run a smooth curve through every piece: points (n, POINTS, 2), and where the pen is down, (POINTS - 1,)."""
    count = len(haste)
    steps = _steps(shape)
    points: list[np.ndarray] = []
    down: list[float] = []
    for number, stroke in enumerate(shape):
        # A hand that lifts the pen does not come down exactly where it meant to.
        off = (haste + aim)[:, None] * rng.normal(0, 1.0 if number else 0.0, (count, 2))
        end = None
        for piece in stroke:
            # The more points describe a curve, the less each one errs by itself.
            error = haste[:, None, None] * min(1.0, (4 / len(piece)) ** 0.5)
            controls = _controls(piece, count) + off[:, None] + error * rng.normal(size=(count, len(piece), 2))
            if end is not None:
                controls[:, 0] = end
            end = controls[:, -1]
            curve = catmull_rom(controls, steps)
            start = 0 if piece is stroke[0] else 1
            points += list(np.moveaxis(curve[:, start:], 1, 0))
            down += [1.0] * (curve.shape[1] - 1)
        down.append(0.0)
    rest = POINTS - len(points)
    down = (down[:-1] + [0.0] * rest)[: POINTS - 1]
    return np.stack([*points, *[points[-1]] * rest], axis=1), np.array(down)


def _steps(shape: Shape) -> int:
    """Curve points from one control point to the next: as many as fit."""
    pieces = [piece for stroke in shape for piece in stroke]
    spans = sum(max(len(piece) - 1, 1) for piece in pieces)
    steps = (POINTS - len(shape)) // spans
    if steps < 1:
        raise ValueError(f"A shape must have at most {POINTS} points. Received: {spans}")
    return min(steps, 8)


def _controls(piece: Piece, count: int) -> np.ndarray:
    """A piece's control points as an array, (n, k, 2)."""
    return np.stack(
        [np.stack([np.broadcast_to(np.asarray(c, float), (count,)) for c in point], axis=-1) for point in piece], axis=1
    )


def catmull_rom(controls: np.ndarray, steps: int) -> np.ndarray:
    """A smooth curve through control points (E. Catmull and R. Rom, "A Class of Local Interpolating Splines", 1974).

    Args:
        controls: (n, k, 2), k at least 2.
        steps: points from one control point to the next.

    Returns:
        (n, (k - 1) * steps + 1, 2), with every control point among them.
    """
    before = 2 * controls[:, :1] - controls[:, 1:2]
    after = 2 * controls[:, -1:] - controls[:, -2:-1]
    p = np.concatenate([before, controls, after], axis=1)[:, :, None]
    t = (np.arange(steps) / steps)[None, None, :, None]
    p0, p1, p2, p3 = p[:, :-3], p[:, 1:-2], p[:, 2:-1], p[:, 3:]
    curve = p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)))
    return np.concatenate([curve.reshape(len(controls), -1, 2), controls[:, -1:]], axis=1)


def _proportion(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Upper against lower part, left against right: each coordinate, from 0 to 1 across the box, to some power."""
    low, high = points.min(1, keepdims=True), points.max(1, keepdims=True)
    power = np.exp(PROPORTION * rng.normal(0, 1, (len(points), 1, 2)))
    # A path without extent along an axis has nothing to shift there.
    return low + (high - low) * ((points - low) / np.maximum(high - low, 1e-9)) ** np.clip(power, 0.4, 2.5)


def _bend(points: np.ndarray, hand: Hand) -> np.ndarray:
    """A smooth distortion of the plane: each coordinate gets its own cubic in both."""
    n = hand.count
    x, y = points[..., 0], points[..., 1] - 0.5
    terms = np.stack([x * x, x * y, y * y, x * x * y, x * y * y, y * y * y], axis=-1)
    across, down = hand.rng.normal(0, (0.15, 0.17, 0.15, 0.15, 0.2, 0.15), (2, n, 6))
    return points + np.stack([np.einsum("npt,nt->np", terms, c) for c in (across, 0.8 * down)], axis=-1)


def _swing(points: np.ndarray, haste: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Slow waves along the path, and ends that flick aside."""
    n, count = points.shape[:2]
    along = np.linspace(0, 1, count)
    waves = 0.0
    for frequency in (2, 4, 7):
        phase = rng.uniform(0, 2 * np.pi, (n, 1, 2))
        size = haste[:, None, None] * rng.normal(0, 1.2 / frequency, (n, 1, 2))
        waves = waves + size * np.sin(2 * np.pi * frequency * along[None, :, None] + phase)
    start, end = np.clip(1 - along / 0.12, 0, 1) ** 2, np.clip(1 - (1 - along) / 0.12, 0, 1) ** 2
    flick = haste[:, None, None] * rng.normal(0, 1.5, (2, n, 1, 2))
    return points + waves + flick[0] * start[None, :, None] + flick[1] * end[None, :, None]


def _lean(points: np.ndarray, manners: Manners, rng: np.random.Generator) -> np.ndarray:
    """Slant, turn, and stretch."""
    n = len(points)
    slant, turn = rng.normal(manners.slant, 0.22), np.radians(rng.normal(0, manners.turn))
    wide, tall = np.exp(rng.normal(0, manners.stretch)), np.exp(rng.normal(0, 0.06, n))
    x, y = points[..., 0] * wide[:, None], (points[..., 1] - 0.5) * tall[:, None]
    x = x - slant[:, None] * y
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
    return np.stack([cos * x - sin * y, sin * x + cos * y], axis=-1)


def _lift(down: np.ndarray, hand: Hand, *, join: bool) -> np.ndarray:
    """Some drawings keep the pen down between strokes; in some the ink fails for a moment: (n, POINTS - 1).

    A non-digit's strokes stay apart: an i whose dot is joined to its stem is a 1.
    """
    n, spans = hand.count, len(down)
    last = int(np.flatnonzero(down).max()) + 1
    inside = np.arange(spans) < last
    joined = (hand.rng.random(n) < (0.07 if join else 0.0))[:, None] & inside[None]
    result = np.where(joined, 1.0, down[None])
    broken = hand.rng.random(n) < 0.05
    gap = hand.rng.integers(1, max(last - 1, 2), n)
    result[np.flatnonzero(broken), gap[broken]] = 0.0
    return result


def _widths(hand: Hand, between: tuple[float, float]) -> np.ndarray:
    """Line widths, (n, POINTS): from a hairline to a marker, with some pressure along the way."""
    low, high = np.log(between)
    width = np.exp(low + (high - low) * hand.rng.random(hand.count) ** THICKER)[:, None]
    along = np.linspace(0, 1, POINTS)
    phase, rate = hand.rng.uniform(0, 2 * np.pi, (hand.count, 1)), hand.rng.uniform(1, 4, (hand.count, 1))
    return width * (1 + hand.rng.uniform(0, 0.2, (hand.count, 1)) * np.sin(2 * np.pi * rate * along + phase))
