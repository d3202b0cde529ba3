"""The page's server and requests that no browser sends: each gets an answer with all headers, or a clean end."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from kerasdl.webpage import http_server, site
from kerasdl.webpage.http_server import HEADERS
from kerasdl.webpage.serving import running_page
from kerasdl.webpage.site import Site
from tests.support.odd_requests import KINDS, get

PATIENCE = 10.0  # seconds for an answer
HEAD = re.compile(rb"HTTP/1\.1 (\d{3}) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n")
SECRET = b"nobody's business"


class Served(NamedTuple):
    """A running server: its address, and what it has written to its log."""

    address: tuple[str, int]
    log: Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page, with what must not be served in it and around it."""
    home = tmp_path_factory.mktemp("home")
    site = home / "site"
    (site / "model").mkdir(parents=True)
    (site / "index.html").write_text("<!doctype html>the page")
    (site / "file.js").write_text("file();" * 200)
    (site / "service_worker.js").write_text("const VERSION = '';\n")
    for name in (home / "secret.js", site / ".secret.js", site / "secret.py", site / "model" / "secret"):
        name.write_bytes(SECRET)
    (site / "link.js").symlink_to(home / "secret.js")
    (site / "loop.js").symlink_to(site / "loop.js")
    return site


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    """The server in a process of its own."""
    code = "import sys; from kerasdl.webpage.serving import serve_page; serve_page(sys.argv[1], port=0, on_ready=print)"
    log = folder.parent / "log"
    with log.open("wb") as errors:
        command = [sys.executable, "-u", "-c", code, str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
            assert process.stdout is not None
            url = urlsplit(process.stdout.readline().strip())
            assert url.hostname and url.port
            yield Served((url.hostname, url.port), log)
            assert process.poll() is None, log.read_text()
            process.terminate()


def exchange(address: tuple[str, int], sent: bytes, ends: bool = True) -> bytes:
    """Send bytes, and whatever comes back until the server closes."""
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        connection.sendall(sent)
        if ends:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while data := connection.recv(65536):
            received += data
        return received


def statuses(answer: bytes) -> list[int]:
    """The status of each response; all that comes must be responses, and each must carry the headers."""
    assert not answer or HEAD.match(answer), answer[:200]
    assert SECRET not in answer
    found = []
    for status, lines in HEAD.findall(answer):
        sent = dict(line.split(b": ", 1) for line in lines.splitlines())
        names = {name.lower(): value.decode() for name, value in sent.items()}
        assert {name: names.get(name.lower().encode()) for name in HEADERS} == HEADERS
        found.append(int(status))
    return found


def alive(address: tuple[str, int]) -> bool:
    return statuses(exchange(address, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) == [200]


def _try_all(served: Served, requests: list[bytes]) -> None:
    for sent in requests:
        start = time.monotonic()
        try:
            statuses(exchange(served.address, sent))
        except (AssertionError, OSError) as error:
            pytest.fail(f"{sent[:300]!r} ({len(sent)} bytes): {error!r}")
        assert time.monotonic() - start < PATIENCE, sent[:300]
    assert alive(served.address)
    assert served.log.read_text() == ""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_odd_requests_are_answered_with_all_headers_or_end_cleanly(
    served: Served, kind: Callable[[Random], bytes]
) -> None:
    _try_all(served, [kind(Random(seed)) for seed in range(8)])


@pytest.mark.slow
def test_five_hundred_odd_requests_leave_the_server_as_it_was(served: Served) -> None:
    chance = Random(20)
    _try_all(served, [chance.choice(KINDS)(chance) for _ in range(500)])


@pytest.mark.slow
def test_odd_requests_at_once_do_not_mix(served: Served) -> None:
    chance = Random(21)
    with ThreadPoolExecutor(32) as pool:
        list(
            pool.map(
                lambda sent: statuses(exchange(served.address, sent)),
                [chance.choice(KINDS)(chance) for _ in range(500)],
            )
        )
    assert alive(served.address)
    assert served.log.read_text() == ""


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (get("/nothing.js"), 404),
        (get("/files%2ejson"), 200),
        (get("/" + "a" * 300 + ".js"), 404),
        (get("/" + "a/" * 3_000 + ".js"), 404),
        (get("/loop.js"), 404),
        (get("/link.js"), 404),
        (get("http://["), 400),
        (get("http://a/file.js"), 200),
        (get("http://a"), 200),
        (get("*"), 400),
        (get(method="POST"), 405),
        (get(method="CONNECT"), 405),
        (get("/" + "a" * 70_000), 431),
        (get(headers=b"X: " + b"x" * 100_000 + b"\r\n"), 431),
        (get(headers=b"Transfer-Encoding: gzip\r\n"), 501),
        (get(headers=b"Content-Length: x\r\n"), 400),
        (get(version="HTTP/2.0"), 505),
        (b"GET /\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.0\r\n\r\n", 200),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400),
    ],
    ids=lambda value: repr(value[:30]) if isinstance(value, bytes) else value,
)
def test_each_fault_has_its_status(served: Served, sent: bytes, status: int) -> None:
    assert statuses(exchange(served.address, sent)) == [status]


