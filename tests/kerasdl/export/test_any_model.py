"""Export of models of any kind, a small one of each, on Keras's TensorFlow backend (`make test` runs them so)."""

import json
import shutil
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers, ops

from benchmarks.conformance import own_layers
from kerasdl.errors import ConfigError, ExportError, ModelError, ParityError
from kerasdl.export import export_model
from kerasdl.export.formats import ExportJob, write_formats
from kerasdl.export.runtimes import run_saved_model
from kerasdl.export.runtimes.node import run_in_node
from kerasdl.export.verify import verify
from kerasdl.models.store import read_card, write_card
from kerasdl.webpage import publish

IN_A_BROWSER = {"saved_model", "tfjs", "tfjs_layers"}
OWN = "benchmarks.conformance.own_layers"
ROWS = 6


def randomised(model: keras.Model) -> keras.Model:
    """The model with biases that are not zero, and variances that are not one."""
    rng = np.random.default_rng(0)
    for variable in model.variables:
        if "float" in variable.dtype and np.ptp(np.asarray(variable.numpy())) == 0:
            variable.assign(variable + rng.uniform(-0.4, 0.4, variable.shape))
    return model


def exported(model: keras.Model, folder: Path, suffix: str = ".keras", **options):
    file = folder / f"given{suffix}"
    randomised(model).save(file)
    return export_model(file, folder / "out", **options)


def row_of(layer: keras.Layer, shape=(6, 3)) -> keras.Model:
    return keras.Sequential([keras.Input(shape), layer, layers.Dense(2)])


def two_in_two_out() -> keras.Model:
    """Inputs of one shape, heads of one shape, in no alphabet's order, heads called after each other's layers."""
    left, right = keras.Input((4,), name="zebra"), keras.Input((4,), name="ant")
    found = layers.Subtract()([left, right])
    return keras.Model([left, right], {"b": layers.Dense(2, name="a")(found), "a": layers.Dense(2, name="b")(left)})


def odd_names() -> keras.Model:
    taken = keras.Input((4,), name="my input")
    return keras.Model(taken, layers.Dense(2, name="an answer, é")(layers.Dense(3, name="1st layer")(taken)))


def cases_apart() -> keras.Model:
    small, large = keras.Input((3,), name="x"), keras.Input((3,), name="X")
    return keras.Model([large, small], layers.Dense(2)(large - 2 * small))


def channels_first() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((3, 8, 8)),
            layers.Conv2D(4, 3, data_format="channels_first"),
            layers.MaxPooling2D(data_format="channels_first"),
            layers.Flatten(),
            layers.Dense(2),
        ]
    )


def tagged_text() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((5,), dtype="int32"),
            layers.Embedding(9, 4, mask_zero=True),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True, dropout=0.3)),
            layers.TimeDistributed(layers.Dense(2, "softmax")),
        ]
    )


def bytes_in() -> keras.Model:
    return keras.Sequential(
        [keras.Input((4, 4, 3), dtype="uint8"), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(2)]
    )


