"""Kinds of paper that digits come on: each is read, as on the page, and strokes that look like lines stay."""

import numpy as np
import pytest

from benchmarks.support.paper_kinds import KINDS, PLAIN
from benchmarks.support.paper_rows import ROWS
from kerasdl.inference.foreground import cut_to_ink, extract_ink
from kerasdl.inference.frames import remove_frames
from kerasdl.inference.image_files import grey_of
from kerasdl.inference.line_segments import find_segments
from kerasdl.inference.reader import load_reader
from tests.support.shared_fixtures import read_fixture, unpacked

PICTURES = read_fixture("paper.json")["pictures"]


@pytest.fixture(scope="module")
def reader():
    return load_reader("web")


def grey(fixture) -> np.ndarray:
    shape = (fixture["height"], fixture["width"], fixture["channels"])
    colours = unpacked(fixture["picture"], "uint8", shape)
    opaque = np.full((*shape[:2], 1), 255, np.uint8)
    return grey_of(np.concatenate([np.broadcast_to(colours, (*shape[:2], 3)), opaque], 2))


def expected_ink(fixture) -> np.ndarray:
    return unpacked(fixture["ink"], "uint8", (fixture["height"], fixture["width"]))


@pytest.mark.parametrize("number", range(len(PICTURES)))
def test_the_ink_on_every_kind_of_paper_is_the_pages(number):
    found = extract_ink(grey(PICTURES[number]), row=len(PICTURES[number]["digits"]) > 1)
    assert np.count_nonzero(np.abs(found.astype(int) - expected_ink(PICTURES[number])) > 1) == 0


def test_every_kind_of_paper_is_among_the_pictures():
    assert {fixture["kind"] for fixture in PICTURES} == {*KINDS, *ROWS, *PLAIN}


def test_the_digits_on_all_kinds_of_paper_are_read(reader):
    single = [fixture for fixture in PICTURES if len(fixture["digits"]) == 1]
    read = [int(reader.confidences(cut_to_ink(expected_ink(f))[None]).argmax()) for f in single]
    wrong = [f["kind"] for f, digit in zip(single, read, strict=True) if digit != f["digits"][0]]
    # Some hands are too odd for the network on any paper.
    assert len(wrong) <= 0.15 * len(single), wrong


def boxed(ink: np.ndarray, thick: int = 3) -> np.ndarray:
    framed = np.pad(ink, 12)
    framed[4 : 4 + thick, 4:-4] = framed[-4 - thick : -4, 4:-4] = 1
    framed[4:-4, 4 : 4 + thick] = framed[4:-4, -4 - thick : -4] = 1
    return framed


def seven() -> np.ndarray:
    ink = np.zeros((90, 70))
    ink[10:14, 8:62] = 1
    for row in range(10, 85):
        ink[row, 58 - row // 2 : 62 - row // 2] = 1
    return ink


def four() -> np.ndarray:
    ink = np.zeros((90, 70))
    ink[5:85, 45:50] = ink[50:55, 5:65] = 1
    for row in range(5, 52):
        ink[row, 45 - row * 8 // 10 : 50 - row * 8 // 10] = 1
    return ink


def one() -> np.ndarray:
    ink = np.zeros((90, 70))
    ink[8:82, 33:38] = ink[78:82, 15:56] = 1
    return ink


def in_cells(digits: list[np.ndarray], gap: int, rise: int, past: int = 0) -> np.ndarray:
    """Digits in a row of cells: `gap` pixels apart, their sides `rise` pixels high, drawn `past` pixels beyond corners."""
    high, wide = digits[0].shape
    step = wide + 20 + gap
    framed = np.zeros((high + 60, step * len(digits) + 40))
    top, bottom = 30, 30 + high
    for k, digit in enumerate(digits):
        left = 20 + k * step
        framed[top:bottom, left + 10 : left + 10 + wide] = digit
        right = left + wide + 20
        framed[bottom : bottom + 2, left - past : right + past] = 1
        if rise == high:
            framed[top - 10 : top - 8, left - past : right + past] = 1
        for x in (left, right):
            framed[bottom - rise - (10 if rise == high else 0) - past : bottom + 2 + past, x - 1 : x + 1] = 1
    return framed


@pytest.mark.parametrize(("gap", "rise", "past"), [(0, 90, 0), (0, 90, 9), (14, 90, 0), (14, 90, 8), (0, 40, 0)])
def test_of_a_row_of_cells_the_cells_alone_are_removed(gap, rise, past):
    digits = [seven(), four(), one(), four(), seven(), one(), four(), seven()]
    found = remove_frames(in_cells(digits, gap, rise, past))
    step = digits[0].shape[1] + 20 + gap
    expected = np.zeros_like(found)
    for k, digit in enumerate(digits):
        expected[30:120, 30 + k * step : 30 + k * step + digit.shape[1]] = digit
    assert np.count_nonzero((found > 0) != (expected > 0)) <= 8


def test_ones_that_stand_on_a_line_are_no_partitions():
    stroke = np.zeros((90, 70))
    stroke[10:90, 33:37] = 1
    row = np.pad(np.hstack([seven(), stroke, stroke, stroke, four()]), ((20, 2), (30, 30)))
    row[-4:-2] = 1
    found = remove_frames(row)
    assert [bool(found[40:80, 30 + 70 * k + 30 : 30 + 70 * k + 40].any()) for k in (1, 2, 3)] == [True] * 3


@pytest.mark.parametrize("draw", [seven, four, one])
def test_of_a_box_and_a_digit_the_box_alone_is_removed(draw):
    assert np.array_equal(remove_frames(boxed(draw())), np.pad(draw(), 12))


@pytest.mark.parametrize("draw", [seven, four, one])
def test_a_digits_own_bars_stay_however_tightly_it_is_cut(draw):
    rows, columns = np.nonzero(draw())
    tight = draw()[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert np.array_equal(remove_frames(tight), tight)


def test_an_empty_box_is_ink():
    empty = boxed(np.zeros((60, 60)))
    assert np.array_equal(remove_frames(empty), empty)


def test_a_stroke_that_crosses_a_box_stays_whole():
    ink = np.zeros((90, 70))
    ink[10:80, 30:36] = 1
    crossed = boxed(ink)
    crossed[0:40, 42:48] = 1
    assert remove_frames(crossed)[0:90, 42:48].sum() >= 6 * 80


def test_a_segment_is_followed_across_gaps_and_a_slope():
    mask = np.zeros((120, 120), bool)  # a gap is a share of the shorter side
    for column in range(5, 115):
        if column % 40 > 1:
            mask[30 + column // 40 : 33 + column // 40, column] = True
    (segment,) = find_segments(mask)
    assert (segment.first, segment.last, segment.thickness) == (5, 114, 3)
    assert [segment.at(column) for column in (10, 60, 110)] == [31, 32, 33]
