"""Custom digits at the command: `train --data` and `--also`, `evaluate --data`, `class list|export|evaluate|delete`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kerasdl.data.mnist import Digits, Mnist
from kerasdl.handwriting.archive import write_archive
from kerasdl.handwriting.pictures import write_pictures
from kerasdl.handwriting.rooms import Rooms
from kerasdl.handwriting.split import split_digits
from tests.support.command import Finished, run_command

SMALL = ("--hidden-units", "16", "--epochs", "2", "--batch-size", "16", "--json")


@pytest.fixture
def home(tmp_path: Path, mnist: Mnist, few: Mnist, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the digits of eight writers, as a file and as pictures; MNIST is small here."""
    some = mnist.test.take(np.arange(400))
    own = Digits(some.images, some.labels, np.arange(400) % 8 + 1)
    write_archive(split_digits(own, "some"), tmp_path / "class.npz")
    write_pictures(own.take(np.arange(80)), tmp_path / "pictures")
    monkeypatch.setattr("kerasdl.handwriting.training_data.load_mnist", lambda: few)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def result_of(done: Finished) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_network_learns_custom_digits_and_is_judged_on_held_out_writers(home: Path) -> None:
    trained = result_of(run_command("train", "--data", "class.npz", "--out", "own", *SMALL))
    card = json.loads((home / "own" / "card.json").read_text())
    assert card["data"][0]["writers"] == {"learned": [1, 2, 4, 5, 6, 8], "held_out": [3, 7]}
    assert card["data"][0]["digits"] == {"train": 275, "validation": 25, "test": 100}
    judged = run_command("evaluate", "own", "--data", "class.npz", "--json")
    assert result_of(judged)["count"] == 100 and "held-out digits of class.npz" in judged.stderr
    assert result_of(judged)["accuracy"] == pytest.approx(trained["test_accuracy"])
    assert result_of(run_command("evaluate", "web", "--data", "pictures", "--json"))["count"] == 80
    assert result_of(run_command("evaluate", "own", "--data", "class.npz", "--part", "all", "--json"))["count"] == 400


def test_custom_digits_beside_mnist_are_judged_by_themselves_too(home: Path) -> None:
    trained = result_of(run_command("train", "--also", "class.npz", "--out", "both", *SMALL))
    card = json.loads((home / "both" / "card.json").read_text())
    assert trained["also"]["count"] == 100 and card["also"] == trained["also"]
    assert card["data"][0]["role"] == "also" and 0 < trained["test_accuracy"] < 1


def test_a_finished_training_is_not_taken_for_one_of_other_digits(home: Path) -> None:
    run_command("train", "--data", "class.npz", "--out", "own", *SMALL)
    kept = (home / "own" / "model.keras").read_bytes()
    result_of(run_command("train", "--data", "class.npz", "--out", "own", "--resume", *SMALL))
    assert (home / "own" / "model.keras").read_bytes() == kept
    result_of(run_command("train", "--data", "pictures", "--out", "own", "--resume", *SMALL))
    assert (home / "own" / "model.keras").read_bytes() != kept


def test_a_presets_teachers_do_not_teach_digits_that_they_do_not_know(home: Path) -> None:
    done = run_command("train", "--preset", "record", "--data", "class.npz", "--out", "own", *SMALL)
    assert "learns from labels alone" in done.stderr and result_of(done)["test_accuracy"] > 0.2
    assert json.loads((home / "own" / "card.json").read_text())["config"]["teacher"] == ""
    asked = run_command("train", "--teacher", "own", "--data", "class.npz", "--out", "taught", *SMALL)
    assert "labels alone" not in asked.stderr and result_of(asked)
    assert json.loads((home / "taught" / "card.json").read_text())["config"]["teacher"] == "own"


@pytest.mark.parametrize("option", ["--data", "--also"])
def test_digits_that_are_none_are_one_line(home: Path, option: str) -> None:
    (home / "text.npz").write_text("text")
    for name in ("text.npz", "none.npz"):
        done = run_command("train", option, name, "--out", "m", *SMALL)
        assert (
            done.returncode == 1 and done.stderr.startswith("kerasdl: Digits must be") and done.stderr.count("\n") == 1
        )


def test_rooms_are_listed_exported_judged_and_deleted(home: Path, mnist: Mnist) -> None:
    assert result_of(run_command("class", "list", "--json")) == {"rooms": []}
    room = Rooms().create(title="Signals 101", asked=10)
    code = room.about.code
    for writer in range(4):
        number = room.join()[1].id
        for n, label in enumerate(room.asked_of(number)):
            image = mnist.test.images[np.flatnonzero(mnist.test.labels == label)[writer]]
            room.add(number, f"drawing-{n}", label, [[[0.0, 0.0], [99.0, 99.0]]], image)
    (listed,) = result_of(run_command("class", "list", "--json"))["rooms"]
    assert (listed["room"], listed["people"], listed["digits"], listed["closed"]) == (code, 4, 40, False)
    assert "Signals 101" in run_command("class", "list").stdout
    files = result_of(run_command("class", "export", code, "--out", "out", "--json"))["files"]
    assert all(Path(file).exists() for file in files.values()) and set(files) == {"npz", "png", "csv"}
    judged = result_of(run_command("class", "evaluate", str(room.file), "--json"))
    assert judged["count"] == 40 and set(judged["writers"]) == {"1", "2", "3", "4"} and judged["accuracy"] > 0.9
    assert run_command("class", "delete", code).returncode == 2 and room.file.exists()
    assert result_of(run_command("class", "delete", code, "--yes", "--json"))["deleted"] == 40
    assert not room.file.exists()
    for verb in ("export", "evaluate", "delete"):
        done = run_command("class", verb, code)
        assert done.returncode == 1 and "A room must be the code of one in" in done.stderr


def test_formats_that_are_none_are_refused(home: Path) -> None:
    code = Rooms().create().about.code
    assert (
        "`formats` must be some of npz, png, csv" in run_command("class", "export", code, "--formats", "npz,gif").stderr
    )
