"""Parity of exported models with Keras in real browsers, and what a visitor waits for."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.errors import KerasdlError, ParityError
from kerasdl.export.parity import TOLERANCE, judge
from kerasdl.export.question import Question, ask_keras
from kerasdl.export.runtimes import Outputs
from kerasdl.export.runtimes.node import of_a_known_type
from kerasdl.export.verify import check_verification
from kerasdl.models.store import TFJS
from kerasdl.webpage.browsers.find import Browser, browsers_here, opened
from kerasdl.webpage.browsers.runs import IN_BROWSERS, Run, runs_of
from kerasdl.webpage.browsers.server import PAGE, RESULT, Content, Exchange, RunServer, content, content_of, serving

DIGITS = 100
CALLS, SECONDS_OF_CALLS = 20, 10  # how many calls are timed at least, if they fit in so many seconds
SECONDS = 180.0  # for one runtime in one browser
# Graphics processors round otherwise; a model's page, which has others to answer, is stricter.
TOLERANCES = {"webgl": 1e-3}


@dataclass(frozen=True)
class BrowserRun:
    """One format in one browser.

    Attributes:
        browser: its name and version.
        format: "tfjs", "onnx" or "litert".
        backend: "cpu" (plain JavaScript), "wasm" or "webgl".
        quantize: how the format's weights are stored: None for float32.
        difference: the largest from Keras's answers, over all outputs.
        changed: answers (the largest output) that differ.
        passed: whether it answers as Keras does; None where the browser has no such backend.
        first_ms: from nothing loaded to the first answer, everything fetched from this machine.
        call_ms: median of the calls after it, one input each.
        bytes: runtime and model as they travel, compressed where that pays.
        about: the graphics processor; empty elsewhere.
        error: why it could not be run; None where it could.
    """

    browser: str
    format: str
    backend: str
    quantize: str | None = None
    difference: float = math.inf
    changed: int = 0
    passed: bool | None = False
    first_ms: float = math.nan
    call_ms: float = math.nan
    bytes: int = 0
    about: str = ""
    error: str | None = None


@dataclass(frozen=True)
class BrowserParity:
    """What `verify_in_browsers` found."""

    folder: str
    count: int
    runs: list[BrowserRun] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every run answers as Keras does."""
        return all(run.passed is not False for run in self.runs)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        runs = [
            {k: v for k, v in asdict(run).items() if not isinstance(v, float) or math.isfinite(v)} for run in self.runs
        ]
        return {"folder": self.folder, "count": self.count, "browsers": runs, "passed": self.passed}


