import subprocess
import sys

import numpy as np
import pytest

from kerasdl.config import PRESETS
from kerasdl.errors import ModelError, PictureError
from kerasdl.inference.reader import load_reader, reader_of
from kerasdl.models.load import load_keras_model
from kerasdl.models.store import find_model, read_card
from kerasdl.networks.build import mlp


@pytest.fixture(scope="module")
def reader():
    return load_reader("web")


def test_the_shipped_reader_reads_raw_mnist(reader, mnist):
    answers = reader.confidences(mnist.test.images)
    assert answers.shape == (10_000, 10)
    assert answers.dtype == np.float32
    assert np.allclose(answers.sum(1), 1, atol=1e-5)
    assert (answers.argmax(1) == mnist.test.labels).mean() > 0.99


def test_a_digit_is_read_at_any_size_and_place(reader, mnist):
    digits = mnist.test.images[:200]
    canvas = np.zeros((200, 320, 260), np.uint8)
    canvas[:, 150:290, 20:160] = digits.repeat(5, 1).repeat(5, 2)
    assert (reader.confidences(canvas).argmax(1) == mnist.test.labels[:200]).mean() > 0.98


def test_reading_gives_what_the_network_sees_and_its_activations(reader, mnist):
    outputs = reader.read(mnist.test.images[:3])
    assert {name: value.shape for name, value in outputs.items()} == {
        "confidences": (3, 10),
        "digit": (3, 28, 28),
        "hidden_1": (3, PRESETS["web"].hidden_units[0]),
        "hidden_2": (3, 256),
        "hidden_3": (3, 256),
    }
    assert outputs["digit"].max() == pytest.approx(1)


def test_a_reader_of_a_network_in_memory_equals_the_exported_one(mnist):
    network = load_keras_model(find_model("web") / "model.keras")
    from_memory = reader_of(network).confidences(mnist.test.images[:300])
    assert np.abs(from_memory - load_reader("web").confidences(mnist.test.images[:300])).max() < 1e-4


def test_many_large_pictures_are_read_in_parts_and_none_gives_none(reader, mnist, monkeypatch):
    whole = reader.confidences(mnist.test.images[:7])
    monkeypatch.setattr("kerasdl.inference.reader.PIXELS_AT_ONCE", 3 * 784)
    assert np.allclose(reader.confidences(mnist.test.images[:7]), whole, atol=1e-6)
    assert reader.confidences(np.zeros((0, 28, 28), np.uint8)).shape == (0, 10)


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (np.zeros((28, 28), np.uint8), r"must have shape \(n, height, width\).* Received: shape=\(28, 28\)"),
        (np.zeros((2, 0, 28), np.uint8), r"Received: shape=\(2, 0, 28\)"),
        (np.full((1, 5, 5), np.nan), "Received: an array with NaN in it"),
        (np.full((1, 5, 5), 300), "must lie in 0 to 255. Received: 300 to 300"),
        (np.full((1, 5, 5), -1.0), "must lie in 0 to 255. Received: -1 to -1"),
        (np.array([[["a"]]]), "must be numbers, 0 to 255. Received: dtype=<U1"),
    ],
)
def test_a_bad_array_is_an_error_that_states_rule_and_value(reader, images, message):
    with pytest.raises(PictureError, match=message):
        reader.confidences(images)


def test_a_network_of_another_input_shape_is_no_reader():
    import keras

    other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    with pytest.raises(ModelError, match=r"must take \(batch, 28, 28\). Received: input shape \(None, 4\)"):
        reader_of(other)


def test_an_unexported_model_is_read_from_its_keras_file(tmp_path, mnist):
    mlp([8], seed=0).save(tmp_path / "model.keras")
    assert load_reader(tmp_path).confidences(mnist.test.images[:2]).shape == (2, 10)


def test_a_file_that_keras_cannot_load_is_an_error_that_names_it(tmp_path):
    (tmp_path / "model.keras").write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match=r"must be a .keras file that Keras can load.*model\.keras"):
        load_reader(tmp_path)


def test_an_answer_counts_from_the_threshold_on():
    reader = reader_of(mlp([8], seed=0), not_sure_below=0.15)
    assert reader.sure(np.array([[0.5, 0.3, 0.2], [0.4, 0.35, 0.25]])).tolist() == [True, False]


def test_the_shipped_reader_carries_its_threshold(reader):
    assert reader.not_sure_below == read_card(find_model("web"))["not_sure_below"]
    assert 0.2 < reader.not_sure_below < 1


@pytest.mark.parametrize("name", ["web", "cnn", "quick"])
def test_a_shipped_model_reads_without_keras_and_without_tensorflow(name):
    code = f"""
import sys, numpy as np
from kerasdl.inference.reader import load_reader
assert np.isfinite(load_reader({name!r}).confidences(np.eye(30, dtype=np.uint8)[None])).all()
print(sorted({{"keras", "tensorflow", "jax", "torch", "h5py"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
