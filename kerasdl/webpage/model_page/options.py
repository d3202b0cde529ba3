"""What a user says about a model's page: the range of pixels, units, and a file that describes the inputs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kerasdl.errors import ConfigError
from kerasdl.webpage.model_page.fields import LONGEST, read_fields

# Means and deviations of ImageNet's pixels, by which PyTorch's models and Keras's `mode="torch"` scale 0 to 1
# (keras.applications.imagenet_utils.preprocess_input).
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
RANGES = ("0,1", "-1,1", "0,255", "imagenet")
_NUMBER = r"-?\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Scaling:
    """How the values of pixels, 0 to 255, become a model's inputs: value · factor + term, for each channel.

    Attributes:
        name: as the user says it.
        factor: of red, green and blue.
        term: likewise.
    """

    name: str
    factor: tuple[float, ...]
    term: tuple[float, ...]


def scaling(given: str) -> Scaling:
    """The scaling of pixels to a range.

    Args:
        given: "low,high", or "imagenet".

    Raises:
        ConfigError: it is neither.
    """
    if given == "imagenet":
        means, deviations = IMAGENET
        return Scaling(
            given,
            tuple(1 / (255 * d) for d in deviations),
            tuple(-m / d for m, d in zip(means, deviations, strict=True)),
        )
    found = re.fullmatch(rf"\s*({_NUMBER})\s*,\s*({_NUMBER})\s*", given)
    if found is None or float(found[1]) >= float(found[2]):
        raise ConfigError(
            f"`range` must be two numbers, the lower first, or imagenet: {', '.join(RANGES)}. Received: {given}"
        )
    low, high = float(found[1]), float(found[2])
    return Scaling(given, ((high - low) / 255,) * 3, (low,) * 3)


@dataclass(frozen=True)
class PageOptions:
    """What is said about a page; None where the model itself is to tell.

    Attributes:
        range: of pixels, as `scaling` reads it.
        fields: a CSV or JSON file with names, ranges and examples of the inputs.
        unit: of the outputs that are numbers.
        labels: what the classes are called.
    """

    range: str | None = None
    fields: Path | None = None
    unit: str | None = None
    labels: Sequence[str] | None = None

    def __bool__(self) -> bool:
        return any(value is not None for value in (self.range, self.fields, self.unit))

    def check(self) -> None:
        """Check what can be checked before there is a model.

        Raises:
            ConfigError: one breaks its rule; it is named.
        """
        if self.range is not None:
            scaling(self.range)
        if self.fields is not None:
            read_fields(self.fields)
        if self.unit is not None and (not self.unit.strip() or not self.unit.isprintable() or len(self.unit) > LONGEST):
            raise ConfigError(f"`unit` must have 1 to {LONGEST} printable characters. Received: {self.unit!r}")
