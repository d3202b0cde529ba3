"""Parity of a model's exported formats with Keras: the same inputs through each, in its own runtime.

Each exported graph is compared with Keras twice: from raw ink, and from its own 28 x 28 digit on, which shows whether a
difference comes from the ink or from the network. The page reads by a TF.js graph's layers, with modules of its own,
so it is compared, too.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ConfigError, ModelError, ParityError
from kerasdl.export.extras import RUNTIMES, require_extra
from kerasdl.export.runtimes import run_in_batches, run_litert, run_onnx, run_saved_model
from kerasdl.export.runtimes.node import run_in_node, run_page_in_node
from kerasdl.files import atomic_file, make_writable_folder
from kerasdl.models.folder import open_model
from kerasdl.models.running import guarded
from kerasdl.models.store import (
    FORMATS,
    LITERT,
    ONNX,
    SAVED_MODEL,
    TFJS,
    TFJS_LAYERS,
    shipped,
)
from kerasdl.models.tfjs_model import MODEL_FILE, read_tfjs_model

if TYPE_CHECKING:
    import keras

PAGE = "page"
INK_TOLERANCE = 1e-4
NETWORK_TOLERANCE = 1e-5
# Stored weights are rounded: what counts then is how many answers change (at most 0.05 %).
QUANTISED_CHANGED = 0.0005


@dataclass(frozen=True)
class FormatParity:
    """How one format answers beside Keras.

    Attributes:
        format: one of `kerasdl.models.store.FORMATS`, or "page": the page's own forward pass through the TF.js graph's
            layers.
        quantize: how its weights are stored: None for float32.
        from_input: largest difference of a confidence, from the model's own input (raw ink, or what it takes).
        from_digit: largest difference from its 28 x 28 digit on; None for a model that takes no ink.
        changed: answers (the largest output) that differ.
    """

    format: str
    quantize: str | None
    from_input: float
    from_digit: float | None
    changed: int
    passed: bool


@dataclass(frozen=True)
class Parity:
    """What `verify` found: how many inputs were sent, and each format's parity."""

    folder: str
    count: int
    formats: list[FormatParity] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every format answers as Keras does."""
        return all(f.passed for f in self.formats)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return {**asdict(self), "passed": self.passed}


def verify(name_or_folder: str | Path, *, count: int = 10_000, answers: str | Path | None = None) -> Parity:
    """Send the same inputs through Keras and every exported format of a model.

    A reader of ink gets MNIST's test digits; a model with other inputs gets random ones, standard normal, seed 0. TF.js
    runs in Node, ONNX in ONNX Runtime, LiteRT in its interpreter. Where the page can read the TF.js graph's layers, its
    own modules get the same digits in Node. A format passes with no changed answer and differences of at most 1e-4 from raw
    ink and 1e-5 from the 28 x 28 digit on (for a model without ink, 1e-4); one with quantised weights passes with at most
    0.05 % changed answers.

    Args:
        name_or_folder: an exported model.
        count: how many inputs.
        answers: an .npz file to keep all answers in, float32 (inputs, outputs): `keras`, and each format by its name.

    Raises:
        ConfigError: `answers` is no .npz file, or cannot be written.
        ModelError: the folder is not exported, or a file is missing or was changed; it is named.
        ParityError: a format cannot run, or the extra that brings its runtime is missing.
    """
    answers_file = None if answers is None else _npz(Path(answers))
    opened = open_model(name_or_folder)
    folder, exported = opened.path, opened.card.get("export")
    if exported is None or "formats" not in exported:
        raise ModelError(f"A model must be exported before it is verified. Received: {folder}")
    opened.check_files()
    for name, modules in RUNTIMES.items():
        if name in exported["formats"]:
            require_extra(name, *modules, error=ParityError)
    with quiet_tensorflow():
        import keras  # noqa: F401
    from kerasdl import backend
    from kerasdl.layers.center_ink import SIDE
    from kerasdl.networks.reading_model import reading_model

    model = opened.load()
    device = backend.devices()[0][0]
    network = guarded(backend.compile_forward(model, device), model.name)
    with_ink = bool(exported.get("ink"))
    if with_ink or tuple(model.input_shape[1:]) == (SIDE, SIDE):
        inputs = _digits(count).astype(np.float32) / (1 if with_ink else 255)
    else:
        inputs = _random(model, count)
    whole = guarded(backend.compile_forward(reading_model(model), device), model.name) if with_ink else network
    expected = run_in_batches(whole, inputs)
    check = _ParityCheck(folder, exported.get("quantize"), with_ink, model, network, expected, inputs)
    formats = check.run(exported["formats"])
    if answers_file is not None:
        with atomic_file(answers_file) as part:
            np.savez(part, keras=expected["confidences"], **check.answers)
    return Parity(str(folder), len(inputs), formats)


def differences(answers: Mapping[str, np.ndarray]) -> np.ndarray:
    """For each input the largest difference from Keras, over all formats and outputs.

    Args:
        answers: as `verify` keeps them: `keras` and each format, (inputs, outputs).

    Returns:
        (inputs,).
    """
    expected = answers["keras"].astype(np.float64)
    return np.max([np.abs(found - expected).max(axis=-1) for found in answers.values()], axis=0)


def _npz(file: Path) -> Path:
    if file.suffix != ".npz":
        raise ConfigError(f"`answers` must be an .npz file. Received: {file}")
    make_writable_folder(file.parent)
    return file


def _digits(count: int) -> np.ndarray:
    from kerasdl.data.mnist import load_mnist

    images = load_mnist().test.images
    if not 1 <= count <= len(images):
        raise ParityError(f"`count` must be 1 to {len(images)}. Received: count={count}")
    return images[:count]


def _random(model: keras.Model, count: int) -> np.ndarray:
    shape = [side or 32 for side in model.input_shape[1:]]
    return np.random.default_rng(0).standard_normal((min(count, 1_000), *shape)).astype(np.float32)


@dataclass(frozen=True)
class _ParityCheck:
    folder: Path
    quantize: str | None
    with_ink: bool
    model: keras.Sequential
    network: Any
    expected: dict[str, np.ndarray]
    inputs: np.ndarray
    answers: dict[str, np.ndarray] = field(default_factory=dict)

    def run(self, formats: Collection[str]) -> list[FormatParity]:
        """Send the inputs through the formats, each in its own runtime."""
        found = [
            self._compare(name, None, run(self.folder / name, self.inputs))
            for name, run in ((SAVED_MODEL, run_saved_model), (ONNX, run_onnx), (LITERT, run_litert))
            if name in formats
        ]
        found += self._tfjs([name for name in (TFJS, TFJS_LAYERS) if name in formats])
        found.sort(key=lambda each: FORMATS.index(each.format))
        return found + (self._page() if TFJS in formats and self.with_ink else [])

    def _tfjs(self, formats: list[str]) -> list[FormatParity]:
        if not formats:
            return []
        digits = self._from_digit(self.expected["digit"]) if self.with_ink else self.inputs
        for name in formats:
            read_tfjs_model(self.folder / name)  # Node reads every file that it names
        results = run_in_node(
            [
                (self.folder / TFJS / MODEL_FILE, "graph", self.inputs)
                if name == TFJS
                else (self.folder / TFJS_LAYERS / MODEL_FILE, "layers", digits)
                for name in formats
            ]
        )
        return [self._compare(name, self.quantize, found) for name, found in zip(formats, results, strict=True)]

    def _page(self) -> list[FormatParity]:
        graph = self.folder / TFJS
        if "layers" not in read_tfjs_model(graph).get("userDefinedMetadata", {}):
            return []
        found = run_page_in_node(shipped("web"), graph, self.inputs.astype(np.uint8))
        return [self._compare(PAGE, self.quantize, found)] if found else []

    def _from_digit(self, digit: np.ndarray) -> np.ndarray:
        from keras import ops

        from kerasdl.networks.reading_model import network_input

        return ops.convert_to_numpy(network_input(self.model, digit))

    def _compare(self, name: str, quantize: str | None, found: dict[str, np.ndarray]) -> FormatParity:
        answers = found["confidences"] if "confidences" in found else next(iter(found.values()))
        expected = self.expected["confidences"]
        if answers.shape != expected.shape:
            raise ParityError(f"{name} must answer with shape {expected.shape}. Received: {answers.shape}")
        self.answers[name] = answers
        difference = _largest(answers, expected)
        from_digit = None
        if self.with_ink:
            # The layers model starts at the digit; a graph is held against Keras on the digit that the graph itself made.
            digit = found.get("digit")
            if digit is None:
                from_digit = difference
            else:
                from_digit = _largest(answers, run_in_batches(self.network, self._from_digit(digit))["confidences"])
        changed = int((answers.argmax(-1) != expected.argmax(-1)).sum())
        if quantize is None:
            passed = difference <= INK_TOLERANCE and changed == 0 and (from_digit or 0.0) <= NETWORK_TOLERANCE
        else:
            passed = changed <= math.ceil(QUANTISED_CHANGED * len(answers))
        return FormatParity(name, quantize, difference, from_digit, changed, passed)


def _largest(a: np.ndarray, b: np.ndarray) -> float:
    difference = np.abs(a.astype(np.float64) - b.astype(np.float64)).max()
    # NaN compares as neither small nor large; as infinity it fails, as it should.
    return float(difference) if np.isfinite(difference) else float("inf")
