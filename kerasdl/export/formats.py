"""Exported formats of a model and its card, written together or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.errors import ExportError
from kerasdl.files import atomic_file, atomic_folder
from kerasdl.models.card import Card
from kerasdl.models.labels import check_labels
from kerasdl.models.store import KERAS_FILE, LITERT, ONNX, SAVED_MODEL, TFJS, TFJS_LAYERS, read_card, write_card

if TYPE_CHECKING:
    import keras


def write_formats(
    file: Path, folder: Path, formats: Sequence[str], quantize: str | None, ink: bool, labels: Sequence[str] | None
) -> None:
    """Write the formats of a `.keras` file into a folder, on Keras's TensorFlow backend; see `export_model`."""
    from kerasdl.export.tfjs_layers import check_layers
    from kerasdl.models.load import load_keras_model
    from kerasdl.networks.reading_model import ink_incompatibility, reading_model

    network = load_keras_model(file)
    _check_sequential(network, file)
    if TFJS_LAYERS in formats:
        check_layers(network)
    without_ink = ink_incompatibility(network) if ink else "asked for"
    metadata = _metadata(file)
    if labels is not None:
        metadata["labels"] = list(labels)
    if "labels" in metadata:
        check_labels(metadata["labels"], network.output_shape)
    graph = _with_named_output(network) if without_ink else reading_model(network)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export.", dir=folder) as scratch:
        # All formats are made before the first one takes its place, so a failure leaves the folder as it was.
        made = Path(scratch)
        _make(network, graph, made, formats, quantize, metadata)
        for name in formats:
            with atomic_folder(folder / name) as part:
                shutil.copytree(made / name, part, dirs_exist_ok=True)
    target = folder / KERAS_FILE
    made_as: Card = {}
    if not target.exists() or not target.samefile(file):
        made_as = _card_of(file)  # how it was made and what it reaches goes along with it
        with atomic_file(target) as part:
            shutil.copyfile(file, part)
    exported = {
        "quantize": quantize,
        "ink": without_ink is None,
        "formats": list(formats),
        "versions": _versions(formats),
    }
    if without_ink is not None:
        exported["without_ink"] = without_ink
    write_card(folder, **{**made_as, **metadata, "export": exported})


def _make(
    network: keras.Sequential,
    graph: keras.Model,
    made: Path,
    formats: Sequence[str],
    quantize: str | None,
    metadata: dict[str, Any],
) -> None:
    """Make each format in a folder of its name: TF.js layers of the network alone, the others of the whole graph."""
    from kerasdl.export.graph_layers import describe_layers
    from kerasdl.export.litert import write_litert
    from kerasdl.export.onnx import write_onnx
    from kerasdl.export.saved_model import write_saved_model
    from kerasdl.export.tfjs_graph import write_graph_model
    from kerasdl.export.tfjs_layers import write_layers_model

    if SAVED_MODEL in formats or TFJS in formats:
        outputs = write_saved_model(graph, made / SAVED_MODEL, metadata)
    if TFJS in formats:
        write_graph_model(network, made / SAVED_MODEL, made / TFJS, outputs=outputs, quantize=quantize)
        layers = describe_layers(network, made / TFJS) if "digit" in outputs else None
        _add_metadata(made / TFJS, metadata | ({"layers": layers} if layers else {}))
    if TFJS_LAYERS in formats:
        write_layers_model(network, made / TFJS_LAYERS, quantize)
        _add_metadata(made / TFJS_LAYERS, metadata)
    if ONNX in formats:
        write_onnx(network, graph, made / ONNX, metadata)
    if LITERT in formats:
        write_litert(network, graph, made / LITERT, metadata)


def _with_named_output(network: keras.Sequential) -> keras.Model:
    """The same network as a graph to a dictionary: its output is called as its last layer is."""
    import keras

    return keras.Model(network.inputs, {network.layers[-1].name: network.outputs[0]})


def _card_of(file: Path) -> Card:
    return read_card(file.parent) if file.name == KERAS_FILE else {}


def _metadata(file: Path) -> dict[str, Any]:
    """Metadata of every exported format, from the card next to the `.keras` file."""
    known = {name: value for name, value in _card_of(file).items() if value is not None}
    return {name: known[name] for name in ("not_sure_below", "labels") if name in known}


def _add_metadata(folder: Path, metadata: dict[str, Any]) -> None:
    """Put metadata where TF.js looks for it: `model.metadata` of a graph model, `userDefinedMetadata` of any."""
    file = folder / "model.json"
    model = json.loads(file.read_text(encoding="utf-8"))
    model["userDefinedMetadata"] = {**model.get("userDefinedMetadata", {}), **metadata}
    file.write_text(json.dumps(model), encoding="utf-8")


def _check_sequential(model: keras.Model, file: Path) -> None:
    import keras

    if not isinstance(model, keras.Sequential):
        raise ExportError(f"A model must be a keras.Sequential. Received: {file} holds a {type(model).__name__}")
    if not model.built or not model.inputs:
        raise ExportError(f"A model must know its input shape: build it before saving. Received: {file}")


def _versions(formats: Sequence[str]) -> dict[str, str]:
    """Of the packages that made the formats; TF.js's converter is not there on Windows."""
    versions = {}
    for package in ("kerasdl", "keras", "tensorflow", "tensorflowjs", *(["tf2onnx"] if ONNX in formats else [])):
        with suppress(PackageNotFoundError):
            versions[package] = version(package)
    return versions
