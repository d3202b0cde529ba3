"""The process that trains one run: `python -m app.jobs.worker`.

Each line of its standard input is a command, a JSON object: first {"run": its folder}, then {"pause": true},
{"stop": true} or {"learning_rate": 0.001}. When the input ends, so did the server, and the training is paused.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdl.backend.startup import choose_backend, load_keras
from kerasdl.errors import KerasdlError, ModelError

from .film import LIVE_FILE, write_network
from .lock import held
from .run import CHECKPOINT_FILE, LOCK_FILE, MODEL, Order, Run, State

if TYPE_CHECKING:
    from kerasdl.data.mnist import Mnist
    from kerasdl.training.loop import Trained

    from .watch import Watch

MOMENTS_AN_EPOCH = 20  # curves that move
MOST_STEPS_A_CALL = 50  # and a pause, a stop, another learning rate that act at once
POLITE = 5  # the pages of other visitors come first
PATIENCE = 30.0  # seconds for the worker that had the run before to end


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


def train_run(run: Run, commands: Commands) -> None:
    """Train a run to its end, or to where its visitor wants it to stop."""
    from kerasdl.data.mnist import Digits, load_mnist
    from kerasdl.training.loop import train

    from .watch import Watch

    mnist, count = load_mnist(), run.order.digits
    data = replace(mnist, train=Digits(mnist.train.images[:count], mnist.train.labels[:count]))
    watch = Watch(run, data)
    checkpoint = run.folder / CHECKPOINT_FILE
    steps = max(1, len(data.train) // run.order.config.batch_size)
    trained = train(
        run.order.config,
        data=data,
        checkpoint=checkpoint,
        resume=checkpoint.exists(),
        steps_per_call=max(1, min(steps // MOMENTS_AN_EPOCH, MOST_STEPS_A_CALL)),
        learning_rate=lambda: commands.learning_rate,
        on_progress=watch.note,
        on_epoch=watch.take_model,
        should_stop=commands.should_stop,
    )
    if trained.stopped and commands.pause and not commands.stop:
        _rest(run, trained)
    else:
        _finish(run, trained, data, watch)


def _rest(run: Run, trained: Trained) -> None:
    from kerasdl.networks.from_keras import lecture_network

    with suppress(ModelError):  # with convolutions or skip sums: the checkpoint alone has it
        write_network(run.folder / LIVE_FILE, lecture_network(trained.model))
    run.set_state(State.PAUSED)


def _finish(run: Run, trained: Trained, data: Mnist, watch: Watch) -> None:
    from kerasdl.training.saving import keep

    look = run.look()
    if look.points:
        watch.finish(look.points[-1].passes)
    keep(trained, run.folder / MODEL, data)
    run.set_state(State.STOPPED if trained.stopped else State.DONE)
    for spent in (CHECKPOINT_FILE, LIVE_FILE):  # model.keras says it all
        (run.folder / spent).unlink(missing_ok=True)


def _train_or_say_why_not(run: Run, commands: Commands) -> None:
    try:
        train_run(run, commands)
    except KerasdlError as error:
        run.set_state(State.FAILED, str(error))
    except Exception as error:
        traceback.print_exc()
        words = (str(error).splitlines() or [""])[0][:200]
        run.set_state(State.FAILED, f"The training failed: {words or type(error).__name__}")


def main() -> None:
    """Get everything ready, wait for a run, train it."""
    # Ctrl-C in a terminal is told to all of its processes: the server ends by it, and this one with the end of its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(POLITE)
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    choose_backend()
    load_keras()
    import kerasdl.training.loop  # noqa: F401

    from . import watch  # noqa: F401

    line = sys.stdin.readline()
    if not line:
        return  # the server ended before there was anything to do
    folder = Path(json.loads(line)["run"])
    run = Run(folder, Order.read(folder))
    commands = Commands(run.learning_rate)
    threading.Thread(target=commands.listen, daemon=True).start()
    with held(folder / LOCK_FILE, PATIENCE) as mine:
        if mine:
            _train_or_say_why_not(run, commands)
        else:
            run.set_state(State.FAILED, "Another process is still at work on this training.")


if __name__ == "__main__":
    main()
    sys.stderr.flush()
    os._exit(0)  # everything is written; taking a backend apart would only keep the next run waiting
