"""Models of several inputs, outputs and branches, nested and well-known ones, and odd names."""

from __future__ import annotations

from collections.abc import Callable

import keras
from keras import layers, ops

from benchmarks.conformance.cases_plain import Build, sequence


def graph_cases() -> dict[str, Build]:
    """Models by name, each built anew."""
    return {**_topologies(), **_merges(), **_nested(), **_operations(), **_names(), **_precisions()}


def _topologies() -> dict[str, Build]:
    def of(graph: Callable[[keras.KerasTensor], object], shape: tuple[int, ...] = (8,)) -> Build:
        def build() -> keras.Model:
            taken = keras.Input(shape, name="taken")
            return keras.Model(taken, graph(taken))

        return build

    def heads(taken: keras.KerasTensor) -> object:
        shared = layers.Dense(8, "relu")(taken)
        return {"zeta": layers.Dense(2, name="z")(shared), "alpha": layers.Dense(2, name="a")(shared)}

    def shared_layer(taken: keras.KerasTensor) -> object:
        layer = layers.Dense(8, "tanh")
        return layers.Dense(2)(layer(layer(taken)))

    def unet(taken: keras.KerasTensor) -> object:
        down = layers.Conv2D(4, 3, padding="same", activation="relu")(taken)
        deep = layers.Conv2D(8, 3, padding="same", activation="relu")(layers.MaxPooling2D()(down))
        up = layers.Conv2DTranspose(4, 2, strides=2, padding="same")(deep)
        return layers.Conv2D(2, 1, activation="softmax")(layers.Concatenate()([up, down]))

    def residual(taken: keras.KerasTensor) -> object:
        first = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(6, 3, padding="same")(taken)))
        found = layers.Add()([first, layers.Conv2D(6, 3, padding="same")(first)])
        return layers.Dense(3, "softmax")(layers.GlobalAveragePooling2D()(found))

    def squeeze(taken: keras.KerasTensor) -> object:
        found = layers.Conv2D(8, 3, padding="same")(taken)
        gate = layers.Dense(8, "sigmoid")(layers.GlobalAveragePooling2D()(found))
        return layers.Flatten()(layers.Multiply()([found, layers.Reshape((1, 1, 8))(gate)]))

    return {
        "functional, in a row": of(lambda taken: layers.Dense(3, "softmax")(layers.Dense(8, "relu")(taken))),
        "functional, concatenated": of(
            lambda taken: layers.Dense(1)(layers.Concatenate()([taken, layers.Dense(4)(taken)]))
        ),
        "two heads of a dictionary": of(heads),
        "two heads of a list": of(lambda taken: [layers.Dense(2, name="b")(taken), layers.Dense(2, name="a")(taken)]),
        "a layer used twice": of(shared_layer),
        "U-Net": of(unet, (8, 8, 3)),
        "residual network": of(residual, (12, 12, 3)),
        "squeeze and excitation": of(squeeze, (8, 8, 3)),
        "two inputs of a list": lambda: _two_inputs(["left", "right"]),
        "two inputs of a dictionary": lambda: _two_inputs({"left": "left", "right": "right"}),
        "picture and numbers": lambda: _picture_and_numbers(),
    }


def _two_inputs(names: list[str] | dict[str, str]) -> keras.Model:
    given = names.values() if isinstance(names, dict) else names
    left, right = (keras.Input((4,), name=name) for name in given)
    inputs = {"left": left, "right": right} if isinstance(names, dict) else [left, right]
    return keras.Model(inputs, layers.Dense(2)(layers.Subtract()([left, right])))


def _picture_and_numbers() -> keras.Model:
    picture, numbers = keras.Input((8, 8, 1), name="picture"), keras.Input((3,), name="numbers")
    found = layers.Flatten()(layers.Conv2D(4, 3, activation="relu")(picture))
    return keras.Model([picture, numbers], layers.Dense(2)(layers.Concatenate()([found, numbers])))


def _merges() -> dict[str, Build]:
    def of(layer: Callable[[], keras.Layer]) -> Build:
        def build() -> keras.Model:
            left, right = keras.Input((4,), name="left"), keras.Input((4,), name="right")
            return keras.Model([left, right], layers.Dense(2)(layer()([left, right])))

        return build

    kinds = (layers.Add, layers.Average, layers.Maximum, layers.Minimum, layers.Multiply)
    return {f"merge {kind.__name__}": of(kind) for kind in kinds} | {
        "merge Dot": of(lambda: layers.Dot(axes=1)),
        "merge Concatenate": of(layers.Concatenate),
    }


def _nested() -> dict[str, Build]:
    def part(channels: int) -> keras.Model:
        return sequence(keras.Input((8, 8, channels)), layers.Conv2D(4, 3, padding="same", name="conv"))

    def functional() -> keras.Model:
        taken = keras.Input((6,))
        return keras.Model(taken, layers.Dense(4, "relu")(layers.Dense(5)(taken)), name="inner")

    def twice() -> keras.Model:
        inner, taken = functional(), keras.Input((6,))
        other = layers.Dense(6)(taken)
        return keras.Model(taken, layers.Dense(2)(layers.Concatenate()([inner(taken), inner(other)])))

    return {
        "nested, equal names": lambda: sequence(
            keras.Input((8, 8, 1)), part(1), part(4), layers.GlobalAveragePooling2D()
        ),
        "nested functional": lambda: sequence(keras.Input((6,)), functional(), layers.Dense(2)),
        "nested, used twice": twice,
        "nested three deep": lambda: sequence(
            keras.Input((6,)), sequence(keras.Input((6,)), functional()), layers.Dense(2)
        ),
    }


