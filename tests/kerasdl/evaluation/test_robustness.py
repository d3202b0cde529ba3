"""Spoiled digits: by hand, against scipy, and read by networks."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import ndimage

from kerasdl import backend
from kerasdl.data.mnist import Digits
from kerasdl.errors import ConfigError, PictureError
from kerasdl.evaluation.robustness import DISTORTIONS, robustness
from kerasdl.inference.reader import reader_of
from kerasdl.layers.center_ink import center_images
from kerasdl.networks.build import mlp


def apply(name: str, images: np.ndarray, strength: float, seed: int = 0) -> np.ndarray:
    return DISTORTIONS[name].apply(images, strength, np.random.default_rng(seed))


def middle_of_ink(image: np.ndarray) -> np.ndarray:
    return np.array(ndimage.center_of_mass(image.astype(float)))


# Always 120 pictures, here and below: what the backend compiles for one number of them serves all tests.
@pytest.fixture(scope="module")
def some(mnist) -> Digits:
    return Digits(mnist.test.images[:120], mnist.test.labels[:120])


@pytest.mark.parametrize("name", DISTORTIONS)
def test_every_distortion_tries_its_neutral_strength_and_leaves_pictures_alone_there(name, some):
    distortion = DISTORTIONS[name]
    assert distortion.name == name and distortion.neutral in distortion.strengths
    assert list(distortion.strengths) == sorted(set(distortion.strengths))
    np.testing.assert_array_equal(apply(name, some.images, distortion.neutral), some.images)


@pytest.mark.parametrize("name", DISTORTIONS)
@pytest.mark.parametrize("end", [0, -1])
def test_pictures_keep_shape_and_type_and_the_same_seed_spoils_them_the_same(name, end, some):
    strength = DISTORTIONS[name].strengths[end]
    before = some.images.copy()
    spoiled = apply(name, some.images, strength)
    assert spoiled.shape == some.images.shape and spoiled.dtype == np.uint8
    np.testing.assert_array_equal(spoiled, apply(name, some.images, strength))
    np.testing.assert_array_equal(some.images, before)


@pytest.mark.parametrize("pixels", [1, 3, 4])
def test_a_shift_moves_the_ink_by_its_length_in_many_directions(pixels):
    blob = np.zeros((120, 28, 28), np.uint8)
    blob[:, 12:16, 12:16] = 255
    moved = np.array([middle_of_ink(image) for image in apply("shift", blob, pixels)]) - 13.5
    np.testing.assert_allclose(np.linalg.norm(moved, axis=1), pixels, atol=0.02)
    assert (moved.min(axis=0) < -0.8 * pixels).all() and (moved.max(axis=0) > 0.8 * pixels).all()


def test_scale_by_hand():
    block, expected = np.zeros((2, 120, 28, 28), np.uint8)
    block[:, 10:18, 6:22] = 200
    expected[:, 12:16, 10:18] = 200
    np.testing.assert_array_equal(apply("scale", block, 0.5), expected)


@pytest.mark.parametrize("factor", [0.6, 1.3])
def test_scale_agrees_with_scipy(factor, some):
    offset = 13.5 - 13.5 / factor
    for ours, image in zip(apply("scale", some.images, factor)[:5], some.images, strict=False):
        theirs = ndimage.affine_transform(
            image.astype(float), np.eye(2) / factor, offset, order=1, mode="grid-constant", cval=0.0
        )
        assert np.abs(ours - theirs).max() < 0.51


def test_a_quarter_turn_goes_to_the_left_for_some_and_to_the_right_for_others(some):
    sides = []
    for turned, image in zip(apply("rotation", some.images, 90), some.images, strict=True):
        sides.append([np.abs(turned.astype(int) - np.rot90(image, k)).max() <= 1 for k in (1, -1)])
    left, right = np.array(sides).T
    assert (left ^ right).all() and left.sum() > 30 and right.sum() > 30


def test_noise_has_its_deviation_where_nothing_is_cut_off():
    grey = np.full((40, 28, 28), 128, np.uint8)
    noisy = apply("noise", grey, 0.1).astype(float)
    assert noisy.std() == pytest.approx(25.5, rel=0.02) and noisy.mean() == pytest.approx(128, abs=0.5)
    assert len({image.tobytes() for image in noisy}) == 40


@pytest.mark.parametrize(
    ("name", "strength", "rule"),
    [("shift", -1, "at least 0 pixels"), ("scale", 0, "greater than 0"), ("noise", -0.1, "at least 0")],
)
def test_a_strength_that_means_nothing_is_refused_in_one_line(name, strength, rule, some):
    with pytest.raises(ConfigError, match=f"{rule}. Received: {strength:g}"):
        apply(name, some.images, strength)


def upper_left(pictures: np.ndarray) -> np.ndarray:
    """A network of one's own: "1" where the ink's middle lies above and left of the picture's, or else "0"."""
    edge = np.arange(28) - 13.5
    ink = np.maximum(pictures.sum((1, 2)), 1e-6)
    up, left = -(pictures.sum(2) @ edge) / ink, -(pictures.sum(1) @ edge) / ink
    return np.eye(10, dtype=np.float32)[((up > 1) & (left > 1)).astype(int)]


