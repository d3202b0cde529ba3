"""Files of a site: which file is at a URL's path, and their contents in memory, compressed for transfer."""

from __future__ import annotations

import gzip
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import time_ns
from typing import NamedTuple
from urllib.parse import unquote

from kerasdl.webpage.files import CONTENT_TYPES, LIST, SERVICE_WORKER, made_files, page_files, sha256_base64

MADE = (LIST, SERVICE_WORKER)
MODEL_PAGE_DATA = "page.json"  # a page of any other model has its own, and its list of files is written with it
MOST_KEPT = 256_000_000  # bytes of contents in memory; the page has 2 million, a model of 50 million parameters 200
# A file may change twice within one tick of its file system's clock, and look the same: until its last change is older
# than this, in nanoseconds, it is read again.
SETTLED = 2_000_000_000
WORTHWHILE = 0.95  # of a content's size: what gzip does not make smaller than that is sent as it is
Change = tuple[int, int, int, int]


@dataclass(frozen=True)
class Site:
    """Folders that are served: the page's, and optionally a model in place of the page's own.

    Attributes:
        folder: the page's folder, which holds `index.html`.
        model: a folder that holds `tfjs/model.json`, served as `/model/`; None for the model beside the page.
    """

    folder: Path
    model: Path | None = None

    @property
    def tfjs(self) -> Path | None:
        """The folder of the TF.js graph that stands in for the page's own."""
        return None if self.model is None else self.model / "tfjs"

    def find(self, url_path: str) -> Path | None:
        """The file at a URL's path, or None where there is none that may be served."""
        path = unquote(url_path)
        if path.endswith("/"):
            path += "index.html"
        parts = path.removeprefix("/").split("/")
        if any(part.startswith(".") or not part or set(part) & set("\\:\0") for part in parts):
            return None
        root = self.folder
        if self.tfjs is not None and parts[0] == "model":
            root, parts = self.tfjs, parts[1:]
        file = root.joinpath(*parts)
        # Compared after links are followed, so that no link leads out of the folder.
        real = Path(os.path.realpath(file))
        allowed = real.is_relative_to(os.path.realpath(root)) and {file.suffix, real.suffix} <= CONTENT_TYPES.keys()
        with suppress(OSError):  # a name that is longer than any file's
            return file if allowed and file.is_file() else None
        return None

    def makes(self, url_path: str) -> bool:
        """Whether the content at a URL's path is made here, from all files of the page where one draws."""
        return (
            unquote(url_path).removeprefix("/") in MADE
            and (self.folder / SERVICE_WORKER).is_file()
            and not (self.folder / MODEL_PAGE_DATA).is_file()
        )

    def sources(self, url_path: str) -> list[Path]:
        """The files from which the content at a URL's path comes; none where there is nothing to serve."""
        if self.makes(url_path):
            return [self.folder / SERVICE_WORKER, *page_files(self.folder, self.tfjs).values()]
        file = self.find(url_path)
        return [] if file is None else [file]

    def read(self, url_path: str) -> tuple[bytes, str] | None:
        """The content at a URL's path and its type, or None.

        The list of files and the service worker are made here, for the page with this model: both hold the files' version,
        by which a browser knows whether its offline copy is of this page.
        """
        name = unquote(url_path).removeprefix("/")
        try:
            if self.makes(url_path):
                return made_files(self.folder, self.tfjs)[name], CONTENT_TYPES[Path(name).suffix]
            file = self.find(url_path)
            return None if file is None else (file.read_bytes(), CONTENT_TYPES[file.suffix])
        except OSError:  # it went away meanwhile
            return None


@dataclass(frozen=True)
class Content:
    """What is sent for a file: its bytes, the same compressed where that is worthwhile, its type and its hash."""

    body: bytes
    packed: bytes | None
    content_type: str
    tag: str

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed or b"")


class _Kept(NamedTuple):
    sources: list[Path]
    changes: list[Change]
    content: Content


class Contents:
    """A site's contents, each read, hashed and compressed once for as long as its files do not change. Safe in threads."""

    def __init__(self, site: Site, most: int = MOST_KEPT) -> None:
        self._site, self._most = site, most
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    @cached_property
    def runs_webassembly(self) -> bool:
        """Whether the site is a page whose model runs in WebAssembly."""
        return any((self._site.folder / "engine").glob("*.wasm"))

    @cached_property
    def runs_threads(self) -> bool:
        """Whether the site is a page whose model may run in WebAssembly's threads."""
        return (self._site.folder / "engine" / "thread.js").is_file()

    def has(self, url_path: str) -> bool:
        """Whether there is something at a path."""
        return bool(self._site.sources(url_path))

    def kept(self, url_path: str) -> Content | None:
        """The content at a path if it is in memory and its files are as they were; this takes no time."""
        kept = self._kept.get(unquote(url_path))
        if kept is None or (self._site.makes(url_path) and kept.sources != self._site.sources(url_path)):
            return None
        return kept.content if kept.changes == _changes(kept.sources) else None

    def read(self, url_path: str) -> Content | None:
        """The content at a path, or None where there is none."""
        with self._lock:
            content = self.kept(url_path)
            if content is None:
                sources = self._site.sources(url_path)
                changes = _changes(sources)
                found = self._site.read(url_path)
                if found is None:
                    return None
                content = Content(found[0], _packed(found[0]), found[1], sha256_base64(found[0]))
                self._keep(unquote(url_path), _Kept(sources, changes, content))
            return content

    def _keep(self, path: str, kept: _Kept) -> None:
        """Keep what is settled; what was kept first makes room."""
        self._kept.pop(path, None)
        newest = max((time for change in kept.changes for time in change[2:]), default=0)
        if newest < time_ns() - SETTLED and kept.content.size <= self._most:
            self._kept[path] = kept
        while sum(each.content.size for each in self._kept.values()) > self._most:
            del self._kept[next(iter(self._kept))]


def _packed(body: bytes) -> bytes | None:
    packed = gzip.compress(body, 6, mtime=0)
    return packed if len(packed) < WORTHWHILE * len(body) else None


def _changes(files: list[Path]) -> list[Change]:
    """What tells each file from what it was: number, size, and when it and its entry changed, in nanoseconds."""
    with suppress(OSError):
        found = [file.stat() for file in files]
        return [(status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns) for status in found]
    return []
