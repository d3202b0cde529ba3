"""Reference of a comparison: what a model's own file answers, loaded by Keras alone, and the inputs to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdl.errors import ConfigError, ParityError
from kerasdl.export.example_inputs import ExampleSpec, draw_examples
from kerasdl.export.inference_form import multiply_adds
from kerasdl.export.runtimes import Inputs, Outputs, run_in_batches
from kerasdl.export.runtimes.node import BATCH
from kerasdl.export.serving_function import ServingFunction, serving_function
from kerasdl.export.source_model import load_network
from kerasdl.models.folder import ModelFolder
from kerasdl.models.running import guarded

if TYPE_CHECKING:
    import keras

# How many inputs, if nobody says: digits, or random ones, of which a large network gets fewer; in JavaScript it may take
# a minute for each.
DIGITS, EXAMPLES, LEAST_EXAMPLES = 10_000, 32, 2
WORK = 2_000_000_000  # multiply-adds


@dataclass(frozen=True)
class Reference:
    """A model as Keras loads it.

    Attributes:
        network: the model; of a reader, from the digit on.
        serving: its function from named inputs to named outputs; of a reader, from raw ink.
        specs: what its inputs may be.
        with_ink: whether it is a reader of raw ink.
        batch: how many rows at a time.
        forward: the compiled serving function.
        network_forward: a reader's network, compiled; None for another model.
    """

    network: keras.Model
    serving: ServingFunction
    specs: tuple[ExampleSpec, ...]
    with_ink: bool
    batch: int
    forward: Callable[[Inputs], Outputs]
    network_forward: Callable[[np.ndarray], Any] | None

    @property
    def takes_digits(self) -> bool:
        """Whether it is a reader, or takes pictures of the digits' size."""
        (spec, *more) = self.specs
        of_their_size = not more and spec.shape[1:] == (28, 28) and spec.below is None and spec.dtype == "float32"
        return self.with_ink or of_their_size

    def inputs(self, count: int | None, file: Path | None) -> dict[str, np.ndarray]:
        """The inputs to ask: those of a file, else digits for a network that takes them, else random ones.

        Raises:
            ConfigError: the file cannot be read, or its arrays do not fit.
            ParityError: there are not so many digits.
        """
        if file is not None:
            return _from_file(file, self.specs, count)
        if self.takes_digits:
            spec = self.specs[0]
            return {spec.name: _digits(DIGITS if count is None else count) / np.float32(1 if self.with_ink else 255)}
        affordable = min(EXAMPLES, max(LEAST_EXAMPLES, WORK // (multiply_adds(self.network) + 1)))
        return draw_examples(self.specs, affordable if count is None else count)

    def answer(self, inputs: Inputs) -> Outputs:
        """What Keras answers, by the outputs' names."""
        return run_in_batches(self.forward, inputs, self.batch)

    def from_digit(self, digit: np.ndarray) -> np.ndarray:
        """What a reader's network takes for a digit, (n, side, side), 0 to 1."""
        from keras import ops

        from kerasdl.networks.reading_model import network_input

        return np.asarray(ops.convert_to_numpy(network_input(self.network, digit)))

    def answer_to_digit(self, digit: np.ndarray) -> np.ndarray:
        """What a reader's network answers to a digit."""
        forward = self.network_forward
        assert forward is not None
        taken = {"digit": self.from_digit(digit)}
        return run_in_batches(lambda part: {"answer": forward(part["digit"])}, taken, self.batch)["answer"]


def load_reference(opened: ModelFolder, *, custom: str | None, run_lambda: bool) -> Reference:
    """Load a model's own file.

    Raises:
        ModelError: it cannot be loaded.
    """
    from kerasdl import backend
    from kerasdl.networks.reading_model import append_softmax, reading_model

    exported = opened.card.get("export") or {}
    loaded = load_network(opened.keras_file, custom, run_lambda)
    network = loaded.model
    with_ink = bool(exported.get("ink"))
    if with_ink:
        append_softmax(network)  # as the export did, which says so
    serving = serving_function(reading_model(network) if with_ink else network, loaded.names)
    listed = [ExampleSpec.from_dict(each) for each in exported.get("inputs", [])]
    specs = listed or [ExampleSpec(spec.name, spec.shape, spec.dtype) for spec in serving.inputs]
    device = backend.devices()[0][0]
    if with_ink:
        compiled = guarded(backend.compile_forward(serving.model, device), network.name)
        forward: Callable[[Inputs], Outputs] = lambda part: compiled(part["ink"])  # noqa: E731
    else:
        # In their order: where nobody named an input, Keras does so anew each time.
        forward = guarded(lambda part: serving.answer([part[spec.name] for spec in specs]), network.name)
    of_network = backend.compile_forward(network, device) if with_ink else None
    batch = specs[0].shape[0] or BATCH
    return Reference(network, serving, tuple(specs), with_ink, batch, forward, of_network)


def _digits(count: int) -> np.ndarray:
    from kerasdl.data.mnist import load_mnist

    images = load_mnist().test.images
    if not 1 <= count <= len(images):
        raise ParityError(f"`count` must be 1 to {len(images)}. Received: count={count}")
    return images[:count].astype(np.float32)


def _from_file(file: Path, specs: tuple[ExampleSpec, ...], count: int | None) -> dict[str, np.ndarray]:
    rule = f"`inputs` must be an .npz file with an array for each of {', '.join(spec.name for spec in specs)}"
    try:
        with np.load(file, allow_pickle=False) as content:
            found = {spec.name: content[spec.name][:count] for spec in specs}
    # NumPy and zipfile raise much for a file that is not what it says.
    except Exception as error:
        raise ConfigError(f"{rule}. Received: {file} ({error})") from None
    rows = {len(values) for values in found.values()}
    if len(rows) != 1 or 0 in rows:
        raise ConfigError(f"{rule}, of as many rows each, at least one. Received: {file} with {sorted(rows)} rows")
    for spec in specs:
        shape = found[spec.name].shape
        if len(shape) != len(spec.shape) or any(
            b not in (None, a) for a, b in zip(shape[1:], spec.shape[1:], strict=True)
        ):
            raise ConfigError(f"Input {spec.name} must have shape {spec.shape}. Received: {shape}")
        found[spec.name] = found[spec.name].astype(object if spec.dtype == "string" else spec.dtype)
    return found
