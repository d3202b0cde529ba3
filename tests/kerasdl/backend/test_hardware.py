"""A training on several devices is that of one: four virtual CPU devices, in a process of their own."""

import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest

from kerasdl.backend.hardware import Hardware, check_batch_split, choose_devices
from kerasdl.errors import ConfigError, TrainingError
from kerasdl.training.loop import train
from tests.support.command import run_in_one_process
from tests.support.small_training import PLAIN

# Each case needs processes with virtual devices.
pytestmark = pytest.mark.slow

FOUR = {**os.environ, "KERAS_BACKEND": "jax", "XLA_FLAGS": "--xla_force_host_platform_device_count=4"}
CODE = """
import json, sys
from dataclasses import replace
from pathlib import Path
import jax
import numpy as np
from kerasdl import Digits, Mnist, TrainConfig, load_mnist
from kerasdl import backend
from kerasdl.errors import ConfigError
from kerasdl.training.loop import train

whole, file = load_mnist(), Path(sys.argv[1])
part = lambda digits, n: Digits(digits.images[:n], digits.labels[:n])
few = Mnist(part(whole.train, 600), part(whole.validation, 100), part(whole.test, 100))
config = TrainConfig(
    hidden_units=(16, 8), dropout=0.2, batch_normalization=True, augmentation=1.0, elastic=0.5, stroke=0.5, epochs=3,
    batch_size=40, weight_decay=0.01,
)
traced, shares, loss = [], [], backend.cross_entropy

def watched(targets, logits):
    traced.append(1)
    jax.debug.inspect_array_sharding(logits, callback=lambda s: shares.append(s.shard_shape(logits.shape)))
    return loss(targets, logits)

backend.cross_entropy = watched

def figures(**options):
    traced.clear(), shares.clear()
    trained = train(config, data=few, device="cpu", steps_per_call=5, **options)
    numbers = [{k: v for k, v in record.items() if k != "seconds"} for record in trained.history]
    weights = np.concatenate([w.ravel() for w in trained.model.get_weights()])
    return {"history": numbers, "weights": weights.tolist(), "devices": trained.hardware.devices,
            "on": str(trained.hardware), "shares": shares[:1], "traced": len(traced),
            "held_by": len(trained.model.weights[0].value.devices())}

def stopped_after(calls, **options):
    left = iter(range(1, calls + 1))
    return figures(checkpoint=file, should_stop=lambda: next(left) == calls, **options)

def refusal(**options):
    try:
        train(device="cpu", **options)
    except ConfigError as error:
        return str(error)

print(json.dumps({
    "one": figures(),
    "four": figures(devices=4),
    "sittings": [
        stopped_after(2, devices=4),
        stopped_after(3, devices=2, resume=True),
        figures(devices=1, checkpoint=file, resume=True),
    ],
    "batch": refusal(config=config, data=few, devices=3),
    "few digits": refusal(config=config, data=replace(few, train=part(few.train, 30)), devices=4),
}))
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> dict:
    file = tmp_path_factory.mktemp("devices") / "checkpoint.npz"
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(file)], env=FOUR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def assert_same_training(one: dict, other: dict) -> None:
    """The same loss curve, validation figures and final weights, within rounding."""
    assert len(one["history"]) == len(other["history"]) == 3
    for record, same in zip(one["history"], other["history"], strict=True):
        assert same == pytest.approx(record, rel=1e-4)
    assert np.allclose(one["weights"], other["weights"], atol=1e-4)


def test_on_four_devices_a_training_is_that_of_one_within_rounding(results):
    assert_same_training(results["one"], results["four"])


def test_a_checkpoint_of_one_number_of_devices_goes_on_with_another(results):
    assert [sitting["devices"] for sitting in results["sittings"]] == [4, 2, 1]
    assert [len(sitting["history"]) for sitting in results["sittings"]] == [1, 2, 3]
    assert_same_training(results["one"], results["sittings"][-1])


def test_each_device_computes_its_share_of_a_batch(results):
    two = results["sittings"][1]
    assert [part["shares"] for part in (results["one"], two, results["four"])] == [[[40, 10]], [[20, 10]], [[10, 10]]]


@pytest.mark.parametrize("count", ["one", "four"])
def test_steps_are_compiled_once_on_any_number_of_devices(results, count):
    assert results[count]["traced"] == 1


def test_the_trained_network_lies_on_one_device(results):
    assert results["four"]["held_by"] == 1


def test_the_number_of_devices_is_told_with_the_hardware(results):
    assert results["four"]["on"].startswith("jax on 4 devices from cpu:0 on (")
    assert str(Hardware("jax", "cpu:0", "x86_64", "float32")) == "jax on cpu:0 (x86_64), float32"


def test_a_batch_that_cannot_be_shared_out_equally_is_an_error(results):
    assert results["batch"] == "`batch_size` must be divisible by `devices`. Received: batch_size=40, devices=3"
    # Fewer digits than a batch: they are the batch.
    assert results["few digits"] == "`batch_size` must be divisible by `devices`. Received: batch_size=30, devices=4"
    check_batch_split(40, 4)


@pytest.mark.parametrize("count", [0, -1, 1.5, True, "2"])
def test_the_number_of_devices_is_a_positive_integer(few, count):
    with pytest.raises(ConfigError, match=f"`devices` must be a positive integer. Received: devices={count}"):
        train(PLAIN, data=few, devices=count)


def test_devices_that_are_not_there_are_an_error_that_says_how_many_are_seen(monkeypatch):
    monkeypatch.setattr(keras.distribution, "list_devices", lambda kind: [f"{kind}:{i}" for i in range(3)])
    assert choose_devices("cpu", 3)[0] == ["cpu:0", "cpu:1", "cpu:2"]
    with pytest.raises(
        TrainingError, match="must be at most the number of cpu devices that JAX sees here, 3. Received: devices=4"
    ):
        choose_devices("cpu", 4)
    with pytest.raises(TrainingError, match="`device` must be auto or one of cpu:0 .* Received: device=gpu"):
        choose_devices("gpu", 2)


def test_one_device_by_its_number_cannot_be_several():
    with pytest.raises(
        ConfigError,
        match="`device` must be auto, cpu or gpu where `devices` is more than 1. Received: device=cpu:0, devices=2",
    ):
        choose_devices("cpu:0", 2)


@pytest.mark.parametrize("backend", ["tensorflow", "torch"])
def test_other_backends_than_jax_train_on_one_device(monkeypatch, backend):
    monkeypatch.setattr(keras.backend, "backend", lambda: backend)
    with pytest.raises(
        ConfigError, match=f"must be 1 on Keras's {backend} backend; only jax trains on several. Received: devices=2"
    ):
        choose_devices("auto", 2)


def test_the_command_trains_on_several_devices_and_its_errors_are_one_line(tmp_path):
    command = ["train", "--out", str(tmp_path), "--device", "cpu", "--json"]
    command += ["--hidden-units", "8", "--epochs", "1", "--batch-size", "500"]
    trained, few, uneven = run_in_one_process(*([*command, "--devices", n] for n in "453"), env=FOUR)
    assert trained.returncode == 0, trained.stderr
    assert json.loads(trained.stdout)["devices"] == 4
    assert json.loads((tmp_path / "card.json").read_text())["ran_on"]["devices"] == 4
    assert (few.returncode, few.stderr.count("\n")) == (1, 1)
    assert "Received: devices=5" in few.stderr
    assert (uneven.returncode, uneven.stderr.count("\n")) == (2, 1)
    assert "Received: batch_size=500, devices=3" in uneven.stderr
