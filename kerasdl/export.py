"""A trained Keras network, exported: SavedModel, TF.js graph model, TF.js layers model, each whole or not at all.

model.keras ─► CenterInk + network ─► SavedModel ─► TF.js graph
     └───────────────────────────────────────────► TF.js layers
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.errors import ExportError
from kerasdl.labels import check_labels
from kerasdl.startup import quiet_tensorflow
from kerasdl.store import (
    KERAS_FILE,
    MODELS,
    SAVED_MODEL,
    TFJS,
    TFJS_LAYERS,
    find_model,
    read_card,
    whole_file,
    whole_folder,
    write_card,
)

if TYPE_CHECKING:
    import keras

FORMATS = (SAVED_MODEL, TFJS, TFJS_LAYERS)
QUANTIZATIONS = ("float16", "uint8")
# Quantised are the weight matrices alone: they are nearly all of the bytes, and the small constants place the ink.
SMALLEST_QUANTISED = 256


@dataclass(frozen=True)
class Exported:
    """What `export_model` wrote: the model's folder, the bytes of each format, and why it takes no raw ink, if so."""

    folder: Path
    bytes: dict[str, int]
    without_ink: str | None = None


def export_model(
    source: str | Path,
    out: str | Path | None = None,
    *,
    formats: Sequence[str] = FORMATS,
    quantize: str | None = None,
    ink: bool = True,
    labels: Sequence[str] | None = None,
) -> Exported:
    """Export a Keras 3 Sequential.

    A network on (batch, 28, 28), or squares of another side from 8 to 256 and perhaps one channel, that ends in softmax
    gets `CenterInk` in front of it in the SavedModel and the TF.js graph, so both take raw ink; any other is exported
    with its own inputs and outputs. The work is done on Keras's TensorFlow backend, in a
    process of its own where this one runs another.

    Args:
        source: a model's name or folder, or any `.keras` file.
        out: the folder to write; None for the source's own, or `saved_models/<file's name>` for a file elsewhere.
        formats: which of `FORMATS` to write.
        quantize: None, "float16" or "uint8": how TF.js weights are stored.
        ink: False leaves `CenterInk` out.
        labels: what the classes are called, one for each output; None for those in the source's card, if any.

    Raises:
        ExportError: a setting breaks its rule, or TF.js cannot run a layer; the layer is named.
        ModelError: the source cannot be loaded.
    """
    file, folder = _source_and_target(Path(source), None if out is None else Path(out))
    unknown = [f for f in formats if f not in FORMATS]
    if unknown or not formats:
        raise ExportError(f"`formats` must be some of {', '.join(FORMATS)}. Received: {', '.join(formats) or 'none'}")
    if quantize not in (None, *QUANTIZATIONS):
        raise ExportError(f"`quantize` must be one of {', '.join(QUANTIZATIONS)}. Received: {quantize}")
    if sys.platform == "win32" and set(formats) & {TFJS, TFJS_LAYERS}:
        raise ExportError(
            "TF.js export needs packages that have no Windows build; use Linux, macOS or WSL. Received: win32"
        )
    with quiet_tensorflow():
        import keras
    if keras.backend.backend() != "tensorflow":
        _in_tensorflow_process(file, folder, formats, quantize, ink, labels)
    else:
        _write_all(file, folder, formats, quantize, ink, labels)
    sizes = {f: sum(p.stat().st_size for p in (folder / f).rglob("*") if p.is_file()) for f in formats}
    return Exported(folder, sizes, read_card(folder)["export"].get("without_ink"))


def remove_exports(folder: Path) -> None:
    """Remove every exported format from a model's folder: they belong to a network that is no longer there."""
    for name in FORMATS:
        shutil.rmtree(folder / name, ignore_errors=True)


def _source_and_target(source: Path, out: Path | None) -> tuple[Path, Path]:
    if source.suffix == ".keras":
        if not source.is_file():
            raise ExportError(
                f"`source` must be a model's name or folder, or a .keras file. Received: {source} is missing"
            )
        default = source.parent if source.name == KERAS_FILE else MODELS / source.stem
        return source, out or default
    folder = find_model(source)
    return folder / KERAS_FILE, out or folder


