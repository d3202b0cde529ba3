"""Normalisation, embedding, preprocessing, recurrent layers, layers at each time step and masks, each with each option."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np

from tests.support.tfjs_models.build import (
    MODELS,
    PICTURE,
    ROW,
    STEPS,
    Input,
    L,
    add,
    add_graph,
    functional,
    sequential,
)

# ---- normalisation, embedding, preprocessing
for shape in (ROW, STEPS, PICTURE, (3, 2, 4, 5)):
    add(f"batch_{len(shape)}", shape, L.BatchNormalization)
    add(f"layer_{len(shape)}", shape, L.LayerNormalization)
for groups in (1, 2, 4, -1):
    add(f"group_{groups}", PICTURE, lambda groups=groups: L.GroupNormalization(groups))
add("group_bare", STEPS, lambda: L.GroupNormalization(2, center=False, scale=False))
add("group_3d", (3, 2, 4, 6), lambda: L.GroupNormalization(3, scale=False))
for shape in (ROW, STEPS, PICTURE):
    add(f"rms_{len(shape)}", shape, L.RMSNormalization)
add("batch_1", PICTURE, lambda: L.BatchNormalization(axis=1, epsilon=0.01))
add("batch_bare", STEPS, lambda: L.BatchNormalization(center=False, scale=False))
add("batch_no_scale", STEPS, lambda: L.BatchNormalization(scale=False))
add("layer_two_axes", PICTURE, lambda: L.LayerNormalization(axis=[2, 3], epsilon=1e-5))
add("layer_bare", STEPS, lambda: L.LayerNormalization(center=False, scale=False))
add("embedding", (6,), lambda: L.Embedding(5, 3), dtype="int32")
add("embedding_of_floats", (6,), L.ReLU, lambda: L.Embedding(9, 3), lambda: L.Dense(2))
add("embedding_grid", (2, 3), lambda: L.Embedding(5, 3), dtype="int64")
add(
    "embedding_unused_mask",
    (6,),
    lambda: L.Embedding(5, 3, mask_zero=True),
    lambda: L.Dense(2),
    L.Flatten,
    dtype="int32",
)
add("rescaling", PICTURE, lambda: L.Rescaling(1 / 255, -0.5))
add("rescaling_bytes", PICTURE, lambda: L.Rescaling(1 / 255), lambda: L.Conv2D(2, 3), dtype="uint8")
add("rescaling_array", PICTURE, lambda: L.Rescaling([1.0, 0.5, 2.0, 3.0], offset=[0.0, 1.0, -1.0, 0.5]))
add("whole_numbers", ROW, lambda: L.Dense(3), dtype="int32")
add("moved_whole_numbers", STEPS, L.Flatten, lambda: L.Rescaling(0.5), dtype="int32")
for axis, mean, variance in (
    (-1, [1e4, 2.0, 0.1, -3.0], [1.0, 0.5, 1e-4, 0.0]),
    (None, 2.0, 9.0),
    (1, range(6), range(6)),
):
    o = {"axis": axis, "mean": np.array(mean, "float32"), "variance": np.array(variance, "float32")}
    add(f"normalization_{axis}", STEPS, lambda o=o: L.Normalization(**o))
    add(f"normalization_invert_{axis}", STEPS, lambda o=o: L.Normalization(invert=True, **o))
for mode in ("one_hot", "multi_hot", "count"):
    shape = (1,) if mode == "one_hot" else (6,)
    add(f"category_{mode}", shape, lambda m=mode: L.CategoryEncoding(num_tokens=5, output_mode=m), dtype="int32")
NOTHING = (
    L.RandomFlip, lambda: L.RandomRotation(0.2), lambda: L.RandomZoom(0.3), lambda: L.RandomContrast(0.3),
    lambda: L.RandomTranslation(0.2, 0.2), lambda: L.RandomBrightness(0.3), lambda: L.RandomErasing(1.0),
    lambda: L.RandomGaussianBlur(1.0), lambda: L.RandomShear(0.2, 0.2), lambda: L.RandomSaturation(0.2),
    lambda: L.RandomHue(0.2), lambda: L.RandomGrayscale(1.0), lambda: L.RandomInvert(1.0), lambda: L.RandomSharpness(0.3),
    lambda: L.RandomPosterization(3), lambda: L.RandomPerspective(1.0), lambda: L.RandomElasticTransform(1.0),
    lambda: L.RandomColorJitter((0, 255), 0.2), lambda: L.RandomColorDegeneration(0.3), lambda: L.AugMix((0, 255)),
    lambda: L.RandAugment((0, 255)), lambda: L.MixUp(), lambda: L.CutMix(), lambda: L.SpatialDropout2D(0.3), L.Identity,
)  # fmt: skip
add("nothing", (8, 9, 3), *NOTHING, lambda: L.Conv2D(2, 3))
DROPPING = (
    lambda: L.Dropout(0.3), lambda: L.SpatialDropout1D(0.2), lambda: L.GaussianNoise(0.1), lambda: L.AlphaDropout(0.1),
    lambda: L.GaussianDropout(0.1), lambda: L.ActivityRegularization(0.1), lambda: L.Dropout(0.5, noise_shape=(None, 1, 4)),
)  # fmt: skip
add("dropout", STEPS, *DROPPING, lambda: L.Dense(2))
add("only_dropout", ROW, lambda: L.Dropout(0.3))
add("only_identity", ROW, L.Identity)

# ---- recurrent
for kind in ("LSTM", "GRU", "SimpleRNN"):
    more = {"reset_after": False} if kind == "GRU" else {}
    layer = getattr(L, kind)
    for tag, o in {
        "last": {}, "all": {"return_sequences": True}, "back": {"go_backwards": True, "return_sequences": True},
        "relu": {"activation": "relu", "use_bias": False}, "dropout": {"dropout": 0.3, "recurrent_dropout": 0.2},
        "unroll": {"unroll": True},
    }.items():  # fmt: skip
        add(f"{kind}_{tag}", STEPS, lambda o={**o, **more}, layer=layer: layer(3, **o))
    add(f"{kind}_unknown", (None, 4), lambda layer=layer, more=more: layer(3, return_sequences=True, **more))
    for mode in ("concat", "sum", "mul", "ave", None):
        for sequences in (True, False):
            add_graph(f"both_{kind}_{mode}_{sequences}", STEPS, lambda x, layer=layer, m=mode, s=sequences, o=more: (
                L.Bidirectional(layer(3, return_sequences=s, **o), merge_mode=m)(x)))  # fmt: skip
    add_graph(
        f"states_{kind}",
        STEPS,
        lambda x, layer=layer, o=more: layer(3, return_state=True, return_sequences=True, **o)(x),
    )
add("lstm_sigmoid", STEPS, lambda: L.LSTM(3, activation="softsign", recurrent_activation="tanh"))
add_graph("both_states", STEPS, lambda x: L.Bidirectional(L.LSTM(3, return_state=True))(x))


def decoder(layer) -> Callable[[], keras.Model]:
    """One recurrent layer's state starts another."""

    def make() -> keras.Model:
        a, b = Input(STEPS), Input((5, 2))
        _, *states = layer(return_state=True)(a)
        return keras.Model([a, b], L.Dense(2)(layer(return_sequences=True)(b, initial_state=states)))

    return make


