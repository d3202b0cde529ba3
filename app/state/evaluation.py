"""Cached evaluation of a function on many digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from kerasdl.lecture import Network

from . import functions
from .functions import Function

if TYPE_CHECKING:
    from kerasdl.evaluation.report import Report


def forward(function: Function) -> Callable[[np.ndarray], np.ndarray]:
    """For kerasdl's functions that evaluate many digits: float32 (n, 28, 28), 0 to 1 -> (n, 10)."""
    from kerasdl.evaluation.report import numpy_forward

    network = function.network
    return numpy_forward(network) if isinstance(network, Network) else network.confidences


@st.cache_data(max_entries=24, show_spinner=False)
def _answers(key: str, name: str, _function: Function) -> np.ndarray:
    from kerasdl.evaluation.report import confidences

    return confidences(forward(_function), functions.part(name).images)


def answers(function: Function, name: str) -> np.ndarray:
    """The confidences for all digits of a part, (n, 10)."""
    return _answers(function.key, name, function)


def losses(function: Function, name: str) -> np.ndarray:
    """The loss of every digit of a part, (n,)."""
    from kerasdl.evaluation.report import cross_entropy

    return cross_entropy(answers(function, name), functions.part(name).labels)


@st.cache_data(max_entries=24, show_spinner=False)
def _report(key: str, name: str, _function: Function) -> Report:
    from kerasdl.evaluation.report import report

    return report(answers(_function, name), functions.part(name).labels, not_sure_below=_function.not_sure_below)


def report(function: Function, name: str) -> Report:
    """kerasdl's report on a part of MNIST."""
    return _report(function.key, name, function)
