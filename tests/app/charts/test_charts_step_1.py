"""The pictures of step 1 hold the engine's numbers: matrices, planes, answers, regions, softmax, the slides' network."""

from __future__ import annotations

import numpy as np
import pytest

from app.charts.heatmaps import answers_picture, gallery_picture, layer_picture, planes_picture, regions_picture
from app.charts.numbers import short
from app.charts.small_network import small_network_picture
from app.charts.softmax import figures, softmax_picture
from app.charts.variety import variety_picture
from app.state.language import Texts
from kerasdl.lecture import WORKED_EXAMPLE, sigmoid
from kerasdl.lecture.output_layer import softmax_steps

TEXTS = Texts("step_1")


def test_a_small_matrix_is_shown_whole() -> None:
    w, b = np.arange(6.0).reshape(2, 3), np.array([-9.0, 1.0])
    figure, row_step, column_step = layer_picture(TEXTS, w, b)
    assert (row_step, column_step) == (1, 1)
    assert np.array_equal(figure.data[0].z, w)
    assert np.array_equal(figure.data[1].z[:, 0], b)
    assert (figure.layout.coloraxis.cmin, figure.layout.coloraxis.cmax) == (-9, 9)


def test_a_large_matrix_is_shown_in_part_each_number_at_its_place() -> None:
    w = np.random.default_rng(0).normal(size=(300, 784))
    figure, row_step, column_step = layer_picture(TEXTS, w, np.zeros(300))
    shown = figure.data[0]
    assert (row_step, column_step) == (3, 4)
    assert shown.z[5, 7] == pytest.approx(w[shown.y[5] - 1, shown.x[7] - 1])
    assert shown.y[5] == 3 * 5 + 1


def test_a_plane_shows_its_values_where_they_are_and_marks_x() -> None:
    values = np.array([[0.0, 0.1], [0.2, 0.9]])
    heat, mark = planes_picture([values], ["y"], 2.0, columns=1, mark=np.array([1.0, -1.0])).data
    assert np.allclose(heat.z, values)
    assert (list(heat.x), list(heat.y)) == ([-2, 2], [2, -2])
    assert (mark.x[0], mark.y[0]) == (1, -1)


@pytest.mark.parametrize(("values", "scale"), [([0.2, 0.8], (0, 1)), ([-3.0, 1.0], (-3, 3)), ([0.0, 5.0], (-5, 5))])
def test_colours_reach_from_0_to_1_or_as_far_as_the_values(values: list[float], scale: tuple[float, float]) -> None:
    axis = planes_picture([np.array([values, values])], ["y"], 1.0, columns=1).layout.coloraxis
    assert (axis.cmin, axis.cmax) == scale


def test_a_gallery_holds_every_map_whole_and_apart() -> None:
    maps = [np.full((14, 14), n / 10) for n in (1, 2, 3, 4, 6)]
    figure = gallery_picture(maps, list("abcde"), columns=4)
    canvas = figure.data[0].z
    for n in (1, 2, 3, 4, 6):
        assert (canvas == 25 * n).sum() == 14 * 14
    assert [note.text for note in figure.layout.annotations] == list("abcde")
    assert (canvas[:, 14] == 125).all()


def test_answers_are_shown_in_per_cent_a_row_a_function() -> None:
    answers = np.eye(10)[:3]
    heat = answers_picture(TEXTS, answers, ["a", "b", "c"]).data[0]
    assert np.array_equal(heat.z, 100 * answers)


def test_pieces_have_shades_of_their_own() -> None:
    shades = regions_picture(np.arange(9).reshape(3, 3), 1.0).data[0].z
    assert len(np.unique(shades)) == 9


def test_the_slides_network_shows_every_number_of_the_slides() -> None:
    figure = small_network_picture(WORKED_EXAMPLE, WORKED_EXAMPLE.trace([1, -1]), (0, 0))
    notes = " ".join(note.text for note in figure.layout.annotations)
    for word in ("z = 4", "z = −2", "b = −2", "<b>0.98</b>", "<b>0.12</b>", "<b>0.62</b>", "<b>0.83</b>"):
        assert word in notes
    weights = [word for trace in figure.data if trace.mode == "text" for word in trace.text]
    assert sorted(weights) == sorted(f"<b>{short(w)}</b>" for layer in WORKED_EXAMPLE.weights for w in layer.flat)


def test_only_the_chosen_neuron_has_a_wide_ring() -> None:
    figure = small_network_picture(WORKED_EXAMPLE, WORKED_EXAMPLE.trace([1, -1]), (2, 1))
    rings = figure.data[-3].marker.line.width
    assert np.argmax(rings) == len(rings) - 1
    assert list(figure.data[-3].customdata[-1]) == [2, 1]


def test_softmax_is_shown_step_by_step_beside_the_sigmoids() -> None:
    z = np.array([3.0, 1.0, -3.0])
    z_bars, powers, y, sigmoids = softmax_picture(TEXTS, softmax_steps(z), sigmoid(z), ["1", "2", "3"], False).data
    assert list(z_bars.x) == [3, 1, -3]
    assert list(powers.text) == ["20.09", "2.72", "0.05"]
    assert list(y.text)[:2] == ["0.88", "0.12"]
    assert sigmoids.x == pytest.approx(sigmoid(z))


@pytest.mark.parametrize(
    ("value", "words"),
    [(20.0855, "20.09"), (0.0, "0.00"), (2e-7, "2·10⁻⁷"), (1505.1, "1,505"), (0.9999, "0.9999"), (1 - 1e-9, "≈ 1")],
)
def test_figures_are_short_and_nothing_is_called_certain(value: float, words: str) -> None:
    assert figures(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(4.0, "4"), (-2.0, "−2"), (0.982, "0.98"), (-0.001, "0"), (0.9997, "0.9997")]
)
def test_numbers_are_written_as_on_the_slides(value: float, words: str) -> None:
    assert short(value) == words


def test_a_line_of_variety_stands_for_an_activation() -> None:
    (line,) = variety_picture(TEXTS, [0, 1], {"relu": [0.3, 0.2]}, 1).data
    assert (list(line.x), list(line.y)) == ([0, 1], [0.3, 0.2])
    assert line.marker.size[1] > line.marker.size[0]
