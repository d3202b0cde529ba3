import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from kerasdl.inference.foreground import extract_ink
from kerasdl.inference.predict import row_parts
from kerasdl.inference.reader import load_reader
from kerasdl.inference.segmentation import segment_digits
from tests.support.shared_fixtures import box_judge, read_fixture, unpacked

HEIGHT, WIDTH = 240, 320
ROWS, COLUMNS = np.mgrid[:HEIGHT, :WIDTH]


@pytest.fixture(scope="module")
def reader():
    return load_reader("web")


def written(digits, at=((60, 100),), side=120) -> np.ndarray:
    """Ink, 0 to 1, of MNIST digits at places on the paper."""
    ink = np.zeros((HEIGHT, WIDTH), np.float32)
    for digit, (y, x) in zip(digits, at, strict=True):
        picture = np.asarray(Image.fromarray(digit).resize((side, side), Image.BICUBIC)) / 255
        ink[y : y + side, x : x + side] = np.maximum(ink[y : y + side, x : x + side], picture)
    return ink


def photograph(ink: np.ndarray, light: np.ndarray, darkness: float, grain: float = 3.0) -> np.ndarray:
    """Ink on paper under a light, with a sensor's noise."""
    noise = np.random.default_rng(0).normal(0, grain, ink.shape)
    return np.clip(light * (1 - darkness * ink) + noise, 0, 255)


LIGHTS = {
    "even": np.full((HEIGHT, WIDTH), 200.0),
    "from the left": 210 - 60 * COLUMNS / WIDTH,
    "a hard shadow": np.where(200 + 10 * np.sin(ROWS / 20) > COLUMNS + 0.5 * ROWS, 100.0, 195.0),
    "a soft shadow": ndimage.gaussian_filter(np.where(COLUMNS - 0.7 * ROWS < 60, 90.0, 190.0), 10),
    "a corner in the dark": 200 - 120 * np.exp(-((COLUMNS - WIDTH) ** 2 + ROWS**2) / 15_000),
}


@pytest.mark.parametrize("name", LIGHTS)
@pytest.mark.parametrize("darkness", [0.75, 0.35])
def test_ink_is_found_whatever_the_light(reader, mnist, name, darkness):
    right = 0
    for digit, label in zip(mnist.test.images[:12], mnist.test.labels[:12], strict=True):
        found = extract_ink(photograph(written([digit]), LIGHTS[name], darkness))
        right += reader.confidences(found[None])[0].argmax() == label
    assert right >= 11


def test_a_faint_pencil_on_grey_paper_is_read(reader, mnist):
    right = 0
    for digit, label in zip(mnist.test.images[:12], mnist.test.labels[:12], strict=True):
        grey = photograph(written([digit]), np.full((HEIGHT, WIDTH), 150.0), darkness=0.2, grain=2.5)
        right += reader.confidences(extract_ink(grey)[None])[0].argmax() == label
    assert right >= 11


def test_chalk_on_an_unevenly_lit_board_is_read(reader, mnist):
    right = 0
    for digit, label in zip(mnist.test.images[:12], mnist.test.labels[:12], strict=True):
        board = 255 - photograph(written([digit]), 210 - 50 * COLUMNS / WIDTH, darkness=0.5)
        right += reader.confidences(extract_ink(board)[None])[0].argmax() == label
    assert right >= 11


def test_ink_in_the_shadow_is_as_strong_as_in_the_light(mnist):
    ink = written([mnist.test.images[0], mnist.test.images[0]], at=((60, 10), (60, 190)))
    found = extract_ink(photograph(ink, np.where(COLUMNS < 160, 90.0, 200.0), 0.7))
    left, right = found[:, :150], found[:, 170:]
    assert np.percentile(left[left > 0], 80) == pytest.approx(np.percentile(right[right > 0], 80), rel=0.2)


