"""Hundreds of hostile and damaged model files: no traceback, no hang, no gigabyte, and no code of theirs runs."""

import json
import resource
import shutil
import sys
import time

import numpy as np
import pytest

from kerasdl.evaluation.report import evaluate
from kerasdl.inference.reader import load_reader
from kerasdl.models.folder import open_model
from kerasdl.models.saved_model import load_saved_model
from kerasdl.models.store import checksums, find_model, read_card
from kerasdl.models.tfjs_model import read_tfjs_model
from kerasdl.networks.build import mlp
from kerasdl.training.checkpoint import TrainingState, read_checkpoint, write_checkpoint
from kerasdl.webpage.folder import check_model
from tests.support import hostile_keras_files as hostile
from tests.support.damage import flips, other_values, refusals, truncations

pytestmark = pytest.mark.slow

COUNT = 300
LONGEST_SECONDS = 10.0
MOST_MEMORY = 1_000_000_000  # bytes, beside what the process has at the start


def memory():
    """The most that this process has had so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


class Judge:
    """Counts the cases, and what each takes."""

    def __init__(self):
        self.errors, self.cases, self.before = 0, 0, memory()

    def __call__(self, name, use):
        self.cases += 1
        started = time.perf_counter()
        try:
            self.errors += refusals([name], lambda _: use())
        except Exception as error:
            raise AssertionError(f"{name}: {type(error).__name__}: {error}") from error
        assert time.perf_counter() - started < LONGEST_SECONDS, name
        assert memory() - self.before < MOST_MEMORY, name


@pytest.fixture
def pictures(mnist):
    return mnist.test.images[:20]


def test_hostile_and_damaged_keras_files(tmp_path, few, pictures):
    folder, canary = tmp_path / "model", tmp_path / "canary"
    folder.mkdir()
    file = folder / "model.keras"
    mlp([4], seed=0).save(file)
    evaluate(open_model(folder).load(), few.test)
    judge = Judge()
    for name, content in hostile.every(hostile.parts_of(file), canary, np.random.default_rng(0), COUNT):
        file.write_bytes(content)
        judge(f"{name}: read", lambda: load_reader(folder).confidences(pictures))
        judge(f"{name}: evaluate", lambda: evaluate(open_model(folder).load(), few.test))
        assert not canary.exists(), name
    assert judge.cases == 2 * COUNT and judge.errors > COUNT


def artefacts(folder, rng):
    """Damaged files of an exported model, each with what reads it."""
    card = json.loads((folder / "card.json").read_text())
    card["history"] = card["history"][:1]
    values = list(other_values({**card, "labels": list("0123456789")}))
    for n in rng.choice(len(values), 100, replace=False):
        yield "card.json", values[n][0], json.dumps(values[n][1]).encode()
    for name in ("saved_model/saved_model.pb", "saved_model/variables/variables.index", "tfjs/model.json"):
        content = (folder / name).read_bytes()
        for n, damaged in enumerate([*truncations(content, 20), *flips(content, 20, rng)]):
            yield name, str(n), damaged
    model = json.loads((folder / "tfjs/model.json").read_text())
    model["modelTopology"]["node"] = model["modelTopology"]["node"][:2]
    values = list(other_values(model))
    for n in rng.choice(len(values), 80, replace=False):
        yield "tfjs/model.json", values[n][0], json.dumps(values[n][1]).encode()


@pytest.mark.parametrize("listed", [False, True], ids=["as its card does not know it", "as its card lists it"])
def test_damaged_exports(tmp_path, pictures, rng, listed):
    folder = tmp_path / "model"
    shutil.copytree(find_model("quick"), folder)
    whole = json.loads((folder / "card.json").read_text())
    load_reader(folder).confidences(pictures)
    judge = Judge()

    def use():
        load_reader(folder).confidences(pictures)
        check_model(folder)
        read_tfjs_model(folder / "tfjs")
        run = load_saved_model(open_model(folder))
        assert run is not None

    for name, what, content in artefacts(folder, rng):
        before = (folder / name).read_bytes()
        (folder / name).write_bytes(content)
        if listed and name != "card.json":
            (folder / "card.json").write_text(json.dumps({**whole, "files": checksums(folder)}))
        judge(f"{name} {what}", use)
        (folder / name).write_bytes(before)
        (folder / "card.json").write_text(json.dumps(whole))
    assert judge.cases >= COUNT and judge.errors > 100
    assert read_card(folder)["files"] == whole["files"]


def test_damaged_checkpoints(tmp_path, rng):
    from kerasdl.config import TrainConfig

    file, config = tmp_path / "checkpoint.npz", TrainConfig()
    model = mlp([4], seed=0)
    write_checkpoint(file, config, model.variables, TrainingState([{"loss": 1.0}], 1.0, 5e-3, 40))
    content = file.read_bytes()
    judge = Judge()
    for n, damaged in enumerate([*truncations(content, 50), *flips(content, 100, rng)]):
        file.write_bytes(damaged)
        judge(f"checkpoint {n}", lambda: read_checkpoint(file, config))
    assert judge.errors > 100
