"""Commands that serve the dashboard and the page, started and stopped as processes."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from kerasdl.models.store import find_model


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(*arguments: str, cwd: Path) -> subprocess.Popen:
    command = [sys.executable, "-u", "-m", "kerasdl.cli", *arguments]
    return subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def lines_until(process: subprocess.Popen, wanted: str) -> list[str]:
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if wanted in line:
            return lines
    pytest.fail(f"{wanted!r} never came:\n" + "\n".join(lines))


def fetch(url: str) -> bytes:
    """What a server answers; it may still be starting."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(url) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.5)
    return pytest.fail(f"{url} never answered")


def interrupt(process: subprocess.Popen) -> int:
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    return process.returncode


@pytest.mark.slow
def test_the_demo_makes_everything_and_serves_dashboard_and_page_until_it_is_stopped(tmp_path):
    dashboard, page = free_port(), free_port()
    process = start("demo", "--json", "--app-port", str(dashboard), "--web-port", str(page), cwd=tmp_path)
    try:
        told = lines_until(process, "Ctrl-C stops both")
        result = json.loads(next(line for line in told if line.startswith("{")))
        assert result["test_accuracy"] >= 0.98
        assert {f["format"]: f["changed"] for f in result["parity"]} == {
            "saved_model": 0, "tfjs": 0, "tfjs_layers": 0, "page": 0,
        }  # fmt: skip
        folder = tmp_path / "saved_models" / "demo"
        assert sorted(p.name for p in folder.iterdir()) == [
            "card.json", "model.keras", "report.png", "saved_model", "tfjs", "tfjs_layers",
        ]  # fmt: skip
        assert b"Draw a digit" in fetch(f"http://127.0.0.1:{page}/")
        # The page reads with the network that was just made, not with the one that it ships.
        assert fetch(f"http://127.0.0.1:{page}/model/model.json") == (folder / "tfjs" / "model.json").read_bytes()
        assert fetch(f"http://localhost:{dashboard}/_stcore/health") == b"ok"
    finally:
        status = interrupt(process)
    assert status == 0


def test_the_page_is_served_with_its_own_model(tmp_path):
    port = free_port()
    process = start("web", "--port", str(port), cwd=tmp_path)
    try:
        lines_until(process, f"http://127.0.0.1:{port}")
        served = fetch(f"http://127.0.0.1:{port}/model/model.json")
    finally:
        interrupt(process)
    assert served == (find_model("web") / "tfjs" / "model.json").read_bytes()


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = subprocess.run(
            [sys.executable, "-m", "kerasdl.cli", "web", "--port", str(taken.getsockname()[1])],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("kerasdl: ")


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_dashboard_is_served_until_the_command_is_ended(tmp_path, end):
    port = free_port()
    process = start("app", "--port", str(port), cwd=tmp_path)
    try:
        assert fetch(f"http://localhost:{port}/_stcore/health") == b"ok"
        assert b"<title>" in fetch(f"http://localhost:{port}/")
    finally:
        process.send_signal(end)
        process.communicate(timeout=30)
    with (
        pytest.raises(urllib.error.URLError),
        urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=5),
    ):
        pass
