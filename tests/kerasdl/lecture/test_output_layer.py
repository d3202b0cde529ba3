"""Softmax step by step: the slides' numbers, and Keras's."""

from __future__ import annotations

import numpy as np
import pytest

from kerasdl.errors import ConfigError
from kerasdl.lecture.losses import softmax
from kerasdl.lecture.output_layer import softmax_steps


def test_the_slides_example_comes_out_as_on_the_slides() -> None:
    steps = softmax_steps([3, 1, -3])
    assert steps.powers.round(2).tolist() == [20.09, 2.72, 0.05]
    assert steps.y.round(2).tolist() == [0.88, 0.12, 0.0]
    assert steps.total == pytest.approx(22.85, abs=0.005)


@pytest.mark.parametrize("temperature", [0.25, 1.0, 4.0])
def test_the_steps_lead_to_the_confidences(temperature: float) -> None:
    z = np.random.default_rng(0).normal(0, 5, (4, 10))
    steps = softmax_steps(z, temperature)
    assert steps.powers / steps.total[:, None] == pytest.approx(steps.y)
    assert steps.y == pytest.approx(softmax(z / temperature))
    assert steps.y.argmax(axis=-1).tolist() == z.argmax(axis=-1).tolist()


def test_a_high_temperature_brings_the_confidences_together() -> None:
    assert softmax_steps([3, 1, -3], 1e6).y == pytest.approx(np.full(3, 1 / 3), abs=1e-5)


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("nan")])
def test_a_temperature_must_be_above_0(temperature: float) -> None:
    with pytest.raises(ConfigError, match=r"The temperature must be above 0\. Received: "):
        softmax_steps([1, 2], temperature)


@pytest.mark.parametrize("z", [[701.0, 0.0], [float("nan"), 0.0], [float("inf"), 0.0]])
def test_logits_without_a_power_are_refused(z: list[float]) -> None:
    with pytest.raises(ConfigError, match=r"Logits must be numbers.* Received: \["):
        softmax_steps(z)
