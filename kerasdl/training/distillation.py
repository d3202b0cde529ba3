"""Knowledge distillation: confidences of a teacher, one network or several, as targets beside the labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from kerasdl.errors import TrainingError
from kerasdl.models.folder import open_model


class Teacher(keras.layers.Layer):
    """Trained networks' confidences, averaged, as targets: nothing in it learns, nothing in it is dropped.

    The teacher sees the same warped picture as the student, so that its answers also say how much a bent digit looks like
    another one. After G. Hinton and others, "Distilling the Knowledge in a Neural Network", 2015.
    """

    def __init__(self, networks: Sequence[keras.Model], **options: Any) -> None:
        super().__init__(**options)
        self.networks = list(networks)
        self.trainable = False

    def call(self, pictures: Any) -> Any:
        answers = [network(pictures, training=False) for network in self.networks]
        return ops.stop_gradient(ops.mean(ops.stack(answers), axis=0))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], self.networks[0].output_shape[-1])


def load_teacher(names_or_folders: Sequence[str], student: keras.Sequential) -> Teacher:
    """A teacher, by the names or folders of its models.

    Raises:
        ModelError: there is no such model.
        TrainingError: one takes or gives something else than its student.
    """
    networks = []
    for name in names_or_folders:
        network = open_model(name).load()
        shapes = (network.input_shape, network.output_shape)
        if shapes != (student.input_shape, student.output_shape):
            raise TrainingError(
                f"`teacher` must take {student.input_shape} and give {student.output_shape}. "
                f"Received: {name}, from {shapes[0]} to {shapes[1]}"
            )
        networks.append(network)
    return Teacher(networks, name="teacher")
