"""Static file server for the web page: security headers, entity tags, and no file but the page's own."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import cast
from urllib.parse import unquote, urlsplit

from kerasdl.errors import KerasdlError
from kerasdl.webpage.files import CONTENT_TYPES, LIST, SERVICE_WORKER, made_files, sha256_base64

# The page's own <meta> says the same, for hosts that send no headers.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)
HEADERS = {
    "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Allow": "GET, HEAD",
}


@dataclass(frozen=True)
class Site:
    """Folders that are served: the page's, and optionally a model in place of the page's own.

    Attributes:
        folder: the page's folder, which holds `index.html`.
        model: a folder that holds `tfjs/model.json`, served as `/model/`; None for the model beside the page.
    """

    folder: Path
    model: Path | None = None

    def find(self, url_path: str) -> Path | None:
        """The file at a URL's path, or None where there is none that may be served."""
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

    def read(self, url_path: str) -> tuple[bytes, str] | None:
        """The content at a URL's path and its type, or None.

        The list of files and the service worker are made here, for the page with this model: both hold the files' version,
        by which a browser knows whether its offline copy is of this page.
        """
        name = unquote(url_path).removeprefix("/")
        if name in (LIST, SERVICE_WORKER):
            made = made_files(self.folder, None if self.model is None else self.model / "tfjs")
            if name in made:
                return made[name], CONTENT_TYPES[Path(name).suffix]
        file = self.find(url_path)
        try:
            return None if file is None else (file.read_bytes(), CONTENT_TYPES[file.suffix])
        except OSError:
            return None


class _PageServer(ThreadingMixIn, TCPServer):
    """Threading server of one site. `HTTPServer` would look up the machine's name first, which may take seconds."""

    daemon_threads = True
    # On Windows this option would let two servers listen at one port.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, site: Site, host: str, port: int) -> None:
        self.site = site
        self.connections: set[socket.socket] = set()
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _PageHandler)

    def process_request_thread(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        self.connections.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.connections.discard(request)

    def server_close(self) -> None:
        """Also close the connections that browsers keep open, so that the port's next server gets their requests."""
        super().server_close()
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Print a traceback, except where a browser has closed its connection early."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _PageHandler(SimpleHTTPRequestHandler):
    """GET and HEAD of a site's files, with security headers on every response."""

    protocol_version = "HTTP/1.1"
    server_version = "kerasdl"
    sys_version = ""
    timeout = 30
    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(explain)s\n"

    def send_head(self) -> BytesIO | None:
        found = cast(_PageServer, self.server).site.read(urlsplit(self.path).path)
        if found is None:
            self.send_error(HTTPStatus.NOT_FOUND, explain="There is no such file.")
            return None
        content, content_type = found
        tag = f'"{sha256_base64(content)}"'
        unchanged = tag in self.headers.get("If-None-Match", "")
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK)
        self.send_header("ETag", tag)
        if not unchanged:
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return None if unchanged else BytesIO(content)

    def _reject(self) -> None:
        self.send_error(HTTPStatus.METHOD_NOT_ALLOWED, explain="Only GET and HEAD.")

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = _reject

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """No log."""


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
    host, port = str(server.server_address[0]), server.server_address[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


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