def _in_tensorflow_process(
    file: Path, folder: Path, formats: Sequence[str], quantize: str | None, ink: bool, labels: Sequence[str] | None
) -> None:
    job = json.dumps([str(file.resolve()), str(folder.resolve()), list(formats), quantize, ink, labels])
    # `-c` with this module, not the command: the errors come back as their one line, not as a screen.
    code = "import sys; from kerasdl.export import _child; sys.exit(_child(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", code, job], capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ExportError(lines[-1] if lines else f"the export process ended with status {done.returncode}")


def _child(job: str) -> int:
    """The export in a process of its own; its one line of error goes to standard error."""
    from kerasdl.errors import KerasdlError
    from kerasdl.startup import choose_backend

    choose_backend("tensorflow")
    file, folder, formats, quantize, ink, labels = json.loads(job)
    try:
        export_model(file, folder, formats=formats, quantize=quantize, ink=ink, labels=labels)
    except KerasdlError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _write_all(
    file: Path, folder: Path, formats: Sequence[str], quantize: str | None, ink: bool, labels: Sequence[str] | None
) -> None:
    from kerasdl.ink import reading_model, why_no_ink
    from kerasdl.reader import load_keras_model
    from kerasdl.tfjs_layers import check_layers, write_layers_model

    model = load_keras_model(file)
    _check_sequential(model, file)
    if TFJS_LAYERS in formats:
        check_layers(model)
    without_ink = why_no_ink(model) if ink else "asked for"
    metadata = _metadata(file)
    if labels is not None:
        metadata["labels"] = list(labels)
    if "labels" in metadata:
        check_labels(metadata["labels"], model.output_shape)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export.", dir=folder) as scratch:
        # All formats are made before the first one takes its place, so a failure leaves the folder as it was.
        made = Path(scratch)
        outputs = _write_saved_model(model if without_ink else reading_model(model), made / SAVED_MODEL, metadata)
        if TFJS in formats:
            _write_graph_model(model, made / SAVED_MODEL, made / TFJS, quantize)
            _name_outputs(made / TFJS, outputs)
            _add_metadata(made / TFJS, metadata)
        if TFJS_LAYERS in formats:
            write_layers_model(model, made / TFJS_LAYERS, quantize)
            _add_metadata(made / TFJS_LAYERS, metadata)
        for name in formats:
            with whole_folder(folder / name) as part:
                shutil.copytree(made / name, part, dirs_exist_ok=True)
    target = folder / KERAS_FILE
    made_as: dict[str, Any] = {}
    if not target.exists() or not target.samefile(file):
        made_as = _card_of(file)  # how it was made and what it reaches goes along with it
        with whole_file(target) as part:
            shutil.copyfile(file, part)
    exported = {"quantize": quantize, "ink": without_ink is None, "formats": list(formats), "versions": _versions()}
    if without_ink is not None:
        exported["without_ink"] = without_ink
    write_card(folder, **{**made_as, **metadata, "export": exported})


def _card_of(file: Path) -> dict[str, Any]:
    return read_card(file.parent) if file.name == KERAS_FILE else {}


def _metadata(file: Path) -> dict[str, Any]:
    """What every exported format tells beside the weights, from the card next to the `.keras` file."""
    card = _card_of(file)
    return {name: card[name] for name in ("not_sure_below", "labels") if card.get(name) is not None}


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


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in ("kerasdl", "keras", "tensorflow", "tensorflowjs")}


