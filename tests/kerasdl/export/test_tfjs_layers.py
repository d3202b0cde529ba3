"""TF.js layers: each layer with each option answers in TF.js as in Keras, or is refused by its name."""

import json
import re
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdl.errors import ExportError, ParityError
from kerasdl.export.runtimes.node import run_in_node
from kerasdl.export.tensor_names import filled, leaves
from kerasdl.export.tfjs_layers import check_layers, notes_of_layers, write_layers_model
from tests.support.marks import rest_slow
from tests.support.tfjs_models import (
    activations_and_convolutions,
    graphs,
    normalization_and_recurrence,
    shapes_and_arithmetic,
)
from tests.support.tfjs_models.build import GRAPHS, MODELS, PICTURE, ROW, STEPS, L, sequential
from tests.support.tfjs_models.random_graphs import random_model, reloaded
from tests.support.tfjs_models.refused import REFUSED

TABLES = (
    activations_and_convolutions,
    graphs,
    normalization_and_recurrence,
    shapes_and_arithmetic,
)  # entered in MODELS
TOLERANCE = 1e-5  # of the largest answer
ROWS = 3


def randomised(model: keras.Model, seed: int = 0) -> keras.Model:
    """The model with other weights than its initialisers give; variances stay positive."""
    rng = np.random.default_rng(seed)
    for layer in model._flatten_layers():
        if isinstance(layer, L.Normalization):
            continue
        for variable in layer._trainable_variables + layer._non_trainable_variables:
            if "float" in variable.dtype:
                low, high = (0.5, 2) if "variance" in variable.name else (-0.7, 0.7)
                variable.assign(rng.uniform(low, high, tuple(variable.shape)))
    return model


def inputs_of(model: keras.Model, seed: int = 1) -> dict[str, np.ndarray]:
    """An array for each input: normal numbers, or whole ones from 0 to 4."""
    rng = np.random.default_rng(seed)
    arrays = {}
    inputs = model.inputs if isinstance(model, keras.Sequential) else [x for _, x in leaves(model.input)]
    for number, x in enumerate(inputs):
        shape = (x.shape[0] or ROWS, *(size or 6 for size in x.shape[1:]))
        whole = rng.integers(0, 5, shape).astype("int32")
        arrays[f"{number}"] = whole if "int" in x.dtype else 1.5 * rng.standard_normal(shape).astype("float32")
    return arrays


def answers(model: keras.Model, arrays: dict[str, np.ndarray]) -> list[np.ndarray]:
    (given, *more) = arrays.values()
    if isinstance(model.inputs, list) and not isinstance(model, keras.Sequential):
        given = filled(model.input, iter([given, *more]))
    return [keras.ops.convert_to_numpy(y) for _, y in leaves(model(given, training=False))]


def differences(models: dict[str, keras.Model], folder: Path, quantize: str | None = None) -> dict[str, float | str]:
    """How far TF.js is from Keras for each model, relative to its largest answer; or why TF.js cannot run it."""
    jobs, expected = [], []
    for name, model in models.items():
        write_layers_model(model, folder / name, quantize)
        arrays = inputs_of(model)
        jobs.append((folder / name / "model.json", "layers", arrays))
        expected.append(answers(model, arrays))
    found: dict[str, float | str] = {}
    for name, result, wanted in zip(models, run_in_node(jobs), expected, strict=True):
        found[name] = str(result) if isinstance(result, ParityError) else _difference(list(result.values()), wanted)
    return found


def _difference(found: list[np.ndarray], wanted: list[np.ndarray]) -> float | str:
    if [y.shape for y in found] != [y.shape for y in wanted]:
        return f"shapes {[y.shape for y in found]} for {[y.shape for y in wanted]}"
    return max(float(np.abs(a - b).max() / max(np.abs(b).max(), 1e-6)) for a, b in zip(found, wanted, strict=True))


# The first of each kind, and all graphs, in every run; the rest, which differ by an option, in `make test-slow`.
FAST = [*{name.split("_")[0]: name for name in reversed(MODELS)}.values(), *GRAPHS]


def assert_exact(names, folder: Path) -> None:
    assert_differences({name: randomised(MODELS[name]()) for name in names}, folder)


def assert_differences(models: dict[str, keras.Model], folder: Path) -> None:
    found = differences(models, folder)
    assert {name: value for name, value in found.items() if isinstance(value, str) or not value < TOLERANCE} == {}


