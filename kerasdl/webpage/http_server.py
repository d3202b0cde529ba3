"""HTTP/1.1 server of static contents: GET and HEAD, with security headers on every response, errors too.

h11 reads and writes the protocol. All connections share one thread, so idle ones cost next to nothing.
"""

from __future__ import annotations

import asyncio
import re
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from time import time
from urllib.parse import urlsplit

import h11

from kerasdl.webpage.site import Contents

# The page's own <meta> says the same, for hosts that send no headers.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)
HEADERS = {
    "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cache-Control": "no-cache",
    "Allow": "GET, HEAD",
    "Server": "kerasdl",
}
# Of a page whose model runs in WebAssembly.
WITH_WEBASSEMBLY = {
    "Content-Security-Policy": HEADERS["Content-Security-Policy"]
    .replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
    .replace("connect-src 'self'", "connect-src 'self' blob:")
}
# Of a page whose model may run in threads: it shares memory with nobody else's.
SET_APART = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
WAITING = 1024  # connections that the system keeps until they are accepted
MOST_CONNECTIONS = 1000
PATIENCE = 30.0  # seconds for a whole request to arrive, and for a client to take the next piece of a response
LINGER = 1.0  # seconds that a client has to read an error before its connection ends
LONGEST_REQUEST = 16_384  # bytes, without a body
PIECE = 32_768  # bytes of a response that wait in memory for a slow client
READ = 4096  # bytes; whoever sends many requests at once does not keep the others waiting
GZIP = re.compile(r"(?:^|,)\s*gzip\s*(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))(?:;|,|$)", re.IGNORECASE)
Headers = dict[str, str]


