"""The lecture's networks against what Keras made of a few; so is the page in `tests/web/network_values.test.mjs`."""

import json
from pathlib import Path

import numpy as np
import pytest

from kerasdl.evaluation.report import numpy_outputs
from kerasdl.lecture.backprop import gradient
from kerasdl.lecture.feedforward import ACTIVATIONS, Network
from kerasdl.lecture.losses import one_hot, softmax

FILE = Path(__file__).parents[2] / "support" / "network_values.json"
NETWORKS = json.loads(FILE.read_text(encoding="utf-8"))


def network_of(described: dict) -> Network:
    """The same function in the lecture's library, up to its logits."""
    layers = described["layers"]
    weights = [np.reshape(layer["weights"], (layer["inputs"], layer["units"])).T for layer in layers]
    names = [layer["activation"].replace("softmax", "linear") for layer in layers]
    return Network(tuple(weights), tuple(np.array(layer["biases"]) for layer in layers), tuple(names))


def test_every_activation_is_in_one_of_the_networks():
    names = {layer["activation"] for described in NETWORKS.values() for layer in described["layers"]}
    assert names == {*ACTIVATIONS, "softmax"}


@pytest.mark.parametrize("described", NETWORKS.values(), ids=NETWORKS)
def test_the_forward_pass_gives_every_z_and_a_that_keras_computes(described):
    network, digits = network_of(described), np.array(described["digits"])
    trace = network.trace(digits)
    for n, (z, a) in enumerate(zip(described["z"], described["a"], strict=True)):
        np.testing.assert_allclose(trace.z[n], z, rtol=1e-7, atol=1e-12)
        found = softmax(trace.a[-1]) if n == len(trace.z) - 1 else trace.a[n + 1]
        np.testing.assert_allclose(found, a, rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(numpy_outputs(network)(digits.astype(np.float32)), described["z"][-1], atol=1e-5)


@pytest.mark.parametrize("described", NETWORKS.values(), ids=NETWORKS)
def test_backpropagation_gives_the_gradient_that_keras_computes(described):
    count, classes = len(described["labels"]), described["layers"][-1]["units"]
    target = one_hot(np.array(described["labels"]), classes)
    found = gradient(network_of(described), np.array(described["digits"]), target)
    assert found.loss / count == pytest.approx(described["loss"], rel=1e-7)
    for n, expected in enumerate(described["gradient"]):
        np.testing.assert_allclose(found.weights[n].T.ravel() / count, expected["weights"], rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(found.biases[n] / count, expected["biases"], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("described", NETWORKS.values(), ids=NETWORKS)
def test_a_keras_network_of_these_weights_answers_so_and_is_read_so(keras, described):
    from kerasdl.networks.from_keras import lecture_network

    layers = [keras.layers.Dense(layer["units"], layer["activation"]) for layer in described["layers"]]
    model = keras.Sequential([keras.Input((len(described["digits"][0]),)), *layers])
    network = network_of(described)
    model.set_weights([part for w, b in zip(network.weights, network.biases, strict=True) for part in (w.T, b)])
    answers = keras.ops.convert_to_numpy(model(np.array(described["digits"], np.float32)))
    np.testing.assert_allclose(answers, described["a"][-1], atol=1e-5)
    assert lecture_network(model).activations == network.activations
