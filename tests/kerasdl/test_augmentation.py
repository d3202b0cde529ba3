import keras
import numpy as np
import pytest

from kerasdl.augmentation import RandomAffine
from kerasdl.errors import ConfigError


def blob() -> np.ndarray:
    picture = np.zeros((1, 28, 28), np.float32)
    picture[0, 10:18, 12:16] = 1
    return picture


def test_pictures_change_in_training_only():
    layer = RandomAffine(1.0, seed=0)
    assert np.array_equal(layer(blob(), training=False), blob())
    assert not np.allclose(layer(blob(), training=True), blob(), atol=0.01)


def test_strength_zero_changes_nothing():
    assert np.array_equal(RandomAffine(0.0)(blob(), training=True), blob())


def test_each_picture_gets_a_warp_of_its_own_and_each_call_too():
    layer = RandomAffine(1.0, seed=0)
    batch = np.repeat(blob(), 4, axis=0)
    first, second = np.asarray(layer(batch, training=True)), np.asarray(layer(batch, training=True))
    assert not np.allclose(first[0], first[1])
    assert not np.allclose(first, second)


def test_one_seed_gives_one_series_of_warps():
    batch = np.repeat(blob(), 3, axis=0)
    assert np.array_equal(
        RandomAffine(1.0, seed=5)(batch, training=True), RandomAffine(1.0, seed=5)(batch, training=True)
    )


def test_a_digit_keeps_about_its_ink_and_stays_about_in_place():
    warped = np.asarray(RandomAffine(1.0, seed=1)(np.repeat(blob(), 200, axis=0), training=True))
    ink = warped.sum((1, 2))
    assert ink.mean() == pytest.approx(blob().sum(), rel=0.1)
    rows = (warped.sum(2) @ np.arange(28)) / ink
    assert np.abs(rows - 13.5).max() < 3
    assert warped.min() >= 0
    assert warped.max() <= 1 + 1e-5


def test_it_is_saved_with_its_settings(tmp_path):
    keras.Sequential([keras.Input((28, 28)), RandomAffine(0.7, seed=3)]).save(tmp_path / "m.keras")
    layer = keras.saving.load_model(tmp_path / "m.keras").layers[0]
    assert (layer.strength, layer.seed) == (0.7, 3)


def test_a_negative_strength_is_an_error():
    with pytest.raises(ConfigError, match="`strength` must be at least 0. Received: strength=-1"):
        RandomAffine(-1)
