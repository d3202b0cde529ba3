"""Runs of exported models in a browser: which runtimes and backends a format has, and what a visitor fetches for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kerasdl.errors import ParityError
from kerasdl.export.tensor_names import input_keys
from kerasdl.models.store import LITERT, LITERT_FILE, ONNX, ONNX_FILE, TFJS
from kerasdl.models.tfjs_model import read_tfjs_model
from kerasdl.webpage.browsers.packages import package_folder
from kerasdl.webpage.browsers.server import Content, content, content_of
from kerasdl.webpage.model_page.engine import BUILT, WASM_BINARIES, backends_for, kernels_of
from kerasdl.webpage.model_page.write import profile_of, signature_of, worker_script

IN_BROWSERS = (TFJS, ONNX, LITERT)
WASM = "wasm"
BACKENDS = ("cpu", WASM, "webgl")


@dataclass(frozen=True)
class Run:
    """A format with one runtime.

    Attributes:
        format: "tfjs", "onnx" or "litert".
        backend: "cpu" (plain JavaScript), "wasm" or "webgl".
        files: what a visitor fetches, by path.
        job: what the runtime's module is told.
        keys: what the format calls each input.
    """

    format: str
    backend: str
    files: Mapping[str, Content]
    job: Mapping[str, Any] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


def runs_of(model: Path, name: str, inputs: list[str]) -> list[Run]:
    """The runs of a format.

    Args:
        model: the model's folder.
        name: the format's.
        inputs: the names of the model's inputs.

    Raises:
        ParityError: its runtime is missing, or TF.js cannot run the graph.
    """
    return {TFJS: _tfjs, ONNX: _onnx, LITERT: _litert}[name](model, inputs)


def _tfjs(model: Path, inputs: list[str]) -> list[Run]:
    graph = read_tfjs_model(model / TFJS)
    profile = profile_of(model, graph)
    kernels = None if profile is None else profile.kernels
    files = [file for file in sorted((model / TFJS).iterdir()) if file.is_file()]
    fetched = {f"/model/{file.name}": content_of(file) for file in files}
    runs = []
    for backend in BACKENDS if kernels is None else backends_for(kernels):
        worker = worker_script(backend, kernels_of(backend) if kernels is None else kernels)
        binaries = WASM_BINARIES if backend == WASM else ()
        engine = {f"/runtime/{name}": content_of(BUILT / name) for name in binaries}
        job = {
            "signature": signature_of(graph),
            "files": [file.name for file in files],
            "binaries": list(binaries),
            "backend": backend,
        }
        script = {"/runtime/worker.js": content(worker.encode(), ".js")}
        runs.append(Run(TFJS, backend, {**fetched, **engine, **script}, job))
    if not runs:
        raise ParityError(
            "TF.js must have the graph's kernels for a browser. Received: a backend with all of them: none"
        )
    return runs


def _onnx(model: Path, inputs: list[str]) -> list[Run]:
    built = package_folder(ONNX) / "dist"
    # On one thread, too, it is this file that it loads.
    names = ("ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm")
    files = {f"/runtime/{name}": content_of(built / name) for name in names}
    return [Run(ONNX, WASM, {**files, f"/model/{ONNX_FILE}": content_of(model / ONNX / ONNX_FILE)})]


def _litert(model: Path, inputs: list[str]) -> list[Run]:
    package = package_folder(LITERT)
    utilities = package.parent / "wasm-utils" / "dist" / "index.js"
    files = {
        "/runtime/index.js": package / "dist" / "index.js",
        "/runtime/wasm-utils/index.js": utilities,
        f"/model/{LITERT_FILE}": model / LITERT / LITERT_FILE,
        **{f"/runtime/wasm/{file.name}": file for file in sorted((package / "wasm").iterdir())},
    }
    keys = input_keys(inputs)
    return [Run(LITERT, WASM, {path: content_of(file) for path, file in files.items()}, keys=keys)]
