"""The recipe that benchmarks of dense layers change: `record`'s, on MNIST alone, in larger batches."""

from __future__ import annotations

from dataclasses import replace

from kerasdl.config import PRESETS, TrainConfig


def dense_recipe(units: str, epochs: int) -> TrainConfig:
    """The settings of a network with such hidden layers, "1024,1024,512", that learns from labels alone."""
    alone = replace(PRESETS["record"], repeats=1, pen_digits=0, non_digits=0, batch_size=512, learning_rate=8e-3)
    return replace(alone, hidden_units=tuple(int(n) for n in units.split(",")), epochs=epochs)