def test_requests_in_a_row_are_answered_in_their_order(served: Served) -> None:
    sent = get() + get("/no.js") + get("/file.js", method="HEAD") + get(method="PUT") + get("/files.json")
    assert statuses(exchange(served.address, sent)) == [200, 404, 200, 405, 200]


def test_a_body_is_not_taken_for_the_next_request(served: Served) -> None:
    hidden = get("/file.js")
    sent = get(headers=b"Content-Length: %d\r\n" % len(hidden)) + hidden
    assert statuses(exchange(served.address, sent, ends=False)) == [200]


@pytest.fixture
def url_of(folder: Path) -> Iterator[Callable[[], tuple[str, int]]]:
    """The server in this process, for tests that change its limits."""
    with running_page(folder) as url:
        address = urlsplit(url)
        assert address.hostname and address.port
        yield lambda: (str(address.hostname), int(address.port or 0))


def test_what_goes_wrong_on_the_servers_side_is_in_its_log_alone(
    url_of: Callable[[], tuple[str, int]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("/a/path of the server")

    monkeypatch.setattr(Site, "read", fail)
    answer = exchange(url_of(), get("/file.js", headers=b"Connection: close\r\n"))
    assert statuses(answer) == [500] and b"path of" not in answer and b"Traceback" not in answer
    assert "RuntimeError: /a/path of the server" in capsys.readouterr().err


def test_a_request_must_arrive_in_time(url_of: Callable[[], tuple[str, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "PATIENCE", 0.3)
    assert exchange(url_of(), b"", ends=False) == b""
    with socket.create_connection(url_of(), timeout=PATIENCE) as drip:  # a byte now and then is no progress
        end = time.monotonic() + 0.6
        for byte in get("/file.js", headers=b"X: x\r\n" * 100):
            if time.monotonic() > end:
                break
            drip.send(bytes([byte]))
            time.sleep(0.02)
        assert statuses(drip.recv(65536)) == [408]
    assert alive(url_of())


def test_a_client_that_takes_nothing_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "PATIENCE", 0.3)
    monkeypatch.setattr(site, "SETTLED", -60_000_000_000)
    big = folder / "big.bin"
    big.write_bytes(Random(0).randbytes(14_000_000))
    try:
        with running_page(folder) as url:
            address = (str(urlsplit(url).hostname), int(urlsplit(url).port or 0))
            exchange(address, get("/big.bin", method="HEAD"))  # what takes long is done before time counts
            with socket.create_connection(address, timeout=PATIENCE) as lazy:
                lazy.sendall(get("/big.bin"))
                time.sleep(1.2)
                received = 0
                with pytest.raises(ConnectionError):
                    while data := lazy.recv(1_000_000):
                        received += len(data)
                    raise ConnectionError("closed")
                assert received < 14_000_000
            assert alive(address)
    finally:
        big.unlink()


def test_idle_connections_make_room_for_those_that_ask(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "MOST_CONNECTIONS", 50)
    with running_page(folder) as url:
        address = (str(urlsplit(url).hostname), int(urlsplit(url).port or 0))
        idle = [socket.create_connection(address, timeout=PATIENCE) for _ in range(49)]
        with socket.create_connection(address, timeout=PATIENCE) as asking:
            for _ in range(20):
                idle.append(socket.create_connection(address, timeout=PATIENCE))
                asking.sendall(get("/file.js", method="HEAD"))
                assert statuses(asking.recv(65536)) == [200]
        assert alive(address)
        assert idle[0].recv(1) == b""
        for connection in idle:
            connection.close()


@pytest.mark.slow
def test_a_thousand_idle_connections_keep_nobody_waiting(served: Served) -> None:
    idle = [socket.create_connection(served.address, timeout=PATIENCE) for _ in range(1_000)]
    start = time.monotonic()
    assert all(alive(served.address) for _ in range(50))
    assert time.monotonic() - start < PATIENCE
    for connection in idle:
        connection.close()
    assert served.log.read_text() == ""
