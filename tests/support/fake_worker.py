"""Training process that learns nothing and needs no Keras: it speaks the protocol of `app/jobs/training_worker.py`.

It notes its id in `processes` in its working directory and, with a run, in the run's folder. The request's group says
what it does: "quick" is done at once, "slow" waits to be told, "dies" ends after a moment, and "bare" dies before it has
reached anything.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from kerasdl.models.store import write_card


def main() -> None:
    with Path("processes").open("a") as started:
        started.write(f"{os.getpid()}\n")
    line = sys.stdin.readline()
    if not line:
        return
    folder = Path(json.loads(line)["run"])
    (folder / "process").write_text(str(os.getpid()))
    manner = json.loads((folder / "order.json").read_text())["group"]
    if manner == "bare":
        sys.exit(3)
    resumed = (folder / "checkpoint.npz").exists()
    add_snapshot(folder, 3 if resumed else 2)
    (folder / "checkpoint.npz").touch()
    if manner == "dies":
        sys.exit(3)
    state = "done" if manner == "quick" else wait(folder)
    if state in ("done", "stopped"):
        model = folder / "model"
        model.mkdir()
        (model / "model.keras").write_bytes(b"weights")
        write_card(
            model, parameters=7, training_seconds=1.0, test={"accuracy": 0.5}, validation={"validation_accuracy": 0.5}
        )
    (folder / "state.json").write_text(json.dumps({"state": state, "error": None}))


def wait(folder: Path) -> str:
    """Until a command says how to end; what else comes in is written down."""
    for line in sys.stdin:
        command = json.loads(line)
        with (folder / "heard").open("a") as heard:
            heard.write(line)
        if command.get("stop"):
            return "stopped"
        if command.get("pause"):
            return "paused"
        if command.get("end"):
            return "done"
    return "paused"


def add_snapshot(folder: Path, step: int) -> None:
    snapshot = {"epoch": 1, "epochs": 2, "step": step, "steps": 4, "loss": 1.0, "accuracy": 0.5, "seconds": 3.0}
    with (folder / "progress.jsonl").open("a") as file:
        file.write(json.dumps(snapshot) + "\n")


if __name__ == "__main__":
    main()
