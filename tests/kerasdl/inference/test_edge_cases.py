"""Ink as it comes: the shipped network reads it, or says that it is not sure."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kerasdl.data import synthetic
from kerasdl.inference.image_files import read_ink
from kerasdl.inference.reader import load_reader

STROKES = {
    2: [[(30, 40), (45, 15), (75, 12), (90, 35), (70, 70), (30, 108), (95, 106)]],
    3: [[(30, 22), (60, 8), (88, 28), (55, 56), (92, 82), (62, 112), (28, 100)]],
    5: [[(85, 10), (40, 12), (36, 52), (70, 48), (90, 78), (66, 110), (32, 102)]],
    7: [[(25, 15), (95, 15), (50, 112)], [(42, 62), (88, 60)]],
}


@pytest.fixture(scope="module")
def reader():
    return load_reader("web")


def canvas(digit: int, side: int = 400, corner: tuple[float, float] = (60, 60), scale: float = 2.2, width: float = 16):
    """White ink on black, drawn with a round brush at four times the size."""
    fine = 4
    image = Image.new("L", (side * fine, side * fine))
    pencil = ImageDraw.Draw(image)
    for stroke in STROKES[digit]:
        path = [((corner[0] + x * scale) * fine, (corner[1] + y * scale) * fine) for x, y in stroke]
        pencil.line(path, fill=255, width=round(width * fine), joint="curve")
        for x, y in path:
            r = width * fine / 2
            pencil.ellipse([x - r, y - r, x + r, y + r], fill=255)
    return np.asarray(image.resize((side, side), Image.BOX))


def read(reader, ink) -> tuple[int, bool]:
    confidences = reader.confidences(ink[None])
    return int(confidences.argmax()), bool(reader.sure(confidences)[0])


@pytest.mark.parametrize("digit", STROKES)
@pytest.mark.parametrize(
    "placed",
    [
        {"scale": 2.2, "width": 1.2},
        {"scale": 2.2, "width": 40},
        {"scale": 3.4, "corner": (-4, -4), "width": 20},
        {"scale": 0.35, "corner": (352, 4), "width": 4},
        {"scale": 0.18, "corner": (2, 372), "width": 2.5},
    ],
    ids=["a hairline", "a marker", "fills the canvas", "in a corner", "tiny in a corner"],
)
def test_a_digit_is_read_however_it_lies_on_the_canvas(reader, digit, placed):
    assert read(reader, canvas(digit, **placed)) == (digit, True)


@pytest.mark.parametrize("side", [1, 3, 60])
def test_a_dot_is_no_digit(reader, side):
    ink = np.zeros((280, 280), np.uint8)
    ink[100 : 100 + side, 90 : 90 + side] = 255
    assert not read(reader, ink)[1]


def test_a_round_dot_is_no_digit(reader):
    image = Image.new("L", (280, 280))
    ImageDraw.Draw(image).ellipse([120, 120, 150, 150], fill=255)
    assert not read(reader, np.asarray(image))[1]


def test_an_empty_canvas_is_no_digit(reader):
    assert not read(reader, np.zeros((280, 280), np.uint8))[1]


def test_two_digits_at_once_are_no_digit(reader):
    both = np.concatenate([canvas(2)[40:, 40:330], canvas(5)[40:, 40:330]], axis=1)
    assert not read(reader, both)[1]


def test_most_drawn_digits_are_given_an_answer_and_most_scribbles_are_not(reader):
    digits, scribbles = synthetic.drawings(400, 11), synthetic.drawings(400, 11, synthetic.SCRIBBLES)
    assert reader.sure(reader.confidences(digits.images)).mean() > 0.93
    assert reader.sure(reader.confidences(scribbles.images)).mean() < 0.3


def test_a_pencil_on_grey_paper_is_read_from_its_file(reader, tmp_path, rng):
    paper = 168 + rng.normal(0, 2.5, (400, 400)) - 30 * (canvas(3, width=7) / 255)
    Image.fromarray(np.clip(paper, 0, 255).astype(np.uint8)).save(tmp_path / "pencil.jpg", quality=88)
    assert read(reader, read_ink(tmp_path / "pencil.jpg")) == (3, True)


@pytest.mark.parametrize("digit", STROKES)
def test_a_shadowed_photograph_is_read_from_its_file(reader, tmp_path, rng, digit):
    rows, columns = np.mgrid[:400, :400]
    light = np.where(columns + 0.4 * rows < 260 + 8 * np.sin(rows / 15), 105.0, 190.0) + 0.05 * rows
    photograph = light * (1 - 0.7 * (canvas(digit) / 255)) + rng.normal(0, 3, light.shape)
    Image.fromarray(np.clip(photograph, 0, 255).astype(np.uint8)).save(tmp_path / "photo.jpg", quality=85)
    assert read(reader, read_ink(tmp_path / "photo.jpg")) == (digit, True)
