"""The same training on every Keras backend that is installed, each in a process of its own."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kerasdl.backend.selection import WITHOUT_ONEDNN
from kerasdl.config import NARROW_PRODUCTS
from tests.support.command import run_command, run_in_one_process, run_process

# Each backend trains in a process of its own.
pytestmark = pytest.mark.slow

FORMATS = ("saved_model", "tfjs", "tfjs_layers", "onnx", "litert")
BACKENDS = [b for b in ("jax", "tensorflow", "torch") if importlib.util.find_spec(b)]
CODE = """
import json, sys
from dataclasses import replace
from pathlib import Path
import keras
import numpy as np
from kerasdl.backend import hardware
from kerasdl import Digits, Mnist, TrainConfig, backend, evaluate, load_mnist, reader_of, train
whole = load_mnist()
part = lambda digits, n: Digits(digits.images[:n], digits.labels[:n])
few = Mnist(part(whole.train, 1000), part(whole.validation, 100), part(whole.test, 200))
plain = train(TrainConfig(hidden_units=(16,), epochs=2, batch_size=50, weight_decay=0.01, label_smoothing=0.1), data=few)
rich = train(
    TrainConfig(
        hidden_units=(16, 8), activation="tanh", dropout=0.2, batch_normalization=True, augmentation=1.0, epochs=8,
        batch_size=50, mixed_precision="on",
    ),
    data=few,
)
plain.model.save(sys.argv[1])
taken = []
convolutions = TrainConfig(
    filters=(4, 8), skips=True, batch_normalization=True, epochs=1, batch_size=50, mixed_precision="off"
)
train(convolutions, data=few, steps_per_call=1, on_progress=taken.append)
narrow_taken = []
hardware.multiplies_bfloat16 = lambda: True  # any processor computes their products, if slowly
narrow = train(
    replace(convolutions, mixed_precision="auto"), data=few, steps_per_call=1, on_progress=narrow_taken.append
)

# How often the loss is called in Python: where steps are compiled, once for each time that they are.
calls, loss = [], backend.cross_entropy
backend.cross_entropy = lambda *arguments: calls.append(1) or loss(*arguments)
weights = lambda trained: np.concatenate([w.ravel() for w in trained.model.get_weights()])
config = replace(plain.config, dropout=0.2, schedule="constant")

def steered(config, rates, **options):
    calls.clear()
    trained = train(config, data=few, steps_per_call=5, learning_rate=rates.__next__, **options)
    return trained, len(calls)

