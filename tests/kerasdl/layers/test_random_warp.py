import keras
import numpy as np
import pytest
from scipy import ndimage

from kerasdl.errors import ConfigError
from kerasdl.layers.random_warp import (
    KNOTS,
    PARAMETERS,
    UNCHANGED_SHARE,
    RandomWarp,
    affine_field,
    bilinear,
    elastic_field,
    spline_basis,
    thicken,
    warp,
)
from tests.support.shared_fixtures import read_fixture, unpacked


def blob() -> np.ndarray:
    picture = np.zeros((1, 28, 28), np.float32)
    picture[0, 10:18, 12:16] = 1
    return picture


def everything(seed: int | None = 0) -> RandomWarp:
    return RandomWarp(1.0, 1.0, 0.5, seed=seed)


def test_pictures_change_in_training_only():
    many = np.repeat(blob(), 20, axis=0)
    assert np.array_equal(everything()(many, training=False), many)
    assert not np.allclose(everything()(many, training=True), many, atol=0.01)


def test_strength_zero_changes_nothing():
    assert np.array_equal(RandomWarp(0.0)(blob(), training=True), blob())


def test_a_share_of_the_pictures_stays_as_it_is():
    many = np.repeat(blob(), 2000, axis=0)
    same = (np.asarray(everything()(many, training=True)) == many).all((1, 2))
    assert same.mean() == pytest.approx(UNCHANGED_SHARE, abs=0.03)


def test_each_picture_gets_a_warp_of_its_own_and_each_call_too():
    layer = everything()
    batch = np.repeat(blob(), 40, axis=0)
    first, second = np.asarray(layer(batch, training=True)), np.asarray(layer(batch, training=True))
    assert len(np.unique(first, axis=0)) > 20
    assert not np.allclose(first, second)


def test_one_seed_gives_one_series_of_warps():
    batch = np.repeat(blob(), 3, axis=0)
    assert np.array_equal(everything(5)(batch, training=True), everything(5)(batch, training=True))


@pytest.mark.parametrize("strengths", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0.5)])
def test_a_digit_keeps_about_its_ink_and_stays_about_in_place(strengths):
    warped = np.asarray(RandomWarp(*strengths, seed=1)(np.repeat(blob(), 300, axis=0), training=True))
    ink = warped.sum((1, 2))
    assert ink.mean() == pytest.approx(blob().sum(), rel=0.12)
    rows = (warped.sum(2) @ np.arange(28)) / ink
    assert np.abs(rows - 13.5).max() < 4
    assert warped.min() >= -1e-6
    assert warped.max() <= 1 + 1e-5


def test_bilinear_sampling_is_scipys(rng):
    pictures = rng.random((3, 28, 28)).astype(np.float32)
    y, x = (rng.uniform(-3, 31, (3, 28, 28)).astype(np.float32) for _ in range(2))
    ours = np.asarray(bilinear(pictures, y, x))
    for picture, mine, rows, columns in zip(pictures, ours, y, x, strict=True):
        # Padded, for scipy blends towards the outside only inside the array.
        theirs = ndimage.map_coordinates(np.pad(picture, 5), [rows + 5, columns + 5], order=1)
        assert np.abs(mine - theirs).max() < 1e-4


def test_an_affine_field_without_parameters_stays_where_it_is():
    y, x = affine_field(np.zeros((1, 6), np.float32), 28, 28)
    rows, columns = np.mgrid[:28, :28]
    assert np.allclose(y[0] + 0 * columns, rows, atol=1e-5)
    assert np.allclose(x[0] + 0 * rows, columns, atol=1e-5)


def test_a_shift_of_one_limit_moves_the_picture_by_so_many_pixels():
    parameters = np.zeros((1, PARAMETERS), np.float32)
    parameters[0, 4], parameters[0, -1] = 1, 1
    moved = np.asarray(warp(blob(), parameters, 1 / 1.2, 0, 0))
    assert np.allclose(moved[0, :, :-1], blob()[0, :, 1:], atol=1e-5)


