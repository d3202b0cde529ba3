"""The recipe that benchmarks of dense layers change: `record`'s, learned from labels alone."""

from __future__ import annotations

from dataclasses import replace

from kerasdl.config import PRESETS, TrainConfig


def dense_recipe(units: str, epochs: int) -> TrainConfig:
    """The settings of a network with such hidden layers, "1024,1024,512", that learns from labels alone."""
    # Against learning labels by heart; answers of a teacher need it not.
    alone = replace(PRESETS["record"], teacher="", views=0, dropout=0.2)
    return replace(alone, hidden_units=tuple(int(n) for n in units.split(",")), epochs=epochs)
