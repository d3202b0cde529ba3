"""The NumPy pass over SavedModels answers as TensorFlow does, or leaves the graph to it."""

import shutil

import numpy as np
import pytest

from kerasdl.inference.reader import load_reader
from kerasdl.models.folder import open_model
from kerasdl.models.saved_graph.messages import MESSAGES, PACKAGE, parse
from kerasdl.models.saved_graph.operations import OPERATIONS
from kerasdl.models.saved_graph.serving import CALLS, SAME, numpy_serving
from kerasdl.models.saved_model import SIGNATURE, load_saved_model
from kerasdl.models.saved_model_operations import PURE_OPERATIONS
from kerasdl.models.store import find_model, write_card
from tests.support.damage import flips, truncations

SHIPPED = ["web", "cnn", "quick"]


def numpy_of(folder):
    """The NumPy pass of a model's folder; None where it is left to TensorFlow."""
    saved = folder / "saved_model"
    graph = parse("SavedModel", (saved / "saved_model.pb").read_bytes()).meta_graphs[0]
    return numpy_serving(graph, saved, SIGNATURE)


def tensorflow_of(folder):
    import tensorflow as tf

    loaded = load_saved_model(open_model(folder))

    def run(ink):
        return {name: value.numpy() for name, value in loaded.signatures[SIGNATURE](ink=tf.constant(ink)).items()}

    return run


def saved(folder, serve, *, shape=(None, None, None), dtype="float32", name="ink", variables=None):
    """A SavedModel of a function, in a model's folder."""
    import tensorflow as tf

    module = tf.Module()
    module.variables_of_network = variables or []
    traced = tf.function(serve, input_signature=[tf.TensorSpec(shape, dtype, name=name)], autograph=False)
    (folder / "saved_model").mkdir(parents=True)
    tf.saved_model.save(module, str(folder / "saved_model"), signatures={SIGNATURE: traced.get_concrete_function()})
    write_card(folder)
    return folder


