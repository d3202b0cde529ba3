from dataclasses import replace

import numpy as np

from kerasdl.config import TrainConfig
from kerasdl.search.inheritance import inherit_weights, nearest_structure, weights_by_place
from kerasdl.training.loop import build

PARENT = TrainConfig(hidden_units=(12, 8), batch_normalization=True, seed=1)


def by_place(config, parent):
    model = build(config)
    model.set_weights(inherit_weights(config, weights_by_place(build(parent)), len(parent.hidden_units)))
    return weights_by_place(model)


def test_a_child_of_the_same_structure_is_its_parent():
    child, parent = by_place(replace(PARENT, seed=2), PARENT), weights_by_place(build(PARENT))
    assert child.keys() == parent.keys()
    assert all(np.array_equal(child[place], parent[place]) for place in parent)


def test_a_wider_layer_has_its_parents_neurons_and_new_ones():
    wider = replace(PARENT, hidden_units=(16, 8), seed=2)
    child, parent, fresh = by_place(wider, PARENT), weights_by_place(build(PARENT)), weights_by_place(build(wider))
    assert np.array_equal(child["1/kernel"][:, :12], parent["1/kernel"])
    assert np.array_equal(child["1/kernel"][:, 12:], fresh["1/kernel"][:, 12:])
    assert np.array_equal(child["2/kernel"][:12], parent["2/kernel"])


def test_a_narrower_layer_has_the_first_of_its_parents_neurons():
    child, parent = by_place(replace(PARENT, hidden_units=(5, 8)), PARENT), weights_by_place(build(PARENT))
    assert np.array_equal(child["1/kernel"], parent["1/kernel"][:, :5])


def test_a_deeper_child_draws_its_last_layer_anew():
    deeper = replace(PARENT, hidden_units=(12, 8, 8), seed=2)
    child, parent, fresh = by_place(deeper, PARENT), weights_by_place(build(PARENT)), weights_by_place(build(deeper))
    assert np.array_equal(child["2/kernel"], parent["2/kernel"])
    assert np.array_equal(child["3/kernel"], fresh["3/kernel"])
    assert np.array_equal(child["logits/kernel"], fresh["logits/kernel"])


def test_kernels_are_inherited_with_and_without_normalisation_and_skip_sums():
    other = replace(PARENT, hidden_units=(12, 12), batch_normalization=False, skips=True, seed=2)
    child, parent = by_place(other, PARENT), weights_by_place(build(PARENT))
    assert np.array_equal(child["1/kernel"], parent["1/kernel"])
    assert np.array_equal(child["2/kernel"][:, :8], parent["2/kernel"])


def test_the_parent_is_the_one_with_the_most_genes_in_common_and_the_latest_of_equals():
    others = {3: {"depth": 2, "skips": True}, 5: {"depth": 2, "skips": False}, 7: {"depth": 1, "skips": False}}
    assert nearest_structure({"depth": 2, "skips": True}, others) == 3
    assert nearest_structure({"depth": 3, "skips": False}, others) == 7
    assert nearest_structure({"depth": 2}, {}) is None
