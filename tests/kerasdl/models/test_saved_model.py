"""SavedModels of others: what could do more than compute is not loaded, and the `.keras` file is read in its place."""

import logging
import shutil
from dataclasses import replace

import numpy as np
import pytest

from kerasdl.errors import ModelError
from kerasdl.export.runtimes import run_saved_model
from kerasdl.inference.reader import load_reader
from kerasdl.models.folder import open_model
from kerasdl.models.saved_model import UntrustedError, check_graph, load_saved_model, load_serving
from kerasdl.models.saved_model_operations import PURE_OPERATIONS, SAVER_OPERATIONS
from kerasdl.models.store import find_model, write_card
from tests.support.damage import flips, refusals, truncations

FILE = "saved_model/saved_model.pb"
# For TensorFlow, and for a reader, by NumPy where it can.
LOADERS = (load_saved_model, load_serving)


@pytest.fixture
def folder(tmp_path):
    """A model that is exported, and that a test may spoil."""
    target = tmp_path / "model"
    shutil.copytree(find_model("quick"), target, ignore=shutil.ignore_patterns("tfjs*"))
    return target


def graph_of(folder):
    from tensorflow.core.protobuf import saved_model_pb2

    return saved_model_pb2.SavedModel.FromString((folder / FILE).read_bytes())


def write_graph(folder, saved):
    """Write the graph, and a card that lists it as if it had been exported so."""
    (folder / FILE).write_bytes(saved.SerializeToString())
    write_card(folder)


def function_of(saved, name):
    return next(f for f in saved.meta_graphs[0].graph_def.library.function if f.signature.name.startswith(name))


def check_refused(folder, said, caplog, mnist):
    with pytest.raises(UntrustedError, match=said) as error:
        load_saved_model(open_model(folder))
    assert str(error.value).isprintable()
    with pytest.raises(ModelError, match=said):
        run_saved_model(folder / "saved_model", {"ink": np.zeros((1, 28, 28), np.float32)})
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        reader = load_reader(folder)
    assert "model.keras is read instead. A SavedModel must be as kerasdl exports it" in caplog.text
    assert (reader.confidences(mnist.test.images[:50]).argmax(1) == mnist.test.labels[:50]).mean() > 0.9
    (folder / "model.keras").unlink()
    with pytest.raises(ModelError, match=said):
        load_reader(folder)


@pytest.mark.parametrize("name", ["web", "quick", "cnn"])
def test_what_is_shipped_is_as_it_should_be(name):
    check_graph(find_model(name) / "saved_model")


@pytest.mark.parametrize("operation", ["WriteFile", "RestoreV2", "PyFunc", "ImmutableConst"])
@pytest.mark.parametrize("function", ["", "__inference_serve", "__inference_signature_wrapper"])
def test_an_operation_that_does_more_than_compute_is_found_in_every_function(folder, function, operation):
    saved = graph_of(folder)
    nodes = function_of(saved, function).node_def if function else saved.meta_graphs[0].graph_def.node
    nodes.add(name="more", op=operation)
    write_graph(folder, saved)
    with pytest.raises(UntrustedError, match=f"its graph has the operation {operation}"):
        load_saved_model(open_model(folder))


def test_a_model_that_writes_a_file_is_not_run_and_its_keras_file_is_read(folder, tmp_path, caplog, mnist):
    import tensorflow as tf

    canary = tmp_path / "canary"

    @tf.function(input_signature=[tf.TensorSpec((None, None, None), name="ink")])
    def serve(ink):
        with tf.control_dependencies([tf.io.write_file(str(canary), "written")]):
            return {"confidences": tf.ones((tf.shape(ink)[0], 10)) / 10, "digit": ink}

    shutil.rmtree(folder / "saved_model")
    tf.saved_model.save(tf.Module(), str(folder / "saved_model"), signatures={"serving_default": serve})
    write_card(folder)
    check_refused(folder, "its graph has the operation WriteFile", caplog, mnist)
    assert not canary.exists()


