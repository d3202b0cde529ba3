"""Parity of a model's exported formats with Keras: the same inputs through each, in its own runtime.

The reference is what the model's own file answers, loaded by Keras alone. A reader's graph is compared twice: from raw ink,
and from its own 28 x 28 digit on, which shows whether a difference comes from the ink or from the network. The page reads by
a TF.js graph's layers, with modules of its own, so it is compared, too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.errors import KerasdlError, ModelError, ParityError
from kerasdl.export.extras import RUNTIMES, require_extra
from kerasdl.export.parity import judge, largest_difference
from kerasdl.export.question import Question, ask_keras
from kerasdl.export.runtimes import Outputs, run_litert, run_onnx, run_saved_model
from kerasdl.export.runtimes.node import run_in_node, run_page_in_node
from kerasdl.files import check_unlocked, writable_file, write_or_rescue
from kerasdl.models.folder import ModelFolder, open_model
from kerasdl.models.store import FORMATS, LITERT, ONNX, SAVED_MODEL, TFJS, TFJS_LAYERS, shipped
from kerasdl.models.tfjs_model import MODEL_FILE, read_tfjs_model

PAGE = "page"
NETWORK_TOLERANCE = 1e-5


@dataclass(frozen=True)
class FormatParity:
    """How one format answers beside Keras.

    Attributes:
        format: one of `kerasdl.models.store.FORMATS`, or "page": the page's own forward pass through the TF.js graph's
            layers.
        quantize: how its weights are stored: None for float32.
        from_input: largest difference of an answer, from the model's own input (raw ink, or what it takes).
        from_digit: largest difference from its 28 x 28 digit on; None for a model that takes no ink.
        changed: answers (the largest output) that differ.
        passed: whether it answers as Keras does.
        heads: the largest difference of each output, of a model with several.
        error: why it could not be run; None where it could.
    """

    format: str
    quantize: str | None
    from_input: float
    from_digit: float | None
    changed: int
    passed: bool
    heads: dict[str, float] = field(default_factory=dict)
    error: str | None = None


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


def verify(
    name_or_folder: str | Path,
    *,
    count: int | None = None,
    answers: str | Path | None = None,
    inputs: str | Path | None = None,
    custom: str | None = None,
    run_lambda: bool = False,
    seconds: float | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Parity:
    """Send the same inputs through Keras and every exported format of a model.

    A reader of ink gets MNIST's test digits; any other model random inputs of the type, shape and range that it takes, seed
    0, or one's own. TF.js runs in Node, ONNX in ONNX Runtime, LiteRT in its interpreter. Where the page can read the TF.js
    graph's layers, its own modules get the same digits in Node. A format passes with no changed answer and differences of at
    most 1e-4 of the largest number that Keras answers in that output (a reader's, which is 1, also 1e-5 from the 28 x 28
    digit on); one with quantised weights passes with at most 0.05 % changed answers and a root mean
    square difference of at most a fifth.

    Args:
        name_or_folder: an exported model.
        count: how many inputs; None for all test digits, or 32 random ones, fewer of a large network.
        answers: an .npz file to keep all answers in, float32 (inputs, outputs): `keras`, and each format by its name; of a
            model with several outputs, each as `<format>/<output>`.
        inputs: an .npz file with an array for each of the model's inputs, by its name, instead of random ones.
        custom: as in `export_model`.
        run_lambda: as in `export_model`.
        seconds: how long each format may take; None for as long as it takes.
        say: takes a line for each step of the work.

    Raises:
        ConfigError: `answers` or `inputs` is no .npz file that can be written or read, or its arrays do not fit.
        ModelError: the folder is not exported, or a file is missing or was changed; it is named.
        ParityError: there are not as many digits as `count`.
    """
    opened, answers_file = check_verification(name_or_folder, answers)
    file = None if inputs is None else Path(inputs)
    question = ask_keras(opened, count=count, inputs=file, custom=custom, run_lambda=run_lambda, say=say)
    check = _ParityCheck(question, seconds, say)
    with question.unchanged():
        found = check.run(question.formats)
    if answers_file is not None:
        write_or_rescue(answers_file, lambda part: np.savez(part, **check.kept()), error=ParityError)
    return Parity(str(opened.path), question.count, found)


def differences(answers: Mapping[str, np.ndarray]) -> np.ndarray:
    """For each input the largest difference from Keras, over all formats and outputs.

    Args:
        answers: as `verify` keeps them: `keras` and each format, (inputs, outputs).

    Returns:
        (inputs,).
    """
    expected = answers["keras"].astype(np.float64)
    return np.max([np.abs(found - expected).max(axis=-1) for found in answers.values()], axis=0)


def _failure(name: str, quantize: str | None, error: KerasdlError) -> FormatParity:
    return FormatParity(name, quantize, math.inf, None, 0, False, error=str(error))


def check_verification(name_or_folder: str | Path, answers: str | Path | None) -> tuple[ModelFolder, Path | None]:
    """Check what can be checked of a verification before Keras is loaded.

    Args and Raises: as for `verify`.

    Returns:
        The model's folder, opened, and the file for the answers.
    """
    file = None if answers is None else writable_file(Path(answers), "answers", ".npz")
    opened = open_model(name_or_folder)
    check_unlocked(opened.path, error=ModelError)
    return opened, file


@dataclass
class _ParityCheck:
    question: Question
    seconds: float | None
    say: Callable[[str], None]
    answers: dict[str, Outputs] = field(default_factory=dict)

    @property
    def heads(self) -> list[str]:
        """The outputs that are compared."""
        return list(self.question.compared)

    def kept(self) -> dict[str, np.ndarray]:
        """All answers, by the names that they have in a file."""
        answers = {"keras": self.question.expected, **self.answers}
        if len(self.heads) == 1:
            return {name: found[self.heads[0]] for name, found in answers.items()}
        return {f"{name}/{head}": found[head] for name, found in answers.items() for head in self.heads}

    def run(self, formats: Sequence[str]) -> list[FormatParity]:
        """Send the inputs through the formats, each in its own runtime."""
        found = [self._judge(name) for name in FORMATS if name in formats]
        return found + (self._page() if TFJS in formats and self.question.reference.with_ink else [])

    def _judge(self, name: str) -> FormatParity:
        quantize = self.question.quantize if name in (TFJS, TFJS_LAYERS) else None
        self.say(f"asking {name}")
        try:
            return self._compare(name, quantize, self._answers_of(name))
        except (ParityError, ModelError) as error:
            return _failure(name, quantize, error)

    def _answers_of(self, name: str) -> Outputs:
        folder, batch = self.question.opened.path / name, self.question.reference.batch
        require_extra(name, *RUNTIMES.get(name, ()), error=ParityError)
        if name not in (TFJS, TFJS_LAYERS):
            run = {SAVED_MODEL: run_saved_model, ONNX: run_onnx, LITERT: run_litert}[name]
            return run(folder, self.question.inputs, batch)
        read_tfjs_model(folder)  # Node reads every file that it names
        inputs = self.question.inputs
        if name == TFJS_LAYERS and self.question.reference.with_ink:
            inputs = {"digit": self.question.reference.from_digit(self.question.expected["digit"])}
        job = (folder / MODEL_FILE, "graph" if name == TFJS else "layers", inputs)
        (found,) = run_in_node([job], batch=batch, timeout=self.seconds)
        if isinstance(found, ParityError):
            raise found
        return found

    def _page(self) -> list[FormatParity]:
        graph = self.question.opened.path / TFJS
        if "layers" not in read_tfjs_model(graph).get("userDefinedMetadata", {}):
            return []
        self.say("asking the page")
        try:
            found = run_page_in_node(shipped("web"), graph, self.question.inputs["ink"].astype(np.uint8))
        except ParityError as error:
            return [_failure(PAGE, self.question.quantize, error)]
        return [self._compare(PAGE, self.question.quantize, found)] if found else []

    def _compare(self, name: str, quantize: str | None, found: Outputs) -> FormatParity:
        expected = self.question.compared
        # TF.js layers call their outputs as they like, and know nothing of hidden ones.
        if name != TFJS_LAYERS:
            answers = {head: found[head] for head in expected if head in found}
        else:
            answers = dict(zip(expected, found.values(), strict=True)) if len(found) == len(expected) else found
        verdict = judge(answers, expected, quantize)
        heads, passed = verdict.heads, verdict.passed
        self.answers[name] = answers
        from_digit = self._from_digit(found, answers, heads) if self.question.reference.with_ink else None
        if quantize is None and from_digit is not None:
            passed = passed and from_digit <= NETWORK_TOLERANCE
        several = heads if len(heads) > 1 else {}
        return FormatParity(name, quantize, max(heads.values()), from_digit, verdict.changed, passed, several)

    def _from_digit(self, found: Outputs, answers: Outputs, heads: Mapping[str, float]) -> float:
        """The difference from the digit on: the graph's own, or, for what starts at the digit, that which there is."""
        if "digit" not in found:
            return heads["confidences"]
        return largest_difference(answers["confidences"], self.question.reference.answer_to_digit(found["digit"]))
