"""The functions of the moment: untrained, trained here, shipped; and what the engine says of them, cached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import session
import streamlit as st

from kerasdl.data import Digits, Mnist, load_mnist
from kerasdl.errors import ModelError

if TYPE_CHECKING:
    import keras

    from kerasdl.evaluation import Report
    from kerasdl.reader import Reader

SHIPPED = "web"
PARTS = ("training", "test")


@dataclass(frozen=True)
class Function:
    """A network and where it comes from.

    Attributes:
        key: names these very weights; results are cached by it.
        label: for the selector.
        model: the network.
        not_sure_below: the confidence under which it gives no answer.
    """

    key: str
    label: str
    model: keras.Sequential
    not_sure_below: float = 0.0


@st.cache_resource(show_spinner="Loading Keras …")
def load_keras() -> None:
    """Load Keras, and keep Streamlit from resetting it.

    At the end of every run of a page Streamlit calls `keras.backend.clear_session()`, which throws away what Keras
    knows in *all* threads. A training that is being compiled at that moment, for whomever, would silently learn only
    some of its weights, or none. The dashboard makes no use of the names and graphs that a reset would tidy up.
    """
    import keras

    keras.backend.clear_session = lambda free_memory=True: None


@st.cache_resource(show_spinner="Loading the digits …")
def digits() -> Mnist:
    """MNIST, one copy for all visitors."""
    return load_mnist()


def part(name: str) -> Digits:
    """The digits called "training" or "test"."""
    return digits().train if name == "training" else digits().test


@st.cache_resource(max_entries=32, show_spinner="Building the network …")
def untrained(structure: session.Structure) -> keras.Sequential:
    """The function of a set that θ number so-and-so stands for."""
    from kerasdl.networks import mlp

    return mlp(structure.hidden_units, structure.activation, seed=structure.theta)


@st.cache_resource(max_entries=2, show_spinner="Loading the shipped network …")
def _load(file: str, changed: float) -> keras.Sequential:
    from pathlib import Path

    from kerasdl.reader import load_keras_model

    return load_keras_model(Path(file))


def shipped() -> Function | None:
    """The network that came with kerasdl; None where this installation has none that can be read."""
    from kerasdl.reader import threshold_of
    from kerasdl.store import KERAS_FILE, find_model

    try:
        folder = find_model(SHIPPED)
        file = folder / KERAS_FILE
        changed = file.stat().st_mtime
        return Function(f"shipped {file} {changed}", "Shipped", _load(str(file), changed), threshold_of(folder))
    except (ModelError, OSError):
        return None


def available() -> dict[str, Function]:
    """The functions that this visitor can choose from, by the selector's value."""
    structure = session.structure()
    found = {"untrained": Function(f"untrained {structure!r}", f"Untrained θ {structure.theta}", untrained(structure))}
    job = session.trained_job()
    trained = job.look().trained if job is not None else None
    if job is not None and trained is not None:
        found["trained"] = Function(f"trained {job.id}", "Trained in Step 3", trained.model, trained.not_sure_below)
    ready = shipped()
    if ready is not None:
        found["shipped"] = ready
    return found


def select(label: str) -> Function:
    """Show the selector of functions and return the chosen one."""
    found = available()
    # A widget of its own for every set of functions: one whose options change under it keeps the old answer.
    key = " or ".join(["function", *(function.key for function in found.values())])
    name = st.segmented_control(
        label,
        list(found),
        key=key,
        required=True,
        default=session.chosen_function(list(found)),
        format_func=lambda name: found[name].label,
        on_change=session.remember_function,
        args=(key,),
    )
    return found[name]


@st.cache_resource(max_entries=16, show_spinner=False)
def _forward(key: str, _model: keras.Sequential) -> Callable[[np.ndarray], np.ndarray]:
    from kerasdl import engine

    return engine.compile_forward(_model, engine.devices()[0][0])


def answer(function: Function, image: np.ndarray) -> np.ndarray:
    """The ten confidences for one of MNIST's digits: uint8 (28, 28) -> (10,)."""
    from kerasdl.evaluation import confidences

    return confidences(_forward(function.key, function.model), image[None])[0]


@st.cache_data(max_entries=16, show_spinner="Asking the function about every digit …")
def _answers(key: str, name: str, _model: keras.Sequential) -> np.ndarray:
    from kerasdl.evaluation import confidences

    return confidences(_forward(key, _model), part(name).images)


def answers(function: Function, name: str) -> np.ndarray:
    """The confidences for all digits of a part, (n, 10)."""
    return _answers(function.key, name, function.model)


def losses(function: Function, name: str) -> np.ndarray:
    """The loss of every digit of a part, (n,)."""
    from kerasdl.evaluation import cross_entropy

    return cross_entropy(answers(function, name), part(name).labels)


@st.cache_data(max_entries=16, show_spinner=False)
def _report(key: str, name: str, _answers: np.ndarray) -> Report:
    from kerasdl.evaluation import report

    return report(_answers, part(name).labels)


def report(function: Function, name: str) -> Report:
    """The engine's report on a part."""
    return _report(function.key, name, answers(function, name))


@st.cache_resource(max_entries=8, show_spinner=False)
def _reader(key: str, threshold: float, _model: keras.Sequential) -> Reader:
    from kerasdl.reader import reader_of

    return reader_of(_model, threshold)


def reader(function: Function) -> Reader:
    """The engine's reader of a function."""
    return _reader(function.key, function.not_sure_below, function.model)


def sure(function: Function, confidences: np.ndarray) -> bool:
    """Whether a function is sure enough of its answer to give it: (10,)."""
    return bool(reader(function).sure(confidences[None])[0])


def read(function: Function, ink: np.ndarray) -> dict[str, np.ndarray]:
    """What a function reads in a drawing: uint8 (height, width) -> `confidences` (10,), `digit` (28, 28), and so on."""
    return {name: values[0] for name, values in reader(function).read(ink[None]).items()}
