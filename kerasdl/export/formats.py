"""Exported formats of a model and its card: each format judged by itself, all of them put in place together."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.errors import ExportError, ParityError
from kerasdl.files import atomic_file, atomic_folder, remove_folder
from kerasdl.models.card import Card
from kerasdl.models.labels import check_labels
from kerasdl.models.store import KERAS_FILE, LITERT, ONNX, SAVED_MODEL, TFJS, TFJS_LAYERS, read_card, write_card
from kerasdl.models.web_network import SUFFIX, page_network_card

if TYPE_CHECKING:
    from kerasdl.export.example_inputs import ExampleSpec
    from kerasdl.export.frozen_graph import FrozenGraph
    from kerasdl.export.serving_function import ServingFunction
    from kerasdl.export.source_model import SourceModel

Say = Callable[[str], None]
FROZEN = "frozen"
OF_GRAPHS = (TFJS, ONNX, LITERT)  # made from the frozen graph


@dataclass(frozen=True)
class ExportJob:
    """What is to be exported; see `export_model`.

    Attributes:
        file: the model's.
        folder: where the formats go.
        formats: which to write.
        all_or_none: whether a format that cannot hold the model is an error, instead of left out.
        quantize, ink, labels, softmax, custom, run_lambda, without_text: as in `export_model`.
    """

    file: str
    folder: str
    formats: tuple[str, ...]
    all_or_none: bool
    quantize: str | None = None
    ink: bool = True
    labels: tuple[str, ...] | None = None
    softmax: bool = True
    custom: str | None = None
    run_lambda: bool = False
    without_text: bool = False


@dataclass
class _Made:
    """The formats that could be made, why the others could not, and what the inputs may be."""

    inputs: Sequence[ExampleSpec]
    formats: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


def write_formats(job: ExportJob, say: Say = lambda line: None) -> None:
    """Write the formats of a model's file into a folder, on Keras's TensorFlow backend.

    Args:
        job: what is to be exported.
        say: takes a line for each step.

    Raises:
        ExportError: no format, or with `all_or_none` not every format, can hold the model.
        ModelError: the model cannot be loaded.
    """
    from kerasdl.export.source_model import load_source

    file, folder = Path(job.file), Path(job.folder)
    say("loading the model")
    source = load_source(job)
    metadata = _metadata(file)
    if job.labels is not None:
        metadata["labels"] = list(job.labels)
    if "labels" in metadata:
        check_labels(metadata["labels"], source.network.output_shape)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export.", dir=folder) as scratch:
        # All formats are made before the first one takes its place, so a failure leaves the folder as it was.
        made = _make(source, job, Path(scratch), metadata, say)
        for name in made.formats:
            with atomic_folder(folder / name) as part:
                shutil.copytree(Path(scratch) / name, part, dirs_exist_ok=True)
    for name in made.left_out:
        remove_folder(folder / name)  # of an earlier model: this one has none
    for name, content in source.beside.items():
        with atomic_file(folder / name) as part:
            part.write_text(content, encoding="utf-8")
    _write_card(job, source, made, metadata)


def _make(source: SourceModel, job: ExportJob, scratch: Path, metadata: dict[str, Any], say: Say) -> _Made:
    """Make and check each format in a folder of its name; what cannot hold the model is left out.

    Raises:
        ExportError: as `write_formats`.
    """
    from kerasdl.export.inference_form import inference_form
    from kerasdl.export.input_ranges import input_ranges
    from kerasdl.export.saved_model import trace
    from kerasdl.export.self_check import SelfCheck

    with inference_form(source.model) as loops:
        say("tracing the graph")
        traced = trace(source.serving)
    frozen, why_not = _frozen(source.serving, traced)
    made = _Made(input_ranges(source.serving, frozen))
    check = SelfCheck(source, made.inputs)
    writers = _writers(source, traced, frozen, job, scratch, metadata)
    for name in job.formats:
        try:
            if why_not and name in OF_GRAPHS:
                raise ExportError(why_not)
            say(f"writing {name}")
            writers[name]()
            say(f"checking {name}")
            unchecked = check.run(name, scratch / name, job.quantize)
        except (ExportError, ParityError) as error:
            reason = _reason(name, error, loops)
            if job.all_or_none:
                raise ExportError(reason) from None
            made.left_out[name] = reason
        else:
            made.formats.append(name)
            if unchecked:
                source.notes.append(f"{name}: {unchecked}")
            if loops and name == TFJS:
                source.notes.append(f"{TFJS}: it has loops: call executeAsync, not predict ({', '.join(loops)})")
    if not made.formats:
        raise ExportError(next(iter(made.left_out.values())))
    return made


def _reason(name: str, error: Exception, loops: Sequence[str]) -> str:
    """Why a format is left out: of a graph with loops, those, whatever the converter stumbled over."""
    if not loops or name not in OF_GRAPHS:
        return str(error)
    rule = "Only a loop of a known number of steps is written out: give the Input a fixed length."
    return f"{rule} Received: {', '.join(loops)}"


def _frozen(serving: ServingFunction, traced: Any) -> tuple[Any, str | None]:
    """The frozen graph, and why no graph but TensorFlow's can hold the model, or None."""
    from kerasdl.export.frozen_graph import freeze
    from kerasdl.export.text_layers import stateful_layers

    if kept := stateful_layers(serving.model):
        return None, f"Only a SavedModel holds what is no weight. Received: {kept}"
    try:
        return freeze(traced, [spec.key for spec in serving.inputs], list(serving.outputs)), None
    except ExportError as error:
        return None, str(error)


