"""The compilation cache changes how long things take and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kerasdl.backend import compilation_cache
from kerasdl.backend.compilation_cache import cache_folder, remove_unfinished

ONE_PROGRAM = """
from kerasdl.backend import compilation_cache
compilation_cache.LEAST_SECONDS = 0.0
compilation_cache.use_compilation_cache()
import jax, numpy as np
print(np.asarray(jax.jit(lambda x: x @ x)(np.arange(9, dtype="float32").reshape(3, 3))).tobytes().hex())
"""
ONE_TRAINING = """
import hashlib
from dataclasses import replace
from kerasdl.backend.fast_import import load_keras
from kerasdl.backend.selection import choose_backend
choose_backend("jax")
load_keras()
from kerasdl import PRESETS, train
from kerasdl.data.mnist import Digits, load_mnist
data = load_mnist()
few = replace(data, train=Digits(data.train.images[:2000], data.train.labels[:2000]))
weights = train(replace(PRESETS["quick"], epochs=1), data=few, device="cpu").model.get_weights()
print(hashlib.sha256(b"".join(w.tobytes() for w in weights)).hexdigest())
"""


def started(code: str, caches: Path, **more: str) -> subprocess.Popen[str]:
    """A process of a user whose caches lie in a folder; none of the settings that tests share hold there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JAX_")}
    home = {"XDG_CACHE_HOME": str(caches), "HOME": str(caches), "LOCALAPPDATA": str(caches)}
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**kept, **home, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer(process: subprocess.Popen[str]) -> str:
    """What it prints, with nothing beside it."""
    printed, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert errors == ""
    return printed


def programs(caches: Path) -> list[Path]:
    return sorted(caches.rglob("*-cache"))


@pytest.fixture
def caches(tmp_path, monkeypatch):
    for name in ("XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "caches"))
    return tmp_path / "caches"


def test_folder_is_made_for_this_user_alone(caches):
    folder = cache_folder("jax")
    assert folder is not None
    assert folder.is_relative_to(caches)
    assert folder.parts[-2:] == ("kerasdl", "jax")
    if os.name == "posix":
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="XDG's custom")
@pytest.mark.parametrize("named", ["", "relative/caches"])
def test_without_a_folder_named_by_its_whole_path_it_lies_in_the_home(named, caches, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    assert cache_folder("jax") == caches / ".cache" / "kerasdl" / "jax"


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_file_in_the_way_means_no_cache(depth, caches):
    folder = cache_folder("jax")
    assert folder is not None
    in_the_way = [folder, *folder.parents][depth]
    for made in [folder, *folder.parents][: depth + 1]:
        made.rmdir()
    in_the_way.write_text("")
    assert cache_folder("jax") is None


@pytest.mark.skipif(os.name != "posix", reason="needs a file's mode")
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o720])
def test_a_folder_that_others_can_write_to_is_not_used(mode, caches):
    folder = cache_folder("jax")
    assert folder is not None
    folder.chmod(mode)
    assert cache_folder("jax") is None


def test_what_a_process_did_not_finish_is_removed(tmp_path):
    for name in ("whole-cache", "whole-atime", "half-cache", ".lockfile"):
        (tmp_path / name).write_text("")
    remove_unfinished(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"whole-cache", "whole-atime", ".lockfile"}
    remove_unfinished(tmp_path / "missing")


def test_a_kept_program_gives_the_same_and_a_damaged_one_does_too(tmp_path):
    first = answer(started(ONE_PROGRAM, tmp_path))
    (program,) = programs(tmp_path)
    whole = program.read_bytes()
    program.write_bytes(whole[: len(whole) // 2])
    assert answer(started(ONE_PROGRAM, tmp_path)) == first


def test_the_users_own_settings_of_jax_hold(tmp_path):
    off = answer(started(ONE_PROGRAM, tmp_path, JAX_ENABLE_COMPILATION_CACHE="0"))
    assert not list(tmp_path.rglob("*"))
    own = tmp_path / "own"
    assert answer(started(ONE_PROGRAM, tmp_path, JAX_COMPILATION_CACHE_DIR=str(own))) == off
    assert all(file.is_relative_to(own) for file in tmp_path.rglob("*"))


@pytest.mark.slow
def test_networks_are_the_same_to_the_bit_without_with_an_empty_and_with_a_full_cache(tmp_path):
    """Two processes fill the empty one at once."""
    without = answer(started(ONE_TRAINING, tmp_path, JAX_ENABLE_COMPILATION_CACHE="0"))
    at_once = [started(ONE_TRAINING, tmp_path) for _ in range(2)]
    assert {answer(process) for process in at_once} == {without}
    filled = programs(tmp_path)
    assert filled
    assert answer(started(ONE_TRAINING, tmp_path)) == without
    assert programs(tmp_path) == filled
    assert sum(file.stat().st_size for file in filled) < compilation_cache.MAX_BYTES
