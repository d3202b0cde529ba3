"""A small static server for the page: what lies in one folder, to this machine, and nothing else."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import cast
from urllib.parse import unquote, urlsplit

from kerasdl.errors import KerasdlError
from kerasdl.webpage.files import CONTENT_TYPES, LIST, SERVICE_WORKER, made_files

# The page's own <meta> says the same, for hosts that send no headers.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True)
class Site:
    """What is served: the page's folder, and, where there is one, another model in place of the page's own.

    Args:
        folder: the page's folder, which holds `index.html`.
        model: a folder that holds `tfjs/model.json`, served as `/model/`; None for the model beside the page.
    """

    folder: Path
    model: Path | None = None

    def find(self, url_path: str) -> Path | None:
        """The file that a URL's path names, or None where it names none that may be served."""
        path = unquote(url_path)
        if path.endswith("/"):
            path += "index.html"
        parts = path.removeprefix("/").split("/")
        if any(part.startswith(".") or not part or set(part) & set("\\:\0") for part in parts):
            return None
        root = self.folder
        if self.model is not None and parts[0] == "model":
            root, parts = self.model / "tfjs", parts[1:]
        root = root.resolve()
        file = root.joinpath(*parts).resolve()
        # Compared after links are followed, so that no link leads out of the folder.
        allowed = file.is_relative_to(root) and file.suffix in CONTENT_TYPES and file.is_file()
        return file if allowed else None

    def made(self, url_path: str) -> bytes | None:
        """What is made for the files that are served: their list, and the service worker of their version.

        So a browser that keeps the page keeps the one with this very model.
        """
        name = unquote(url_path).removeprefix("/")
        if name not in (LIST, SERVICE_WORKER):
            return None
        return made_files(self.folder, None if self.model is None else self.model / "tfjs").get(name)


class _PageServer(ThreadingMixIn, TCPServer):
    """A server that a page's many requests do not wait in line for. (HTTPServer would first look up its own name.)"""

    daemon_threads = True
    # On Windows this option would let two servers listen at one port.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, site: Site, host: str, port: int) -> None:
        self.site = site
        self.connections: set[socket.socket] = set()
        super().__init__((host, port), _PageHandler)

    def process_request_thread(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        self.connections.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.connections.discard(request)

    def server_close(self) -> None:
        """Also ends the connections that browsers keep open: whoever serves at this port next is meant to be heard."""
        super().server_close()
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closes early is no error of ours; anything else is worth its traceback."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _PageHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with files of the site."""

    protocol_version = "HTTP/1.1"
    server_version = "kerasdl"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        site, path = cast(_PageServer, self.server).site, urlsplit(self.path).path
        if (made := site.made(path)) is not None:
            self._send(HTTPStatus.OK, made, **{"Content-Type": CONTENT_TYPES[Path(path).suffix]})
            return
        file = site.find(path)
        if file is None:
            self._send(HTTPStatus.NOT_FOUND, b"There is no such file.\n")
            return
        try:
            body, status = file.read_bytes(), file.stat()
        except OSError:
            self._send(HTTPStatus.NOT_FOUND, b"The file cannot be read.\n")
            return
        tag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
        headers = {"ETag": tag, "Last-Modified": formatdate(status.st_mtime, usegmt=True)}
        if tag in self.headers.get("If-None-Match", ""):
            self._send(HTTPStatus.NOT_MODIFIED, b"", **headers)
        else:
            self._send(HTTPStatus.OK, body, **headers, **{"Content-Type": CONTENT_TYPES[file.suffix]})

    do_HEAD = do_GET

    def _refuse(self) -> None:
        # What the client sends along is not read, so the connection cannot be used again.
        self.close_connection = True
        self._send(HTTPStatus.METHOD_NOT_ALLOWED, b"Only GET and HEAD.\n", Allow="GET, HEAD", Connection="close")

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = _refuse

    def _send(self, status: HTTPStatus, body: bytes, **headers: str) -> None:
        always = {
            "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'self'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache",
            "Content-Type": "text/plain; charset=utf-8",
        }
        self.send_response(status)
        for name, value in (always | headers).items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: a page that works is quiet."""


def _bind(folder: str | os.PathLike[str], host: str, port: int, model: str | os.PathLike[str] | None) -> _PageServer:
    site = Site(Path(folder), None if model is None else Path(model))
    if not (site.folder / "index.html").is_file():
        raise KerasdlError(f"The page's folder must hold index.html. Received: {site.folder}")
    if site.model is not None and not (site.model / "tfjs" / "model.json").is_file():
        raise KerasdlError(
            f"A model folder for the page must hold tfjs/model.json (`kerasdl export` makes it). Received: {site.model}"
        )
    try:
        return _PageServer(site, host, port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise KerasdlError(f"The page needs a free port. Received: {host}:{port} ({reason})") from error


def _url(server: _PageServer) -> str:
    host, port = server.server_address[:2]
    return f"http://{host!s}:{port}/"


def serve_page(
    folder: str | os.PathLike[str],
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    model: str | os.PathLike[str] | None = None,
    on_ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve the page until Ctrl-C.

    Args:
        folder: the page's folder, which holds `index.html`.
        host: the address to listen at; the default is reached from this machine alone.
        port: the port to listen at; 0 takes any free one.
        model: a folder that holds `tfjs/model.json`, served in place of the page's own model.
        on_ready: called with the page's URL once it can be opened.

    Raises:
        KerasdlError: the port is taken, or a folder does not hold what it must.
    """
    with _bind(folder, host, port, model) as server:
        on_ready(_url(server))
        with suppress(KeyboardInterrupt):
            server.serve_forever()


@contextmanager
def running_page(
    folder: str | os.PathLike[str],
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    model: str | os.PathLike[str] | None = None,
) -> Iterator[str]:
    """Serve the page from a thread while the `with` block runs.

    Example:
        >>> with running_page("web") as url:  # doctest: +SKIP
        ...     print(url)
        http://127.0.0.1:43125/

    Args:
        folder, host, port, model: as in `serve_page`, but any free port by default.

    Yields:
        The page's URL.

    Raises:
        KerasdlError: as in `serve_page`.
    """
    with _bind(folder, host, port, model) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield _url(server)
        finally:
            server.shutdown()
            thread.join()
