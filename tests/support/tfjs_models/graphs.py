"""Graphs with several inputs and outputs, shared and nested layers, and names that clash."""

from __future__ import annotations

import keras

from kerasdl.layers.residual import Skip
from tests.support.tfjs_models.build import PICTURE, ROW, STEPS, Input, K, L, functional, graph, sequential


class OnlyInit(L.DepthwiseConv2D):
    """A subclass that computes as Keras does."""

    def __init__(self, *given, groups=1, **options) -> None:
        super().__init__(*given, **options)


@graph
def shared_at_different_depths() -> keras.Model:
    """Of the calls of `a`, TF.js makes the last before the second, which waits for `c`."""
    x, y = Input(ROW), Input(ROW)
    a, c = L.Dense(5, "tanh", name="a"), L.Dense(5, name="c")
    return keras.Model([x, y], [L.Dense(2)(L.Dense(3)(a(c(a(x))))), a(y)])


@graph
def taken_twice_and_again() -> keras.Model:
    """TF.js would free a tensor after the layer that takes it twice."""
    x = Input(ROW)
    h = L.Dense(4)(x)
    return keras.Model(x, L.Multiply()([L.Dense(4)(L.Add()([h, h])), h]))


@graph
def siamese() -> keras.Model:
    part = sequential(PICTURE, L.Conv2D(3, 3, name="conv"), L.Flatten(), L.Dense(4, name="dense"))
    a, b = Input(PICTURE, name="a_1"), Input(PICTURE, name="a")
    return keras.Model([a, b], L.Subtract()([part(a), part(b)]))


@graph
def equal_names() -> keras.Model:
    parts = [sequential((None, None, n), L.Conv2D(4, 3, padding="same", name="conv")) for n in (4, 4)]
    return sequential(PICTURE, *parts, L.Flatten(), L.Dense(2, name="conv"))


@graph
def nested_twice() -> keras.Model:
    inner = functional(ROW, lambda x: [L.Dense(3, name="d")(x), L.Dense(2, name="e")(x)])
    outer = functional(ROW, lambda x: L.Concatenate()([*inner(x), L.Dense(1, name="d")(x)]))
    return sequential(ROW, outer, L.Dense(2))


@graph
def dictionaries() -> keras.Model:
    """Keys that are other outputs' layers; inputs by their names."""
    xs = {"right": Input(ROW, name="right"), "left": Input(ROW, name="left")}
    d = L.Dense(3, name="alpha")(L.Concatenate()([xs["right"], 2 * xs["left"]]))
    return keras.Model(xs, {"beta": d, "alpha": L.Dense(3, name="beta")(d), "gamma": d, "left": xs["left"]})


@graph
def nested_dictionary() -> keras.Model:
    inner = dictionaries()
    a, b = Input(ROW), Input(ROW)
    found = inner({"left": a, "right": b})
    return keras.Model([a, b], [found["beta"], found["alpha"]])


@graph
def strange_names() -> keras.Model:
    names = "a b/c 漢字 __proto__ constructor toString a_b 1 x.y-z é input_2".split()
    inputs = [Input(ROW, name=name) for name in ("in put", "valueOf", "input")]
    layers = [L.Dense(5, name=name.replace("/", " "))(x) for name, x in zip(names, inputs * 4, strict=False)]
    return keras.Model(inputs, [L.Add(name="in_put")(layers), L.Dense(2, name="constructor ")(layers[0])])


@graph
def one_layer_gives_two_outputs() -> keras.Model:
    d = L.Dense(3, name="dense")
    a, b = Input(ROW), Input(ROW)
    return keras.Model([a, b], [d(a), d(b), d(a)])


@graph
def output_is_used_further() -> keras.Model:
    x = Input(ROW)
    h = L.Dense(4, name="h")(x)
    return keras.Model(x, [L.Dense(2)(h), h, L.Add()([h, h]), x])


@graph
def unused_output_of_a_model() -> keras.Model:
    x, d = Input(ROW), L.Dense(5, name="d")
    inner = keras.Model(x, [d(x), L.Dense(2, name="unused")(d(d(x)))])
    return functional(ROW, lambda x: L.Dense(2)(inner(x)[0]))


