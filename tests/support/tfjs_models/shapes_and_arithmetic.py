"""Pooling, reshaping, slices, resizing, arithmetic, merging and attention, each with each option."""

from __future__ import annotations

import keras
import numpy as np

from tests.support.tfjs_models.build import MODELS, PICTURE, ROW, STEPS, Input, K, L, add, add_graph

# ---- pooling over all places, and reductions
for n, shape in ((1, STEPS), (2, PICTURE), (3, (3, 4, 2, 5))):
    for kind in ("Max", "Average"):
        for keepdims in (False, True):
            pool = getattr(L, f"Global{kind}Pooling{n}D")
            add(f"global_{kind}{n}_{keepdims}", shape, lambda pool=pool, keepdims=keepdims: pool(keepdims=keepdims))
for name in ("mean", "sum", "max", "min"):
    for axis in (1, -1, (1, 2), (2, 3)):
        for keepdims in (False, True):
            options = {"axis": axis, "keepdims": keepdims}
            add_graph(f"{name}_{axis}_{keepdims}", PICTURE, lambda x, name=name, o=options: getattr(K, name)(x, **o))

# ---- shapes
add("flatten", PICTURE, L.Flatten)
add("flatten_row", ROW, L.Flatten, lambda: L.Dense(2))
add("reshape", (8,), lambda: L.Reshape((4, -1)), lambda: L.Dense(3))
add("reshape_unknown", (None, 4), lambda: L.Reshape((-1, 2)), lambda: L.Dense(3))
add("permute", PICTURE, lambda: L.Permute((3, 1, 2)), lambda: L.Dense(3))
add("repeat", ROW, lambda: L.RepeatVector(3))
add("padding1d", STEPS, lambda: L.ZeroPadding1D((1, 2)), lambda: L.Cropping1D((2, 1)), lambda: L.Conv1D(2, 2))
add("padding2d", PICTURE, lambda: L.ZeroPadding2D(((1, 2), (3, 0))), lambda: L.Cropping2D(((0, 2), (1, 1))))
add(
    "padding3d",
    (3, 4, 5, 2),
    lambda: L.ZeroPadding3D(((1, 2), (0, 1), (2, 0))),
    lambda: L.Cropping3D(((1, 1), (0, 2), (1, 0))),
)
for factor in (2, 3, 7):
    add(f"upsampling1d_{factor}", STEPS, lambda f=factor: L.UpSampling1D(f))
    add(f"upsampling2d_{factor}", (8, 7, 2), lambda f=factor: L.UpSampling2D((f, 2)))
add("upsampling3d", (3, 4, 5, 2), lambda: L.UpSampling3D((2, 1, 3)))
add("upsampling_49", (49, 2, 1), lambda: L.UpSampling2D((49, 1)))
for way in ("bilinear", "bicubic", "lanczos3"):
    add(f"upsampling_{way}", (5, 6, 2), lambda way=way: L.UpSampling2D((2, 3), interpolation=way))
    add(f"resizing_{way}", (9, 6, 2), lambda way=way: L.Resizing(5, 8, interpolation=way))
add("resizing_nearest", (9, 6, 2), lambda: L.Resizing(5, 8, interpolation="nearest"))
add("resizing_antialias", (9, 6, 2), lambda: L.Resizing(4, 3, antialias=True))
add("center_crop", (9, 6, 2), lambda: L.CenterCrop(4, 3))
SLICES = {
    "first": lambda x: x[:, 0],
    "last": lambda x: x[:, -1],
    "part": lambda x: x[:, 1:3],
    "dots": lambda x: x[..., 1:],
    "both": lambda x: x[:, 2:, 1:4],
    "place": lambda x: x[:, :, 2, 1:2],
    "expand": lambda x: K.expand_dims(x, 2),
    "squeeze": lambda x: K.squeeze(K.expand_dims(x, -1), -1),
    "transpose": lambda x: K.transpose(x, (0, 2, 3, 1)),
    "swapaxes": lambda x: K.swapaxes(x, 1, -1),
    "moveaxis": lambda x: K.moveaxis(x, 1, 3),
    "reshape": lambda x: K.reshape(x, (-1, 8, 28)),
    "split": lambda x: K.split(x, [2, 5], axis=1),
    "split_equally": lambda x: K.split(x, 2, axis=-1)[1],
    "unstack": lambda x: K.unstack(x, axis=3)[2],
    "pad": lambda x: K.pad(x, ((0, 0), (1, 2), (0, 0), (3, 0))),
    "stack": lambda x: K.stack([x, 2 * x], axis=-1),
}
for name, make in SLICES.items():
    add_graph(f"shape_{name}", PICTURE, make)

