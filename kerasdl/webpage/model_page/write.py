"""The page of any model, as files: inputs and outputs as they are described, the model, and the engine that it needs."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from kerasdl.errors import ConfigError, ExportError, ParityError
from kerasdl.export.example_inputs import ExampleSpec, draw_examples
from kerasdl.export.runtimes.node import NodeTimeoutError, Profile, profile_in_node
from kerasdl.models.store import TFJS, read_card, shipped
from kerasdl.models.tfjs_model import MODEL_FILE, TfjsModel, read_tfjs_model
from kerasdl.webpage.folder import LICENCE, MANIFEST, titled
from kerasdl.webpage.model_page.describe import DTYPES, describe, read_vocabularies
from kerasdl.webpage.model_page.engine import (
    BUILT,
    THREADS,
    WASM_BINARIES,
    backends_for,
    engine_script,
    kernels_of,
    modules_of,
)
from kerasdl.webpage.model_page.options import PageOptions

# Multiply-adds of an answer from which on WebAssembly's 560 kB pay: in JavaScript they take about 10 ms.
WORTH_WASM = 2_000_000
# … and from which on its threads pay: on one, they take about 25 ms.
WORTH_THREADS = 50_000_000
SECONDS = 120.0  # for one answer in Node, of a model that a page will hardly want
MAX_INLINE = 30_000_000  # bytes of weights in one HTML file
SOURCES = "model_page"
WITH_THREADS = frozenset(f"engine/{name}" for name in THREADS)
# What a browser fetches, and keeps, only where it is tried.
LATER = WITH_THREADS | {"engine/webgl.js"}


def model_page_contents(
    model: Path, options: PageOptions, title: str | None = None, web: Path | None = None
) -> dict[str, bytes]:
    """Every file of a model's page, by its path.

    Args:
        model: the model's folder, exported.
        options: what the user says about inputs and outputs.
        title: of the page; None for the model's name.
        web: the folder of kerasdl's pages; None for the one that travels with it.

    Raises:
        ConfigError: an option does not fit the model.
        ExportError: the page cannot ask for the model's inputs, or the model does not run in TF.js.
    """
    web = web or shipped("web")
    content = read_tfjs_model(model / TFJS)
    card = read_card(model)
    inputs, outputs = describe(content, card, options, read_vocabularies(model))
    profile = profile_of(model, content)
    files = {f"model/{file.name}": file.read_bytes() for file in sorted((model / TFJS).iterdir()) if file.is_file()}
    engine, scripts, binaries = _engine(profile, web)
    title = title or model.name
    described = {
        "title": title,
        "inputs": inputs,
        "outputs": outputs,
        "signature": signature_of(content),
        "files": [name.removeprefix("model/") for name in files],
        "scripts": scripts,
        "binaries": binaries,
        "threads": engine.keys() >= WITH_THREADS,
        "multiplyAdds": 0 if profile is None else profile.multiply_adds,
        "peakBytes": 0 if profile is None else profile.peak_bytes,
        "weightBytes": sum(len(data) for name, data in files.items() if not name.endswith(".json")),
    }
    page = titled((web / SOURCES / "index.html").read_text(encoding="utf-8"), title)
    if not binaries:
        page = page.replace(" 'wasm-unsafe-eval'", "")
    manifest = json.loads((web / MANIFEST).read_text(encoding="utf-8"))
    manifest |= {"name": title, "short_name": title[:12].strip(), "description": title}
    icons = {f"icons/{file.name}": file.read_bytes() for file in sorted((web / "icons").iterdir())}
    return {
        "index.html": page.encode(),
        "page.css": (web / SOURCES / "page.css").read_bytes(),
        "page.js": (BUILT / "page.js").read_bytes(),
        "page.json": json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode(),
        MANIFEST: json.dumps(manifest, ensure_ascii=False, indent=1).encode(),
        "favicon.svg": (web / "favicon.svg").read_bytes(),
        LICENCE: (web / LICENCE).read_bytes(),
        **icons,
        **engine,
        **files,
    }


def check_inline(contents: dict[str, bytes]) -> None:
    """Check that a page is small enough for one HTML file.

    Raises:
        ConfigError: its weights are too large.
    """
    size = sum(len(data) for name, data in contents.items() if name.startswith("model/"))
    if size > MAX_INLINE:
        raise ConfigError(
            f"A page as one file must have at most {MAX_INLINE // 1_000_000} MB of weights; "
            f"--quantize float16 halves them, --page takes any. Received: {size / 1e6:.1f} MB"
        )


def _engine(profile: Profile | None, web: Path) -> tuple[dict[str, bytes], list[str], list[str]]:
    """The worker with the backend to begin with, the scripts of the others, and WebAssembly's binaries."""
    kernels = None if profile is None else profile.kernels
    available = ("cpu", "wasm", "webgl") if kernels is None else backends_for(kernels)
    if not available:
        raise ExportError(
            f"A page's TF.js must have the kernels of the model. Received: {', '.join(sorted(kernels or []))}"
        )
    heavy = profile is None or profile.multiply_adds >= WORTH_WASM
    first = next(
        name for name in (("wasm", "cpu", "webgl") if heavy else ("cpu", "wasm", "webgl")) if name in available
    )

    def chosen(name: str) -> frozenset[str]:
        return kernels_of(name) if kernels is None else kernels

    files = {"worker.js": worker_script(first, chosen(first)).encode()}
    brought = modules_of(first, chosen(first))
    scripts = [name for name in available if name != first and (name == "cpu" or (heavy and name == "webgl"))]
    for name in scripts:
        files[f"engine/{name}.js"] = engine_script(name, chosen(name), leave_out=brought).encode()
    binaries = list(WASM_BINARIES) if first == "wasm" else []
    threads = THREADS if binaries and (profile is None or profile.multiply_adds >= WORTH_THREADS) else ()
    files |= {f"engine/{name}": (BUILT / name).read_bytes() for name in (*binaries, *threads)}
    return files, scripts, binaries


