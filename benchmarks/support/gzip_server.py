"""A small static server that gzips what it sends, as a web server would, and counts the bytes."""

from __future__ import annotations

import gzip
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from kerasdl.webpage.serving import CONTENT_TYPES

AS_THEY_ARE = (".png", ".webp")  # compressed already


@cache
def packed(file: Path) -> bytes:
    content = file.read_bytes()
    return content if file.suffix in AS_THEY_ARE else gzip.compress(content, 6, mtime=0)


@dataclass
class Served:
    """What is served: for each first part of a path, folders and files by the second part ("": all others)."""

    folders: dict[str, dict[str, Path]]
    url: str = ""
    sent: Counter[str] = field(default_factory=Counter)

    def find(self, path: str) -> Path | None:
        first, _, rest = path.partition("/")
        places = self.folders.get(first, {})
        second = rest.partition("/")[0]
        if second and second in places:
            place = places[second]
            file = place if place.is_file() else place / rest.partition("/")[2]
        elif "" in places:
            file = places[""] / (rest or "index.html")
        else:
            return None
        return file if file.is_file() else None

    def size(self, file: Path) -> int:
        return len(packed(file))


@contextmanager
def serving(folders: dict[str, dict[str, Path]]) -> Iterator[Served]:
    """The folders, at a free port of this machine, until the block ends."""
    served = Served(folders)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path.removeprefix("/")
            file = served.find(path)
            body = b"" if file is None else packed(file)
            self.send_response(404 if file is None else 200)
            self.send_header("Content-Length", str(len(body)))
            if file is not None:
                self.send_header("Content-Type", CONTENT_TYPES.get(file.suffix, "application/octet-stream"))
                self.send_header("Cache-Control", "max-age=600")
                if file.suffix not in AS_THEY_ARE:
                    self.send_header("Content-Encoding", "gzip")
            # Isolated from other origins a page gets a clock of 5 µs instead of 100.
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.end_headers()
            self.wfile.write(body)
            served.sent[path] += len(body)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        served.url = f"http://127.0.0.1:{server.server_address[1]}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield served
        server.shutdown()
