"""What a browser fetches for a run and sends back, over this machine's own address, with the bytes counted."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from kerasdl.webpage.files import CONTENT_TYPES

PAGE = Path(__file__).parent / "page"
RESULT = "/result"
# A page of ours alone, which asks nobody else: its map of modules stands in it, and the runtimes compile WebAssembly.
POLICY = "default-src 'self' data:; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'self'"
LARGEST = 2_000_000_000  # bytes that a browser may send back


@dataclass(frozen=True)
class Content:
    """A file's bytes as they travel, whether compressed, and its type."""

    body: bytes
    packed: bool
    kind: str


@dataclass
class Exchange:
    """What one run's page may fetch, and what it sent.

    Attributes:
        plain: contents by their paths, which are the test's own.
        counted: contents that a visitor would fetch, too.
        sent: bytes of these that were fetched.
        received: what the page sent back, by path.
        done: set once the result is there.
    """

    plain: Mapping[str, Content]
    counted: Mapping[str, Content]
    sent: int = 0
    received: dict[str, bytes] = field(default_factory=dict)
    done: threading.Event = field(default_factory=threading.Event)


def content(data: bytes, suffix: str) -> Content:
    """A content as any host would send it: compressed where that makes it smaller."""
    packed = gzip.compress(data, 6, mtime=0)
    smaller = len(packed) < 0.95 * len(data)
    return Content(packed if smaller else data, smaller, CONTENT_TYPES.get(suffix, "application/octet-stream"))


@lru_cache(maxsize=64)
def content_of(file: Path) -> Content:
    """A file's content; browsers that come later get the same."""
    return content(file.read_bytes(), file.suffix)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that is ended leaves connections behind."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class RunServer:
    """Server of one exchange at a time; see `serving`."""

    def __init__(self) -> None:
        self.exchange = Exchange({}, {})
        handler = type("Handler", (_Handler,), {"owner": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"

    def run(self) -> None:
        """Serve until `stop`."""
        self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End `run`, from another thread."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def serving() -> Iterator[RunServer]:
    """A server while the `with` block runs."""
    server = RunServer()
    thread = threading.Thread(target=server.run, name="browsers", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    owner: RunServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        exchange, path = self.owner.exchange, urlsplit(self.path).path
        found = exchange.plain.get(path) or exchange.counted.get(path)
        if found is None:
            self._answer(HTTPStatus.NOT_FOUND)
            return
        if path in exchange.counted:
            exchange.sent += len(found.body)
        self._answer(HTTPStatus.OK, found)

    def do_POST(self) -> None:
        # No other page of this machine's browsers has a say here.
        size = int(self.headers.get("Content-Length", 0))
        if self.headers.get("Origin") != self.owner.origin or size > LARGEST:
            self._answer(HTTPStatus.FORBIDDEN)
            return
        exchange = self.owner.exchange
        exchange.received[self.path] = self.rfile.read(size)
        self._answer(HTTPStatus.NO_CONTENT)
        if self.path == RESULT:
            exchange.done.set()

    def _answer(self, status: HTTPStatus, found: Content | None = None) -> None:
        self.send_response(status)
        if found is not None:
            self.send_header("Content-Type", found.kind)
            if found.packed:
                self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(0 if found is None else len(found.body)))
        self.send_header("Content-Security-Policy", POLICY)
        # Only a page that shares nothing with others has a clock that is finer than 0.1 to 1 ms.
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if found is not None:
            self.wfile.write(found.body)

    def log_message(self, *args: object) -> None:
        pass
