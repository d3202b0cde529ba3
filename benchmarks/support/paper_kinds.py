"""Kinds of paper and screens that handwritten digits come on, each drawn at random: a function a kind.

Each takes a random generator and gives a picture, uint8 (height, width) or (height, width, 3), and the digits on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import ndimage

from benchmarks.support.paper_scene import Scene, pencilled

SCALES = (0.6, 1.0, 2.0)  # of boxes and lines; a unit is a pixel at the middle one
LEAN = 3.0  # degrees


class Sample(NamedTuple):
    """A picture, uint8 (height, width) or (height, width, 3), and the digits on it from left to right."""

    picture: np.ndarray
    digits: tuple[int, ...]


Kind = Callable[[np.random.Generator], Sample]


def _scene(rng: np.random.Generator, width: float, height: float, lean: float = LEAN) -> Scene:
    angle = float(rng.uniform(-lean, lean)) if rng.random() < 0.7 else 0.0
    return Scene(rng, width, height, float(rng.choice(SCALES)), angle)


def finished(scene: Scene, *digits: int, grain: float = 1.0) -> Sample:
    """On light or dark ground, plain or with some grain."""
    rng = scene.rng
    noise = float(rng.choice([0.0, grain, 3 * grain]))
    ground = float(rng.uniform(215, 255))
    picture = scene.picture(dark=rng.random() < 0.35, paper=ground, contrast=float(rng.uniform(0.55, 1)), grain=noise)
    return Sample(picture, digits)


# Boxes that stand off the rim.


def hash_bars(rng: np.random.Generator) -> Sample:
    """A cell cut out with some of its neighbours: bars cross near each side of the picture."""
    scene = _scene(rng, 208, 168, 2.0)
    off, thick = float(rng.uniform(7, 14)), float(rng.uniform(5, 9))
    tall = float(rng.uniform(70, 105))
    label, _ = scene.write(104 - 60 + float(rng.uniform(-12, 12)), 84 - tall / 2 + float(rng.uniform(-6, 6)), 120, tall)
    strength = float(rng.uniform(0.5, 1))
    for y in (off, 168 - off):
        scene.line([(-30, y), (238, y)], thick, strength)
    for x in (off, 208 - off):
        scene.line([(x, -30), (x, 198)], thick, strength)
    return finished(scene, label)


def closed_frame(rng: np.random.Generator) -> Sample:
    """A closed frame a few pixels inside the picture."""
    scene = _scene(rng, float(rng.uniform(110, 210)), float(rng.uniform(110, 180)))
    off, thick = float(rng.uniform(7, 14)), float(rng.uniform(2, 6))
    right, bottom = scene.width - off, scene.height - off
    tall = (bottom - off) * float(rng.uniform(0.45, 0.75))
    label, _ = scene.write(off + 14, scene.height / 2 - tall / 2, right - off - 28, tall)
    scene.box(off, off, right, bottom, thick, float(rng.uniform(0.5, 1)))
    return finished(scene, label)


def hand_drawn_box(rng: np.random.Generator) -> Sample:
    """A box drawn by hand: its sides waver, and overshoot at its corners or leave a gap."""
    scene = _scene(rng, float(rng.uniform(120, 200)), float(rng.uniform(120, 180)))
    off, thick, wobble = float(rng.uniform(10, 18)), float(rng.uniform(2, 5)), float(rng.uniform(0.5, 2.5))
    right, bottom = scene.width - off, scene.height - off
    tall = (bottom - off) * float(rng.uniform(0.45, 0.7))
    label, _ = scene.write(off + 16, scene.height / 2 - tall / 2, right - off - 32, tall)
    strength = float(rng.uniform(0.6, 1))
    corners = [(off, off), (right, off), (right, bottom), (off, bottom)]
    for k, corner in enumerate(corners):
        start, end = (np.array(c) + rng.normal(0, 1.5, 2) for c in (corner, corners[(k + 1) % 4]))
        along = (end - start) / np.linalg.norm(end - start)
        start, end = start - along * rng.uniform(-2, 5), end + along * rng.uniform(-2, 5)
        scene.hand_line(tuple(start), tuple(end), thick, wobble, strength)
    return finished(scene, label)


def crossed_box(rng: np.random.Generator) -> Sample:
    """A digit that is written over its frame on one side or two."""
    scene = _scene(rng, float(rng.uniform(150, 200)), float(rng.uniform(150, 190)))
    off, thick = float(rng.uniform(22, 32)), float(rng.uniform(2, 5))
    right, bottom = scene.width - off, scene.height - off
    tall = (bottom - off) * float(rng.uniform(0.8, 0.95))
    top = float(rng.choice([off - 12, bottom + 12 - tall]))
    label, _ = scene.write(off + 12, top, right - off - 24, tall)
    scene.box(off, off, right, bottom, thick, float(rng.uniform(0.5, 1)))
    return finished(scene, label)


def comb(rng: np.random.Generator) -> Sample:
    """A cell that is open at its top, as of a form."""
    scene = _scene(rng, float(rng.uniform(110, 170)), float(rng.uniform(120, 180)))
    off, thick = float(rng.uniform(9, 16)), float(rng.uniform(2, 5))
    right, bottom = scene.width - off, scene.height - off
    tall = (bottom - off) * float(rng.uniform(0.5, 0.75))
    label, _ = scene.write(off + 14, bottom - 12 - tall, right - off - 28, tall)
    strength, rise = float(rng.uniform(0.5, 1)), float(rng.uniform(0.7, 1)) * (bottom - off)
    scene.line([(off, bottom - rise), (off, bottom), (right, bottom), (right, bottom - rise)], thick, strength)
    return finished(scene, label)


def cells(rng: np.random.Generator) -> Sample:
    """A row of cells in one connected frame."""
    count = int(rng.integers(8, 11))
    wide, tall, off = float(rng.uniform(44, 60)), float(rng.uniform(56, 76)), float(rng.uniform(8, 16))
    angle = float(rng.uniform(-1.5, 1.5))
    scene = Scene(rng, count * wide + 2 * off, tall + 2 * off + 14, float(rng.choice([1.0, 1.6, 2.4])), angle)
    thick, strength, top = float(rng.uniform(1.5, 4)), float(rng.uniform(0.5, 1)), off + 7
    scene.box(off, top, off + count * wide, top + tall, thick, strength)
    labels = []
    for k in range(count):
        high = tall * float(rng.uniform(0.5, 0.72))
        x, y = off + k * wide, top + (tall - high) / 2
        turned = np.tan(np.deg2rad(angle)) * (x + wide / 2 - scene.width / 2)
        labels.append(scene.write(x + 9, y + turned, wide - 18, high)[0])
        if k:
            scene.line([(x, top), (x, top + tall)], thick, strength)
    return finished(scene, *labels)


# Lines through the picture.


def line_at_the_foot(rng: np.random.Generator) -> Sample:
    """A small crop with one line that touches the digit's foot, or runs beneath it."""
    scene = _scene(rng, 80, 57)
    tall = float(rng.uniform(30, 40))
    label, (_, _, _, foot) = scene.write(18, 6, 44, tall)
    thick = float(rng.uniform(1.5, 4))
    y = foot + float(rng.choice([-0.5, 0.5, 1.5])) * thick
    scene.line([(-20, y), (100, y)], thick, float(rng.uniform(0.6, 0.9)))
    return finished(scene, label)


