"""Export of any Keras 3 model to SavedModel, TF.js, ONNX and LiteRT.

model.keras ─► serving function ─┬► SavedModel
     │         (of a reader with └► frozen graph ─┬► TF.js graph
     │         CenterInk)                         ├► ONNX
     │                                            └► LiteRT
     └───────────────────────────────────────────────► TF.js layers

formats             all formats of one export, and the card
source_model        the model as it was loaded, with its serving function
saved_model, tfjs_graph, tfjs_layers, onnx, litert     a format each
frozen_graph        what TF.js graphs, ONNX and LiteRT are made from
self_check          each written format runs once
tfjs_converter      TensorFlow's converter to TF.js graphs, the same on every processor
graph_layers        which tensors of a TF.js graph are the layers' weights
unsupported_layers  which layers a format cannot run
subprocess_job      work in a process of its own
verify, runtimes    the same inputs through every format, each in its own runtime
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ExportError
from kerasdl.export.extras import WRITERS, require_extra
from kerasdl.export.formats import ExportJob, write_formats
from kerasdl.export.subprocess_job import run_in_subprocess
from kerasdl.export.tfjs_package import require_tensorflowjs
from kerasdl.files import check_unlocked, locked_folder, writable_folder
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
from kerasdl.models.web_network import SUFFIX

DEFAULT_FORMATS = (SAVED_MODEL, TFJS, TFJS_LAYERS)
FORMATS = (*DEFAULT_FORMATS, ONNX, LITERT)
FILES = (".keras", ".h5", ".hdf5", SUFFIX)
QUANTIZATIONS = ("float16", "uint8")


@dataclass(frozen=True)
class ExportResult:
    """What `export_model` wrote.

    Attributes:
        folder: the model's.
        bytes: of each format that was written.
        without_ink: why the formats take no raw ink; None where they do.
        left_out: the default formats that cannot hold the model, and why not.
        notes: a line for each thing that is otherwise than in the file.
    """

    folder: Path
    bytes: dict[str, int]
    without_ink: str | None = None
    left_out: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def runs_in_a_browser(self) -> bool:
        """Whether TF.js was written in one form or the other."""
        return bool({TFJS, TFJS_LAYERS} & set(self.bytes))


def export_model(
    source: str | Path,
    out: str | Path | None = None,
    *,
    formats: Sequence[str] | None = None,
    quantize: str | None = None,
    ink: bool = True,
    labels: Sequence[str] | None = None,
    softmax: bool = True,
    custom: str | None = None,
    run_lambda: bool = False,
    without_text: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> ExportResult:
    """Export a Keras 3 model: sequential, functional or subclassed, of any number of inputs and outputs.

    Each format that is written has run once in its runtime, where that is installed, and answered as Keras does. A network
    on (batch, 28, 28), or squares of another side from 8 to 256 and perhaps one channel, that ends in softmax gets
    `CenterInk` in front of it in every format but TF.js layers, so they take raw ink of any height and width; any other is
    exported with its own inputs and outputs. The work is done on Keras's TensorFlow backend, in a process of its own where
    this one runs another.

    Args:
        source: a model's name or folder, any `.keras` or `.h5` file, or a `.kerasdl` file of the web page.
        out: the folder to write; None for the source's own, or `saved_models/<file's name>` for a file elsewhere.
        formats: which of `FORMATS` to write, all of them or none; ONNX needs kerasdl's extra of that name. None for those of
            `DEFAULT_FORMATS` that can hold the model exactly.
        quantize: None, "float16" or "uint8": how TF.js weights are stored.
        ink: False leaves `CenterInk` out.
        labels: what the classes are called, one for each output; None for those in the source's card, if any.
        softmax: False appends no softmax to a reader of ink that was compiled with a loss on logits.
        custom: a module or a Python file with the classes that Keras lacks; it is run.
        run_lambda: run the Python code that Lambda layers hold.
        without_text: cut off the layers that take text, and write their vocabularies beside.
        say: takes a line for each step of the work, where it is done in this process.

    Raises:
        ConfigError: the folder cannot be written, or the disk is full.
        ExportError: a setting breaks its rule, a format cannot hold a layer, which is named, or its extra is missing; or
            another process is writing to the folder.
        ModelError: the source cannot be loaded.
    """
    file, folder = check_request(source, out, formats, quantize)
    wanted = tuple(DEFAULT_FORMATS if formats is None else formats)
    job = ExportJob(
        str(file.resolve()),
        str(folder.resolve()),
        wanted,
        formats is not None,
        quantize,
        ink,
        None if labels is None else tuple(labels),
        softmax,
        custom,
        run_lambda,
        without_text,
    )
    with locked_folder(folder, error=ExportError):
        _export(job, say)
    exported = read_card(folder).get("export") or {}
    sizes = {
        f: sum(p.stat().st_size for p in (folder / f).rglob("*") if p.is_file()) for f in exported.get("formats", [])
    }
    return ExportResult(
        folder, sizes, exported.get("without_ink"), exported.get("left_out", {}), exported.get("notes", [])
    )


def check_request(
    source: str | Path, out: str | Path | None, formats: Sequence[str] | None, quantize: str | None
) -> tuple[Path, Path]:
    """Check what can be checked of an export before Keras is loaded.

    Args and Raises: as for `export_model`.

    Returns:
        The model's file, and the folder to write.
    """
    found = _source_and_target(Path(source), None if out is None else Path(out))
    _check(tuple(DEFAULT_FORMATS if formats is None else formats), quantize)
    check_unlocked(writable_folder(found[1]), error=ExportError)
    return found


def _export(job: ExportJob, say: Callable[[str], None]) -> None:
    with quiet_tensorflow():
        import keras
    if keras.backend.backend() != "tensorflow":
        run_in_subprocess("kerasdl.export", asdict(job))
        return
    try:
        write_formats(job, say)
    except Exception as error:
        if not type(error).__module__.startswith("tensorflow"):
            raise
        # TensorFlow has errors of its own for a disk that is full, or memory.
        raise ExportError(f"An export must be able to write its files. Received: {job.folder} ({error})") from None


def _check(formats: Sequence[str], quantize: str | None) -> None:
    unknown = [f for f in formats if f not in FORMATS]
    if unknown or not formats:
        raise ExportError(f"`formats` must be some of {', '.join(FORMATS)}. Received: {', '.join(formats) or 'none'}")
    if quantize not in (None, *QUANTIZATIONS):
        raise ExportError(f"`quantize` must be one of {', '.join(QUANTIZATIONS)}. Received: {quantize}")
    if set(formats) & {TFJS, TFJS_LAYERS}:
        require_tensorflowjs()
    for name in WRITERS.keys() & set(formats):
        require_extra(name, *WRITERS[name], error=ExportError)


def _source_and_target(source: Path, out: Path | None) -> tuple[Path, Path]:
    if source.suffix in FILES:
        if not source.is_file():
            raise ExportError(
                f"`source` must be a model's name or folder, or a .keras file. Received: {source} is missing"
            )
        default = source.parent if source.name == KERAS_FILE else MODELS / source.stem
        return source, out or default
    folder = find_model(source)
    return folder / KERAS_FILE, out or folder


def subprocess_main(job: str) -> int:
    """Export in a process of its own; its one line of error goes to standard error."""
    from kerasdl.backend.selection import choose_export_backend
    from kerasdl.errors import KerasdlError

    choose_export_backend()
    settings = json.loads(job)
    try:
        _export(ExportJob(**settings), lambda line: None)  # whose folder the starter has locked
    except KerasdlError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
