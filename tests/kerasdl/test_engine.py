"""The same training on every Keras backend that is installed, each in a process of its own."""

import importlib.util
import json
import os
import subprocess
import sys

import numpy as np
import pytest

BACKENDS = [b for b in ("jax", "tensorflow", "torch") if importlib.util.find_spec(b)]
CODE = """
import json, sys
import numpy as np
from kerasdl import Digits, Mnist, TrainConfig, evaluate, load_mnist, reader_of, train
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
print(json.dumps({
    "backend": plain.hardware.backend,
    "losses": [r["loss"] for r in plain.history],
    "confidences": reader_of(plain.model).confidences(few.test.images[:5]).tolist(),
    "rich": evaluate(rich.model, few.test).accuracy,
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


def test_jax_and_tensorflow_are_among_them():
    assert BACKENDS[:2] == ["jax", "tensorflow"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_backend_trains_as_jax_does(results, backend):
    assert results[backend]["backend"] == backend
    assert results[backend]["losses"] == pytest.approx(results["jax"]["losses"], rel=1e-3)
    assert np.allclose(results[backend]["confidences"], results["jax"]["confidences"], atol=2e-3)


@pytest.mark.parametrize("backend", BACKENDS)
def test_dropout_normalisation_warps_and_mixed_precision_learn(results, backend):
    assert results[backend]["rich"] > 0.5


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_model_of_one_backend_answers_alike_on_this_one(results, backend):
    from kerasdl.data import load_mnist
    from kerasdl.reader import load_keras_model, reader_of

    answers = reader_of(load_keras_model(results[backend]["file"])).confidences(load_mnist().test.images[:5])
    assert np.allclose(answers, results[backend]["confidences"], atol=1e-4)
