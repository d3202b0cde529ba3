"""Process of a training run: `python -m app.jobs.training_worker`.

Each line of its standard input is a command, a JSON object: first {"run": its folder}, then {"pause": true},
{"stop": true} or {"learning_rate": 0.001}. When the input ends, so did the server, and the training is paused.
"""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdl.backend.fast_import import load_keras
from kerasdl.backend.selection import choose_backend
from kerasdl.errors import KerasdlError, ModelError

from .queue import JobState
from .recording import LIVE_FILE, write_network
from .training_run import CHECKPOINT_FILE, MODEL, ROOM_FILE, TrainingRun
from .worker import be_polite, listen, locked, read_command

if TYPE_CHECKING:
    from kerasdl.data.mnist import Mnist
    from kerasdl.handwriting.training_data import TrainingData
    from kerasdl.training.loop import Trained

    from .recorder import Recorder

SNAPSHOTS_AN_EPOCH = 20  # curves that move
MOST_STEPS_A_CALL = 50  # and a pause, a stop, another learning rate that act at once
NICENESS = 5
PATIENCE = 30.0  # seconds for the process that had the run before to end


class Controls:
    """What the visitor wants, as commands come in."""

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate
        self.pause = self.stop = False

    def take(self, command: dict[str, Any]) -> None:
        """Follow one command."""
        self.learning_rate = command.get("learning_rate", self.learning_rate)
        self.stop |= command.get("stop", False)
        self.pause |= command.get("pause", False)

    def pause_now(self) -> None:
        self.pause = True

    def should_stop(self) -> bool:
        return self.pause or self.stop


def train_run(run: TrainingRun, controls: Controls) -> None:
    """Train a run to its end, or to where its visitor wants it to stop."""
    from kerasdl.data.mnist import load_mnist
    from kerasdl.training.fine_tuning import fine_tuning
    from kerasdl.training.loop import train

    from .recorder import Recorder

    mnist = load_mnist()
    learned = _data(run, mnist)
    data, begin = learned.digits, run.request.begin
    recorder = Recorder(run, replace(data, test=mnist.test))
    checkpoint = run.folder / CHECKPOINT_FILE
    steps = max(1, len(data.train) // run.request.config.batch_size)
    trained = train(
        run.request.config,
        data=data,
        begin=fine_tuning(begin, run.request.config).begin if begin else None,
        checkpoint=checkpoint,
        resume=checkpoint.exists(),
        steps_per_call=max(1, min(steps // SNAPSHOTS_AN_EPOCH, MOST_STEPS_A_CALL)),
        learning_rate=lambda: controls.learning_rate,
        on_progress=recorder.record,
        on_epoch=recorder.take_model,
        should_stop=controls.should_stop,
    )
    if trained.stopped and controls.pause and not controls.stop:
        _pause(run, trained)
    else:
        _finish(run, trained, learned, recorder)


def _data(run: TrainingRun, mnist: Mnist) -> TrainingData:
    """What a run learns: MNIST's first digits, a class's, or both."""
    from kerasdl.handwriting.load import load_digits
    from kerasdl.handwriting.split import beside
    from kerasdl.handwriting.training_data import TrainingData, describe

    request, file = run.request, run.folder / ROOM_FILE
    some = replace(mnist, train=mnist.train.take(np.arange(len(mnist.train)) < request.digits))
    if not request.room:
        return TrainingData(some)
    own = load_digits(file)
    source = (describe(Path(f"room {request.room}"), own, "also" if request.beside else "data"),)
    return TrainingData(beside(some, own), source, own.test) if request.beside else TrainingData(own, source)


def _pause(run: TrainingRun, trained: Trained) -> None:
    from kerasdl.networks.from_keras import lecture_network

    with suppress(ModelError):  # with convolutions or skip sums: the checkpoint alone has it
        write_network(run.folder / LIVE_FILE, lecture_network(trained.model))
    run.set_state(JobState.PAUSED)


def _finish(run: TrainingRun, trained: Trained, data: TrainingData, recorder: Recorder) -> None:
    from kerasdl.training.saving import save_trained

    snapshots = run.status().snapshots
    if snapshots:
        recorder.record_last_frame(snapshots[-1].passes)
    save_trained(trained, run.folder / MODEL, data)
    run.set_state(JobState.STOPPED if trained.stopped else JobState.DONE)
    for spent in (CHECKPOINT_FILE, LIVE_FILE):  # model.keras holds it all
        (run.folder / spent).unlink(missing_ok=True)


def _train_or_fail(run: TrainingRun, controls: Controls) -> None:
    try:
        with locked(run.folder, PATIENCE, "training"):
            train_run(run, controls)
    except KerasdlError as error:
        run.set_state(JobState.FAILED, str(error))
    except Exception as error:
        traceback.print_exc()
        words = (str(error).splitlines() or [""])[0][:200]
        run.set_state(JobState.FAILED, f"The training failed: {words or type(error).__name__}")


def main() -> None:
    """Get everything ready, wait for a run, train it."""
    be_polite(NICENESS)
    choose_backend()
    load_keras()
    import kerasdl.training.loop  # noqa: F401

    from . import recorder  # noqa: F401

    if command := read_command():  # else the server ended before there was anything to do
        run = TrainingRun.read(Path(command["run"]))
        controls = Controls(run.learning_rate)
        listen(controls.take, controls.pause_now)
        _train_or_fail(run, controls)


if __name__ == "__main__":
    main()
    sys.stderr.flush()
    os._exit(0)  # everything is written; taking a backend apart would only keep the next run waiting
