"""Recorder of a training run: snapshots, the live network and its answers, written to the run's folder."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from kerasdl.errors import ModelError
from kerasdl.evaluation.report import confidences, numpy_forward
from kerasdl.history.claims.finding import make_examples
from kerasdl.lecture import Network
from kerasdl.lecture.losses import CROSS_ENTROPY
from kerasdl.training.diagnostics import measure_layers

from . import recording
from .training_run import PROGRESS_FILE, Snapshot, TrainingRun, end_line

if TYPE_CHECKING:
    import keras

    from kerasdl.data.mnist import Mnist
    from kerasdl.networks.introspection import KerasNetwork
    from kerasdl.training.callbacks import Progress

SECONDS_BETWEEN_SNAPSHOTS = 0.08
SECONDS_BETWEEN_STATS = 0.4
SHARE_OF_STATS = 0.1  # of all time: a large network is measured less often
EXAMPLES = 200  # digits on which gradients and dead neurons are measured


class Recorder:
    """Measures the network in training, and appends to the run's files.

    Args:
        run: whose folder it writes to.
        mnist: what is learned, and the test digits.
    """

    def __init__(self, run: TrainingRun, mnist: Mnist) -> None:
        config = run.request.config
        self._run, self._epochs = run, config.epochs
        self._steps = max(1, len(mnist.train) // min(config.batch_size, len(mnist.train)))
        self._model: keras.Sequential | None = None
        self._keras_network: KerasNetwork | None = None  # where it is not one of the lecture's networks
        some = make_examples(mnist.train, EXAMPLES)
        self._x, self._target = some.x, some.target
        self._test = mnist.test.images[: recording.DIGITS]
        self._next_stats = self._next_snapshot = 0.0
        end_line(run.folder)
        snapshots = run.status().snapshots
        self._begun = bool(snapshots)
        self._before: Progress | None = snapshots[-1] if snapshots else None
        recording.truncate_torn_frame(run.folder)
        self._frame = len(recording.frames(run.folder))

    def take_model(self, model: keras.Sequential) -> None:
        """Before the first step and after every epoch; it is always the same model."""
        first, self._model = self._model is None, model
        if first and not self._begun:
            network, layer_stats = self._measure_layers(0.0)
            logits = network(self._x)
            loss = float(CROSS_ENTROPY.of(logits, self._target).mean())
            accuracy = float((logits.argmax(-1) == self._target.argmax(-1)).mean())
            self._write(Snapshot(1, self._epochs, 0, self._steps, loss, accuracy, 0.0, layer_stats=layer_stats))

    def record(self, progress: Progress) -> None:
        """Append a snapshot; now and then, and at the end of an epoch, with statistics of the layers."""
        now = time.monotonic()
        ended = progress.validation is not None
        if now < self._next_snapshot and not ended:
            return
        self._next_snapshot = now + SECONDS_BETWEEN_SNAPSHOTS
        snapshot = Snapshot(**asdict(progress), recent=self._recent(progress))
        if now >= self._next_stats or ended:
            snapshot = replace(snapshot, layer_stats=self._measure_layers(snapshot.passes)[1])
            cost = time.monotonic() - now
            self._next_stats = now + max(SECONDS_BETWEEN_STATS, cost / SHARE_OF_STATS)
        self._write(snapshot)

    def _write(self, snapshot: Snapshot) -> None:
        with (self._run.folder / PROGRESS_FILE).open("a", encoding="utf-8") as file:
            file.write(snapshot.to_line())

    def _recent(self, progress: Progress) -> dict[str, float] | None:
        """The steps since the snapshot before, alone: kerasdl gives means over the epoch so far."""
        before, self._before = self._before, progress
        if before is None or before.epoch != progress.epoch or progress.step <= before.step:
            return None
        steps = progress.step - before.step
        return {
            name: (getattr(progress, name) * progress.step - getattr(before, name) * before.step) / steps
            for name in ("loss", "accuracy")
        }

    def _network(self) -> Network | KerasNetwork:
        """The network as it is now, a `Network` where it is one of the lecture's."""
        from kerasdl.networks.from_keras import lecture_network
        from kerasdl.networks.introspection import KerasNetwork

        assert self._model is not None
        if self._keras_network is None:
            try:
                return lecture_network(self._model)
            except ModelError:
                self._keras_network = KerasNetwork(self._model)
        return self._keras_network

    def _measure_layers(self, passes: float) -> tuple[Network | KerasNetwork, dict[str, Any] | None]:
        network, measured = self._network(), None
        if isinstance(network, Network):
            recording.write_network(self._run.folder / recording.LIVE_FILE, network)
            measured = asdict(measure_layers(network, self._x, self._target))
        if recording.is_due(passes, self._epochs, self._frame):
            self._take_frame(network, passes)
        return network, measured

    def _take_frame(self, network: Network | KerasNetwork, passes: float) -> None:
        forward = numpy_forward(network) if isinstance(network, Network) else network.confidences
        recording.add_frame(self._run.folder, passes, confidences(forward, self._test))
        while recording.is_due(passes, self._epochs, self._frame) and self._frame < recording.FRAMES:
            self._frame += 1

    def record_last_frame(self, passes: float) -> None:
        """Append the answers of the last network, whether or not they are due."""
        if self._model is not None:
            self._take_frame(self._network(), passes)
