"""Functions that a visitor can choose from: untrained, trained here, saved, shipped.

A function is a network of the lecture (`kerasdl.lecture.Network`, up to its logits): the pages look into every neuron of it.
One with convolutions or skip sums is not one of these; of that a page shows its answers, and its layers' outputs.

(pandas is loaded here, before any thread is: Streamlit and Plotly want it, and loading Keras quickly holds it back.)
"""

from __future__ import annotations

import gc
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas  # noqa: F401
import streamlit as st

from kerasdl.config import CLASSES, IMAGE_SIDE, TrainConfig
from kerasdl.data.mnist import Digits, Mnist, load_mnist
from kerasdl.errors import KerasdlError, ModelError
from kerasdl.inference.surety import surety
from kerasdl.lecture import Network
from kerasdl.lecture.losses import softmax
from kerasdl.models.card import Card
from kerasdl.models.store import KERAS_FILE, MODELS, find_model, read_card

from ..jobs import TrainingRun
from . import language, server, session, visitor

if TYPE_CHECKING:
    from kerasdl.networks.introspection import KerasNetwork

SHIPPED = "web"


@dataclass(frozen=True)
class Function:
    """A function and where it comes from.

    Attributes:
        key: names these very weights; results are cached by it.
        name: for the selector's value and for links: "untrained", a run's id, a saved network's name.
        label: for the reader.
        network: the function up to its logits: (…, 784), 0 to 1 -> (…, 10); a `Network` where it is `open`.
        not_sure_below: the surety under which it gives no answer.
        folder: where its `model.keras` and its card lie; None for one that is not finished.
    """

    key: str
    name: str
    label: str
    network: Network | KerasNetwork
    not_sure_below: float = 0.0
    folder: Path | None = None

    @property
    def open(self) -> bool:
        """Whether it is one of the lecture's networks, with every weight, z and a in the open."""
        return isinstance(self.network, Network)

    @property
    def lecture_network(self) -> Network:
        """The network of a function that is `open`."""
        assert isinstance(self.network, Network)
        return self.network

    @property
    def trained(self) -> bool:
        return self.name != "untrained"

    def confidences(self, digits: np.ndarray) -> np.ndarray:
        """What it answers: digits (n, 28, 28) or (28, 28), 0 to 1 -> (n, 10) or (10,)."""
        return softmax(self.network(digits.reshape(*digits.shape[:-2], -1)))

    def is_sure(self, confidences: np.ndarray) -> bool:
        """Whether it gives an answer of these confidences, (10,)."""
        return bool(surety(confidences[None])[0] >= self.not_sure_below)


@cache
def load_keras() -> None:
    """Load Keras, quickly and without TensorFlow, and keep Streamlit from resetting it.

    At the end of every run of a page Streamlit calls `keras.backend.clear_session()`, which throws away what Keras
    knows in *all* threads, in the middle of whatever another visitor's page is doing with it. The dashboard makes no use
    of the names and graphs that a reset would tidy up.
    """
    from kerasdl.backend.fast_import import load_keras as import_keras

    import_keras()
    import keras

    keras.backend.clear_session = lambda free_memory=True: None


@cache
def digits() -> Mnist:
    """MNIST, one copy for all visitors."""
    return load_mnist()


def part(name: str) -> Digits:
    """The digits called "training" or "test"."""
    return digits().train if name == "training" else digits().test


def chosen_digit() -> tuple[np.ndarray, int]:
    """The digit that this visitor has chosen, uint8 (28, 28), and its label."""
    chosen = part(session.chosen("part"))
    number = min(int(session.chosen("number")), len(chosen) - 1)
    return chosen.images[number], int(chosen.labels[number])


@lru_cache(64)
def untrained(structure: session.Structure) -> Network:
    """The function of a set that θ number so-and-so stands for."""
    load_keras()
    from kerasdl.networks.build import mlp
    from kerasdl.networks.from_keras import lecture_network

    return lecture_network(mlp(structure.hidden_units, structure.activation, seed=structure.theta))


@lru_cache(32)
def _load(file: str, changed: float) -> Network | KerasNetwork:
    load_keras()
    from kerasdl.models.folder import open_model
    from kerasdl.networks.from_keras import lecture_network
    from kerasdl.networks.introspection import KerasNetwork

    model = open_model(Path(file).parent).load()
    network: Network | KerasNetwork
    try:
        network = opened = lecture_network(model)
        sizes = (opened.structure[0], opened.structure[-1])
    except ModelError:
        network = closed = KerasNetwork(model)
        sizes = (closed.side**2, closed.classes)
    if sizes != (IMAGE_SIDE**2, CLASSES):
        raise ModelError(f"A function must read 784 pixels as one of ten digits. Received: {sizes[0]} and {sizes[1]}")
    return network


