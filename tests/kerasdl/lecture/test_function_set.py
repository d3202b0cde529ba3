"""A structure is a set of functions: its size by hand, by formula, and by drawing."""

import numpy as np
import pytest

from kerasdl.errors import ConfigError
from kerasdl.lecture import Network
from kerasdl.lecture.function_set import (
    count_dichotomies,
    count_linear_regions,
    function_spread,
    input_grid,
    layer_regions,
    linear_region_indices,
    max_regions,
    neuron_dichotomies,
    sample_network,
    sawtooth,
)

SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def test_one_seed_is_one_function():
    f, again, other = sample_network((2, 3, 1), 5), sample_network((2, 3, 1), 5), sample_network((2, 3, 1), 6)
    assert f.structure == (2, 3, 1)
    assert np.array_equal(f.theta, again.theta)
    assert not np.array_equal(f.theta, other.theta)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_drawn_functions_neither_die_nor_explode_with_depth(activation):
    x = np.random.default_rng(0).normal(size=(200, 64))
    spreads = [z.std() for z in sample_network((64, *(64,) * 10), 0, activation, "linear").trace(x).z]
    assert all(0.3 < spread < 5 for spread in spreads)


def test_a_structure_without_layers_is_refused():
    with pytest.raises(ConfigError, match=r"Received: \(2,\)"):
        sample_network((2,))


def test_the_plane_is_seen_as_on_paper():
    points = input_grid(2.0, 3)
    assert points.shape == (3, 3, 2)
    assert points[0, 0].tolist() == [-2, 2] and points[2, 2].tolist() == [2, -2] and points[1, 1].tolist() == [0, 0]


def test_variety_by_hand():
    def along(w, b):
        return Network(([[w, 0.0]],), ([b],), ("linear",))

    # x₁ and −x₁ at −1, 1: deviations 1 and 1. Constants are all of one shape.
    assert function_spread([along(1.0, 5.0), along(-1.0, 0.0)], input_grid(1, 2)) == 1.0
    assert function_spread([along(0.0, 1.0), along(0.0, 3.0)], input_grid(1, 2)) == 0.0


def test_the_set_of_deep_sigmoid_networks_is_all_constants():
    flat, deep = ([sample_network((2, *(16,) * depth, 1), seed) for seed in range(20)] for depth in (1, 8))
    assert function_spread(deep, input_grid(1, 20)) < 1e-3 * function_spread(flat, input_grid(1, 20))


def test_dichotomies_of_a_neuron_by_hand():
    assert neuron_dichotomies(3, 2) == 8  # three points of a plane: all of them
    assert neuron_dichotomies(4, 2) == 14  # four: all but XOR and its opposite
    assert neuron_dichotomies(5, 1) == 10  # on a line: a threshold at one of five places, either way round


def test_drawing_finds_what_the_formula_counts():
    rng = np.random.default_rng(0)
    assert count_dichotomies(SQUARE, (2,)) == neuron_dichotomies(4, 2) == 14
    points = rng.normal(size=(5, 2))
    assert count_dichotomies(points, (2,), draws=8000) == neuron_dichotomies(5, 2) == 22


def test_the_set_grows_with_width():
    """Neurons in between make XOR possible: all 16 ways."""
    assert [count_dichotomies(SQUARE, structure) for structure in ((2,), (2, 4))] == [14, 16]
    points = np.random.default_rng(1).uniform(-1, 1, (8, 2))
    found = [count_dichotomies(points, structure, draws=1500) for structure in ((2,), (2, 2), (2, 16))]
    assert found == sorted(found) and found[-1] > 2 * found[0]


def test_the_set_grows_with_depth():
    points = np.random.default_rng(1).uniform(-1, 1, (8, 2))
    found = [count_dichotomies(points, structure, draws=4000) for structure in ((2,), (2, 3), (2, 3, 3))]
    assert found == sorted(found) and found[2] > 1.1 * found[1]


def test_regions_by_hand():
    assert [layer_regions(k, 2) for k in (0, 1, 2, 3)] == [1, 2, 4, 7]
    assert layer_regions(5, 1) == 6
    assert max_regions((2, 3)) == 7
    assert max_regions((2, 3, 3)) == 49
    # One neuron leaves a line of the space of three inputs: 2 pieces, and five neurons cut a line into 6.
    assert max_regions((3, 1, 5)) == 12


def test_a_linear_function_has_one_region():
    assert count_linear_regions(sample_network((2, 3), 0, "linear", "linear"), input_grid(1, 5)) == 1


def test_regions_of_three_lines_are_found():
    # x₁ = 0, x₂ = 0, x₁ + x₂ = 1: the triangle and the six around it.
    f = Network(([[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]), ([0, 0, -1], [0]), ("relu", "linear"))
    assert count_linear_regions(f, input_grid(3, 200)) == 7


def test_points_share_a_region_where_the_same_neurons_are_on():
    f = Network(([[1, 0], [0, 1]], [[1, 1]]), ([0, 0], [0]), ("relu", "linear"))
    right, also_right, left = linear_region_indices(f, np.array([[1.0, 1.0], [5.0, 0.1], [-1.0, 1.0]]))
    assert right == also_right != left
    assert linear_region_indices(f, input_grid(2, 8)).shape == (8, 8)


def test_regions_met_stay_under_the_bound_and_grow():
    met = [
        count_linear_regions(sample_network((2, *hidden, 1), 0, "relu", "linear"), input_grid(4, 300))
        for hidden in ((4,), (8,), (8, 8))
    ]
    assert met == sorted(met)
    assert all(m <= max_regions((2, *h)) for m, h in zip(met, ((4,), (8,), (8, 8)), strict=True))


@pytest.mark.parametrize("depth", [1, 2, 3, 6])
def test_the_sawtooth_folds_once_a_layer(depth):
    f = sawtooth(depth)
    tops, bottoms = np.arange(1, 2**depth, 2) / 2**depth, np.arange(0, 2**depth + 1, 2) / 2**depth
    np.testing.assert_allclose(f(tops[:, None])[:, 0], 1.0, atol=1e-12)
    np.testing.assert_allclose(f(bottoms[:, None])[:, 0], 0.0, atol=1e-12)
    inside = (np.arange(4 * 2**depth) + 0.5)[:, None] / (4 * 2**depth)
    assert count_linear_regions(f, inside) == 2**depth


def test_a_sawtooth_without_depth_is_refused():
    with pytest.raises(ConfigError, match="depth=0"):
        sawtooth(0)
