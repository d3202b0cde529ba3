"""The graph that TF.js gets is the same on every processor: what TensorFlow fuses by itself on some of them is left out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import pytest

from kerasdl.backend.selection import WITHOUT_ONEDNN
from kerasdl.errors import ExportError
from kerasdl.export.tfjs_converter import convert_saved_model
from kerasdl.export.verify import verify

ROOT = Path(__file__).resolve().parents[3]


def run(folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.export_custom_layers", folder],
        cwd=ROOT,
        env={**os.environ, "KERAS_BACKEND": "tensorflow", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def fusible() -> keras.Sequential:
    """Layers that oneDNN fuses with their activations, and TF.js cannot run so."""
    layers = keras.layers
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Reshape((28, 28, 1)),
            layers.Conv2D(3, 5, strides=2, activation="hard_silu", bias_initializer="ones"),
            layers.Flatten(),
            layers.Dense(40, "tanh", bias_initializer="ones"),
            layers.Dense(20, "sigmoid", bias_initializer="ones"),
            layers.Dense(10, "softmax"),
        ]
    )


@pytest.mark.slow
def test_a_program_whose_tensorflow_fuses_more_writes_the_same_graph(fusible, tmp_path):
    folders = [tmp_path / "with", tmp_path / "without"]
    for folder, onednn in zip(folders, "10", strict=True):
        folder.mkdir()
        fusible.save(folder / "fused.keras")
        said = run(folder, TF_ENABLE_ONEDNN_OPTS=onednn)
        assert "able to run every layer. Received: volume (Determinant: MatrixDeterminant)" in said
        assert not (folder / "odd").exists() or not list((folder / "odd").iterdir())
    graphs = [json.loads((folder / "fused" / "tfjs" / "model.json").read_text()) for folder in folders]
    assert {node["op"] for node in graphs[0]["modelTopology"]["node"]} >= {"Tanh", "Sigmoid", "Relu6"}
    assert graphs[0]["modelTopology"] == graphs[1]["modelTopology"]
    own = json.loads((folders[0] / "own" / "tfjs" / "model.json").read_text())
    assert "Tanh" in {node["op"] for node in own["modelTopology"]["node"]}
    assert verify(folders[0] / "fused", count=100).passed


def test_a_conversion_that_fails_in_its_own_process_is_one_line(tmp_path, monkeypatch):
    monkeypatch.delenv(next(iter(WITHOUT_ONEDNN)), raising=False)
    with pytest.raises(ExportError) as failed:
        convert_saved_model(tmp_path / "missing", tmp_path / "graph", None)
    assert "missing" in str(failed.value) and "\n" not in str(failed.value)
