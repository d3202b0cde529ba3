"""What is drawn of one digit: bars, tables, ways, curves and maps say what the numbers say."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from app.charts import cells, layers, neuron, reading
from app.charts.style import BLUE, ORANGE
from app.components.cell_maps import CellMap
from app.state.language import Texts
from kerasdl.lecture.output_layer import softmax_steps

TEXTS = Texts("read")
SEEN = np.zeros((28, 28))


def test_the_bars_are_as_long_as_the_confidences_and_the_true_digit_is_framed() -> None:
    y = np.array([0.25, 0.5, 0.25, *[0.0] * 7])
    drawn = reading.reading(TEXTS, y, sure=True, seen=SEEN, drawn=SEEN, target=2)
    assert re.findall(r'kd-fill" style="width:([\d.]+)%', drawn)[:4] == ["25.00", "50.00", "25.00", "0.00"]
    assert re.findall(r'data-digit="(\d)">.*?kd-track( kd-true)?"', drawn)[2] == ("2", " kd-true")
    assert drawn.count("kd-true") == 1
    assert 'id="answer">1<' in drawn and TEXTS("target_wrong", digit=2) in drawn
    assert [float(v) for v in re.findall(r'aria-valuenow="([\d.]+)"', drawn)] == pytest.approx(100 * y, abs=0.05)


def test_without_enough_confidence_there_is_no_answer_and_without_a_digit_nothing() -> None:
    y = np.full(10, 0.1)
    assert 'id="answer">?<' in reading.reading(TEXTS, y, sure=False, seen=SEEN, drawn=None)
    assert 'id="answer"' not in reading.nothing(TEXTS, "a <hint>")
    assert "a &lt;hint&gt;" in reading.nothing(TEXTS, "a <hint>")


def test_bars_before_and_after_stand_in_one_row() -> None:
    before, after = np.eye(10)[3], np.full(10, 0.1)
    drawn = reading.bars_before_and_after(TEXTS, before, after)
    row = drawn.split("<li")[4]
    assert 'kd-before" style="width:100.00%' in row and 'kd-after" style="width:10.00%' in row


def test_the_output_table_marks_the_answer_and_never_says_that_it_is_certain() -> None:
    table = layers.output_table(TEXTS, np.array([-1.0, 12.0]), np.array([1e-6, 0.999999]))
    assert re.findall(r"kd-best>(.*?)</td>", table) == ["1", "12.0", ">0.999"]
    assert "1.0·10⁻⁶" in table


def test_the_ways_are_as_strong_and_coloured_as_their_products() -> None:
    columns = [
        layers.Column("a", [4, 9], np.array([2.0, 0.0]), np.array([[3.0], [0.0]])),
        layers.Column("y", list(range(10)), np.zeros(10), np.array([[-2.0, 0.0], [1.0, 0.0], *[[0.0, 0.0]] * 8])),
    ]
    outputs = np.array([0.9, 0.1, *[0.0] * 8])
    root = ET.fromstring(layers.strongest_ways(TEXTS, SEEN, columns, outputs))
    lines = root.findall("line")
    assert [line.get("stroke") for line in lines] == [BLUE, BLUE, ORANGE]
    widths = [float(line.get("stroke-width", 0)) for line in lines]
    assert (
        widths[0] == pytest.approx(5.0)
        and widths[2] == pytest.approx(5.0)
        and widths[1] == pytest.approx(2.8, abs=0.06)
    )
    assert [circle.get("fill-opacity") for circle in root.findall("circle")][:3] == ["1.00", "0.00", "1.00"]
    assert [text.text for text in root.findall("text") if text.get("font-weight") == "700"] == ["0: 90.0 %"]


def test_the_ways_of_a_network_without_hidden_layers_begin_at_the_pixels() -> None:
    column = layers.Column("y", list(range(10)), np.zeros(10), np.ones((10, 1)))
    root = ET.fromstring(layers.strongest_ways(TEXTS, SEEN, [column], np.full(10, 0.1)))
    assert len(root.findall("line")) == 10


def test_the_neurons_point_lies_on_its_curve() -> None:
    zs = np.linspace(*neuron.curve_ends(2.0), neuron.SAMPLES)
    root = ET.fromstring(neuron.activation_curve(TEXTS, "relu", zs, np.maximum(zs, 0), (2.0, 2.0)))
    circle, line = root.find("circle"), root.find("polyline")
    assert circle is not None and line is not None
    points = np.array([point.split(",") for point in line.get("points", "").split()], float)
    here = np.array([circle.get("cx"), circle.get("cy")], float)
    assert np.interp(here[0], points[:, 0], points[:, 1]) == pytest.approx(here[1], abs=1.0)


@pytest.mark.parametrize(("z", "least"), [(0.1, 4.0), (-9.0, 9.0)])
def test_a_curve_always_reaches_past_its_point(z: float, least: float) -> None:
    low, high = neuron.curve_ends(z)
    assert low == -high and high >= least


def test_weights_onward_are_written_with_what_they_carry() -> None:
    table = cells.onward(TEXTS, np.array([3, 5]), np.array([0.5, -1.0]), 2.0)
    assert "<td>3</td><td>0.500</td><td>1.00</td>" in table and "<td>5</td><td>−1.00</td><td>−2.00</td>" in table
    assert table.index(BLUE) < table.index(ORANGE)


def test_softmax_is_worked_through_row_by_row() -> None:
    table = cells.softmax_table(TEXTS, softmax_steps(np.array([0.0, np.log(3.0)])), 1)
    assert "<td>0</td><td>0</td><td>1.00</td><td>0.250</td>" in table
    assert "<tr class=kd-best><td>1</td><td>1.10</td><td>3.00</td><td>0.750</td>" in table
    assert "/ 4.00" in table


def test_a_map_is_sent_as_float32_on_a_scale_of_its_own() -> None:
    values = np.array([0.5, -2.0, 0.0])
    sent = CellMap("w", "weights", values, 2, 100, struck=[1]).sent()
    assert np.frombuffer(base64.b64decode(sent["values"]), "<f4").tolist() == values.tolist()
    assert (sent["most"], sent["struck"], sent["columns"], sent["under"]) == (2.0, [1], 2, None)
    assert CellMap("w", "", np.zeros(3), 2, 100).sent()["most"] == 1.0
