"""Conformance cases: a model each, the file that it is saved in, and the options that its export gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


def _as_saved(file: Path) -> None:
    """Leave a file as Keras wrote it."""


@dataclass(frozen=True)
class Case:
    """A model and how it is exported.

    Attributes:
        name: what the table calls it.
        build: makes the model.
        options: of `kerasdl.export.export_model`.
        suffix: of the model's file.
        edit: changes the saved file.
        well_known: whether it is one of keras.applications, which take long.
    """

    name: str
    build: Callable[[], keras.Model]
    options: Mapping[str, Any] = field(default_factory=dict)
    suffix: str = ".keras"
    edit: Callable[[Path], None] = _as_saved
    well_known: bool = False


def all_cases() -> dict[str, Case]:
    """Every case by its name, the well-known networks last."""
    from benchmarks.conformance.cases_files import file_cases
    from benchmarks.conformance.cases_graph import application_cases, graph_cases
    from benchmarks.conformance.cases_plain import plain_cases
    from benchmarks.conformance.cases_recurrent import recurrent_cases
    from benchmarks.conformance.cases_sequence import sequence_cases

    plain = {**plain_cases(), **sequence_cases(), **recurrent_cases(), **graph_cases()}
    cases = {name: Case(name, build) for name, build in plain.items()}
    cases |= {case.name: case for case in file_cases()}
    return cases | {name: Case(name, build, well_known=True) for name, build in application_cases().items()}
