"""How does the page's server bear a class that opens the page at once?

    python benchmarks/page_load.py [--clients 60] [--requests 3000] [--parallel 200] [--rounds 3] [--against DIR]

Each client opens six connections, as browsers do, and asks for every file of the page: a first visit, with all that the
service worker keeps. Prints the seconds until a client has everything, median and slowest. Then come single requests, each
on a connection of its own, many in parallel; one without a whole answer within ten seconds is lost. With `--against`, the
same is done to the server of another checkout, in turns. One JSON object on the last line.

The server has a process of its own; the clients share another, on the same machine: the processor time of both is printed,
and the machine's load.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from benchmarks.dashboard_load import cpu_seconds, memory_mb
from kerasdl.webpage.files import LIST, SERVICE_WORKER, page_files

ROOT = Path(__file__).resolve().parents[1]
CONNECTIONS = 6  # of one browser to one host
LOST_AFTER = 10.0  # seconds
GIVEN_UP_AFTER = 180.0  # seconds for all clients together
# What Chrome on a telephone sends.
REQUEST = """GET {path} HTTP/1.1\r
Host: {host}\r
Connection: {connection}\r
sec-ch-ua-platform: "Android"\r
User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36\r
sec-ch-ua-mobile: ?1\r
Accept: */*\r
Sec-Fetch-Site: same-origin\r
Sec-Fetch-Mode: cors\r
Sec-Fetch-Dest: script\r
Referer: http://{host}/\r
Accept-Encoding: gzip, deflate, br, zstd\r
Accept-Language: de-DE,de;q=0.9,en-US;q=0.8\r
\r
"""
LENGTH = re.compile(rb"^HTTP/1\.1 200 .*?\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE | re.DOTALL)
START = "import sys; from kerasdl.webpage.serving import serve_page; serve_page(sys.argv[1], port=0, on_ready=print)"


@dataclass
class Round:
    """What one round of one server gave."""

    median_s: float
    slowest_s: float
    unfinished: int  # clients
    lost: int  # requests
    requests_s: float
    received: int  # bytes of one client
    server_cpu_s: float
    client_cpu_s: float
    server_mb: float


class Connection(asyncio.Protocol):
    """One connection, which asks for path after path until there is none left."""

    def __init__(self, ask: Callable[[], bytes | None], answered: Callable[[int], None], ended: Callable[[], None]):
        self._ask, self._answered, self._ended = ask, answered, ended
        self._buffer, self._size = bytearray(), 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def _next(self) -> None:
        request = self._ask()
        if request is None:
            self._transport.close()
        else:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._size and (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            found = LENGTH.match(self._buffer)
            if found is None:
                self._transport.abort()
                return
            self._size = end + 4 + int(found[1])
        if self._size and len(self._buffer) >= self._size:
            self._answered(self._size)
            self._buffer.clear()
            self._size = 0
            self._next()

    def connection_lost(self, error: Exception | None) -> None:
        self._ended()


async def open_page(address: tuple[str, int], paths: Sequence[str]) -> tuple[float, int]:
    """Ask for every path over six connections; seconds and bytes until the last answer."""
    loop, start = asyncio.get_running_loop(), time.perf_counter()
    done: asyncio.Future[None] = loop.create_future()
    host = f"{address[0]}:{address[1]}"
    waiting = [REQUEST.format(path=path, host=host, connection="keep-alive").encode() for path in reversed(paths)]
    answers: list[int] = []

    def answered(size: int) -> None:
        answers.append(size)
        if len(answers) == len(paths):
            done.set_result(None)

    def make() -> Connection:
        return Connection(lambda: waiting.pop() if waiting else None, answered, lambda: None)

    await asyncio.gather(*(loop.create_connection(make, *address) for _ in range(CONNECTIONS)))
    await done
    return time.perf_counter() - start, sum(answers)


async def ask_once(address: tuple[str, int], path: str) -> bool:
    """One request on a connection of its own; whether it was answered."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bool] = loop.create_future()
    request = [REQUEST.format(path=path, host=f"{address[0]}:{address[1]}", connection="close").encode()]

    def end(answered: bool) -> None:
        if not done.done():
            done.set_result(answered)

    def make() -> Connection:
        return Connection(lambda: request.pop() if request else None, lambda size: end(True), lambda: end(False))

    try:
        async with asyncio.timeout(LOST_AFTER):
            await loop.create_connection(make, *address)
            return await done
    except OSError:
        return False


async def load(url: str, pid: int, paths: Sequence[str], given: argparse.Namespace) -> Round:
    """All clients at once, then all requests."""
    address = (str(urlsplit(url).hostname), int(urlsplit(url).port or 80))
    await open_page(address, paths)  # what is read and compressed once is not the others' waiting
    server, own = cpu_seconds(pid) or 0.0, time.process_time()
    opening = [asyncio.create_task(open_page(address, paths)) for _ in range(given.clients)]
    finished, unfinished = await asyncio.wait(opening, timeout=GIVEN_UP_AFTER)
    for task in unfinished:
        task.cancel()
    opened = [task.result() for task in finished if not task.exception()]
    used, own = (cpu_seconds(pid) or 0.0) - server, time.process_time() - own
    start, places = time.perf_counter(), asyncio.Semaphore(given.parallel)

    async def ask(number: int) -> bool:
        async with places:
            return await ask_once(address, paths[number % len(paths)])

    answered = await asyncio.gather(*(ask(number) for number in range(given.requests)))
    seconds = [s for s, _ in opened] or [GIVEN_UP_AFTER]
    return Round(
        median_s=median(seconds),
        slowest_s=max(seconds),
        unfinished=given.clients - len(opened),
        lost=answered.count(False),
        requests_s=time.perf_counter() - start,
        received=max((size for _, size in opened), default=0),
        server_cpu_s=used,
        client_cpu_s=own,
        server_mb=memory_mb(pid) or 0.0,
    )


@contextmanager
def running_server(checkout: Path) -> Iterator[tuple[str, int]]:
    """The page of a checkout, served by its own code in a process of its own: its URL and the process's number."""
    command = [sys.executable, "-u", "-c", START, str(checkout / "web")]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    with subprocess.Popen(command, cwd=checkout, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip(), server.pid
        finally:
            server.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=60, help="browsers that open the page at once")
    parser.add_argument("--requests", type=int, default=3000, help="requests afterwards")
    parser.add_argument("--parallel", type=int, default=200, help="how many of them at once")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", type=Path, metavar="DIR", help="another checkout, whose server is measured, too")
    given = parser.parse_args()
    checkouts = [ROOT, *([given.against.resolve()] if given.against else [])]
    found: dict[str, list[Round]] = {str(checkout): [] for checkout in checkouts}
    for number in range(given.rounds * len(checkouts)):
        checkout = checkouts[number % len(checkouts)]
        files = page_files(checkout / "web")
        paths = ["/", f"/{LIST}", f"/{SERVICE_WORKER}", *(f"/{name}" for name in files if name != "index.html")]
        with running_server(checkout) as (url, pid):
            result = asyncio.run(load(url, pid, paths, given))
        found[str(checkout)].append(result)
        print(
            f"{checkout}: {given.clients} clients, {len(paths)} files each: median {result.median_s:.2f} s, slowest "
            f"{result.slowest_s:.2f} s, {result.unfinished} unfinished, {result.received:,} bytes a client; "
            f"{result.lost} of {given.requests:,} requests lost in {result.requests_s:.1f} s; server "
            f"{result.server_cpu_s:.2f} s of processor and {result.server_mb:.0f} MB, clients {result.client_cpu_s:.2f} s; "
            f"load average {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    print(json.dumps({checkout: [asdict(result) for result in results] for checkout, results in found.items()}))


if __name__ == "__main__":
    main()
