"""`--json`: one JSON object on the last line of standard output, and nothing else there, whatever the figures are."""

import json
import math
from pathlib import Path
from types import SimpleNamespace

import pytest

from kerasdl.cli import main, training
from kerasdl.export import ExportResult
from kerasdl.export.verify import FormatParity, Parity
from kerasdl.inference.predict import Reading
from kerasdl.search import Candidate, SearchResults
from kerasdl.training import saving
from tests.support.command import call_main
from tests.support.small_training import PLAIN

CARD = {
    "test": {"accuracy": math.nan},
    "validation": {"validation_accuracy": math.inf},
    "training_seconds": 1.0,
    "parameters": 7,
    "ran_on": {"backend": "jax", "device": "cpu:0", "description": "\x1b[31m\udcff", "precision": "float32"},
}
FOUND = SearchResults("bytes", {}, [Candidate("1", "evolution", PLAIN, math.nan, 1, 2, 3, 4.0)])
VERBS = {
    "train": [],
    "export": ["--formats", "tfjs"],
    "verify": [],
    "predict": ["one.png"],
    "card": [],
    "search": ["--trials", "1"],
    "history": [],
    "pens": [],
    "demo": ["--no-serve"],
}


@pytest.fixture(autouse=True)
def done_at_once(monkeypatch, tmp_path):
    """Each verb's work, done with figures that JSON has no words for."""
    monkeypatch.chdir(tmp_path)
    answers = {
        "kerasdl.export.export_model": ExportResult(Path("\udcff"), {"tfjs": 1}),
        "kerasdl.export.verify.verify": Parity("m", 1, [FormatParity("tfjs", None, math.inf, math.nan, 0, True)]),
        "kerasdl.inference.predict.read_files": [
            Reading(Path("one.png"), False, [{"digit": 3, "sure": True, "confidences": [math.nan] * 10}])
        ],
        "kerasdl.search.search": FOUND,
        "kerasdl.history.run.run_history": [SimpleNamespace(to_dict=lambda: {"seconds": math.nan})],
        "kerasdl.evaluation.plots.save_pen_page": None,
        "kerasdl.cli.demo.run_demo": {"seconds": math.inf},
    }
    for name, answer in answers.items():
        monkeypatch.setattr(name, lambda *_, answer=answer, **__: answer, raising=False)
    monkeypatch.setattr(training, "start_keras", lambda *_: None)
    monkeypatch.setattr(main, "_start", lambda *_: None)
    monkeypatch.setattr(saving, "train_and_save", lambda *_, **__: CARD)


@pytest.mark.parametrize(("verb", "arguments"), VERBS.items())
def test_the_result_is_one_json_object_on_the_only_line(verb, arguments):
    done = call_main([verb, *arguments, "--json"])
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1 and done.stdout.strip().isprintable()

    def refuse(name):
        raise AssertionError(f"{name} is no JSON")

    assert isinstance(json.loads(done.stdout, parse_constant=refuse), dict)


def test_the_figures_are_said_even_where_the_picture_cannot_be_drawn(monkeypatch, few):
    def full(*_, **__):
        raise OSError(28, "No space left on device", "report.png")

    monkeypatch.setattr("kerasdl.evaluation.plots.save_report", full)
    monkeypatch.setattr("kerasdl.data.mnist.load_mnist", lambda: few)
    done = call_main(["evaluate", "web", "--png", "report.png", "--json"])
    assert done.returncode == 1 and json.loads(done.stdout)["count"] == len(few.test)
    assert done.stderr.splitlines()[-1].endswith("Received: report.png (No space left on device)")
