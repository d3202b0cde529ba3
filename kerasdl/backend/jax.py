"""Training steps and the forward pass on JAX: `lax.scan` over the steps, compiled once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import jax
import keras
import numpy as np

from kerasdl.backend import accuracy

if TYPE_CHECKING:
    from kerasdl.backend import Loss, TrainingSet


def devices() -> list[tuple[str, str]]:
    """See `kerasdl.backend.hardware`."""
    return [(f"{d.platform}:{d.id}", str(d.device_kind)) for d in jax.devices()]


def _device(name: str) -> Any:
    platform, index = name.split(":")
    return jax.devices(platform)[int(index)]


class TrainingLoop:
    """See `kerasdl.backend.TrainingLoop`.

    Data-parallel, by Keras's own layouts: each device has the whole state and the whole lesson, takes its share of each
    batch, and XLA adds up what they found. The program is that of the whole batch, so random numbers, the statistics of a
    normalisation and the mean loss are those of one device; only the order of the sums differs.
    """

    def __init__(
        self,
        logits: keras.Model,
        optimizer: keras.optimizers.Optimizer,
        lesson: TrainingSet,
        devices: Sequence[str],
        loss: Loss,
    ) -> None:
        self._model, self._optimizer = logits, optimizer
        self._first = _device(devices[0])
        parallel = keras.distribution.DataParallel(devices=list(devices))
        self._whole = keras.distribution.TensorLayout((), parallel.device_mesh).backend_layout
        self._state = jax.device_put(tuple([v.value for v in group] for group in self._groups()), self._whole)
        # The state is donated: the old buffers become the new ones, so no step copies a weight.
        # It leaves as it came in, to the letter of its layout: otherwise the second call would be compiled again.
        self._steps = jax.jit(
            _steps(logits, optimizer, loss, parallel), donate_argnums=0, out_shardings=(self._whole, self._whole)
        )
        self.show(lesson)

    def show(self, lesson: TrainingSet) -> None:
        """See `kerasdl.backend.TrainingLoop.show`."""
        self._lesson = jax.device_put((lesson.images, lesson.labels, lesson.targets), self._whole)

    def _groups(self) -> tuple[list, list, list]:
        return (self._model.trainable_variables, self._model.non_trainable_variables, self._optimizer.variables)

    def run(self, batches: np.ndarray) -> tuple[float, float]:
        """See `kerasdl.backend.TrainingLoop.run`."""
        self._state, (loss, accuracy) = self._steps(self._state, self._lesson, batches)
        return float(loss), float(accuracy)

    def assign(self, variable: keras.Variable, value: float) -> None:
        """See `kerasdl.backend.TrainingLoop.assign`."""
        slots = self._state[2]
        place = next(i for i, own in enumerate(self._optimizer.variables) if own is variable)
        # Of the same type and on the same devices as before: to JAX a value like any other, no new program.
        slots[place] = jax.device_put(np.asarray(value, variable.dtype), self._whole)

    def write_back(self) -> None:
        """See `kerasdl.backend.TrainingLoop.write_back`."""
        for variables, values in zip(self._groups(), self._state, strict=True):
            for variable, value in zip(variables, values, strict=True):
                # A copy: the state's own buffer is donated to the next call.
                variable.assign(jax.device_put(value, self._first, may_alias=False))


def _steps(
    model: keras.Model, optimizer: keras.optimizers.Optimizer, loss: Loss, parallel: keras.distribution.DataParallel
) -> Callable:
    """A pure function that takes the state through many steps, each device computing its share of every batch."""

    def loss_of(trainable: list, other: list, pictures: Any, targets: Any) -> tuple[Any, tuple[Any, list]]:
        logits, other = model.stateless_call(trainable, other, pictures, training=True)
        return loss(targets, logits).mean(), (logits, other)

    gradient = jax.value_and_grad(loss_of, has_aux=True)

    def steps(state: tuple, lesson: tuple, batches: Any) -> tuple[tuple, tuple]:
        images, labels, targets = lesson

        def step(state: tuple, batch: Any) -> tuple[tuple, tuple]:
            trainable, other, slots = state
            batch = keras.distribution.distribute_tensor(batch, parallel.get_data_layout(batch.shape))
            pictures = images[batch].astype("float32") / 255
            (cost, (logits, other)), gradients = gradient(trainable, other, pictures, targets[batch])
            trainable, slots = optimizer.stateless_apply(slots, gradients, trainable)
            return (list(trainable), list(other), list(slots)), (cost, accuracy(labels[batch], logits))

        state, (costs, right) = jax.lax.scan(step, state, batches)
        return state, (costs.mean(), right.mean())

    return steps


def compile_forward(model: keras.Model, device: str) -> Callable[[Any], Any]:
    """See `kerasdl.backend.compile_forward`."""
    place = _device(device)
    compute = jax.jit(lambda trainable, other, x: model.stateless_call(trainable, other, x, training=False)[0])

    def forward(pictures: Any) -> Any:
        variables = jax.device_put(
            ([v.value for v in model.trainable_variables], [v.value for v in model.non_trainable_variables]), place
        )
        return keras.tree.map_structure(np.asarray, compute(*variables, jax.device_put(pictures, place)))

    return forward
