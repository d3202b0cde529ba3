"""Graph of TF.js layers: what a Keras model is rewritten as before it is named and written as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Shape = tuple[int | None, ...]


class UnsupportedError(Exception):
    """Why TF.js's layers cannot hold a layer exactly: "groups=2"."""


@dataclass(eq=False)
class Layer:
    """A layer of TF.js: its class there, its configuration in Keras 2's words, its weights by TF.js's names.

    Attributes:
        wanted: the name it should have; `name` is the one it gets, unique and valid in TF.js.
        calls: the inputs of each call, in the order in which the calls are made.
        outputs: how many tensors a call gives.
    """

    class_name: str
    config: dict[str, Any]
    weights: dict[str, np.ndarray]
    wanted: str
    calls: list[list[Tensor]] = field(default_factory=list)
    outputs: int = 1
    trainable: bool = True
    name: str = ""

    @property
    def kind(self) -> str:
        """The class, within TimeDistributed as well."""
        return str(self.config["layer"]["class_name"]) if self.class_name == "TimeDistributed" else self.class_name


@dataclass(frozen=True)
class Mask:
    """A mask of Keras's: the layer that makes it, and the computation, by which two of them are told apart."""

    layer: Layer | None
    key: Any = field(hash=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mask) and self.key == other.key


@dataclass(eq=False)
class Tensor:
    """One output of one call of a layer.

    Attributes:
        shape: with the batch; None for an unknown size.
        dtype: Keras's.
        mask: Keras's mask on it; None without one.
    """

    layer: Layer
    call: int
    index: int
    shape: Shape
    dtype: str = "float32"
    mask: Mask | None = None

    @property
    def source(self) -> tuple[int, int, int]:
        """Which output of which call of which layer it is."""
        return id(self.layer), self.call, self.index

    @property
    def rank(self) -> int:
        return len(self.shape)


# The classes of TF.js 4.22 that a model is written with.
LAYERS = frozenset(
    """Activation Add AlphaDropout Average AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization
    Bidirectional Concatenate Conv1D Conv2D Conv2DTranspose Conv3D Conv3DTranspose Cropping2D Dense DepthwiseConv2D Dot
    Dropout ELU Embedding Flatten GRU GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D
    GlobalMaxPooling1D GlobalMaxPooling2D InputLayer LSTM LayerNormalization LeakyReLU Masking MaxPooling1D MaxPooling2D
    MaxPooling3D Maximum Minimum Multiply PReLU Permute ReLU RepeatVector Rescaling Reshape SeparableConv2D SimpleRNN
    Softmax SpatialDropout1D ThresholdedReLU TimeDistributed UpSampling2D ZeroPadding2D""".split()
)
# What works on each number or on the last axis alone, and so on any number of axes before.
_ON_ANY_RANK = frozenset(
    """Activation Add AlphaDropout Average Concatenate Dense Dropout ELU Embedding GaussianDropout GaussianNoise LeakyReLU
    Maximum Minimum Multiply ReLU Rescaling Softmax ThresholdedReLU""".split()
)


