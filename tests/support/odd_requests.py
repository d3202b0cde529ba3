"""Generated HTTP requests that no browser sends, by kind."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random
from urllib.parse import quote

BYTES = bytes(range(256))
PIECES = r"""
.. . %2e%2e ..%2f %00 % %zz %ff %c0%ae %252e \ %5c // : ~ [ ] ? # ; secret.js .secret.js secret.py link.js loop.js
model file.js files%2ejson service_worker.js etc/passwd %e2%80%ae con.js file.js%20 FILE.JS index.html/""".split()
PIECES.append("a" * 300)
HEADERS = rb"""no colon
: none
 folded: 1
X : 1
X: \
Host: b
Connection: upgrade
Connection: close, keep-alive
Upgrade: websocket
Upgrade: h2c
Expect: 100-continue
Expect: other
Range: bytes=0-1
Range: bytes=-
If-None-Match: *
If-Modified-Since: never
Accept-Encoding: gzip
Accept-Encoding: gzip;q=0
Accept-Encoding: ;;,=""".splitlines()
FIRST_LINES = """GET /
GET /file.js
GET

GET / HTTP/1.0
GET / HTTP/0.9
GET / HTTP/1.2
GET / HTTP/2.0
GET / HTTP/9.9
GET / HTTP/1.11
GET / HTTP/
GET / http/1.1
GET / HTCPCP/1.0
GET / HTTP/1.1 x
GET  /  HTTP/1.1
PRI * HTTP/2.0""".splitlines()


def get(path: str = "/", headers: bytes = b"", method: str = "GET", version: str = "HTTP/1.1") -> bytes:
    return f"{method} {path} {version}\r\nHost: a\r\n".encode("utf-8", "surrogateescape") + headers + b"\r\n"


def noise(chance: Random, most: int = 200) -> bytes:
    return bytes(chance.choices(BYTES, k=chance.randint(0, most)))


def word(chance: Random, most: int = 20) -> str:
    return "".join(chance.choices(string.ascii_letters + "!#$%&'*+-.^_`|~", k=chance.randint(1, most)))


def a_method(chance: Random) -> bytes:
    names = ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "BREW", "get", "G ET", "", word(chance)]
    return get(chance.choice(["/", "*", "a:80", "/file.js"]), method=chance.choice(names))


def a_path(chance: Random) -> bytes:
    parts = chance.choices(PIECES, k=chance.randint(1, 8))
    return get(chance.choice(["", "/", "//", "/model/", "http:/"]) + chance.choice(["/", ""]).join(parts))


def an_encoded_path(chance: Random) -> bytes:
    characters = chance.choices(PIECES + list("aé漢\t\x7f\x1b"), k=chance.randint(1, 12))
    return get("/" + quote("".join(characters), safe=chance.choice(["", "/", "/%"])))


def a_long_path(chance: Random) -> bytes:
    length = chance.choice([255, 256, 300, 4_095, 4_096, 8_000, 16_384, 70_000])
    return get("/" + chance.choice(["a", "a/", "%61", "../"]) * (length // 3) + ".js")


def an_absolute_address(chance: Random) -> bytes:
    hosts = [
        "a",
        "[",
        "[::1]",
        "[::1",
        "]",
        "a:b",
        "a:99999999",
        "user@a",
        "",
        "\\",
        "[v1.a]",
        "a" * 300,
        "%00",
        "xn--é",
    ]
    path = chance.choice(["", "/", "/file.js", "/../secret.js", "?", "#"])
    return get(chance.choice(["http", "https", "file", "ftp", "HTTP", ""]) + "://" + chance.choice(hosts) + path)


def many_headers(chance: Random) -> bytes:
    size = chance.choice([1, 100, 8_000, 16_000, 20_000, 100_000])
    return get(headers=b"".join(b"%s: %d\r\n" % (word(chance).encode(), n) for n in range(chance.randint(1, 300))) +
               b"X: " + b"x" * size + b"\r\n")  # fmt: skip


def an_odd_header(chance: Random) -> bytes:
    lines = [*HEADERS, b"X: \x00", b"\xff: 1", b"X: " + noise(chance, 30), b'If-None-Match: "' + noise(chance, 30)]
    return get("/file.js", headers=b"".join(line + b"\r\n" for line in chance.choices(lines, k=chance.randint(1, 4))))


def an_odd_length(chance: Random) -> bytes:
    lengths = [
        b"-1",
        b"x",
        b"",
        b"1e3",
        b"0x10",
        b"99999999999999999999",
        b"5, 5",
        b"5, 6",
        b"+5",
        b"5",
        b"0",
        b"\xd9\xa5",
    ]
    codings = [b"chunked", b"gzip", b"chunked, chunked", b"identity", b"chunked\r\nContent-Length: 5", b"xchunked"]
    length = b"Content-Length: " + chance.choice(lengths) + b"\r\n"
    coding = b"Transfer-Encoding: " + chance.choice(codings) + b"\r\n"
    body = chance.choice(
        [b"", b"hello", b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\n", b"-5\r\n", b"f" * 40 + b"\r\n", noise(chance)]
    )
    return get(headers=chance.choice([length, coding, length + coding, length * 2]), method=word(chance, 3)) + body


def a_body(chance: Random) -> bytes:
    body = chance.choice([noise(chance, 5_000), get("/secret.js"), b"x" * 200_000])
    head = get(headers=b"Content-Length: %d\r\n" % len(body), method=chance.choice(["GET", "HEAD", "POST"]))
    return head + body


def several(chance: Random) -> bytes:
    requests = [
        get("/"),
        get("/file.js", method="HEAD"),
        get("/no.js"),
        get("/files.json"),
        get("/file.js", method="POST"),
    ]
    return b"".join(chance.choices(requests, k=chance.randint(2, 60)))


def another_version(chance: Random) -> bytes:
    rest = chance.choice([b"", b"\r\n", b"Host: a\r\n\r\n", b"\r\nSM\r\n\r\n" + noise(chance)])
    return chance.choice(FIRST_LINES).encode() + chance.choice([b"\r\n", b"\n", b"\r"]) + rest


def no_request(chance: Random) -> bytes:
    tls = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
    return chance.choice(
        [b"", b"\r\n" * chance.randint(1, 5_000), b"\0" * 100, tls + noise(chance), noise(chance, 2_000)]
    )


def a_part(chance: Random) -> bytes:
    whole = chance.choice([get("/file.js"), many_headers(chance), several(chance), a_body(chance)])
    return whole[: chance.randint(0, len(whole))]


KINDS: list[Callable[[Random], bytes]] = [
    a_method, a_path, an_encoded_path, a_long_path, an_absolute_address, many_headers, an_odd_header, an_odd_length, a_body,
    several, another_version, no_request, a_part,
]  # fmt: skip