MODELS = {
    "two inputs, two heads": two_in_two_out,
    "odd names": odd_names,
    "LSTM": lambda: row_of(layers.LSTM(4, recurrent_dropout=0.2)),
    "GRU": lambda: row_of(layers.GRU(4, reset_after=False)),
    "capitals": lambda: keras.Sequential([keras.Input((3,), name="Image"), layers.Dense(2, name="Answer")]),
    "names that differ in case": cases_apart,
    "fixed batch": lambda: keras.Sequential([keras.Input(batch_shape=(4, 5)), layers.Dense(2)]),
    "bytes": bytes_in,
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_runs_in_a_browser_in_both_forms_and_answers_as_keras(name, tmp_path):
    done = exported(MODELS[name](), tmp_path)
    assert set(done.bytes) == IN_A_BROWSER, done.left_out
    result = verify(done.folder)
    assert result.passed and [f.format for f in result.formats] == ["saved_model", "tfjs", "tfjs_layers"]


def test_masked_steps_are_zero_where_a_layer_goes_backwards(tmp_path):
    done = exported(tagged_text(), tmp_path)
    assert set(done.bytes) == {"saved_model", "tfjs"}, done.left_out
    assert "Bidirectional with a mask" in done.left_out["tfjs_layers"]
    assert verify(done.folder).passed


def test_the_reference_of_verify_is_what_the_saved_model_answers(tmp_path):
    model = two_in_two_out()
    done = exported(model, tmp_path)
    rng = np.random.default_rng(1)
    given = {name: rng.standard_normal((ROWS, 4)).astype(np.float32) for name in ("zebra", "ant")}
    np.savez(tmp_path / "given.npz", **given)
    verify(done.folder, inputs=tmp_path / "given.npz", answers=tmp_path / "answers.npz")
    expected = model([given["zebra"], given["ant"]])
    with np.load(tmp_path / "answers.npz") as kept:
        for head, values in expected.items():
            for each in ("keras", *IN_A_BROWSER):
                np.testing.assert_allclose(kept[f"{each}/{head}"], values, atol=1e-5, err_msg=f"{each}/{head}")


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"zebra": np.zeros((2, 4))}, "with an array for each of zebra, ant"),
        ({"zebra": np.zeros((2, 4)), "ant": np.zeros((3, 4))}, "of as many rows each"),
        ({"zebra": np.zeros((0, 4)), "ant": np.zeros((0, 4))}, "at least one"),
        (
            {"zebra": np.zeros((2, 4)), "ant": np.zeros((2, 5))},
            r"Input ant must have shape \(None, 4\). Received: \(2, 5\)",
        ),
    ],
)
def test_inputs_of_ones_own_that_do_not_fit_are_one_line(tmp_path, arrays, said):
    done = exported(two_in_two_out(), tmp_path, formats=["saved_model"])
    np.savez(tmp_path / "given.npz", **arrays)
    with pytest.raises(ConfigError, match=said):
        verify(done.folder, inputs=tmp_path / "given.npz")


def test_heads_that_changed_places_fail(tmp_path):
    done = exported(two_in_two_out(), tmp_path, formats=["saved_model", "tfjs"])
    file = done.folder / "tfjs" / "model.json"
    content = json.loads(file.read_text())
    outputs = content["signature"]["outputs"]
    outputs["a"], outputs["b"] = outputs["b"], outputs["a"]
    file.write_text(json.dumps(content))
    write_card(done.folder)
    result = verify(done.folder)
    assert [f.passed for f in result.formats] == [True, False]
    assert min(result.formats[1].heads.values()) > 0.01


def test_a_time_limit_is_one_formats_error(tmp_path):
    done = exported(two_in_two_out(), tmp_path, formats=["saved_model", "tfjs"])
    result = verify(done.folder, seconds=0.001)
    assert [f.passed for f in result.formats] == [True, False]
    assert "must answer within" in result.formats[1].error


def test_a_saved_model_that_could_do_more_than_compute_is_one_formats_error(tmp_path):
    import tensorflow as tf

    done = exported(row_of(layers.Dense(3)), tmp_path, formats=["saved_model", "tfjs"])
    shutil.rmtree(done.folder / "saved_model")

    @tf.function(input_signature=[tf.TensorSpec((None, 6, 3), name="input_layer")])
    def serve(input_layer):
        with tf.control_dependencies([tf.io.write_file(str(tmp_path / "canary"), "written")]):
            return {"dense_1": input_layer}

    tf.saved_model.save(tf.Module(), str(done.folder / "saved_model"), signatures={"serving_default": serve})
    write_card(done.folder)
    first, second = verify(done.folder).formats
    assert "its graph has the operation WriteFile" in first.error and second.passed
    assert not (tmp_path / "canary").exists()


def test_sixteen_bits_and_channels_first_are_said_and_exact(tmp_path):
    done = exported(channels_first(), tmp_path)
    assert any("channels last" in line for line in done.notes)
    assert {"saved_model", "tfjs"} <= set(done.bytes) and verify(done.folder).passed
    half = keras.Sequential(
        [keras.Input((5,)), layers.Dense(4, "gelu", dtype="mixed_float16"), layers.Dense(2, dtype="float32")]
    )
    (tmp_path / "half").mkdir()
    done = exported(half, tmp_path / "half")
    assert "computed in float32, not in mixed_float16" in done.notes
    assert set(done.bytes) == IN_A_BROWSER and verify(done.folder).passed


