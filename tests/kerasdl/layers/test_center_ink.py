import re

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerasdl.errors import ConfigError
from kerasdl.layers.center_ink import CENTRE, CenterInk
from kerasdl.networks.build import cnn, mlp
from kerasdl.networks.reading_model import hidden_layers, ink_incompatibility, network_input, reading_model


def centred(ink) -> np.ndarray:
    return np.asarray(CenterInk()(np.asarray(ink, np.float32)))


def centre_of_mass(digit: np.ndarray) -> tuple[float, float]:
    edge = np.arange(28) + 0.5
    return (digit.sum(1) @ edge) / digit.sum(), (digit.sum(0) @ edge) / digit.sum()


def by_hand(ink: np.ndarray) -> np.ndarray:
    """The definition, pixel by pixel: an output pixel is the mean of the ink under it."""
    solid = ink > 0.05 * ink.max()
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    scale = 20 / max(np.ptp(rows) + 1, np.ptp(columns) + 1)
    cy = (ink.sum(1) @ (np.arange(ink.shape[0]) + 0.5)) / ink.sum()
    cx = (ink.sum(0) @ (np.arange(ink.shape[1]) + 0.5)) / ink.sum()
    digit = np.zeros((28, 28))
    for i in range(28):
        for j in range(28):
            for y, x in np.argwhere(ink > 0):
                top, left = (y - cy) * scale + CENTRE, (x - cx) * scale + CENTRE
                high = max(0.0, min(i + 1, top + scale) - max(i, top))
                wide = max(0.0, min(j + 1, left + scale) - max(j, left))
                digit[i, j] += high * wide * ink[y, x]
    return digit / digit.max()


def test_the_matrix_products_equal_the_definition_pixel_by_pixel(rng):
    ink = np.zeros((17, 23))
    ink[3:12, 5:9] = rng.integers(30, 255, (9, 4))
    assert np.abs(centred(ink[None])[0] - by_hand(ink)).max() < 1e-5


def test_an_mnist_digit_moves_by_less_than_a_pixel(mnist):
    digits = centred(mnist.test.images[:500])
    original = mnist.test.images[:500] / 255
    for digit, before in zip(digits, original, strict=True):
        assert np.abs(np.array(centre_of_mass(digit)) - np.array(centre_of_mass(before))).max() < 0.75


def test_the_mass_lies_at_the_centre_and_the_longer_side_measures_20(rng):
    ink = np.zeros((1, 300, 200))
    ink[0, 40:240, 90:140] = 255
    digit = centred(ink)[0]
    assert centre_of_mass(digit) == pytest.approx((CENTRE, CENTRE), abs=1e-4)
    assert digit.sum(0).max() == pytest.approx(20, abs=1e-3)
    assert digit.sum(1).max() == pytest.approx(5, abs=1e-3)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    top=st.integers(0, 60), left=st.integers(0, 60), size=st.integers(2, 5), height=st.integers(40, 90),
    faint=st.floats(0.1, 1.0),
)  # fmt: skip
def test_place_size_and_faintness_do_not_change_the_digit(top, left, size, height, faint):
    pattern = np.array([[0, 9, 9, 0], [9, 0, 0, 9], [0, 9, 0, 0], [9, 9, 9, 9]]) / 9 * 255
    plain = np.zeros((1, 40, 40))
    plain[0, 4:12, 4:12] = np.kron(pattern, np.ones((2, 2)))
    moved = np.zeros((1, top + 20 + height, left + 70))
    block = np.kron(pattern, np.ones((size, size))) * faint
    moved[0, top : top + 4 * size, left : left + 4 * size] = block
    assert np.abs(centred(plain) - centred(moved)).max() < 1e-4


def test_no_ink_gives_zeros():
    assert not centred(np.zeros((2, 50, 40))).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (28, 28), (700, 500)])
def test_any_height_and_width_is_taken(shape):
    digit = centred(np.full((1, *shape), 255.0))[0]
    assert digit.shape == (28, 28)
    assert np.isfinite(digit).all()
    assert digit.max() == pytest.approx(1)


