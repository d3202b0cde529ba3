"""Training loop: cross-entropy minimised by gradient descent (steps 2 and 3 of the lecture)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from kerasdl import backend
from kerasdl.backend.hardware import (
    Hardware,
    check_batch_split,
    choose_device,
    choose_devices,
    hardware_of,
    precision_for,
)
from kerasdl.config import PRESETS, TrainConfig, check_learning_rate
from kerasdl.data.mnist import Mnist, load_mnist
from kerasdl.data.training_set import build_training_set
from kerasdl.errors import ConfigError, TrainingError
from kerasdl.evaluation.calibration import apply_temperature, fit_temperature, rejection_threshold, temper
from kerasdl.evaluation.report import confidences, cross_entropy
from kerasdl.layers.random_warp import RandomWarp
from kerasdl.networks.build import cnn, mlp
from kerasdl.training.callbacks import Callbacks, Progress
from kerasdl.training.checkpoint import TrainingState, read_checkpoint, training_variables, write_checkpoint
from kerasdl.training.demand import check_demand, memory_errors
from kerasdl.training.distillation import Lessons, taught_cross_entropy
from kerasdl.training.schedules import AdamW, make_schedule

__all__ = [
    "PRESETS",
    "STEPS_PER_CALL",
    "Hardware",
    "Progress",
    "TrainConfig",
    "Trained",
    "build",
    "choose_device",
    "precision_for",
    "train",
]

# One compiled call takes about this many steps: long enough to hide its cost, short enough to show progress and stop.
STEPS_PER_CALL = 150


@dataclass(frozen=True)
class Trained:
    """What `train` returns.

    Attributes:
        model: the network, float32 and calibrated, from (batch, 28, 28), 0 to 1, to confidences (batch, 10).
        history: a record for each epoch: epoch, loss, accuracy, validation_loss, validation_accuracy, seconds.
        seconds: training time, over all resumed runs; the time of the callbacks is not in it.
        not_sure_below: the surety under which an answer is no answer; see `calibration`.
        stopped: whether `should_stop` ended it early; then the last record may be of a part of an epoch.
    """

    model: keras.Sequential
    history: list[dict[str, float]]
    config: TrainConfig
    hardware: Hardware
    seconds: float
    not_sure_below: float
    stopped: bool = False


def train(
    config: TrainConfig,
    *,
    data: Mnist | None = None,
    device: str = "auto",
    devices: int = 1,
    checkpoint: Path | None = None,
    answers: Path | None = None,
    resume: bool = False,
    begin: Sequence[np.ndarray] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_epoch: Callable[[keras.Sequential], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    learning_rate: Callable[[], float] | None = None,
    steps_per_call: int = STEPS_PER_CALL,
    insist: bool = False,
) -> Trained:
    """Train a network: a multi-layer perceptron, or one with convolutions.

    It can be watched and steered while it runs, from the thread that it runs in: between two compiled calls it asks
    `learning_rate`, takes the steps, asks `should_stop`, and calls `on_progress`. A callback that blocks
    blocks the training.

    Args:
        config: the settings.
        data: the digits; None for the bundled ones.
        device: see `choose_device`.
        devices: how many of that kind share each batch, on JAX; the training is that of one, within rounding.
        checkpoint: a file that is replaced after every epoch but the last, and at the very step where `should_stop` ends
            the training. It is left there: the caller removes it once the finished network is saved.
        answers: a folder in which teachers' answers are kept, and found again; None to compute them anew.
        resume: continue from `checkpoint` if it is there; the network ends as if it had never been interrupted.
            The number of devices may be another.
        begin: weights to begin with, as `get_weights()` of such a network gives them; None for new ones.
        on_progress: called after every compiled call.
        on_epoch: called with the network before the first step and after every epoch, for the path that training takes.
            It is always the same object, and holds the weights of the moment at each `on_progress` too: a callback can
            keep it from the first call and look into it at any progress.
        should_stop: asked after every compiled call; True ends the training with what it has.
        learning_rate: asked before every compiled call; its answer is the schedule's peak from there on, in the place
            of `config.learning_rate`.
        steps_per_call: how many steps a compiled call takes at most.
        insist: train even where `demand.check_demand` says that it takes too much.

    Raises:
        ConfigError: `steps_per_call`, `devices` or an answer of `learning_rate` breaks its rule; or the training would
            not fit into the memory that is free, or take more than a week.
        TrainingError: no such device or too few, a checkpoint that does not fit or cannot be written, a loss that is no
            longer finite, or too little memory after all.

    Example:
        >>> from dataclasses import replace
        >>> trained = train(replace(PRESETS["quick"], epochs=1))
        >>> trained.history[-1]["validation_accuracy"] > 0.95
        True
    """
    if steps_per_call < 1:
        raise ConfigError(f"`steps_per_call` must be a positive integer. Received: steps_per_call={steps_per_call}")
    data = data or load_mnist()
    if not insist:
        check_demand(config, len(data.train))
    callbacks = Callbacks(on_progress, on_epoch, should_stop, learning_rate)
    run = _TrainingRun(config, data, device, devices, checkpoint, callbacks, steps_per_call, begin, answers)
    with memory_errors(config):
        return run.train(resume)


@dataclass
class _TrainingRun:
    """One call of `train`, from its arguments to its result."""

    config: TrainConfig
    data: Mnist
    device: str
    devices: int
    checkpoint: Path | None
    callbacks: Callbacks
    steps_per_call: int
    begin: Sequence[np.ndarray] | None = None
    answers: Path | None = None
    stopped: bool = False

    def train(self, resume: bool) -> Trained:
        names, description = choose_devices(self.device, self.devices)
        check_batch_split(self.config.batch_size, self.devices)
        precision = precision_for(self.config, names[0])
        with keras.device(names[0]):
            model = build(self.config, precision)
            if self.begin is not None:
                model.set_weights(self.begin)
            self._prepare(model, names, resume)
            self.callbacks.call(self.callbacks.on_epoch, model)
            for epoch in range(len(self.history), self.config.epochs):
                self._epoch(epoch)
                self.callbacks.call(self.callbacks.on_epoch, model)
                if self.stopped:
                    break
            # Here, where the epochs judged: on another default device JAX would compile the forward pass again.
            answers = confidences(self.forward, self.data.validation.images)
        temperature = fit_temperature(answers, self.data.validation.labels)
        threshold = rejection_threshold(temper(answers, temperature))
        seconds = self._seconds()
        if precision != "float32":
            model = _as_float32(model, self.config)
        apply_temperature(model, temperature)
        hardware = hardware_of(names, description, precision)
        return Trained(model, self.history, self.config, hardware, seconds, threshold, self.stopped)

    def _prepare(self, model: keras.Sequential, devices: list[str], resume: bool) -> None:
        """Everything up to the first step: the lesson, the optimizer, the place where it starts, the compiled loop."""
        config = self.config
        learned = build_training_set(config, self.data.train)
        self.count, self.batch = len(learned), min(config.batch_size, len(learned))
        check_batch_split(self.batch, len(devices))
        self.steps = self.count // self.batch
        learner = _learner(model, config, self.steps * config.epochs)
        self.schedule = make_schedule(config, self.steps * config.epochs)
        optimizer = AdamW(self.schedule, weight_decay=config.weight_decay, beta_2=0.99)
        optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
        optimizer.build(learner.trainable_variables)
        self.variables = training_variables(learner, optimizer)
        place = (self._restored() if resume else None) or TrainingState([], 0.0, config.learning_rate, self.steps)
        self.history, self.rate = list(place.history), place.learning_rate
        self.done, self.sums = place.done, np.array(place.sums)
        self.lessons = Lessons(config, learned, model, devices[0], self.answers) if config.teachers else None
        loss = taught_cross_entropy(config.teacher_share, config.temperature) if self.lessons else backend.cross_entropy
        self.loop = backend.training_loop(learner, optimizer, learned, devices=devices, loss=loss)
        self.forward = backend.compile_forward(model, devices[0])
        self.started = time.perf_counter() - place.seconds

    def _restored(self) -> TrainingState | None:
        if self.checkpoint is None or not self.checkpoint.exists():
            return None
        saved = read_checkpoint(self.checkpoint, self.config)
        if saved.place.steps != self.steps:
            raise TrainingError(
                f"A resumed training must keep its digits. "
                f"Received: {self.steps} steps an epoch (was {saved.place.steps})"
            )
        shapes = [tuple(variable.shape) for variable in self.variables]
        if [value.shape for value in saved.values] != shapes:
            raise TrainingError(
                f"A checkpoint must be whole; delete it to start again. Received: {self.checkpoint}, of other shapes"
            )
        for variable, value in zip(self.variables, saved.values, strict=True):
            variable.assign(value)
        return saved.place

    def _seconds(self) -> float:
        return time.perf_counter() - self.started - self.callbacks.seconds

    def _epoch(self, epoch: int) -> None:
        """One pass over the digits in an order of its own, so that a resumed training sees what it would have seen."""
        if self.lessons is not None:
            self.loop.show(self.lessons.at(epoch))
        order = np.random.default_rng([self.config.seed, epoch]).permutation(self.count)
        batches = order[: self.steps * self.batch].reshape(self.steps, self.batch).astype(np.int32)
        for part in backend.split_into_calls(batches, self.steps_per_call, done=self.done):
            self._ask_rate()
            loss, accuracy = self.loop.run(part)
            _check_finite("loss", loss)
            self.sums += len(part) * np.array([loss, accuracy])
            self.done += len(part)
            last = self.done == self.steps and epoch + 1 == self.config.epochs
            self.stopped = not last and bool(self.callbacks.call(self.callbacks.should_stop))
            if self.stopped:
                break
            if self.done < self.steps:
                self._report(epoch)
        self._finish_epoch(epoch)

    def _ask_rate(self) -> None:
        if self.callbacks.learning_rate is not None:
            rate = check_learning_rate(self.callbacks.call(self.callbacks.learning_rate))
            if rate != self.rate:
                self.loop.assign(self.schedule.peak, rate)
                self.rate = rate

    def _finish_epoch(self, epoch: int) -> None:
        """Judge and record the epoch, or the part of it that was done, and keep the training's place."""
        self.loop.write_back()
        digits = self.data.validation
        answers = confidences(self.forward, digits.images)
        validation = {
            "validation_loss": float(cross_entropy(answers, digits.labels).mean()),
            "validation_accuracy": float((answers.argmax(1) == digits.labels).mean()),
        }
        _check_finite("validation_loss", validation["validation_loss"])  # the last step may have been the one too far
        progress = self._progress(epoch, validation)
        record = {"epoch": epoch + 1, "loss": progress.loss, "accuracy": progress.accuracy, **validation}
        record["seconds"] = progress.seconds
        whole = self.done == self.steps
        if whole:
            self.history.append(record)
            self.done, self.sums = 0, np.zeros(2)
        if self.stopped or epoch + 1 < self.config.epochs:
            self._keep_place()
        if not whole:
            self.history.append(record)
        self.callbacks.call(self.callbacks.on_progress, progress)

    def _keep_place(self) -> None:
        if self.checkpoint is not None:
            sums = (float(self.sums[0]), float(self.sums[1]))
            place = TrainingState(self.history, self._seconds(), self.rate, self.steps, self.done, sums)
            write_checkpoint(self.checkpoint, self.config, self.variables, place)

    def _report(self, epoch: int) -> None:
        if self.callbacks.on_progress is not None:
            self.loop.write_back()
            self.callbacks.call(self.callbacks.on_progress, self._progress(epoch))

    def _progress(self, epoch: int, validation: dict[str, float] | None = None) -> Progress:
        loss, accuracy = (float(m) for m in self.sums / self.done)
        rate = self.schedule.at(epoch * self.steps + self.done - 1, self.rate)
        return Progress(
            epoch + 1, self.config.epochs, self.done, self.steps, loss, accuracy, self._seconds(), validation, rate
        )


