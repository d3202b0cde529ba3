"""One call of a Keras layer or operation, and the functions that rewrite it in TF.js's layers, by its class."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kerasdl.export.tfjs_layers.graph import Graph, Shape, Tensor, UnsupportedError

Rewrite = Callable[..., Any]
# What every layer has, or only training uses.
_COMMON = frozenset(
    "name trainable dtype seed build_config batch_input_shape batch_shape autocast lora_rank lora_alpha".split()
)
_TRAINING_ONLY = ("_initializer", "_regularizer", "_constraint")


@dataclass(frozen=True)
class Rule:
    """How a class is rewritten.

    Attributes:
        rewrite: takes the call and the tensors that Keras gives it, returns one tensor or a list.
        keys: its configuration that the rewriting knows; any other must be None. "*" are all.
        integers: whether it takes integers as they are.
        move_channels: whether channels in front are moved behind, and back afterwards.
    """

    rewrite: Rewrite
    keys: frozenset[str]
    integers: bool = False
    move_channels: bool = False


LAYER_RULES: dict[str, Rule] = {}
OPERATION_RULES: dict[str, Rule] = {}


def layer_rule(*classes: str, keys: str = "", **options: bool) -> Callable[[Rewrite], Rewrite]:
    """Say that a function rewrites these classes of layers with these keys of their configuration."""
    return _rule(LAYER_RULES, classes, keys, options)


def operation_rule(*classes: str, keys: str = "", **options: bool) -> Callable[[Rewrite], Rewrite]:
    """Say that a function rewrites these classes of `keras.ops` with these attributes."""
    return _rule(OPERATION_RULES, classes, keys, options)


def _rule(
    rules: dict[str, Rule], classes: Sequence[str], keys: str, options: dict[str, bool]
) -> Callable[[Rewrite], Rewrite]:
    def add(rewrite: Rewrite) -> Rewrite:
        known = frozenset(keys.split()) | ({"data_format"} if options.get("move_channels") else set())
        for name in classes:
            rules[name] = Rule(rewrite, known, **options)
        return rewrite

    return add


@dataclass
class Call:
    """A call that is being rewritten.

    Attributes:
        operation: Keras's layer or operation.
        kind: its class in Keras, also where it is a subclass that changes nothing.
        config: its configuration.
        shapes: of its outputs, as Keras gives them.
        name: of what it makes; parts of it are named after it.
        call_layer: rewrites a call of another Keras layer, such as one that serves as an activation.
    """

    graph: Graph
    operation: Any
    kind: str
    config: dict[str, Any]
    shapes: list[Shape]
    name: str
    call_layer: Callable[..., Any]
    _count: int = field(default=0)

    @property
    def shape(self) -> Shape:
        return self.shapes[0]

    def check_config(self, rule: Rule) -> None:
        for key, value in self.config.items():
            known = not rule.keys.isdisjoint((key, "*")) or key in _COMMON or key.endswith(_TRAINING_ONLY)
            if not known and value is not None:
                raise UnsupportedError(f"{key}={value}")

    def emit(
        self,
        class_name: str,
        *inputs: Tensor,
        shape: Shape | None = None,
        part: str = "",
        weights: dict[str, Any] | None = None,
        **config: Any,
    ) -> Tensor:
        """Add a layer of TF.js with one output.

        Args:
            class_name: of TF.js.
            inputs: the tensors that it takes.
            shape: of its output, by default the first input's.
            part: what it is within this call, for its name; the one without is called as the Keras layer is.
            weights: by TF.js's names, variables of Keras or arrays.
            config: its configuration in Keras 2's words.
        """
        return self.emit_all(class_name, inputs, [shape or inputs[0].shape], part, weights, config)[0]

    def emit_all(
        self,
        class_name: str,
        inputs: Sequence[Tensor],
        shapes: Sequence[Shape],
        part: str,
        weights: dict[str, Any] | None,
        config: dict[str, Any],
    ) -> list[Tensor]:
        self._count += 1
        return self.graph.add(
            class_name,
            inputs,
            shapes,
            {key: plain(value) for key, value in config.items()},
            {name: as_float32(value) for name, value in (weights or {}).items() if value is not None},
            f"{self.name}_{part}".replace("__", "_") if part else self.name,
            (id(self.operation), self._count),
            bool(getattr(self.operation, "trainable", True)),
        )

    # ---- what many classes are made of

    def rescale(self, x: Tensor, scale: Any = 1.0, offset: Any = 0.0, part: str = "") -> Tensor:
        """x·scale + offset."""
        return self.emit("Rescaling", x, part=part, scale=scale, offset=offset)

    def activation(self, x: Tensor, name: str, part: str = "") -> Tensor:
        return self.emit("Activation", x, part=part, activation=name)

    def reshape(self, x: Tensor, shape: Shape, part: str = "reshape") -> Tensor:
        """To a shape of which one size at most, besides the batch's, is unknown."""
        target = shape[1:]
        if tuple(target) == tuple(x.shape[1:]):
            return x
        if sum(size is None for size in target) > 1:
            raise UnsupportedError("sizes that are not known")
        return self.emit("Reshape", x, shape=shape, part=part, target_shape=[-1 if s is None else s for s in target])

    def permute(self, x: Tensor, order: Sequence[int], part: str = "permute") -> Tensor:
        """Axes in another order; `order` names x's axes without the batch, from 1 on."""
        if list(order) == list(range(1, x.rank)):
            return x
        shape = (x.shape[0], *(x.shape[axis] for axis in order))
        return self.emit("Permute", x, shape=shape, part=part, dims=list(order))

    def dense(self, x: Tensor, kernel: Any, bias: Any = None, part: str = "") -> Tensor:
        kernel = as_float32(kernel)
        return self.emit(
            "Dense",
            x,
            shape=(*x.shape[:-1], kernel.shape[1]),
            part=part,
            weights={"kernel": kernel, "bias": bias},
            units=kernel.shape[1],
            use_bias=bias is not None,
            activation="linear",
        )

    def known_sizes(self, x: Tensor) -> list[int]:
        """x's sizes without the batch."""
        if any(size is None for size in x.shape[1:]):
            raise UnsupportedError("sizes that are not known")
        return [int(size) for size in x.shape[1:] if size is not None]

    def around(self, x: Tensor, axis: int) -> tuple[int, int, int]:
        """How many numbers x has before, along and after an axis, without the batch."""
        sizes = self.known_sizes(x)
        return math.prod(sizes[: axis - 1]), sizes[axis - 1], math.prod(sizes[axis:])

    def crop(self, x: Tensor, axis: int, low: int, high: int, part: str = "crop") -> Tensor:
        """Without the first `low` and the last `high` along an axis."""
        if low == high == 0:
            return x
        before, size, after = self.around(x, axis)
        flat = self.reshape(x, (x.shape[0], before, size, after), part=f"{part}_flat")
        kept = (x.shape[0], before, size - low - high, after)
        cropped = self.emit("Cropping2D", flat, shape=kept, part=part, cropping=[[0, 0], [low, high]])
        return self.reshape(cropped, (*x.shape[:axis], kept[2], *x.shape[axis + 1 :]), part=f"{part}_shape")

    def pad(self, x: Tensor, axis: int, low: int, high: int, part: str = "pad") -> Tensor:
        """With zeros before and after along an axis; of the first axis the size may be unknown."""
        if low == high == 0:
            return x
        if axis == 1:
            after = math.prod(self.known_sizes(Tensor(x.layer, 0, 0, x.shape[1:])))
            size, flat_shape, padding = x.shape[1], (x.shape[0], x.shape[1], 1, after), [[low, high], [0, 0]]
        else:
            before, size, after = self.around(x, axis)
            flat_shape, padding = (x.shape[0], before, size, after), [[0, 0], [low, high]]
        grown = None if size is None else size + low + high
        flat = self.reshape(x, flat_shape, part=f"{part}_flat")
        padded_shape = (x.shape[0], grown, 1, after) if axis == 1 else (x.shape[0], before, grown, after)
        padded = self.emit("ZeroPadding2D", flat, shape=padded_shape, part=part, padding=padding)
        return self.reshape(padded, (*x.shape[:axis], grown, *x.shape[axis + 1 :]), part=f"{part}_shape")


def as_float32(value: Any) -> np.ndarray:
    """A variable, a tensor or an array of Keras's, of any backend, as TF.js takes it."""
    import keras

    return np.asarray(keras.ops.convert_to_numpy(value)).astype(np.float32)


def plain(value: Any) -> Any:
    """A value of a configuration as JSON has it; refuses what is not finite, which JSON has not."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float) and not math.isfinite(value):
        raise UnsupportedError(f"the constant {value}")
    return value
