"""Trainings that end early, and go on as if they had not."""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from kerasdl.errors import TrainingError
from kerasdl.models.store import write_card
from kerasdl.training.checkpoint import TrainingState, read_checkpoint, write_checkpoint
from kerasdl.training.loop import train
from kerasdl.training.saving import train_and_save
from tests.support.damage import flips, refusals, truncations
from tests.support.small_training import PLAIN, SMALL, Killed, stopping_after, weights


@pytest.fixture(scope="module")
def whole(few):
    """SMALL, trained without a break."""
    return train(SMALL, data=few, steps_per_call=10)


@pytest.fixture(scope="module")
def plain(few):
    """PLAIN, trained without a break."""
    return train(PLAIN, data=few)


def killed_after(epoch):
    def on_progress(step):
        if step.epoch == epoch + 1:
            raise Killed

    return on_progress


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


@pytest.mark.parametrize("calls", [6, 8])
def test_a_training_stopped_anywhere_and_resumed_ends_as_an_uninterrupted_one(few, whole, tmp_path, calls):
    file = tmp_path / "checkpoint.npz"
    first = train(SMALL, data=few, steps_per_call=10, checkpoint=file, should_stop=stopping_after(calls))
    assert first.stopped
    assert len(first.history) == -(-calls // 4)
    assert len(read_checkpoint(file, SMALL).place.history) == calls // 4
    steps = []
    resumed = train(SMALL, data=few, steps_per_call=10, checkpoint=file, resume=True, on_progress=steps.append)
    assert (steps[0].epoch, steps[0].step) == (calls // 4 + 1, calls % 4 * 10 + 10)
    assert not resumed.stopped
    assert np.array_equal(weights(resumed), weights(whole))
    assert without_seconds(resumed) == without_seconds(whole)
    assert resumed.history[-1]["seconds"] > first.seconds > 0


def without_seconds(trained) -> list[dict[str, float]]:
    return [{k: v for k, v in record.items() if k != "seconds"} for record in trained.history]


def test_a_training_stopped_and_resumed_in_calls_of_another_length_ends_as_an_uninterrupted_one(few, whole, tmp_path):
    file = tmp_path / "checkpoint.npz"
    train(SMALL, data=few, steps_per_call=7, checkpoint=file, should_stop=stopping_after(8))
    resumed = train(SMALL, data=few, steps_per_call=15, checkpoint=file, resume=True)
    assert np.array_equal(weights(resumed), weights(whole))


def test_a_training_can_be_stopped_and_resumed_again_and_again(few, plain, tmp_path):
    options = {"data": few, "steps_per_call": 20, "checkpoint": tmp_path / "checkpoint.npz", "resume": True}
    sittings = [train(PLAIN, should_stop=stopping_after(1), **options) for _ in range(4)]
    # The last step of all is no stop: there is nothing left to go on with.
    assert [sitting.stopped for sitting in sittings] == [True, True, True, False]
    assert np.array_equal(weights(sittings[-1]), weights(plain))


def test_resuming_with_other_settings_is_an_error_that_names_them(few, tmp_path):
    file = tmp_path / "checkpoint.npz"
    with pytest.raises(Killed):
        train(SMALL, data=few, checkpoint=file, on_progress=killed_after(1))
    with pytest.raises(TrainingError, match=r"must keep its settings. Received: seed=7 \(was 0\)"):
        train(replace(SMALL, seed=7), data=few, checkpoint=file, resume=True)


def test_resuming_with_another_number_of_digits_is_an_error(few, tmp_path):
    file = tmp_path / "checkpoint.npz"
    train(PLAIN, data=few, checkpoint=file, should_stop=lambda: True)
    fewer = replace(few, train=replace(few.train, images=few.train.images[:500], labels=few.train.labels[:500]))
    with pytest.raises(TrainingError, match=r"must keep its digits. Received: 10 steps an epoch \(was 40\)"):
        train(PLAIN, data=fewer, checkpoint=file, resume=True)


class FakeVariable:
    """What a checkpoint needs of a variable."""

    def __init__(self, value):
        self.value = value


def test_a_checkpoint_of_an_earlier_version_is_an_error_of_one_line(tmp_path):
    file = tmp_path / "checkpoint.npz"
    np.savez(file, head=np.array(json.dumps({"config": {}, "history": [], "seconds": 1.0})))
    with pytest.raises(
        TrainingError, match="must be one of this version of kerasdl; delete it to start again."
    ) as error:
        read_checkpoint(file, SMALL)
    assert "\n" not in str(error.value)


def test_a_damaged_checkpoint_is_an_error_and_stays_where_it_is(few, tmp_path):
    file = tmp_path / "checkpoint.npz"
    file.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(TrainingError, match="must be readable; delete it to start again"):
        train(SMALL, data=few, checkpoint=file, resume=True)
    assert file.exists()


def test_a_checkpoint_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    file = tmp_path / "checkpoint.npz"
    write_checkpoint(file, SMALL, [], TrainingState([], 1.0, 5e-3, 40))
    before = file.read_bytes()

    def broken(*_args, **_arrays):
        raise OSError("No space left on device")

    monkeypatch.setattr(np, "savez", broken)
    with pytest.raises(TrainingError, match=r"checkpoint.npz \(No space left on device\); it is lost"):
        write_checkpoint(file, SMALL, [], TrainingState([], 2.0, 5e-3, 40))
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


def test_a_rate_changed_on_the_way_is_kept_by_the_checkpoint(few, plain, tmp_path):
    file, steps = tmp_path / "checkpoint.npz", []
    slower = {"data": few, "steps_per_call": 10, "learning_rate": iter([5e-3, 5e-3, *[1e-3] * 10]).__next__}
    whole = train(PLAIN, **slower)
    slower["learning_rate"] = iter([5e-3, 5e-3, 1e-3]).__next__
    train(PLAIN, checkpoint=file, should_stop=stopping_after(3), **slower)
    assert read_checkpoint(file, PLAIN).place.learning_rate == 1e-3
    resumed = train(PLAIN, data=few, steps_per_call=10, checkpoint=file, resume=True, on_progress=steps.append)
    assert steps[0].learning_rate == pytest.approx(1e-3 * (1 - 40 / 81) / 0.75)
    assert np.array_equal(weights(resumed), weights(whole))
    assert not np.array_equal(weights(resumed), weights(plain))


def test_a_card_without_later_settings_counts_as_trained_with_their_defaults(few, tmp_path):
    config = replace(PLAIN, epochs=1)
    card = train_and_save(tmp_path, config, data=few)
    del card["config"]["schedule"]
    write_card(tmp_path, **card)

    def trained_again(_step):
        raise Killed

    kept = train_and_save(tmp_path, config, data=few, resume=True, on_progress=trained_again)
    assert kept["config"] == card["config"]
    with pytest.raises(Killed):
        train_and_save(tmp_path, replace(config, schedule="constant"), data=few, resume=True, on_progress=trained_again)


def test_a_finished_training_leaves_its_checkpoint_to_its_caller(few, tmp_path):
    train(PLAIN, data=few, checkpoint=tmp_path / "checkpoint.npz")
    assert (tmp_path / "checkpoint.npz").exists()
    train_and_save(tmp_path, PLAIN, data=few, resume=True)
    assert not (tmp_path / "checkpoint.npz").exists()


def test_a_checkpoint_that_fits_nowhere_ends_the_command_in_one_line(tmp_path):
    """No file may grow beyond 100 kB, as on a disk that is full."""
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); "
    code += "from kerasdl.cli.main import main; main()"
    command = [sys.executable, "-c", code, "train", "--out", str(tmp_path), "--hidden-units", "64", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"(epoch .*\n)?kerasdl: .*checkpoint.npz \(File too large\); it is lost\n", done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_checkpoints_history_is_read_as_it_was_written(tmp_path):
    file, history = tmp_path / "checkpoint.npz", [{"epoch": 1, "loss": 2.5}]
    write_checkpoint(file, SMALL, [], TrainingState(history, 1.0, 5e-3, 40))
    assert json.dumps(read_checkpoint(file, SMALL).place.history) == json.dumps(history)


def test_a_checkpoint_of_any_damage_is_an_error_of_one_line(tmp_path, rng):
    file = tmp_path / "checkpoint.npz"
    variables = [FakeVariable(np.ones((20, 20), np.float32)), FakeVariable(np.array(3))]
    write_checkpoint(file, SMALL, variables, TrainingState([{"loss": 1.0}], 1.0, 5e-3, 40))
    content = file.read_bytes()

    def use(damaged):
        file.write_bytes(damaged)
        read_checkpoint(file, SMALL)

    assert refusals(truncations(content, 30), use) == 30
    assert refusals(flips(content, 60, rng), use) > 20


@pytest.mark.parametrize("place", [{"history": 3}, {"steps": "many"}, {"sums": [1.0]}, {"seconds": None}, {"more": 1}])
def test_a_checkpoints_place_has_its_types(tmp_path, place):
    file = tmp_path / "checkpoint.npz"
    state = {"history": [], "seconds": 1.0, "learning_rate": 5e-3, "steps": 40, "done": 0, "sums": [0.0, 0.0]}
    np.savez(file, head=np.array(json.dumps({"config": {}, "place": {**state, **place}})))
    with pytest.raises(TrainingError, match="must be one of this version of kerasdl"):
        read_checkpoint(file, SMALL)


def test_a_checkpoint_of_a_network_that_diverged_is_an_error(tmp_path):
    file = tmp_path / "checkpoint.npz"
    write_checkpoint(file, SMALL, [FakeVariable(np.full(3, np.nan))], TrainingState([], 1.0, 5e-3, 40))
    with pytest.raises(TrainingError, match="must hold finite numbers"):
        read_checkpoint(file, SMALL)
