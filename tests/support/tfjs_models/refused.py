"""Models that TF.js's layers cannot hold exactly, each with what is said of it."""

from __future__ import annotations

from collections.abc import Callable

import keras

from tests.support.tfjs_models.build import PICTURE, ROW, STEPS, K, L, functional, sequential
from tests.support.tfjs_models.normalization_and_recurrence import MASKED


class Halved(L.Dense):
    def call(self, x):
        return super().call(x) / 2


REFUSED: dict[str, tuple[Callable[[], keras.Model], str]] = {}


def refuse(reason: str, shape, *layers: Callable[[], keras.Layer], dtype: str = "float32") -> None:
    REFUSED[f"{len(REFUSED)}_{reason}"] = (lambda: sequential(shape, *(y() for y in layers), dtype=dtype), reason)


N = {"name": "odd"}
refuse("odd (GRU with reset_after=True", STEPS, lambda: L.GRU(3, **N))
refuse("odd (Bidirectional with reset_after=True", STEPS, lambda: L.Bidirectional(L.GRU(3), **N))
refuse("odd (LSTM with activation hard_sigmoid)", STEPS, lambda: L.LSTM(3, recurrent_activation="hard_sigmoid", **N))
REFUSED["stateful"] = (
    lambda: functional(None, lambda x: L.LSTM(3, stateful=True, **N)(x), batch_shape=(2, *STEPS)),
    "odd (LSTM with stateful=True)",
)
refuse("odd (Dense with activation exponential)", ROW, lambda: L.Dense(3, "exponential", **N))
refuse("odd (Dense with activation <lambda>)", ROW, lambda: L.Dense(3, lambda x: 2 * x, **N))
refuse("odd (GroupNormalization with axis=1)", PICTURE, lambda: L.GroupNormalization(2, axis=1, **N))
refuse("odd (Rescaling with the constant inf)", ROW, lambda: L.Rescaling(float("inf"), **N))
refuse("odd (LayerNormalization with axis=[1])", PICTURE, lambda: L.LayerNormalization(axis=1, **N))
refuse("odd (Softmax with axis=", PICTURE, lambda: L.Softmax(axis=(1, 2), **N))
refuse("odd (Lambda)", ROW, lambda: L.Lambda(lambda x: 2 * x, **N))
refuse(
    "odd (Conv2DTranspose with output_padding=",
    PICTURE,
    lambda: L.Conv2DTranspose(2, 3, 2, "same", output_padding=1, **N),
)
refuse("odd (GlobalAveragePooling1D with a mask)", (6,), MASKED, lambda: L.GlobalAveragePooling1D(**N), dtype="int32")
refuse("odd (Softmax with a mask)", (6,), MASKED, lambda: L.Softmax(**N), dtype="int32")
refuse(
    "odd (Bidirectional with a mask and return_sequences=True)",
    (6,),
    MASKED,
    lambda: L.Bidirectional(L.LSTM(3, return_sequences=True), **N),
    dtype="int32",
)
refuse(
    "odd (LSTM with zero_output_for_mask=True)",
    (6,),
    MASKED,
    lambda: L.LSTM(3, return_sequences=True, zero_output_for_mask=True, **N),
    dtype="int32",
)
refuse(
    "odd (LSTM without the mask that TF.js would give it)",
    (6,),
    MASKED,
    lambda: L.LSTM(3),
    lambda: L.RepeatVector(4),
    lambda: L.LSTM(2, **N),
    dtype="int32",
)
refuse("odd (LSTM without the mask", STEPS, lambda: L.Masking(), lambda: L.Reshape((4, 6)), lambda: L.LSTM(2, **N))
refuse(
    "odd (UpSampling2D with sizes that are not known)",
    (None, None, 3),
    lambda: L.UpSampling2D(2, interpolation="bilinear", **N),
)
refuse("odd (Cropping2D with sizes that are not known)", (None, None, 3), lambda: L.Cropping2D(1, **N))
refuse(
    "(TimeDistributed with a TimeDistributed inside)",
    (3, 3, *STEPS),
    lambda: L.TimeDistributed(L.TimeDistributed(L.Conv1D(2, 2)), **N),
)
refuse("odd (PReLU with weights that are not there", ROW, lambda: L.Dense(4, activation=L.PReLU(**N), name="dense"))
refuse("odd (ConvLSTM2D)", (3, *PICTURE), lambda: L.ConvLSTM2D(2, 3, **N))
refuse("odd (UnitNormalization)", ROW, lambda: L.UnitNormalization(**N))
refuse("odd (Halved with computations of its own)", ROW, lambda: Halved(2, **N))


def _concatenated(x):
    masked = MASKED()(x)
    return L.Dense(2)(L.Concatenate(**N)([L.LSTM(3, return_sequences=True)(masked), masked]))


def _attending(x):
    masked = MASKED()(x)
    return L.MultiHeadAttention(2, 3, **N)(masked, masked)


for reason, make, dtype in (
    ("odd (LSTM with a mask of its own)", lambda x: L.LSTM(3, **N)(L.Add()([MASKED()(x), MASKED()(x)])), "int32"),
    ("odd (Concatenate with a mask)", _concatenated, "int32"),
    ("odd (LSTM with a mask of its own)", lambda x: L.LSTM(3, **N)(MASKED()(x), mask=K.not_equal(x, 2)), "int32"),
    ("odd (LSTM with a mask of its own)", lambda x: L.LSTM(3, **N)(L.Embedding(5, 3)(x), mask=K.not_equal(x, 0)), "int32"),
    ("odd (MultiHeadAttention with a mask)", _attending, "int32"),
    ("(Add with inputs of different ranks)", lambda x: x + L.Reshape((6, 1))(x), "float32"),
    ("(Multiply with truth values as its input)", lambda x: x * (x > 0), "float32"),
    ("(an output of truth values)", lambda x: x > 0, "float32"),
    ("(Divide with a division by a tensor)", lambda x: K.divide(1.0, x), "float32"),
    ("(Exp)", lambda x: K.exp(x), "float32"),
    ("(Einsum)", lambda x: K.einsum("ab,ab->a", x, x), "float32"),
    ("(GetItem with a part of the batch)", lambda x: x[0], "float32"),
    ("(GetItem with steps in a slice)", lambda x: x[:, ::2], "float32"),
    ("(Concatenate with the batch's axis)", lambda x: K.concatenate([x, x], axis=0), "float32"),
    ("(Mean with the batch's axis)", lambda x: K.mean(x), "float32"),
    ("(Reshape with a change of the batch)", lambda x: K.reshape(x, (-1, 3)), "float32"),
    ("(an input of strings)", lambda x: L.StringLookup(vocabulary=["a"])(x), "string"),
):  # fmt: skip
    REFUSED[f"{len(REFUSED)}_{reason}"] = (lambda make=make, dtype=dtype: functional((6,), make, dtype), reason)
