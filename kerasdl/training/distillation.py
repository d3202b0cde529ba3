"""A network that learns from another one's answers, beside the labels."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from kerasdl.errors import TrainingError
from kerasdl.models.load import load_keras_model
from kerasdl.models.store import KERAS_FILE, find_model


class Teacher(keras.layers.Layer):
    """A trained network's confidences, as targets: nothing in it learns, nothing in it is dropped.

    The teacher sees the very picture, warped, that the pupil sees. So it teaches what a digit still is when it is bent, and
    how much it looks like another one; after G. Hinton and others, "Distilling the Knowledge in a Neural Network", 2015.
    """

    def __init__(self, network: keras.Model, **options: Any) -> None:
        super().__init__(**options)
        self.network = network
        self.trainable = False

    def call(self, pictures: Any) -> Any:
        return ops.stop_gradient(self.network(pictures, training=False))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], self.network.output_shape[-1])


def load_teacher(name_or_folder: str, pupil: keras.Sequential) -> Teacher:
    """A teacher, by a model's name or folder.

    Raises:
        ModelError: there is no such model.
        TrainingError: it takes or gives something else than its pupil.
    """
    network = load_keras_model(find_model(name_or_folder) / KERAS_FILE)
    shapes = (network.input_shape, network.output_shape)
    if shapes != (pupil.input_shape, pupil.output_shape):
        raise TrainingError(
            f"`teacher` must take {pupil.input_shape} and give {pupil.output_shape}. "
            f"Received: {name_or_folder}, from {shapes[0]} to {shapes[1]}"
        )
    return Teacher(network, name="teacher")
