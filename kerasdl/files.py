"""Writing of files and folders: places checked before the work, whole or not at all, by one process at a time."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kerasdl.errors import ConfigError, KerasdlError

LOCK_FILE = ".lock"  # of a folder; checksums and archives leave out what begins with a dot
LEAST_FREE = 1_000_000  # bytes that a disk must have free for anything to be begun


def writable_folder(folder: Path, option: str = "out", *, needed: int = LEAST_FREE) -> Path:
    """Make a folder that files will be written to, before the work whose results they hold.

    Args:
        folder: it may be there already, with whatever it holds.
        option: what the user calls it.
        needed: bytes that must be free there.

    Raises:
        ConfigError: a file is in the way, it may not be written, or the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 4_096)
        _check_free(folder, needed)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"`{option}` must be a folder that can be written. Received: {folder} ({fault(error)})"
        ) from None
    return folder


def writable_file(file: Path, option: str, *suffixes: str) -> Path:
    """Check the file that a result will be written to, before the work, and make its folder.

    Args:
        file: it may be there already.
        option: what the user calls it.
        suffixes: those that it may have, such as ".npz"; none for any.

    Raises:
        ConfigError: it has another suffix, is a folder or a device, may not be written, or the disk is full.
    """
    if suffixes and file.suffix.lower() not in suffixes:
        raise ConfigError(f"`{option}` must be a file that ends in {' or '.join(suffixes)}. Received: {file}")
    try:
        part = _part_of(file)
        try:
            part.write_bytes(b"\0" * 4_096)
        finally:
            part.unlink(missing_ok=True)
        _check_free(file.parent, LEAST_FREE)
    except (OSError, ValueError) as error:
        raise ConfigError(f"`{option}` must be a file that can be written. Received: {file} ({fault(error)})") from None
    return file


def fault(error: Exception) -> str:
    """What an operating system's error says, without the file's name."""
    return getattr(error, "strerror", None) or str(error)


def _check_free(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OSError(errno.ENOSPC, f"{needed / 1e6:,.0f} MB must be free on its disk, {free / 1e6:,.1f} MB are")


def _part_of(file: Path) -> Path:
    """A temporary name beside a file, whose folder is made; a folder, or a device, is never replaced by a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.name or file.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
    if file.exists() and not file.is_file():
        raise OSError(errno.EINVAL, "not a regular file", str(file))
    # The suffix stays last: libraries choose the format by it.
    return file.with_name(f".{file.stem}.{os.getpid()}.part{file.suffix}")


@contextmanager
def atomic_file(file: Path) -> Iterator[Path]:
    """Yield a temporary path beside `file`, and rename it to `file` when the block ends well."""
    part = _part_of(file)
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(part, file)
    except OSError as error:
        if error.errno is not None and error.filename is None:
            error.filename = str(file)  # a disk that is full does not say what it could not take
        raise
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


def write_or_rescue(file: Path, write: Callable[[Path], None], *, error: type[KerasdlError]) -> None:
    """Write what took long to compute; where its place fails, into the folder for temporary files.

    Args:
        file: where it belongs, replaced as a whole.
        write: writes to the path that it is given.
        error: the class of the error.

    Raises:
        KerasdlError: `error`: it is not where it belongs; the message says where it is.
    """
    try:
        with atomic_file(file) as part:
            write(part)
    except OSError as reason:
        kept = "it is lost"
        with suppress(OSError):
            rescued = Path(tempfile.mkdtemp(prefix="kerasdl-")) / file.name
            write(rescued)
            kept = f"it is kept in {rescued}"
        raise error(
            f"A result must be written where it was to be. Received: {file} ({fault(reason)}); {kept}"
        ) from None


@contextmanager
def locked_folder(folder: Path, *, error: type[KerasdlError]) -> Iterator[None]:
    """Hold the lock of a folder that this process writes to; it ends with the process, however that ends.

    Raises:
        KerasdlError: `error`: another process holds it.
        OSError: the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK_FILE, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise error(
            f"A folder must be written by one process at a time. Received: {folder}, where another is at work"
        ) from None
    try:
        yield
    finally:
        with suppress(OSError):  # on Windows it is open; whoever waits for a file that was removed takes the next one
            (folder / LOCK_FILE).unlink()
        lock.release()


def check_unlocked(folder: Path, *, error: type[KerasdlError]) -> None:
    """Check that no process is writing to a folder; nothing is written to it.

    Raises:
        KerasdlError: `error`: one is.
    """
    if (folder / LOCK_FILE).exists():
        with suppress(OSError), locked_folder(folder, error=error):
            pass


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it; of a link to a folder, the link alone."""
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder, ignore_errors=True)