@pytest.mark.parametrize(("name", "strengths"), [("affine", (1, 0, 0)), ("all", (1, 1, 0.5))])
def test_a_warp_by_given_parameters_has_the_result_that_the_page_is_held_to(name, strengths):
    fixture = read_fixture("random_warp.json")
    shape = (fixture["count"], fixture["side"], fixture["side"])
    digits = unpacked(fixture["digits"], "uint8", shape).astype(np.float32) / 255
    parameters = unpacked(fixture["parameters"], "float32", (fixture["count"], PARAMETERS))
    warped = np.asarray(warp(digits, parameters, *strengths))
    assert np.abs(warped - unpacked(fixture[name], "float32", shape)).max() < 1e-4
    assert np.allclose(warped[0], digits[0], atol=1e-5) or strengths[1]
    assert np.allclose(warped[4:6], digits[4:6], atol=1e-6)


def test_the_elastic_field_has_the_deviation_that_is_promised_everywhere(rng):
    dy, dx = elastic_field(rng.normal(size=(4000, 2 * KNOTS * KNOTS)).astype(np.float32), 28, 28)
    for field in (np.asarray(dy), np.asarray(dx)):
        assert np.abs(field.std(0) - 1).max() < 0.08
    assert np.corrcoef(np.asarray(dy)[:, 14, 14], np.asarray(dy)[:, 14, 15])[0, 1] > 0.9
    assert abs(np.corrcoef(np.asarray(dy)[:, 14, 14], np.asarray(dx)[:, 14, 14])[0, 1]) < 0.1


def test_the_spline_is_the_cubic_b_spline():
    row = spline_basis(28)[13]
    place = 13.5 / 28 * (KNOTS - 1)
    by_scipy = np.array([_cubic(place - k) for k in range(KNOTS)])
    assert np.allclose(row, by_scipy / np.linalg.norm(by_scipy), atol=1e-6)


def _cubic(t: float) -> float:
    from scipy.interpolate import BSpline

    return float(np.nan_to_num(BSpline.basis_element([-2, -1, 0, 1, 2], extrapolate=False)(t)))


def test_thickening_goes_towards_the_dilation_and_thinning_towards_the_erosion(rng):
    pictures = rng.random((2, 28, 28)).astype(np.float32)
    cross = ndimage.generate_binary_structure(2, 1)
    thick = np.stack([ndimage.grey_dilation(p, footprint=cross, mode="constant") for p in pictures])
    thin = np.stack([ndimage.grey_erosion(p, footprint=cross, mode="constant") for p in pictures])
    amount = np.array([1.0, -1.0], np.float32)
    assert np.allclose(np.asarray(thicken(pictures, amount))[0], thick[0], atol=1e-6)
    assert np.allclose(np.asarray(thicken(pictures, amount))[1], thin[1], atol=1e-6)
    half = np.asarray(thicken(pictures, amount / 2))
    assert np.allclose(half[0], (pictures[0] + thick[0]) / 2, atol=1e-6)


def test_it_is_saved_with_its_settings(tmp_path):
    keras.Sequential([keras.Input((28, 28)), RandomWarp(0.7, 0.3, 0.2, seed=3, fade=(1, 2))]).save(tmp_path / "m.keras")
    layer = keras.saving.load_model(tmp_path / "m.keras").layers[0]
    assert (layer.affine, layer.elastic, layer.stroke, layer.seed) == (0.7, 0.3, 0.2, 3)
    assert tuple(layer.fade) == (1, 2)


@pytest.mark.parametrize("name", ["affine", "elastic", "stroke"])
def test_a_negative_strength_is_an_error(name):
    with pytest.raises(ConfigError, match=f"`{name}` must be at least 0. Received: {name}=-1"):
        RandomWarp(**{name: -1})


def test_strengths_fade_to_nothing_between_two_steps():
    digits = np.repeat(blob(), 50, axis=0)
    fading, whole = RandomWarp(1.0, 1.0, 0.5, seed=3, fade=(2, 6)), RandomWarp(1.0, 1.0, 0.5, seed=3)
    moved = []
    for step in range(8):
        one, other = np.asarray(fading(digits, training=True)), np.asarray(whole(digits, training=True))
        assert np.array_equal(one, other) == (step <= 2)
        moved.append(np.abs(one - digits).mean() / np.abs(other - digits).mean())
    assert moved[:3] == [1, 1, 1]
    assert moved[2] > moved[3] > moved[4] > moved[5] > moved[6] == moved[7] == 0
    assert np.array_equal(fading(digits), digits)


@pytest.mark.parametrize("fade", [(4, 4), (-1, 3), (5, 2)])
def test_a_fade_ends_after_it_begins(fade):
    with pytest.raises(ConfigError, match="`fade` must begin at 0 or later and end after that"):
        RandomWarp(fade=fade)
