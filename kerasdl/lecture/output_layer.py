"""Softmax step by step: the output layer as a multi-class classifier.

The last layer's z, the logits, may be any numbers. Softmax makes confidences of them: each lies between 0 and 1, and
together they are 1. The slides' example: z = (3, 1, −3) has powers (20, 2.7, 0.05) and confidences (0.88, 0.12, ≈ 0).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kerasdl.errors import ConfigError
from kerasdl.lecture.losses import softmax


@dataclass(frozen=True)
class SoftmaxSteps:
    """Intermediate results of softmax.

    Attributes:
        z: the logits, (…, classes).
        scaled: z / T, (…, classes).
        powers: e to the power of them, (…, classes).
        total: the powers' sum, (…).
        y: the confidences, powers / total, (…, classes).
    """

    z: np.ndarray
    scaled: np.ndarray
    powers: np.ndarray
    total: np.ndarray
    y: np.ndarray


def softmax_steps(z: np.ndarray, temperature: float = 1.0) -> SoftmaxSteps:
    """yᵢ = e^(zᵢ/T) / Σⱼ e^(zⱼ/T), with every step kept.

    T, the temperature, is 1 on the slides. Above it the confidences lie closer together, below it further apart; their order
    stays. (G. Hinton and others, "Distilling the Knowledge in a Neural Network", 2015.)

    Args:
        z: logits, (…, classes).
        temperature: T > 0.

    Raises:
        ConfigError: T is not above 0, or a logit is not a number, or overflows (z / T > 700).
    """
    z = np.asarray(z, float)
    if not temperature > 0:
        raise ConfigError(f"The temperature must be above 0. Received: {temperature}")
    scaled = z / temperature
    if not np.isfinite(scaled).all() or scaled.max(initial=0.0) > 700:
        raise ConfigError(f"Logits must be numbers, with z / T at most 700. Received: {np.round(scaled, 3).tolist()}")
    powers = np.exp(scaled)
    return SoftmaxSteps(z, scaled, powers, powers.sum(axis=-1), softmax(scaled))
