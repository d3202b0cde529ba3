"""Models as their authors bring them: files of other kinds, own classes, losses on logits, options of the export."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import keras
import numpy as np
from keras import layers, ops

from benchmarks.conformance.cases import Case
from benchmarks.conformance.cases_plain import sequence

Part = Callable[[], keras.Layer]
OWN = {"custom": "benchmarks.conformance.own_layers"}


def file_cases() -> Iterator[Case]:
    """The cases."""
    yield from _hdf5()
    yield from _own_classes()
    yield from _losses()
    yield from _text()
    yield from _inputs()


def _perceptron() -> keras.Model:
    return sequence(keras.Input((4,)), layers.Dense(6, "relu"), layers.Dense(3, "softmax"))


def _hdf5() -> Iterator[Case]:
    def depthwise() -> keras.Model:
        return sequence(keras.Input((8, 8, 3)), layers.DepthwiseConv2D(3), layers.Flatten(), layers.Dense(2))

    def with_groups(file: Path) -> None:
        import h5py

        with h5py.File(file, "r+") as content:
            config = json.loads(content.attrs["model_config"])
            for layer in config["config"]["layers"]:
                if layer["class_name"] == "DepthwiseConv2D":
                    layer["config"]["groups"] = 1
            content.attrs["model_config"] = json.dumps(config)

    def two_inputs() -> keras.Model:
        left, right = keras.Input((3,), name="left"), keras.Input((3,), name="right")
        return keras.Model([right, left], layers.Dense(2)(layers.Subtract()([left, right])))

    yield Case(".h5", _perceptron, suffix=".h5")
    yield Case(".h5 of Keras 2, depthwise", depthwise, suffix=".h5", edit=with_groups)
    yield Case(".h5, functional", two_inputs, suffix=".h5")
    yield Case(".h5, LSTM", lambda: sequence(keras.Input((6, 3)), layers.LSTM(4), layers.Dense(2)), suffix=".h5")


def _own_classes() -> Iterator[Case]:
    from benchmarks.conformance import own_layers

    def scaled() -> keras.Model:
        return sequence(keras.Input((6,)), own_layers.Scale(), layers.Dense(2))

    def subclassed(kind: Callable[[], keras.Model]) -> Callable[[], keras.Model]:
        def build() -> keras.Model:
            model = kind()
            model(np.zeros((1, 5), np.float32))
            return model

        return build

    def bent() -> keras.Model:
        return sequence(keras.Input((6,)), layers.Dense(4, own_layers.bent), layers.Dense(2))

    def computed() -> keras.Model:
        return sequence(keras.Input((8,)), layers.Lambda(lambda x: x * 2 - 1, output_shape=(8,)), layers.Dense(3))

    yield Case("own layer, unasked", scaled)
    yield Case("own layer", scaled, OWN)
    yield Case("own activation", bent, OWN)
    yield Case("subclassed model, unasked", subclassed(own_layers.Perceptron))
    yield Case("subclassed model", subclassed(own_layers.Perceptron), OWN)
    yield Case("subclassed model, two heads", subclassed(own_layers.TwoHeads), OWN)
    yield Case("Lambda, unasked", computed)
    yield Case("Lambda", computed, {"run_lambda": True})
    yield Case("never built", lambda: sequence(layers.Dense(4), layers.Dense(2)))
    yield Case("built by its first call", subclassed(lambda: sequence(layers.Dense(4, "relu"), layers.Dense(2))))


def _losses() -> Iterator[Case]:
    def compiled(
        loss: keras.losses.Loss, *parts: Callable[[], keras.Layer], shape: tuple[int, ...] = (6,)
    ) -> Callable[[], keras.Model]:
        def build() -> keras.Model:
            model = sequence(keras.Input(shape), *(part() for part in parts))
            model.compile("sgd", loss)
            return model

        return build

    binary = keras.losses.BinaryCrossentropy(from_logits=True)
    sparse = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    one_hot = keras.losses.CategoricalCrossentropy(from_logits=True)
    digits = (layers.Flatten, lambda: layers.Dense(10))
    yield Case("binary logits", compiled(binary, lambda: layers.Dense(1)))
    yield Case("binary logits of pictures", compiled(binary, layers.Flatten, lambda: layers.Dense(1), shape=(28, 28)))
    yield Case("categorical logits", compiled(one_hot, lambda: layers.Dense(3)))
    yield Case("digits, logits", compiled(sparse, *digits, shape=(28, 28)))
    yield Case("digits, logits as they are", compiled(sparse, *digits, shape=(28, 28)), {"softmax": False})
    yield Case("digits without ink", compiled(sparse, *digits, shape=(28, 28)), {"ink": False})


def _text() -> Iterator[Case]:
    def vectorised() -> keras.Model:
        layer = layers.TextVectorization(max_tokens=30, output_sequence_length=6)
        layer.adapt(["a bird and a fish", "a fish"])
        return sequence(
            keras.Input((1,), dtype="string"), layer, layers.Embedding(30, 4, mask_zero=True), layers.LSTM(3)
        )

    def text_and_numbers() -> keras.Model:
        layer = layers.StringLookup(vocabulary=["red", "green", "blue"])
        colour, size = keras.Input((1,), dtype="string", name="colour"), keras.Input((2,), name="size")
        found = layers.Flatten()(layers.Embedding(5, 3)(layer(colour)))
        return keras.Model({"colour": colour, "size": size}, layers.Dense(2)(layers.Concatenate()([found, size])))

    def integers() -> keras.Model:
        layer = layers.IntegerLookup(vocabulary=[3, 5, 9], output_mode="one_hot")
        return sequence(keras.Input((1,), dtype="int64"), layer, layers.Dense(2))

    cut = {"without_text": True}
    yield Case("text, cut off", vectorised, cut)
    yield Case("text and numbers", text_and_numbers)
    yield Case("text and numbers, cut off", text_and_numbers, cut)
    yield Case("IntegerLookup", integers)
    yield Case("IntegerLookup, cut off", integers, cut)
    yield Case(
        "Hashing",
        lambda: sequence(keras.Input((2,), dtype="int64"), layers.Hashing(7), layers.Embedding(7, 3), layers.Flatten()),
    )


def _inputs() -> Iterator[Case]:
    def of(build: Callable[[], keras.Model], name: str) -> Case:
        return Case(name, build)

    def ids_and_numbers() -> keras.Model:
        user, item = keras.Input((1,), dtype="int32", name="user"), keras.Input((1,), dtype="int32", name="item")
        age = keras.Input((1,), name="age")
        found = [layers.Flatten()(layers.Embedding(20, 4)(user)), layers.Flatten()(layers.Embedding(50, 4)(item)), age]
        return keras.Model([user, item, age], layers.Dense(1, "sigmoid")(layers.Concatenate()(found)))

    def unordered() -> keras.Model:
        given = {name: keras.Input((3,), name=f"{name}_given") for name in ("zebra", "ant", "mole")}
        return keras.Model(given, layers.Dense(2)(given["zebra"] - 2 * given["ant"] + 3 * given["mole"]))

    def exchanged() -> keras.Model:
        taken = keras.Input((4,))
        return keras.Model(taken, {"b": layers.Dense(2, name="a")(taken), "a": layers.Dense(2, name="b")(taken)})

    def nested_heads() -> keras.Model:
        taken = keras.Input((4,))
        return keras.Model(
            taken, {"boxes": [layers.Dense(4)(taken), layers.Dense(4)(taken)], "class": layers.Dense(2)(taken)}
        )

    def same_head_twice() -> keras.Model:
        taken = keras.Input((4,))
        found = layers.Dense(2)(taken)
        return keras.Model(taken, [found, found])

    def input_as_output() -> keras.Model:
        taken = keras.Input((4,), name="taken")
        return keras.Model(taken, [layers.Dense(2)(taken), taken])

    def unused() -> keras.Model:
        used, other = keras.Input((4,), name="used"), keras.Input((4,), name="other")
        return keras.Model([other, used], layers.Dense(2)(used) + 0 * ops.sum(other))

    def scalars() -> keras.Model:
        taken = keras.Input((), name="taken")
        return keras.Model(taken, layers.Dense(2)(layers.Reshape((1,))(taken)))

    def masked_by_hand() -> keras.Model:
        taken, kept = keras.Input((5, 3), name="taken"), keras.Input((5,), dtype="bool", name="kept")
        return keras.Model([taken, kept], layers.GlobalAveragePooling1D()(taken, mask=kept))

    yield of(ids_and_numbers, "ids and numbers")
    yield of(unordered, "dictionary out of order")
    yield of(exchanged, "heads named after each other's layers")
    yield of(nested_heads, "heads in a structure")
    yield of(same_head_twice, "the same head twice")
    yield of(input_as_output, "an input as an output")
    yield of(unused, "an input of no effect")
    yield of(scalars, "single numbers")
    yield of(masked_by_hand, "mask as an input")
    yield of(lambda: sequence(keras.Input((5,), dtype="float64"), layers.Dense(3, dtype="float64")), "float64")
    yield of(lambda: sequence(keras.Input((5,), dtype="float16"), layers.Dense(3, dtype="float16")), "float16")
    yield of(lambda: sequence(keras.Input((4,), dtype="int64"), layers.Embedding(9, 3), layers.Flatten()), "int64 ids")
    yield of(lambda: sequence(keras.Input((5,), dtype="bool"), layers.Dense(3)), "truth values in")
    yield of(lambda: sequence(keras.Input(batch_shape=(1, 6, 6, 1)), layers.Conv2D(2, 3)), "fixed batch of one")
    yield of(
        lambda: sequence(keras.Input((4,)), layers.Dense(3), layers.Dropout(0.5), layers.Identity()), "dropout last"
    )
    yield of(lambda: sequence(keras.Input((4,)), layers.Activation("linear")), "no weights at all")
    yield of(lambda: sequence(keras.Input((4,)), layers.Dense(3), layers.Rescaling(0.0)), "all answers zero")