@dataclass
class Graph:
    """Layers in the order of their first call.

    Attributes:
        problems: what TF.js cannot hold, "name (Class with reason)", in order.
        notes: what is left out or written differently, a line each.
        mask_users: layers of Keras that use a mask, each with the mask.
    """

    inputs: list[Tensor] = field(default_factory=list)
    outputs: list[tuple[str, Tensor]] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    mask_users: list[tuple[str, Mask]] = field(default_factory=list)
    _steps: list[int | None] = field(default_factory=list)
    _shared: dict[Any, Layer] = field(default_factory=dict)

    def note(self, line: str) -> None:
        if line not in self.notes:
            self.notes.append(line)

    @contextmanager
    def distributed(self, steps: int | None) -> Iterator[None]:
        """Within the block, layers are added once for each of `steps` time steps, and shapes are those of one step."""
        if self._steps:
            raise UnsupportedError("a TimeDistributed inside")
        self._steps.append(steps)
        try:
            yield
        finally:
            self._steps.pop()

    def check_undistributed(self, what: str) -> None:
        if self._steps:
            raise UnsupportedError(f"{what} at each time step")

    def add_input(self, name: str, shape: Shape, dtype: str) -> Tensor:
        layer = Layer("InputLayer", {"batch_input_shape": list(shape), "dtype": dtype, "sparse": False}, {}, name, [[]])
        self.layers.append(layer)
        return Tensor(layer, 0, 0, shape, dtype)

    def add(
        self,
        class_name: str,
        inputs: Sequence[Tensor],
        shapes: Sequence[Shape],
        config: dict[str, Any],
        weights: dict[str, np.ndarray],
        wanted: str,
        owner: Any,
        trainable: bool = True,
    ) -> list[Tensor]:
        """Call a layer, which is made unless `owner` (a Keras layer and a number) has made it before with these weights.

        Args:
            class_name: of TF.js.
            inputs: the tensors that it takes.
            shapes: of its outputs, of one time step where the graph is `distributed`.
            config: its configuration, without name and dtype.
            weights: by the names that TF.js gives them.
            wanted: the name that the layer should have.
            owner: whoever calls with the same owner shares the layer's weights.
            trainable: whether training may change the weights.
        """
        assert class_name in LAYERS, class_name
        if self._steps:
            class_name, config = self._for_each_step(class_name, config, inputs)
        layer = self._shared.get(owner) if weights else None
        if layer is None or (layer.class_name, layer.config) != (class_name, config) or _differ(layer.weights, weights):
            layer = Layer(class_name, config, weights, wanted, outputs=len(shapes), trainable=trainable)
            self._shared[owner] = layer
            self.layers.append(layer)
        layer.calls.append(self._without_repetition(inputs))
        call = len(layer.calls) - 1
        return [Tensor(layer, call, index, tuple(shape)) for index, shape in enumerate(shapes)]

    def keep_reachable(self) -> None:
        """Drop the layers and calls that no output needs: TF.js would not find a place for their weights."""
        needed: set[tuple[int, int]] = set()
        waiting = [x for _, x in self.outputs]
        while waiting:
            tensor = waiting.pop()
            if tensor.source[:2] not in needed:
                needed.add(tensor.source[:2])
                waiting += tensor.layer.calls[tensor.call]
        numbers: dict[tuple[int, int], int] = {}
        for layer in self.layers:
            kept = [call for call in range(len(layer.calls)) if (id(layer), call) in needed]
            numbers |= {(id(layer), call): number for number, call in enumerate(kept)}
            if layer.class_name != "InputLayer":
                layer.calls = [layer.calls[call] for call in kept]
        self.layers = [layer for layer in self.layers if layer.calls]
        tensors = [*(x for layer in self.layers for call in layer.calls for x in call), *(x for _, x in self.outputs)]
        for tensor in {id(x): x for x in tensors}.values():
            tensor.call = numbers[tensor.source[:2]]

    def _for_each_step(
        self, class_name: str, config: dict[str, Any], inputs: Sequence[Tensor]
    ) -> tuple[str, dict[str, Any]]:
        if class_name == "Concatenate" and config["axis"] > 0:
            return class_name, {**config, "axis": config["axis"] + 1}
        if class_name in _ON_ANY_RANK:
            return class_name, config
        if len(inputs) > 1:
            raise UnsupportedError(f"a {class_name} at each time step")
        return "TimeDistributed", {"layer": {"class_name": class_name, "config": config}}

    def _without_repetition(self, inputs: Sequence[Tensor]) -> list[Tensor]:
        """The inputs, each once: TF.js frees a tensor too early that a layer takes twice; then a copy is taken."""
        given: list[Tensor] = []
        for tensor in inputs:
            if any(t.source == tensor.source for t in given):
                copy = Layer("Activation", {"activation": "linear"}, {}, f"{tensor.layer.wanted}_copy", [[tensor]])
                self.layers.append(copy)
                given.append(Tensor(copy, 0, 0, tensor.shape, tensor.dtype, tensor.mask))
            else:
                given.append(tensor)
        return given


def _differ(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> bool:
    return a.keys() != b.keys() or not all(np.array_equal(a[name], b[name], equal_nan=True) for name in a)
