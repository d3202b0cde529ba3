"""ONNX and LiteRT, each in its own runtime, on Keras's TensorFlow backend (`make test` runs them so)."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdl.errors import ExportError
from kerasdl.export import DEFAULT_FORMATS, export_model
from kerasdl.export.runtimes import run_litert, run_onnx, run_saved_model
from kerasdl.export.verify import verify
from kerasdl.inference.reader import load_reader
from kerasdl.models.file_sizes import format_sizes
from kerasdl.models.store import FORMATS, read_card, remove_exports, write_card
from kerasdl.networks.build import mlp
from tests.support.determinant import Determinant

RUN = {"saved_model": run_saved_model, "onnx": run_onnx, "litert": run_litert}
OTHERS = ["onnx", "litert"]


def save(model, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    model.save(folder / "model.keras")
    return folder


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    """Hidden layers as wide as the confidences, so that outputs can be told apart by their names alone."""
    folder = save(mlp([10, 12, 10], batch_normalization=True, seed=0), tmp_path_factory.mktemp("model"))
    write_card(folder, not_sure_below=0.625, labels=[*"abcdefghij"])
    export_model(folder, formats=FORMATS)
    return folder


@pytest.fixture
def copy(exported, tmp_path) -> Path:
    """An exported model that a test may spoil."""
    return Path(shutil.copytree(exported, tmp_path / "copy"))


def test_onnx_and_litert_are_there_only_when_asked_for():
    assert DEFAULT_FORMATS == ("saved_model", "tfjs", "tfjs_layers")
    assert set(FORMATS) - set(DEFAULT_FORMATS) == set(OTHERS)


def test_the_files_lie_where_others_look_for_them(exported):
    from ai_edge_litert.interpreter import Interpreter

    litert = Interpreter(str(exported / "litert" / "model.tflite")).get_input_details()
    assert litert[0]["shape_signature"].tolist() == [-1, -1, -1]  # ink of any sides
    assert (exported / "onnx" / "model.onnx").is_file() and (exported / "litert" / "model.tflite").is_file()
    card = read_card(exported)
    assert {"onnx/model.onnx", "litert/model.tflite"} <= set(card["files"])
    assert card["export"]["formats"] == list(FORMATS)
    assert "tf2onnx" in card["export"]["versions"]
    assert list(format_sizes(exported)) == ["model.keras", *FORMATS]


def test_a_litert_file_of_which_only_the_batch_is_free_says_one_and_takes_any(tmp_path, rng):
    """LiteRT.js resizes nothing; a model whose sides are free, too, says so."""
    from ai_edge_litert.interpreter import Interpreter

    model = keras.Sequential([keras.Input((4, 3), name="steps"), keras.layers.LSTM(5), keras.layers.Dense(2)])
    export_model(save(model, tmp_path / "steps"), formats=("litert",))
    details = Interpreter(str(tmp_path / "steps/litert/model.tflite")).get_input_details()
    assert details[0]["shape_signature"].tolist() == [1, 4, 3]
    taken = rng.normal(size=(7, 4, 3)).astype(np.float32)
    (found,) = run_litert(tmp_path / "steps/litert", {"steps": taken}, batch=7).values()
    np.testing.assert_allclose(found, model.predict(taken, verbose=0), atol=1e-5)


def test_every_format_answers_as_keras_does_and_stands_in_the_table(exported):
    from kerasdl.cli.progress import parity_table

    result = verify(exported, count=250)
    assert [f.format for f in result.formats] == [*FORMATS, "page"]
    assert result.passed
    for found in result.formats:
        assert found.from_input <= 1e-4 and found.from_digit <= 1e-5 and found.changed == 0
    for name in OTHERS:
        assert any(line.startswith(f"{name} ") and line.endswith("agrees") for line in parity_table(result).split("\n"))


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("shape", [(3, 28, 28), (2, 61, 45), (1, 9, 150)])
def test_raw_ink_of_any_size_gives_every_named_output(exported, rng, name, shape):
    ink = rng.integers(0, 256, shape).astype(np.float32)
    expected = load_reader(exported).read(ink.astype(np.uint8))
    found = RUN[name](exported / name, {"ink": ink})
    assert set(found) == {"confidences", "digit", "hidden_1", "hidden_2", "hidden_3"} == set(expected)
    for output, value in expected.items():
        np.testing.assert_allclose(found[output], value, atol=1e-4, err_msg=output)


def test_neither_runtime_needs_anything_of_tensorflow(exported):
    code = """
