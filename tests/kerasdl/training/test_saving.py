"""A trained network whose place fails, and two trainings that want one folder."""

import errno
import os
import re
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdl.backend.hardware import Hardware
from kerasdl.errors import ConfigError, TrainingError
from kerasdl.files import locked_folder
from kerasdl.training import saving
from kerasdl.training.checkpoint import TrainingState, read_checkpoint, write_checkpoint
from kerasdl.training.loop import Trained, build
from kerasdl.training.saving import train_and_save
from tests.support.small_training import PLAIN, weights


@pytest.fixture
def trained(monkeypatch, tmp_path):
    """The network that a training ends with at once; `happens` is what happens to the disk meanwhile."""
    hardware = Hardware("jax", "cpu:0", "none", "float32")
    record = {
        "epoch": 1,
        "loss": 1.0,
        "accuracy": 0.5,
        "validation_loss": 1.0,
        "validation_accuracy": 0.5,
        "seconds": 1.0,
    }
    done = Trained(build(PLAIN), [record], PLAIN, hardware, 1.0, 0.5)
    happens = []

    def train(config, **_):
        for event in happens:
            event()
        return done

    monkeypatch.setattr(saving, "train", train)
    monkeypatch.setattr("kerasdl.files.tempfile.tempdir", str(tmp_path))
    return done, happens


def kept_in(error) -> Path:
    return Path(re.search(r"; it is kept in (.*)$", str(error.value))[1])


def in_the_way(folder):
    folder.rename(folder.with_name("moved"))
    folder.write_text("a file in the way")


def test_a_network_whose_folder_turned_into_a_file_is_kept_elsewhere(trained, tmp_path, few):
    done, happens = trained
    happens.append(lambda: in_the_way(tmp_path / "model"))
    with pytest.raises(TrainingError, match=r"model.keras \(.*\); it is kept in .*model.keras$") as error:
        train_and_save(tmp_path / "model", PLAIN, data=few)
    again = keras.saving.load_model(kept_in(error))
    assert all(np.array_equal(a, b) for a, b in zip(again.get_weights(), done.model.get_weights(), strict=True))
    assert (tmp_path / "model").read_text() == "a file in the way"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_network_that_the_disk_does_not_take_is_kept_elsewhere(trained, tmp_path, few, monkeypatch, number):
    done, _ = trained
    save = keras.Sequential.save

    def full(model, file):
        if Path(file).parent == tmp_path / "model":
            raise OSError(number, os.strerror(number))
        save(model, file)

    monkeypatch.setattr(keras.Sequential, "save", full)
    with pytest.raises(TrainingError, match=re.escape(os.strerror(number))) as error:
        train_and_save(tmp_path / "model", PLAIN, data=few)
    assert np.array_equal(weights(Trained(keras.saving.load_model(kept_in(error)), *[None] * 5)), weights(done))


def test_a_network_whose_folder_vanished_is_kept_there(trained, tmp_path, few):
    _, happens = trained
    happens.append(lambda: (tmp_path / "model").rename(tmp_path / "moved"))
    card = train_and_save(tmp_path / "model", PLAIN, data=few)
    assert card["parameters"] > 0 and (tmp_path / "model" / "model.keras").exists()


def test_a_checkpoint_whose_place_fails_is_kept_elsewhere_and_can_be_resumed(tmp_path, monkeypatch):
    monkeypatch.setattr("kerasdl.files.tempfile.tempdir", str(tmp_path))
    (tmp_path / "file").write_text("in the way")
    place = TrainingState([], 1.0, 5e-3, 40)
    with pytest.raises(TrainingError, match="it is kept in .*checkpoint.npz") as error:
        write_checkpoint(tmp_path / "file" / "checkpoint.npz", PLAIN, [], place)
    assert read_checkpoint(kept_in(error), PLAIN).place == place


@pytest.mark.parametrize("how", [{}, {"resume": True}, {"overwrite": True}])
def test_a_second_training_into_a_folder_is_refused_while_the_first_lives(trained, tmp_path, few, how):
    _, happens = trained
    begun = []

    def second():
        if not begun:
            begun.append(True)
            with pytest.raises(TrainingError, match="by one process at a time. Received: .*model, where another is"):
                train_and_save(tmp_path / "model", PLAIN, data=few, **how)

    happens.append(second)
    train_and_save(tmp_path / "model", PLAIN, data=few)
    assert begun and {file.name for file in (tmp_path / "model").iterdir()} == {"model.keras", "card.json"}
    train_and_save(tmp_path / "model", PLAIN, data=few, resume=True)


def test_a_folder_that_cannot_be_written_is_refused_before_the_training(trained, tmp_path, few):
    _, happens = trained
    happens.append(lambda: pytest.fail("it was begun"))
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="`out` must be a folder that can be written"):
        train_and_save(tmp_path / "file", PLAIN, data=few)
    with locked_folder(tmp_path, error=TrainingError), pytest.raises(TrainingError):
        train_and_save(tmp_path, PLAIN, data=few)