def verify_in_browsers(
    name_or_folder: str | Path,
    *,
    count: int | None = None,
    inputs: str | Path | None = None,
    custom: str | None = None,
    run_lambda: bool = False,
    seconds: float | None = None,
    browsers: Sequence[Browser] | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> BrowserParity:
    """Send the same inputs through Keras and a model's TF.js graph, ONNX and LiteRT files in the browsers of this machine.

    TF.js runs with each of its backends, as a model's page has it; ONNX in ONNX Runtime Web and LiteRT in LiteRT.js, both
    in WebAssembly on one thread. Each run has a browser of its own, with nothing kept from another, and asks nothing of
    other hosts. A format passes as in `verify`; on the graphics processor with differences of at most 1e-3.

    Args:
        seconds: how long each run may take; None for 180.
        browsers: which to ask; None for all of this machine.
        name_or_folder, count, inputs, custom, run_lambda, say: as in `verify`, but of test digits 100 by default.

    Raises:
        ConfigError, ModelError, ParityError: as `verify`; there is no browser, or no format that one runs.
    """
    folder, _ = check_verification(name_or_folder, None)
    browsers = browsers_here() if browsers is None else browsers
    if not browsers:
        raise ParityError("This needs a browser on this machine: Chromium, Chrome or Firefox. Received: none")
    file = None if inputs is None else Path(inputs)
    question = ask_keras(folder, count=count, inputs=file, custom=custom, run_lambda=run_lambda, digits=DIGITS, say=say)
    wanted = [name for name in IN_BROWSERS if name in question.formats]
    if not wanted:
        raise ParityError(
            f"One of the formats must be of {', '.join(IN_BROWSERS)}. Received: {', '.join(question.formats)}"
        )
    found: list[BrowserRun] = []
    with question.unchanged(), serving() as server:
        runs = [run for name in wanted for run in _runs(question, name, found)]
        for browser in browsers if runs else []:
            told = f"{browser.name} {browser.version}".strip()
            for run in runs:
                say(f"asking {run.format} ({run.backend}) in {told}")
                ask = partial(_answer, question, run, browser, server, seconds or SECONDS)
                found.append(_judge(question, run, told, ask))
    return BrowserParity(str(folder.path), question.count, found)


def _runs(question: Question, name: str, found: list[BrowserRun]) -> list[Run]:
    """A format's runs; what keeps it from running at all is said once."""
    try:
        return runs_of(question.opened.path, name, list(question.inputs))
    except KerasdlError as error:
        found.append(BrowserRun("-", name, "-", error=str(error)))
        return []


def _judge(
    question: Question, run: Run, browser: str, ask: Callable[[], tuple[dict[str, Any], Outputs, int]]
) -> BrowserRun:
    quantize = question.quantize if run.format == TFJS else None
    try:
        result, answers, sent = ask()
        if absent := result.get("absent"):
            return BrowserRun(browser, run.format, run.backend, quantize, passed=None, error=absent)
        kept = {head: answers[head] for head in question.compared if head in answers}
        verdict = judge(kept, question.compared, quantize, TOLERANCES.get(run.backend, TOLERANCE))
    except ParityError as error:
        return BrowserRun(browser, run.format, run.backend, quantize, error=str(error))
    return BrowserRun(
        browser,
        run.format,
        run.backend,
        quantize,
        max(verdict.heads.values()),
        verdict.changed,
        verdict.passed,
        result["first"],
        result["call"],
        sent,
        result["about"],
    )


def _answer(
    question: Question, run: Run, browser: Browser, server: RunServer, seconds: float
) -> tuple[dict[str, Any], Outputs, int]:
    """What a browser answers: its result, the outputs by name, and the bytes that it fetched.

    Raises:
        ParityError: it does not answer, or the model cannot run.
    """
    exchange = Exchange(_plain(question, run), run.files)
    server.exchange = exchange
    end = time.monotonic() + seconds
    with opened(browser, f"{server.origin}/") as process:
        while not exchange.done.wait(0.2):
            if time.monotonic() > end:
                raise ParityError(f"{browser.name} must answer within {seconds:.0f} seconds. Received: no answer")
            if process.poll() is not None:
                raise ParityError(f"{browser.name} must start. Received: it ended with status {process.returncode}")
    result = json.loads(exchange.received[RESULT])
    if reason := result.get("error"):
        raise ParityError(f"{browser.name} must run the model. Received: {reason}")
    outputs = {
        output["name"]: np.frombuffer(exchange.received[f"/outputs/{number}"], np.float32).reshape(output["shape"])
        for number, output in enumerate(result.get("outputs", []))
    }
    return result, outputs, exchange.sent


def _plain(question: Question, run: Run) -> dict[str, Content]:
    """The page that runs the model, its job, and the inputs."""
    files = {"/": content_of(PAGE / "index.html")}
    files |= {f"/{file.name}": content_of(file) for file in PAGE.glob("*.js")}
    described = []
    for number, (name, values) in enumerate(question.inputs.items()):
        kept = of_a_known_type(values)
        files[f"/inputs/{number}"] = Content(kept.tobytes(), False, "application/octet-stream")
        described.append({"name": run.keys.get(name, name), "shape": kept.shape, "type": str(kept.dtype)})
    job = {
        "runtime": run.format,
        "inputs": described,
        "rows": question.reference.specs[0].shape[0] or 1,
        "calls": CALLS,
        "seconds": SECONDS_OF_CALLS,
        **run.job,
    }
    return {**files, "/job.json": content(json.dumps(job).encode(), ".json")}