class HttpServer:
    """Server of one site's contents.

    Args:
        contents: what is served.
        most: how many connections there may be at once; the one that has waited longest makes room for the next.
    """

    def __init__(self, contents: Contents, most: int | None = None) -> None:
        self._contents = contents
        self._most = _most_connections() if most is None else most
        self._connections: dict[_Connection, asyncio.Task[None]] = {}  # in the order of their last progress

    def run(self, listener: socket.socket, started: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop`, or until Ctrl-C in the main thread; all connections are closed then.

        Args:
            listener: a bound socket.
            started: called once `stop` can be.
        """
        asyncio.run(self._serve(listener, started))

    def stop(self) -> None:
        """End `run`, from another thread."""
        self._loop.call_soon_threadsafe(self._ended.set)

    async def _serve(self, listener: socket.socket, started: Callable[[], None]) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connected, sock=listener, limit=LONGEST_REQUEST, backlog=WAITING)
        started()
        try:
            await self._ended.wait()
        finally:
            server.close()
            for connection in self._connections:
                connection.abort()
            await asyncio.gather(*self._connections.values())

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(reader, writer, self._contents, self._progress)
        self._connections[connection] = asyncio.create_task(self._follow(connection))
        if len(self._connections) > self._most:
            next(iter(self._connections)).abort()

    async def _follow(self, connection: _Connection) -> None:
        try:
            await connection.serve()
        except OSError:
            pass  # the client is gone, or too slow
        finally:
            del self._connections[connection]
            connection.abort()

    def _progress(self, connection: _Connection) -> None:
        self._connections[connection] = self._connections.pop(connection)


class _Connection:
    """One client's requests and their responses."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        contents: Contents,
        progress: Callable[[_Connection], None],
    ) -> None:
        self._reader, self._writer, self._contents, self._progress = reader, writer, contents, progress
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_REQUEST)
        writer.transport.set_write_buffer_limits(high=PIECE)

    def abort(self) -> None:
        """Close at once."""
        self._writer.transport.abort()

    async def serve(self) -> None:
        """Answer requests until either side closes."""
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    event = await self._next_event()
                    # With no body the request ends where its head does.
                    ended = isinstance(event, h11.Request) and isinstance(self._http.next_event(), h11.EndOfMessage)
            except h11.RemoteProtocolError as error:
                return await self._refuse(HTTPStatus(error.error_status_hint), f"{error}.")
            except TimeoutError:
                if self._http.trailing_data[0]:
                    await self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The request did not arrive in time.")
                return None
            if not isinstance(event, h11.Request):
                return None
            await self._respond(event, close=not ended)
            self._progress(self)
            if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                return await self._linger()
            self._http.start_next_cycle()

    async def _next_event(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self._reader.read(READ))
        return event

    async def _respond(self, request: h11.Request, close: bool) -> None:
        """Answer a request; what goes wrong on this side is written to the log alone."""
        try:
            status, headers, body = await self._answer(request)
        except Exception:  # whatever it is, the client gets an answer
            traceback.print_exc(file=sys.stderr)
            status, headers, body = _note(HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed.")
        await self._send(status, headers, b"" if request.method == b"HEAD" else body, close)

    async def _answer(self, request: h11.Request) -> tuple[HTTPStatus, Headers, bytes]:
        if request.http_version not in (b"1.0", b"1.1"):
            return _note(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "Only HTTP/1.0 and HTTP/1.1.")
        if request.method not in (b"GET", b"HEAD"):
            return _note(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD.")
        path = _path(request.target.decode("ascii"))
        if path is None:
            return _note(HTTPStatus.BAD_REQUEST, "The address must be a path.")
        content = self._contents.kept(path)
        if content is None and self._contents.has(path):
            content = await asyncio.get_running_loop().run_in_executor(None, self._contents.read, path)
        if content is None:
            return _note(HTTPStatus.NOT_FOUND, "There is no such file.")
        asked = {name.decode("ascii"): value.decode("latin-1") for name, value in request.headers}
        packed = content.packed is not None and GZIP.search(asked.get("accept-encoding", ""))
        body = content.packed if packed and content.packed is not None else content.body
        headers = {"ETag": f'"{content.tag}{"-gzip" if packed else ""}"'}
        if self._contents.runs_webassembly:
            headers |= WITH_WEBASSEMBLY
        if self._contents.runs_threads:
            headers |= SET_APART
        if content.packed is not None:
            headers["Vary"] = "Accept-Encoding"
        if _matches(content.tag, asked.get("if-none-match", "")):
            return HTTPStatus.NOT_MODIFIED, headers, b""
        headers |= {"Content-Type": content.content_type, "Content-Length": str(len(body))}
        return HTTPStatus.OK, headers | ({"Content-Encoding": "gzip"} if packed else {}), body

    async def _refuse(self, status: HTTPStatus, why: str) -> None:
        """Answer what is no request, and close."""
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            await self._send(*_note(status, why), close=True)
            await self._linger()

    async def _send(self, status: HTTPStatus, headers: Headers, body: bytes, close: bool) -> None:
        if close:
            headers |= {"Connection": "close"}
        data = self._http.send(_head(status, tuple(headers.items()), int(time()))) or b""
        if body:
            self._http.send_with_data_passthrough(h11.Data(data=body))
        self._http.send(h11.EndOfMessage())
        await self._write(data + body[:PIECE])
        for start in range(PIECE, len(body), PIECE):
            await self._write(body[start : start + PIECE])
            self._progress(self)

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        async with asyncio.timeout(PATIENCE):
            await self._writer.drain()

    async def _linger(self) -> None:
        """Close once the client has the response: with input unread, closing would discard it on its way."""
        self._writer.write_eof()
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER):
                while await self._reader.read(LONGEST_REQUEST):
                    pass
        self._writer.close()
        async with asyncio.timeout(PATIENCE):
            await self._writer.wait_closed()


@lru_cache(maxsize=1024)
def _head(status: HTTPStatus, headers: tuple[tuple[str, str], ...], now: int) -> h11.Response:
    """The head of a response; a class that opens the page at once gets most of them from the cache."""
    given = HEADERS | {"Date": formatdate(now, usegmt=True)} | dict(headers)
    return h11.Response(status_code=status, reason=status.phrase.encode(), headers=list(given.items()))


def _path(target: str) -> str | None:
    """The path that a request asks for; None where it names something else."""
    if target.startswith("/"):
        return target.partition("?")[0]
    with suppress(ValueError):
        address = urlsplit(target)
        if address.scheme in ("http", "https"):
            return address.path or "/"
    return None


def _matches(tag: str, asked: str) -> bool:
    """Whether a client that asks with `If-None-Match` has this content, compressed or not."""
    tags = {value.strip().removeprefix("W/") for value in asked.split(",")}
    return bool(tags & {"*", f'"{tag}"', f'"{tag}-gzip"'})


def _note(status: HTTPStatus, text: str) -> tuple[HTTPStatus, Headers, bytes]:
    body = f"{text}\n".encode()
    return status, {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}, body


def _most_connections() -> int:
    """As many as are sensible, and leave this process files to open."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return MOST_CONNECTIONS
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST_CONNECTIONS if files < 0 else min(MOST_CONNECTIONS, files * 3 // 4)
