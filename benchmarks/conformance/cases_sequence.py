"""Models of recurrent layers, embeddings, masks, attention and text."""

from __future__ import annotations

from collections.abc import Callable

import keras
from keras import layers

from benchmarks.conformance.cases_plain import Build, sequence


def sequence_cases() -> dict[str, Build]:
    """Models by name, each built anew."""
    return {**_recurrent(), **_embedded(), **_attention(), **_text()}


def _recurrent() -> dict[str, Build]:
    def on(*parts: Callable[[], keras.Layer], steps: int | None = 10) -> Build:
        return lambda: sequence(keras.Input((steps, 3)), *(part() for part in parts), layers.Dense(3, "softmax"))

    return {
        "LSTM": on(lambda: layers.LSTM(6)),
        "LSTM, stacked": on(lambda: layers.LSTM(6, return_sequences=True), lambda: layers.LSTM(4)),
        "LSTM with dropout": on(lambda: layers.LSTM(6, dropout=0.3, recurrent_dropout=0.3)),
        "LSTM, hard sigmoid": on(lambda: layers.LSTM(6, recurrent_activation="hard_sigmoid")),
        "LSTM, backwards": on(lambda: layers.LSTM(6, go_backwards=True)),
        "LSTM, any number of steps": on(lambda: layers.LSTM(6), steps=None),
        "GRU": on(lambda: layers.GRU(6)),
        "GRU, reset before": on(lambda: layers.GRU(6, reset_after=False)),
        "SimpleRNN": on(lambda: layers.SimpleRNN(6)),
        "RNN of cells": on(lambda: layers.RNN([layers.LSTMCell(5), layers.GRUCell(4)])),
        "Bidirectional LSTM": on(lambda: layers.Bidirectional(layers.LSTM(5))),
        "Bidirectional GRU, sums": on(lambda: layers.Bidirectional(layers.GRU(5), merge_mode="sum")),
        "TimeDistributed": on(lambda: layers.TimeDistributed(layers.Dense(4)), layers.Flatten),
        "Conv1D and LSTM": on(lambda: layers.Conv1D(6, 3), layers.BatchNormalization, lambda: layers.LSTM(4)),
        "Masking and LSTM": on(layers.Masking, lambda: layers.LSTM(4)),
        "ConvLSTM2D": lambda: sequence(keras.Input((4, 6, 6, 2)), layers.ConvLSTM2D(3, 3), layers.Flatten()),
        "LSTM, stateful": lambda: sequence(
            keras.Input(batch_shape=(2, 6, 3)), layers.LSTM(4, stateful=True), layers.Dense(2)
        ),
    }


def _embedded() -> dict[str, Build]:
    def on(*parts: Callable[[], keras.Layer], mask: bool = False, dtype: str = "int32") -> Build:
        return lambda: sequence(
            keras.Input((8,), dtype=dtype), layers.Embedding(40, 6, mask_zero=mask), *(part() for part in parts)
        )

    return {
        "Embedding": on(layers.GlobalAveragePooling1D, lambda: layers.Dense(2)),
        "Embedding of floats": on(layers.Flatten, lambda: layers.Dense(2), dtype="float32"),
        "Embedding, masked mean": on(layers.GlobalAveragePooling1D, lambda: layers.Dense(2), mask=True),
        "Embedding, masked LSTM": on(lambda: layers.LSTM(4), lambda: layers.Dense(2), mask=True),
        "Embedding, masked Bidirectional": on(lambda: layers.Bidirectional(layers.LSTM(4)), mask=True),
        "Embedding, Conv1D": on(lambda: layers.Conv1D(4, 3, activation="relu"), layers.GlobalMaxPooling1D),
    }


def _attention() -> dict[str, Build]:
    def block(heads: int) -> keras.Model:
        taken = keras.Input((8, 12))
        found = layers.LayerNormalization()(taken + layers.MultiHeadAttention(heads, 6)(taken, taken))
        found = layers.Dense(12, "gelu")(found) + found
        return keras.Model(taken, layers.Dense(3, "softmax")(layers.GlobalAveragePooling1D()(found)))

    def two(layer: keras.Layer) -> keras.Model:
        query, value = keras.Input((5, 8), name="query"), keras.Input((7, 8), name="value")
        return keras.Model([query, value], layers.Dense(2)(layer([query, value])))

    def positions() -> keras.Model:
        tokens = keras.Input((8,), dtype="int32", name="tokens")
        found = layers.Embedding(30, 8)(tokens) + layers.Embedding(8, 8)(keras.ops.arange(8))
        found = layers.MultiHeadAttention(2, 4)(found, found, use_causal_mask=True)
        return keras.Model(tokens, layers.Dense(30)(found))

    return {
        "transformer block": lambda: block(2),
        "GroupQueryAttention": lambda: _grouped_attention(),
        "Attention": lambda: two(layers.Attention()),
        "AdditiveAttention": lambda: two(layers.AdditiveAttention()),
        "decoder with positions": positions,
    }


def _grouped_attention() -> keras.Model:
    taken = keras.Input((6, 8))
    return keras.Model(taken, layers.GroupQueryAttention(4, 4, 2)(taken, taken))


def _text() -> dict[str, Build]:
    def vectorised() -> keras.Model:
        layer = layers.TextVectorization(max_tokens=30, output_sequence_length=6)
        layer.adapt(["a bird and a fish", "a fish"])
        return sequence(
            keras.Input((1,), dtype="string"), layer, layers.Embedding(30, 4), layers.Flatten(), layers.Dense(2)
        )

    def looked_up() -> keras.Model:
        layer = layers.StringLookup(vocabulary=["red", "green", "blue"], output_mode="one_hot")
        return sequence(keras.Input((1,), dtype="string"), layer, layers.Dense(2))

    return {"TextVectorization": vectorised, "StringLookup": looked_up}
