"""Exported models in this machine's browsers, held against Keras; what is missing is one line."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np
import pytest

from kerasdl.errors import ParityError
from kerasdl.webpage.browsers import find, packages, verify
from kerasdl.webpage.browsers.find import CHROMIUM, FIREFOX, Browser, browsers_here
from kerasdl.webpage.browsers.runs import Run
from kerasdl.webpage.browsers.server import RESULT, Exchange, content, serving
from tests.support.command import run_command


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    """A small model of two inputs in all formats that a browser runs."""
    import keras

    from kerasdl.export import export_model

    one, other = keras.Input((6,), name="numbers"), keras.Input((4,), name="words", dtype="int32")
    words = keras.layers.LSTM(3)(keras.layers.Embedding(9, 3)(other))
    both = keras.layers.Concatenate()([keras.layers.Dense(5, activation="tanh")(one), words])
    outputs = [keras.layers.Dense(3, activation="softmax", name="kind")(both), keras.layers.Dense(1, name="size")(both)]
    folder = tmp_path_factory.mktemp("browser")
    keras.Model([one, other], outputs).save(folder / "any.keras")
    export_model(folder / "any.keras", folder / "model", formats=("tfjs", "onnx", "litert"))
    return folder / "model"


def one_browser(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    here = [browser for browser in browsers_here() if browser.name == name]
    assert here, f"{name} is missing: `make test-slow` brings it"
    monkeypatch.setattr(verify, "browsers_here", lambda: here)


def test_tfjs_answers_in_chromium_as_keras_does_with_each_backend(exported, monkeypatch):
    one_browser(monkeypatch, CHROMIUM)
    monkeypatch.setattr(verify, "IN_BROWSERS", ("tfjs",))
    found = verify.verify_in_browsers(exported, count=5)
    assert found.count == 5 and found.passed
    assert [run.backend for run in found.runs] == ["cpu", "wasm", "webgl"]
    for run in found.runs:
        if run.passed is None:
            continue  # a Chromium without WebGL
        assert run.difference < 1e-5 and run.changed == 0 and run.first_ms > run.call_ms > 0
        # TF.js and the model, compressed; WebAssembly's binary is 100 kB more.
        assert 60_000 < run.bytes < 400_000
    assert json.loads(json.dumps(found.to_dict()))["passed"] is True


@pytest.mark.slow
@pytest.mark.parametrize("name", [CHROMIUM, FIREFOX])
def test_all_formats_answer_in_a_browser_as_keras_does(exported, monkeypatch, name):
    packages.install()
    one_browser(monkeypatch, name)
    found = verify.verify_in_browsers(exported, count=5)
    assert [(run.format, run.backend) for run in found.runs] == [
        *[("tfjs", backend) for backend in ("cpu", "wasm", "webgl")],
        ("onnx", "wasm"),
        ("litert", "wasm"),
    ]
    assert found.passed, found
    assert all(run.bytes > 1_000_000 for run in found.runs[3:])


def test_a_missing_package_is_said_once_with_the_command_that_brings_it(exported, monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "cache_folder", lambda name: tmp_path / name)
    monkeypatch.setattr(verify, "IN_BROWSERS", ("onnx", "litert"))
    found = verify.verify_in_browsers(exported, count=2)
    assert not found.passed and [run.browser for run in found.runs] == ["-", "-"]
    for run, package in zip(found.runs, ["onnxruntime-web", "@litertjs/core"], strict=True):
        assert run.error is not None and "\n" not in run.error
        assert run.error.startswith(
            f"This needs {package} in a browser: python -m kerasdl.webpage.browsers. Received: "
        )


def test_without_a_browser_nothing_is_loaded(exported, monkeypatch):
    monkeypatch.setattr(verify, "browsers_here", list)
    monkeypatch.setattr(verify, "ask_keras", None)
    with pytest.raises(ParityError, match=r"Chromium, Chrome or Firefox. Received: none"):
        verify.verify_in_browsers(exported)


class _Question:
    quantize = None
    compared = {"answer": np.eye(3, dtype=np.float32)}  # noqa: RUF012


@pytest.mark.parametrize(
    ("backend", "off", "passed"), [("wasm", 5e-4, False), ("webgl", 5e-4, True), ("webgl", 5e-3, False)]
)
def test_what_differs_does_not_pass(backend, off, passed):
    answers = {"answer": _Question.compared["answer"] + np.float32(off), "other": np.zeros(3)}
    told = {"first": 5.0, "call": 1.0, "about": ""}
    run = verify._judge(_Question(), Run("tfjs", backend, {}), "A browser", lambda: (told, answers, 7))  # type: ignore[arg-type]
    assert run.passed is passed and run.difference == pytest.approx(off, rel=1e-3) and run.bytes == 7


def test_a_backend_that_a_browser_lacks_is_no_failure():
    run = verify._judge(_Question(), Run("tfjs", "webgl", {}), "A browser", lambda: ({"absent": "no WebGL"}, {}, 0))  # type: ignore[arg-type]
    assert run.passed is None and run.error == "no WebGL"
    assert verify.BrowserParity("folder", 1, [run]).passed
    assert verify.BrowserParity("folder", 1, [run]).to_dict()["browsers"][0] == {
        "browser": "A browser", "format": "tfjs", "backend": "webgl", "quantize": None, "changed": 0, "passed": None,
        "bytes": 0, "about": "", "error": "no WebGL",
    }  # fmt: skip


def test_a_browser_that_ends_at_once_is_named(exported, monkeypatch):
    monkeypatch.setattr(verify, "IN_BROWSERS", ("tfjs",))
    monkeypatch.setattr(verify, "browsers_here", lambda: [Browser(CHROMIUM, "/bin/false")])
    found = verify.verify_in_browsers(exported, count=1)
    assert {run.error for run in found.runs} == {"Chromium must start. Received: it ended with status 1"}


def test_the_command_ends_with_a_failure_where_a_runtime_is_missing(exported, monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "cache_folder", lambda name: tmp_path / name)
    monkeypatch.setattr(verify, "IN_BROWSERS", ("onnx",))
    done = run_command("verify", str(exported), "--browser", "--count", "1")
    assert done.returncode == 1 and "FAILS: This needs onnxruntime-web in a browser" in done.stdout
    done = run_command("verify", str(exported), "--browser", "--answers", str(tmp_path / "answers.npz"))
    assert done.returncode == 2 and "`answers` must be kept without --browser" in done.stderr


def test_the_table_names_every_run():
    from kerasdl.cli.progress import browser_table

    runs = [
        verify.BrowserRun("A 1.0", "tfjs", "cpu", None, 1e-7, 0, True, 90.2, 1.25, 1234),
        verify.BrowserRun("A 1.0", "tfjs", "webgl", None, passed=None, error="no WebGL"),
        verify.BrowserRun("A 1.0", "onnx", "wasm", None, 0.5, 3, False, 90.2, 1.25, 1234),
        verify.BrowserRun("B 2.0", "onnx", "wasm", error="B must start."),
    ]
    text = browser_table(verify.BrowserParity("folder", 32, runs))
    lines = text.splitlines()
    assert lines[0] == "32 inputs through Keras and …" and lines[1] == "A 1.0" and "B 2.0" in lines
    assert "1.0e-07" in lines[3] and "1,234 bytes  agrees" in lines[3]
    assert "not there: no WebGL" in text and "DIFFERS" in text and "FAILS: B must start." in text


def test_the_server_counts_what_a_visitor_fetches_and_hears_its_own_page_alone():
    with serving() as server:
        server.exchange = Exchange({"/": content(b"<p>", ".html")}, {"/model": content(bytes(1000), ".bin")})
        for path in ("/", "/model"):
            with urllib.request.urlopen(server.origin + path) as response:
                assert "default-src 'self'" in response.headers["Content-Security-Policy"]
                assert response.headers["Cache-Control"] == "no-store"
        assert server.exchange.sent == len(content(bytes(1000), ".bin").body) < 1000
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{server.origin}/other")
        for origin, taken in (("http://elsewhere", False), (server.origin, True)):
            request = urllib.request.Request(server.origin + RESULT, b"{}", {"Origin": origin})
            if taken:
                urllib.request.urlopen(request)
            else:
                with pytest.raises(urllib.error.HTTPError, match="403"):
                    urllib.request.urlopen(request)
            assert server.exchange.done.wait(10 if taken else 0) is taken


def test_the_packages_are_pinned_with_their_hashes():
    wanted = json.loads((packages.LISTS / "package.json").read_text())["dependencies"]
    locked = json.loads((packages.LISTS / "package-lock.json").read_text())["packages"]
    for name in packages.PACKAGES.values():
        entry = locked[f"node_modules/{name}"]
        assert entry["version"] == wanted[name] and entry["integrity"].startswith("sha512-")


def test_browsers_are_started_with_an_empty_profile_and_without_a_screen(tmp_path):
    for name in find.PROGRAMS:
        command = Browser(name, "program").command(tmp_path)
        assert command[0] == "program" and any("headless" in part for part in command)
        assert any(str(tmp_path) in part for part in command)
