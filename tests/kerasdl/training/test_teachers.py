"""Teachers by their names."""

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from kerasdl.backend.hardware import choose_device
from kerasdl.cli import teaching, training
from kerasdl.config import PRESETS, TrainConfig
from kerasdl.data.mnist import load_mnist
from kerasdl.data.training_set import build_training_set
from kerasdl.errors import TrainingError
from kerasdl.handwriting.training_data import training_data
from kerasdl.models.folder import open_model
from kerasdl.training import saving
from kerasdl.training.demand import estimate
from kerasdl.training.distillation import Lessons
from kerasdl.training.kept import FIGURES, finished_card
from kerasdl.training.loop import build, train
from kerasdl.training.teachers import missing_teachers, teacher_settings
from tests.support.command import run_command

TAUGHT = TrainConfig(epochs=1, teacher="quick-7, web, nowhere, teacher-9")


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
    assert teacher.config == replace(PRESETS["teacher"], seed=9)
    keep(quick.folder, quick.config)
    assert missing_teachers(TAUGHT) == [teacher]


def test_a_teacher_that_is_being_trained_is_not_there_yet(here):
    folder = Path("saved_models/quick-7")
    folder.mkdir(parents=True)
    (folder / "checkpoint.npz").touch()
    assert folder in [missing.folder for missing in missing_teachers(TAUGHT)]


def test_the_settings_are_known_of_those_that_a_preset_trains_and_of_those_that_have_a_card(here):
    own = TrainConfig(hidden_units=(8,), epochs=3)
    keep(here / "saved_models" / "teacher-9", own)
    keep(here / "unsigned", TrainConfig())
    (here / "unsigned" / "card.json").write_text("{}")
    config = replace(TAUGHT, teacher="quick-7, teacher-9, unsigned, nowhere")
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


def test_python_is_told_of_teachers_that_only_the_command_trains(here, few):
    folders = f"{Path('saved_models/quick-7')}, {Path('saved_models/teacher-9')}"
    with pytest.raises(
        TrainingError, match=re.escape(f"must be trained first, as `kerasdl train` does by itself. Received: {folders}")
    ):
        train(replace(TAUGHT, hidden_units=(8,), teacher="quick-7, web, teacher-9"), data=few)


def test_no_teacher_is_trained_for_what_is_finished_or_unfinished(here, monkeypatch):
    folder, config = here / "student", replace(PRESETS["quick"], teacher="quick-7")
    asked = ["train", "--teacher", "quick-7", "--out", str(folder)]
    keep(folder, config)
    ran = {"backend": "jax", "device": "cpu:0", "description": "", "precision": "float32"}
    figures = {"test": {"accuracy": 0.5}, "validation": {"validation_accuracy": 0.5}, "ran_on": ran}
    card = json.loads((folder / "card.json").read_text()) | dict.fromkeys(FIGURES, 1) | figures
    (folder / "card.json").write_text(json.dumps(card))
    (folder / "model.keras").touch()
    assert finished_card(folder, config) and not finished_card(folder, replace(config, seed=1))
    trained = []

    def refuse(*_settings, **_options):
        trained.append(1)
        raise TrainingError("A teacher")

    monkeypatch.setattr(training, "train_missing_teachers", refuse)
    monkeypatch.setattr(saving, "train_and_save", lambda *_, **_options: card)
    assert run_command(*asked, "--resume").returncode == 0 and not trained
    assert run_command(*asked).returncode == 1 and len(trained) == 1
    (folder / "checkpoint.npz").touch()
    assert "needs --resume or --overwrite" in run_command(*asked).stderr and len(trained) == 1
    assert "A teacher" in run_command(*asked, "--resume").stderr and len(trained) == 2


@pytest.mark.parametrize(
    ("teacher", "backend", "device", "so"),
    [
        ("teacher-9", None, "auto", True),
        ("teacher-9", "jax", "auto", False),
        ("teacher-9", None, "gpu", False),
        ("quick-0", None, "auto", False),
    ],
)
def test_convolutions_answer_in_a_process_with_tensorflow_unless_someone_chose(
    here, monkeypatch, teacher, backend, device, so
):
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.setattr(teaching, "best_backend", lambda *, convolutions: "tensorflow" if convolutions else "jax")
    config = TrainConfig(teacher=teacher)
    assert teaching.teachers_answer_elsewhere(config, backend, device) is so
    assert not teaching.teachers_answer_elsewhere(replace(config, filters=(4,)), backend, device)
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    assert not teaching.teachers_answer_elsewhere(config, backend, device)


@pytest.mark.slow
def test_teachers_that_answered_elsewhere_are_not_asked_again(tmp_path):
    few = load_mnist().validation
    np.savez(tmp_path / "few.npz", x_train=few.images[:400], y_train=few.labels[:400])
    config = TrainConfig(hidden_units=(8,), epochs=2, augmentation=1.0, teacher="cnn")
    kept = tmp_path / "kept"
    teaching.have_teachers_answer(config, tmp_path / "few.npz", None, kept)
    files = sorted(kept.rglob("*.npy"))
    assert len(files) == 2
    digits = training_data(tmp_path / "few.npz").digits
    before = [file.stat().st_mtime_ns for file in files]
    learned = build_training_set(config, digits.train)
    lesson = Lessons(config, learned, build(config), choose_device("cpu")[0], kept).at(0)
    assert [file.stat().st_mtime_ns for file in sorted(kept.rglob("*.npy"))] == before
    answers = open_model("cnn").load().predict(lesson.images.astype(np.float32) / 255, verbose=0)
    assert np.abs(lesson.targets[:, 10:] - answers).max() < 0.05


@pytest.mark.slow
def test_what_is_wrong_with_the_digits_is_one_line(here, capfd):
    with pytest.raises(TrainingError, match="must answer all views"):
        teaching.have_teachers_answer(TrainConfig(teacher="cnn"), here / "none.npz", None, here)
    assert capfd.readouterr().err.count("\n") == 1


def test_a_process_that_answers_not_is_an_error(here, monkeypatch):
    monkeypatch.setattr(teaching.subprocess, "run", lambda command, **settings: type("Done", (), {"returncode": 1}))
    with pytest.raises(TrainingError, match="must answer all views. Received: a process that ended with 1"):
        teaching.have_teachers_answer(TAUGHT, None, None, here)
