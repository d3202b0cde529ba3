"""Training steps and the forward pass on TensorFlow: a loop inside one `tf.function`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf

if TYPE_CHECKING:
    from kerasdl.data import Digits
    from kerasdl.engine import Objective


def devices() -> list[tuple[str, str]]:
    """See `kerasdl.engine.devices`."""
    found = []
    for kind in ("GPU", "CPU"):
        for index, device in enumerate(tf.config.list_physical_devices(kind)):
            details = tf.config.experimental.get_device_details(device)
            found.append((f"{kind.lower()}:{index}", str(details.get("device_name", kind.lower()))))
    return found


class TrainingLoop:
    """See `kerasdl.engine.TrainingLoop`."""

    def __init__(
        self, objective: Objective, optimizer: keras.optimizers.Optimizer, digits: Digits, device: str
    ) -> None:
        self._objective, self._optimizer, self._device = objective, optimizer, device
        with tf.device(device):
            self._images = tf.constant(digits.images)
            self._labels = tf.constant(digits.labels.astype(np.int32))
        self._steps = tf.function(self._take_steps, reduce_retracing=True)

    def run(self, batches: np.ndarray) -> tuple[float, float]:
        """See `kerasdl.engine.TrainingLoop.run`."""
        with tf.device(self._device):
            loss, accuracy = self._steps(tf.constant(batches, tf.int32))
        return float(loss), float(accuracy)

    def write_back(self) -> None:
        """The steps update Keras's own variables in place: nothing is left to do."""

    def _take_steps(self, batches: Any) -> tuple[Any, Any]:
        count = tf.shape(batches)[0]
        loss_sum = right_sum = tf.constant(0.0)
        for step in tf.range(count):
            loss, right = self._step(batches[step])
            loss_sum += loss
            right_sum += right
        return loss_sum / tf.cast(count, tf.float32), right_sum / tf.cast(count, tf.float32)

    def _step(self, batch: Any) -> tuple[Any, Any]:
        pictures = tf.cast(tf.gather(self._images, batch), tf.float32) / 255
        labels = tf.gather(self._labels, batch)
        model = self._objective.logits
        with tf.GradientTape() as tape:
            logits = model(pictures, training=True)
            loss = tf.reduce_mean(self._objective.losses(labels, logits))
        gradients = tape.gradient(loss, [v.value for v in model.trainable_variables])
        self._optimizer.apply(gradients, model.trainable_variables)
        right = tf.equal(tf.argmax(logits, -1, output_type=tf.int32), labels)
        return loss, tf.reduce_mean(tf.cast(right, tf.float32))


def compile_forward(model: keras.Model, device: str) -> Callable[[np.ndarray], Any]:
    """See `kerasdl.engine.compile_forward`."""
    compute = tf.function(lambda x: model(x, training=False), reduce_retracing=True)

    def forward(pictures: np.ndarray) -> np.ndarray:
        with tf.device(device):
            return keras.tree.map_structure(np.asarray, compute(tf.constant(pictures)))

    return forward