settings, _ = steered(config, iter([config.learning_rate] * 8))
given, compiled = steered(replace(config, learning_rate=0.5), iter([config.learning_rate] * 8))
rates = [1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 4e-3, 3e-3, 2e-3]
changed, compiled_changed = steered(config, iter(rates))
left = iter([False] * 5 + [True] * 9)
file = Path(sys.argv[1]).with_suffix(".npz")
stopped, _ = steered(config, iter(rates), checkpoint=file, should_stop=left.__next__)
steps = []
resumed, _ = steered(config, iter(rates[6:]), checkpoint=file, resume=True, on_progress=steps.append)
print(json.dumps({
    "backend": plain.hardware.backend,
    "losses": [r["loss"] for r in plain.history],
    "confidences": reader_of(plain.model).confidences(few.test.images[:5]).tolist(),
    "convolutions": [s.loss for s in taken],
    "narrow": [s.loss for s in narrow_taken],
    "narrow precision": [narrow.hardware.precision, *{layer.compute_dtype for layer in narrow.model.layers}],
    "rich": evaluate(rich.model, few.test).accuracy,
    "given": np.array_equal(weights(given), weights(settings)),
    "changed": float(np.abs(weights(changed) - weights(settings)).max()),
    "compiled": [compiled, compiled_changed],
    "stopped": stopped.stopped,
    "resumed": np.array_equal(weights(resumed), weights(changed)),
    "resumed_losses": [[r["loss"] for r in t.history] for t in (resumed, changed)],
    "rates": [[s.epoch, s.step, s.learning_rate] for s in steps],
}))
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> dict[str, dict]:
    folder = tmp_path_factory.mktemp("backends")
    found = {}
    for backend in BACKENDS:
        command = [sys.executable, "-c", CODE, str(folder / f"{backend}.keras")]
        done = subprocess.run(
            command, env={**os.environ, "KERAS_BACKEND": backend}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        found[backend] = {**json.loads(done.stdout.splitlines()[-1]), "file": folder / f"{backend}.keras"}
    return found


@pytest.fixture(scope="module")
def cards(keras, tmp_path_factory) -> dict[str, dict]:
    """The card that the same command leaves on each backend."""
    folder = tmp_path_factory.mktemp("commands")
    for backend in BACKENDS:
        run = run_command if backend == keras.backend.backend() else run_process
        options = ["--hidden-units", "16", "--epochs", "2", "--seed", "3"]
        done = run("train", "--backend", backend, "--out", str(folder / backend), *options)
        assert done.returncode == 0, done.stderr
    return {backend: json.loads((folder / backend / "card.json").read_text()) for backend in BACKENDS}


@pytest.fixture(scope="module")
def exported(results, tmp_path_factory) -> dict[str, Path]:
    """The answers of each backend's model in every format, as `verify` keeps them."""
    folder = tmp_path_factory.mktemp("exported")
    answers = {backend: folder / f"{backend}.npz" for backend in BACKENDS}
    commands = []
    for backend, file in answers.items():
        out = str(folder / backend)
        commands.append(["export", str(results[backend]["file"]), "--out", out, "--formats", ",".join(FORMATS)])
        commands.append(["verify", out, "--count", "5", "--answers", str(file)])
    for done in run_in_one_process(*commands, env={"KERAS_BACKEND": "tensorflow", **WITHOUT_ONEDNN}):
        assert done.returncode == 0, done.stderr
    return answers


def test_jax_and_tensorflow_are_among_them():
    assert BACKENDS[:2] == ["jax", "tensorflow"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_backend_trains_as_jax_does(results, backend):
    assert results[backend]["backend"] == backend
    assert results[backend]["losses"] == pytest.approx(results["jax"]["losses"], rel=1e-3)
    assert np.allclose(results[backend]["confidences"], results["jax"]["confidences"], atol=2e-3)


@pytest.mark.parametrize("backend", BACKENDS)
def test_convolutions_start_with_the_loss_that_they_have_on_jax_and_learn_alike(results, backend):
    losses, on_jax = results[backend]["convolutions"], results["jax"]["convolutions"]
    assert losses[0] == pytest.approx(on_jax[0], rel=1e-4)
    assert losses == pytest.approx(on_jax, rel=1e-3)
    assert len(losses) == 20 and losses[-1] < losses[0] - 0.1


@pytest.mark.parametrize("backend", BACKENDS)
def test_narrow_convolutions_are_tensorflows_and_what_they_train_is_plain(results, backend):
    found, wide = results[backend]["narrow"], results[backend]["convolutions"]
    on_tensorflow = backend == "tensorflow"
    assert results[backend]["narrow precision"] == [NARROW_PRODUCTS if on_tensorflow else "float32", "float32"]
    assert found == pytest.approx(wide, rel=0.02 if on_tensorflow else 1e-6)
    assert (found != wide) is on_tensorflow


@pytest.mark.parametrize("backend", BACKENDS)
def test_one_command_trains_alike_on_each_backend(cards, backend):
    assert cards[backend]["ran_on"]["backend"] == backend
    losses, on_jax = ([record["loss"] for record in cards[name]["history"]] for name in (backend, "jax"))
    assert losses == pytest.approx(on_jax, rel=1e-2)
    assert cards[backend]["test"]["accuracy"] == pytest.approx(cards["jax"]["test"]["accuracy"], abs=5e-3)
    assert cards[backend]["test"]["accuracy"] > 0.9


@pytest.mark.parametrize("backend", BACKENDS)
def test_dropout_normalisation_warps_and_mixed_precision_learn(results, backend):
    assert results[backend]["rich"] > 0.5


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_rate_given_on_the_way_is_the_rate_of_the_steps(results, backend):
    assert results[backend]["given"]
    assert results[backend]["changed"] > 1e-3


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_change_of_rate_compiles_no_step_again(results, backend):
    once, changed = results[backend]["compiled"]
    assert 0 < once == changed


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_training_stopped_within_an_epoch_and_resumed_ends_as_an_uninterrupted_one(results, backend):
    assert results[backend]["stopped"]
    assert results[backend]["rates"] == [[2, 15, 3e-3], [2, 20, 2e-3]]
    assert results[backend]["resumed"]
    resumed, whole = results[backend]["resumed_losses"]
    assert resumed == whole


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_model_of_one_backend_answers_alike_on_this_one(results, backend):
    from kerasdl.data.mnist import load_mnist
    from kerasdl.inference.reader import reader_of
    from kerasdl.models.load import load_keras_model

    answers = reader_of(load_keras_model(results[backend]["file"])).confidences(load_mnist().test.images[:5])
    assert np.allclose(answers, results[backend]["confidences"], atol=1e-4)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_model_of_one_backend_answers_alike_in_every_format(results, exported, backend):
    with np.load(exported[backend]) as answers:
        assert set(answers) == {"keras", *FORMATS, "page"}
        for name in answers:
            assert np.allclose(answers[name], results[backend]["confidences"], atol=1e-4), name
