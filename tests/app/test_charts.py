"""The pictures show the engine's numbers."""

from __future__ import annotations

import base64
import io

import charts
import network_picture
import numpy as np
import pytest
from PIL import Image

from kerasdl.networks import mlp
from kerasdl.training import Progress

TEN = np.array([0.05, 0.1, 0.05, 0.3, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05], np.float32)


def test_bars_are_as_high_as_the_confidences_and_the_target_outlines_its_digit() -> None:
    outputs, target = charts.confidence_bars(TEN, 3).data
    assert list(outputs.y) == pytest.approx(list(100 * TEN))
    assert list(target.y) == [100.0 if digit == 3 else None for digit in range(10)]


@pytest.mark.parametrize(("share", "words"), [(0.123, "12.3 %"), (0.9994, "99.9 %"), (1.0, "more than 99.9 %")])
def test_no_confidence_is_called_certain(share: float, words: str) -> None:
    assert charts.percent(share) == words


def test_bars_without_a_target_are_the_outputs_alone() -> None:
    assert len(charts.confidence_bars(TEN).data) == 1


def test_the_histogram_counts_every_digit_even_those_that_cost_nothing() -> None:
    losses = np.array([0.0, 1e-9, 1e-3, 2.3, 16.1, 40.0])
    assert sum(charts.loss_histogram(losses).data[0].y) == len(losses)


def test_the_histogram_marks_the_chosen_digit_at_its_loss() -> None:
    mark = charts.loss_histogram(np.ones(5), 10.0).data[1]
    assert list(mark.x) == [1.0]


def test_curves_draw_training_as_it_moves_and_validation_once_an_epoch() -> None:
    points = [
        Progress(1, 2, 5, 10, 1.5, 0.5, 1.0),
        Progress(1, 2, 10, 10, 1.0, 0.6, 2.0, {"validation_loss": 0.8, "validation_accuracy": 0.7}),
        Progress(2, 2, 5, 10, 0.5, 0.8, 3.0),
    ]
    loss, validation_loss, accuracy, validation_accuracy = charts.learning_curves(points, 2).data
    assert (list(loss.x), list(loss.y)) == ([0.5, 1.0, 1.5], [1.5, 1.0, 0.5])
    assert (list(validation_loss.x), list(validation_loss.y)) == ([1.0], [0.8])
    assert list(accuracy.y) == pytest.approx([50, 60, 80])
    assert list(validation_accuracy.y) == pytest.approx([70])


@pytest.mark.parametrize("scale", [np.uint8(1), 1 / 255])
def test_a_picture_holds_the_digit_itself(scale: float) -> None:
    grey = np.arange(28 * 28, dtype=np.uint8).reshape(28, 28)
    encoded = charts.png_url(grey * scale).removeprefix("data:image/png;base64,")
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded)))), grey)


def test_a_caption_cannot_bring_in_html() -> None:
    assert "<script>" not in charts.picture(np.zeros((28, 28), np.uint8), 50, "<script>", '"<script>')


def test_matrices_are_those_of_the_model() -> None:
    model = mlp((20, 7), "tanh", seed=1)
    found = network_picture.matrices(model)
    assert [(m.outputs, m.inputs, m.activation) for m in found] == [
        (20, 784, "tanh"),
        (7, 20, "tanh"),
        (10, 7, "softmax"),
    ]
    assert sum(m.parameters for m in found) == model.count_params()


def test_the_network_is_drawn_with_its_neurons_cut_only_where_there_are_many() -> None:
    figure = network_picture.network_picture(mlp((20, 7), seed=1), np.zeros((28, 28), np.uint8), TEN)
    columns = [trace for trace in figure.data if trace.mode == "markers"]
    assert [len(column.x) for column in columns] == [8, 8, 7, 10]
    assert columns[0].text[-1] == "pixel 784"
    assert columns[1].text[-1] == "neuron 20"
    assert columns[3].text[3] == "digit 3"


def test_lines_are_the_weights_blue_above_zero_and_orange_below() -> None:
    model = mlp((), seed=1)
    kernel = np.ones((784, 10), np.float32)
    kernel[:, 4] = -1
    model.get_layer("logits").kernel.assign(kernel)
    figure = network_picture.network_picture(model, np.zeros((28, 28), np.uint8), TEN)
    lines = {trace.line.color: len(trace.x) // 3 for trace in figure.data if trace.mode == "lines"}
    assert lines == {charts.BLUE: 8 * 9, charts.ORANGE: 8}


def test_outputs_are_written_beside_their_neurons_and_the_highest_stands_out() -> None:
    figure = network_picture.network_picture(mlp((), seed=1), np.zeros((28, 28), np.uint8), TEN)
    texts = [note.text for note in figure.layout.annotations if "y<sub>" in note.text]
    assert len(texts) == 10
    assert [text for text in texts if "<b>" in text] == ["<b>y<sub>3</sub> = 0.30</b>"]