def _writers(
    source: SourceModel, traced: Any, frozen: Any, job: ExportJob, scratch: Path, metadata: dict[str, Any]
) -> Mapping[str, Callable[[], None]]:
    """What writes each format into its folder; TF.js layers are those of the network alone, the others the whole graph."""
    from kerasdl.export.litert import write_litert
    from kerasdl.export.onnx import write_onnx
    from kerasdl.export.saved_model import write_saved_model
    from kerasdl.export.tfjs_graph import write_graph_model
    from kerasdl.export.tfjs_layers import notes_of_layers, write_layers_model

    serving = source.serving

    def frozen_saved_model(graph: FrozenGraph, name: str) -> Path:
        from kerasdl.export.frozen_graph import write_frozen_saved_model

        folder = scratch / (FROZEN if graph is frozen else f"{FROZEN}-{name}")
        if not folder.exists():
            write_frozen_saved_model(graph, folder)
        return folder

    def litert() -> None:
        from kerasdl.export.rewrite_operations import LITERT_RULES

        graph = frozen.rewritten(LITERT_RULES)
        write_litert(serving, graph, frozen_saved_model(graph, LITERT), scratch / LITERT, metadata)

    def tfjs() -> None:
        from kerasdl.export.rewrite_operations import TFJS_RULES

        graph = frozen.rewritten(TFJS_RULES)
        write_graph_model(serving, graph, frozen_saved_model(graph, TFJS), scratch / TFJS, job.quantize)
        _add_metadata(scratch / TFJS, metadata | _layers_of(source, scratch / TFJS))

    def tfjs_layers() -> None:
        write_layers_model(source.network, scratch / TFJS_LAYERS, job.quantize)
        source.notes.extend(f"{TFJS_LAYERS}: {line}" for line in notes_of_layers(source.network))
        _add_metadata(scratch / TFJS_LAYERS, metadata)

    return {
        SAVED_MODEL: lambda: write_saved_model(serving, traced, scratch / SAVED_MODEL, metadata),
        TFJS: tfjs,
        TFJS_LAYERS: tfjs_layers,
        ONNX: lambda: write_onnx(serving, frozen, scratch / ONNX, metadata),
        LITERT: litert,
    }


def _layers_of(source: SourceModel, folder: Path) -> dict[str, Any]:
    """What the page needs to compute by itself; nothing for a model that it reads by its graph alone."""
    from kerasdl.export.graph_layers import describe_layers

    layers = describe_layers(source.network, folder) if source.without_ink is None else None
    return {"layers": layers} if layers else {}


def _write_card(job: ExportJob, source: SourceModel, made: _Made, metadata: dict[str, Any]) -> None:
    file, folder = Path(job.file), Path(job.folder)
    target = folder / KERAS_FILE
    made_as: Card = {}
    if not target.exists() or not target.samefile(file):
        made_as = _card_of(file)  # how it was made and what it reaches goes along with it
        with atomic_file(target) as part:
            source.save(file, part)
    exported: dict[str, Any] = {
        "quantize": job.quantize,
        "ink": source.without_ink is None,
        "formats": made.formats,
        "inputs": [spec.to_dict() for spec in made.inputs],
        "outputs": list(source.serving.outputs),
        "versions": _versions(made.formats),
    }
    given = {"left_out": made.left_out, "notes": source.notes, "softmax": source.softmax}
    exported |= {name: value for name, value in given.items() if value}
    if source.without_ink is not None:
        exported["without_ink"] = source.without_ink
    write_card(folder, **{**made_as, **metadata, "export": exported})


def _card_of(file: Path) -> Card:
    if file.suffix == SUFFIX:
        return page_network_card(file)
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


def _versions(formats: Sequence[str]) -> dict[str, str]:
    """Of the packages that made the formats; TF.js's converter is not there on Windows."""
    versions = {}
    for package in ("kerasdl", "keras", "tensorflow", "tensorflowjs", *(["tf2onnx"] if ONNX in formats else [])):
        with suppress(PackageNotFoundError):
            versions[package] = version(package)
    return versions