@pytest.mark.parametrize("kind", [own_layers.Perceptron, own_layers.TwoHeads])
def test_a_subclassed_model_needs_its_module(tmp_path, kind):
    model = kind()
    model(np.zeros((1, 5), np.float32))
    name = f"conformance>{kind.__name__}"
    del keras.saving.get_custom_objects()[name]
    with pytest.raises(
        ModelError, match=f"needs the class {kind.__name__}, which is not here: --custom MODULE_OR_FILE"
    ):
        exported(model, tmp_path)
    done = export_model(tmp_path / "given.keras", tmp_path / "out", custom=OWN)
    assert set(done.bytes) == {"saved_model", "tfjs"} and "computations of its own" in done.left_out["tfjs_layers"]
    assert verify(done.folder, custom=OWN).passed


def test_a_python_file_brings_a_layer_with_variables_of_its_own(tmp_path):
    code = """
import keras

class Shifted(keras.layers.Layer):
    def build(self, shape):
        self.shift = keras.Variable(keras.ops.ones((shape[-1],)))

    def call(self, x):
        return x + self.shift
"""
    file = tmp_path / "own_code.py"
    file.write_text(code)
    namespace: dict = {}
    exec(code, namespace)
    model = keras.Sequential([keras.Input((4,)), namespace["Shifted"](), layers.Dense(2)])
    done = exported(model, tmp_path, custom=str(file))
    assert {"saved_model", "tfjs"} <= set(done.bytes) and verify(done.folder, custom=str(file)).passed
    with pytest.raises(ConfigError, match="`custom` must be a module or a Python file. Received: missing.py"):
        export_model(tmp_path / "given.keras", tmp_path / "out", custom="missing.py")


def test_a_lambda_is_run_only_when_asked_for(tmp_path):
    model = keras.Sequential(
        [keras.Input((4,)), layers.Lambda(lambda x: x * 2 - 1, output_shape=(4,)), layers.Dense(2)]
    )
    with pytest.raises(ModelError, match="put operations of keras.ops in place of a Lambda layer, or say --run-lambda"):
        exported(model, tmp_path)
    done = export_model(tmp_path / "given.keras", tmp_path / "out", run_lambda=True)
    assert {"saved_model", "tfjs"} <= set(done.bytes) and verify(done.folder, run_lambda=True).passed


def text_model() -> keras.Model:
    layer = layers.TextVectorization(max_tokens=20, output_sequence_length=4)
    layer.adapt(["a bird and a fish", "a fish"])
    return keras.Sequential([keras.Input((1,), dtype="string"), layer, layers.Embedding(20, 3), layers.GRU(3)])


def test_text_is_kept_by_a_saved_model_alone(tmp_path):
    done = exported(text_model(), tmp_path)
    assert set(done.bytes) == {"saved_model"} and "--without-text" in done.left_out["tfjs"]
    assert verify(done.folder).passed
    words = np.array([["a fish"], ["zz bird"]], dtype=str)
    np.savez(tmp_path / "given.npz", **{read_card(done.folder)["export"]["inputs"][0]["name"]: words})
    assert verify(done.folder, inputs=tmp_path / "given.npz").passed


def test_text_is_cut_off_and_its_vocabulary_lies_beside(tmp_path):
    done = exported(text_model(), tmp_path, without_text=True)
    assert set(done.bytes) >= {"saved_model", "tfjs"} and verify(done.folder).passed
    (vocabulary,) = done.folder.glob("vocabulary-*.txt")
    words = vocabulary.read_text().split("\n")
    assert words[1:4] == ["[UNK]", "a", "fish"] and words[0] == ""
    (tokens,) = read_card(done.folder)["export"]["inputs"]
    assert tokens["dtype"] == "int32" and tokens["below"] == 20
    with pytest.raises(ExportError, match="needs a model with text layers"):
        exported(row_of(layers.Dense(2)), tmp_path, without_text=True)


def test_old_files_are_opened(tmp_path):
    import h5py

    model = keras.Sequential([keras.Input((6, 6, 2)), layers.DepthwiseConv2D(3), layers.Flatten(), layers.Dense(2)])
    randomised(model).save(tmp_path / "old.h5")
    with h5py.File(tmp_path / "old.h5", "r+") as content:
        config = json.loads(content.attrs["model_config"])
        config["config"]["layers"][1]["config"]["groups"] = 1
        content.attrs["model_config"] = json.dumps(config)
    done = export_model(tmp_path / "old.h5", tmp_path / "out")
    assert set(done.bytes) == IN_A_BROWSER and verify(done.folder).passed
    (tmp_path / "weights.h5").write_bytes(b"no file")
    with pytest.raises(ModelError, match="A model must be a whole HDF5 file. Received: .*weights.h5"):
        export_model(tmp_path / "weights.h5", tmp_path / "out")


