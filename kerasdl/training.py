"""Steps 2 and 3, the goodness of a function and the best one: cross-entropy, minimised by gradient descent."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import keras
import numpy as np

from kerasdl import engine
from kerasdl.augmentation import RandomWarp
from kerasdl.calibration import apply_temperature, best_temperature, not_sure_below, tempered
from kerasdl.checkpoint import read_checkpoint, variables_of, write_checkpoint
from kerasdl.config import PRESETS, TrainConfig
from kerasdl.data import Mnist, load_mnist
from kerasdl.errors import TrainingError
from kerasdl.evaluation import confidences, cross_entropy
from kerasdl.lessons import lesson
from kerasdl.networks import mlp
from kerasdl.optimizer import AdamW, OneCycle

__all__ = ["PRESETS", "Hardware", "Progress", "TrainConfig", "Trained", "build", "choose_device", "train"]

# One compiled call takes about this many steps: long enough to hide its cost, short enough to show progress and stop.
STEPS_PER_CALL = 150


@dataclass(frozen=True)
class Progress:
    """Where a training stands: after some steps, or after an epoch (then with its validation figures)."""

    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float
    accuracy: float
    seconds: float
    validation: dict[str, float] | None = None


@dataclass(frozen=True)
class Hardware:
    """What ran where: the Keras backend, the device, and the arithmetic."""

    backend: str
    device: str
    description: str
    precision: str

    def __str__(self) -> str:
        return f"{self.backend} on {self.device} ({self.description}), {self.precision}"


@dataclass(frozen=True)
class Trained:
    """What `train` returns.

    Attributes:
        model: the network, float32 and calibrated, from (batch, 28, 28), 0 to 1, to confidences (batch, 10).
        history: a record for each epoch: epoch, loss, accuracy, validation_loss, validation_accuracy, seconds.
        seconds: training time, interrupted sittings added up.
        not_sure_below: the confidence under which an answer is no answer; see `calibration`.
        stopped: whether `should_stop` ended it early.
    """

    model: keras.Sequential
    history: list[dict[str, float]]
    config: TrainConfig
    hardware: Hardware
    seconds: float
    not_sure_below: float
    stopped: bool = False


def choose_device(name: str = "auto") -> tuple[str, str]:
    """The device to train on: its name and what it is.

    Args:
        name: "auto" (a GPU when the Keras backend sees one), "cpu", "gpu", or with an index, "gpu:1".

    Raises:
        TrainingError: the backend has no such device.
    """
    found = engine.devices()
    if name == "auto":
        return found[0]
    for device, description in found:
        if device == name or device.split(":")[0] == name:
            return device, description
    if name == "cpu":
        return "cpu:0", "cpu"
    raise TrainingError(
        f"`device` must be auto or one of {', '.join(d for d, _ in found)} "
        f"(what Keras's {keras.backend.backend()} backend sees here). Received: device={name}"
    )


def train(
    config: TrainConfig,
    *,
    data: Mnist | None = None,
    device: str = "auto",
    checkpoint: Path | None = None,
    resume: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    on_epoch: Callable[[keras.Sequential], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Trained:
    """Train a multi-layer perceptron.

    Args:
        config: the settings.
        data: the digits; None for the bundled ones.
        device: see `choose_device`.
        checkpoint: a file that is replaced after every epoch and removed at the end.
        resume: go on from `checkpoint` if it is there.
        on_progress: called a few times an epoch.
        on_epoch: called with the network before the first step and after every epoch, for the path that training takes.
        should_stop: asked a few times an epoch; True ends the training with what it has.

    Raises:
        TrainingError: no such device, a checkpoint that does not fit, or a loss that is no longer finite.

    Example:
        >>> from dataclasses import replace
        >>> trained = train(replace(PRESETS["quick"], epochs=1))
        >>> trained.history[-1]["validation_accuracy"] > 0.95
        True
    """
    return _Run(config, data or load_mnist(), device, checkpoint, on_progress, on_epoch, should_stop).go(resume)


@dataclass
class _Run:
    """One call of `train`, from its arguments to its result."""

    config: TrainConfig
    data: Mnist
    device: str
    checkpoint: Path | None
    on_progress: Callable[[Progress], None] | None
    on_epoch: Callable[[keras.Sequential], None] | None
    should_stop: Callable[[], bool] | None
    history: list[dict[str, float]] = field(default_factory=list)
    stopped: bool = False

    def go(self, resume: bool) -> Trained:
        config = self.config
        name, description = choose_device(self.device)
        precision = precision_for(config, name)
        with keras.device(name):
            learned = lesson(config, self.data.train)
            batch = min(config.batch_size, len(learned))
            self.steps = len(learned) // batch
            model = build(config, precision)
            logits = _logits(model, config)
            schedule = OneCycle(config.learning_rate, self.steps * config.epochs, config.warmup)
            optimizer = AdamW(schedule, weight_decay=config.weight_decay, beta_2=0.99)
            optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
            optimizer.build(logits.trainable_variables)
            variables = variables_of(logits, optimizer)
            before = self._restore(variables) if resume else 0.0
            loop = engine.training_loop(logits, optimizer, learned, device=name)
            self.forward = engine.compile_forward(model, name)
            self.started = time.perf_counter() - before
            self._show(model)
            for epoch in range(len(self.history), config.epochs):
                self._epoch(loop, epoch, batch, len(learned))
                self._show(model)
                if self.stopped:
                    break
                if self.checkpoint is not None and epoch + 1 < config.epochs:
                    write_checkpoint(self.checkpoint, config, variables, self.history, self._seconds())
            loop.write_back()
        answers = confidences(self.forward, self.data.validation.images)
        temperature = best_temperature(answers, self.data.validation.labels)
        threshold = not_sure_below(tempered(answers, temperature))
        seconds = self._seconds()
        if precision != "float32":
            model = _as_float32(model, config)
        if name.startswith("cpu"):
            description = f"{platform.machine()}, {os.cpu_count()} cores"
        hardware = Hardware(keras.backend.backend(), name, description, precision)
        apply_temperature(model, temperature)
        return Trained(model, self.history, config, hardware, seconds, threshold, self.stopped)

    def _show(self, model: keras.Sequential) -> None:
        if self.on_epoch is not None:
            self.on_epoch(model)

    def _seconds(self) -> float:
        return time.perf_counter() - self.started

    def _restore(self, variables: list) -> float:
        if self.checkpoint is None or not self.checkpoint.exists():
            return 0.0
        saved = read_checkpoint(self.checkpoint, self.config)
        for variable, value in zip(variables, saved.values, strict=True):
            variable.assign(value)
        self.history = list(saved.history)
        return saved.seconds

    def _epoch(self, loop: engine.TrainingLoop, epoch: int, batch: int, count: int) -> None:
        """One pass over the digits in an order of its own, so that a resumed training sees what it would have seen."""
        order = np.random.default_rng([self.config.seed, epoch]).permutation(count)
        batches = order[: self.steps * batch].reshape(self.steps, batch).astype(np.int32)
        calls = -(-self.steps // STEPS_PER_CALL)
        sums, done = np.zeros(2), 0
        for part in np.array_split(batches, calls):
            loss, accuracy = loop.run(part)
            if not np.isfinite(loss):
                raise TrainingError(f"The loss must stay finite; lower the learning rate. Received: loss={loss}")
            sums += len(part) * np.array([loss, accuracy])
            done += len(part)
            if self.should_stop is not None and self.should_stop():
                self.stopped = True
                break
            if done < self.steps:
                self._report(epoch, done, sums / done)
        loop.write_back()
        self._finish_epoch(epoch, done, sums / done)

    def _finish_epoch(self, epoch: int, done: int, means: np.ndarray) -> None:
        digits = self.data.validation
        answers = confidences(self.forward, digits.images)
        validation = {
            "validation_loss": float(cross_entropy(answers, digits.labels).mean()),
            "validation_accuracy": float((answers.argmax(1) == digits.labels).mean()),
        }
        figures = {"epoch": epoch + 1, "loss": float(means[0]), "accuracy": float(means[1]), **validation}
        self.history.append({**figures, "seconds": self._seconds()})
        self._report(epoch, done, means, validation)

    def _report(self, epoch: int, done: int, means: np.ndarray, validation: dict[str, float] | None = None) -> None:
        if self.on_progress is not None:
            loss, accuracy = (float(m) for m in means)
            self.on_progress(
                Progress(epoch + 1, self.config.epochs, done, self.steps, loss, accuracy, self._seconds(), validation)
            )


def precision_for(config: TrainConfig, device: str) -> str:
    """The Keras dtype policy that `mixed_precision` stands for on a device."""
    wide = max(config.hidden_units, default=0) >= 1024
    mixed = config.mixed_precision == "on" or (config.mixed_precision == "auto" and device.startswith("gpu") and wide)
    return "mixed_bfloat16" if mixed else "float32"


def build(config: TrainConfig, dtype: str = "float32") -> keras.Sequential:
    """The untrained network of a configuration."""
    return mlp(
        config.hidden_units,
        config.activation,
        dropout=config.dropout,
        batch_normalization=config.batch_normalization,
        seed=config.seed,
        dtype=dtype,
    )


def _logits(model: keras.Sequential, config: TrainConfig) -> keras.Sequential:
    """What is trained: the warps, then the network up to its logits, whose cross-entropy is stable where softmax is not."""
    warped = config.augmentation or config.elastic or config.stroke
    warps = [RandomWarp(config.augmentation, config.elastic, config.stroke, seed=config.seed)] if warped else []
    return keras.Sequential([keras.Input(model.input_shape[1:]), *warps, *model.layers[:-1]])


def _as_float32(model: keras.Sequential, config: TrainConfig) -> keras.Sequential:
    """The same weights under the float32 policy, which every exported format reads."""
    plain = build(config)
    plain.set_weights(model.get_weights())
    return plain
