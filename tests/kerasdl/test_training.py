import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from kerasdl import engine
from kerasdl.checkpoint import write_checkpoint
from kerasdl.config import PRESETS, TrainConfig
from kerasdl.errors import ConfigError, TrainingError
from kerasdl.evaluation import evaluate
from kerasdl.optimizer import OneCycle
from kerasdl.training import choose_device, precision_for, train

SMALL = TrainConfig(hidden_units=(24,), epochs=3, batch_size=50, learning_rate=5e-3, dropout=0.1, augmentation=0.5)


def weights(trained) -> np.ndarray:
    return np.concatenate([w.ravel() for w in trained.model.get_weights()])


class Killed(Exception):
    """Ends a training from within, as a signal would."""


def killed_after(epoch):
    def on_progress(step):
        if step.epoch == epoch + 1:
            raise Killed

    return on_progress


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


def test_a_resumed_training_ends_as_an_uninterrupted_one(few, tmp_path):
    whole = train(SMALL, data=few)
    file = tmp_path / "checkpoint.npz"
    with pytest.raises(Killed):
        train(SMALL, data=few, checkpoint=file, on_progress=killed_after(2))
    seen = []
    resumed = train(SMALL, data=few, checkpoint=file, resume=True, on_progress=lambda step: seen.append(step.epoch))
    assert set(seen) == {3}
    assert np.array_equal(weights(resumed), weights(whole))
    assert [r["epoch"] for r in resumed.history] == [1, 2, 3]
    assert resumed.history[1]["loss"] == whole.history[1]["loss"]


def test_resuming_with_other_settings_is_an_error_that_names_them(few, tmp_path):
    file = tmp_path / "checkpoint.npz"
    with pytest.raises(Killed):
        train(SMALL, data=few, checkpoint=file, on_progress=killed_after(1))
    with pytest.raises(TrainingError, match=r"must keep its settings. Received: seed=7 \(was 0\)"):
        train(replace(SMALL, seed=7), data=few, checkpoint=file, resume=True)


def test_a_damaged_checkpoint_is_an_error_and_stays_where_it_is(few, tmp_path):
    file = tmp_path / "checkpoint.npz"
    file.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(TrainingError, match="must be readable; delete it to start again"):
        train(SMALL, data=few, checkpoint=file, resume=True)
    assert file.exists()


def test_a_checkpoint_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    file = tmp_path / "checkpoint.npz"
    write_checkpoint(file, SMALL, [], [], 1.0)
    before = file.read_bytes()

    def broken(*_args, **_arrays):
        raise OSError("No space left on device")

    monkeypatch.setattr(np, "savez", broken)
    with pytest.raises(OSError, match="No space"):
        write_checkpoint(file, SMALL, [], [], 2.0)
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["checkpoint.npz"]


def test_a_process_killed_in_training_goes_on_where_it_stopped(tmp_path):
    command = [sys.executable, "-m", "kerasdl.cli", "train", "--out", str(tmp_path), "--hidden-units", "16", "--json"]
    command += ["--epochs", "400", "--batch-size", "500"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    for line in process.stderr:
        if line.startswith("epoch 5/"):
            break
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    reached = [*process.stderr.read().splitlines(), line]
    last = max(int(text.split("/")[0].split()[1]) for text in reached if text.startswith("epoch"))
    again = subprocess.Popen([*command, "--resume"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    first = next(line for line in again.stderr if line.startswith("epoch"))
    again.kill()
    again.wait()
    # The epoch that was reported may not have been kept yet: at most that one is lost.
    assert int(first.split("/")[0].split()[1]) in (last, last + 1)


def test_stopping_keeps_what_was_learned(few):
    started = time.perf_counter()
    trained = train(replace(SMALL, epochs=500), data=few, should_stop=lambda: time.perf_counter() - started > 1)
    assert trained.stopped
    assert 1 <= len(trained.history) < 500
    assert evaluate(trained.model, few.test).count == 400


def test_a_loss_that_is_no_longer_finite_is_an_error(few):
    with pytest.raises(TrainingError, match="loss must stay finite; lower the learning rate"):
        train(replace(SMALL, learning_rate=1e30, activation="linear"), data=few)


def test_progress_tells_epoch_step_loss_and_accuracy(few):
    steps = []
    train(replace(SMALL, epochs=2), data=few, on_progress=steps.append)
    assert [s.epoch for s in steps if s.validation is not None] == [1, 2]
    assert all(0 < s.step <= s.steps == 40 and np.isfinite(s.loss) and 0 <= s.accuracy <= 1 for s in steps)


def test_the_learning_rate_rises_to_its_peak_and_falls_to_nothing():
    rates = np.array([float(OneCycle(0.5, 100, 0.25)(step)) for step in range(100)])
    assert rates.argmax() == pytest.approx(25, abs=1)
    assert rates.max() == pytest.approx(0.5, rel=0.03)
    assert rates[0] < 0.03
    assert 0 < rates[-1] < 0.01
    assert (np.diff(rates[:25]) > 0).all()
    assert (np.diff(rates[26:]) < 0).all()


def test_mixed_precision_trains_and_gives_a_float32_network(few):
    trained = train(replace(SMALL, mixed_precision="on"), data=few)
    assert trained.hardware.precision == "mixed_bfloat16"
    assert {str(w.dtype) for w in trained.model.weights} == {"float32"}
    assert {layer.compute_dtype for layer in trained.model.layers} == {"float32"}
    assert evaluate(trained.model, few.test).accuracy > 0.5


def test_mixed_precision_is_automatic_on_a_gpu_for_wide_networks_only():
    wide = replace(SMALL, hidden_units=(2048,))
    assert precision_for(wide, "gpu:0") == "mixed_bfloat16"
    assert precision_for(wide, "cpu:0") == precision_for(SMALL, "gpu:0") == "float32"
    assert precision_for(replace(wide, mixed_precision="off"), "gpu:0") == "float32"


def test_the_first_device_is_chosen_and_a_missing_one_is_an_error(monkeypatch):
    assert choose_device("auto") == engine.devices()[0]
    assert choose_device("cpu")[0] == "cpu:0"
    with pytest.raises(TrainingError, match=r"`device` must be auto or one of cpu:0 .* Received: device=gpu"):
        choose_device("gpu")
    monkeypatch.setattr(engine, "devices", lambda: [("gpu:0", "card"), ("gpu:1", "card"), ("cpu:0", "cpu")])
    assert [choose_device(name)[0] for name in ("auto", "gpu", "gpu:1", "cpu")] == ["gpu:0", "gpu:0", "gpu:1", "cpu:0"]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"epochs": 0}, "`epochs` must be a positive integer. Received: epochs=0"),
        ({"batch_size": -1}, "`batch_size` must be a positive integer. Received: batch_size=-1"),
        ({"learning_rate": 0}, "`learning_rate` must be greater than 0. Received: learning_rate=0"),
        ({"label_smoothing": 1}, "`label_smoothing` must be at least 0 and less than 1"),
        ({"repeats": 0}, "`repeats` must be a positive integer. Received: repeats=0"),
        ({"mixed_precision": "half"}, "`mixed_precision` must be auto, on or off. Received: mixed_precision=half"),
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
