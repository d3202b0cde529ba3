"""Which files make the page, and the version that they have together.

`web/files.json` lists them with their hashes, for the service worker that keeps the page for use without a network; the
version stands in `service_worker.js`, too, so that a browser sees a new one there. `python -m kerasdl.webpage` writes both.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

# Only these are part of a page, and only these are served. Named here because Python's own table follows the machine's
# settings, which on Windows may call JavaScript plain text, and a browser then refuses the module.
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".wasm": "application/wasm",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".bin": "application/octet-stream",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
}
LIST = "files.json"
SERVICE_WORKER = "service_worker.js"
# In the page's folder, but not of the page: what bundles are built from, and what only tools read.
BUILD = "vendor/build"
MODEL_PAGE = "model_page"  # the page of any model, which is another one
NOT_SHOWN = {"package.json", LIST, SERVICE_WORKER}
# The page runs these; the modules beside them are what they are built from.
BUNDLES = ("bundle/", "vendor/")
VERSION_LINE = re.compile(r"^const VERSION = '[^']*';$", re.MULTILINE)


def page_files(web: Path, tfjs: Path | None = None) -> dict[str, Path]:
    """The files of a page, by their path in it.

    Args:
        web: the page's folder.
        tfjs: the folder of a TF.js graph model that stands in for the page's own; None for that one.
    """
    found = {name: file for name, file in _below(web) if name not in NOT_SHOWN and _runs(name)}
    if tfjs is not None:
        found = {name: file for name, file in found.items() if not name.startswith("model/")}
        found |= {f"model/{name}": file for name, file in _below(tfjs)}
    return dict(sorted(found.items()))


def _runs(name: str) -> bool:
    return not name.endswith(".js") or name.startswith(BUNDLES)


def _below(folder: Path, within: str = "") -> list[tuple[str, Path]]:
    """Files in a folder and all folders in it, by their path: those that the server serves."""
    found = []
    with os.scandir(folder / within) as entries:
        for entry in entries:
            name = within + entry.name
            if entry.name.startswith(".") or name in (
                BUILD,
                MODEL_PAGE,
            ):  # thousands of files lie in a checkout's build
                continue
            if entry.is_dir(follow_symlinks=False):
                found += _below(folder, f"{name}/")
            elif Path(name).suffix in CONTENT_TYPES and (not entry.is_symlink() or _stays_in(folder, folder / name)):
                found.append((name, folder / name))
    return found


def _stays_in(folder: Path, link: Path) -> bool:
    return link.is_file() and Path(os.path.realpath(link)).is_relative_to(os.path.realpath(folder))


def list_of(contents: Mapping[str, bytes], later: Collection[str] = ()) -> dict[str, Any]:
    """What `files.json` says: each file's hash, as browsers write it, and the version that follows from them.

    Args:
        contents: the files by their path.
        later: paths of those that a browser keeps when it first uses them.
    """
    hashes = {name: f"sha256-{sha256_base64(content)}" for name, content in sorted(contents.items())}
    version = hashlib.sha256(json.dumps(hashes).encode()).hexdigest()[:16]
    waiting = {name: value for name, value in hashes.items() if name in later}
    files = {name: value for name, value in hashes.items() if name not in later}
    return {"version": version, "files": files} | ({"later": waiting} if waiting else {})


def sha256_base64(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def as_json(listed: Mapping[str, object]) -> str:
    return json.dumps(listed, indent=1, ensure_ascii=False) + "\n"


def with_version(service_worker: str, version: object) -> str:
    """The service worker's source, for the files of this version."""
    source, count = VERSION_LINE.subn(f"const VERSION = '{version}';", service_worker)
    if count != 1:
        raise ValueError(f"{SERVICE_WORKER} must have one line with its version. Received: {count}")
    return source


def made_files(web: Path, tfjs: Path | None = None) -> dict[str, bytes]:
    """The list and the service worker as they must be for the files that are there; nothing where none is made for it."""
    source = web / SERVICE_WORKER
    if not source.is_file():
        return {}
    listed = list_of({name: file.read_bytes() for name, file in page_files(web, tfjs).items()})
    worker = with_version(source.read_text(encoding="utf-8"), listed["version"])
    return {LIST: as_json(listed).encode(), SERVICE_WORKER: worker.encode()}
