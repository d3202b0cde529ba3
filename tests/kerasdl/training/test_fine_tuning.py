"""Fine-tuning: a trained network learns new digits from where it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kerasdl.config import PRESETS
from kerasdl.data.mnist import Digits, Mnist
from kerasdl.errors import ModelError
from kerasdl.evaluation.report import evaluate
from kerasdl.handwriting.split import split_digits
from kerasdl.training.fine_tuning import EPOCHS_BESIDE, fine_tuning, fine_tuning_config
from kerasdl.training.loop import train
from kerasdl.training.saving import train_and_save


def test_a_network_learns_a_hand_that_it_could_not_read(few: Mnist, tmp_path: Path) -> None:
    quick = replace(PRESETS["quick"], hidden_units=(64,), epochs=4)
    train_and_save(tmp_path / "before", quick, data=few)
    mirrored = Digits(few.test.images[:, :, ::-1], few.test.labels, np.arange(len(few.test)) % 8)
    own = split_digits(mirrored, "mirrored")
    tuning = fine_tuning(tmp_path / "before")
    assert tuning.config.hidden_units == (64,) and tuning.config.pen_digits == tuning.config.non_digits == 0
    before = evaluate(
        train(replace(tuning.config, epochs=1, learning_rate=1e-12), data=own, begin=tuning.begin).model, own.test
    )
    after = evaluate(train(replace(tuning.config, learning_rate=5e-3), data=own, begin=tuning.begin).model, own.test)
    assert after.accuracy > before.accuracy + 0.15


def test_the_shipped_network_can_be_fine_tuned_and_one_without_a_card_cannot(tmp_path: Path) -> None:
    config = fine_tuning_config("web", beside=True)
    assert config.epochs == EPOCHS_BESIDE and config.activation == "swish" and config.batch_normalization
    (tmp_path / "model.keras").write_bytes(b"")
    with pytest.raises(ModelError):
        fine_tuning_config(tmp_path)
