"""The `kerasdl` command in the test's own process, in a process of its own, or several commands in one process.

`python -m tests.support.command COMMANDS` runs the commands of a JSON list of lists.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from kerasdl.cli.main import main

Finished = subprocess.CompletedProcess[str]
ROOT = Path(__file__).resolve().parents[2]


def run_command(*arguments: str, cwd: Path | None = None) -> Finished:
    """Call the command's `main` in this process, which has loaded Keras once for all.

    Args:
        arguments: what follows `kerasdl`.
        cwd: the folder to run in.

    Returns:
        The exit status, and what Python wrote to standard output and standard error. Environment, working folder and
        signal handlers are restored.
    """
    _load_keras_beside_tensorflow()
    return call_main(arguments, cwd)


def run_process(*arguments: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Finished:
    """Run the command as a user does, in a process of its own; `env` is added to the environment."""
    command = [sys.executable, "-m", "kerasdl.cli", *arguments]
    environment = {**os.environ, **(env or {})}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, check=False)


def run_in_one_process(*commands: Sequence[str], env: Mapping[str, str] | None = None) -> list[Finished]:
    """Run commands one after another in a new process, which loads its Keras backend once; `env` as above."""
    command = [sys.executable, "-m", "tests.support.command", json.dumps(commands)]
    environment = {**os.environ, **(env or {})}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return [Finished(list(given), **result) for given, result in zip(commands, json.loads(done.stdout), strict=True)]


def call_main(arguments: Sequence[str], cwd: Path | None = None) -> Finished:
    """As `run_command`, of what needs no Keras."""
    out, err = io.StringIO(), io.StringIO()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    status = 0
    with ExitStack() as restored:
        restored.enter_context(patch.dict(os.environ))
        restored.enter_context(patch.object(sys, "argv", ["kerasdl", *arguments]))
        restored.enter_context(patch.object(sys, "unraisablehook", sys.unraisablehook))
        if cwd is not None:
            restored.enter_context(chdir(cwd))
        restored.enter_context(redirect_stdout(out))
        restored.enter_context(redirect_stderr(err))
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
    return Finished(["kerasdl", *arguments], status, out.getvalue(), err.getvalue())


def _load_keras_beside_tensorflow() -> None:
    """Undo that the command hides TensorFlow from a process on JAX: a later test may need both."""
    if "tensorflow" in sys.modules and sys.modules["tensorflow"] is None:
        del sys.modules["tensorflow"]
    import keras  # noqa: F401
    import tensorflow  # noqa: F401


if __name__ == "__main__":
    finished = [call_main(arguments) for arguments in json.loads(sys.argv[1])]
    print(json.dumps([{"returncode": f.returncode, "stdout": f.stdout, "stderr": f.stderr} for f in finished]))
