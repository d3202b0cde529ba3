import time

import numpy as np
import pytest

from benchmarks.rows import Writer, draw_row
from kerasdl.inference.cuts import find_cuts
from kerasdl.inference.foreground import extract_ink
from kerasdl.inference.predict import read_parts, row_parts
from kerasdl.inference.reader import load_reader
from kerasdl.inference.segmentation import segment_digits
from tests.kerasdl.inference.test_hostile_pictures import patterns
from tests.support.shared_fixtures import box_judge, read_fixture, unpacked


@pytest.fixture(scope="module")
def writer():
    return Writer()


@pytest.fixture(scope="module")
def reader():
    return load_reader("web")


def boxes(ink):
    """The x, y, width and height of each segment, judged by boxes alone."""
    found = segment_digits(ink, lambda parts: [box_judge(part) for part in parts])
    return [(s.x, s.y, s.ink.shape[1], s.ink.shape[0]) for s in found]


def canvas(*parts, shape=(100, 200)):
    """Rectangles (x, y, width, height) of ink."""
    ink = np.zeros(shape, np.uint8)
    for x, y, width, height in parts:
        ink[y : y + height, x : x + width] = 255
    return ink


def read(ink, reader):
    return "".join(str(d["digit"]) if d["sure"] else "?" for d in read_parts(row_parts(ink, reader), reader))


def mnist(labels):
    """MNIST test digits with these labels, the first of each, enlarged twice, as ink cut to its box."""
    from kerasdl.data.mnist import load_mnist
    from kerasdl.inference.foreground import cut_to_ink

    test = load_mnist().test
    return [
        cut_to_ink(np.kron(test.images[np.flatnonzero(test.labels == n)[0]], np.ones((2, 2), np.uint8))) for n in labels
    ]


def beside(digits, gap, shape=(70, 400)):
    """Digits side by side, from the left; a negative gap lets them touch."""
    ink, x = np.zeros(shape, np.uint8), 10
    for digit in digits:
        height, width = digit.shape
        place = ink[10 : 10 + height, x : x + width]
        np.maximum(place, digit, out=place)
        x += width + gap
    return ink


@pytest.mark.parametrize("fixture", read_fixture("segmentation.json")["pictures"], ids=lambda fixture: fixture["name"])
def test_ink_is_parted_as_on_the_page(fixture):
    ink = unpacked(fixture["ink"], "uint8", (fixture["height"], fixture["width"]))
    found = segment_digits(ink, lambda parts: [box_judge(part) for part in parts])
    assert [[s.x, s.y, s.ink.shape[1], s.ink.shape[0], s.line, int(s.ink.sum())] for s in found] == fixture["segments"]


def test_digits_apart_are_segments_from_left_to_right():
    ink = canvas((120, 20, 30, 50), (20, 25, 30, 50), (70, 20, 8, 50))
    assert boxes(ink) == [(20, 25, 30, 50), (70, 20, 8, 50), (120, 20, 30, 50)]


def test_lines_are_read_from_top_to_bottom():
    ink = canvas((20, 60, 20, 34), (60, 62, 20, 34), (22, 4, 20, 34), (61, 8, 20, 34))
    assert boxes(ink) == [(22, 4, 20, 34), (61, 8, 20, 34), (20, 60, 20, 34), (60, 62, 20, 34)]


def test_what_is_as_tall_as_its_neighbours_is_kept_at_the_rim():
    assert len(boxes(canvas((0, 0, 24, 60), (60, 10, 24, 60), (176, 40, 24, 60)))) == 3


def test_dashes_specks_and_long_bars_are_no_digits():
    digits = [(20, 30, 26, 44), (120, 30, 26, 44)]
    assert boxes(canvas(*digits, (70, 50, 24, 5))) == digits  # a dash
    assert boxes(canvas(*digits, (84, 70, 3, 3))) == digits  # a point
    assert boxes(canvas(*digits, (0, 90, 200, 4))) == digits  # a line below
    assert boxes(canvas(*digits, (80, 0, 4, 100))) == digits  # a line between
    assert boxes(canvas((10, 50, 180, 6))) == [(10, 50, 180, 6)]  # a bar alone is what there is to read


def test_no_ink_has_no_segments():
    assert boxes(np.zeros((20, 30), np.uint8)) == []


def test_a_cap_belongs_to_the_digit_below_it():
    ink = canvas((20, 20, 26, 5), (20, 30, 26, 44), (100, 20, 30, 54))
    assert boxes(ink) == [(20, 20, 26, 54), (100, 20, 30, 54)]


@pytest.mark.parametrize("gap", [-2, 8])
def test_digits_are_read_whether_they_touch_or_not(reader, gap):
    assert read(beside(mnist([3, 0, 7, 2]), gap), reader) == "3072"


def test_a_digit_that_stands_alone_is_one(reader):
    for n, digit in enumerate(mnist(range(10))):
        assert read(beside([digit], 0), reader) == str(n)


def test_a_broken_8_is_one_digit(reader):
    rows, columns = np.mgrid[:60, :60]
    rings = [np.abs(np.hypot(rows - y, columns - 20) - 9) < 3 for y in (16, 41)]
    ink = beside(mnist([3, 3]), 60)
    ink[4:64, 60:120] = np.maximum(ink[4:64, 60:120], 255 * np.max(rings, 0))
    assert read(ink, reader) == "383"


def test_a_cut_goes_through_the_thinnest_place():
    ink = canvas((0, 0, 30, 50), (29, 20, 12, 4), (40, 0, 30, 50), shape=(50, 70))
    thinnest = min(find_cuts(ink), key=lambda cut: cut.crossed)
    assert thinnest.crossed == pytest.approx(4 / 50)
    assert ((thinnest.columns >= 30) & (thinnest.columns <= 40)).all()


def test_ink_that_cannot_be_divided_has_no_cuts():
    assert find_cuts(np.full((40, 2), 255, np.uint8)) == []
    assert find_cuts(np.full((1, 1), 255, np.uint8)) == []


@pytest.mark.parametrize(("kind", "read_right", "parted"), [("apart", 8, 11), ("caps", 8, 11), ("touching", 1, 5)])
def test_the_rows_of_the_benchmark_are_mostly_read(reader, writer, kind, read_right, parted):
    rows = [draw_row(kind, seed, writer) for seed in range(12)]
    found = [read(extract_ink(row.grey, row=True), reader) for row in rows]
    assert sum(text == row.text for text, row in zip(found, rows, strict=True)) >= read_right
    assert sum(len(text) == len(row.text) for text, row in zip(found, rows, strict=True)) >= parted


def test_no_pattern_takes_long(reader):
    for name, grey in patterns(400).items():
        ink = extract_ink(grey)
        start = time.process_time()
        if ink is not None:
            assert len(row_parts(ink, reader)) > 0
        assert time.process_time() - start < 20, name
