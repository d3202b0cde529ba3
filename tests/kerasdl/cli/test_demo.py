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

from kerasdl.cli import demo
from kerasdl.cli.common import warn_of_others
from kerasdl.models.store import find_model
from tests.support.command import call_main


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


@pytest.mark.parametrize("host", ["::1", "[::1]", "localhost", "127.0.0.2"])
def test_only_an_address_for_others_is_warned_of(host, capsys):
    warn_of_others(host.strip("[]"), "page", "they can read it")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.2", "2001:db8::1", "a.example.org", "\x1b[2J"])
def test_an_address_for_others_is_warned_of_in_one_line(host, capsys):
    warn_of_others(host, "page", "they can read it")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1 and lines[0].endswith(" lets other machines reach the page: they can read it.")
    assert lines[0].isprintable()


@pytest.mark.parametrize(("host", "shown"), [("::1", "[::1]"), ("[::1]", "[::1]"), ("0.0.0.0", "0.0.0.0")])
def test_the_page_is_served_at_any_address_and_says_who_can_read_it(tmp_path, host, shown):
    if ":" in host and not has_ipv6():
        pytest.skip("this machine has no IPv6")
    process = start("web", "--port", "0", "--host", host, cwd=tmp_path)
    try:
        told = lines_until(process, "page http")
        url = told[-1].split()[1]
        assert url.startswith(f"http://{shown}:") and b"Draw a digit" in fetch(url)
        assert any("other machines" in line for line in told) == (host == "0.0.0.0")
    finally:
        interrupt(process)


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    ("host", "options"),
    [
        ("localhost", ["--server.address=localhost"]),
        ("0.0.0.0", ["--server.address=0.0.0.0"]),
        ("::", ["--server.address=::"]),
        ("::1", ["--server.address=::1", "--browser.serverAddress=[::1]"]),
    ],
)
def test_streamlit_is_told_the_address_and_how_to_write_it(monkeypatch, host, options):
    started = []
    monkeypatch.setattr(demo.subprocess, "Popen", lambda command, **_: started.append(command))
    demo.start_dashboard(8501, host)
    assert started[0][-len(options) :] == options and started[0][4].endswith("asgi.py")


def test_the_lecturers_key_is_printed_and_reaches_the_dashboard_but_no_list_of_processes(monkeypatch):
    started = []
    monkeypatch.setattr(demo.subprocess, "Popen", lambda command, env: started.append((command, env)))
    monkeypatch.setattr(demo, "_wait", lambda _: None)
    assert call_main(["app", "--host", "0.0.0.0", "--key"]).returncode == 0
    command, environment = started[0]
    key = environment[demo.KEY_VARIABLE]
    assert len(key) > 15 and not any(key in argument for argument in command)
    done = call_main(["app", "--host", "0.0.0.0", "--key"])
    assert f"http://localhost:8501/?key={started[1][1][demo.KEY_VARIABLE]}" in done.stderr and key not in done.stderr
    assert "they can write in a room whose address they have, and nothing else" in done.stderr
    assert "--key leaves them the rooms alone" in call_main(["app", "--host", "0.0.0.0"]).stderr
    assert started[2][1][demo.KEY_VARIABLE] == ""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_dashboard_is_served_until_the_command_is_ended(tmp_path, end):
    port = free_port()
    process = start("app", "--port", str(port), cwd=tmp_path)
    try:
        assert fetch(f"http://localhost:{port}/_stcore/health") == b"ok"
        with urllib.request.urlopen(f"http://localhost:{port}/") as answer:
            assert b"<title>" in answer.read()
            assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    finally:
        process.send_signal(end)
        process.communicate(timeout=30)
    with (
        pytest.raises(urllib.error.URLError),
        urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=5),
    ):
        pass