import sys
import numpy as np
from kerasdl.export.runtimes import run_litert, run_onnx
from pathlib import Path
for run, name in ((run_litert, "litert"), (run_onnx, "onnx")):
    print(run(Path(sys.argv[1]) / name, {"ink": np.ones((2, 30, 40), np.float32)})["confidences"].shape)
print({"tensorflow", "keras", "jax"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code, str(exported)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["(2, 10)", "(2, 10)", "set()"]
    assert done.stderr == ""


def test_the_axes_of_an_onnx_model_say_what_they_are(exported):
    import onnxruntime

    session = onnxruntime.InferenceSession(str(exported / "onnx" / "model.onnx"))
    assert [(i.name, i.shape) for i in session.get_inputs()] == [("ink", ["batch", "height", "width"])]
    shapes = {output.name: output.shape for output in session.get_outputs()}
    assert shapes["confidences"] == ["batch", 10] and shapes["digit"] == ["batch", 28, 28]


def test_threshold_and_labels_go_into_both(exported):
    import onnxruntime

    session = onnxruntime.InferenceSession(str(exported / "onnx" / "model.onnx"))
    inside = {name: json.loads(value) for name, value in session.get_modelmeta().custom_metadata_map.items()}
    beside = json.loads((exported / "litert" / "metadata.json").read_text())
    assert inside == beside == {"not_sure_below": 0.625, "labels": [*"abcdefghij"]}


@pytest.fixture(scope="module")
def convolutional(tmp_path_factory) -> Path:
    """A convolutional network in ONNX and LiteRT alone."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(6, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    folder = save(model, tmp_path_factory.mktemp("convolutional") / "m")
    export_model(folder, formats=OTHERS)
    return folder


def test_a_convolutional_network_survives_both(convolutional):
    assert read_card(convolutional)["export"]["ink"] is True
    result = verify(convolutional, count=50)
    assert [f.format for f in result.formats] == OTHERS and result.passed
    assert not (convolutional / "saved_model").exists()


def test_any_other_sequential_keeps_its_own_inputs_and_outputs(tmp_path):
    model = keras.Sequential(
        [
            keras.Input((12, 9, 3), name="picture"),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(2, name="angles"),
        ]
    )
    model.save(tmp_path / "turn.keras")
    done = export_model(tmp_path / "turn.keras", tmp_path / "out", formats=["saved_model", *OTHERS])
    assert set(done.bytes) == {"saved_model", *OTHERS} and min(done.bytes.values()) > 1_000
    for name in OTHERS:
        assert list(RUN[name](done.folder / name, {"picture": np.zeros((2, 12, 9, 3), np.float32)})) == ["angles"]
    result = verify(done.folder, count=150)
    assert result.passed and result.count == 150


def test_the_backend_that_saved_a_network_does_not_matter(exported, tmp_path):
    code = """
import sys
from kerasdl.backend.fast_import import load_keras
load_keras()
import keras
assert keras.backend.backend() == "jax"
keras.saving.load_model(sys.argv[1], compile=False).save(sys.argv[2])
"""
    command = [sys.executable, "-c", code, exported / "model.keras", tmp_path / "jax.keras"]
    subprocess.run(command, env={**os.environ, "KERAS_BACKEND": "jax"}, check=True)
    assert keras.backend.backend() == "tensorflow", "run these tests with KERAS_BACKEND=tensorflow, as `make test` does"
    ink = np.zeros((4, 50, 40), np.float32)
    for n in range(4):
        ink[n, 10:40, 8 + 6 * n : 14 + 6 * n] = 255
    folder = export_model(tmp_path / "jax.keras", tmp_path / "jax", formats=list(RUN)).folder
    jax, tensorflow = (
        {name: run(f / name, {"ink": ink})["confidences"] for name, run in RUN.items()} for f in (folder, exported)
    )
    for name in RUN:
        np.testing.assert_array_equal(jax[name], tensorflow[name])
        np.testing.assert_allclose(jax[name], jax["saved_model"], atol=1e-5)


def test_a_layer_whose_operation_onnx_lacks_is_named(tmp_path):
    import tensorflow as tf

    @keras.saving.register_keras_serializable("test_formats")
    class LogGamma(keras.layers.Layer):
        def call(self, x):
            return tf.math.lgamma(x)

        def compute_output_shape(self, shape):
            return shape

    model = keras.Sequential([keras.Input((3,)), LogGamma(name="gamma"), keras.layers.Dense(2, name="fine")])
    folder = save(model, tmp_path / "m")
    with pytest.raises(ExportError, match=r"ONNX must .* every layer. Received: gamma \(LogGamma: Lgamma\)"):
        export_model(folder, formats=["onnx"])
    assert [p.name for p in folder.iterdir()] == ["model.keras"]


def test_a_layer_whose_operation_litert_lacks_is_named_and_not_left_to_tensorflow(tmp_path):
    model = keras.Sequential([keras.Input((3, 3)), Determinant(name="volume"), keras.layers.Dense(2, name="fine")])
    folder = save(model, tmp_path / "m")
    with pytest.raises(ExportError, match=r"LiteRT must .* every layer. Received: volume \(Determinant: MatrixDet"):
        export_model(folder, formats=["litert"])
    assert [p.name for p in folder.iterdir()] == ["model.keras"]


def test_a_missing_extra_is_named_before_anything_is_written(tmp_path, monkeypatch):
    folder = save(mlp([4], seed=0), tmp_path / "m")
    monkeypatch.setitem(sys.modules, "tf2onnx", None)
    with pytest.raises(ExportError, match=r"extra onnx: pip install 'kerasdl\[onnx\]'. Received: no module tf2onnx"):
        export_model(folder, formats=["saved_model", "onnx"])
    assert [p.name for p in folder.iterdir()] == ["model.keras"]


@pytest.mark.parametrize(("extra", "module"), [("onnx", "onnxruntime"), ("litert", "ai_edge_litert")])
def test_a_missing_runtime_is_named_by_its_extra(exported, monkeypatch, extra, module):
    monkeypatch.setitem(sys.modules, module, None)
    result = verify(exported, count=10)
    (failed,) = [found for found in result.formats if not found.passed]
    assert failed.format == extra
    assert re.search(rf"extra {extra}: pip install .* Received: no module {module}", failed.error)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("onnx/model.onnx", r"ONNX Runtime must run the model. Received: .*onnx/model\.onnx: "),
        ("litert/model.tflite", r"LiteRT must run the model. Received: .*litert/model\.tflite: "),
    ],
)
def test_a_file_that_its_runtime_cannot_load_is_an_error(copy, file, message):
    (copy / file).write_bytes(b"no model at all")
    write_card(copy)
    result = verify(copy, count=10)
    (failed,) = [found for found in result.formats if not found.passed]
    assert failed.format == file.split("/")[0] and re.search(message, failed.error)


def test_formats_of_another_network_fail_verification(copy, convolutional):
    for name in OTHERS:
        shutil.rmtree(copy / name)
        shutil.copytree(convolutional / name, copy / name)
    write_card(copy)
    assert [f.format for f in verify(copy, count=100).formats if not f.passed] == OTHERS


def test_a_new_network_loses_both(copy):
    remove_exports(copy)
    assert [p.name for p in sorted(copy.iterdir())] == ["card.json", "model.keras"]