def test_hidden_layers_are_the_activations_of_each_layer_with_a_kernel():
    plain = mlp([8, 6])
    assert [layer.name for layer in hidden_layers(plain)] == ["hidden_1", "hidden_2"]
    normalised = mlp([8, 6], dropout=0.2, batch_normalization=True)
    assert [layer.name for layer in hidden_layers(normalised)] == ["hidden_1", "hidden_2"]
    assert hidden_layers(mlp([])) == []
    skipping = mlp([8, 8], skips=True, batch_normalization=True)
    assert [layer.name for layer in hidden_layers(skipping)] == ["hidden_1", "hidden_2"]
    maps = hidden_layers(cnn((4, 6), [5], dropout=0.1))
    assert [layer.name for layer in maps] == ["maps_1", "maps_2", "maps_3", "hidden_1"]


def test_the_reading_model_has_the_outputs_that_others_rely_on():
    network = mlp([8, 6])
    outputs = reading_model(network)(np.full((2, 40, 50), 255.0, np.float32))
    assert {name: tuple(value.shape) for name, value in outputs.items()} == {
        "confidences": (2, 10),
        "digit": (2, 28, 28),
        "hidden_1": (2, 8),
        "hidden_2": (2, 6),
    }


def test_the_reading_model_answers_as_the_network_does_on_the_centred_digit(mnist):
    network = mlp([8], seed=3)
    ink = mnist.test.images[:5].astype("float32")
    outputs = reading_model(network)(ink)
    assert np.allclose(outputs["confidences"], network(centred(ink)), atol=1e-6)


def test_center_ink_survives_saving(tmp_path):
    model = keras.Sequential([keras.Input((None, None)), CenterInk()])
    model.save(tmp_path / "ink.keras")
    ink = np.eye(30)[None].astype("float32")
    assert np.allclose(keras.saving.load_model(tmp_path / "ink.keras")(ink), centred(ink))


@pytest.mark.parametrize("side", [8, 16, 64])
def test_another_side_has_box_and_centre_in_proportion(side):
    ink = np.zeros((1, 300, 200), np.float32)
    ink[0, 40:240, 90:140] = 255
    digit = np.asarray(CenterInk(side)(ink))[0]
    edge = np.arange(side) + 0.5
    assert digit.shape == (side, side)
    middle = side * CENTRE / 28  # as near as pixels can say it
    assert (digit.sum(1) @ edge / digit.sum(), digit.sum(0) @ edge / digit.sum()) == pytest.approx(
        (middle,) * 2, abs=0.08
    )
    assert digit.sum(0).max() == pytest.approx(side * 20 / 28, abs=1e-3)


def test_a_side_that_is_none_is_an_error():
    with pytest.raises(ConfigError, match="`side` must be 8 to 256 pixels. Received: side=7"):
        CenterInk(7)


def test_only_another_side_is_written_into_a_configuration():
    assert "side" not in CenterInk().get_config()
    assert CenterInk.from_config(CenterInk(16).get_config()).side == 16


@pytest.mark.parametrize(
    ("shape", "last", "message"),
    [
        ((7, 7), keras.layers.Dense(2, "softmax"), "any side from 8 to 256"),
        ((16, 12), keras.layers.Dense(2, "softmax"), r"Received: input shape \(None, 16, 12\)"),
        ((16, 16, 3), keras.layers.Dense(2, "softmax"), "perhaps one channel"),
        ((16, 16), keras.layers.Dense(1, "sigmoid"), "Dense with activation sigmoid"),
        ((16, 16), keras.layers.Dense(1, "softmax"), "two or more classes"),
    ],
)
def test_what_cannot_be_given_ink_is_told_why(shape, last, message):
    model = keras.Sequential([keras.Input(shape), keras.layers.Flatten(), last])
    assert re.search(message, ink_incompatibility(model) or "")


def test_a_network_gets_its_digit_in_the_form_that_it_takes():
    digit = np.ones((1, 16, 16), np.float32)
    last = [keras.layers.Flatten(), keras.layers.Dense(2), keras.layers.Softmax()]
    plain = keras.Sequential([keras.Input((16, 16)), *last])
    scaled = keras.Sequential([keras.Input((16, 16, 1)), keras.layers.Rescaling(1 / 255), *last])
    assert ink_incompatibility(plain) is None and ink_incompatibility(scaled) is None
    assert network_input(plain, digit) is digit
    assert np.asarray(network_input(scaled, digit)).shape == (1, 16, 16, 1)
    assert np.asarray(network_input(scaled, digit)).max() == 255