def test_robustness_counts_right_answers_at_each_strength_and_centring_undoes_a_shift():
    images = np.zeros((120, 28, 28), np.uint8)
    images[:, 10:18, 12:16] = 255
    digits = Digits(images, np.zeros(120, np.uint8))
    falling = robustness(upper_left, digits, DISTORTIONS["shift"], centre=False)
    assert len(falling) == len(DISTORTIONS["shift"].strengths)
    # Up and left by more than 1 each: never by 1 pixel, by 2 between 30° and 60°, by 6 between 10° and 80°.
    assert falling[:2] == [1.0, 1.0]
    assert falling[2] == pytest.approx(1 - 30 / 360, abs=0.05) and falling[5] == pytest.approx(1 - 71 / 360, abs=0.07)
    centring = robustness(upper_left, digits, DISTORTIONS["shift"], centre=True)
    assert centring[:6] == [1.0] * 6


def test_the_same_seed_gives_the_same_accuracies_and_another_one_others(some):
    weights = np.random.default_rng(0).normal(size=(784, 10)).astype(np.float32)

    def forward(pictures: np.ndarray) -> np.ndarray:
        return pictures.reshape(len(pictures), -1) @ weights

    digits = Digits(some.images, forward(some.images / np.float32(255)).argmax(1).astype(np.uint8))
    first, again, other = (
        robustness(forward, digits, DISTORTIONS["noise"], centre=False, seed=seed) for seed in (0, 0, 1)
    )
    assert first == again != other
    assert first[0] == 1.0 > first[1] > first[-1]


def test_no_digits_are_refused_in_one_line(some):
    with pytest.raises(ConfigError, match="at least one digit. Received: 0 digits"):
        robustness(upper_left, Digits(some.images[:0], some.labels[:0]), DISTORTIONS["shift"], centre=False)


@pytest.mark.parametrize("shape", [(1, 280, 280), (2, 50, 90), (0, 28, 28)])
def test_pictures_are_centred_as_a_reader_centres_them(shape, rng):
    images = np.zeros(shape, np.uint8)
    images[:, 3:20, 5:9] = rng.integers(30, 255, (shape[0], 17, 4))
    found = center_images(images)
    assert found.shape == (shape[0], 28, 28) and found.dtype == np.float32
    np.testing.assert_allclose(found, reader_of(mlp([2], seed=0)).read(images)["digit"], atol=1e-5)


def test_what_is_no_picture_is_not_centred():
    with pytest.raises(PictureError, match="Received: shape="):
        center_images(np.zeros((28, 28), np.uint8))


def test_many_threads_centre_at_once(some):
    parts = [some.images[i : i + 5] for i in range(0, 100, 5)]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(center_images, parts))
    np.testing.assert_array_equal(np.concatenate(together), np.concatenate([center_images(part) for part in parts]))


def test_centring_is_compiled_once(some, monkeypatch):
    center_images(some.images[:2])
    monkeypatch.setattr(backend, "compile_forward", None)
    assert center_images(some.images[:2]).any()