def test_each_kind_of_layer_answers_in_tfjs_as_in_keras(tmp_path):
    assert_exact(dict.fromkeys(FAST), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_each_option_of_each_layer_answers_in_tfjs_as_in_keras(part, tmp_path):
    assert_exact(sorted(set(MODELS) - set(FAST))[part::4], tmp_path)


@pytest.mark.parametrize(("first", "count"), rest_slow([(0, 12), (12, 60), (72, 60)]))
def test_any_graph_of_layers_answers_in_tfjs_as_in_keras(first, count, tmp_path):
    models = {str(seed): randomised(random_model(seed), seed) for seed in range(first, first + count)}
    models = {name: reloaded(model) if int(name) % 2 else model for name, model in models.items()}
    assert_differences(models, tmp_path)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("make", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_tfjs_cannot_hold_exactly_is_refused_by_name(make, reason, tmp_path):
    model = make()
    with pytest.raises(ExportError, match="TF.js layers must know every layer.*" + re.escape(reason)):
        check_layers(model)
    with pytest.raises(ExportError):
        write_layers_model(model, tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_all_that_is_refused_is_named_at_once():
    layers = [L.GRU(3, return_sequences=True, name="a"), L.Dense(2, name="b"), L.UnitNormalization(name="c")]
    with pytest.raises(ExportError, match=r"Received: a \(GRU with reset_after=True, .*\), c \(UnitNormalization\)$"):
        check_layers(sequential(STEPS, *layers))


@pytest.mark.parametrize("built", [False, True])
def test_a_model_that_is_no_graph_of_layers_is_refused(built):
    class Net(keras.Model):
        def call(self, x):
            return x

    unbuilt = keras.Sequential([L.Dense(2)], name="net")
    with pytest.raises(ExportError, match=r"graphs of layers only. Received: net \("):
        check_layers(Net(name="net") if built else unbuilt)


def test_what_is_left_out_or_rewritten_is_said_in_a_line_each():
    layers = [
        L.RandomFlip(name="flip"),
        L.Normalization(mean=1.0, variance=4.0, name="norm"),
        L.UpSampling2D(2, interpolation="bilinear", name="up"),
        L.Conv2D(4, 3, groups=2, name="conv"),
        L.Dense(3, activation="leaky_relu", name="dense"),
    ]
    assert notes_of_layers(sequential(PICTURE, *layers)) == [
        "flip (RandomFlip) does nothing at inference: left out",
        "norm (Normalization) is written as a product and a sum",
        "up (UpSampling2D) is written as products with constant matrices",
        "conv (Conv2D): its groups are written as one, with zeros between them",
        "dense (Dense) is written as Dense, LeakyReLU",
    ]
    assert notes_of_layers(sequential(ROW, L.Dense(3, "relu"), L.Dropout(0.5), L.Softmax())) == []


def config_of(model: keras.Model, folder: Path) -> dict:
    write_layers_model(model, folder)
    return json.loads((folder / "model.json").read_text())["modelTopology"]["model_config"]


def test_a_chain_is_a_sequential_whose_layers_keep_their_names(tmp_path):
    model = sequential(PICTURE, L.Conv2D(2, 3, name="conv"), L.Flatten(name="flat"), L.Dense(3, name="out"))
    written = config_of(model, tmp_path)
    assert written["class_name"] == "Sequential"
    assert [x["config"]["name"] for x in written["config"]["layers"]] == ["input", "conv", "flat", "out"]
    assert written["config"]["layers"][0]["config"]["batch_input_shape"] == [None, *PICTURE]


def test_inputs_and_outputs_keep_names_and_order(tmp_path):
    written = config_of(graphs.dictionaries(), tmp_path)
    assert written["class_name"] == "Functional"
    assert [x[0] for x in written["config"]["input_layers"]] == ["right", "left"]
    assert [x[0] for x in written["config"]["output_layers"]] == ["beta", "alpha", "gamma", "left_2"]


def test_names_are_those_that_tfjs_accepts_and_each_is_used_once(tmp_path):
    layers = config_of(graphs.strange_names(), tmp_path)["config"]["layers"]
    names = [layer["name"] for layer in layers]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name) for name in names)
    assert not {"constructor", "toString", "valueOf"} & set(names)


def test_a_shared_layer_is_written_once(tmp_path):
    config = config_of(graphs.siamese(), tmp_path)["config"]
    assert [len(x["inbound_nodes"]) for x in config["layers"] if x["class_name"] in ("Conv2D", "Dense")] == [2, 2]
    weights = json.loads((tmp_path / "model.json").read_text())["weightsManifest"][0]["weights"]
    assert sorted(w["name"] for w in weights) == ["conv/bias", "conv/kernel", "dense/bias", "dense/kernel"]


@pytest.mark.parametrize(("quantize", "tolerance"), [("float16", 2e-3), ("uint8", 5e-2)])
def test_quantised_weights_answer_nearly_so(quantize, tolerance, tmp_path):
    models = {name: randomised(MODELS[name]()) for name in ("siamese", "mask_both", "distributed_conv", "heads_3")}
    found = differences(models, tmp_path, quantize)
    assert all(1e-6 < value < tolerance for value in found.values()), found


def test_channels_in_front_answer_as_channels_behind(tmp_path):
    """Keras's TensorFlow cannot run the first on a CPU, so the second tells the answer."""
    rng = np.random.default_rng(0)
    pictures = rng.standard_normal((ROWS, 3, 8, 9)).astype("float32")
    jobs, expected = [], []
    for name in ("Conv2D", "SeparableConv2D", "Conv2DTranspose", "DepthwiseConv2D"):
        options = {"kernel_size": 3, "strides": 2, "activation": "leaky_relu"}
        options |= {} if name == "DepthwiseConv2D" else {"filters": 4}
        layer = getattr(L, name)
        behind = randomised(sequential((8, 9, 3), layer(**options)))
        front = sequential((3, 8, 9), layer(data_format="channels_first", **options))
        front.set_weights(behind.get_weights())
        write_layers_model(front, tmp_path / name)
        jobs.append((tmp_path / name / "model.json", "layers", {"x": pictures}))
        expected.append(np.moveaxis(behind.predict(np.moveaxis(pictures, 1, -1), verbose=0), -1, 1))
    for found, wanted in zip(run_in_node(jobs), expected, strict=True):
        assert not isinstance(found, ParityError), found
        np.testing.assert_allclose(*found.values(), wanted, atol=TOLERANCE * np.abs(wanted).max())


def test_a_mask_that_is_nowhere_used_is_not_written(tmp_path):
    layers = config_of(MODELS["embedding_unused_mask"](), tmp_path)["config"]["layers"]
    assert [x["config"]["mask_zero"] for x in layers if x["class_name"] == "Embedding"] == [False]
