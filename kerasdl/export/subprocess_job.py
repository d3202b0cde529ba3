"""Export jobs in a subprocess, with another Keras backend or without oneDNN: a process chooses both once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from kerasdl.errors import ExportError

# The exit status of a subprocess that rejects its job; standard error then holds its own message.
REJECTED = 3


def run_in_subprocess(module: str, job: Any, **environment: str) -> None:
    """Call a module's `subprocess_main` in a subprocess, with the job as JSON; it returns the exit status.

    Args:
        module: its full name.
        job: a plain JSON value.
        environment: variables added to this process's environment.

    Raises:
        ValueError: it rejected the job; its own message.
        ExportError: it failed; the last line of its standard error.
    """
    # `-c`, not the command: the errors come back as their one line, not as a screen.
    code = f"import sys; from {module} import subprocess_main; sys.exit(subprocess_main(sys.argv[1]))"
    command = [sys.executable, "-c", code, json.dumps(job)]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    if done.returncode == REJECTED:
        raise ValueError(done.stderr.strip())
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ExportError(lines[-1] if lines else f"the export's process ended with status {done.returncode}")
