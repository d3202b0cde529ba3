"""`.keras` files of others: bombs, code, damage, and what is wrong said of the file."""

import json
import zipfile

import keras
import numpy as np
import pytest

from kerasdl.errors import ModelError
from kerasdl.models.keras_file import check_keras_file
from kerasdl.models.load import load_keras_model
from kerasdl.networks.build import mlp
from tests.support import hostile_keras_files as hostile


@pytest.fixture(scope="module")
def valid(tmp_path_factory):
    file = tmp_path_factory.mktemp("model") / "model.keras"
    mlp([4], seed=0).save(file)
    return file


@pytest.fixture(scope="module")
def files(valid):
    return hostile.parts_of(valid)


def refusal(tmp_path, content):
    file = tmp_path / "model.keras"
    file.write_bytes(content)
    with pytest.raises(ModelError) as error:
        load_keras_model(file)
    assert str(error.value).isprintable() and "model.keras" in str(error.value)
    return str(error.value)


def test_a_valid_file_is_loaded_packed_or_not(valid, files, tmp_path):
    expected = load_keras_model(valid).get_weights()
    (tmp_path / "packed.keras").write_bytes(hostile.packed(files, zipfile.ZIP_DEFLATED))
    found = load_keras_model(tmp_path / "packed.keras").get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(found, expected, strict=True))


def test_no_bomb_is_built(files, tmp_path):
    said = {name: refusal(tmp_path, content) for name, content in hostile.bombs(files)}
    assert "holds 3,190 weights, and its layers need" in said["grow"]
    assert "has a layer pad of" in said["widen"]
    assert "has 3,005 layers on 1 levels; at most 3000 on 10 are read" in said["repeat"]
    assert "on 31 levels" in said["nest"]
    assert "would unpack to" in said["zip bomb"]
    assert "config.json" in said["large config"] and "config.json" in said["deep config"]
    for name in ("compress", "promise", "read_a_file"):
        assert "has weights that are not whole" in said[name]
    for name in ("lie_elsewhere", "point"):
        assert "has weights that lie elsewhere" in said[name]
    for name in ("repeat_links", "hold_itself"):
        assert "has weights that are there twice" in said[name]


def test_no_code_runs(files, tmp_path):
    canary = tmp_path / "canary"
    for name, layer in hostile.layers_that_run_code(canary):
        content = hostile.with_config(files, lambda config, layer=layer: config["config"]["layers"].insert(2, layer))
        refusal(tmp_path, content)
        assert not canary.exists(), name


def test_what_is_wrong_is_said_of_the_file(files, tmp_path):
    said = {}
    for name, content in hostile.zip_tricks(files):
        said[name] = refusal(tmp_path, content)
    assert "(is empty)" in said["empty"] and "(is not a zip file)" in said["text"]
    assert "(has no config.json)" in said["without config.json"]
    assert "(has no model.weights.h5)" in said["without model.weights.h5"]
    whole = hostile.packed(files)
    assert "(is cut off)" in refusal(tmp_path, whole[: len(whole) // 2])
    middle = whole.index(files["model.weights.h5"]) + 3_000
    assert "is damaged: Bad CRC-32" in refusal(tmp_path, whole[:middle] + b"\0\1\2" + whole[middle + 3 :])
    foreign = {"module": "other", "class_name": "Foreign", "registered_name": "other>Foreign", "config": {"name": "f"}}
    content = hostile.with_config(files, lambda config: config["config"]["layers"].insert(2, foreign))
    assert "Foreign, which is not here" in refusal(tmp_path, content)


def test_weights_that_are_no_numbers_are_an_error(files, tmp_path):
    said = {name: refusal(tmp_path, content) for name, content in hostile.numbers(files)}
    assert "weights must be finite numbers" in said["weights: NaN"]
    assert "weights must be finite numbers" in said["weights: infinity"]


def test_a_configuration_that_is_no_model_is_an_error_before_keras_sees_it(files, tmp_path):
    file = tmp_path / "model.keras"
    for config in ([], 1, {}, {"class_name": "Sequential"}, {"class_name": 1, "config": {}}):
        file.write_bytes(hostile.packed({**files, "config.json": json.dumps(config).encode()}))
        with pytest.raises(ModelError, match=r"A model's config\.json"):
            check_keras_file(file)


def test_a_network_with_assets_is_still_read(tmp_path):
    words = keras.layers.StringLookup(vocabulary=["a", "b"])
    try:
        model = keras.Sequential([keras.Input((1,), dtype="string"), words])
        model.save(tmp_path / "words.keras")
    except (ImportError, ValueError, TypeError) as error:
        pytest.skip(f"this backend has no text: {error}")
    assert len(load_keras_model(tmp_path / "words.keras").layers) == 1