def worker_script(backend: str, kernels: Collection[str]) -> str:
    """The page's worker behind a backend with some of its kernels."""
    return f"{engine_script(backend, kernels)}\n{(BUILT / 'worker.js').read_text(encoding='utf-8')}"


def profile_of(model: Path, content: TfjsModel) -> Profile | None:
    """What an answer takes; None where it takes too long, or where one answer does not show every kernel."""
    if content.get("modelTopology", {}).get("library", {}).get("function"):
        return None
    entries = (read_card(model).get("export") or {}).get("inputs", [])
    specs = [ExampleSpec.from_dict({**entry, "shape": [1, *entry["shape"][1:]]}) for entry in entries]
    if not specs:
        specs = [_spec(name, entry) for name, entry in content.get("signature", {}).get("inputs", {}).items()]
    drawn = draw_examples([replace(spec, dtype=spec.dtype if spec.dtype != "string" else "int32") for spec in specs], 1)
    keys = list(content.get("signature", {}).get("inputs", {}))
    by_name = set(keys) <= drawn.keys()
    named = {key: drawn[key] if by_name else values for key, values in zip(keys, drawn.values(), strict=False)}
    try:
        return profile_in_node(model / TFJS / MODEL_FILE, named, timeout=SECONDS)
    except NodeTimeoutError:
        return None
    except ParityError as error:
        raise ExportError(f"A page needs a model that TF.js runs. Received: {error}") from None


def _spec(name: str, entry: Any) -> ExampleSpec:
    sizes = [int(dim["size"]) for dim in entry["tensorShape"]["dim"]]
    return ExampleSpec(
        name, (1, *(None if size < 0 else size for size in sizes[1:])), DTYPES.get(entry["dtype"], "int32")
    )


def signature_of(content: TfjsModel) -> dict[str, Any]:
    """Inputs and outputs of a graph, as the page's worker knows them."""
    signature = content.get("signature", {})
    return {
        "inputs": {
            key: {"name": entry["name"], "dtype": DTYPES.get(entry["dtype"], "int32")}
            for key, entry in signature.get("inputs", {}).items()
        },
        "outputs": {key: {"name": entry["name"]} for key, entry in signature.get("outputs", {}).items()},
    }