def _check_finite(name: str, loss: float) -> None:
    if not np.isfinite(loss):
        raise TrainingError(f"The loss must stay finite; lower the learning rate. Received: {name}={loss}")


def build(config: TrainConfig, dtype: str = "float32") -> keras.Sequential:
    """The untrained network of a configuration."""
    settings: dict[str, Any] = {
        "dropout": config.dropout,
        "batch_normalization": config.batch_normalization,
        "skips": config.skips,
        "seed": config.seed,
        "dtype": dtype,
    }
    if config.filters:
        return cnn(config.filters, config.hidden_units, config.activation, **settings)
    return mlp(config.hidden_units, config.activation, **settings)


def _learner(model: keras.Sequential, config: TrainConfig, steps: int) -> keras.Sequential:
    """What is trained: the warps, then the network up to its logits, whose cross-entropy is stable where softmax is not.

    Where teachers answer the warped pictures, these are warped before; see `distillation.Lessons`.
    """
    in_steps = any(config.strengths) and not config.teachers
    warps = [RandomWarp(*config.strengths, config.seed, config.faded(steps))] if in_steps else []
    return keras.Sequential([keras.Input(model.input_shape[1:]), *warps, *model.layers[:-1]])


def _as_float32(model: keras.Sequential, config: TrainConfig) -> keras.Sequential:
    """The same weights under the float32 policy, which every exported format reads."""
    plain = build(config)
    plain.set_weights(model.get_weights())
    return plain
