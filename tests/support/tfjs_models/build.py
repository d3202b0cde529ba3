"""Builders of small models, and the tables that they are entered in."""

from __future__ import annotations

from collections.abc import Callable

import keras

L, K, Input = keras.layers, keras.ops, keras.Input


def sequential(shape, *layers, dtype="float32") -> keras.Model:
    return keras.Sequential([Input(shape, dtype=dtype), *layers])


def functional(shape, make, dtype="float32", **options) -> keras.Model:
    x = Input(shape, dtype=dtype, **options)
    return keras.Model(x, make(x))


PICTURE, STEPS, ROW = (8, 7, 4), (6, 4), (5,)
MODELS: dict[str, Callable[[], keras.Model]] = {}
GRAPHS: list[str] = []


def add(name: str, shape, *layers: Callable[[], keras.Layer], dtype: str = "float32") -> None:
    MODELS[name] = lambda: sequential(shape, *(layer() for layer in layers), dtype=dtype)


def add_graph(name: str, shape, make, dtype: str = "float32") -> None:
    MODELS[name] = lambda: functional(shape, make, dtype)


def graph(make: Callable[[], keras.Model]) -> Callable[[], keras.Model]:
    """Enter a function among the models, and among those of every run."""
    MODELS[make.__name__] = make
    GRAPHS.append(make.__name__)
    return make
