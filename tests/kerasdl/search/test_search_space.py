from dataclasses import replace

import optuna
import pytest

from kerasdl.activations import SEARCHED
from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError
from kerasdl.search.space import MAX_LAYERS, WIDTHS, SearchConfig, choose, describe_structure

GENES = {
    "depth": 2,
    **{f"width_{n}": n for n in range(1, MAX_LAYERS + 1)},
    "activation": "swish",
    "batch_normalization": True,
    "skips": False,
    "dropout": 0.1,
    "learning_rate": 0.004,
    "batch_size": 96,
}


def test_genes_stand_for_a_structure_and_its_training():
    config = choose(optuna.trial.FixedTrial(GENES), SearchConfig(epochs=3, seed=7))
    assert config == TrainConfig(
        hidden_units=(WIDTHS[1], WIDTHS[2]),
        activation="swish",
        batch_normalization=True,
        dropout=0.1,
        learning_rate=0.004,
        batch_size=96,
        epochs=3,
        seed=7,
    )


def test_a_shallow_structure_keeps_the_widths_of_layers_that_it_has_not():
    study = optuna.create_study()
    study.enqueue_trial({**GENES, "depth": 0})
    trial = study.ask()
    assert choose(trial, SearchConfig()).hidden_units == ()
    assert set(trial.params) == set(GENES)


def test_every_choice_of_genes_is_a_training_that_kerasdl_takes():
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    configs = [choose(study.ask(), SearchConfig()) for _ in range(60)]
    assert {len(config.hidden_units) for config in configs} == set(range(MAX_LAYERS + 1))
    assert {config.activation for config in configs} == set(SEARCHED)


def test_a_structure_is_told_in_a_few_words():
    config = TrainConfig(hidden_units=(96, 96), activation="tanh", batch_normalization=True, skips=True, dropout=0.15)
    assert describe_structure(config) == "784-96-96-10 tanh, normalised, skips, dropout 0.15"
    assert describe_structure(replace(config, hidden_units=())) == "784-10 linear"
    assert describe_structure(TrainConfig(filters=(16, 32), hidden_units=(64,))) == "28×28-16c-32c-64-10 relu"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"goal": "speed"}, "`goal` must be multiply-adds or bytes. Received: goal='speed'"),
        ({"epochs": 0}, "`epochs` must be a positive integer of at most 1,000,000. Received: epochs=0"),
        ({"digits": 999}, "`digits` must be an integer of 1,000 to 55,000. Received: digits=999"),
        ({"population": 3}, "`population` must be an integer of 4 to 10,000. Received: population=3"),
        ({"seed": -1}, "`seed` must be an integer of 0 to 2,147,483,647. Received: seed=-1"),
    ],
)
def test_a_bad_setting_is_an_error_that_states_rule_and_value(settings, message):
    with pytest.raises(ConfigError, match=message):
        SearchConfig(**settings)
