"""What a worker notes of its training, for the pages to show: moments, the live network, and a film of its answers."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from kerasdl.errors import ModelError
from kerasdl.evaluation.report import confidences, forward_of
from kerasdl.history.claims.finding import examples
from kerasdl.lecture import Network
from kerasdl.lecture.losses import CROSS_ENTROPY
from kerasdl.training.diagnostics import vitals

from . import film
from .run import PROGRESS_FILE, Moment, Run, end_line

if TYPE_CHECKING:
    import keras

    from kerasdl.data.mnist import Mnist
    from kerasdl.networks.introspection import KerasNetwork
    from kerasdl.training.callbacks import Progress

SECONDS_BETWEEN_MOMENTS = 0.08
SECONDS_BETWEEN_LOOKS = 0.4
SHARE_OF_LOOKS = 0.1  # of all time: a large network is looked into less often
EXAMPLES = 200  # digits on which gradients and dead neurons are measured


class Watch:
    """Looks into the network in training, and writes down what it sees.

    Args:
        run: whose folder it writes to.
        mnist: what is learned, and the test digits.
    """

    def __init__(self, run: Run, mnist: Mnist) -> None:
        config = run.order.config
        self._run, self._epochs = run, config.epochs
        self._steps = max(1, len(mnist.train) // min(config.batch_size, len(mnist.train)))
        self._model: keras.Sequential | None = None
        self._closed: KerasNetwork | None = None  # where it is none of the lecture's networks
        some = examples(mnist.train, EXAMPLES)
        self._x, self._target = some.x, some.target
        self._test = mnist.test.images[: film.DIGITS]
        self._next_look = self._next_moment = 0.0
        end_line(run.folder)
        points = run.look().points
        self._begun = bool(points)
        self._before: Progress | None = points[-1] if points else None
        film.mend(run.folder)
        self._frame = len(film.frames(run.folder))

    def take_model(self, model: keras.Sequential) -> None:
        """Before the first step and after every epoch; it is always the same model."""
        first, self._model = self._model is None, model
        if first and not self._begun:
            network, vitals = self._look_into_layers(0.0)
            logits = network(self._x)
            figures = {
                "loss": float(CROSS_ENTROPY.of(logits, self._target).mean()),
                "accuracy": float((logits.argmax(-1) == self._target.argmax(-1)).mean()),
            }
            self._write(Moment(1, self._epochs, 0, self._steps, **figures, seconds=0.0, vitals=vitals))

    def note(self, progress: Progress) -> None:
        """Append a moment, with a look into the layers now and then, and at the end of an epoch."""
        now = time.monotonic()
        ended = progress.validation is not None
        if now < self._next_moment and not ended:
            return
        self._next_moment = now + SECONDS_BETWEEN_MOMENTS
        moment = Moment(**asdict(progress), lately=self._lately(progress))
        if now >= self._next_look or ended:
            moment = replace(moment, vitals=self._look_into_layers(moment.passes)[1])
            cost = time.monotonic() - now
            self._next_look = now + max(SECONDS_BETWEEN_LOOKS, cost / SHARE_OF_LOOKS)
        self._write(moment)

    def _write(self, moment: Moment) -> None:
        with (self._run.folder / PROGRESS_FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(moment)) + "\n")

    def _lately(self, progress: Progress) -> dict[str, float] | None:
        """The steps since the moment before, alone: the engine tells means over the epoch so far."""
        before, self._before = self._before, progress
        if before is None or before.epoch != progress.epoch or progress.step <= before.step:
            return None
        steps = progress.step - before.step
        return {
            name: (getattr(progress, name) * progress.step - getattr(before, name) * before.step) / steps
            for name in ("loss", "accuracy")
        }

    def _network(self) -> Network | KerasNetwork:
        """The network as it is now, with every neuron in the open where it is one of the lecture's."""
        from kerasdl.networks.from_keras import lecture_network
        from kerasdl.networks.introspection import KerasNetwork

        assert self._model is not None
        if self._closed is None:
            try:
                return lecture_network(self._model)
            except ModelError:
                self._closed = KerasNetwork(self._model)
        return self._closed

    def _look_into_layers(self, passes: float) -> tuple[Network | KerasNetwork, dict[str, Any] | None]:
        network, measured = self._network(), None
        if isinstance(network, Network):
            film.write_network(self._run.folder / film.LIVE_FILE, network)
            measured = asdict(vitals(network, self._x, self._target))
        if film.is_due(passes, self._epochs, self._frame):
            self._take_frame(network, passes)
        return network, measured

    def _take_frame(self, network: Network | KerasNetwork, passes: float) -> None:
        forward = forward_of(network) if isinstance(network, Network) else network.confidences
        film.add_frame(self._run.folder, passes, confidences(forward, self._test))
        while film.is_due(passes, self._epochs, self._frame) and self._frame < film.FRAMES:
            self._frame += 1

    def finish(self, passes: float) -> None:
        """Have the last network on the film, whatever was due."""
        if self._model is not None:
            self._take_frame(self._network(), passes)
