"""Two small training configurations, and ways to stop a training run early."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kerasdl.config import TrainConfig

SMALL = TrainConfig(hidden_units=(24,), epochs=3, batch_size=50, learning_rate=5e-3, dropout=0.1, augmentation=0.5)
PLAIN = replace(SMALL, hidden_units=(12,), epochs=2, dropout=0, augmentation=0)


def weights(trained) -> np.ndarray:
    return np.concatenate([w.ravel() for w in trained.model.get_weights()])


def stopping_after(calls):
    """A `should_stop` that ends a training run after a number of compiled calls."""
    left = iter(range(1, calls + 1))
    return lambda: next(left) == calls


class Killed(Exception):
    """Ends a training run from within, as a signal would."""
