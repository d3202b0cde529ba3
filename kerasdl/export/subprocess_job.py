"""Work of an export in a process of its own, where this one has chosen for good: its backend, or oneDNN."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from kerasdl.errors import ExportError

# The exit status with which a child says that it refused, and why, in its own words.
REFUSED = 3


def run_in_subprocess(module: str, job: Sequence[Any], **environment: str) -> None:
    """Call a module's `subprocess_main` in a process of its own, with the job as JSON; it returns the exit status.

    Args:
        module: its full name.
        job: plain JSON values.
        environment: what that process finds set beside this one's environment.

    Raises:
        ValueError: it refused; its own words.
        ExportError: it failed; the last line of what it said.
    """
    # `-c`, not the command: the errors come back as their one line, not as a screen.
    code = f"import sys; from {module} import subprocess_main; sys.exit(subprocess_main(sys.argv[1]))"
    command = [sys.executable, "-c", code, json.dumps(job)]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    if done.returncode == REFUSED:
        raise ValueError(done.stderr.strip())
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ExportError(lines[-1] if lines else f"the export's process ended with status {done.returncode}")
