"""Export of a trained Keras network to SavedModel, TF.js, ONNX and LiteRT: all formats that are asked for, or none.

model.keras ─► CenterInk + network ─┬► SavedModel ─► TF.js graph
     │                              ├► ONNX
     │                              └► LiteRT
     └────────────────────────────────────────────► TF.js layers

formats             all formats of one export, and the card
saved_model, tfjs_graph, tfjs_layers, onnx, litert     a format each
tfjs_converter      TensorFlow's converter to TF.js graphs, the same on every processor
graph_layers        which tensors of a TF.js graph are the layers' weights
unsupported_layers  which layers a format cannot run
subprocess_job      work in a process of its own
verify, runtimes    the same inputs through every format, each in its own runtime
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ExportError
from kerasdl.export.extras import WRITERS, require_extra
from kerasdl.export.subprocess_job import run_in_subprocess
from kerasdl.models.store import (
    KERAS_FILE,
    LITERT,
    MODELS,
    ONNX,
    SAVED_MODEL,
    TFJS,
    TFJS_LAYERS,
    find_model,
    read_card,
)

DEFAULT_FORMATS = (SAVED_MODEL, TFJS, TFJS_LAYERS)
FORMATS = (*DEFAULT_FORMATS, ONNX, LITERT)
QUANTIZATIONS = ("float16", "uint8")


@dataclass(frozen=True)
class ExportResult:
    """What `export_model` wrote.

    Attributes:
        folder: the model's.
        bytes: of each format.
        without_ink: why the formats take no raw ink; None where they do.
    """

    folder: Path
    bytes: dict[str, int]
    without_ink: str | None = None


def export_model(
    source: str | Path,
    out: str | Path | None = None,
    *,
    formats: Sequence[str] = DEFAULT_FORMATS,
    quantize: str | None = None,
    ink: bool = True,
    labels: Sequence[str] | None = None,
) -> ExportResult:
    """Export a Keras 3 Sequential.

    A network on (batch, 28, 28), or squares of another side from 8 to 256 and perhaps one channel, that ends in softmax
    gets `CenterInk` in front of it in every format but TF.js layers, so they take raw ink of any height and width; any
    other is exported with its own inputs and outputs. The work is done on Keras's TensorFlow backend, in a
    process of its own where this one runs another.

    Args:
        source: a model's name or folder, or any `.keras` file.
        out: the folder to write; None for the source's own, or `saved_models/<file's name>` for a file elsewhere.
        formats: which of `FORMATS` to write; ONNX needs kerasdl's extra of that name.
        quantize: None, "float16" or "uint8": how TF.js weights are stored.
        ink: False leaves `CenterInk` out.
        labels: what the classes are called, one for each output; None for those in the source's card, if any.

    Raises:
        ExportError: a setting breaks its rule, a format cannot run a layer, which is named, or its extra is missing.
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
    for name in WRITERS.keys() & set(formats):
        require_extra(name, *WRITERS[name], error=ExportError)
    with quiet_tensorflow():
        import keras
    if keras.backend.backend() != "tensorflow":
        _in_tensorflow_process(file, folder, formats, quantize, ink, labels)
    else:
        from kerasdl.export.formats import write_formats

        write_formats(file, folder, formats, quantize, ink, labels)
    sizes = {f: sum(p.stat().st_size for p in (folder / f).rglob("*") if p.is_file()) for f in formats}
    return ExportResult(folder, sizes, (read_card(folder).get("export") or {}).get("without_ink"))


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
    job = [str(file.resolve()), str(folder.resolve()), list(formats), quantize, ink, labels]
    run_in_subprocess("kerasdl.export", job)


def subprocess_main(job: str) -> int:
    """Export in a process of its own; its one line of error goes to standard error."""
    from kerasdl.backend.selection import choose_export_backend
    from kerasdl.errors import KerasdlError

    choose_export_backend()
    file, folder, formats, quantize, ink, labels = json.loads(job)
    try:
        export_model(file, folder, formats=formats, quantize=quantize, ink=ink, labels=labels)
    except KerasdlError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
