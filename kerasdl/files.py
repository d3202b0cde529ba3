"""Atomic writing of files and folders: whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kerasdl.errors import ConfigError


def make_writable_folder(out: Path) -> None:
    """Make a folder that files will be written to, before the work whose results they hold.

    Raises:
        ConfigError: a file is in the way, or it may not be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise ConfigError(f"`out` must be a folder that can be written. Received: {out} ({error.strerror})") from None


@contextmanager
def atomic_file(file: Path) -> Iterator[Path]:
    """Yield a temporary path beside `file`, and rename it to `file` when the block ends well."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # The suffix stays last: libraries choose the format by it.
    part = file.with_name(f".{file.stem}.{os.getpid()}.part{file.suffix}")
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def atomic_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty temporary folder beside `folder`, and put it in its place when the block ends well.

    Where `folder` is a link, the link is replaced, and what it leads to stays as it is.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
    part.chmod(0o755)
    old = part.with_suffix(".old")
    try:
        yield part
        if os.path.lexists(folder):
            os.replace(folder, old)
        os.replace(part, folder)
    finally:
        if os.path.lexists(old) and not os.path.lexists(folder):
            os.replace(old, folder)
        remove_folder(part)
        remove_folder(old)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it; of a link to a folder, the link alone."""
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder, ignore_errors=True)
