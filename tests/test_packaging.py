"""The built wheel holds what a stranger needs, and nothing that is only for building."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "uv", "build", "--wheel", "--quiet", "--out-dir", str(folder), str(ROOT)], check=True
    )
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def sources(tmp_path_factory) -> dict[str, int]:
    """The files of the source distribution, below its folder, and their sizes."""
    folder = tmp_path_factory.mktemp("sources")
    subprocess.run(
        [sys.executable, "-m", "uv", "build", "--sdist", "--quiet", "--out-dir", str(folder), str(ROOT)], check=True
    )
    (file,) = folder.glob("*.tar.gz")
    with tarfile.open(file) as archive:
        return {m.name.split("/", 1)[1]: m.size for m in archive.getmembers() if m.isfile()}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only git knows which files are the project's")
def test_the_sources_hold_all_that_git_does_so_that_tests_run_there(sources):
    tracked = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")[:-1]
    # A folder that is a link, such as saved_models/web/tfjs, is one file to git.
    missing = [name for name in tracked if name not in sources and not any(n.startswith(f"{name}/") for n in sources)]
    assert missing == []


def test_the_sources_hold_nothing_huge_and_nothing_that_was_built(sources):
    sizes = dict(sources)
    # 12 million weights, two bytes each.
    assert sizes.pop("saved_models/record/model.keras") < 25_000_000
    assert max(sizes.values()) < 13_000_000 and sum(sizes.values()) < 60_000_000
    assert not [name for name in sources if {"node_modules", ".venv", "__pycache__", "dist"} & set(name.split("/"))]


def test_dashboard_page_data_and_model_are_inside(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "app/asgi.py",
        "app/main.py",
        "app/.streamlit/config.toml",
        "web/index.html",
        "web/drawing/ink.js",
        "web/vendor/tfjs.js",
        "web/vendor/LICENSE",
        "web/model/model.json",
        "web/files.json",
        "web/service_worker.js",
        "web/manifest.webmanifest",
        "web/icons/icon-192.png",
        "app/components/ink_canvas.bundle.js",
        "app/room_server/phone.bundle.js",
        "app/room_server/phone.html",
        "webpage/single_file.js",
        "export/runtimes/node/tfjs.mjs",
        "export/runtimes/node/run.mjs",
        "saved_models/web/saved_model/saved_model.pb",
        "saved_models/web/tfjs/model.json",
        "data/mnist.npz",
    ):
        assert f"kerasdl/{name}" in names
    assert any(name.endswith("licenses/NOTICE") for name in names)


def test_nothing_else_is_inside(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"kerasdl"}
    assert not [
        n for n in zipfile.ZipFile(wheel).namelist() if "node_modules" in n or "/build/" in n or "__pycache__" in n
    ]


def test_an_unpacked_wheel_reads_with_its_own_model_and_page(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = """
import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])
import kerasdl
from kerasdl.models.store import find_model, shipped
assert kerasdl.__file__.startswith(sys.argv[1]), kerasdl.__file__
for folder in (shipped("app"), shipped("web"), find_model("web")):
    assert str(folder).startswith(sys.argv[1]), folder
from kerasdl.webpage import publish
publish("web", page=Path("page"), single_file=Path("page.html"))
digits = kerasdl.load_mnist().test
print((kerasdl.load_reader("web").confidences(digits.images[:500]).argmax(1) == digits.labels[:500]).mean())
"""
    (tmp_path / "elsewhere").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=tmp_path / "elsewhere",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) > 0.98
    assert (tmp_path / "elsewhere/page/index.html").is_file() and (tmp_path / "elsewhere/page.html").is_file()
