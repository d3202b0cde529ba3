"""Persistent compilation cache of JAX, in the user's cache folder: what one process compiles, the next one loads.

The `kerasdl` command, the dashboard and their worker processes use it; `import kerasdl` leaves JAX as it is. JAX's own
variables hold: `JAX_ENABLE_COMPILATION_CACHE=0` turns it off, `JAX_COMPILATION_CACHE_DIR` names another folder.
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

MAX_BYTES = 64_000_000  # about a thousand programs; those that were not used for longest go first
LEAST_SECONDS = 0.1  # what compiles faster is not worth a file
FAULTS = "Error (reading|writing) persistent compilation cache entry"


def use_compilation_cache() -> None:
    """Let JAX keep what it compiles, unless the user said otherwise or there is no folder for it.

    Several processes may use the folder at once: JAX locks it. Whatever goes wrong there costs time, and not a word.
    """
    import jax

    if jax.config.jax_compilation_cache_dir or not jax.config.jax_enable_compilation_cache:
        return
    folder = cache_folder("jax")
    if folder is None:
        return
    remove_unfinished(folder)
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_compilation_cache_max_size", MAX_BYTES)
    jax.config.update("jax_persistent_cache_min_compile_time_secs", LEAST_SECONDS)
    jax.config.update("jax_persistent_cache_enable_xla_caches", "none")  # they know no bound
    warnings.filterwarnings("ignore", FAULTS)


def cache_folder(name: str) -> Path | None:
    """A folder for what can be made again, made if it is missing.

    Args:
        name: what it is for, such as "jax" for compiled programs.

    Returns:
        None where it cannot be written, or where others can write to it: whoever writes there says what this user runs.
    """
    try:
        folder = _user_caches() / "kerasdl" / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except (OSError, RuntimeError):  # the latter where the user has no home
        return None
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
        return None
    return folder if os.access(folder, os.W_OK) else None


def _user_caches() -> Path:
    """Where programs keep what they can make again, by the custom of the system."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return named if named.is_absolute() else Path.home() / ".cache"


def remove_unfinished(folder: Path) -> None:
    """Remove entries of processes that ended while they wrote: JAX would neither use nor replace them, nor make room.

    JAX writes a program, and then the time of its last use.
    """
    try:
        names = {file.name for file in folder.iterdir()}
        for name in names:
            if name.endswith("-cache") and name.removesuffix("-cache") + "-atime" not in names:
                (folder / name).unlink(missing_ok=True)
    except OSError:
        return
