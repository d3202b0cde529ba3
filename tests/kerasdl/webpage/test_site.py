"""Contents of a site in memory: read once, never stale, bounded."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from kerasdl.webpage import site as module
from kerasdl.webpage.site import Contents, Site

TEXT = "const words = 1;\n" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page whose files have been as they are for an hour."""
    web = tmp_path / "web"
    (web / "bundle").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html>")
    (web / "bundle" / "a.js").write_text(TEXT)
    (web / "noise.bin").write_bytes(os.urandom(2_000))
    (web / "service_worker.js").write_text("const VERSION = '';\n")
    (tmp_path / "outside.js").write_text("outside")
    for file in web.rglob("*.*"):
        age(file)
    return web


def age(file: Path) -> None:
    os.utime(file, ns=(0, file.stat().st_mtime_ns - 3_600_000_000_000))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were read from the disk; what the clock says counts as settled."""
    found: list[str] = []
    read = Site.read

    def counted(self: Site, url_path: str) -> Any:
        found.append(url_path)
        return read(self, url_path)

    monkeypatch.setattr(Site, "read", counted)
    monkeypatch.setattr(module, "SETTLED", -60_000_000_000)
    return found


@pytest.mark.parametrize(
    "path", ["/", "/bundle/a.js", "/noise.bin", "/files.json", "/service_worker.js", "/files%2ejson"]
)
def test_a_file_is_read_once(folder: Path, reads: list[str], path: str) -> None:
    contents = Contents(Site(folder))
    assert contents.kept(path) is None
    first = contents.read(path)
    assert first is not None and contents.read(path) is first and contents.kept(path) is first
    assert reads == [path]


@pytest.mark.parametrize(
    "path", ["/nothing.js", "/bundle", "/bundle/../index.html", "/.git", "/" + "a" * 300 + ".js", "/%00.js"]
)
def test_what_is_not_there_is_none_and_not_kept(folder: Path, path: str) -> None:
    contents = Contents(Site(folder))
    assert not contents.has(path) and contents.read(path) is None and contents.kept(path) is None


def test_spellings_of_a_path_share_what_is_kept(folder: Path, reads: list[str]) -> None:
    contents = Contents(Site(folder))
    assert contents.read("/bundle/a.js") is contents.read("/bundle/%61.js") is contents.read("/%62undle/a%2ejs")
    assert len(reads) == 1


def test_text_is_kept_compressed_and_noise_is_not(folder: Path) -> None:
    contents = Contents(Site(folder))
    text, noise = contents.read("/bundle/a.js"), contents.read("/noise.bin")
    assert text is not None and text.packed is not None and gzip.decompress(text.packed) == text.body == TEXT.encode()
    assert noise is not None and noise.packed is None


@pytest.mark.parametrize("change", ["content", "size", "replaced", "link"])
def test_a_changed_file_is_read_again(folder: Path, reads: list[str], change: str) -> None:
    contents, file = Contents(Site(folder)), folder / "bundle" / "a.js"
    before = contents.read("/bundle/a.js")
    if change == "content":
        file.write_text("X" + TEXT[1:])
    elif change == "size":
        file.write_text("")
    elif change == "replaced":
        (folder / "new.js").write_text(TEXT)
        os.replace(folder / "new.js", file)
    else:
        file.unlink()
        file.symlink_to(folder / "noise.bin")
        assert contents.kept("/bundle/a.js") is None
        return
    assert contents.kept("/bundle/a.js") is None
    after = contents.read("/bundle/a.js")
    assert after is not None and after is not before and after.body == file.read_bytes()


def test_what_changed_a_moment_ago_is_not_kept_for_it_may_change_again_unseen(folder: Path) -> None:
    contents, file = Contents(Site(folder)), folder / "bundle" / "a.js"
    file.write_text("new")
    assert contents.read("/bundle/a.js") is not None
    assert contents.kept("/bundle/a.js") is None


@pytest.mark.parametrize("change", ["added", "removed", "changed"])
def test_the_list_follows_the_files(folder: Path, reads: list[str], change: str) -> None:
    contents, file = Contents(Site(folder)), folder / "bundle" / ("b.js" if change == "added" else "a.js")
    before = contents.read("/files.json")
    if change == "removed":
        file.unlink()
    else:
        file.write_text("b")
    after = contents.read("/files.json")
    assert before is not None and after is not None
    assert ("bundle/b.js" in json.loads(after.body)["files"]) == (change == "added")
    assert json.loads(after.body)["version"] != json.loads(before.body)["version"]


def test_the_list_names_what_is_served_alone(folder: Path) -> None:
    (folder / "bundle" / "inside.js").symlink_to(folder / "bundle" / "a.js")
    (folder / "bundle" / "outside.js").symlink_to(folder.parent / "outside.js")
    (folder / "bundle" / "loop.js").symlink_to(folder / "bundle" / "loop.js")
    (folder / "up").symlink_to(folder.parent)
    contents = Contents(Site(folder))
    listed = contents.read("/files.json")
    assert listed is not None
    files = json.loads(listed.body)["files"]
    assert "bundle/inside.js" in files and not {"bundle/outside.js", "bundle/loop.js"} & set(files)
    assert all(contents.has(f"/{name}") for name in files)


def test_memory_is_bounded_and_the_oldest_makes_room(folder: Path, reads: list[str]) -> None:
    contents = Contents(Site(folder), most=5_000)
    for number in range(4):
        (folder / f"noise{number}.bin").write_bytes(os.urandom(2_000))
        contents.read(f"/noise{number}.bin")
    assert [bool(contents.kept(f"/noise{number}.bin")) for number in range(4)] == [False, False, True, True]
    (folder / "large.bin").write_bytes(os.urandom(6_000))
    large = contents.read("/large.bin")
    assert large is not None and len(large.body) == 6_000 and contents.kept("/large.bin") is None
    assert contents.kept("/noise3.bin") is not None
