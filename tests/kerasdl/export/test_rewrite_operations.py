"""Rewritten operations: each rule against TensorFlow's own operation, in a graph of it alone."""

import numpy as np
import pytest
import tensorflow as tf

from kerasdl.export.rewrite_operations import CONDITIONS, LITERT_RULES, RULES, TFJS_RULES, rewrite_operations

NUMBERS = np.concatenate([np.linspace(-6, 6, 1_001), [0.0, -0.0, 1e-6, -1e-6, 30.0, -30.0]]).astype(np.float32)
TABLE = NUMBERS[:30].reshape(5, 6)
SIGN = np.int32(np.iinfo(np.int32).min)

CALLS = {
    "Erf": [(tf.math.erf, NUMBERS)],
    "Erfc": [(tf.math.erfc, NUMBERS)],
    "Expm1": [(tf.math.expm1, NUMBERS[:-2])],
    "Softsign": [(tf.math.softsign, NUMBERS)],
    "Bucketize": [
        (lambda x: tf.raw_ops.Bucketize(input=x, boundaries=[-1.0, 0.0, 0.5]), NUMBERS),
        (lambda x: tf.raw_ops.Bucketize(input=x, boundaries=[0.0]), np.arange(-3, 4, dtype=np.int32)),
    ],
    "Cumsum": [(lambda x, axis=axis: tf.cumsum(x, axis), TABLE) for axis in (-1, -2, 0, 1)],
    "Cumprod": [(lambda x, axis=axis: tf.math.cumprod(x, axis), TABLE) for axis in (-1, -2, 0, 1)],
    "MatrixBandPart": [
        (lambda x, lower=lower, upper=upper: tf.linalg.band_part(x, lower, upper), x)
        for lower, upper in ((-1, 0), (0, -1), (1, 2), (0, 0), (-1, -1))
        for x in (TABLE, TABLE > 0, np.stack([TABLE, TABLE + 1]))
    ],
}

CUBE, HEADS = NUMBERS[:72].reshape(3, 4, 6), NUMBERS[:120].reshape(2, 4, 3, 5)
# Keras's attention: the dense layers before it, scores, sums, the dense layer behind it.
CALLS["Einsum"] = [
    (lambda x: tf.einsum("abc,cde->abde", x, tf.constant(NUMBERS[:60].reshape(6, 2, 5))), CUBE),
    (lambda x: tf.einsum("aecd,abcd->acbe", x, x), HEADS),
    (lambda x: tf.einsum("acbe,aecd->abcd", tf.transpose(x, (0, 2, 1, 3)), tf.transpose(x, (0, 3, 2, 1))), HEADS),
    (lambda x: tf.einsum("abcd,cde->abe", x, tf.constant(NUMBERS[:30].reshape(3, 5, 2))), HEADS),
]
OTHER_RULES = {"Erf": LITERT_RULES, "Einsum": TFJS_RULES}


def rewritten(call, x, rules=None):
    """What the rewritten graph of a call answers, and the operations in it."""

    @tf.function(input_signature=[tf.TensorSpec((None, *x.shape[1:]), x.dtype)], autograph=False)
    def serve(given):
        return tf.identity(call(given))

    graph = serve.get_concrete_function().graph
    definition = rewrite_operations(graph, RULES if rules is None else rules)
    taken, given = graph.inputs[0].name, graph.outputs[0].name
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        tf.graph_util.import_graph_def(definition, name="")
        return session.run(given, {taken: x}), {node.op for node in definition.node}


@pytest.mark.parametrize(("kind", "number"), [(kind, n) for kind, calls in CALLS.items() for n in range(len(calls))])
def test_a_rule_computes_what_the_operation_does(kind, number):
    call, x = CALLS[kind][number]
    found, operations = rewritten(call, x, OTHER_RULES.get(kind, RULES))
    assert kind not in operations or kind in CONDITIONS.keys() - OTHER_RULES.keys()
    expected = call(tf.constant(x)).numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=3e-7 * max(1, np.abs(expected).max()))


def test_every_rule_is_tried():
    assert {*CALLS, "Bitcast", "BitwiseAnd"} == {*RULES, *LITERT_RULES, *TFJS_RULES}


def signed(x):
    """How Keras tells a negative zero from a positive one before it looks for the largest."""
    bits = tf.bitcast(x, tf.int32)
    return tf.where(tf.bitwise.bitwise_and(bits, SIGN) != 0, -1.0, 1.0)


def test_the_sign_of_a_number_needs_no_bits():
    x = NUMBERS[NUMBERS != 0]
    found, operations = rewritten(signed, x)
    np.testing.assert_array_equal(found, np.sign(x))
    assert not {"Bitcast"} & operations


def test_bits_that_are_more_than_a_sign_are_left_as_they_are():
    found, operations = rewritten(lambda x: tf.bitwise.bitwise_and(tf.bitcast(x, tf.int32), 7), NUMBERS)
    assert {"Bitcast", "BitwiseAnd"} <= operations
    np.testing.assert_array_equal(found, NUMBERS.view(np.int32) & 7)


@pytest.mark.parametrize("settings", [{"exclusive": True}, {"reverse": True}])
def test_sums_that_go_otherwise_are_left_as_they_are(settings):
    found, operations = rewritten(lambda x: tf.cumsum(x, -1, **settings), TABLE)
    assert "Cumsum" in operations
    np.testing.assert_allclose(found, tf.cumsum(TABLE, -1, **settings), rtol=1e-6)
