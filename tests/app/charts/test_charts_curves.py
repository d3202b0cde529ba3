"""The charts of trainings: what they show is what was measured."""

from __future__ import annotations

import numpy as np

from app.charts.curves import LINES, MOST_POINTS, confidence_path, gradient_lines, learning_curves, many_runs, thinned
from app.charts.style import BLUE
from app.charts.weights import GAP, weights_picture
from app.jobs import Snapshot
from app.state.language import Texts

TEXTS = Texts("step_3_training")


def moments(count: int = 4) -> list[Snapshot]:
    """Two a pass: the middle, with what was measured inside, and the end, with validation."""
    found = []
    for n in range(1, count + 1):
        ends = n % 2 == 0
        found.append(
            Snapshot(
                epoch=(n + 1) // 2,
                epochs=3,
                step=2 if ends else 1,
                steps=2,
                loss=1.0 / n,
                accuracy=0.1 * n,
                seconds=float(n),
                validation={"validation_loss": 2.0 / n, "validation_accuracy": 0.05 * n} if ends else None,
                layer_stats={"gradients": [0.1 / n, 0.0], "dead": [0.5], "saturated": [0.0]},
                recent={"loss": 0.5 / n, "accuracy": 0.2} if n == 3 else None,
            )
        )
    return found


def test_training_is_a_line_and_validation_a_dot_an_epoch() -> None:
    loss, validation, accuracy, _ = learning_curves(TEXTS, moments(), 3).data
    assert list(loss.x) == [0.5, 1.0, 1.5, 2.0]
    assert list(loss.y) == [1.0, 0.5, 0.5 / 3, 0.25]  # of the third, what was measured since the second
    assert loss.mode == "lines"
    assert list(validation.x) == [1.0, 2.0]
    assert list(validation.y) == [1.0, 0.5]
    assert list(accuracy.y) == [10.0, 20.0, 20.0, 40.0]


def test_before_the_first_moment_the_axes_stand_where_they_will_be() -> None:
    figure = learning_curves(TEXTS, (), 20)
    assert tuple(figure.layout.xaxis.range) == (0, 20.4)
    assert tuple(figure.layout.yaxis.range) == (0, 2.5)


def test_a_long_training_is_thinned_and_ends_where_it_ends() -> None:
    points = moments(1_001)
    shown = thinned(points)
    assert len(shown) <= MOST_POINTS
    assert shown[-1] is points[-1]
    assert thinned(points[:7]) == points[:7]


def test_each_layer_has_its_gradients_and_none_is_drawn_at_nothing() -> None:
    first, output = gradient_lines(TEXTS, moments(2), 3).data
    assert list(first.y) == [0.1, 0.05]
    assert list(output.y) == [None, None]
    assert (first.name, output.name) == (TEXTS("layer", number=1), TEXTS("output_layer"))
    assert gradient_lines(TEXTS, (), 3).data == ()


def test_the_true_digits_confidence_stands_beside_its_strongest_rivals() -> None:
    confidences = np.full((2, 10), 0.01)
    confidences[:, 7], confidences[0, 1] = (0.2, 0.9), 0.6
    rival, truth = confidence_path(TEXTS, np.array([0.0, 1.0]), confidences, 7, 2).data
    assert list(truth.y) == [20.0, 90.0]
    assert list(rival.y) == [60.0, 1.0]
    assert rival.name.startswith("1")
    assert len(confidence_path(TEXTS, np.zeros(0), np.zeros((0, 10)), 9, 2).data[1].x) == 0


def test_runs_are_told_apart_without_colour() -> None:
    assert len({(dash, mark) for _, dash, mark in LINES}) == len(LINES)
    lines = {f"run {n}": ([1.0, 2.0], [0.5, 0.9]) for n in range(len(LINES) + 1)}
    figure = many_runs(TEXTS, lines, "right", percent=True)
    assert len(figure.data) == len(lines)
    assert list(figure.data[0].y) == [50.0, 90.0]
    assert many_runs(TEXTS, lines, "loss", percent=False).layout.yaxis.type == "log"


def test_weights_are_blue_or_orange_as_strong_as_they_are_and_clear_at_0() -> None:
    weights = np.zeros((3, 2, 2))
    weights[0, 0, 0], weights[1, 1, 1] = 1.0, -0.5
    picture = weights_picture(weights, columns=2)
    assert picture.shape == (2 * 2 + GAP, 2 * 2 + GAP, 4)
    assert "#{:02X}{:02X}{:02X}".format(*picture[0, 0, :3]) == BLUE
    assert picture[0, 0, 3] == 255
    assert picture[1, 2 + GAP + 1, 3] == 128
    assert np.count_nonzero(picture[..., 3]) == 2