@pytest.mark.parametrize("width", [2, 8])
@pytest.mark.parametrize(("paper", "ink", "frame"), [(255, 0, 0), (255, 0, 128), (0, 255, 255), (0, 255, 90)])
def test_a_frame_is_not_ink(mnist, width, paper, ink, frame):
    strokes = written([mnist.test.images[0]])
    grey = paper + strokes * (ink - np.float32(paper))
    framed = grey.copy()
    framed[:width], framed[-width:], framed[:, :width], framed[:, -width:] = (frame,) * 4
    assert np.abs(extract_ink(framed).astype(int) - extract_ink(grey)).max() <= 2


def test_a_line_along_the_rim_is_not_ink(mnist):
    grey = 255 * (1 - written([mnist.test.images[0]]))
    lined = grey.copy()
    lined[-3:] = 0
    assert np.array_equal(extract_ink(lined), extract_ink(grey))


@pytest.mark.parametrize("fixture", read_fixture("foreground.json")["pictures"], ids=lambda fixture: fixture["name"])
def test_the_ink_of_a_picture_is_the_pages(fixture):
    shape = (fixture["height"], fixture["width"])
    found = extract_ink(unpacked(fixture["grey"], "uint8", shape))
    if fixture["ink"] is None:
        assert found is None
    else:
        assert np.abs(found.astype(int) - unpacked(fixture["ink"], "uint8", shape)).max() <= 1


LINES = {
    "ruled": np.where((ROWS - 12) % 40 < 2, 0.25, 0),
    "ruled, aslant": np.where((ROWS + 0.04 * COLUMNS) % 36 < 2, 0.3, 0),
    "squared": np.where(((ROWS + 7) % 30 < 2) | ((COLUMNS + 11) % 30 < 2), 0.2, 0),
}


@pytest.mark.parametrize("light", ["even", "from the left"])
@pytest.mark.parametrize("name", LINES)
def test_ink_on_ruled_paper_is_read(reader, mnist, name, light):
    right = 0
    for digit, label in zip(mnist.test.images[:12], mnist.test.labels[:12], strict=True):
        found = extract_ink(photograph(np.maximum(0.7 * written([digit]), LINES[name]), LIGHTS[light], 1))
        right += reader.confidences(found[None])[0].argmax() == label
    assert right >= 11


def test_the_bar_of_a_seven_that_nearly_fills_the_picture_is_no_ruled_line():
    grey = np.full((200, 200), 255.0)
    grey[20:24, 12:188] = 0
    for row in range(20, 190):
        grey[row, 186 - row // 2 : 190 - row // 2] = 0
    assert extract_ink(grey)[22, 60] == 255


def test_a_line_is_ink_where_nothing_else_is():
    grey = np.full((100, 100), 255.0)
    grey[50:52] = 0
    assert extract_ink(grey)[50, 50] == 255


def test_a_blank_paper_has_no_ink():
    assert extract_ink(np.full((60, 60), 130.0)) is None
    assert extract_ink(photograph(np.zeros((HEIGHT, WIDTH)), LIGHTS["even"], 0.5)) is None


def boxed_parts(ink):
    """The digits of a row, judged by their boxes alone."""
    return [segment.ink for segment in segment_digits(ink, lambda inks: [box_judge(each) for each in inks])]


def test_digits_in_a_row_are_split_from_left_to_right(reader, mnist):
    chosen = [mnist.test.images[i] for i in (0, 1, 3)]
    ink = (255 * written(chosen, at=((70, 10), (50, 110), (80, 210)), side=100)).astype(np.uint8)
    parts = row_parts(ink, reader)
    assert [int(reader.confidences(p[None])[0].argmax()) for p in parts] == [7, 2, 0]


def test_dust_is_no_digit_and_no_ink_are_no_digits():
    ink = np.zeros((60, 100), np.uint8)
    ink[10:50, 60:66] = 255
    ink[5, 5] = 255
    assert len(boxed_parts(ink)) == 1
    assert boxed_parts(np.zeros((20, 20), np.uint8)) == []
