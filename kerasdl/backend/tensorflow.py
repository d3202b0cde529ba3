"""Training steps and the forward pass on TensorFlow: a loop inside one `tf.function`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf

from kerasdl.backend import accuracy

if TYPE_CHECKING:
    from kerasdl.backend import Loss, TrainingSet


def devices() -> list[tuple[str, str]]:
    """See `kerasdl.backend.hardware`."""
    found = []
    for kind in ("GPU", "CPU"):
        for index, device in enumerate(tf.config.list_physical_devices(kind)):
            details = tf.config.experimental.get_device_details(device)
            found.append((f"{kind.lower()}:{index}", str(details.get("device_name", kind.lower()))))
    return found


class TrainingLoop:
    """See `kerasdl.backend.TrainingLoop`."""

    def __init__(
        self,
        logits: keras.Model,
        optimizer: keras.optimizers.Optimizer,
        lesson: TrainingSet,
        devices: Sequence[str],
        loss: Loss,
    ) -> None:
        self._model, self._optimizer, self._loss, self._device = logits, optimizer, loss, devices[0]
        self._steps = tf.function(self._take_steps, reduce_retracing=True)
        self.show(lesson)

    def show(self, lesson: TrainingSet) -> None:
        """See `kerasdl.backend.TrainingLoop.show`."""
        with tf.device(self._device):
            self._lesson = tuple(tf.constant(a) for a in (lesson.images, lesson.labels, lesson.targets))

    def run(self, batches: np.ndarray) -> tuple[float, float]:
        """See `kerasdl.backend.TrainingLoop.run`."""
        with tf.device(self._device):
            loss, right = self._steps(self._lesson, tf.constant(batches, tf.int32))
        return float(loss), float(right)

    def assign(self, variable: keras.Variable, value: float) -> None:
        """See `kerasdl.backend.TrainingLoop.assign`."""
        variable.assign(value)

    def write_back(self) -> None:
        """The steps update Keras's own variables in place: nothing is left to do."""

    def _take_steps(self, lesson: tuple, batches: Any) -> tuple[Any, Any]:
        count = tf.shape(batches)[0]
        loss_sum = right_sum = tf.constant(0.0)
        for step in tf.range(count):
            loss, right = self._step(lesson, batches[step])
            loss_sum += loss
            right_sum += right
        return loss_sum / tf.cast(count, tf.float32), right_sum / tf.cast(count, tf.float32)

    def _step(self, lesson: tuple, batch: Any) -> tuple[Any, Any]:
        images, labels, targets = (tf.gather(part, batch) for part in lesson)
        variables = self._model.trainable_variables
        with tf.GradientTape() as tape:
            logits = self._model(tf.cast(images, tf.float32) / 255, training=True)
            loss = tf.reduce_mean(self._loss(targets, logits))
        gradients = tape.gradient(loss, [v.value for v in variables])
        self._optimizer.apply(gradients, variables)
        return loss, accuracy(labels, logits)


def compile_forward(model: keras.Model, device: str) -> Callable[[Any], Any]:
    """See `kerasdl.backend.compile_forward`."""
    compute = tf.function(lambda x: model(x, training=False), reduce_retracing=True)

    def forward(pictures: Any) -> Any:
        with tf.device(device):
            return keras.tree.map_structure(np.asarray, compute(keras.tree.map_structure(tf.constant, pictures)))

    return forward