LOGITS = {
    "binary": (keras.losses.BinaryCrossentropy(from_logits=True), (5,), 1, None),
    "binary on pictures": (keras.losses.BinaryCrossentropy(from_logits=True), (28, 28), 1, None),
    "classes of no ink": (keras.losses.CategoricalCrossentropy(from_logits=True), (5,), 3, None),
    "classes of ink": (keras.losses.SparseCategoricalCrossentropy(from_logits=True), (28, 28), 10, "confidences"),
}


@pytest.mark.parametrize("name", LOGITS)
def test_a_softmax_is_appended_to_a_reader_of_ink_alone(tmp_path, name):
    loss, shape, units, output = LOGITS[name]
    model = keras.Sequential([keras.Input(shape), layers.Flatten(), layers.Dense(units, name="logits")])
    model.compile("sgd", loss)
    done = exported(model, tmp_path, formats=["saved_model"])
    assert any("a softmax was appended" in line for line in done.notes) == (output is not None)
    taken = read_card(done.folder)["export"]["inputs"][0]["name"]
    given = np.random.default_rng(0).random((3, *shape)).astype(np.float32)
    found = run_saved_model(done.folder / "saved_model", {taken: given})
    if output is None:
        np.testing.assert_allclose(found["logits"], model(given), atol=1e-5)
        return
    np.testing.assert_allclose(found[output].sum(-1), 1, atol=1e-5)
    plain = export_model(tmp_path / "given.keras", tmp_path / "plain", formats=["saved_model"], softmax=False)
    taken = read_card(plain.folder)["export"]["inputs"][0]["name"]
    assert list(run_saved_model(plain.folder / "saved_model", {taken: given})) == ["logits"]
    assert plain.without_ink is not None


def test_a_model_that_was_never_built_or_cannot_run_is_one_line(tmp_path):
    with pytest.raises(ExportError, match="must know its input shape: give it an Input, or call it once"):
        exported(keras.Sequential([layers.Dense(3)]), tmp_path)
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
    model.save(tmp_path / "given.keras")
    with zipfile.ZipFile(tmp_path / "given.keras") as content:
        parts = {name: content.read(name) for name in content.namelist()}
    parts["config.json"] = parts["config.json"].replace(b'"activation": "linear"', b'"activation": "threshold"')
    with zipfile.ZipFile(tmp_path / "given.keras", "w") as content:
        for name, part in parts.items():
            content.writestr(name, part)
    with pytest.raises((ExportError, ModelError), match="threshold"):
        export_model(tmp_path / "given.keras", tmp_path / "out")


def test_formats_that_cannot_hold_a_model_leave_the_others_as_they_are(tmp_path):
    taken = keras.Input((4, 4))
    model = keras.Model(taken, layers.Dense(2)(ops.reshape(ops.linalg.det(taken), (-1, 1))))
    model.save(tmp_path / "given.keras")
    done = export_model(tmp_path / "given.keras", tmp_path / "out")
    assert set(done.bytes) == {"saved_model"} and set(done.left_out) == {"tfjs", "tfjs_layers"}
    with pytest.raises(ExportError, match="MatrixDeterminant"):
        export_model(tmp_path / "given.keras", tmp_path / "out", formats=["saved_model", "tfjs"])
    assert sorted(p.name for p in done.folder.iterdir()) == ["card.json", "model.keras", "saved_model"]


def test_whatever_a_converter_raises_leaves_out_its_format_alone(tmp_path, monkeypatch):
    def broken(*args, **kwargs):
        raise AssertionError("no such thing\nand more")

    monkeypatch.setattr("kerasdl.export.tfjs_graph.convert_saved_model", broken)
    monkeypatch.setattr("tf2onnx.convert.from_graph_def", broken)
    monkeypatch.setattr("tensorflow.lite.TFLiteConverter.from_saved_model", broken)
    monkeypatch.setattr("kerasdl.export.tfjs_layers.rewrite._output_names", broken)
    row_of(layers.Dense(2)).save(tmp_path / "given.keras")
    formats = ("saved_model", "tfjs", "tfjs_layers", "onnx", "litert")
    write_formats(ExportJob(str(tmp_path / "given.keras"), str(tmp_path / "out"), formats, all_or_none=False))
    card = read_card(tmp_path / "out")["export"]
    assert card["formats"] == ["saved_model"] and set(card["left_out"]) == set(formats[1:])
    assert all("no such thing" in reason for reason in card["left_out"].values())