def call_the_saver(saved):
    """The signature is the function that saves variables in a file of any name."""
    saver = function_of(saved, "__inference__traced_save").signature.name
    node = next(n for n in saved.meta_graphs[0].object_graph_def.nodes if n.HasField("bare_concrete_function"))
    node.bare_concrete_function.concrete_function_name = saver


def call_the_saver_from_within(saved):
    saver = function_of(saved, "__inference__traced_restore").signature.name
    node = function_of(saved, "__inference_serve").node_def.add(name="more", op="StatefulPartitionedCall")
    node.attr["f"].func.name = saver


def branch_to_the_saver(saved):
    saver = function_of(saved, "__inference__traced_save").signature.name
    node = function_of(saved, "__inference_serve").node_def.add(name="more", op="Case")
    node.attr["branches"].list.func.add(name=saver)


def begin_with_a_step(saved):
    saved.meta_graphs[0].collection_def["saved_model_main_op"].node_list.value[:] = ["StatefulPartitionedCall_1"]


def have_a_saver(saved):
    saved.meta_graphs[0].object_graph_def.nodes[3].saveable_objects["VALUE"].save_function = 1


def have_a_table(saved):
    saved.meta_graphs[0].object_graph_def.nodes[3].resource.device = ""


def have_an_asset(saved):
    saved.meta_graphs[0].asset_file_def.add(filename="../../secret")


def be_of_code(saved):
    saved.meta_graphs[0].object_graph_def.nodes[0].user_object.identifier = "_tf_keras_network"


def be_a_bomb(saved):
    node = function_of(saved, "__inference_serve").node_def.add(name="more", op="Const")
    node.attr["value"].tensor.tensor_shape.dim.add(size=10**10)


def be_two(saved):
    saved.meta_graphs.add().CopyFrom(saved.meta_graphs[0])


def be_old(saved):
    saved.meta_graphs[0].ClearField("object_graph_def")


HOSTILE = {
    call_the_saver: "__inference__traced_save.* can be called",
    call_the_saver_from_within: "__inference__traced_restore.* can be called",
    branch_to_the_saver: "__inference__traced_save.* can be called",
    begin_with_a_step: "steps of its own for its start",
    have_a_saver: "an object with a saver of its own",
    have_a_table: "an object of the kind resource",
    have_an_asset: "files or steps of its own",
    be_of_code: "an object of the kind user_object",
    be_a_bomb: "a constant more that is far larger",
    be_two: "none of TensorFlow 2",
    be_old: "none of TensorFlow 2",
}


@pytest.mark.parametrize(("spoil", "said"), HOSTILE.items())
def test_what_would_run_at_its_start_or_reach_a_file_is_not_loaded(folder, spoil, said):
    saved = graph_of(folder)
    spoil(saved)
    write_graph(folder, saved)
    for load in LOADERS:
        with pytest.raises(UntrustedError, match=said):
            load(open_model(folder))


@pytest.mark.parametrize("load", LOADERS)
def test_files_that_the_card_does_not_list_or_that_changed_are_not_loaded(folder, load):
    model = open_model(folder)
    load(model)
    (folder / "saved_model/more").write_bytes(b"")
    with pytest.raises(UntrustedError, match="saved_model/more is not in the card"):
        load(model)
    (folder / "saved_model/more").unlink()
    weights = folder / "saved_model/variables/variables.data-00000-of-00001"
    before = weights.read_bytes()
    weights.write_bytes(before[:1000] + bytes([before[1000] ^ 1]) + before[1001:])
    with pytest.raises(UntrustedError, match="it was changed"):
        load(model)
    weights.write_bytes(before)
    (folder / "card.json").unlink()
    with pytest.raises(UntrustedError, match="is not in the card"):
        load(open_model(folder))


def test_a_damaged_graph_is_an_error_of_one_line(folder, rng):
    file = folder / FILE
    content = file.read_bytes()
    cases = [*truncations(content, 40), *flips(content, 40, rng)]
    assert refusals(cases, lambda damaged: (file.write_bytes(damaged), check_graph(folder / "saved_model"))) > 40


