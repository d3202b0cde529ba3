"""The wheel on every Python that it is for: installed, then train, export and verify by the command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kerasdl.export.tfjs_package import INSTALL

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ("3.11", "3.12", "3.13")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
TRAINING = ("--epochs", "1", "--hidden-units", "8", "--repeats", "1", "--pen-digits", "0", "--non-digits", "0")

pytestmark = pytest.mark.slow


def find_python(version: str) -> str | None:
    """An interpreter of a version, from the path or from pyenv; one that is named so and cannot run is none."""
    if version == RUNNING:
        return sys.executable
    installed = sorted(Path("~/.pyenv/versions").expanduser().glob(f"{version}.*/bin/python{version}"), reverse=True)
    for candidate in (shutil.which(f"python{version}"), *map(str, installed)):
        code = "import sys; print('%d.%d' % sys.version_info[:2])"
        if candidate and said(candidate, "-c", code, check=False).stdout.strip() == version:
            return candidate
    return None


def said(*command: object, check: bool = True, **settings) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "KERAS_BACKEND")}
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=environment, **settings)
    assert not check or done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    said(sys.executable, "-m", "uv", "build", "--wheel", "--quiet", "--out-dir", folder, ROOT)
    (file,) = folder.glob("*.whl")
    return file


@pytest.mark.parametrize("version", VERSIONS)
def test_the_wheel_trains_exports_and_verifies(wheel, tmp_path, version):
    python = find_python(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    bin_folder = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    uv = (sys.executable, "-m", "uv")
    said(*uv, "venv", "--quiet", "--python", python, tmp_path / "venv")
    install = (*uv, "pip", "install", "--quiet", "--python", bin_folder / "python")
    said(*install, wheel)

    def kerasdl(*arguments: object, check: bool = True) -> subprocess.CompletedProcess:
        return said(bin_folder / "kerasdl", *arguments, check=check, cwd=tmp_path)

    kerasdl("train", "--preset", "quick", *TRAINING, "--out", "model")
    done = kerasdl("export", "model", check=False)
    if done.returncode:  # tensorflowjs asks for what this Python has not: the line says what brings it
        assert version == "3.13" and done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert f"TF.js export needs the package tensorflowjs: {INSTALL}. Received" in done.stderr
        said(*install, *INSTALL.removeprefix("pip install ").split())
        done = kerasdl("export", "model")
    assert all(name in done.stdout for name in ("saved_model", "tfjs", "tfjs_layers"))
    assert kerasdl("verify", "model", "--count", "100").stdout.count("agrees") >= 3
