"""Training steps and the forward pass on PyTorch: an ordinary loop, not compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import torch

from kerasdl.backend import accuracy

if TYPE_CHECKING:
    from kerasdl.backend import Loss, TrainingSet


def devices() -> list[tuple[str, str]]:
    """See `kerasdl.backend.hardware`."""
    found = [(f"gpu:{i}", torch.cuda.get_device_name(i)) for i in range(torch.cuda.device_count())]
    # Not "cpu:0": to PyTorch that is another device than "cpu", and Keras would copy every parameter to it.
    return [*found, ("cpu", "cpu")]


def _device(name: str) -> torch.device:
    return torch.device(name.replace("gpu", "cuda") if name.startswith("gpu") else "cpu")


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
        self._model, self._optimizer, self._loss, self._device = logits, optimizer, loss, _device(devices[0])
        self.show(lesson)

    def show(self, lesson: TrainingSet) -> None:
        """See `kerasdl.backend.TrainingLoop.show`."""
        arrays = (lesson.images, lesson.labels.astype(np.int64), lesson.targets)
        self._lesson = [torch.from_numpy(np.ascontiguousarray(a)).to(self._device) for a in arrays]

    def run(self, batches: np.ndarray) -> tuple[float, float]:
        """See `kerasdl.backend.TrainingLoop.run`."""
        sums = torch.zeros(2, device=self._device)
        variables = self._model.trainable_variables
        for batch in torch.from_numpy(batches.astype(np.int64)).to(self._device):
            images, labels, targets = (part[batch] for part in self._lesson)
            logits = self._model(images.float() / 255, training=True)
            loss = self._loss(targets, logits).mean()
            gradients = torch.autograd.grad(loss, [v.value for v in variables])
            with torch.no_grad():
                self._optimizer.apply(list(gradients), variables)
                sums += torch.stack([loss.detach(), accuracy(labels, logits)])
        loss_mean, right = (sums / len(batches)).tolist()
        return loss_mean, right

    def assign(self, variable: keras.Variable, value: float) -> None:
        """See `kerasdl.backend.TrainingLoop.assign`."""
        variable.assign(value)

    def write_back(self) -> None:
        """The steps update Keras's own variables in place: nothing is left to do."""


def compile_forward(model: keras.Model, device: str) -> Callable[[Any], Any]:
    """See `kerasdl.backend.compile_forward`."""
    place = _device(device)

    def forward(pictures: Any) -> Any:
        with torch.no_grad():
            inputs = keras.tree.map_structure(lambda array: torch.from_numpy(array).to(place), pictures)
            outputs = model(inputs, training=False)
        return keras.tree.map_structure(lambda t: t.cpu().numpy(), outputs)

    return forward
