"""The process that trains one run: `python worker.py`; the run's folder is the first line of its standard input.

Further lines are commands, JSON objects: {"pause": true}, {"stop": true}, {"learning_rate": 0.001}. When the input ends, so
did the server, and the training is paused.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

# The dashboard's modules, as Streamlit has them for the pages.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kerasdl.errors import KerasdlError
from kerasdl.startup import choose_backend, load_keras
from runs.run import CHECKPOINT_FILE, LIVE_FILE, MODEL, PROGRESS_FILE, Order, Run, State, write_network

if TYPE_CHECKING:
    import keras

    from kerasdl.data import Mnist
    from kerasdl.training import Progress, Trained

STEPS_PER_CALL = 25  # some twenty points an epoch: curves that move
SECONDS_BETWEEN_LOOKS = 0.4  # taking the network out costs a little: not after every call of a small one
EXAMPLES = 200  # digits on which gradients and dead neurons are measured
POLITE = 10  # the pages of other visitors come first


class Commands:
    """What the visitor wants, as it comes in on another thread."""

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate
        self.pause = self.stop = False

    def listen(self) -> None:
        """Read commands until the input ends."""
        for line in sys.stdin:
            command = json.loads(line)
            self.learning_rate = command.get("learning_rate", self.learning_rate)
            self.stop |= command.get("stop", False)
            self.pause |= command.get("pause", False)
        self.pause = True

    def should_stop(self) -> bool:
        return self.pause or self.stop


class Watch:
    """Looks into the network in training, and writes down what it sees."""

    def __init__(self, run: Run, mnist: Mnist) -> None:
        from kerasdl.lecture.losses import one_hot

        self._run, self._last = run, 0.0
        self._model: keras.Sequential | None = None
        some = mnist.train.images[:EXAMPLES]
        self._x = some.reshape(len(some), -1) / 255.0
        self._target = one_hot(mnist.train.labels[:EXAMPLES], 10)

    def take_model(self, model: keras.Sequential) -> None:
        """Before the first step and after every epoch; it is always the same model."""
        self._model = model

    def note(self, progress: Progress) -> None:
        """Append a moment, with a look into the layers now and then, and at the end of an epoch."""
        vitals = None
        if progress.validation is not None or time.monotonic() - self._last >= SECONDS_BETWEEN_LOOKS:
            vitals = self._look_into_layers()
            self._last = time.monotonic()
        line = json.dumps({**asdict(progress), "vitals": vitals})
        with (self._run.folder / PROGRESS_FILE).open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def _look_into_layers(self) -> dict[str, object]:
        from kerasdl.diagnosis import vitals

        from kerasdl.bridge import lecture_network

        assert self._model is not None
        network = lecture_network(self._model)
        write_network(self._run.folder / LIVE_FILE, network)
        return asdict(vitals(network, self._x, self._target))


def train_run(run: Run, commands: Commands) -> None:
    """Train a run to its end, or to where its visitor wants it to stop."""
    from kerasdl.data import Digits, load_mnist
    from kerasdl.training import train

    run.set_state(State.RUNNING)
    mnist = load_mnist()
    count = run.order.digits
    data = replace(mnist, train=Digits(mnist.train.images[:count], mnist.train.labels[:count]))
    watch = Watch(run, data)
    checkpoint = run.folder / CHECKPOINT_FILE
    trained = train(
        run.order.config,
        data=data,
        checkpoint=checkpoint,
        resume=checkpoint.exists(),
        steps_per_call=STEPS_PER_CALL,
        learning_rate=lambda: commands.learning_rate,
        on_progress=watch.note,
        on_epoch=watch.take_model,
        should_stop=commands.should_stop,
    )
    _finish(run, trained, data, paused=trained.stopped and commands.pause and not commands.stop)


def _finish(run: Run, trained: Trained, data: Mnist, *, paused: bool) -> None:
    from kerasdl.bridge import lecture_network
    from kerasdl.pipeline import keep

    write_network(run.folder / LIVE_FILE, lecture_network(trained.model))
    if paused:
        run.set_state(State.PAUSED)
        return
    keep(trained, run.folder / MODEL, data)
    (run.folder / CHECKPOINT_FILE).unlink(missing_ok=True)
    run.set_state(State.STOPPED if trained.stopped else State.DONE)


def main() -> int:
    """Get everything ready, wait for a run, train it."""
    os.nice(POLITE) if hasattr(os, "nice") else None
    choose_backend()
    load_keras()
    import kerasdl.training  # noqa: F401

    folder = sys.stdin.readline().strip()
    if not folder:
        return 0  # the server ended before there was anything to do
    run = Run(Path(folder), Order.read(Path(folder)))
    commands = Commands(run.learning_rate)
    threading.Thread(target=commands.listen, daemon=True).start()
    try:
        train_run(run, commands)
    except KerasdlError as error:
        run.set_state(State.FAILED, str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())
