"""Logits and hidden activations of a Keras network with convolutions or residual sums."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import keras
import numpy as np

from kerasdl import backend
from kerasdl.errors import ModelError
from kerasdl.lecture.losses import softmax
from kerasdl.networks.reading_model import hidden_layers, ink_incompatibility, network_input

SMALLEST = 1e-30  # a confidence below this counts as this: its logarithm stays finite


class KerasNetwork:
    """Any network that reads digits, as a function up to its logits; it computes with the weights that the model has now.

    Args:
        model: a built Sequential from (batch, side, side), 0 to 1, to confidences (batch, classes).

    Raises:
        ModelError: it is another one.

    Example:
        >>> f = KerasNetwork(kerasdl.networks.build.cnn((4, 8)))
        >>> f(np.zeros(784)).shape, [a.shape for a in f.hidden(np.zeros((28, 28)))]
        ((10,), [(28, 28, 4), (14, 14, 8), (14, 14, 8)])
    """

    def __init__(self, model: keras.Sequential) -> None:
        if reason := ink_incompatibility(model):
            raise ModelError(reason)
        self._model = model
        self._device = backend.devices()[0][0]
        self.side, self.classes = int(model.input_shape[1]), int(model.output_shape[-1])
        self.parameters = int(model.count_params())

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Logits, as the lecture's `Network` gives them: (…, pixels), 0 to 1 -> float64 (…, classes)."""
        digits = np.asarray(x, np.float32).reshape(-1, self.side, self.side)
        return self._logits(digits).astype(float).reshape(*np.shape(x)[:-1], self.classes)

    def confidences(self, digits: np.ndarray) -> np.ndarray:
        """What `evaluation.confidences` takes: float32 (n, side, side), 0 to 1 -> float32 (n, classes)."""
        return softmax(self._logits(digits).astype(float)).astype(np.float32)

    def hidden(self, digit: np.ndarray) -> list[np.ndarray]:
        """What each hidden layer sends for one digit, (side, side), 0 to 1, first layer first.

        Returns:
            float32, of a convolution its feature maps, (height, width, channels), of a dense layer (units,).
        """
        return [layer[0] for layer in self._hidden(np.asarray(digit, np.float32)[None])]

    @cached_property
    def _logits(self) -> Callable[[np.ndarray], np.ndarray]:
        digit, sent = self._sent()
        if isinstance(self._model.layers[-1], keras.layers.Softmax):
            z = sent[-2]
        else:  # a layer with softmax as its activation
            z = keras.ops.log(keras.ops.maximum(sent[-1], SMALLEST))
        return backend.compile_forward(keras.Model(digit, z), self._device)

    @cached_property
    def _hidden(self) -> Callable[[np.ndarray], list[np.ndarray]]:
        digit, sent = self._sent()
        shown = {layer.name for layer in hidden_layers(self._model)}
        outputs = [z for layer, z in zip(self._model.layers, sent, strict=True) if layer.name in shown]
        return backend.compile_forward(keras.Model(digit, outputs), self._device) if outputs else lambda digits: []

    def _sent(self) -> tuple[Any, list[Any]]:
        """The input, and what each layer sends."""
        digit = keras.Input((self.side, self.side), name="digit")
        sent = [network_input(self._model, digit)]
        for layer in self._model.layers:
            sent.append(layer(sent[-1]))
        return digit, sent[1:]
