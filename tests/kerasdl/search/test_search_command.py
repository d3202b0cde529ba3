"""`kerasdl search`, and `kerasdl train` on what it found, as people run them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kerasdl.config import TrainConfig
from kerasdl.errors import TrainingError
from kerasdl.search import read_results
from kerasdl.training import saving
from tests.support.command import run_command


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    folder = tmp_path_factory.mktemp("found")
    options = ["--trials", "2", "--workers", "1", "--digits", "1000", "--epochs", "1", "--goal", "bytes", "--json"]
    done = run_command("search", "--out", str(folder), *options)
    assert done.returncode == 0, done.stderr
    return folder, done


def test_the_front_is_the_last_line_as_json_and_the_notes_are_elsewhere(searched):
    folder, done = searched
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["folder"], result["tried"]) == (str(folder), 2)
    front = result["fronts"]["evolution"]
    assert [row["trial"] for row in front] == [c.trial for c in read_results(folder).front("evolution")]
    assert {"structure", "validation_error", "multiply_adds", "bytes", "parameters"} < set(front[0])
    assert "kept, with a picture, in" in done.stderr


def test_any_candidate_is_trained_in_full_by_one_command(searched, tmp_path):
    folder, _ = searched
    done = run_command(
        "train", "--search", str(folder), "--trial", "1", "--epochs", "1", "--out", str(tmp_path / "m"), "--json"
    )
    assert done.returncode == 0, done.stderr
    config = json.loads((tmp_path / "m" / "card.json").read_text())["config"]
    wanted = next(c.config for c in read_results(folder).candidates if c.trial == "1")
    assert tuple(config["hidden_units"]) == wanted.hidden_units
    assert (config["learning_rate"], config["skips"], config["epochs"]) == (wanted.learning_rate, wanted.skips, 1)
    assert json.loads(done.stdout.splitlines()[-1])["test_accuracy"] > 0.5


def test_in_full_means_for_longer_than_the_search_tried_it(searched, monkeypatch):
    asked = []

    def train_and_save(folder, config, **_options):
        asked.append((folder, config))
        raise TrainingError("enough")

    monkeypatch.setattr(saving, "train_and_save", train_and_save)
    assert run_command("train", "--search", str(searched[0]), "--trial", "1").stderr == "kerasdl: enough\n"
    wanted = next(c.config for c in read_results(searched[0]).candidates if c.trial == "1")
    ((folder, config),) = asked
    assert config == replace(wanted, epochs=TrainConfig.epochs) != wanted
    assert folder == Path("saved_models/found-1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["train", "--trial", "1"],
            "A training starts from --preset, or from --search and --trial. Received: --trial 1",
        ),
        (
            ["train", "--preset", "web", "--search", "s", "--trial", "1"],
            "Received: --preset web, --search s, --trial 1",
        ),
        (["train", "--search", "nowhere", "--trial", "1"], "A search's folder must hold a readable found.json"),
        (["search", "--trials", "0"], "`trials` must be a positive integer of at most 1,000,000. Received: trials=0"),
        (["search", "--goal", "beauty"], "`goal` must be multiply-adds or bytes. Received: goal='beauty'"),
        (["train", "--filters", "4,4,4,4,4"], "`filters` must be for 1 to 4 stages. Received: filters=(4, 4, 4, 4, 4)"),
        (["train", "--filters", "a"], "must be positive integers with commas between"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_status_2(tmp_path, arguments, message):
    done = run_command(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())
