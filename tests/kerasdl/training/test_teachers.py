"""Teachers by their names."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from kerasdl.cli import teaching
from kerasdl.config import PRESETS, TrainConfig
from kerasdl.errors import TrainingError
from kerasdl.training.demand import estimate
from kerasdl.training.teachers import missing_teachers, teacher_settings

TAUGHT = TrainConfig(epochs=1, teacher="quick-7, web, nowhere, teacher-0")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def keep(folder: Path, config: TrainConfig) -> None:
    folder.mkdir(parents=True)
    (folder / "card.json").write_text(json.dumps({"config": asdict(config)}))


def test_a_preset_and_a_seed_is_trained_where_it_is_not_there(here):
    quick, teacher = missing_teachers(TAUGHT)
    assert (quick.preset, quick.folder) == ("quick", Path("saved_models/quick-7"))
    assert quick.config == replace(PRESETS["quick"], seed=7)
    assert teacher.config == PRESETS["teacher"]
    keep(quick.folder, quick.config)
    assert missing_teachers(TAUGHT) == [teacher]


def test_a_teacher_that_is_being_trained_is_not_there_yet(here):
    folder = Path("saved_models/quick-7")
    folder.mkdir(parents=True)
    (folder / "checkpoint.npz").touch()
    assert folder in [missing.folder for missing in missing_teachers(TAUGHT)]


def test_the_settings_are_known_of_those_that_a_preset_trains_and_of_those_that_have_a_card(here):
    own = TrainConfig(hidden_units=(8,), epochs=3)
    keep(here / "saved_models" / "teacher-0", own)
    keep(here / "unsigned", TrainConfig())
    (here / "unsigned" / "card.json").write_text("{}")
    config = replace(TAUGHT, teacher="quick-7, teacher-0, unsigned, nowhere")
    assert teacher_settings(config) == [replace(PRESETS["quick"], seed=7), own]


def test_the_time_is_with_the_teachers(here):
    alone = estimate(replace(TAUGHT, teacher=""), 1_000).seconds
    taught = estimate(replace(TAUGHT, teacher="quick-7"), 1_000).seconds
    assert alone + estimate(PRESETS["quick"]).seconds < taught < alone + 1.5 * estimate(PRESETS["quick"]).seconds
    keep(here / "saved_models" / "quick-7", PRESETS["quick"])
    assert alone < estimate(replace(TAUGHT, teacher="quick-7"), 1_000).seconds < 1.5 * alone


def test_missing_teachers_are_trained_one_after_the_other_and_go_on_where_they_stood(here, monkeypatch, capfd):
    commands, answers = [], iter([0, 0, 130])
    monkeypatch.setattr(
        teaching.subprocess,
        "run",
        lambda command, **settings: commands.append(command) or type("Done", (), {"returncode": next(answers)}),
    )
    teaching.train_missing_teachers(TAUGHT, device="cpu", insist=False)
    preset = ["--preset", "quick", "--seed", "7", "--out", str(Path("saved_models/quick-7"))]
    assert commands[0][1:] == ["-m", "kerasdl", "train", *preset, "--device", "cpu", "--resume"]
    assert "teacher" in commands[1] and len(commands) == 2
    assert capfd.readouterr().err.count("kerasdl: trains a teacher first, saved_models") == 2
    with pytest.raises(TrainingError, match="must be trained to its end. Received: .*quick-7, which ended with 130"):
        teaching.train_missing_teachers(TAUGHT, device="cpu", insist=True)
    assert commands[2][-1] == "--yes"
