"""The pictures of outputs and losses show the engine's numbers."""

from __future__ import annotations

import numpy as np
import pytest

from app.charts.losses import loss_curve, two_losses
from app.charts.numbers import in_brackets, latex, plain
from app.charts.outputs import confidence_bars, loss_histogram
from app.state.language import Texts

TEN = np.array([0.05, 0.1, 0.05, 0.3, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05], np.float32)
COMMON, TEXTS = Texts("common"), Texts("step_2")
HALVES = np.array([0.25, 0.5, 0.75])


def test_bars_are_as_high_as_the_confidences_and_the_target_outlines_its_digit() -> None:
    outputs, target = confidence_bars(COMMON, TEN, 3).data
    assert list(outputs.y) == pytest.approx(list(100 * TEN))
    assert list(target.y) == [100.0 if digit == 3 else None for digit in range(10)]


def test_bars_without_a_target_are_the_outputs_alone() -> None:
    assert len(confidence_bars(COMMON, TEN).data) == 1


def test_the_histogram_counts_every_digit_even_those_that_cost_nothing() -> None:
    losses = np.array([0.0, 1e-9, 1e-3, 2.3, 16.1, 40.0])
    assert sum(loss_histogram(TEXTS, losses, 2.3).data[0].y) == len(losses)


def test_the_histogram_marks_the_chosen_digit_at_its_loss_and_a_blind_guess_at_its_own() -> None:
    figure = loss_histogram(TEXTS, np.ones(5), 0.1, 10.0)
    assert list(figure.data[1].x) == [1.0]
    assert figure.layout.shapes[0].x0 == -1.0


def test_the_curve_is_drawn_in_percent_with_the_present_digit_on_it() -> None:
    figure = loss_curve(TEXTS, HALVES, -np.log(HALVES), (0.5, np.log(2)), 7)
    curve, _, point = figure.data
    assert list(curve.x) == [25, 50, 75]
    assert (list(point.x), list(point.y)) == ([50], [np.log(2)])
    assert "0.693" in figure.layout.annotations[0].text
    assert "7" in figure.layout.xaxis.title.text


def test_the_curve_s_axis_follows_a_digit_that_costs_more_than_it_shows() -> None:
    for loss in (1.0, 15.0):
        top = loss_curve(TEXTS, HALVES, -np.log(HALVES), (0.1, loss), 7).layout.yaxis.range[1]
        assert loss < top <= max(6.0, 1.2 * loss)


def test_two_losses_are_drawn_with_both_values_of_the_present_digit() -> None:
    cross, squared, here = two_losses(TEXTS, "l", HALVES, (1 - HALVES, HALVES), (0.3, (0.7, 0.3)), 1.0).data
    assert list(cross.y) == [0.75, 0.5, 0.25]
    assert squared.line.dash == "dash"
    assert (list(here.x), list(here.y)) == ([30, 30], [0.7, 0.3])


@pytest.mark.parametrize(
    ("value", "text", "formula"),
    [
        (0.0, "0", "0"),
        (0.97312, "0.973", "0.973"),
        (-12.345, "−12.3", "-12.3"),
        (2.1e-5, "2.10·10⁻⁵", r"2.10\cdot 10^{-5}"),
        (-1234567.0, "−1.23·10⁶", r"-1.23\cdot 10^{6}"),
        (99999.0, "99999", "99999"),
        (float("inf"), "∞", r"\infty"),
    ],
)
def test_numbers_are_written_with_the_digits_that_count(value: float, text: str, formula: str) -> None:
    assert plain(value) == text
    assert latex(value) == formula


def test_a_negative_factor_stands_in_brackets() -> None:
    assert (in_brackets(-0.5), in_brackets(0.5)) == ("(-0.500)", "0.500")
