"""Feature maps of a function with convolutions or skip sums as small pictures."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.lecture import Network
from kerasdl.lecture.losses import softmax

from ..charts import layers as charts
from ..charts import style
from ..charts.weights import diverging
from ..components.cell_maps import CellMap, cell_maps
from ..state import language
from ..state.functions import Function
from . import digit_input, neurons

MOST = 16  # pictures a layer
SIDE = 64  # of a picture, in pixels


def show(function: Function, digit: digit_input.DigitInput) -> None:
    """Layer by layer, then the outputs."""
    texts, network = language.texts("read"), function.network
    assert not isinstance(network, Network)  # the pages show every neuron of one of those
    st.caption(texts("maps_first"))
    for number, sent in enumerate(network.hidden(digit.seen), start=1):
        if sent.ndim == 3:
            chosen = strongest(sent)
            st.markdown(
                _title("maps_some" if len(chosen) < sent.shape[-1] else "maps_all", number, sent, shown=len(chosen))
            )
            most = float(np.abs(sent).max(initial=0.0)) or 1.0
            st.html(style.pictures([_map(sent[..., n] / most, number, n + 1) for n in chosen]))
        else:
            _show_neurons(texts, number, sent)
    z = function.network(digit.x)
    st.markdown(texts("maps_outputs"))
    st.html(charts.output_table(texts, z, softmax(z)))


def _show_neurons(texts: language.Texts, layer: int, sent: np.ndarray) -> None:
    """A dense layer, as for a network of the lecture."""
    title = _title("maps_dense", layer, sent)
    one = CellMap("layer", title, sent, *neurons.grid(len(sent)), gap=True)
    say = texts("say_neuron", layer=texts("hidden_layer", n=layer))
    cell_maps(f"read_maps_{layer}", [one], {"first": "", "all": say})


def strongest(maps: np.ndarray) -> list[int]:
    """Which of a layer's feature maps, (height, width, channels), are shown: the strongest on average, in their order."""
    order = np.argsort(-np.abs(maps).mean(axis=(0, 1)), kind="stable")[:MOST]
    return sorted(int(n) for n in order)


def _title(key: str, number: int, sent: np.ndarray, **values: int) -> str:
    height, width = sent.shape[:2] if sent.ndim == 3 else (0, 0)
    return language.texts("read")(key, layer=number, count=sent.shape[-1], height=height, width=width, **values)


def _map(values: np.ndarray, layer: int, number: int) -> str:
    """One map: white on black where nothing is negative, as most activations have it; else blue and orange."""
    pixels = diverging(values) if values.min() < 0 else values
    alt = language.texts("read")("maps_alt", layer=layer, map=number)
    return style.picture(pixels, SIDE, f"{number}", alt)
