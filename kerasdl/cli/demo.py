"""`kerasdl demo`: train, evaluate, export, verify; then serve what was made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kerasdl.errors import KerasdlError, ParityError
from kerasdl.models.store import find_model, shipped

STREAMLIT_OPTIONS = (
    "--server.headless=true",  # no question on the first start, and no browser that opens by itself
    "--browser.gatherUsageStats=false",
    "--client.toolbarMode=minimal",
    "--server.fileWatcherType=none",
)
# Not an argument: those are seen by every user of the machine. The dashboard reads it in `app/asgi.py`.
KEY_VARIABLE = "KERASDL_LECTURER_KEY"


def run_demo(folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Train the quick network, judge it, export it, and verify the export.

    Args:
        folder: the model's folder.
        say: takes each line of news.

    Returns:
        The figures of each stage.

    Raises:
        ParityError: an exported format answers otherwise than Keras.
    """
    say("1/4  train: 55,000 digits, a network of 256 and 128 neurons")
    card = _stage("train", "--preset", "quick", "--out", str(folder), "--overwrite")
    say(f"     {100 * card['test_accuracy']:.2f} % of the test digits right, {card['seconds']:.1f} s")
    say("2/4  evaluate")
    picture = folder / "report.png"
    report = _stage("evaluate", str(folder), "--png", str(picture))
    say(f"     mean loss {report['mean_loss']:.4f}; drawn in {picture}")
    say("3/4  export: SavedModel, TF.js graph model, TF.js layers model")
    exported = _stage("export", str(folder))
    say("4/4  verify: the same 10,000 digits through each")
    parity = _stage("verify", str(folder))
    for found in parity["formats"]:
        say(
            f"     {found['format']:<12} largest difference {found['from_input']:.1e}, {found['changed']} changed answers"
        )
    if not parity["passed"]:
        raise ParityError(f"Every format must answer as Keras does. Received: {folder}, which does not")
    say(f"\nmodel      {folder / 'model.keras'}")
    say(f"SavedModel {folder / 'saved_model'}")
    say(f"TF.js      {folder / 'tfjs' / 'model.json'}")
    say(f"report     {picture}")
    say(f"read a picture: kerasdl predict FILE --model {folder}")
    return {
        "folder": str(folder),
        "test_accuracy": card["test_accuracy"],
        "seconds": card["seconds"],
        "bytes": exported["bytes"],
        "parity": parity["formats"],
    }


def _stage(*arguments: str) -> dict[str, Any]:
    """Run one verb in a process of its own: each needs its own Keras backend."""
    import json

    command = [sys.executable, "-m", "kerasdl.cli", *arguments, "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    lines = done.stdout.splitlines()
    if not lines or not lines[-1].startswith("{"):
        raise KerasdlError(f"kerasdl {arguments[0]} must succeed. Received: exit status {done.returncode}")
    result: dict[str, Any] = json.loads(lines[-1])
    return result


def start_dashboard(port: int, host: str = "localhost", *, key: str = "") -> subprocess.Popen[bytes]:
    """Start Streamlit with the dashboard.

    Args:
        port, host: where it listens.
        key: without it in the address, only the rooms of a class are open; "" where everything is.

    Returns:
        The running process; end it with `terminate()`.
    """
    command = [sys.executable, "-m", "streamlit", "run", str(shipped("app") / "asgi.py"), *STREAMLIT_OPTIONS]
    address = [f"--server.port={port}", f"--server.address={host}"]
    if ":" in host and host != "::":  # Streamlit leaves out the brackets of the address that it prints
        address.append(f"--browser.serverAddress=[{host}]")
    return subprocess.Popen([*command, *address], env={**os.environ, KEY_VARIABLE: key})


def serve_dashboard(port: int, host: str = "localhost", *, key: str = "") -> None:
    """Serve the dashboard until Ctrl-C; arguments as of `start_dashboard`.

    Raises:
        KerasdlError: it ended by itself, because its port is taken, say.
    """
    _wait(start_dashboard(port, host, key=key))


def _wait(dashboard: subprocess.Popen[bytes]) -> None:
    """Wait for the dashboard; however the waiting ends, so does the dashboard."""
    # What ends a service is to do what Ctrl-C does; by itself it would leave the dashboard running.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        status = dashboard.wait()
    except KeyboardInterrupt:
        return
    finally:
        dashboard.terminate()
        dashboard.wait(10)
    # A terminal's Ctrl-C reaches the dashboard too, which then ends well by itself.
    if status:
        raise KerasdlError(f"The dashboard must keep running. Received: it ended with status {status}")


def serve_both(folder: Path, *, app_port: int, web_port: int, say: Callable[[str], None]) -> None:
    """Serve the dashboard, and the page with a model, until Ctrl-C.

    Raises:
        KerasdlError: a port is taken.
    """
    from kerasdl.webpage.serving import running_page

    with running_page(shipped("web"), port=web_port, model=find_model(folder)) as page:
        dashboard = start_dashboard(app_port)
        say(f"\npage       {page}\ndashboard  http://localhost:{app_port}\nCtrl-C stops both")
        _wait(dashboard)
