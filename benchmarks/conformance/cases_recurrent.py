"""Models of recurrent layers in their variants: masks, states, directions, wrappers."""

from __future__ import annotations

from collections.abc import Callable

import keras
from keras import layers

from benchmarks.conformance.cases_plain import Build, sequence

Part = Callable[[], keras.Layer]


def recurrent_cases() -> dict[str, Build]:
    """Models by name, each built anew."""
    return {**_settings(), **_directions(), **_masked(), **_states(), **_wrapped()}


def _on(*parts: Part, shape: tuple[int | None, ...] = (7, 3)) -> Build:
    return lambda: sequence(keras.Input(shape), *(part() for part in parts), layers.Dense(2))


def _settings() -> dict[str, Build]:
    return {
        "LSTM with relu": _on(lambda: layers.LSTM(5, activation="relu")),
        "LSTM without bias": _on(lambda: layers.LSTM(5, use_bias=False)),
        "LSTM, every step": _on(lambda: layers.LSTM(5, return_sequences=True)),
        "LSTM, one step": _on(lambda: layers.LSTM(5), shape=(1, 3)),
        "LSTM, 100 steps": _on(lambda: layers.LSTM(4), shape=(100, 2)),
        "LSTM, 500 steps": _on(lambda: layers.LSTM(4), shape=(500, 2)),
        "GRU, stacked": _on(lambda: layers.GRU(5, return_sequences=True), lambda: layers.GRU(4)),
        "GRU with dropout": _on(lambda: layers.GRU(5, dropout=0.2, recurrent_dropout=0.2)),
        "GRU without bias": _on(lambda: layers.GRU(5, use_bias=False)),
        "GRU, hard sigmoid": _on(lambda: layers.GRU(5, recurrent_activation="hard_sigmoid", reset_after=False)),
        "GRU, any number of steps": _on(lambda: layers.GRU(5), shape=(None, 3)),
        "SimpleRNN, relu, backwards": _on(lambda: layers.SimpleRNN(5, activation="relu", go_backwards=True)),
        "RNN of one cell": _on(lambda: layers.RNN(layers.GRUCell(4))),
    }


def _directions() -> dict[str, Build]:
    def both(mode: str | None, **settings: object) -> Part:
        return lambda: layers.Bidirectional(layers.LSTM(4, **settings), merge_mode=mode)

    def apart() -> keras.Model:
        taken = keras.Input((6, 3))
        forwards, backwards = layers.Bidirectional(layers.LSTM(4), merge_mode=None)(taken)
        return keras.Model(taken, layers.Dense(2)(layers.Subtract()([forwards, backwards])))

    return {f"Bidirectional LSTM, {mode}": _on(both(mode)) for mode in ("sum", "mul", "ave")} | {
        "Bidirectional LSTM, apart": apart,
        "Bidirectional LSTM, every step": _on(both("concat", return_sequences=True)),
        "Bidirectional LSTM with dropout": _on(both("concat", dropout=0.3)),
        "Bidirectional, stacked": _on(both("concat", return_sequences=True), both("sum")),
        "Bidirectional GRU, reset before": _on(lambda: layers.Bidirectional(layers.GRU(4, reset_after=False))),
        "Bidirectional of two kinds": _on(
            lambda: layers.Bidirectional(layers.LSTM(4), backward_layer=layers.GRU(4, go_backwards=True))
        ),
    }


