"""Boxes round digits: removed where something is written in them, and never a digit for them."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kerasdl.inference.enclosures import remove_enclosures
from kerasdl.inference.filters import connected_components
from kerasdl.inference.foreground import extract_ink

CELL, HEIGHT = 90, 120


def drawn(width: int, draw) -> np.ndarray:
    """Grey, dark lines on light paper."""
    picture = Image.new("L", (width, HEIGHT + 40), 240)
    draw(ImageDraw.Draw(picture))
    return np.asarray(picture, float)


def ring(pen: ImageDraw.ImageDraw, left: int, width: int = 5) -> None:
    """A tall zero, whose sides are nearly straight."""
    pen.rounded_rectangle((left + 25, 45, left + 65, 115), 20, outline=20, width=width)


def cells(pen: ImageDraw.ImageDraw, count: int, gap: int = 0, lean: float = 0.0) -> None:
    for n in range(count):
        left = 20 + n * (CELL + gap)
        top = 20 + lean * left
        pen.line(
            [
                (left, top),
                (left + CELL, top + lean * CELL),
                (left + CELL, top + HEIGHT + lean * CELL),
                (left, top + HEIGHT),
                (left, top),
            ],
            60,
            3,
        )


def pieces(ink: np.ndarray) -> int:
    return len(connected_components(ink).sizes) - 1


@pytest.mark.parametrize("gap", [0, 6, 30])
@pytest.mark.parametrize("lean", [0.0, 0.03])
def test_cells_leave_and_what_is_written_in_them_stays(gap, lean):
    def draw(pen):
        cells(pen, 4, gap, lean)
        for n in range(4):
            ring(pen, 20 + n * (CELL + gap), width=1 + 2 * n)  # a hairline beside bold strokes

    assert pieces(extract_ink(drawn(4 * (CELL + gap) + 40, draw), row=True)) == 4


def test_a_digit_that_is_flat_is_kept_in_a_row():
    def draw(pen):
        cells(pen, 3)
        ring(pen, 20)
        ring(pen, 20 + CELL)
        left = 20 + 2 * CELL
        pen.line([(left + 25, 75), (left + 45, 68), (left + 40, 85), (left + 70, 84)], 20, 5)

    assert pieces(extract_ink(drawn(3 * CELL + 40, draw), row=True)) == 3


@pytest.mark.parametrize("size", [(30, 70), (50, 60)])
def test_a_zeros_straight_sides_are_no_box(size):
    def draw(pen):
        for n in range(3):
            pen.line([(40 + n * CELL, 45), (70 + n * CELL, 45), (45 + n * CELL, 115)], 20, 8)
        half_width, half_height = size[0] // 2, size[1] // 2
        pen.ellipse((310 - half_width, 80 - half_height, 310 + half_width, 80 + half_height), outline=20, width=4)

    assert pieces(extract_ink(drawn(400, draw), row=True)) == 4


@pytest.mark.parametrize("shape", ["ring", "touched", "empty", "dot"])
def test_only_a_box_with_something_written_apart_from_it_is_removed(shape):
    def draw(pen):
        if shape == "ring":  # a zero with a slash that does not reach it
            pen.ellipse((30, 30, 90, 130), outline=20, width=5)
            pen.line([(52, 100), (68, 60)], 20, 5)
        else:
            cells(pen, 1)
        if shape == "touched":
            pen.line([(20, 60), (70, 60), (60, 110)], 20, 5)
        if shape == "dot":
            pen.ellipse((60, 70, 66, 76), fill=20)

    ink = 240 - drawn(130, draw)
    assert (remove_enclosures(ink) == ink).all()


def test_a_picture_of_nothing_but_boxes_is_left_as_it_is():
    def draw(pen):
        for inset in (0, 20):
            pen.rectangle((20 + inset, 20 + inset, 110 - inset, 140 - inset), outline=20, width=3)

    ink = 240 - drawn(130, draw)
    assert remove_enclosures(ink).any()


def test_noise_and_blank_pictures_are_taken():
    noise = np.random.default_rng(0).random((300, 300)) < 0.5
    assert remove_enclosures(noise.astype(float)).any()
    assert not remove_enclosures(np.zeros((5, 5))).any()
    assert remove_enclosures(np.ones((1, 1))).all()
