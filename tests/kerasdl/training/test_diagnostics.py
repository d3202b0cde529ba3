"""Mistakes are noticed in trainings that made them, recorded ones and real ones, and nothing in those that made none."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace

import pytest

from kerasdl.config import TrainConfig
from kerasdl.data.mnist import Digits, Mnist
from kerasdl.lecture.losses import one_hot
from kerasdl.networks.from_keras import lecture_network
from kerasdl.training.diagnostics import SANE_RATE, Hint, LayerStats, diagnose, measure_layers
from kerasdl.training.loop import Progress, train
from tests.support.recorded_runs import RECORDED, Recorded

FAULTY = [recorded for recorded in RECORDED if recorded.code]
SANE = [recorded for recorded in RECORDED if not recorded.code]


def name(recorded: Recorded) -> str:
    config = recorded.config
    return f"{recorded.code}-{'-'.join(map(str, config.hidden_units))}-{config.activation}-{config.learning_rate:g}"


def recorded(code: str, number: int = 0) -> Recorded:
    return [one for one in RECORDED if one.code == code][number]


def noticed(one: Recorded, epochs: int | None = None) -> list[Hint]:
    return diagnose(one.config, one.points()[:epochs], one.vitals, one.vitals_at_start)


@pytest.mark.parametrize("one", FAULTY, ids=name)
def test_each_mistake_is_noticed_and_nothing_but_it(one):
    hints = noticed(one)
    assert [hint.code for hint in hints] == [one.code]


@pytest.mark.parametrize("one", FAULTY, ids=name)
def test_each_mistake_comes_with_figures_and_a_remedy_that_a_config_takes(one):
    (hint,) = noticed(one)
    assert hint.figures and all(isinstance(value, int | float) for value in hint.figures.values())
    assert hint.remedy and replace(one.config, **hint.remedy) != one.config


@pytest.mark.parametrize("one", SANE, ids=name)
def test_sane_trainings_yield_nothing_at_any_moment(one):
    for epochs in range(len(one.epochs) + 1):
        assert noticed(one, epochs) == []


@pytest.mark.parametrize("code", ["learning_rate_too_high", "learning_rate_too_low", "overfitting", "not_finished"])
def test_what_shows_in_the_curves_alone_needs_no_vitals(code):
    one = recorded(code)
    assert [hint.code for hint in diagnose(one.config, one.points())] == [code]


def test_each_remedy_turns_the_setting_that_is_wrong():
    remedies = {one.code: noticed(one)[0].remedy for one in FAULTY}
    assert remedies["learning_rate_too_high"] == remedies["learning_rate_too_low"] == {"learning_rate": SANE_RATE}
    assert remedies["unbalanced_layers"] == {"activation": "relu"}
    assert remedies["not_finished"] == {"epochs": 6}
    assert remedies["underfitting"] == {"hidden_units": (8,)}
    assert remedies["overfitting"] == {"dropout": 0.2}
    assert remedies["few_digits"] == {"augmentation": 1.0}


def test_a_loss_that_is_no_number_is_noticed_and_hides_all_else():
    one = recorded("overfitting")
    points = [*one.points(), replace(one.points()[-1], epoch=20, step=1, loss=math.nan, validation=None)]
    assert [hint.code for hint in diagnose(one.config, points)] == ["diverged"]


def test_a_rate_that_is_low_already_is_lowered_tenfold_when_the_loss_is_no_number():
    config = TrainConfig(learning_rate=1e-3)
    (hint,) = diagnose(config, [Progress(1, 10, 5, 39, math.inf, 0.1, 1.0)])
    assert hint.remedy == {"learning_rate": pytest.approx(1e-4)}


def test_large_initial_weights_have_half_an_epoch_to_come_down():
    beginning = Progress(1, 10, 10, 39, 30.0, 0.2, 1.0)
    assert diagnose(TrainConfig(), [beginning]) == []
    assert [hint.code for hint in diagnose(TrainConfig(), [replace(beginning, step=30)])] == ["diverged"]


def test_an_exploded_loss_that_comes_back_is_a_high_rate_and_no_longer_a_divergence():
    one = recorded("diverged")
    back = replace(one.points()[-1], epoch=4, loss=181.0)
    hints = diagnose(one.config, [*one.points(), back])
    assert [(hint.code, hint.severity) for hint in hints] == [("learning_rate_too_high", "warning")]


def test_a_high_rate_that_did_no_lasting_harm_is_but_a_note():
    one = recorded("learning_rate_too_high")
    recovered = replace(one.points()[-1], epoch=10, loss=0.174, accuracy=0.948)
    (hint,) = diagnose(one.config, [*one.points(), recovered], one.vitals)
    assert (hint.code, hint.severity) == ("learning_rate_too_high", "note")
    # 0.489 rose to 0.752; of the dead neurons, up to 55 % of a layer, nothing is said: the rate killed them.
    assert hint.figures["rise"] == pytest.approx(0.752 / 0.489) and max(one.vitals.dead) > 0.5


def test_slow_learning_is_not_held_against_a_low_rate_while_it_warms_up():
    one = recorded("learning_rate_too_low")
    assert noticed(one, 2) == [] != noticed(one, 3)


def test_a_running_epoch_counts_from_its_middle_on():
    one = recorded("learning_rate_too_high")
    before = one.points()[:2]
    running = replace(before[-1], epoch=3, step=10, loss=0.75, validation=None)
    assert diagnose(one.config, [*before, running]) == []
    assert diagnose(one.config, [*before, replace(running, step=25)])[0].code == "learning_rate_too_high"


def test_layers_out_of_balance_hide_the_slowness_that_comes_of_them():
    one = next(one for one in FAULTY if one.code == "unbalanced_layers" and one.config.learning_rate < 1e-3)
    even = replace(one.vitals, gradients=(1e-3,) * 9)
    assert [hint.code for hint in diagnose(one.config, one.points(), even)] == ["learning_rate_too_low"]


def test_layers_that_found_their_balance_too_late_show_by_their_beginning():
    one = next(one for one in FAULTY if one.code == "unbalanced_layers" and one.config.learning_rate > 1e-3)
    assert [hint.code for hint in diagnose(one.config, one.points(), one.vitals)] == ["underfitting"]
    assert [hint.code for hint in noticed(one)] == ["unbalanced_layers"]


def test_exploding_gradients_are_out_of_balance_too_and_batch_normalisation_is_not_judged():
    points = [replace(point, accuracy=0.4) for point in SANE[0].points()[:5]]
    exploding = LayerStats((5.0, 0.01, 0.01), (0.1,) * 3, (0.0, 0.0), (0.0, 0.0))
    config = SANE[0].config
    (hint,) = diagnose(config, points, exploding)
    assert hint.code == "unbalanced_layers" and hint.figures["ratio"] == pytest.approx(500)
    assert hint.remedy == {"batch_normalization": True}
    assert diagnose(replace(config, batch_normalization=True), points, exploding) == []


def test_two_causes_give_two_hints():
    one = recorded("overfitting")
    half_dead = replace(one.vitals, dead=(0.6, 0.1))
    assert [hint.code for hint in diagnose(one.config, one.points(), half_dead)] == ["dead_neurons", "overfitting"]


def test_diagnosis_needs_no_keras():
    heavy = ("keras", "jax", "tensorflow")
    code = f"import sys, kerasdl.training.diagnostics; sys.exit(any(m in sys.modules for m in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ({}, [[]]),
        ({"activation": "sigmoid", "seed": 1}, [[]]),
        ({"learning_rate": 1e-5}, [["learning_rate_too_low"]]),
        # A training that tumbles follows its rounding: on some processors its neurons die, on others it only tumbles.
        ({"learning_rate": 3.0}, [["dead_neurons"], ["learning_rate_too_high"]]),
        ({"hidden_units": (2,)}, [["underfitting"]]),
    ],
    ids=str,
)
def test_real_trainings_are_told_what_they_are(settings, codes, mnist):
    digits = Mnist(
        Digits(mnist.train.images[:4_000], mnist.train.labels[:4_000]),
        Digits(mnist.validation.images[:500], mnist.validation.labels[:500]),
        mnist.test,
    )
    config = TrainConfig(**{"hidden_units": (48,), "epochs": 12, "batch_size": 100, **settings})
    x, target = digits.train.images[:200].reshape(200, -1) / 255, one_hot(digits.train.labels[:200], 10)
    points, measured = [], []
    train(
        config,
        data=digits,
        device="cpu",
        on_progress=points.append,
        on_epoch=lambda model: measured.append(measure_layers(lecture_network(model), x, target)),
    )
    assert [hint.code for hint in diagnose(config, points, measured[-1], measured[0])] in codes
