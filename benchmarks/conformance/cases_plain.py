"""Models of dense layers, convolutions, poolings, activations and normalisations."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
from keras import layers

Build = Callable[[], keras.Model]
ACTIVATIONS = """relu sigmoid tanh softmax softplus softsign swish gelu elu selu exponential leaky_relu relu6 mish
hard_sigmoid hard_silu log_softmax celu hard_tanh tanh_shrink hard_shrink soft_shrink log_sigmoid squareplus sparse_plus
sparse_sigmoid """.split()


def sequence(*parts: keras.Layer | keras.KerasTensor) -> keras.Sequential:
    return keras.Sequential(list(parts))


def plain_cases() -> dict[str, Build]:
    """Models by name, each built anew."""
    return {**_dense(), **_activations(), **_convolutions(), **_resizing(), **_normalisations(), **_preprocessing()}


def _dense() -> dict[str, Build]:
    return {
        "dense, one layer": lambda: sequence(keras.Input((4,)), layers.Dense(3)),
        "dense, one output": lambda: sequence(keras.Input((6,)), layers.Dense(8, "relu"), layers.Dense(1)),
        "dense, ten layers": lambda: sequence(keras.Input((32,)), *[layers.Dense(32, "tanh") for _ in range(10)]),
        "dense, large answers": lambda: sequence(keras.Input((8,)), layers.Dense(4), layers.Rescaling(1e5)),
        "dense, small answers": lambda: sequence(keras.Input((8,)), layers.Dense(4), layers.Rescaling(1e-5)),
        "dense on three axes": lambda: sequence(
            keras.Input((7, 5)), layers.Dense(6, "tanh"), layers.Dense(2, "softmax")
        ),
        "dense without bias": lambda: sequence(keras.Input((5,)), layers.Dense(4, use_bias=False)),
        "digits, flat": lambda: sequence(
            keras.Input((28, 28)), layers.Flatten(), layers.Dense(16, "relu"), layers.Dense(10, "softmax")
        ),
        "digits, 784 numbers": lambda: sequence(
            keras.Input((784,)), layers.Dense(16, "relu"), layers.Dropout(0.2), layers.Dense(10, "softmax")
        ),
        "fixed batch": lambda: sequence(keras.Input(batch_shape=(4, 6)), layers.Dense(3)),
        "einsum dense": lambda: sequence(keras.Input((6, 5)), layers.EinsumDense("abc,cd->abd", (6, 7), bias_axes="d")),
        "noise and dropout": lambda: sequence(
            keras.Input((6,)), layers.GaussianNoise(0.1), layers.Dense(5), layers.GaussianDropout(0.2), layers.Dense(2)
        ),
        "integers in": lambda: sequence(keras.Input((5,), dtype="int32"), layers.Rescaling(0.5), layers.Dense(3)),
        "bytes in": lambda: sequence(
            keras.Input((8, 8, 3), dtype="uint8"), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(3)
        ),
    }


def _activations() -> dict[str, Build]:
    def built(name: str) -> Build:
        return lambda: sequence(keras.Input((6,)), layers.Dense(8, name), layers.Dense(3))

    def behind_dense(part: Callable[[], keras.Layer]) -> Build:
        return lambda: sequence(keras.Input((6,)), layers.Dense(8), part(), layers.Dense(3))

    found = {f"activation {name}": built(name) for name in ACTIVATIONS if hasattr(keras.activations, name)}
    parts: dict[str, Callable[[], keras.Layer]] = {
        "LeakyReLU": lambda: layers.LeakyReLU(negative_slope=0.1),
        "ReLU, bounded": lambda: layers.ReLU(max_value=1.5),
        "ReLU, slope and threshold": lambda: layers.ReLU(max_value=1.0, negative_slope=0.2, threshold=0.1),
        "ELU": lambda: layers.ELU(alpha=0.7),
        "PReLU": lambda: layers.PReLU(),
        "Softmax": lambda: layers.Softmax(),
        "Activation swish": lambda: layers.Activation("swish"),
    }
    for name, part in parts.items():
        found[f"layer {name}"] = behind_dense(part)
    found["activation as a layer object"] = lambda: sequence(
        keras.Input((6,)), layers.Dense(8, activation=layers.LeakyReLU(negative_slope=0.3)), layers.Dense(2)
    )
    found["softmax on the first axis"] = lambda: sequence(keras.Input((6, 5)), layers.Dense(4), layers.Softmax(axis=1))
    return found


def _convolutions() -> dict[str, Build]:
    def on(shape: tuple[int | None, ...], *parts: keras.Layer) -> Build:
        return lambda: keras.models.clone_model(sequence(keras.Input(shape), *parts))

    picture = (12, 12, 4)
    return {
        "Conv1D": on((16, 3), layers.Conv1D(5, 3, activation="relu"), layers.GlobalMaxPooling1D(), layers.Dense(2)),
        "Conv1D, causal": on((16, 3), layers.Conv1D(5, 3, padding="causal", dilation_rate=2), layers.Dense(2)),
        "Conv2D": on(picture, layers.Conv2D(6, 3, activation="relu"), layers.MaxPooling2D(), layers.Flatten()),
        "Conv2D, strided": on(
            picture, layers.Conv2D(6, 3, strides=2, padding="same"), layers.Flatten(), layers.Dense(3)
        ),
        "Conv2D, dilated": on(picture, layers.Conv2D(6, 3, dilation_rate=2), layers.GlobalAveragePooling2D()),
        "Conv2D, grouped": on(picture, layers.Conv2D(8, 3, groups=2), layers.GlobalAveragePooling2D(), layers.Dense(2)),
        "Conv2D, any size": on((None, None, 3), layers.Conv2D(4, 3, padding="same"), layers.GlobalMaxPooling2D()),
        "Conv2D, channels first": on((3, 12, 12), layers.Conv2D(4, 3, data_format="channels_first"), layers.Flatten()),
        "Conv3D": on((6, 6, 6, 2), layers.Conv3D(3, 3), layers.Flatten(), layers.Dense(2)),
        "DepthwiseConv2D": on(picture, layers.DepthwiseConv2D(3, depth_multiplier=2), layers.GlobalAveragePooling2D()),
        "DepthwiseConv1D": on((12, 4), layers.DepthwiseConv1D(3), layers.Flatten(), layers.Dense(2)),
        "SeparableConv2D": on(picture, layers.SeparableConv2D(6, 3, padding="same"), layers.GlobalAveragePooling2D()),
        "SeparableConv1D": on((12, 4), layers.SeparableConv1D(6, 3), layers.Flatten(), layers.Dense(2)),
        "Conv2DTranspose": on((6, 6, 3), layers.Conv2DTranspose(4, 3, strides=2, padding="same")),
        "Conv2DTranspose, output padding": on((6, 6, 3), layers.Conv2DTranspose(4, 3, strides=2, output_padding=1)),
        "Conv1DTranspose": on((8, 3), layers.Conv1DTranspose(4, 3, strides=2)),
        "poolings in a row": on(
            (16, 16, 3),
            layers.AveragePooling2D(2, padding="same"),
            layers.MaxPooling2D(3, strides=1, padding="same"),
            layers.GlobalAveragePooling2D(keepdims=True),
            layers.Flatten(),
            layers.Dense(2),
        ),
        "pooling 1D": on((16, 3), layers.MaxPooling1D(3), layers.AveragePooling1D(2), layers.GlobalAveragePooling1D()),
        "Adaptive pooling": on((12, 12, 3), layers.AdaptiveAveragePooling2D(3), layers.Flatten(), layers.Dense(2)),
    }


def _resizing() -> dict[str, Build]:
    def on(*parts: keras.Layer) -> Build:
        return lambda: sequence(keras.Input((8, 8, 3)), *parts, layers.Conv2D(2, 3))

    return {
        "UpSampling2D": on(layers.UpSampling2D(2)),
        "UpSampling2D, bilinear": on(layers.UpSampling2D(2, interpolation="bilinear")),
        "UpSampling1D": lambda: sequence(keras.Input((6, 3)), layers.UpSampling1D(2), layers.Dense(2)),
        "Resizing": on(layers.Resizing(12, 10)),
        "ZeroPadding2D and Cropping2D": on(layers.ZeroPadding2D(((1, 2), (0, 3))), layers.Cropping2D(((1, 0), (1, 1)))),
        "CenterCrop": on(layers.CenterCrop(6, 6)),
        "Permute and Reshape": lambda: sequence(
            keras.Input((4, 6)), layers.Permute((2, 1)), layers.Reshape((3, 8)), layers.Flatten(), layers.Dense(2)
        ),
        "RepeatVector": lambda: sequence(keras.Input((4,)), layers.RepeatVector(3), layers.Dense(2)),
    }


def _normalisations() -> dict[str, Build]:
    def on(*parts: keras.Layer) -> Build:
        return lambda: sequence(keras.Input((8, 8, 4)), layers.Conv2D(8, 3), *parts, layers.GlobalAveragePooling2D())

    return {
        "BatchNormalization": on(layers.BatchNormalization(), layers.ReLU()),
        "BatchNormalization, axis 1": on(layers.BatchNormalization(axis=1)),
        "BatchNormalization, no scale": on(layers.BatchNormalization(scale=False, center=False)),
        "LayerNormalization": on(layers.LayerNormalization()),
        "GroupNormalization": on(layers.GroupNormalization(4)),
        "UnitNormalization": on(layers.UnitNormalization()),
        "RMSNormalization": on(layers.RMSNormalization()),
        "SpectralNormalization": lambda: sequence(
            keras.Input((6,)), layers.SpectralNormalization(layers.Dense(4)), layers.Dense(2)
        ),
    }


def _preprocessing() -> dict[str, Build]:
    def normalisation() -> keras.Model:
        layer = layers.Normalization()
        layer.adapt(np.array([[1.0, 20.0], [3.0, 60.0], [2.0, 50.0]]))
        return sequence(keras.Input((2,)), layer, layers.Dense(8, "relu"), layers.Dense(1))

    def picture(*parts: keras.Layer) -> Build:
        return lambda: sequence(
            keras.Input((16, 16, 3)), *parts, layers.Conv2D(4, 3), layers.GlobalAveragePooling2D(), layers.Dense(3)
        )

    return {
        "Rescaling": picture(layers.Rescaling(1 / 255)),
        "Rescaling to -1…1": picture(layers.Rescaling(1 / 127.5, offset=-1)),
        "Normalization": normalisation,
        "augmentation": picture(
            layers.RandomFlip(), layers.RandomRotation(0.1), layers.RandomZoom(0.1), layers.RandomContrast(0.2)
        ),
        "CategoryEncoding": lambda: sequence(
            keras.Input((1,), dtype="int32"), layers.CategoryEncoding(6, output_mode="one_hot"), layers.Dense(2)
        ),
        "Discretization": lambda: sequence(
            keras.Input((3,)),
            layers.Discretization(bin_boundaries=[-1.0, 0.0, 1.0]),
            layers.Rescaling(1.0),
            layers.Dense(2),
        ),
    }
