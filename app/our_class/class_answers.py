"""A room's digits, and what networks answer to them; each is computed once for the same digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from kerasdl.handwriting.records import ClassDigits
from kerasdl.handwriting.room import Room

from ..state import evaluation, functions
from ..state.functions import SHIPPED, Function

if TYPE_CHECKING:
    from kerasdl.data.mnist import Digits
    from kerasdl.evaluation.report import Report

MOST_COMPARED = 6


@st.cache_resource(max_entries=16, show_spinner=False)
def _digits(code: str, version: str, _room: Room) -> ClassDigits:
    return _room.digits()


def digits(room: Room) -> ClassDigits:
    """All digits of a room, rejected ones too."""
    return _digits(room.about.code, room.version(), room)


@st.cache_data(max_entries=64, show_spinner=False)
def _answers(key: str, name: str, _function: Function, _digits: Digits) -> np.ndarray:
    from kerasdl.evaluation.report import confidences

    return confidences(evaluation.forward(_function), _digits.images)


def answers(function: Function, room: Room) -> np.ndarray:
    """The confidences for the digits of a room that are not rejected, (n, 10); there must be some."""
    return _answers(function.key, f"{room.about.code} {room.version()}", function, digits(room).kept.digits)


def answers_to(function: Function, name: str, some: Digits) -> np.ndarray:
    """The confidences for some digits that a name stands for."""
    return _answers(function.key, name, function, some)


def report(function: Function, room: Room) -> Report:
    """kerasdl's report on the digits of a room."""
    from kerasdl.evaluation.report import report as make

    labels = digits(room).kept.digits.labels
    return make(answers(function, room), labels, not_sure_below=function.not_sure_below)


def compared() -> list[Function]:
    """The trained functions that are compared on a class: the chosen one, the shipped one, and the latest others."""
    known = functions.names()
    names = dict.fromkeys([functions.current().name, SHIPPED, *known])
    found = [functions.find(name) for name in names if name in known and name != "untrained"][:MOST_COMPARED]
    return [function for function in found if function is not None]
