"""Knowledge distillation: a teacher network's confidences as targets beside the labels."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from kerasdl.errors import TrainingError
from kerasdl.models.folder import open_model


class Teacher(keras.layers.Layer):
    """A trained network's confidences, as targets: nothing in it learns, nothing in it is dropped.

    The teacher sees the same warped picture as the student, so that its answers also say how much a bent digit looks like
    another one. After G. Hinton and others, "Distilling the Knowledge in a Neural Network", 2015.
    """

    def __init__(self, network: keras.Model, **options: Any) -> None:
        super().__init__(**options)
        self.network = network
        self.trainable = False

    def call(self, pictures: Any) -> Any:
        return ops.stop_gradient(self.network(pictures, training=False))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], self.network.output_shape[-1])


def load_teacher(name_or_folder: str, student: keras.Sequential) -> Teacher:
    """A teacher, by a model's name or folder.

    Raises:
        ModelError: there is no such model.
        TrainingError: it takes or gives something else than its student.
    """
    network = open_model(name_or_folder).load()
    shapes = (network.input_shape, network.output_shape)
    if shapes != (student.input_shape, student.output_shape):
        raise TrainingError(
            f"`teacher` must take {student.input_shape} and give {student.output_shape}. "
            f"Received: {name_or_folder}, from {shapes[0]} to {shapes[1]}"
        )
    return Teacher(network, name="teacher")
