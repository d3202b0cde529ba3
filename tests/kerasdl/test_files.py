"""Places that cannot be written, found before the work; locks of folders; results whose place fails."""

import errno
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections import namedtuple
from contextlib import contextmanager
from pathlib import Path

import pytest

from kerasdl import files
from kerasdl.errors import ConfigError, KerasdlError, TrainingError
from kerasdl.files import (
    atomic_file,
    check_unlocked,
    locked_folder,
    writable_file,
    writable_folder,
    write_or_rescue,
)

LONG = "a" * 5_000
HOLD = """
import sys, time
from pathlib import Path
from kerasdl.errors import TrainingError
from kerasdl.files import locked_folder
with locked_folder(Path(sys.argv[1]), error=TrainingError):
    print("held", flush=True)
    time.sleep(60)
"""


def bad_places(tmp_path):
    """Places where nothing can be written, also by root: with why."""
    (tmp_path / "file").write_text("kept")
    (tmp_path / "loop").symlink_to("loop")
    return {
        tmp_path / "file" / "below": "File exists|Not a directory",
        Path("/proc/nowhere/x"): "No such file",
        Path("/dev/full/x"): "File exists|Not a directory",
        tmp_path / LONG: "too long",
        tmp_path / "nul\0byte": "null byte",
        tmp_path / "\ud800": "surrogates",
        tmp_path / "loop" / "x": "symbolic links|File exists",
    }


def test_a_folder_that_cannot_be_written_is_said_in_one_line(tmp_path):
    for place, reason in {
        **bad_places(tmp_path),
        tmp_path / "file": "File exists",
        Path("/dev/null"): "exists",
    }.items():
        with pytest.raises(ConfigError, match=rf"^`out` must be a folder that can be written. Received: .*({reason})"):
            writable_folder(place)
    assert (tmp_path / "file").read_text() == "kept"


def test_a_file_that_cannot_be_written_is_said_in_one_line(tmp_path):
    places = {place.with_suffix(".png"): reason for place, reason in bad_places(tmp_path).items()}
    (tmp_path / "folder.png").mkdir()
    places |= {tmp_path / "folder.png": "directory", Path(): "directory", Path("/"): "directory"}
    for place, reason in places.items():
        with pytest.raises(ConfigError, match=rf"^`png` must be a file that can be written. Received: .*({reason})"):
            writable_file(place, "png")
    with pytest.raises(ConfigError, match="`answers` must be a file that ends in .npz. Received: answers.txt"):
        writable_file(Path("answers.txt"), "answers", ".npz")


def test_a_device_is_not_replaced_by_a_file(tmp_path):
    for device in ("/dev/null", "/dev/full"):
        with pytest.raises(ConfigError, match="not a regular file"):
            writable_file(Path(device), "png")
        with pytest.raises(OSError, match="not a regular file"), atomic_file(Path(device)):
            pytest.fail("nothing is to be written")
        assert Path(device).is_char_device()


def test_a_place_that_can_be_written_is_made_and_nothing_else_is_left_there(tmp_path):
    assert writable_folder(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert writable_file(tmp_path / "c" / "d.PNG", "png", ".png") == tmp_path / "c" / "d.PNG"
    (tmp_path / "kept.png").write_text("kept")
    writable_file(tmp_path / "kept.png", "png")
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert found == {"a", "a/b", "c", "kept.png"} and (tmp_path / "kept.png").read_text() == "kept"


def failing(number):
    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    return fail


@contextmanager
def smallest_files():
    """No file may grow beyond 10 bytes, as on a disk that is full: every write fails with EFBIG."""
    before, heard = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


def test_a_disk_that_takes_nothing_is_found_before_the_work(tmp_path):
    for check in (writable_folder, lambda place: writable_file(place / "x.png", "out")):
        with smallest_files(), pytest.raises(ConfigError, match="`out` must be .* \\(File too large\\)"):
            check(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_with_too_little_room_is_found_before_the_work(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 2_000_000, 2_000_000))
    writable_folder(tmp_path)
    with pytest.raises(ConfigError, match=r"\(30 MB must be free on its disk, 2.0 MB are\)"):
        writable_folder(tmp_path, needed=30_000_000)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT, errno.EIO])
def test_what_fails_when_the_place_is_tried_is_said(tmp_path, monkeypatch, number):
    monkeypatch.setattr(Path, "write_bytes", failing(number))
    monkeypatch.setattr(files.tempfile, "TemporaryFile", failing(number))
    for check in (lambda: writable_folder(tmp_path), lambda: writable_file(tmp_path / "x", "png")):
        with pytest.raises(ConfigError, match=re.escape(os.strerror(number))):
            check()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EFBIG])
def test_a_result_whose_place_fails_at_last_is_kept_elsewhere(tmp_path, monkeypatch, number):
    monkeypatch.setattr(files.tempfile, "tempdir", str(tmp_path))
    place = tmp_path / "out" / "model.keras"

    def write(part):
        if part.parent == place.parent:
            raise OSError(number, os.strerror(number))
        part.write_text("hours of work")

    with pytest.raises(TrainingError, match=f"Received: {place} .*; it is kept in (.*model.keras)$") as error:
        write_or_rescue(place, write, error=TrainingError)
    kept = Path(re.search(r"kept in (.*)$", str(error.value))[1])
    assert kept.read_text() == "hours of work" and kept.parent != place.parent
    assert list(place.parent.iterdir()) == []


def test_a_result_that_fits_nowhere_leaves_what_was_there(tmp_path):
    place = tmp_path / "model.keras"
    place.write_text("old")
    with pytest.raises(TrainingError, match="it is lost"):
        write_or_rescue(place, failing(errno.ENOSPC), error=TrainingError)
    assert place.read_text() == "old" and len(list(tmp_path.iterdir())) == 1


def test_a_folder_is_written_by_one_process_at_a_time(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "held\n"
        refused = f"written by one process at a time. Received: {tmp_path}, where another is at work"
        for take in (lambda: locked_folder(tmp_path, error=TrainingError).__enter__(),
                     lambda: check_unlocked(tmp_path, error=TrainingError)):  # fmt: skip
            with pytest.raises(TrainingError, match=refused):
                take()
    finally:
        process.kill()  # the lock dies with it, however it ends
        process.wait()
    check_unlocked(tmp_path, error=KerasdlError)
    with locked_folder(tmp_path, error=KerasdlError):
        assert (tmp_path / files.LOCK_FILE).exists()
    assert list(tmp_path.iterdir()) == []


def test_a_lock_is_given_back_whatever_happens(tmp_path):
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), locked_folder(tmp_path, error=KerasdlError):
            raise ZeroDivisionError
    with locked_folder(tmp_path, error=KerasdlError):
        shutil.rmtree(tmp_path)  # someone removes the folder in the middle of the work


def test_looking_for_a_lock_writes_nothing(tmp_path):
    check_unlocked(tmp_path, error=KerasdlError)
    check_unlocked(tmp_path / "nowhere", error=KerasdlError)
    assert list(tmp_path.iterdir()) == []
