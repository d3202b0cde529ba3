"""Trainings from their first step to their last: what they learn, tell and refuse."""

import itertools
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from kerasdl import backend
from kerasdl.backend import jax as jax_backend
from kerasdl.backend.hardware import multiplies_bfloat16
from kerasdl.cli import main as cli
from kerasdl.config import NARROW_PRODUCTS, PRESETS, TrainConfig
from kerasdl.errors import ConfigError, TrainingError
from kerasdl.evaluation.report import evaluate
from kerasdl.training import callbacks, loop, saving
from kerasdl.training.checkpoint import read_checkpoint
from kerasdl.training.loop import choose_device, precision_for, train
from tests.support.small_training import PLAIN, SMALL, Killed, stopping_after, weights


@pytest.fixture(scope="module")
def plain(few):
    """PLAIN, trained without a break."""
    return train(PLAIN, data=few)


def test_training_learns_and_records_every_epoch(few):
    trained = train(replace(SMALL, epochs=6), data=few)
    assert [r["epoch"] for r in trained.history] == [1, 2, 3, 4, 5, 6]
    assert trained.history[-1]["loss"] < 0.5 * trained.history[0]["loss"]
    assert trained.history[-1]["validation_accuracy"] > 0.75
    assert evaluate(trained.model, few.test).accuracy > 0.75
    assert trained.hardware.backend == "jax"


def test_the_recorded_loss_of_an_untouched_network_is_that_of_guessing(few):
    trained = train(replace(SMALL, epochs=1, learning_rate=1e-12, augmentation=0, dropout=0), data=few)
    assert trained.history[0]["loss"] == pytest.approx(trained.history[0]["validation_loss"], rel=0.05)


def test_one_configuration_gives_one_network(few):
    assert np.array_equal(weights(train(SMALL, data=few)), weights(train(SMALL, data=few)))
    assert not np.array_equal(weights(train(SMALL, data=few)), weights(train(replace(SMALL, seed=1), data=few)))


def test_stopping_keeps_what_was_learned(few):
    trained = train(replace(SMALL, epochs=500), data=few, should_stop=stopping_after(3))
    assert trained.stopped
    assert 1 <= len(trained.history) < 500
    assert evaluate(trained.model, few.test).count == 400


def test_weights_that_only_the_last_step_made_infinite_are_an_error(few):
    one_step = replace(SMALL, epochs=1, batch_size=2_000, learning_rate=1e38, schedule="constant")
    with pytest.raises(
        TrainingError, match="loss must stay finite; lower the learning rate. Received: validation_loss=nan"
    ):
        train(one_step, data=few)


def test_a_loss_that_is_no_longer_finite_is_an_error(few):
    with pytest.raises(TrainingError, match="loss must stay finite; lower the learning rate"):
        train(replace(SMALL, learning_rate=1e30, activation="linear"), data=few)


def test_progress_tells_epoch_step_loss_and_accuracy(few):
    steps = []
    train(replace(SMALL, epochs=2), data=few, on_progress=steps.append)
    assert [s.epoch for s in steps if s.validation is not None] == [1, 2]
    assert all(0 < s.step <= s.steps == 40 and np.isfinite(s.loss) and 0 <= s.accuracy <= 1 for s in steps)


def test_a_call_takes_at_most_so_many_steps_and_the_network_is_the_same(few, plain):
    steps = []
    trained = train(PLAIN, data=few, steps_per_call=9, on_progress=steps.append)
    assert np.array_equal(weights(trained), weights(plain))
    assert [s.step for s in steps] == [8, 16, 24, 32, 40] * 2
    with pytest.raises(ConfigError, match="`steps_per_call` must be a positive integer. Received: steps_per_call=0"):
        train(SMALL, data=few, steps_per_call=0)


@pytest.mark.parametrize(("steps", "most"), [(40, 9), (7, 3), (573, 25), (573, 150), (5, 100)])
def test_calls_are_of_two_lengths_whatever_is_done_of_whole_ones(steps, most):
    batches = np.arange(2 * steps).reshape(steps, 2)
    parts = backend.split_into_calls(batches, most)
    lengths = {len(part) for part in parts}
    assert max(lengths) <= most
    assert len(lengths) <= 2
    assert np.array_equal(np.concatenate(parts), batches)
    for whole in range(len(parts)):
        done = sum(len(part) for part in parts[:whole])
        left = backend.split_into_calls(batches, most, done=done)
        assert [len(part) for part in left] == [len(part) for part in parts[whole:]]
        assert np.array_equal(np.concatenate(left), batches[done:])