def of_folder(name: str, label: str, folder: Path) -> Function | None:
    """A finished network; None where it cannot be read, or reads something else."""
    try:
        file = folder / KERAS_FILE
        changed = file.stat().st_mtime
        network = _load(str(file), changed)
        threshold = float(read_card(folder).get("not_sure_below") or 0.0)
        return Function(f"{file} {changed}", name, label, network, threshold, folder)
    except (KerasdlError, OSError):
        return None


def shipped() -> Function | None:
    """The network that came with kerasdl; None where this installation has none that can be read."""
    try:
        return of_folder(SHIPPED, language.texts("common")("shipped"), find_model(SHIPPED))
    except KerasdlError:
        return None


def of_run(run: TrainingRun) -> Function | None:
    """A run's network, finished or as far as it is; None before its first steps."""
    label = language.texts("common")("run_label", name=describe(run))
    if run.model_folder is not None:
        return of_folder(run.id, label, run.model_folder)
    changed, network = run.live_network()
    return None if network is None else Function(f"live {run.id} {changed}", run.id, label, network)


def describe(run: TrainingRun) -> str:
    """A run in a few characters, and no other of its visitor's in the same: 256-128 relu, 10:11:12, or … (2).

    Streamlit knows the options of a selector by what they look like.
    """
    words = _description(run)
    same = [other.id for other in server.jobs().trainings.of(run.visitor) if _description(other) == words]
    place = same.index(run.id) if run.id in same else 0
    return f"{words} ({place + 1})" if place else words


def _description(run: TrainingRun) -> str:
    """A run's structure, and when it was ordered."""
    config, ordered = run.request.config, time.localtime(run.created)
    return f"{hidden_sizes(config) or '0'} {config.activation}, {time.strftime('%H:%M:%S', ordered)}"


def hidden_sizes(config: TrainConfig) -> str:
    """The layers between input and output: 256-128; 16c-32c-64c for stages of convolutions; "" where there are none."""
    return "-".join([*(f"{channels}c" for channels in config.filters), *map(str, config.hidden_units)])


@st.cache_data(ttl=2, show_spinner=False)
def saved_names() -> list[str]:
    """The names under which networks are kept, the latest first."""
    files = sorted(MODELS.glob(f"*/{KERAS_FILE}"), key=lambda file: -file.stat().st_mtime)
    return [file.parent.name for file in files if not file.parent.name.startswith(".")]


def names() -> dict[str, str]:
    """The functions that this visitor can choose from: name -> label. Loads none of them."""
    texts = language.texts("common")
    found = {"untrained": texts("untrained", theta=session.structure().theta)}
    for run in reversed(server.jobs().trainings.of(visitor.name())):
        if run.model_folder is not None or run.live_network()[1] is not None:
            found[run.id] = texts("run_label", name=describe(run))
    for name in saved_names():
        if name != SHIPPED:
            found[name] = texts("kept_label", name=name)
    if _shipped_exists():
        found[SHIPPED] = texts("shipped")
    return found


@cache
def _shipped_exists() -> bool:
    return shipped() is not None


def preload() -> None:
    """Load what most pages need, so that the first visitor does not wait for it; for a thread of its own."""
    load_keras()
    digits()
    with suppress(KerasdlError, OSError):
        file = find_model(SHIPPED) / KERAS_FILE
        _load(str(file), file.stat().st_mtime)
    center_images(np.zeros((280, 280), np.uint8))  # compiled, for the canvas
    # After every run of a page Streamlit looks for garbage among all objects, and everybody waits for it: a fifth of a
    # second, nearly all of it for what has just been loaded, which stays anyway.
    gc.collect()
    gc.freeze()


def find(name: str) -> Function | None:
    """The function of a name; None where there is none, or it cannot be read."""
    if name == "untrained":
        structure = session.structure()
        label = language.texts("common")("untrained", theta=structure.theta)
        return Function(f"untrained {structure!r}", name, label, untrained(structure))
    if name == SHIPPED:
        return shipped()
    run = server.jobs().trainings.find(name)
    if run is not None:
        return of_run(run)
    if name in saved_names():
        return of_folder(name, language.texts("common")("kept_label", name=name), MODELS / name)
    return None


def current() -> Function:
    """The function that this visitor looks at: the last choice, or else the shipped one, or else the untrained one."""
    for name in (session.chosen("function", SHIPPED), SHIPPED, "untrained"):
        function = find(name)
        if function is not None:
            return function
    raise AssertionError("There is always the untrained function.")


def center_images(ink: np.ndarray) -> np.ndarray:
    """What a network sees of a drawing: uint8 (height, width) -> (28, 28), 0 to 1."""
    load_keras()
    from kerasdl.layers.center_ink import center_images as in_bulk

    return in_bulk(ink[None])[0]


def card(function: Function) -> Card:
    """The card beside a finished function; empty for another, or where it is damaged."""
    with suppress(KerasdlError):
        return read_card(function.folder) if function.folder is not None else {}
    return {}
