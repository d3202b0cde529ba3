"""The page Export: what is ordered, what is shown of it, and how it is taken along."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.error import URLError

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import kerasdl.cli.main
from app.charts.parity import agreement_table, power, size_bars
from app.export import archive, page_servers
from app.export import request as requests
from app.export.request import ExportRequest
from app.export.snippets import PYTHON
from app.jobs import JobState
from app.jobs.commands import Command, TaskStatus
from app.state import functions, server
from app.state.language import Texts
from kerasdl.backend.selection import WITHOUT_ONEDNN
from kerasdl.errors import ConfigError, KerasdlError
from kerasdl.export import DEFAULT_FORMATS, ExportResult
from kerasdl.export.verify import Parity
from tests.support.dashboard import switch, text_of

Open = Callable[..., AppTest]
TEXTS = Texts("export")


class FakeQueue:
    """Does nothing, and says of every task what it is told to say."""

    def __init__(self) -> None:
        self.said: TaskStatus | None = None
        self.asked: dict[str, tuple[Command, ...]] = {}

    def submit(self, key: str, *commands: Command) -> None:
        self.asked[key] = commands

    def status(self, key: str) -> TaskStatus | None:
        return self.said if key.startswith("export ") else None


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeQueue]:
    queue = FakeQueue()
    monkeypatch.setattr(server.jobs(), "commands", queue)
    yield queue
    page_servers.servers().close()


@pytest.fixture
def shipped_request() -> ExportRequest:
    function = functions.shipped()
    assert function is not None
    return ExportRequest(function, DEFAULT_FORMATS, "none")


@pytest.fixture
def done(shipped_request: ExportRequest, queue: FakeQueue) -> ExportRequest:
    """An export that is done: the shipped files, and answers that differ a little on one digit."""
    assert shipped_request.function.folder is not None
    shutil.copytree(shipped_request.function.folder, shipped_request.model)
    answers = {name: np.full((requests.DIGITS, 10), 0.1, np.float32) for name in ("keras", *DEFAULT_FORMATS)}
    answers["tfjs"][7, 3] += 0.00025
    np.savez(shipped_request.answers, **answers)
    queue.said = TaskStatus(JobState.DONE, ({"bytes": {}}, parity()))
    return shipped_request


def parity(changed: int = 0, passed: bool = True) -> dict[str, Any]:
    found = {"quantize": None, "from_input": 2.5e-4, "from_digit": 0.0, "changed": changed, "passed": passed}
    return {
        "count": requests.DIGITS,
        "formats": [{"format": name, **found} for name in DEFAULT_FORMATS],
        "passed": passed,
    }


def test_an_order_runs_export_and_verify_as_the_command_takes_them(
    shipped_request: ExportRequest, queue: FakeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: dict[str, tuple[Any, dict[str, Any]]] = {}

    def exported(*given: Any, **settings: Any) -> Any:
        calls["export"] = (given, settings)
        return ExportResult(Path(given[1]), {"tfjs": 1})

    def verified(*given: Any, **settings: Any) -> Any:
        calls["verify"] = (given, settings)
        return Parity("", 0)

    monkeypatch.setattr("kerasdl.export.export_model", exported)
    monkeypatch.setattr("kerasdl.export.verify.verify", verified)
    monkeypatch.setattr("kerasdl.export.verify.check_verification", lambda *_: None)
    monkeypatch.setattr("kerasdl.cli.sharing.start_keras", lambda *_: None)
    for name in ("KERAS_BACKEND", *WITHOUT_ONEDNN):
        monkeypatch.setenv(name, "")  # which the commands set; it is what it was after the test
    ExportRequest(shipped_request.function, ("tfjs", "tfjs_layers"), "uint8").submit()
    ((_, commands),) = queue.asked.items()
    for command in commands:
        assert CliRunner().invoke(kerasdl.cli.main.app, [*command, "--json"]).exit_code == 0
    (source, out), settings = calls["export"]
    assert (
        Path(source) == shipped_request.function.folder and out != Path(source) and out.parent.parent.name == ".exports"
    )
    asked = {"formats": ["tfjs", "tfjs_layers"], "quantize": "uint8", "ink": True, "labels": None}
    assert {name: settings[name] for name in asked} == asked
    (model,), settings = calls["verify"]
    asked = {"count": requests.DIGITS, "answers": out.parent / "answers.npz"}
    assert model == str(out) and {name: settings[name] for name in asked} == asked


def test_orders_are_told_apart_by_function_formats_and_weights(shipped_request: ExportRequest) -> None:
    function = shipped_request.function
    others = [ExportRequest(function, DEFAULT_FORMATS, "uint8"), ExportRequest(function, ("tfjs",), "none")]
    assert len({shipped_request.key, *(other.key for other in others)}) == 3
    assert ExportRequest(function, DEFAULT_FORMATS, "none").key == shipped_request.key


def test_the_oldest_exports_make_room(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MOST_KEPT", 1)
    home = server.folder(requests.HOME)
    for name in ("old", "new"):
        (home / name).mkdir()
    old = home / "old"
    os.utime(old, (0, 0))
    requests.make_room()
    assert not old.exists() and (home / "new").exists()


def test_an_untrained_function_is_sent_to_step_3(open_app: Open) -> None:
    app = open_app("export")
    app.selectbox(key="function").set_value("untrained").run()
    assert "Only a finished function can be exported" in text_of(app)
    assert [link.proto.page for link in app.get("page_link")] == ["step-3"]


def test_windows_is_told_in_one_line(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app()
    monkeypatch.setattr(sys, "platform", "win32")
    switch(app, "export")
    assert "no Windows build" in text_of(app) and not app.exception


def test_the_button_orders_what_is_chosen(open_app: Open, queue: FakeQueue) -> None:
    app = open_app("export")
    app.button_group(key="export_quantize").set_value("float16").run()
    app.button(key="export_go").click().run()
    ((_, (export, _)),) = queue.asked.items()
    assert export[export.index("--quantize") + 1] == "float16"


def test_onnx_and_litert_are_offered_where_they_can_be_verified(
    open_app: Open, queue: FakeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("export")
    assert "For ONNX Runtime" in text_of(app) and "Not installed here" not in text_of(app)
    app.button_group(key="export_formats").set_value(["onnx", "litert"]).run()
    assert app.button_group(key="export_quantize").disabled  # only TF.js stores weights in fewer bits
    app.button(key="export_go").click().run()
    ((_, (export, _)),) = queue.asked.items()
    assert export[export.index("--formats") + 1] == "onnx,litert" and "--quantize" not in export
    monkeypatch.setattr("app.export.page.FORMATS", DEFAULT_FORMATS)
    app = open_app("export")
    assert "Not installed here: ONNX / LiteRT" in text_of(app) and "kerasdl[onnx,litert]" in text_of(app)


@pytest.mark.slow
def test_the_lines_of_code_for_python_read_what_was_exported(tmp_path: Path) -> None:
    names = ["saved_model", "onnx", "litert"]
    model = functions.shipped()
    assert model is not None and model.folder is not None
    exported = tmp_path / "model"
    command = [sys.executable, "-m", "kerasdl.cli", "export", str(model.folder), "--out", str(exported)]
    subprocess.run([*command, "--formats", ",".join(names)], check=True, capture_output=True)
    lines = ["import numpy as np", "ink = np.zeros((2, 40, 30), np.float32)", "ink[:, 8:30, 14:17] = 255"]
    for name in names:
        lines += [PYTHON[name], "print('answers', np.asarray(y).shape, np.asarray(y).argmax(1))"]
    command = [sys.executable, "-c", "\n".join(lines)]
    done = subprocess.run(command, cwd=exported, check=True, capture_output=True, text=True)
    said = [line for line in done.stdout.splitlines() if line.startswith("answers")]
    assert said == ["answers (2, 10) [1 1]"] * 3


def test_a_full_queue_and_a_failure_are_one_line_each(
    open_app: Open, queue: FakeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.said = TaskStatus(JobState.FAILED, (), 0, "It must not be so. Received: so")

    def refuse(key: str, *commands: Command) -> None:
        raise ConfigError("Full. Received: one more")

    monkeypatch.setattr(queue, "submit", refuse)
    app = open_app("export")
    assert [error.value for error in app.error] == ["It could not be exported: It must not be so. Received: so"]
    app.button(key="export_go").click().run()
    assert app.error[-1].value == "Full. Received: one more"


def test_a_finished_export_shows_whether_the_formats_agree(open_app: Open, done: ExportRequest) -> None:
    app = open_app("export")
    assert not app.exception
    said = text_of(app)
    assert "no answer changed" in said and "| TF.js graph | float32 | 2.5\N{NO-BREAK SPACE}·" in said
    # It opens on the digit where they differ most.
    assert app.number_input(key="export_digit").value == 7
    assert "0.100<u>2" in said and "Largest difference on this digit: 2.5" in said
    app.button(key="export_random").click().run()
    assert app.number_input(key="export_digit").value != 7


def test_formats_that_differ_or_are_rounded_are_told(open_app: Open, done: ExportRequest, queue: FakeQueue) -> None:
    queue.said = TaskStatus(JobState.DONE, ({}, parity(changed=1)))
    assert "1 of 1,000 answers changed" in text_of(open_app("export"))
    queue.said = TaskStatus(JobState.DONE, ({}, parity(changed=9, passed=False)))
    assert "does not answer as Keras does" in text_of(open_app("export"))


def test_files_that_made_room_are_exported_again(open_app: Open, done: ExportRequest) -> None:
    shutil.rmtree(done.folder)
    app = open_app("export")
    assert "removed to make room" in text_of(app) and app.button(key="export_go")


def test_the_zip_holds_every_format_and_how_to_use_it(done: ExportRequest) -> None:
    with zipfile.ZipFile(io.BytesIO(archive.zipped(TEXTS, done))) as packed:
        names = set(packed.namelist())
        assert {f"kerasdl-web/{name}" for name in ("model.keras", "card.json", "README.txt")} <= names
        assert {f"kerasdl-web/{name}" for name in ("tfjs/model.json", "saved_model/saved_model.pb")} <= names
        readme = packed.read("kerasdl-web/README.txt").decode()
        model = packed.read("kerasdl-web/model.keras")
    assert all(f"{name}\n" in readme for name in ("model.keras", *DEFAULT_FORMATS))
    assert "kerasdl web --model kerasdl-web" in readme and "loadGraphModel" in readme
    assert model == (done.model / "model.keras").read_bytes()


def test_the_page_is_served_with_the_exported_model_once_for_all(done: ExportRequest) -> None:
    servers = page_servers.PageServers(most=1)
    try:
        url = servers.url(done.key, done.model)
        assert servers.url(done.key, done.model) == url and url.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{url}model/model.json") as answer:
            assert json.load(answer) == json.loads((done.model / "tfjs" / "model.json").read_text())
        servers.url("another", done.model)
        with pytest.raises(URLError):
            urllib.request.urlopen(url, timeout=2)
        with pytest.raises(KerasdlError, match="must hold tfjs/model.json"):
            servers.url("none", done.folder)
    finally:
        servers.close()


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:8501/export", True),
        ("http://127.0.0.1:1/", True),
        ("https://example.org/", False),
        (None, False),
    ],
)
def test_the_page_is_offered_to_a_browser_on_this_machine(
    url: str | None, here: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "context", SimpleNamespace(url=url))
    assert page_servers.browser_is_here() is here


def test_decimals_that_differ_from_keras_stand_out() -> None:
    keras, other = np.full(10, 0.25), np.full(10, 0.25)
    other[3] = 0.2500012
    drawn = agreement_table(TEXTS, {"keras": keras, "tfjs": other})
    assert drawn.count("<u>") == 1 and "0.25000<u>120</u>" in drawn and drawn.count("<tr") == 11


def test_small_numbers_are_written_as_powers_of_ten() -> None:
    space = "\N{NO-BREAK SPACE}"
    assert power(1.23e-6) == f"1.2{space}·{space}10⁻⁶" and power(0.0) == "0"


def test_sizes_stand_beside_each_other() -> None:
    figure = size_bars(TEXTS, ["model.keras", "tfjs"], [2_000_000, 500_000], [1_500_000, 400_000])
    assert [list(bars.x) for bars in figure.data] == [[2_000_000, 500_000], [1_500_000, 400_000]]
    assert figure.data[0].text[0] == "2,000\N{NO-BREAK SPACE}kB" and list(figure.data[0].y) == ["Keras", "TF.js graph"]