def _masked() -> dict[str, Build]:
    def text(*parts: Part, steps: int | None = 7) -> Build:
        return lambda: sequence(
            keras.Input((steps,), dtype="int32"), layers.Embedding(12, 4, mask_zero=True), *(part() for part in parts)
        )

    def tagged() -> keras.Layer:
        return layers.TimeDistributed(layers.Dense(3, "softmax"))

    return {
        "masked GRU": text(lambda: layers.GRU(4)),
        "masked SimpleRNN": text(lambda: layers.SimpleRNN(4)),
        "masked LSTM, every step": text(lambda: layers.LSTM(4, return_sequences=True)),
        "masked LSTM, zero output": text(lambda: layers.LSTM(4, return_sequences=True, zero_output_for_mask=True)),
        "masked LSTM, backwards": text(lambda: layers.LSTM(4, go_backwards=True)),
        "masked LSTM with dropout": text(lambda: layers.LSTM(4, dropout=0.3, recurrent_dropout=0.2)),
        "masked LSTM, any number of steps": text(lambda: layers.LSTM(4), steps=None),
        "masked Bidirectional, tagged": text(
            lambda: layers.Bidirectional(layers.LSTM(4, return_sequences=True)), tagged
        ),
        "masked, stacked": text(lambda: layers.LSTM(4, return_sequences=True), lambda: layers.GRU(3)),
        "masked, Conv1D": text(lambda: layers.Conv1D(4, 3), layers.GlobalMaxPooling1D),
        "masked, Dropout and mean": text(lambda: layers.Dropout(0.3), layers.GlobalAveragePooling1D),
        "masked, attention": lambda: _masked_attention(),
        "Masking of -1": lambda: sequence(
            keras.Input((6, 2), dtype="float32"), layers.Masking(-1.0), layers.GRU(4), layers.Dense(2)
        ),
    }


def _masked_attention() -> keras.Model:
    tokens = keras.Input((6,), dtype="int32", name="tokens")
    found = layers.Embedding(9, 8, mask_zero=True)(tokens)
    found = layers.LayerNormalization()(found + layers.MultiHeadAttention(2, 4)(found, found))
    return keras.Model(tokens, layers.Dense(2)(layers.GlobalAveragePooling1D()(found)))


def _states() -> dict[str, Build]:
    def states() -> keras.Model:
        taken = keras.Input((6, 3))
        found, hidden, carried = layers.LSTM(4, return_state=True)(taken)
        return keras.Model(taken, layers.Dense(2)(layers.Concatenate()([found, hidden, carried])))

    def encoder_decoder(kind: type[keras.Layer]) -> Build:
        def build() -> keras.Model:
            source, target = keras.Input((6, 3), name="source"), keras.Input((5, 2), name="target")
            _, *state = kind(4, return_state=True)(source)
            found = kind(4, return_sequences=True)(target, initial_state=state)
            return keras.Model([source, target], layers.Dense(2)(found))

        return build

    def given_state() -> keras.Model:
        taken, state = keras.Input((6, 3), name="taken"), keras.Input((4,), name="state")
        return keras.Model([taken, state], layers.GRU(4)(taken, initial_state=state))

    return {
        "LSTM, its states": states,
        "LSTM, encoder and decoder": encoder_decoder(layers.LSTM),
        "GRU, encoder and decoder": encoder_decoder(layers.GRU),
        "GRU, state as input": given_state,
    }


def _wrapped() -> dict[str, Build]:
    def inner() -> keras.Model:
        return sequence(keras.Input((8, 8, 1)), layers.Conv2D(3, 3, activation="relu"), layers.GlobalMaxPooling2D())

    return {
        "TimeDistributed Conv2D": _on(
            lambda: layers.TimeDistributed(layers.Conv2D(3, 3, activation="relu")),
            lambda: layers.TimeDistributed(layers.Flatten()),
            lambda: layers.LSTM(4),
            shape=(4, 8, 8, 1),
        ),
        "TimeDistributed model": _on(
            lambda: layers.TimeDistributed(inner()), lambda: layers.LSTM(4), shape=(4, 8, 8, 1)
        ),
        "ConvLSTM1D": _on(lambda: layers.ConvLSTM1D(3, 3), layers.Flatten, shape=(4, 8, 2)),
        "LSTM in a nested model": _on(lambda: sequence(keras.Input((7, 3)), layers.LSTM(4))),
    }
