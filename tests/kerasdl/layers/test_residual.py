import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdl.errors import ConfigError
from kerasdl.layers.residual import Skip, sublayers
from kerasdl.networks.build import cnn, mlp


def test_a_skip_sum_adds_what_goes_in_to_what_comes_out(rng):
    dense = keras.layers.Dense(4, "tanh")
    model = keras.Sequential([keras.Input((4,)), Skip([dense])])
    x = rng.standard_normal((3, 4)).astype("float32")
    kernel, bias = (keras.ops.convert_to_numpy(v) for v in dense.weights)
    assert np.allclose(model.predict(x, verbose=0), x + np.tanh(x @ kernel + bias), atol=1e-6)


def test_dropout_and_normalisation_within_a_skip_sum_know_whether_the_network_is_trained():
    skip = Skip([keras.layers.Dropout(0.999, seed=0)])
    x = np.ones((1, 100), "float32")
    assert np.allclose(skip(x, training=False), 2 * x)
    assert np.asarray(skip(x, training=True)).min() == 1


def test_a_saved_network_with_skip_sums_answers_the_same(tmp_path, rng):
    model = mlp([16, 16, 8], skips=True, batch_normalization=True, seed=3)
    model.save(tmp_path / "m.keras")
    x = rng.random((5, 28, 28)).astype("float32")
    again = keras.saving.load_model(tmp_path / "m.keras")
    assert np.allclose(model.predict(x, verbose=0), again.predict(x, verbose=0), atol=1e-6)


def test_only_layers_as_wide_as_what_goes_in_are_skipped():
    kinds = {layer.name: type(layer) for layer in mlp([784, 32, 32, 16], skips=True).layers}
    assert [name for name, kind in kinds.items() if kind is Skip] == ["hidden_1", "hidden_3"]
    maps = {layer.name: layer for layer in cnn((4, 4, 6), skips=True).layers}
    assert [name for name, layer in maps.items() if isinstance(layer, Skip)] == ["maps_2", "maps_3", "maps_5"]
    assert [part.name for part in sublayers(maps["maps_5"])] == [
        "convolution_5",
        "normalization_maps_5",
        "activation_maps_5",
    ]


def test_dropout_takes_its_share_of_what_a_layer_adds_and_not_of_the_sum():
    layers = {layer.name: layer for layer in mlp([16, 8, 8], skips=True, dropout=0.5).layers}
    assert [part.name for part in sublayers(layers["hidden_3"])] == ["activation_3", "dropout_3"]
    assert [name for name in layers if name.startswith("dropout")] == ["dropout_1", "dropout_2"]
    maps = {layer.name: layer for layer in cnn((4, 4), skips=True, dropout=0.5, batch_normalization=False).layers}
    assert [part.name for part in sublayers(maps["maps_3"])] == ["activation_maps_3", "dropout_maps_2"]
    assert [name for name in maps if name.startswith("dropout")] == ["dropout_maps_1"]


def test_layers_of_another_precision_are_added_on_tensorflow():
    code = (
        "import numpy as np; from kerasdl.networks.build import cnn; from kerasdl.config import NARROW_PRODUCTS;"
        "model = cnn((4, 4), [4], skips=True, batch_normalization=False, dropout=0.1, dtype=NARROW_PRODUCTS);"
        "print(model(np.ones((2, 28, 28), 'float32'), training=True).dtype.name)"
    )
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "float32", done.stderr[-2000:]


def test_a_skip_sum_that_changes_the_shape_is_an_error_that_says_so():
    with pytest.raises(ConfigError, match=r"A skip sum must keep its shape. Received: \(None, 4\) and \(None, 5\)"):
        keras.Sequential([keras.Input((4,)), Skip([keras.layers.Dense(5)])])


def test_a_network_saved_by_an_earlier_version_loads_and_answers_the_same():
    """Its file names the layer `kerasdl.skip.Skip`, a module that is gone."""
    model = keras.saving.load_model(Path(__file__).with_name("skip_network.keras"))
    x = np.linspace(0, 1, 784, dtype="float32").reshape(1, 28, 28)
    answer = [0.098738, 0.098502, 0.101365, 0.098119, 0.100611, 0.098478, 0.102492, 0.102236, 0.099063, 0.100397]
    assert np.allclose(model.predict(x, verbose=0)[0], answer, atol=1e-5)