MODELS["decoder_lstm"] = decoder(lambda **o: L.LSTM(3, **o))
MODELS["decoder_gru"] = decoder(lambda **o: L.GRU(3, reset_after=False, **o))

# ---- at each time step
for name, shape, inner in (
    ("dense", STEPS, lambda: L.Dense(3, "softmax")),
    ("leaky", STEPS, lambda: L.Dense(3, "leaky_relu")),
    ("conv", (5, *PICTURE), lambda: L.Conv2D(3, 3, activation="relu")),
    ("pool", (5, *PICTURE), L.GlobalAveragePooling2D),
    ("batch", (5, *PICTURE), L.BatchNormalization),
    ("flatten", (5, *PICTURE), L.Flatten),
    ("lstm", (5, *STEPS), lambda: L.LSTM(3)),
    ("upsampling", (5, *PICTURE), lambda: L.UpSampling2D(2, interpolation="bilinear")),
    ("model", (5, *PICTURE), lambda: sequential(PICTURE, L.Conv2D(3, 3), L.MaxPooling2D(), L.Flatten(), L.Dense(2))),
    ("skips", (5, 4), lambda: functional((4,), lambda x: L.Concatenate()([x + L.Dense(4)(x), x]))),
):
    add(f"distributed_{name}", shape, lambda inner=inner: L.TimeDistributed(inner()))
add("distributed_unknown", (None, *PICTURE), lambda: L.TimeDistributed(L.Conv2D(3, 3)))

# ---- masks
MASKED = lambda: L.Embedding(5, 3, mask_zero=True)  # noqa: E731
for kind in ("LSTM", "SimpleRNN"):
    add(f"mask_{kind}", (6,), MASKED, lambda kind=kind: getattr(L, kind)(3), dtype="int32")
    add(f"mask_{kind}_all", (6,), MASKED, lambda kind=kind: getattr(L, kind)(3, return_sequences=True), dtype="int32")
add("mask_gru", (6,), MASKED, lambda: L.GRU(3, reset_after=False), dtype="int32")
add(
    "mask_two",
    (6,),
    MASKED,
    lambda: L.LSTM(3, return_sequences=True),
    lambda: L.LSTM(3),
    lambda: L.Dense(2, "softmax"),
    dtype="int32",
)
add("mask_both", (6,), MASKED, lambda: L.Bidirectional(L.LSTM(3)), lambda: L.Dense(2), L.Softmax, dtype="int32")
add("mask_back", (6,), MASKED, lambda: L.LSTM(3, go_backwards=True), dtype="int32")
add(
    "mask_past",
    (6,),
    MASKED,
    lambda: L.Dropout(0.2),
    L.LayerNormalization,
    lambda: L.Dense(3, "leaky_relu"),
    lambda: L.LSTM(3),
    dtype="int32",
)
add("masking", STEPS, lambda: L.Masking(0.0), lambda: L.LSTM(3))
add("masking_unused", STEPS, lambda: L.Masking(0.5), lambda: L.Dense(3, "softmax"))
