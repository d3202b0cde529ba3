"""Training runs as Keras code: what the scripts say, what they give when they run, and the page's twin of them."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdl import train
from kerasdl.config import PRESETS, TrainConfig
from kerasdl.data.mnist import Digits, Mnist
from kerasdl.errors import ConfigError
from kerasdl.export.runtimes.node import find_node
from kerasdl.networks.build import mlp
from kerasdl.training.code.notebook import as_notebook
from kerasdl.training.code.page import page_script
from kerasdl.training.code.script import keras_script

ROOT = Path(__file__).resolve().parents[3]
QUICK = replace(PRESETS["quick"], hidden_units=(32, 16), epochs=2)
RICH = TrainConfig(
    hidden_units=(16, 16),
    activation="swish",
    batch_normalization=True,
    skips=True,
    dropout=0.1,
    weight_decay=0.01,
    augmentation=1.0,
    fade=0.5,
    elastic=0.5,
    schedule="constant",
    label_smoothing=0.05,
    repeats=2,
    epochs=1,
)
CONVOLUTIONS = TrainConfig(hidden_units=(8,), filters=(2, 4), pen_digits=300, non_digits=100, dropout=0.1, epochs=1)
TAUGHT = TrainConfig(hidden_units=(16,), epochs=1, augmentation=1.0, weight_decay=0.01, teacher="web, cnn")
PAGE = {"learning_rate": 0.003, "batch_size": 32, "optimizer": "adam", "epochs": 2, "seed": 1}
TWIN = """
import {{ asNotebook, kerasScript }} from {module!r};
const {{ units, activation, learning_rate: learningRate, batch_size: batchSize, optimizer, epochs, seed }} = {given};
const script = kerasScript({{ units, activation }}, {{ learningRate, batchSize, optimizer, epochs }}, seed);
console.log(JSON.stringify([script, asNotebook(script)]));
"""


def run(script: str, folder: Path) -> keras.Model:
    """What a script gives that runs by itself, on this process's backend."""
    (folder / "train.py").write_text(script, encoding="utf-8")
    done = subprocess.run([sys.executable, "train.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return keras.saving.load_model(folder / "digits.keras")


def first(mnist: Mnist, count: int) -> Mnist:
    return replace(mnist, train=Digits(mnist.train.images[:count], mnist.train.labels[:count]))


def largest_difference(one: keras.Model, other: keras.Model) -> float:
    pairs = zip(one.get_weights(), other.get_weights(), strict=True)
    return max(float(np.abs(a - b).max()) for a, b in pairs)


@pytest.mark.slow
@pytest.mark.parametrize("config", [QUICK, RICH], ids=["quick", "rich"])
def test_a_script_that_runs_gives_the_network_that_kerasdl_trains(config: TrainConfig, mnist: Mnist, tmp_path: Path):
    script = keras_script(config, 1_920)
    ours = train(config, data=first(mnist, 1_920)).model
    assert largest_difference(run(script, tmp_path), ours) < 2e-3


@pytest.mark.slow
def test_a_script_with_teachers_gives_the_network_that_they_teach(mnist: Mnist, tmp_path: Path):
    stubborn = mlp([4])
    stubborn.get_layer("logits").bias.assign([0, 0, 0, 9, 0, 0, 0, 0, 0, 0])  # it thinks that everything is a 3
    (tmp_path / "stubborn").mkdir()
    stubborn.save(tmp_path / "stubborn" / "model.keras")
    config = replace(TAUGHT, teacher=f"web, {tmp_path / 'stubborn'}")
    ours, alone = (train(each, data=first(mnist, 960)).model for each in (config, replace(config, teacher="")))
    theirs = run(keras_script(config, 960), tmp_path)
    pictures = mnist.test.images[:500] / np.float32(255)
    answers = [network.predict(pictures, verbose=0) for network in (ours, theirs, alone)]
    assert np.abs(answers[0] - answers[1]).max() < 2e-2
    assert np.abs(answers[0] - answers[2]).max() > 0.1


@pytest.mark.parametrize("config", [*PRESETS.values(), RICH, CONVOLUTIONS, TAUGHT])
def test_every_script_is_python_that_names_each_setting_once(config: TrainConfig):
    tree = ast.parse(keras_script(config))
    assigned = [
        n.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for t in node.targets
        for n in ast.walk(t)
        if isinstance(n, ast.Name)
    ]
    assert {"SEED", "EPOCHS", "BATCH", "network", "optimizer"} <= set(assigned)
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"kerasdl", "kerasdl.data", "kerasdl.layers.random_warp", "kerasdl.models.folder"}
    assert ("kerasdl.models.folder" in imported) == bool(config.teachers)


@pytest.mark.slow
def test_a_script_with_convolutions_and_drawings_gives_that_network(mnist: Mnist, tmp_path: Path):
    ours = train(CONVOLUTIONS, data=first(mnist, 600)).model
    theirs = run(keras_script(CONVOLUTIONS, 600), tmp_path)
    assert [weights.shape for weights in theirs.get_weights()] == [weights.shape for weights in ours.get_weights()]
    assert largest_difference(theirs, ours) < 2e-2


@pytest.mark.parametrize(
    ("config", "digits", "words"),
    [
        (QUICK, 0, "`digits` must be 1 to 55,000. Received: digits=0"),
    ],
)
def test_what_has_no_code_is_refused(config: TrainConfig, digits: int, words: str):
    with pytest.raises(ConfigError, match=words):
        keras_script(config, digits)


def test_a_notebook_has_the_scripts_cells():
    script = keras_script(QUICK)
    cells = json.loads(as_notebook(script))["cells"]
    assert [cell["cell_type"] for cell in cells[:3]] == ["markdown", "code", "markdown"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert ast.dump(ast.parse(code)) == ast.dump(ast.parse(script))
    assert not any(line.startswith("#") for line in cells[2]["source"] if "##" not in line)


@pytest.mark.parametrize(
    ("units", "activation", "more"),
    [
        ([64], "relu", {}),
        ([], "swish", {"optimizer": "sgd", "learning_rate": 0.0001}),
        ([256, 8, 4], "selu", {"seed": 7}),
    ],
)
def test_the_page_writes_the_same_script_and_notebook(units: list[int], activation: str, more: dict[str, object]):
    given = {**PAGE, **more}
    module = (ROOT / "web/training/keras_code.js").as_uri()
    program = TWIN.format(module=module, given=json.dumps({"units": units, "activation": activation, **given}))
    done = subprocess.run([find_node(), "--input-type=module", "-e", program], check=True, capture_output=True)
    script = page_script(units, activation, **given)
    assert json.loads(done.stdout) == [script, as_notebook(script)]
    ast.parse(script)


@pytest.mark.slow
def test_the_pages_script_learns_as_well_as_the_page(tmp_path: Path):
    program = """
    import {{ readFileSync }} from 'node:fs';
    import {{ decodeDigits }} from {digits!r};
    import {{ initialNetwork }} from {descent!r};
    import {{ createTrainingWorker }} from {worker!r};
    const sheet = await decodeDigits(new Uint8Array(readFileSync({data!r})));
    const waiting = [];
    let last;
    const post = (message) => {{ last = message; }};
    const receive = createTrainingWorker({{ post, now: () => performance.now(), later: (work) => waiting.push(work) }});
    const settings = {{ learningRate: 0.003, batchSize: 32, optimizer: 'adam', epochs: 4, seed: 1 }};
    receive({{ type: 'start', settings, sheet, network: initialNetwork({{ units: [64], activation: 'relu', seed: 1 }}) }});
    while (waiting.length > 0) waiting.shift()();
    console.log(last.validationAccuracy);
    """
    names = {
        "digits": "training/digits.js",
        "descent": "training/gradient_descent.js",
        "worker": "training/training_worker.js",
    }
    modules = {name: (ROOT / "web" / path).as_uri() for name, path in names.items()}
    program = program.format(**modules, data=str(ROOT / "web/digits.bin"))
    done = subprocess.run([find_node(), "--input-type=module", "-e", program], check=True, capture_output=True)
    network = run(page_script([64], "relu", **{**PAGE, "epochs": 4}), tmp_path)
    from kerasdl.data.mnist import load_mnist
    from kerasdl.webpage.digits_codec import select_digits

    bits, labels = select_digits(load_mnist())
    answers = network.predict(bits[2500:].astype(np.float32) * 0.9, verbose=0)
    assert abs((answers.argmax(1) == labels[2500:]).mean() - float(done.stdout)) < 0.04