@pytest.mark.parametrize("quantize", [None, "uint8"])
def test_a_written_file_that_answers_otherwise_is_refused(tmp_path, monkeypatch, quantize):
    from kerasdl.export import tfjs_layers

    plain = tfjs_layers.named_weights

    def other(graph):
        return [{**w, "data": (1.001 if quantize is None else 3) * w["data"]} for w in plain(graph)]

    monkeypatch.setattr(tfjs_layers, "named_weights", other)
    done = exported(row_of(layers.Dense(2)), tmp_path, quantize=quantize)
    assert "tfjs_layers must answer as Keras does" in done.left_out["tfjs_layers"]


def test_plain_tensorflow_js_takes_the_inputs_by_the_authors_names(tmp_path):
    done = exported(two_in_two_out(), tmp_path, formats=["tfjs"])
    zeros = np.zeros((1, 4), np.float32)
    (found,) = run_in_node([(done.folder / "tfjs/model.json", "graph", {"zebra": zeros, "ant": zeros})])
    assert not isinstance(found, ParityError) and sorted(found) == ["a", "b"]


def test_a_format_that_is_left_out_leaves_none_of_another_model(tmp_path):
    exported(row_of(layers.Dense(3)), tmp_path)
    done = exported(row_of(layers.UnitNormalization()), tmp_path)
    assert set(done.bytes) == {"saved_model", "tfjs"} and not (done.folder / "tfjs_layers").exists()


def test_text_is_not_cut_off_in_the_folder_of_the_whole_model(tmp_path):
    lookup = layers.StringLookup(vocabulary=["red", "green"], output_mode="one_hot")
    model = keras.Sequential([keras.Input((1,), dtype="string"), lookup, layers.Dense(2)])
    model.save(tmp_path / "model.keras")
    before = (tmp_path / "model.keras").read_bytes()
    with pytest.raises(ExportError, match="--without-text needs a folder of its own"):
        export_model(tmp_path / "model.keras", without_text=True)
    assert (tmp_path / "model.keras").read_bytes() == before


def test_a_format_that_could_not_be_checked_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("kerasdl.export.self_check.SECONDS", 0.01)
    done = exported(row_of(layers.Dense(3)), tmp_path)
    unchecked = [line for line in done.notes if "not checked: no answer within" in line]
    assert [line.split(":")[0] for line in unchecked] == ["tfjs", "tfjs_layers"]


def test_a_grid_of_whole_numbers_is_no_digit(tmp_path):
    taken = keras.Input((28, 28), dtype="int32")
    done = exported(keras.Model(taken, layers.Dense(2)(layers.Flatten()(ops.cast(taken, "float32")))), tmp_path)
    assert verify(done.folder).passed and verify(done.folder).count == 32


def test_a_page_is_made_with_the_settings_of_its_export(tmp_path, monkeypatch):
    asked = {}
    file = tmp_path / "reader.h5"
    file.write_bytes(b"")

    def exporting(model, out, **settings):
        asked.update(settings, model=model)
        raise ExportError("The work must not begin here. Received: a test")

    monkeypatch.setattr("kerasdl.webpage.export_model", exporting)
    with pytest.raises(ExportError, match="must not begin"):
        publish(file, page=tmp_path / "page", custom="own.py", run_lambda=True, softmax=False)
    assert (asked["model"], asked["custom"], asked["run_lambda"], asked["softmax"]) == (file, "own.py", True, False)


@pytest.mark.parametrize("interpolation", ["bilinear", "nearest"])
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_pictures_of_any_size_are_enlarged(tmp_path, interpolation, data_format):
    shape = (None, None, 3) if data_format == "channels_last" else (3, None, None)
    enlarge = layers.UpSampling2D(2, interpolation=interpolation, data_format=data_format)
    done = exported(keras.Sequential([keras.Input(shape), enlarge, layers.Rescaling(0.5)]), tmp_path)
    assert "tfjs" in done.bytes and verify(done.folder, count=2).passed
