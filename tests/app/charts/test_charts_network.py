"""The picture of a network holds the network's own weights and what its neurons do."""

from __future__ import annotations

import numpy as np
import pytest

from app.charts import style
from app.charts.network import MOST_SHOWN, network_picture
from app.state.language import Texts
from kerasdl.lecture import Network
from kerasdl.lecture.function_set import sample_network
from kerasdl.lecture.losses import softmax

TEXTS = Texts("step_1")


def picture_of(network: Network, example: np.ndarray):
    return network_picture(TEXTS, network, example, softmax(network(example.reshape(-1) / 255)))


def circles(figure) -> list:
    """The columns' discs, each as large as its neuron is on."""
    return [trace for trace in figure.data if trace.mode == "markers" and trace.text]


@pytest.fixture
def digit() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)


def test_every_weight_of_a_small_layer_is_a_line_and_its_colour_the_sign(digit: np.ndarray) -> None:
    network = sample_network((784, 5, 10), 0, "tanh", "linear")
    lines = [trace for trace in picture_of(network, digit).data if trace.mode == "lines"]
    last = {
        (round(y1, 6), round(y2, 6), trace.line.color)
        for trace in lines
        for x1, y1, y2 in zip(trace.x[::3], trace.y[::3], trace.y[1::3], strict=True)
        if x1 == 1
    }
    assert len(last) == 5 * 10
    assert sum(colour == style.BLUE for *_, colour in last) == int((network.weights[1] >= 0).sum())


def test_a_long_column_shows_its_ends_and_a_short_one_all(digit: np.ndarray) -> None:
    pixels, hidden, outputs = circles(picture_of(sample_network((784, 200, 10), 0, "tanh", "linear"), digit))
    assert len(pixels.x) == len(hidden.x) == MOST_SHOWN - 1
    assert len(outputs.x) == 10
    assert "neuron 1<" in hidden.text[0]
    assert "neuron 200<" in hidden.text[-1]


def test_a_neuron_is_as_full_as_its_activation_and_says_its_numbers(digit: np.ndarray) -> None:
    network = sample_network((784, 6, 10), 1, "tanh", "linear")
    trace = network.trace(digit.reshape(-1) / 255)
    hidden = circles(picture_of(network, digit))[1]
    sizes = np.array(hidden.marker.size)
    assert (sizes / sizes.max()) ** 2 == pytest.approx(np.abs(trace.a[1]) / np.abs(trace.a[1]).max())
    assert [colour == style.BLUE for colour in hidden.marker.color] == list(trace.a[1] >= 0)
    assert f"z = {trace.z[0][2]:.3f}" in hidden.text[2]
    assert f"b = {network.biases[0][2]:.3f}" in hidden.text[2]


def test_the_outputs_are_written_and_the_largest_is_bold(digit: np.ndarray) -> None:
    network = sample_network((784, 10), 2, "tanh", "linear")
    y = softmax(network(digit.reshape(-1) / 255))
    words = [note.text for note in picture_of(network, digit).layout.annotations]
    assert f"<b>y<sub>{y.argmax()}</sub> = {y.max():.2f}</b>" in words
