"""Products of bfloat16 numbers: as a dense layer's, within bfloat16's rounding, forward and backward."""

import keras
import numpy as np
import pytest

from kerasdl.backend.hardware import multiplies_bfloat16
from kerasdl.layers.narrow_dense import NarrowDense

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "jax" or not multiplies_bfloat16(), reason="JAX on a processor that multiplies bfloat16"
)
BATCH, INPUTS, UNITS = 64, 96, 32


def gradients(layer, x, weights):
    import jax

    layer.build(x.shape)
    layer.set_weights(weights)
    values = [v.value for v in layer.trainable_variables]

    def loss(values, x):
        outputs, _ = layer.stateless_call(values, [], x)
        return (outputs**2).mean()

    return [np.asarray(g) for g in jax.tree.leaves(jax.jit(jax.grad(loss, argnums=(0, 1)))(values, x))]


@pytest.mark.parametrize("use_bias", [False, True])
def test_answers_and_gradients_are_a_dense_layers(use_bias):
    rng = np.random.default_rng(5)
    x = rng.normal(size=(BATCH, INPUTS)).astype(np.float32)
    weights = [rng.normal(size=(INPUTS, UNITS)).astype(np.float32) / 10]
    weights += [rng.normal(size=UNITS).astype(np.float32)] if use_bias else []
    settings = {"activation": "swish", "use_bias": use_bias}
    plain, narrow = keras.layers.Dense(UNITS, **settings), NarrowDense(UNITS, **settings)
    for expected, found in zip(gradients(plain, x, weights), gradients(narrow, x, weights), strict=True):
        assert found.dtype == np.float32
        scale = np.abs(expected).max()
        # 8 bits of a factor: rounded to 1 in 512 each, and much of it averaged out.
        assert 0 < np.abs(found - expected).max() < 0.01 * scale
    assert np.abs(np.asarray(narrow(x)) - np.asarray(plain(x))).max() < 0.03


def test_a_weight_that_is_no_number_is_not_hidden():
    layer = NarrowDense(UNITS, use_bias=False)
    weights = [np.full((INPUTS, UNITS), np.nan, np.float32)]
    x = np.ones((BATCH, INPUTS), np.float32)
    assert all(np.isnan(g).all() for g in gradients(layer, x, weights))