def test_the_network_of_the_first_on_epoch_holds_the_weights_of_the_moment_at_each_progress(few, plain, tmp_path):
    networks, seen = [], []

    def look(_step):
        networks[0].predict(few.test.images[:3] / 255, verbose=0)
        seen.append(networks[0].get_weights()[0].copy())

    watched = train(PLAIN, data=few, steps_per_call=10, on_epoch=networks.append, on_progress=look)
    assert len(seen) == 8
    assert len({id(network) for network in networks}) == 1
    assert all((before != after).any() for before, after in itertools.pairwise(seen))
    assert np.array_equal(weights(watched), weights(plain))
    # What was seen after 30 steps is what a training holds that ended there.
    file = tmp_path / "checkpoint.npz"
    train(PLAIN, data=few, steps_per_call=10, checkpoint=file, should_stop=stopping_after(3))
    assert np.array_equal(seen[2], read_checkpoint(file, PLAIN).values[0])


def test_what_waits_on_the_way_is_not_training_time(few, monkeypatch):
    now = [0.0]
    stopped_clock = SimpleNamespace(perf_counter=lambda: now[0])
    monkeypatch.setattr(loop, "time", stopped_clock)
    monkeypatch.setattr(callbacks, "time", stopped_clock)

    def wait(_step):
        now[0] += 100

    trained = train(PLAIN, data=few, on_progress=wait)
    assert now[0] == 200
    assert trained.seconds == 0


def test_the_command_takes_the_schedule(monkeypatch):
    asked = []

    def noted(_folder, config, **_options):
        asked.append(config.schedule)
        raise Killed

    monkeypatch.setattr(saving, "train_and_save", noted)
    for arguments in (["train"], ["train", "--schedule", "constant"]):
        with pytest.raises(Killed):
            cli.app(arguments, standalone_mode=False)
    assert asked == ["one cycle", "constant"]


@pytest.mark.parametrize("schedule", ["one cycle", "constant"])
def test_a_rate_given_from_the_start_trains_as_the_settings_rate(few, schedule):
    config = replace(PLAIN, schedule=schedule, weight_decay=0.01)
    given = train(replace(config, learning_rate=0.1), data=few, learning_rate=lambda: 5e-3)
    assert np.array_equal(weights(given), weights(train(config, data=few)))


def test_a_rate_changed_on_the_way_works_from_the_next_call_on(few):
    networks, seen = [], []

    def look(step):
        seen.append((step.step, step.learning_rate, networks[0].get_weights()[0].copy()))

    rates = iter([5e-3, 5e-3, 1e-12, 1e-12])
    train(
        replace(PLAIN, epochs=1, schedule="constant"),
        data=few,
        steps_per_call=10,
        learning_rate=lambda: next(rates),
        on_epoch=networks.append,
        on_progress=look,
    )
    assert [(step, rate) for step, rate, _kernel in seen] == [(10, 5e-3), (20, 5e-3), (30, 1e-12), (40, 1e-12)]
    kernels = [kernel for _step, _rate, kernel in seen]
    assert np.abs(kernels[1] - kernels[0]).max() > 1e-3
    assert np.allclose(kernels[3], kernels[1], atol=1e-8)


def test_progress_tells_the_rate_that_the_last_step_used(few):
    steps = []
    train(PLAIN, data=few, steps_per_call=10, on_progress=steps.append)
    rates = [s.learning_rate for s in steps]
    # 80 steps; step n, counted from 1, is n / 81 of the way, up to a quarter of it and down over the rest.
    assert rates == pytest.approx([5e-3 * min(n / 81 / 0.25, (1 - n / 81) / 0.75) for n in range(10, 81, 10)])
    train(replace(PLAIN, schedule="constant"), data=few, steps_per_call=10, on_progress=steps.append)
    assert [s.learning_rate for s in steps[8:]] == [5e-3] * 8


def test_a_change_of_rate_compiles_no_step_again(few, monkeypatch):
    traced = []
    original = jax_backend.accuracy

    def counted(labels, logits):
        traced.append(logits.shape)
        return original(labels, logits)

    monkeypatch.setattr(jax_backend, "accuracy", counted)
    train(PLAIN, data=few, steps_per_call=40)
    once = len(traced)
    assert once > 0
    rates = iter(np.linspace(1e-3, 5e-3, 8))
    train(PLAIN, data=few, steps_per_call=10, learning_rate=lambda: next(rates))
    assert len(traced) == 2 * once


@pytest.mark.parametrize("rate", [0, -1e-3, float("nan"), float("inf"), None, "fast"])
def test_a_rate_that_is_no_finite_number_greater_than_0_is_an_error(rate):
    message = f"`learning_rate` must be a finite number greater than 0. Received: learning_rate={rate!r}"
    with pytest.raises(ConfigError, match=message):
        replace(SMALL, learning_rate=rate)


def test_a_bad_rate_on_the_way_is_the_same_error(few):
    rates = iter([5e-3, float("nan")])
    with pytest.raises(ConfigError, match="must be a finite number greater than 0. Received: learning_rate=nan"):
        train(PLAIN, data=few, learning_rate=lambda: next(rates))


