"""Layout and names of neurons on this page, and the one that is chosen."""

from __future__ import annotations

import numpy as np

from kerasdl.lecture import Network

from ..state import session
from ..state.language import Texts

WIDTH = 352  # of a layer's map, in pixels
MANY = 64  # up to so many neurons have larger cells


def grid(count: int) -> tuple[int, int]:
    """The map of a layer of so many neurons: how many stand in a row, and its width in pixels."""
    columns = 16 if count <= MANY else 32
    return min(columns, count), WIDTH * min(columns, count) // columns


def layer_name(texts: Texts, network: Network, layer: int) -> str:
    """Hidden layer 2, or the output layer; layers count from 0."""
    return texts("output_layer") if layer == len(network.weights) - 1 else texts("hidden_layer", n=layer + 1)


def first_number(network: Network, layer: int) -> int:
    """What a layer's first neuron is called: 1, but the output layer's are digits and begin at 0."""
    return 0 if layer == len(network.weights) - 1 else 1


def strongest(a: np.ndarray, count: int) -> np.ndarray:
    """The neurons with the largest activations by size, the largest first, those at 0 left out: indices from 0."""
    order = np.argsort(-np.abs(a), kind="stable")[:count]
    return order[a[order] != 0]


def look_at(layer: int, neuron: int) -> None:
    """Choose the neuron of the cell-by-cell tab, both from 0; for a callback."""
    session.choose(read_layer=layer, read_neuron=neuron)
