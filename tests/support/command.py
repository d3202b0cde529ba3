"""The `kerasdl` command, run in the process of the test: no interpreter and no Keras to load for each call."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from kerasdl.cli.main import main


def run_command(*arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    """Call the command's `main` with these arguments, as a process of its own would be called.

    Args:
        arguments: what follows `kerasdl`.
        cwd: the folder to run in.
        env: variables that are set beside the environment's.

    Returns:
        The exit status, and what Python wrote to standard output and standard error. Environment, working folder and
        signal handlers are afterwards as they were.
    """
    _show_tensorflow()
    out, err = io.StringIO(), io.StringIO()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, env or {}))
        stack.enter_context(patch.object(sys, "argv", ["kerasdl", *arguments]))
        if cwd is not None:
            stack.enter_context(chdir(cwd))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        try:
            main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
    return subprocess.CompletedProcess(["kerasdl", *arguments], status, out.getvalue(), err.getvalue())


def _show_tensorflow() -> None:
    """Load Keras with TensorFlow beside it: once the command has hidden TensorFlow, no later test could use it."""
    if "tensorflow" in sys.modules and sys.modules["tensorflow"] is None:
        del sys.modules["tensorflow"]
    import keras  # noqa: F401
    import tensorflow  # noqa: F401
