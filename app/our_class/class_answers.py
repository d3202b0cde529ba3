"""A room's digits, and what networks answer to them; each is computed once for the same digits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True)
class Snapshot:
    """The digits of a room at one moment: while a page is drawn, more may arrive.

    Attributes:
        room: the room.
        found: all of its digits, rejected ones too.
    """

    room: Room
    found: ClassDigits

    @cached_property
    def kept(self) -> ClassDigits:
        """The digits that are not rejected."""
        return self.found.kept

    @cached_property
    def name(self) -> str:
        """A name for these very digits."""
        return f"{self.room.about.code} {name_of(self.found)}"


def name_of(found: ClassDigits) -> str:
    """A text that is another for other digits of a room: numbers are given once."""
    return hashlib.sha256(found.ids.tobytes() + found.rejected.tobytes()).hexdigest()[:16]


@st.cache_resource(max_entries=16, show_spinner=False)
def _digits(code: str, version: str, _room: Room) -> ClassDigits:
    return _room.digits()


def snapshot(room: Room) -> Snapshot:
    """The digits of a room as they are now."""
    return Snapshot(room, _digits(room.about.code, room.version(), room))


@st.cache_data(max_entries=64, show_spinner=False)
def _answers(key: str, name: str, _function: Function, _digits: Digits) -> np.ndarray:
    from kerasdl.evaluation.report import confidences

    return confidences(evaluation.forward(_function), _digits.images)


def answers(function: Function, now: Snapshot) -> np.ndarray:
    """The confidences for the digits that are not rejected, (n, 10); there must be some."""
    return _answers(function.key, now.name, function, now.kept.digits)


def answers_to(function: Function, name: str, some: Digits) -> np.ndarray:
    """The confidences for some digits that a name stands for."""
    return _answers(function.key, name, function, some)


def report(function: Function, now: Snapshot) -> Report:
    """kerasdl's report on the digits that are not rejected."""
    from kerasdl.evaluation.report import report as make

    return make(answers(function, now), now.kept.digits.labels, not_sure_below=function.not_sure_below)


def compared() -> list[Function]:
    """The trained functions that are compared on a class: the chosen one, the shipped one, and the latest others."""
    known = functions.names()
    names = dict.fromkeys([functions.current().name, SHIPPED, *known])
    found = [functions.find(name) for name in names if name in known and name != "untrained"][:MOST_COMPARED]
    return [function for function in found if function is not None]
