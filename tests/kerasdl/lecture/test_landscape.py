"""The landscape around a network: by hand on a bowl, and a real training's against Keras."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import kerasdl
from kerasdl.errors import ConfigError
from kerasdl.evaluation.plots import save_landscape
from kerasdl.lecture.backprop import total_loss_function
from kerasdl.lecture.function_set import sample_network
from kerasdl.lecture.landscape import (
    Plane,
    filter_normalized_direction,
    grid_around,
    landscape,
    principal_plane,
    random_plane,
)
from kerasdl.lecture.losses import one_hot


def test_a_bowl_is_seen_as_a_bowl():
    plane = Plane(np.array([1.0, 2.0, 3.0]), np.array([[1.0, 0, 0], [0, 0, 2.0]]))
    seen = landscape(lambda t: float((t**2).sum()), plane, np.array([-1.0, 0.0]), np.array([0.0, 1.0, 2.0]))
    # (1 + a)² + 4 + (3 + 2b)²
    assert seen.losses.tolist() == [[13, 14], [29, 30], [53, 54]]
    assert plane.coordinates(plane.theta([0.5, -2.0])).tolist() == pytest.approx([0.5, -2.0])


def test_every_neuron_moves_as_far_as_its_weights_are_long():
    f = sample_network((4, 5, 3), 2, "relu", "linear")
    moved = f.with_theta(filter_normalized_direction(f, seed=7))
    for w, direction, b in zip(f.weights, moved.weights, moved.biases, strict=True):
        np.testing.assert_allclose(np.linalg.norm(direction, axis=1), np.linalg.norm(w, axis=1))
        assert not b.any()
    assert not np.allclose(filter_normalized_direction(f, 0), filter_normalized_direction(f, 1))


def test_the_same_function_has_the_same_landscape():
    """Doubling a ReLU layer's weights and halving the next's changes no answer; nor, filter-normalised, the picture."""
    f = sample_network((3, 4, 2), 0, "relu", "linear")
    same = type(f)((2 * f.weights[0], f.weights[1] / 2), (2 * f.biases[0], f.biases[1]), f.activations)
    rng = np.random.default_rng(0)
    x, target = rng.normal(size=(20, 3)), one_hot(rng.integers(0, 2, 20), 2)
    steps = np.linspace(-1, 1, 5)
    ours, theirs = (landscape(total_loss_function(g, x, target), random_plane(g), steps).losses for g in (f, same))
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_a_flat_path_lies_in_its_plane():
    rng = np.random.default_rng(0)
    axes = np.linalg.qr(rng.normal(size=(30, 2)))[0].T
    drawn = np.array([[5.0, 0.0], [3.0, 1.0], [1.0, 0.5], [0.0, 0.0]])
    path = drawn @ axes + 2.0
    found = principal_plane(path)
    assert found.explained.sum() == pytest.approx(1.0)
    assert found.explained[0] > found.explained[1]
    np.testing.assert_allclose(found.plane.axes @ found.plane.axes.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(found.plane.theta(found.coordinates), path, atol=1e-12)
    np.testing.assert_allclose(found.coordinates[-1], 0, atol=1e-12)
    first, second = grid_around(found.coordinates, 7)
    assert first[0] < found.coordinates[:, 0].min() and second[-1] > found.coordinates[:, 1].max() and len(first) == 7


@pytest.mark.parametrize("path", [np.zeros((5, 1)), np.full((4, 3), np.nan)])
def test_a_path_that_has_no_plane_is_refused(path):
    with pytest.raises(ConfigError, match="A path must be"):
        principal_plane(path)


def test_shares_are_those_of_squared_distances_to_the_end():
    found = principal_plane(np.array([[3.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
    np.testing.assert_allclose(found.explained, [9 / 14, 4 / 14])


@pytest.mark.parametrize("turn", [1.0, -1.0])
def test_the_farthest_step_lies_on_the_positive_side(turn):
    found = principal_plane(turn * np.array([[3.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
    np.testing.assert_allclose(found.coordinates[:2], [[3, 0], [0, 2]], atol=1e-12)


def test_a_path_of_two_steps_is_refused():
    with pytest.raises(ConfigError, match=r"Received: shape \(2, 5\)"):
        principal_plane(np.zeros((2, 5)))


def test_a_real_training_on_its_own_landscape(keras, few, tmp_path):
    """The losses around a trained Keras network are Keras's own, and its path leads downhill to the centre."""
    path = []
    config = replace(kerasdl.PRESETS["quick"], hidden_units=(16,), epochs=4, batch_size=50)
    trained = kerasdl.train(config, data=few, on_epoch=lambda m: path.append(kerasdl.lecture_network(m).theta))
    f = kerasdl.lecture_network(trained.model)
    assert len(path) == 5

    digits = few.validation.images[:200] / 255.0
    target = one_hot(few.validation.labels[:200], 10)
    loss = total_loss_function(f, digits.reshape(200, -1), target)
    found = principal_plane(np.array(path))
    seen = landscape(loss, found.plane, *grid_around(found.coordinates, 5))
    assert np.isfinite(seen.losses).all()
    save_landscape(seen, tmp_path / "seen.png", path=found, title="seen")
    assert np.asarray(Image.open(tmp_path / "seen.png").convert("L")).std() > 10
    along = [loss(theta) for theta in found.plane.theta(found.coordinates)]
    assert along[0] == max(along) and along[-1] < along[0] / 2
    assert found.explained.sum() > 0.8

    there = random_plane(f).theta([0.3, -0.2])
    shifted = f.with_theta(there)
    model = keras.models.clone_model(trained.model)
    model.set_weights([part for w, b in zip(shifted.weights, shifted.biases, strict=True) for part in (w.T, b)])
    theirs = keras.losses.categorical_crossentropy(target.astype("f"), model(digits.astype("f")))
    assert loss(there) == pytest.approx(float(np.asarray(theirs).sum()), rel=1e-4)
