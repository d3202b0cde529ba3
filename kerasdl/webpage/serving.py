"""The page on this machine: served until Ctrl-C, or from a thread while a `with` block runs."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kerasdl.errors import KerasdlError
from kerasdl.webpage.files import CONTENT_TYPES
from kerasdl.webpage.http_server import CONTENT_SECURITY_POLICY, HEADERS, WAITING, HttpServer
from kerasdl.webpage.site import Contents, Site

__all__ = ["CONTENT_SECURITY_POLICY", "CONTENT_TYPES", "HEADERS", "Site", "running_page", "serve_page"]


def _site(folder: str | os.PathLike[str], model: str | os.PathLike[str] | None) -> Site:
    site = Site(Path(folder), None if model is None else Path(model))
    if not (site.folder / "index.html").is_file():
        raise KerasdlError(f"The page's folder must hold index.html. Received: {site.folder}")
    if site.tfjs is not None and not (site.tfjs / "model.json").is_file():
        raise KerasdlError(
            f"A model folder for the page must hold tfjs/model.json (`kerasdl export` makes it). Received: {site.model}"
        )
    return site


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = family == socket.AF_INET6 and socket.has_dualstack_ipv6()  # `::` is every address of this machine
    try:
        return socket.create_server((host, port), family=family, backlog=WAITING, dualstack_ipv6=both)
    except (OSError, OverflowError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error).partition(" (while")[0]
        raise KerasdlError(f"The page needs a free port. Received: {host}:{port} ({reason})") from error


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
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
    server = HttpServer(Contents(_site(folder, model)))
    with _listen(host, port) as listener, suppress(KeyboardInterrupt):
        on_ready(_url(listener))
        server.run(listener)


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
    server, started = HttpServer(Contents(_site(folder, model))), threading.Event()
    with _listen(host, port) as listener:
        thread = threading.Thread(target=server.run, args=(listener, started.set), name="page", daemon=True)
        thread.start()
        started.wait()
        try:
            yield _url(listener)
        finally:
            server.stop()
            thread.join()