def _write_saved_model(model: keras.Model, folder: Path, metadata: dict[str, Any]) -> list[str]:
    """Write `serving_default`, with the names of the model's own inputs and outputs, which come back; metadata beside it."""
    import tensorflow as tf

    inputs = {t.name: tf.TensorSpec(t.shape, t.dtype, name=t.name) for t in model.inputs}

    def serve(**tensors: Any) -> dict[str, Any]:
        values = [tensors[name] for name in inputs]
        outputs = model(values[0] if len(values) == 1 else values, training=False)
        if not isinstance(outputs, dict):
            outputs = {model.layers[-1].name: outputs}
        return {name: tf.identity(value, name=name) for name, value in outputs.items()}

    module = tf.Module()
    module.variables_of_network = [v.value for v in model.variables]
    with _silence():
        traced = tf.function(serve).get_concrete_function(**inputs)
        tf.saved_model.save(module, str(folder), signatures={"serving_default": traced})
    # A SavedModel's own place for what its users add.
    extra = folder / "assets.extra"
    extra.mkdir()
    (extra / "metadata.json").write_text(json.dumps(metadata) + "\n", encoding="utf-8")
    return list(traced.structured_outputs)


def _name_outputs(folder: Path, outputs: Sequence[str]) -> None:
    """Give the graph's outputs their names: the converter tells them apart by their shapes, so equal ones lose theirs."""
    file = folder / "model.json"
    model = json.loads(file.read_text(encoding="utf-8"))
    # TensorFlow numbers a function's outputs in the order of their names: Identity, Identity_1, …
    nodes = ["Identity" if n == 0 else f"Identity_{n}" for n in range(len(outputs))]
    name_of = dict(zip(nodes, sorted(outputs), strict=True))
    found = model["signature"]["outputs"].values()
    model["signature"]["outputs"] = {name_of[each["name"].split(":")[0]]: each for each in found}
    file.write_text(json.dumps(model), encoding="utf-8")


def _write_graph_model(model: keras.Model, saved_model: Path, folder: Path, quantize: str | None) -> None:
    with _silence():
        from tensorflowjs.converters import tf_saved_model_conversion_v2 as converter

        try:
            converter.convert_tf_saved_model(str(saved_model), str(folder))
            if quantize is not None:
                names = _matrices(folder)
                shutil.rmtree(folder)
                converter.convert_tf_saved_model(
                    str(saved_model), str(folder), quantization_dtype_map={quantize: names}
                )
        except ValueError as error:
            raise ExportError(_unsupported(model, str(error))) from None


def _matrices(folder: Path) -> list[str]:
    manifest = json.loads((folder / "model.json").read_text(encoding="utf-8"))["weightsManifest"]
    return [
        weight["name"]
        for group in manifest
        for weight in group["weights"]
        if weight["dtype"] == "float32" and len(weight["shape"]) >= 2 and _size(weight["shape"]) >= SMALLEST_QUANTISED
    ]


def _size(shape: Sequence[int]) -> int:
    size = 1
    for side in shape:
        size *= side
    return size


def _unsupported(model: keras.Model, message: str) -> str:
    """Name the layers behind the converter's list of operations."""
    import tensorflow as tf

    if "Unsupported Ops" not in message:
        return f"TF.js must be able to convert the model. Received: {message.splitlines()[0]}"
    operations = {op.strip() for op in message.splitlines()[-1].split(",")}
    blamed = []
    for layer in model.layers:
        specification = [tf.TensorSpec(t.shape, t.dtype) for t in _tensors(layer.input)]
        traced = tf.function(lambda *x, layer=layer: layer(*x, training=False) if _trains(layer) else layer(*x))
        graph = traced.get_concrete_function(*specification).graph
        found = sorted(operations & _operations(graph))
        if found:
            blamed.append(f"{layer.name} ({type(layer).__name__}: {', '.join(found)})")
    return f"TF.js must be able to run every layer. Received: {', '.join(blamed) or ', '.join(sorted(operations))}"


def _operations(graph: Any) -> set[str]:
    definition = graph.as_graph_def()
    nodes = [*definition.node, *(node for f in definition.library.function for node in f.node_def)]
    return {node.op for node in nodes}


def _trains(layer: keras.Layer) -> bool:
    return bool(getattr(layer, "_call_has_training_arg", False))


def _tensors(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """The converter and TensorFlow print and warn of things that are no concern of the user's."""
    with Path(os.devnull).open("w") as nowhere, quiet_tensorflow(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            yield