def test_no_operation_that_is_allowed_takes_or_gives_text():
    """A file's name is text, and so is what is read of it."""
    from tensorflow.core.framework import types_pb2
    from tensorflow.python.framework import op_def_registry

    for name in PURE_OPERATIONS:
        operation = op_def_registry.get(name)
        assert operation is not None, name
        arguments = [*operation.input_arg, *operation.output_arg]
        assert types_pb2.DT_STRING not in [argument.type for argument in arguments], name
    assert not PURE_OPERATIONS & SAVER_OPERATIONS


def test_labels_for_other_classes_are_an_error(folder):
    write_card(folder, labels=["a", "b"])
    with pytest.raises(ModelError, match="a label for each of the 10 classes. Received: 2 labels"):
        load_reader(folder)


def fail(ink):
    raise RuntimeError("OOM\nwhen allocating")


def test_a_graph_that_fails_is_an_error_of_one_line(folder, monkeypatch):
    loaded = load_saved_model(open_model(folder))
    signature = loaded.signatures["serving_default"]

    class Fails:
        structured_input_signature, structured_outputs = (
            signature.structured_input_signature,
            signature.structured_outputs,
        )

        def __call__(self, ink):
            fail(ink)

    in_numpy = load_serving(open_model(folder))
    monkeypatch.setattr(loaded, "signatures", {"serving_default": Fails()})
    monkeypatch.setattr("kerasdl.models.saved_model.load_saved_model", lambda model: loaded)
    for serving in (replace(in_numpy, run=fail), None):
        monkeypatch.setattr("kerasdl.models.saved_model.numpy_serving", lambda *_, found=serving: found)
        with pytest.raises(ModelError, match=r"must be able to read its input. Received: model \(OOM\)"):
            load_reader(folder).confidences(np.zeros((1, 28, 28), np.uint8))


def test_tables_in_memory_are_loaded_where_they_are_allowed_and_no_file_is_reached_from_them(tmp_path):
    import tensorflow as tf

    from kerasdl.models.saved_model_operations import TABLE_OPERATIONS

    def save(initializer, folder):
        module = tf.Module()
        module.table = tf.lookup.StaticHashTable(initializer, -1)

        @tf.function(input_signature=[tf.TensorSpec((None,), tf.string, name="words")])
        def serve(words):
            return {"numbers": module.table.lookup(tf.strings.lower(words))}

        (folder / "saved_model").mkdir(parents=True)
        tf.saved_model.save(module, str(folder / "saved_model"), signatures={"serving_default": serve})
        write_card(folder)
        return open_model(folder)

    constants = tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2])
    model = save(constants, tmp_path / "constants")
    with pytest.raises(UntrustedError, match="an object of the kind resource"):
        load_saved_model(model)
    serve = load_saved_model(model, tables=True).signatures["serving_default"]
    assert serve(words=tf.constant(["B", "a", "c"]))["numbers"].numpy().tolist() == [2, 1, -1]
    (tmp_path / "words.txt").write_text("a\nb\n")
    lines = tf.lookup.TextFileInitializer(
        str(tmp_path / "words.txt"), tf.string, 0, tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER
    )
    with pytest.raises(UntrustedError, match="it has files or steps of its own for its start"):
        load_saved_model(save(lines, tmp_path / "file"), tables=True)
    assert not TABLE_OPERATIONS & (PURE_OPERATIONS | SAVER_OPERATIONS)
    assert not {name for name in TABLE_OPERATIONS if "File" in name}


@pytest.mark.parametrize("operation", ["InitializeTableFromTextFileV2", "ReadFile", "WriteFile", "PyFunc", "RestoreV2"])
def test_a_model_with_tables_may_do_nothing_else(folder, operation):
    saved = graph_of(folder)
    function_of(saved, "__inference_serve").node_def.add(name="more", op=operation)
    write_graph(folder, saved)
    with pytest.raises(UntrustedError, match=f"its graph has the operation {operation}"):
        load_saved_model(open_model(folder), tables=True)
