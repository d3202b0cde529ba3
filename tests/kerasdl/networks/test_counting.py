"""What a structure costs by its settings is what the network that is built of them costs."""

from __future__ import annotations

import pytest

from kerasdl.config import PRESETS, TrainConfig
from kerasdl.networks.cost import count_multiply_adds, count_parameters, multiply_adds
from kerasdl.training.loop import build

STRUCTURES = {
    "linear": TrainConfig(hidden_units=()),
    "dense": TrainConfig(hidden_units=(256, 128)),
    "normalised, with dropout": TrainConfig(hidden_units=(12, 24), batch_normalization=True, dropout=0.2),
    "skip sums": TrainConfig(hidden_units=(32, 32, 16), skips=True),
    "normalised skip sums": TrainConfig(hidden_units=(32, 32, 16), skips=True, batch_normalization=True),
    "one stage": TrainConfig(hidden_units=(), filters=(4,)),
    "four stages, whose sides are halved and rounded down": TrainConfig(hidden_units=(7,), filters=(2, 3, 4, 5)),
    "convolutions with skip sums": TrainConfig(
        hidden_units=(8, 8), filters=(4, 4), skips=True, batch_normalization=True
    ),
    **PRESETS,
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_multiply_adds_and_parameters_are_those_of_the_network(name: str) -> None:
    config = STRUCTURES[name]
    model = build(config)
    assert (count_multiply_adds(config), count_parameters(config)) == (multiply_adds(model), model.count_params())