def inks(mnist, rng):
    """Digits, and pictures of other sizes: wide, tall, one pixel, empty, noise, large."""
    large = np.zeros((1, 1500, 1200), np.uint8)
    large[0, 300:1140, 200:1040] = mnist.test.images[7].repeat(30, 0).repeat(30, 1)
    many = [mnist.test.images[:300], rng.integers(0, 256, (3, 70, 250)), rng.integers(0, 40, (2, 301, 33)), large]
    many += [
        np.full((1, 1, 1), 200),
        np.zeros((2, 30, 20)),
        np.zeros((0, 28, 28)),
        np.pad(large // 20, [(0, 0), (9, 0), (0, 700)]),
    ]
    return [np.asarray(ink, np.float32) for ink in many]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_model_answers_as_in_tensorflow(name, mnist, rng):
    serving, expected_of = numpy_of(find_model(name)), tensorflow_of(find_model(name))
    for ink in inks(mnist, rng):
        found, expected = serving.run(ink), expected_of(ink)
        assert {key: value.shape for key, value in found.items()} == {key: v.shape for key, v in expected.items()}
        assert {value.dtype.name for value in found.values()} == {"float32"}
        for key, value in expected.items():
            assert np.abs(found[key] - value).max(initial=0) <= 1e-5 * max(1, np.abs(value).max(initial=0)), key
        assert np.abs(found["confidences"] - expected["confidences"]).max(initial=0) < 1e-5


def test_the_fields_that_are_read_are_tensorflows_own():
    from google.protobuf import descriptor_pool
    from tensorflow.core.protobuf import saved_model_pb2, tensor_bundle_pb2, trackable_object_graph_pb2

    assert saved_model_pb2 and tensor_bundle_pb2 and trackable_object_graph_pb2  # which the pool has then
    theirs = descriptor_pool.Default()
    inside = {
        "NodeList": "CollectionDef.NodeList",
        "ListValue": "AttrValue.ListValue",
        "ArgDef": "OpDef.ArgDef",
        "Dim": "TensorShapeProto.Dim",
        "TrackableObject": "TrackableObjectGraph.TrackableObject",
        "ObjectReference": "TrackableObjectGraph.TrackableObject.ObjectReference",
        "SerializedTensor": "TrackableObjectGraph.TrackableObject.SerializedTensor",
    }
    names = [line.partition(":")[0] for line in MESSAGES.splitlines() if line[:1].strip()]
    assert len(names) > 30
    compared = 0
    for name in set(names) - {"Opaque"}:
        ours = type(parse(name, b"")).DESCRIPTOR
        known = theirs.FindMessageTypeByName(f"{PACKAGE}.{inside.get(name, name)}")
        for field in ours.fields:
            other = known.fields_by_name[field.name]
            enumeration = other.type == other.TYPE_ENUM and field.type == field.TYPE_INT32
            assert (field.number, field.label) == (other.number, other.label), (name, field.name)
            assert enumeration or field.type == other.type, (name, field.name)
            compared += 1
        for choice in ours.oneofs:
            if name in ("SavedObject",):  # whichever it is, it must be known: what is unknown is refused
                assert {f.name for f in choice.fields} == {f.name for f in known.oneofs_by_name["kind"].fields}
    assert compared > 70


def test_only_operations_that_are_pure_are_known():
    assert OPERATIONS | {*SAME, *CALLS, "Const", "NoOp"} <= PURE_OPERATIONS


def every_operation(ink):
    """A dictionary of what TensorFlow makes of ink by each operation that NumPy has."""
    import tensorflow as tf

    x = ink / 100 - 1
    maps = tf.stack([x, -x, x * x], 3)
    kernel = tf.reshape(tf.range(3 * 2 * 3 * 4, dtype=tf.float32), (3, 2, 3, 4)) / 50 - 0.7
    whole = tf.cast(ink, tf.int32)
    found = {
        name: getattr(tf.nn, name)(x)
        for name in ("relu", "relu6", "elu", "selu", "sigmoid", "softmax", "softplus", "softsign", "tanh", "leaky_relu")
    }
    found |= {name: getattr(tf, name)(x) for name in ("abs", "exp", "square", "negative")}
    found |= {
        "leaky": tf.nn.leaky_relu(x, 0.3),
        "swish": tf.nn.silu(x),
        "roots": tf.sqrt(ink) + tf.math.rsqrt(ink + 1) + tf.math.log(ink + 1),
        "whole": tf.cast(whole * whole - 3, tf.float32),
        "truncated": tf.cast(tf.cast(x * 3.7, tf.int32), tf.float32),
        "compared": tf.where((x > 0) & ~(x >= 1) | (x < -0.5) | (x <= -0.9), x, 2 * x),
        "difference": tf.math.squared_difference(x, tf.reduce_mean(x, [1, 2], keepdims=True)),
        "reduced": tf.stack([tf.reduce_sum(x, [1, 2]), tf.reduce_max(x, [1, 2]), tf.reduce_min(x, [-2, -1])], axis=1),
        "parts": x[:, ::-2, 3:-1][:, tf.newaxis, 1:, -1],
        "joined": tf.concat(
            [tf.transpose(x, (0, 2, 1)), tf.broadcast_to(x[:, :1, :1], [tf.shape(x)[0], 1, tf.shape(x)[1]])], 1
        ),
        "padded": tf.pad(x, [[0, 0], [1, 2], [0, 3]]),
        "bounded": tf.maximum(tf.minimum(x, 0.4), -0.3),
        "squeezed": tf.squeeze(tf.expand_dims(x, 1), [1]),
        "products": tf.matmul(x, x, transpose_b=True) @ x + x @ tf.matmul(x, x, transpose_a=True),
        "matrix": tf.matmul(tf.reshape(maps, (-1, 3)), tf.reshape(kernel, (24, 3)), transpose_b=True),
        "ranged": x * tf.cast(tf.range(tf.shape(x)[2]), tf.float32),
        "biased": tf.nn.bias_add(maps, [1.0, 2.0, -3.0]),
    }
    for padding in ("SAME", "VALID"):
        for strides in ((1, 1), (2, 2), (2, 3)):
            name = f"{padding}_{strides[0]}_{strides[1]}"
            found[f"convolved_{name}"] = tf.nn.conv2d(maps, kernel, strides, padding)
            found[f"largest_{name}"] = tf.nn.max_pool2d(maps, (2, 3), strides, padding)
            found[f"mean_{name}"] = tf.nn.avg_pool2d(maps, (3, 2), strides, padding)
    return found


def operations_in(folder):
    """What a graph's functions are made of."""
    graph = parse("SavedModel", (folder / "saved_model/saved_model.pb").read_bytes()).meta_graphs[0]
    return {node.op for function in graph.graph_def.library.function for node in function.node_def}


def test_each_operation_answers_as_in_tensorflow(tmp_path, rng):
    folder = saved(tmp_path, every_operation)
    assert operations_in(folder) >= OPERATIONS - {"Add"}  # which newer versions write as AddV2
    serving, expected_of = numpy_of(folder), tensorflow_of(folder)
    for size in ((2, 9, 9), (1, 12, 30), (3, 41, 8)):
        ink = rng.integers(0, 256, size).astype(np.float32)
        found, expected = serving.run(ink), expected_of(ink)
        assert found.keys() == expected.keys() and len(found) > 40
        for name, value in expected.items():
            np.testing.assert_allclose(
                found[name], value, rtol=1e-5, atol=1e-5 * np.abs(value).max(initial=0), err_msg=name
            )


def confidences_by(operation):
    def serve(ink):
        import tensorflow as tf

        return {"confidences": tf.nn.softmax(operation(tf, tf.reduce_sum(ink, 1)[:, :10] / 255)), "digit": ink}

    return serve


FOREIGN = {
    "an operation": confidences_by(lambda tf, x: tf.math.erf(x)),
    "other numbers": confidences_by(lambda tf, x: tf.cast(tf.cast(x, tf.float16), tf.float32)),
    "double precision": confidences_by(lambda tf, x: tf.cast(tf.cast(x, tf.float64), tf.float32)),
    "a branch": confidences_by(lambda tf, x: tf.cond(tf.size(x) > 3, lambda: x, lambda: -x)),
    "a dilation": confidences_by(
        lambda tf, x: tf.nn.conv2d(x[:, :, None, None], tf.ones((3, 1, 1, 1)), 1, "SAME", dilations=2)[:, :, 0, 0]
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_graph_that_numpy_does_not_know_is_left_to_tensorflow(tmp_path, rng, name):
    folder = saved(tmp_path, FOREIGN[name])
    assert numpy_of(folder) is None
    ink = rng.integers(0, 256, (4, 20, 15)).astype(np.uint8)
    expected = tensorflow_of(folder)(ink.astype(np.float32))
    np.testing.assert_array_equal(load_reader(folder).confidences(ink), expected["confidences"])


@pytest.mark.parametrize("given", [{"shape": (None, 28, 28)}, {"dtype": "int32"}, {"shape": (None, None, None, 1)}])
def test_an_input_that_is_no_batch_of_pictures_is_left_to_tensorflow(tmp_path, given):
    import tensorflow as tf

    assert numpy_of(saved(tmp_path, lambda ink: {"confidences": tf.cast(ink, tf.float32)}, **given)) is None


def test_variables_have_the_values_that_their_names_have_in_the_file(tmp_path, rng):
    import tensorflow as tf

    # Of one shape, so that only the names tell them apart.
    variables = [tf.Variable(rng.normal(size=(5, 5)).astype(np.float32), name="kernel") for _ in range(12)]

    def serve(ink):
        for variable in reversed(variables):
            ink = tf.matmul(ink, tf.broadcast_to(variable, [tf.shape(ink)[0], 5, 5])) / 2
        return {"confidences": ink[:, 0]}

    folder = saved(tmp_path, serve, variables=variables)
    ink = rng.integers(0, 256, (3, 5, 5)).astype(np.float32)
    expected = tensorflow_of(folder)(ink)["confidences"]
    np.testing.assert_allclose(numpy_of(folder).run(ink)["confidences"], expected, rtol=1e-4)


def test_damaged_files_are_left_to_tensorflow_or_read_as_they_are(tmp_path, rng):
    shutil.copytree(find_model("quick"), tmp_path / "model", ignore=shutil.ignore_patterns("tfjs*"))
    folder = tmp_path / "model"
    left = 0
    for name in ("saved_model.pb", "variables/variables.index"):
        file = folder / "saved_model" / name
        content = file.read_bytes()
        graph = parse("SavedModel", (folder / "saved_model/saved_model.pb").read_bytes()).meta_graphs[0]
        for damaged in [*truncations(content, 60), *flips(content, 100, rng)]:
            file.write_bytes(damaged)
            if name == "saved_model.pb":
                try:
                    graph = parse("SavedModel", damaged).meta_graphs[0]
                except Exception:
                    continue
            left += numpy_serving(graph, folder / "saved_model", SIGNATURE) is None
        file.write_bytes(content)
    assert left > 80
    assert numpy_of(folder) is not None


@pytest.mark.parametrize(("functions", "calls"), [(1, 1), (9, 10)], ids=["itself", "ten times each"])
def test_functions_that_call_functions_without_end_are_left_to_tensorflow(functions, calls):
    graph = parse("SavedModel", (find_model("quick") / "saved_model/saved_model.pb").read_bytes()).meta_graphs[0]
    library = graph.graph_def.library.function
    for n in range(functions):
        called = library.add()
        called.signature.name = f"more_{n}"
        for each in range(calls):
            node = called.node_def.add(name=f"{each}", op="PartitionedCall")
            node.attr["f"].func.name = "more_0" if functions == 1 else f"more_{n + 1}"
    if functions > 1:
        library.add().signature.name = f"more_{functions}"
    serve = next(f for f in library if f.signature.name.startswith("__inference_serve"))
    serve.node_def.add(name="more", op="PartitionedCall").attr["f"].func.name = "more_0"
    assert numpy_serving(graph, find_model("quick") / "saved_model", SIGNATURE) is None