@graph
def model_from_within() -> keras.Model:
    whole = sequential(ROW, L.Dense(4, name="a"), L.Dense(3, name="b"), L.Dense(2, name="c"))
    return keras.Model(whole.get_layer("b").input, whole.layers[-1].output)


@graph
def single_numbers() -> keras.Model:
    a, b = Input(()), Input((), dtype="int32")
    joined = L.Concatenate()([L.Dense(2)(L.Flatten()(a)), L.Embedding(5, 3)(b)])
    return keras.Model([a, b], [joined, K.mean(joined, axis=-1), 2 * a + joined[:, 0], a])


@graph
def resized_from_two_sizes() -> keras.Model:
    a, b, resize = Input((9, 6, 2)), Input((4, 5, 2)), L.Resizing(6, 6)
    return keras.Model([a, b], L.Add()([resize(a), resize(b)]))


@graph
def frozen() -> keras.Model:
    layers = [L.Dense(4), L.BatchNormalization(), L.Bidirectional(L.LSTM(3, return_sequences=True)), L.SimpleRNN(2)]
    model = sequential(
        STEPS, L.TimeDistributed(L.Reshape((2, 2))), L.TimeDistributed(L.Conv1D(2, 1)), L.Reshape((6, 4)), *layers
    )
    model.trainable = False
    return model


@graph
def lora() -> keras.Model:
    model = sequential(ROW, L.Dense(4), L.Dense(2))
    model.layers[0].enable_lora(2)
    return model


@graph
def called_by_keyword() -> keras.Model:
    x = Input(STEPS)
    h = L.Concatenate()(inputs=[L.Dense(3)(inputs=x), L.LSTM(2, return_sequences=True)(sequences=x)])
    return keras.Model(x, L.MultiHeadAttention(2, 3)(value=h, query=x))


@graph
def time_distributed_mask() -> keras.Model:
    return functional(
        (6,), lambda x: L.LSTM(3)(L.TimeDistributed(L.Dense(4))(L.Embedding(5, 3, mask_zero=True)(x))), "int32"
    )


@graph
def applications_of_keras() -> keras.Model:
    """ConvNeXt's layer scale, Inception-ResNet's scaled sum."""
    from keras.src.applications.convnext import LayerScale, StochasticDepth
    from keras.src.applications.inception_resnet_v2 import CustomScaleLayer

    x = Input(PICTURE)
    return keras.Model(x, CustomScaleLayer(0.3)([x, StochasticDepth(0.2)(LayerScale(0.1, 4)(x))]))


@graph
def unused_input() -> keras.Model:
    a, b = Input(ROW, name="a"), Input((3,), name="b")
    return keras.Model([a, b], L.Dense(2)(a))


@graph
def fixed_batch() -> keras.Model:
    x = Input(batch_shape=(2, *STEPS))
    return keras.Model(x, L.Dense(2)(L.Flatten()(L.Reshape((3, 8))(x))))


@graph
def skips() -> keras.Model:
    return sequential(ROW, L.Dense(4), Skip([L.Dense(4, "relu"), L.Dense(4, "leaky_relu")], name="sum"), L.Dense(2))


@graph
def own_subclass() -> keras.Model:
    return sequential(PICTURE, OnlyInit(3), L.GlobalAveragePooling2D())


@graph
def residual_attention() -> keras.Model:
    x = Input(STEPS)
    h = L.LayerNormalization()(x + L.MultiHeadAttention(2, 3)(x, x))
    return keras.Model(x, L.Dense(3, "softmax")(L.GlobalAveragePooling1D()(h + L.Dense(4)(L.Dense(8, "gelu")(h)))))


@graph
def masks_and_other_embeddings() -> keras.Model:
    a, b = Input((6,), dtype="int32"), Input((6,), dtype="int32")
    words = L.LSTM(3)(L.Embedding(5, 3, mask_zero=True)(a))
    rest = L.Flatten()(L.Embedding(5, 2, mask_zero=True)(b))
    return keras.Model([a, b], L.Dense(2)(L.Concatenate()([words, rest])))


@graph
def reloaded_masks() -> keras.Model:
    """A saved model has its masks among the arguments."""
    model = functional((6,), lambda x: L.LSTM(3)(L.Dropout(0.1)(L.Embedding(5, 3, mask_zero=True)(x))), "int32")
    return keras.Model.from_config(model.get_config())
