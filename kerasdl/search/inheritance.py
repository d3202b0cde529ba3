"""Weight inheritance: initial weights of a child from the nearest finished structure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from kerasdl.config import TrainConfig
from kerasdl.layers.residual import flatten_layers
from kerasdl.training.loop import build


def weights_by_place(model: keras.Sequential) -> dict[str, np.ndarray]:
    """A network's weights by layer and name: "1/kernel", "1/gamma", …, "logits/bias".

    A layer is known by its number, whatever its kind: so a layer with normalisation and one without have their kernels in
    the same place.
    """
    return {place: np.asarray(keras.ops.convert_to_numpy(variable.value)) for place, variable in _places(model)}


def _places(model: keras.Sequential) -> list[tuple[str, keras.Variable]]:
    layers = [layer for layer in flatten_layers(model) if layer.weights]
    return [
        (f"{layer.name.rsplit('_', 1)[-1]}/{variable.name}", variable)
        for layer in layers
        for variable in layer.weights
        if variable.name != "seed_generator_state"
    ]


def inherit_weights(config: TrainConfig, parent: Mapping[str, np.ndarray], depth: int) -> list[np.ndarray]:
    """A child's weights to begin with.

    Args:
        config: the child's structure.
        parent: the parent's weights by their places.
        depth: the parent's hidden layers.

    Returns:
        Arrays as `model.get_weights()` gives them. Of each layer the part that both have is the parent's, the rest is drawn
        anew. The last layer's weights are taken only between networks of one depth: else other neurons feed it.
    """
    model = build(config)
    for place, variable in _places(model):
        theirs = parent.get(place)
        if theirs is None or (place.startswith("logits") and depth != len(config.hidden_units)):
            continue
        own = np.array(keras.ops.convert_to_numpy(variable.value))
        both = tuple(slice(0, min(a, b)) for a, b in zip(own.shape, theirs.shape, strict=True))
        own[both] = theirs[both]
        variable.assign(own)
    return [np.asarray(weight) for weight in model.get_weights()]


def nearest_structure(genes: Mapping[str, Any], others: Mapping[int, Mapping[str, Any]]) -> int | None:
    """Which of the others has the most genes in common, the latest of equals; None where there are none."""
    if not others:
        return None
    return max(others, key=lambda name: (sum(others[name].get(k) == v for k, v in genes.items()), name))