# ---- arithmetic and merging
ARITHMETIC = {
    "add": lambda x: x + 2.5,
    "radd": lambda x: 2 + x,
    "sub": lambda x: x - 3,
    "rsub": lambda x: 1 - x,
    "mul": lambda x: x * -0.3,
    "div": lambda x: x / 3,
    "negative": lambda x: -x,
    "array": lambda x: x * np.arange(1, 5, dtype="float32") + np.ones((6, 1), "float32"),
    "maximum": lambda x: K.maximum(x, 0.5),
    "relu_as_maximum": lambda x: K.maximum(x, 0.0),
    "minimum": lambda x: K.minimum(x, 0.5),
    "two": lambda x: K.maximum(x, -x) + x * (1 + x) - K.minimum(x, 2 * x),
    "square": lambda x: x**2 + K.square(x),
    "twice": lambda x: L.Add()([x, x]) + L.Dense(4)(x),
    "abs": lambda x: K.abs(x),
    "clip": lambda x: K.clip(x, -0.5, 1),
    "clip_from_0": lambda x: K.clip(x, 0, 0.8),
    "matmul_constant": lambda x: K.matmul(x, np.arange(12, dtype="float32").reshape(4, 3) / 10),
    "matmul": lambda x: K.matmul(x, K.transpose(x, (0, 2, 1))),
    "cast": lambda x: K.cast(x, "float32"),
}
for name, make in ARITHMETIC.items():
    add_graph(f"arithmetic_{name}", STEPS, make)


def two_inputs(layer, first=STEPS, second=STEPS, third=None):
    def make() -> keras.Model:
        xs = [Input(shape, name=name) for name, shape in (("b", first), ("a", second), ("c", third)) if shape]
        return keras.Model(xs, layer()(xs))

    return make


for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"):
    MODELS[f"merge_{name}"] = two_inputs(getattr(L, name))
for name in ("Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"):
    MODELS[f"merge_three_{name}"] = two_inputs(getattr(L, name), third=STEPS)
MODELS["merge_broadcast"] = two_inputs(L.Add, STEPS, (1, 4))
MODELS["concatenate_1"] = two_inputs(lambda: L.Concatenate(axis=1), STEPS, (3, 4))
MODELS["dot"] = two_inputs(lambda: L.Dot(axes=1), ROW, ROW)
for axes in (1, 2, (1, 1), (2, 2), -1):
    MODELS[f"dot_{axes}"] = two_inputs(lambda axes=axes: L.Dot(axes=axes))
MODELS["dot_2_1"] = two_inputs(lambda: L.Dot(axes=(2, 1)), (6, 4), (4, 3))
MODELS["dot_ranks"] = two_inputs(lambda: L.Dot(axes=(2, 1)), (6, 4), (4,))
MODELS["attention"] = two_inputs(L.Attention)
MODELS["attention_scale"] = two_inputs(lambda: L.Attention(use_scale=True), STEPS, (3, 4), (3, 4))
MODELS["attention_unknown"] = two_inputs(L.Attention, (None, 4), (None, 4))
for heads in (1, 3):
    add_graph(f"heads_{heads}", STEPS, lambda x, n=heads: L.MultiHeadAttention(n, 5)(x, x))
add_graph("heads_value", STEPS, lambda x: L.MultiHeadAttention(2, 5, value_dim=3, output_shape=7, use_bias=False)(x, x))
add_graph("heads_causal", STEPS, lambda x: L.MultiHeadAttention(2, 5)(x, x, use_causal_mask=True))
add_graph("heads_cross", STEPS, lambda x: L.MultiHeadAttention(2, 5)(x, L.Conv1D(4, 3)(x)))
