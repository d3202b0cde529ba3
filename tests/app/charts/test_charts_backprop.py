"""The pictures of backpropagation show the engine's numbers."""

from __future__ import annotations

import numpy as np

from app.charts.backprop import gradient_sizes, small_network
from app.charts.chain import chain_picture
from app.charts.numbers import plain
from app.state.language import Texts
from app.step_3.digit_backprop import SHOWN, columns_of
from app.step_3.small_backprop import passes_of
from kerasdl.lecture import WORKED_EXAMPLE
from kerasdl.lecture.backprop import chain_rule, gradient
from kerasdl.lecture.function_set import sample_network
from kerasdl.lecture.losses import one_hot

TEXTS = Texts("step_3_backprop")
PASSES = passes_of(np.array([1.0, -1.0]), np.array([1.0, 0.0]))


def notes(shown: str) -> str:
    figure = small_network(PASSES, shown, (0, 0, 0))
    return "\n".join(note.text for note in figure.layout.annotations)


def test_numbers_appear_pass_by_pass() -> None:
    forward, backward, product = (notes(shown) for shown in ("forward", "backward", "gradient"))
    assert f"z = {plain(float(PASSES.trace.z[0][0]), 2)}" in forward
    assert "δ" not in forward
    for delta in np.concatenate(PASSES.deltas):
        assert f"δ {plain(float(delta), 2)}" in backward
    for slope in np.concatenate(PASSES.slopes):
        assert f"σ′ = {plain(float(slope), 2)}" in backward
    for value in np.concatenate([w.ravel() for w in PASSES.gradient.weights]):
        assert f"<b>{plain(float(value), 2)}</b>" in product


def test_the_weight_and_the_way_back_to_it_are_highlighted() -> None:
    back, weight = small_network(PASSES, "forward", (1, 1, 0)).data[:2]
    assert list(weight.x)[:2] == [1, 2]
    assert list(weight.y)[:2] == [1.0, 0.0]
    assert len(back.x) == 3 * 2  # from its neuron to both outputs


def test_a_chain_is_drawn_with_its_neuron_and_source_among_those_that_matter_most() -> None:
    network, rng = sample_network((784, 30, 20, 10), 3, "tanh", "linear"), np.random.default_rng(0)
    x, target = rng.random(784), one_hot(np.array(4), 10)
    one = chain_rule(network, x, target, layer=0, neuron=29, source=700)
    columns, weights = columns_of(TEXTS, network, x, target, one)
    assert [len(column.numbers) for column in columns] == [SHOWN, SHOWN, SHOWN, 10]
    assert 700 in columns[0].numbers
    assert 29 in columns[1].numbers
    assert set(columns[2].numbers) == set(np.argsort(-np.abs(one.downstream))[:SHOWN])
    figure = chain_picture(TEXTS, columns, weights, one)
    text = "\n".join(note.text for note in figure.layout.annotations)
    assert f"a = {plain(one.a)}" in text
    assert f"δ = {plain(one.delta)}" in text


def test_what_comes_back_is_as_wide_as_it_is_large_blue_above_zero_orange_below() -> None:
    network = sample_network((4, 3, 3, 10), 1, "tanh", "linear")
    x, target = np.ones(4), one_hot(np.array(2), 10)
    one = chain_rule(network, x, target, layer=0, neuron=1, source=2)
    columns, weights = columns_of(TEXTS, network, x, target, one)
    lines = chain_picture(TEXTS, columns, weights, one).data[1:4]
    widths = [line.line.width for line in lines]
    assert np.argsort(widths).tolist() == np.argsort(np.abs(one.downstream)).tolist()
    assert [line.line.color == lines[0].line.color for line in lines] == [
        np.sign(term) == np.sign(one.downstream[0]) for term in one.downstream
    ]


def test_the_last_layer_s_chain_has_two_columns() -> None:
    network = sample_network((4, 3, 10), 1, "tanh", "linear")
    x, target = np.ones(4), one_hot(np.array(2), 10)
    one = chain_rule(network, x, target, layer=1, neuron=2, source=0)
    columns, weights = columns_of(TEXTS, network, x, target, one)
    assert len(columns) == 2
    assert chain_picture(TEXTS, columns, weights, one).data


def test_sizes_are_the_gradient_s_also_where_a_layer_s_is_zero() -> None:
    found = gradient(WORKED_EXAMPLE, np.array([1.0, -1.0]), np.array([1.0, 0.0]))
    assert list(gradient_sizes(TEXTS, found).data[0].y) == list(found.sizes)
    still = sample_network((3, 2, 2), 0, "relu", "linear")
    silent = gradient(still, np.zeros(3), np.array([1.0, 0.0]))
    assert gradient_sizes(TEXTS, silent).data[0].y[0] is None
