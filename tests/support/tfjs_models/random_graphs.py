"""Random graphs of layers on (batch, 6, 4): shared, nested, reloaded, with several inputs and outputs."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import keras

from tests.support.tfjs_models.build import Input, K, L

STEPS, WIDTH = 6, 4

LAYERS: tuple[Callable[[], keras.Layer], ...] = (
    lambda: L.Dense(WIDTH, "tanh"),
    lambda: L.Dense(WIDTH, "leaky_relu"),
    lambda: L.Conv1D(WIDTH, 3, padding="causal"),
    lambda: L.Conv1D(WIDTH, 3, padding="same", activation="relu"),
    lambda: L.SeparableConv1D(WIDTH, 3, padding="same"),
    lambda: L.LSTM(WIDTH, return_sequences=True),
    lambda: L.GRU(WIDTH, return_sequences=True, reset_after=False),
    lambda: L.Bidirectional(L.SimpleRNN(WIDTH, return_sequences=True), merge_mode="sum"),
    lambda: L.TimeDistributed(L.Dense(WIDTH, "sigmoid")),
    L.LayerNormalization,
    L.BatchNormalization,
    L.RMSNormalization,
    lambda: L.GroupNormalization(2),
    lambda: L.Softmax(axis=1),
    lambda: L.ELU(alpha=0.5),
    L.PReLU,
    lambda: L.ReLU(max_value=1.0, negative_slope=0.1),
    lambda: L.Activation("hard_silu"),
    lambda: L.Rescaling(0.5, 0.1),
    lambda: L.Dropout(0.3),
    L.Identity,
)
OF_ONE: tuple[Callable[[Any], Any], ...] = (
    lambda x: x * 0.5 + 1,
    lambda x: 1 - x,
    K.relu,
    K.abs,
    lambda x: x**2 * 0.1,
    lambda x: K.clip(x, -1, 1),
    lambda x: K.softmax(x, axis=-1),
    lambda x: x - K.mean(x, axis=-1, keepdims=True),
    lambda x: K.transpose(K.transpose(x, (0, 2, 1)), (0, 2, 1)),
    lambda x: K.concatenate([x[:, 1:], x[:, :1]], axis=1),
    lambda x: K.reshape(K.reshape(x, (-1, 12, 2)), (-1, STEPS, WIDTH)),
)
OF_TWO: tuple[Callable[[Any, Any], Any], ...] = (
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b * 0.3,
    lambda a, b: L.Maximum()([a, b]),
    lambda a, b: L.Average()([a, b, a]),
    lambda a, b: L.Dense(WIDTH)(L.Concatenate()([a, b])),
    lambda a, b: L.Attention()([a, b]),
    lambda a, b: L.MultiHeadAttention(2, 3)(a, b),
    lambda a, b: L.Dot(axes=(2, 1))([a, K.transpose(b, (0, 2, 1))])[..., :WIDTH],
)


def random_model(seed: int, depth: int = 0) -> keras.Model:
    """A model of 3 to 9 calls: of new layers, of two shared ones, of operations, and of a smaller model within."""
    rng = random.Random(seed)
    inputs = [Input((STEPS, WIDTH)) for _ in range(rng.choice([1, 1, 2]) if depth == 0 else 1)]
    shared = [rng.choice(LAYERS)() for _ in range(2)]
    inner = random_model(seed * 7 + 1, depth + 1) if depth < 2 and rng.random() < 0.6 else None
    made = list(inputs)
    for _ in range(rng.randint(3, 9)):
        made.append(_call(rng, shared, inner, rng.choice(made[-4:]), rng.choice(made)))
    outputs = [made[-1], *(rng.choice(made) for _ in range(rng.choice([0, 0, 1, 2])))]
    if depth == 0 and rng.random() < 0.3:
        return keras.Model(inputs, {f"head_{rng.randint(0, 99)}_{i}": y for i, y in enumerate(outputs)})
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], outputs if len(outputs) > 1 else outputs[0])


def _call(rng: random.Random, shared: list[keras.Layer], inner: keras.Model | None, a: Any, b: Any) -> Any:
    kind = rng.choice(["new", "new", "shared", "of one", "of two", "inner"])
    if kind == "inner" and inner is not None:
        found = inner(a)
        return rng.choice(found) if isinstance(found, list) else found
    if kind == "shared":
        return rng.choice(shared)(a)
    if kind == "of one":
        return rng.choice(OF_ONE)(a)
    return rng.choice(LAYERS)()(a) if kind == "new" else rng.choice(OF_TWO)(a, b)


def reloaded(model: keras.Model) -> keras.Model:
    """The model as its file gives it back."""
    again = keras.Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    return again