def ruled(rng: np.random.Generator) -> Sample:
    """Several lines through the picture and the digit."""
    scene = _scene(rng, float(rng.uniform(110, 200)), float(rng.uniform(100, 170)))
    label, _ = scene.write(20, 15, scene.width - 40, scene.height - 30)
    apart, thick, strength = float(rng.uniform(20, 45)), float(rng.uniform(1, 3.5)), float(rng.uniform(0.4, 0.85))
    for y in np.arange(float(rng.uniform(-apart, 0)), scene.height + apart, apart):
        scene.line([(-40, float(y)), (scene.width + 40, float(y))], thick, strength)
    return finished(scene, label)


def squared(rng: np.random.Generator) -> Sample:
    """Squares whose lines are broken here and there."""
    scene = _scene(rng, float(rng.uniform(90, 180)), float(rng.uniform(80, 150)))
    label, _ = scene.write(15, 12, scene.width - 30, scene.height - 24)
    apart, thick, strength = float(rng.uniform(14, 30)), float(rng.uniform(1, 2.2)), float(rng.uniform(0.35, 0.8))
    offset = rng.uniform(-apart, 0, 2)
    for y in np.arange(offset[0] - apart, scene.height + apart, apart):
        scene.line([(-40, float(y)), (scene.width + 40, float(y))], thick, strength)
    for x in np.arange(offset[1] - apart, scene.width + apart, apart):
        scene.line([(float(x), -40), (float(x), scene.height + 40)], thick, strength)
    small = tuple(max(2, side // 6) for side in scene.shape)
    holes = ndimage.zoom(rng.random(small), [a / b for a, b in zip(scene.shape, small, strict=True)], order=1) < 0.12
    scene.print[holes] = 0
    return finished(scene, label)


def table(rng: np.random.Generator) -> Sample:
    """A table's row and column lines run through the crop beside the digit, from rim to rim."""
    scene = _scene(rng, float(rng.uniform(90, 180)), float(rng.uniform(80, 140)))
    thick, strength = float(rng.uniform(1.5, 5)), float(rng.uniform(0.5, 1))
    edges = rng.uniform(4, 14, 4)
    tall = (scene.height - 30) * float(rng.uniform(0.6, 0.9))
    label, _ = scene.write(18, scene.height / 2 - tall / 2, scene.width - 36, tall)
    for k in rng.permutation(4)[: int(rng.integers(1, 4))]:
        if k < 2:
            y = float(edges[k] if k else scene.height - edges[k])
            scene.line([(-30, y), (scene.width + 30, y)], thick, strength)
        else:
            x = float(edges[k] if k == 2 else scene.width - edges[k])
            scene.line([(x, -30), (x, scene.height + 30)], thick, strength)
    return finished(scene, label)


# Things at the rim, and light.


def scraps(rng: np.random.Generator) -> Sample:
    """Pieces of cut lines and of neighbours at the rim of even ground."""
    scene = _scene(rng, float(rng.uniform(100, 180)), float(rng.uniform(100, 160)))
    tall = (scene.height - 40) * float(rng.uniform(0.7, 1))
    label, _ = scene.write(24, scene.height / 2 - tall / 2, scene.width - 48, tall)
    for _ in range(int(rng.integers(1, 5))):
        side, thick = int(rng.integers(4)), float(rng.uniform(2, 8))
        at, length, deep = float(rng.uniform(0.1, 0.7)), float(rng.uniform(10, 45)), float(rng.uniform(0, 3))
        along = scene.height if side < 2 else scene.width
        near = deep if side % 2 else (scene.width if side < 2 else scene.height) - deep
        ends = [(near, at * along), (near + rng.uniform(-2, 2), at * along + length)]
        scene.line(ends if side < 2 else [(y, x) for x, y in ends], thick, float(rng.uniform(0.6, 1)))
    return finished(scene, label)


def _lit(rng: np.random.Generator, light_of: Callable[[Scene], np.ndarray], grain: float = 2.5) -> Sample:
    scene = Scene(rng, float(rng.uniform(160, 240)), float(rng.uniform(150, 220)), float(rng.choice([1.0, 1.6, 2.6])))
    tall = scene.height * float(rng.uniform(0.35, 0.6))
    label, _ = scene.write(scene.width * 0.25, scene.height / 2 - tall / 2, scene.width * 0.5, tall)
    light = light_of(scene)
    return Sample(scene.picture(paper=light, contrast=float(rng.uniform(0.5, 0.8)), grain=grain), (label,))


def _beyond(scene: Scene, most: float) -> np.ndarray:
    """Signed distance, in units, into a half-plane that covers up to this share of the sheet from one side."""
    rng, (x, y) = scene.rng, scene.grid
    angle = float(rng.choice([0, 90, 180, 270])) + float(rng.uniform(-12, 12))
    across = np.cos(np.deg2rad(angle)) * x + np.sin(np.deg2rad(angle)) * y
    low, high = across.min(), across.max()
    return across - (high - (high - low) * float(rng.uniform(0.06, most)))


def table_edge(rng: np.random.Generator) -> Sample:
    """The sheet ends, and a dark table with a grain of its own begins."""

    def light(scene: Scene) -> np.ndarray:
        tone, texture = float(rng.uniform(30, 110)), float(rng.uniform(2, 10))
        wood = tone + texture * ndimage.gaussian_filter(rng.normal(0, 3, scene.shape), (0.7, 3))
        return np.where(_beyond(scene, 0.25) > 0, np.clip(wood, 5, 160), float(rng.uniform(180, 235)))

    return _lit(rng, light)


def hard_shadow(rng: np.random.Generator) -> Sample:
    """The telephone's own shadow, with a hard edge, on a part of the sheet."""

    def light(scene: Scene) -> np.ndarray:
        edge = float(rng.uniform(0.5, 4))
        share = 1 / (1 + np.exp(-np.clip(_beyond(scene, 0.7) / edge, -30, 30)))
        return float(rng.uniform(180, 235)) * (1 - float(rng.uniform(0.3, 0.65)) * share)

    return _lit(rng, light)


def hand_shadow(rng: np.random.Generator) -> Sample:
    """A hand's soft shadow over about a third of the sheet."""

    def light(scene: Scene) -> np.ndarray:
        x, y = scene.grid
        angle = float(rng.uniform(0, 2 * np.pi))
        cx, cy = scene.width * (0.5 + 0.5 * np.cos(angle)), scene.height * (0.5 + 0.5 * np.sin(angle))
        size = float(rng.uniform(0.35, 0.6))
        away = np.hypot((x - cx) / scene.width, (y - cy) / scene.height) - size
        bumps = 0.03 * np.sin(np.arctan2(y - cy, x - cx) * float(rng.integers(4, 9)))
        share = 1 / (1 + np.exp(np.clip((away + bumps) / float(rng.uniform(0.008, 0.05)), -30, 30)))
        return float(rng.uniform(180, 240)) * (1 - float(rng.uniform(0.25, 0.6)) * share)

    return _lit(rng, light, grain=float(rng.choice([0.0, 1.0, 2.5])))


def screenshot(rng: np.random.Generator) -> Sample:
    """A drawing program's window: a cursor's ring, and buttons beside the canvas."""
    scene = Scene(rng, float(rng.uniform(200, 300)), float(rng.uniform(200, 280)), float(rng.choice([1.0, 1.5, 2.0])))
    tall = scene.height * float(rng.uniform(0.4, 0.6))
    label, box = scene.write(scene.width * 0.2, scene.height * 0.12, scene.width * 0.6, tall)
    if rng.random() < 0.7:
        radius, (x, y) = float(rng.uniform(5, 14)), rng.uniform((box[0] - 30, box[1]), (box[2] + 30, box[3] + 10))
        turns = np.linspace(0, 2 * np.pi, 33)
        ring = [(x + radius * np.cos(t), y + radius * np.sin(t)) for t in turns]
        scene.line(ring, float(rng.uniform(0.8, 1.6)), float(rng.uniform(0.5, 1)))
    for k in range(int(rng.integers(0, 4))):
        left, top = 12 + 62 * k, scene.height - 34
        filled = rng.random() < 0.5
        strength = float(rng.uniform(0.3, 1))
        if filled:
            scene.line([(left, top + 11), (left + 50, top + 11)], 22, strength)
        else:
            scene.box(left, top, left + 50, top + 22, 1.2, strength)
        for letter in range(int(rng.integers(3, 6))):  # the button's text, as short strokes
            x = left + 8 + 7 * letter
            scene.line([(x, top + 7), (x + rng.uniform(-2, 4), top + 15)], 1.2, 0.0 if filled else strength)
    return Sample(scene.picture(dark=rng.random() < 0.5, paper=255, contrast=1.0), (label,))


# Faint, coloured, broken and tiny ink.


def faint(rng: np.random.Generator) -> Sample:
    """Ink hardly darker than a ground without any noise."""
    scene = _scene(rng, float(rng.uniform(80, 200)), float(rng.uniform(80, 200)))
    label, _ = scene.write(16, 14, scene.width - 32, scene.height - 28)
    ground, depth = float(rng.uniform(200, 255)), float(rng.uniform(8, 14))
    return Sample(scene.picture(dark=rng.random() < 0.4, paper=ground, contrast=depth / ground), (label,))


def equal_luma(rng: np.random.Generator) -> Sample:
    """Ink and ground of different colours that are equally bright."""
    scene = _scene(rng, float(rng.uniform(80, 200)), float(rng.uniform(80, 200)))
    label, _ = scene.write(16, 14, scene.width - 32, scene.height - 28)
    weights = np.array([0.299, 0.587, 0.114])
    while True:
        ground, ink = rng.uniform(0, 255, (2, 3))
        near = abs(weights @ (ground - ink)) < 14
        if near and np.abs(ground - ink).max() > 90:
            break
    colours = ground + scene.ink[..., None] * (ink - ground)
    noise = rng.normal(0, 1, colours.shape) * float(rng.choice([0.0, 1.5]))
    return Sample(np.clip(np.rint(colours + noise), 0, 255).astype(np.uint8), (label,))


def perforated(rng: np.random.Generator) -> Sample:
    """Strokes in black and white of which a third of the pixels is missing."""
    scene = _scene(rng, float(rng.uniform(60, 200)), float(rng.uniform(60, 200)))
    label, _ = scene.write(12, 10, scene.width - 24, scene.height - 20)
    there = (scene.ink > 0.5) & (rng.random(scene.shape) > float(rng.uniform(0.25, 0.4)))
    grey = np.where(there, 0, 255).astype(np.uint8)
    return Sample(255 - grey if rng.random() < 0.4 else grey, (label,))


def tiny_pencil(rng: np.random.Generator) -> Sample:
    """28 x 28 pixels with strokes of one."""
    ink, label = pencilled(rng, 28, float(rng.uniform(16, 24)))
    grey = 250 * (1 - float(rng.uniform(0.25, 1)) * ink) + rng.normal(0, 1, (28, 28)) * float(rng.choice([0.0, 2.0]))
    grey = np.clip(np.rint(grey), 0, 255).astype(np.uint8)
    return Sample(255 - grey if rng.random() < 0.4 else grey, (label,))


# What was read well before, and has to be.


def clean(rng: np.random.Generator) -> Sample:
    """A drawing with nothing else on it."""
    scene = _scene(rng, float(rng.uniform(28, 300)), float(rng.uniform(28, 300)))
    off = min(scene.width, scene.height) * float(rng.uniform(0.05, 0.25))
    label, _ = scene.write(off, off, scene.width - 2 * off, scene.height - 2 * off)
    return finished(scene, label)


def tight(rng: np.random.Generator) -> Sample:
    """A drawing cut at its ink, or a pixel or two beside."""
    scene = _scene(rng, float(rng.uniform(30, 150)), float(rng.uniform(30, 150)))
    label, _ = scene.write(0, 0, scene.width, scene.height)
    (rows,), (columns,) = np.nonzero(scene.ink.max(1) > 0.3), np.nonzero(scene.ink.max(0) > 0.3)
    off = int(rng.integers(0, 4))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    cut = Sample(scene.ink, (label,))
    scene.ink = np.pad(cut.picture[box], off)
    scene.height, scene.width = (side / scene.scale for side in scene.ink.shape)
    scene.print = np.zeros(scene.shape)
    return finished(scene, label)


def photograph(rng: np.random.Generator) -> Sample:
    """Plain paper under a light that falls off, with a sensor's noise and the paper's own grain."""

    def light(scene: Scene) -> np.ndarray:
        x, y = scene.grid
        u, v = x / scene.width - 0.5, y / scene.height - 0.5
        slope, vignette = rng.uniform(-0.3, 0.3, 2), float(rng.uniform(0, 0.5))
        paper = 1 + 0.01 * ndimage.gaussian_filter(rng.normal(0, 2, scene.shape), 1.2)
        return (
            float(rng.uniform(140, 235))
            * (1 + slope @ [u.ravel(), v.ravel()]).reshape(u.shape)
            * (1 - vignette * (u**2 + v**2))
            * paper
        )

    return _lit(rng, light, grain=float(rng.uniform(1, 4)))


PLAIN: dict[str, Kind] = {"clean": clean, "tight": tight, "photograph": photograph}
KINDS: dict[str, Kind] = {
    "bars of a #": hash_bars,
    "closed frame": closed_frame,
    "hand-drawn box": hand_drawn_box,
    "box crossed by ink": crossed_box,
    "open cell": comb,
    "row of cells": cells,
    "line at the foot": line_at_the_foot,
    "ruled": ruled,
    "squared": squared,
    "table": table,
    "scraps at the rim": scraps,
    "table's edge": table_edge,
    "hard shadow": hard_shadow,
    "hand's shadow": hand_shadow,
    "screenshot": screenshot,
    "faint": faint,
    "equal luma": equal_luma,
    "perforated": perforated,
    "tiny pencil": tiny_pencil,
}
