"""Robustness: accuracy on shifted, scaled, rotated and noisy digits, with and without centring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kerasdl.data.mnist import Digits
from kerasdl.errors import ConfigError
from kerasdl.evaluation.report import confidences

Apply = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Distortion:
    """A distortion of pictures, at several strengths.

    Attributes:
        name: its key in `DISTORTIONS`.
        unit: of the strength.
        strengths: those to try, ascending.
        neutral: the one of them that leaves pictures as they are.
        apply: pictures uint8 (n, height, width), a strength and a random generator -> pictures of the same shape and type.
    """

    name: str
    unit: str
    strengths: tuple[float, ...]
    neutral: float
    apply: Apply


def shift(images: np.ndarray, pixels: float, rng: np.random.Generator) -> np.ndarray:
    """Shift each picture by a number of pixels in a random direction.

    Pixels that leave the picture are lost; it is resampled bilinearly.
    """
    _check("shift", "at least 0 pixels", pixels >= 0, pixels)
    angle = rng.uniform(0, 2 * np.pi, (len(images), 1, 1))
    y, x = _centered_grid(images)
    return _resample(images, y - pixels * np.sin(angle), x - pixels * np.cos(angle))


def scale(images: np.ndarray, factor: float, rng: np.random.Generator) -> np.ndarray:
    """Enlarge (factor > 1) or shrink each picture about its middle. Nothing here is random."""
    _check("scale", "a factor greater than 0", factor > 0, factor)
    y, x = _centered_grid(images)
    return _resample(images, y / factor, x / factor)


def rotation(images: np.ndarray, degrees: float, rng: np.random.Generator) -> np.ndarray:
    """Rotate each picture about its middle by a number of degrees, to the left or to the right at random."""
    turn = np.deg2rad(degrees) * rng.choice([-1.0, 1.0], (len(images), 1, 1))
    y, x = _centered_grid(images)
    return _resample(images, np.cos(turn) * y + np.sin(turn) * x, np.cos(turn) * x - np.sin(turn) * y)


def noise(images: np.ndarray, deviation: float, rng: np.random.Generator) -> np.ndarray:
    """Add Gaussian noise to each pixel, its standard deviation a share of full ink, clipped to black and white."""
    _check("noise", "a deviation of at least 0", deviation >= 0, deviation)
    return _to_uint8(images + 255 * np.float32(deviation) * rng.standard_normal(images.shape, np.float32))


# From nothing to where little can be read any more. MNIST's digits fill 20 of 28 pixels: 4 can be shifted, 1.4 be scaled.
DISTORTIONS = {
    distortion.name: distortion
    for distortion in (
        Distortion("shift", "pixels", (0, 1, 2, 3, 4, 6, 8), 0, shift),
        Distortion("scale", "times", (0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.4, 1.7), 1, scale),
        Distortion("rotation", "degrees", (0, 10, 20, 30, 45, 60), 0, rotation),
        Distortion("noise", "of full ink", (0, 0.1, 0.2, 0.3, 0.5, 0.7), 0, noise),
    )
}


def robustness(
    forward: Callable[[np.ndarray], np.ndarray], digits: Digits, distortion: Distortion, *, centre: bool, seed: int = 0
) -> list[float]:
    """The accuracy at each strength of a distortion.

    Args:
        forward: from float32 (n, 28, 28), 0 to 1, to (n, 10).
        digits: the digits; some hundreds are enough for a curve.
        distortion: one of `DISTORTIONS`.
        centre: whether the ink is centred after the distortion, as the readers do; see `layers.center_ink`.
        seed: of the directions and the noise, the same ones for each strength.

    Returns:
        Accuracies, 0 to 1, one for each of `distortion.strengths`.

    Raises:
        ConfigError: there are no digits.

    Example:
        >>> robustness(forward, some_digits, DISTORTIONS["shift"], centre=True)
    """
    if len(digits) == 0:
        raise ConfigError("There must be at least one digit. Received: 0 digits")
    reads = _with_centering(forward) if centre else forward
    accuracies = []
    for strength in distortion.strengths:
        spoiled = distortion.apply(digits.images, strength, np.random.default_rng(seed))
        accuracies.append(float((confidences(reads, spoiled).argmax(1) == digits.labels).mean()))
    return accuracies


def _with_centering(forward: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    from kerasdl.layers.center_ink import center_images

    # Back to whole numbers, so that rounding never passes 255.
    return lambda pictures: forward(center_images(np.rint(255 * pictures)))


def _check(name: str, rule: str, holds: bool, strength: float) -> None:
    if not holds:
        raise ConfigError(f"A {name} must be {rule}. Received: {strength:g}")


def _centered_grid(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each pixel's row and column, measured from the picture's middle: two of (1, height, width)."""
    height, width = images.shape[1:]
    y, x = np.meshgrid(np.arange(height) - (height - 1) / 2, np.arange(width) - (width - 1) / 2, indexing="ij")
    return y[None], x[None]


def _resample(images: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Pictures sampled at rows and columns measured from their middle, bilinearly; what comes from outside is 0."""
    from keras import ops

    from kerasdl.layers.random_warp import bilinear

    height, width = images.shape[1:]
    rows, columns = (
        np.broadcast_to(place + (side - 1) / 2, images.shape).astype(np.float32)
        for place, side in ((y, height), (x, width))
    )
    return _to_uint8(ops.convert_to_numpy(bilinear(images.astype(np.float32), rows, columns)))


def _to_uint8(ink: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(ink), 0, 255).astype(np.uint8)