@pytest.mark.parametrize("narrow", [False, True])
def test_mixed_precision_trains_and_gives_a_plain_float32_network(few, monkeypatch, narrow):
    if narrow and not multiplies_bfloat16():
        pytest.skip("a processor that does not multiply narrow numbers does not run their products")
    monkeypatch.setattr("kerasdl.backend.hardware.multiplies_bfloat16", lambda: narrow)
    trained = train(replace(SMALL, mixed_precision="on"), data=few)
    on_jax = keras.backend.backend() == "jax"
    assert trained.hardware.precision == (NARROW_PRODUCTS if narrow and on_jax else "mixed_bfloat16")
    assert {str(w.dtype) for w in trained.model.weights} == {"float32"}
    assert {layer.compute_dtype for layer in trained.model.layers} == {"float32"}
    assert not any(type(layer) is not keras.layers.Dense for layer in trained.model.layers if "dense" in layer.name)
    assert evaluate(trained.model, few.test).accuracy > 0.5


@pytest.mark.parametrize("narrow", [False, True])
def test_mixed_precision_is_automatic_for_wide_networks_only(monkeypatch, narrow):
    monkeypatch.setattr("kerasdl.backend.hardware.multiplies_bfloat16", lambda: narrow)
    wide = replace(SMALL, hidden_units=(2048,))
    assert precision_for(wide, "gpu:0") == "mixed_bfloat16"
    assert precision_for(SMALL, "cpu:0") == precision_for(SMALL, "gpu:0") == "float32"
    with_units = narrow and keras.backend.backend() == "jax"
    assert precision_for(wide, "cpu:0") == (NARROW_PRODUCTS if with_units else "float32")
    convolving = replace(SMALL, hidden_units=(), filters=(4,))
    with_units = narrow and keras.backend.backend() == "tensorflow"
    assert precision_for(convolving, "cpu:0") == (NARROW_PRODUCTS if with_units else "float32")
    for settings in (wide, convolving):
        for device in ("gpu:0", "cpu:0"):
            assert precision_for(replace(settings, mixed_precision="off"), device) == "float32"


@pytest.mark.parametrize(
    ("flags", "so"), [("fpu avx512_bf16", True), ("amx_tile amx_bf16", True), ("fpu avx512f", False), (None, False)]
)
def test_a_processor_says_whether_it_multiplies_narrow_numbers(monkeypatch, flags, so):
    def read_text(file, encoding):
        if flags is None:
            raise FileNotFoundError(file)  # on macOS and Windows
        return f"processor : 0\nflags\t\t: {flags}\n"

    monkeypatch.setattr(Path, "read_text", read_text)
    assert multiplies_bfloat16.__wrapped__() is so


def test_the_first_device_is_chosen_and_a_missing_one_is_an_error(monkeypatch):
    assert choose_device("auto") == backend.devices()[0]
    assert choose_device("cpu")[0] == "cpu:0"
    with pytest.raises(TrainingError, match=r"`device` must be auto or one of cpu:0 .* Received: device=gpu"):
        choose_device("gpu")
    monkeypatch.setattr(backend, "devices", lambda: [("gpu:0", "card"), ("gpu:1", "card"), ("cpu:0", "cpu")])
    assert [choose_device(name)[0] for name in ("auto", "gpu", "gpu:1", "cpu")] == ["gpu:0", "gpu:0", "gpu:1", "cpu:0"]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"epochs": 0}, "`epochs` must be a positive integer of at most 1,000,000. Received: epochs=0"),
        ({"batch_size": -1}, "`batch_size` must be a positive integer of at most 1,000,000. Received: batch_size=-1"),
        ({"learning_rate": 0}, "`learning_rate` must be a finite number greater than 0. Received: learning_rate=0"),
        ({"learning_rate": float("inf")}, "`learning_rate` must be a finite number .* Received: learning_rate=inf"),
        ({"schedule": "cosine"}, "`schedule` must be one cycle or constant. Received: schedule='cosine'"),
        ({"label_smoothing": 1}, "`label_smoothing` must be at least 0 and less than 1"),
        ({"repeats": 0}, "`repeats` must be a positive integer of at most 10,000. Received: repeats=0"),
        ({"mixed_precision": "half"}, "`mixed_precision` must be auto, on or off. Received: mixed_precision='half'"),
        ({"hidden_units": (0,)}, "`hidden_units` must be positive integers"),
    ],
)
def test_a_bad_setting_is_an_error_that_states_rule_and_value(setting, message):
    with pytest.raises(ConfigError, match=message):
        replace(SMALL, **setting)


def test_a_configuration_survives_json():
    config = PRESETS["web"]
    from dataclasses import asdict

    assert TrainConfig(**json.loads(json.dumps(asdict(config)))) == config
