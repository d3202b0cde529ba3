"""TF.js models: what kerasdl reads of a `model.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Required, TypedDict

from msgspec import Meta

from kerasdl.errors import KerasdlError, ModelError
from kerasdl.json_files import read_json
from kerasdl.models.card import is_inside

MODEL_FILE = "model.json"
MAX_BYTES = 100_000_000
Side = Annotated[int, Meta(ge=0, le=2**31)]


class Node(TypedDict):
    """An operation of a graph."""

    op: str


class FunctionOfGraph(TypedDict, total=False):
    """A function of a graph's library."""

    nodeDef: list[Node]


class Library(TypedDict, total=False):
    """The functions that a graph calls."""

    function: list[FunctionOfGraph]


class Topology(TypedDict, total=False):
    """A graph; that of a layers model has other fields, which are not read."""

    node: list[Node]
    library: Library


class Signature(TypedDict, total=False):
    """Inputs and outputs of a graph by their names."""

    inputs: dict[str, Any]
    outputs: dict[str, Any]


class Weight(TypedDict, total=False):
    """A tensor of the weights' files."""

    name: Required[str]
    shape: Required[list[Side]]
    dtype: Required[str]
    quantization: dict[str, Any]


class Group(TypedDict):
    """Tensors, and the files in which they lie one after the other."""

    paths: list[str]
    weights: list[Weight]


class TfjsModel(TypedDict, total=False):
    """A graph model or a layers model."""

    modelTopology: Topology
    weightsManifest: list[Group]
    signature: Signature
    userDefinedMetadata: dict[str, Any]


def read_tfjs_model(folder: Path, error: type[KerasdlError] = ModelError) -> TfjsModel:
    """Read the `model.json` of a folder.

    Args:
        folder: the format's.
        error: the class of the error.

    Raises:
        KerasdlError: `error`: it is missing or damaged, or names weights outside its folder.
    """
    file = folder / MODEL_FILE
    model = read_json(file, TfjsModel, "A TF.js model", error=error, max_bytes=MAX_BYTES)
    for path in (path for group in model.get("weightsManifest", []) for path in group["paths"]):
        if not is_inside(path) or "/" in path:
            raise error(f"A TF.js model must have its weights beside it. Received: {file} with {path}")
    return model
