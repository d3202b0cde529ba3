import keras
import numpy as np
import pytest

from kerasdl.config import TrainConfig
from kerasdl.training.schedules import AdamW, Constant, OneCycle, make_schedule


def rates_of(schedule) -> np.ndarray:
    return np.array([float(schedule(step)) for step in range(100)])


def test_the_learning_rate_rises_to_its_peak_and_falls_to_nothing():
    rates = rates_of(OneCycle(0.5, 100, 0.25))
    assert rates.argmax() == pytest.approx(25, abs=1)
    assert rates.max() == pytest.approx(0.5, rel=0.03)
    assert rates[0] < 0.03
    assert 0 < rates[-1] < 0.01
    assert (np.diff(rates[:25]) > 0).all()
    assert (np.diff(rates[26:]) < 0).all()


def test_a_constant_rate_stays_as_it_is():
    assert rates_of(Constant(0.25)) == pytest.approx(0.25)


@pytest.mark.parametrize("schedule", [OneCycle(0.5, 100, 0.25), OneCycle(0.5, 100, 0.0), Constant(0.5)])
def test_the_plain_number_is_the_rate_that_a_step_uses(schedule):
    assert [schedule.at(step, 0.5) for step in range(100)] == pytest.approx(rates_of(schedule), rel=1e-5)


def test_a_changed_peak_scales_every_rate():
    schedule = OneCycle(0.5, 100, 0.25)
    before = rates_of(schedule)
    schedule.peak.assign(0.1)
    assert rates_of(schedule) == pytest.approx(0.2 * before, rel=1e-6)


def test_the_settings_name_the_schedule():
    one_cycle = make_schedule(TrainConfig(learning_rate=0.5, warmup=0.1), 100)
    assert isinstance(one_cycle, OneCycle)
    assert one_cycle.get_config() == {"peak": 0.5, "steps": 100, "warmup": 0.1}
    constant = make_schedule(TrainConfig(learning_rate=0.5, schedule="constant"), 100)
    assert isinstance(constant, Constant)
    assert constant.get_config() == {"peak": 0.5}


@pytest.mark.parametrize("schedule", [OneCycle(0.5, 100, 0.25), Constant(0.5)])
def test_a_schedule_survives_serialisation(schedule):
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(schedule))
    assert type(again) is type(schedule)
    assert rates_of(again) == pytest.approx(rates_of(schedule))


def test_the_peak_is_one_of_the_optimizers_variables():
    schedule = Constant(0.5)
    optimizer = AdamW(schedule, weight_decay=0.0)
    optimizer.build([keras.Variable([1.0])])
    assert [own for own in optimizer.variables if own is schedule.peak] == [schedule.peak]
