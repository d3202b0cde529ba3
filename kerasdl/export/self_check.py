"""Self-check of an export: each written format runs once in its own runtime, and must answer as Keras does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from keras import ops, tree

from kerasdl.errors import ParityError
from kerasdl.export.example_inputs import ExampleSpec, draw_examples
from kerasdl.export.extras import RUNTIMES, is_installed
from kerasdl.export.inference_form import multiply_adds
from kerasdl.export.parity import disagreement, quantised_disagreement
from kerasdl.export.runtimes import Inputs, Outputs, run_litert, run_onnx, run_saved_model
from kerasdl.export.runtimes.node import NodeTimeoutError, run_in_node
from kerasdl.models.store import LITERT, ONNX, SAVED_MODEL, TFJS, TFJS_LAYERS

if TYPE_CHECKING:
    from kerasdl.export.source_model import SourceModel

ROWS = 3
LARGE = 500_000_000  # multiply-adds of an answer from which on one must do
# A large model in JavaScript on a slow machine; whoever wants to wait for more asks `verify`.
SECONDS = 90.0


class SelfCheck:
    """Checks formats against what Keras answers to a few inputs.

    Args:
        source: the model.
        ranges: what its inputs may be.
    """

    def __init__(self, source: SourceModel, ranges: Sequence[ExampleSpec]) -> None:
        self._source, self._ranges = source, ranges

    def run(self, name: str, folder: Path, quantize: str | None) -> str | None:
        """Run a format.

        Args:
            name: the format's.
            folder: where it was written.
            quantize: how TF.js weights are stored: rounded ones cannot answer the same.

        Returns:
            Why it could not be held against Keras; None where it was, and agrees.

        Raises:
            ParityError: it does not run, or answers otherwise than Keras.
        """
        if not is_installed(*RUNTIMES.get(name, ())):
            return "not checked: its runtime is not installed"
        inputs, expected = self._of_network if name == TFJS_LAYERS else self._of_graph
        try:
            found = _answer(name, folder, inputs)
        except NodeTimeoutError:
            return f"not checked: no answer within {SECONDS:.0f} seconds; `kerasdl verify` waits for longer"
        by_order = name == TFJS_LAYERS  # which calls outputs as it likes
        compare = quantised_disagreement if quantize is not None and name in (TFJS, TFJS_LAYERS) else disagreement
        if reason := compare(found, expected, by_order=by_order):
            raise ParityError(f"{name} must answer as Keras does. Received: {reason}")
        return None

    @cached_property
    def _of_graph(self) -> tuple[Inputs, Outputs]:
        serving = self._source.serving
        rows = 1 if multiply_adds(self._source.network) > LARGE else ROWS
        inputs = _ink() if self._source.without_ink is None else draw_examples(self._ranges, rows)
        return inputs, serving.answer(list(inputs.values()))

    @cached_property
    def _of_network(self) -> tuple[Inputs, Outputs]:
        if self._source.without_ink is not None:
            return self._of_graph
        from kerasdl.networks.reading_model import network_input

        _, answers = self._of_graph
        network = self._source.network
        taken = _array(network_input(network, answers["digit"]))
        found = tree.flatten(network(taken, training=False))
        return {"input": taken}, {"output": _array(found[0])}


def _answer(name: str, folder: Path, inputs: Inputs) -> Outputs:
    rows = len(next(iter(inputs.values())))
    if name in (TFJS, TFJS_LAYERS):
        job = (folder / "model.json", "graph" if name == TFJS else "layers", inputs)
        (found,) = run_in_node([job], batch=rows, timeout=SECONDS)
        if isinstance(found, ParityError):
            raise found
        return found
    if name == SAVED_MODEL:
        return run_saved_model(folder, inputs, rows, just_written=True)
    return {ONNX: run_onnx, LITERT: run_litert}[name](folder, inputs, rows)


def _ink() -> dict[str, np.ndarray]:
    from kerasdl.data.mnist import load_mnist

    return {"ink": load_mnist().test.images[:ROWS].astype(np.float32)}


def _array(tensor: object) -> np.ndarray:
    return np.asarray(ops.convert_to_numpy(tensor))