def _operations() -> dict[str, Build]:
    def of(graph: Callable[[keras.KerasTensor], object], shape: tuple[int, ...]) -> Build:
        def build() -> keras.Model:
            taken = keras.Input(shape)
            return keras.Model(taken, graph(taken))

        return build

    return {
        "slices and means": of(lambda t: layers.Dense(2)(t[:, 0] + ops.mean(t[:, 1], axis=-1, keepdims=True)), (2, 6)),
        "matrix products": of(lambda t: ops.matmul(t, ops.transpose(t, (0, 2, 1))), (4, 5)),
        "einsum": of(lambda t: ops.einsum("bij,bkj->bik", t, t), (4, 5)),
        "where and clip": of(lambda t: ops.where(t > 0, ops.clip(t, 0.1, 0.9), ops.square(t)), (6,)),
        "stack and split": of(lambda t: ops.stack(ops.split(layers.Dense(6)(t), 3, axis=-1), axis=1), (5,)),
        "top k": of(lambda t: ops.top_k(layers.Dense(8)(t), 3)[0], (5,)),
        "cumulative sum": of(lambda t: ops.cumsum(layers.Dense(8)(t), axis=-1), (5,)),
        "norm and log": of(lambda t: ops.log(1 + ops.norm(t, axis=-1, keepdims=True)), (5,)),
        "argmax": of(lambda t: ops.argmax(layers.Dense(5)(t), axis=-1), (4,)),
        "one hot": of(lambda t: layers.Dense(2)(ops.one_hot(ops.argmax(t, axis=-1), 6)), (6,)),
        "logical": of(lambda t: ops.cast(ops.logical_and(t > 0, t < 1), "float32"), (6,)),
    }


def _names() -> dict[str, Build]:
    def named(taken: str, layer: str) -> Build:
        def build() -> keras.Model:
            x = keras.Input((4,), name=taken)
            return keras.Model(x, layers.Dense(2, name="an answer")(layers.Dense(3, name=layer)(x)))

        return build

    def cases_apart() -> keras.Model:
        small, large = keras.Input((3,), name="x"), keras.Input((3,), name="X")
        return keras.Model([large, small], layers.Dense(2)(large - 2 * small))

    return {
        "names with spaces": named("my input", "first layer"),
        "name input": named("input", "dense"),
        "names in capitals": named("Image", "Dense"),
        "names that differ in case": cases_apart,
        "name of a keyword": named("class", "lambda"),
        "name with a colon": named("left:0", "layer.one"),
        "name in Chinese": named("輸入", "隱藏層"),
    }


def _precisions() -> dict[str, Build]:
    def under(policy: str) -> Build:
        def build() -> keras.Model:
            return sequence(
                keras.Input((8,)),
                layers.Dense(8, "relu", dtype=policy),
                layers.LayerNormalization(dtype=policy),
                layers.Dense(3, dtype="float32"),
            )

        return build

    def quantized() -> keras.Model:
        model = sequence(keras.Input((16,)), layers.Dense(16, "relu"), layers.Dense(3))
        model.quantize("int8")
        return model

    return {
        "mixed float16": under("mixed_float16"),
        "mixed bfloat16": under("mixed_bfloat16"),
        "int8": quantized,
    }


def application_cases() -> dict[str, Build]:
    """Well-known networks by name, small where they come in sizes."""

    def of(kind: str, **settings: object) -> Build:
        return lambda: getattr(keras.applications, kind)(
            weights=None, **{"input_shape": (64, 64, 3), "classes": 4, **settings}
        )

    def transferred() -> keras.Model:
        base = keras.applications.MobileNetV2(input_shape=(64, 64, 3), include_top=False, weights=None, alpha=0.35)
        base.trainable = False
        taken = keras.Input((64, 64, 3))
        found = layers.GlobalAveragePooling2D()(base(layers.Rescaling(1 / 127.5, offset=-1)(taken), training=False))
        return keras.Model(taken, layers.Dense(3, "softmax")(layers.Dropout(0.2)(found)))

    return {
        "MobileNetV2, transferred": transferred,
        "MobileNetV2": of("MobileNetV2", alpha=0.35),
        "MobileNetV3Small": of("MobileNetV3Small", alpha=0.75),
        "EfficientNetB0": of("EfficientNetB0"),
        "EfficientNetV2B0": of("EfficientNetV2B0"),
        "ResNet50": of("ResNet50"),
        "DenseNet121": of("DenseNet121"),
        "NASNetMobile": of("NASNetMobile"),
        "ConvNeXtTiny": of("ConvNeXtTiny"),
        "Xception": of("Xception", input_shape=(71, 71, 3)),
    }
