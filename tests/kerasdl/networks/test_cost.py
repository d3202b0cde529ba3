import keras
import pytest

from kerasdl.networks.build import cnn, mlp
from kerasdl.networks.cost import multiply_adds, wire_bytes


def test_multiply_adds_of_dense_layers_are_inputs_times_outputs():
    assert multiply_adds(mlp([])) == 784 * 10
    assert multiply_adds(mlp([256, 128])) == 784 * 256 + 256 * 128 + 128 * 10


def test_a_skip_sum_and_a_normalisation_cost_no_multiplications():
    plain, skipping = mlp([32, 32]), mlp([32, 32], skips=True, batch_normalization=True)
    assert multiply_adds(skipping) == multiply_adds(plain) == 784 * 32 + 32 * 32 + 32 * 10


def test_a_convolution_costs_its_kernel_at_every_place():
    first, second, third = 28 * 28 * 9 * 4, 14 * 14 * 9 * (4 * 6 + 6 * 6), 6 * 10
    assert multiply_adds(cnn((4, 6))) == first + second + third


def test_separable_convolutions_count_both_kernels():
    model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.SeparableConv2D(5, 3, padding="same")])
    assert multiply_adds(model) == 64 * (9 * 3 + 3 * 5)


def test_bytes_on_the_wire_are_a_byte_a_weight_or_less_and_four_a_bias():
    model = mlp([64], seed=0)
    weights, biases = 784 * 64 + 64 * 10, 64 + 10
    assert wire_bytes(model) == pytest.approx(weights + 4 * biases, rel=0.05)
    for kernel in (layer.kernel for layer in model.layers if hasattr(layer, "kernel")):
        kernel.assign(0 * kernel)
    assert wire_bytes(model) < weights / 100 + 4 * biases
