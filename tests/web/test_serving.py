"""The server behind `kerasdl web`: what it serves, and all that it does not."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kerasdl.errors import KerasdlError
from kerasdl.webpage.serving import CONTENT_SECURITY_POLICY, CONTENT_TYPES, running_page

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A page's folder with one file of each kind, and secrets around it."""
    folder = tmp_path / "site"
    (folder / "model").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>the page")
    (folder / "model" / "model.json").write_text('{"own": true}')
    for suffix in CONTENT_TYPES:
        (folder / f"file{suffix}").write_bytes(b"content")
    (folder / ".hidden.js").write_text("secret")
    (folder / "notes.py").write_text("secret")
    (tmp_path / "secret.js").write_text("secret")
    (folder / "link.js").symlink_to(tmp_path / "secret.js")
    return folder


@pytest.fixture
def url(site: Path) -> Iterator[str]:
    with running_page(site) as address:
        yield address


def ask(url: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """Sends a path exactly as it is written, which a browser would tidy first."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    connection.putrequest(method, path)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    response = connection.getresponse()
    answer = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    connection.close()
    return answer


def test_the_root_is_the_page(url: str) -> None:
    status, headers, body = ask(url, "/")
    assert (status, body) == (200, b"<!doctype html>the page")
    assert headers["content-length"] == str(len(body))


def test_every_answer_carries_the_security_headers(url: str) -> None:
    for path, method in (("/", "GET"), ("/file.js", "GET"), ("/nowhere.js", "GET"), ("/", "POST"), ("/", "BREW")):
        _, headers, _ = ask(url, path, method)
        assert headers["content-security-policy"].startswith(CONTENT_SECURITY_POLICY)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["permissions-policy"] == "camera=(self), microphone=(), geolocation=()"
        assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("suffix", "content_type"),
    [
        (".js", "text/javascript; charset=utf-8"),
        (".mjs", "text/javascript; charset=utf-8"),
        (".css", "text/css; charset=utf-8"),
        (".json", "application/json"),
        (".bin", "application/octet-stream"),
        (".svg", "image/svg+xml"),
        (".webp", "image/webp"),
        (".webmanifest", "application/manifest+json"),
        (".ico", "image/x-icon"),
    ],
)
def test_files_are_served_as_what_they_are(url: str, suffix: str, content_type: str) -> None:
    for path in (f"/file{suffix}?any=query", f"/file%2e{suffix[1:]}"):
        status, headers, body = ask(url, path)
        assert (status, headers["content-type"], body) == (200, content_type, b"content")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.js",
        "/model/../../secret.js",
        "/%2e%2e/secret.js",
        "/..%2fsecret.js",
        "/..%5csecret.js",
        "/model/..\\..\\secret.js",
        "//secret.js",
        "/link.js",
        "/.hidden.js",
        "/notes.py",
        "/C:/secret.js",
        "/file.js%00.html",
        "/file.js/",
    ],
)
def test_nothing_but_the_pages_own_files_can_be_reached(url: str, path: str) -> None:
    status, _, body = ask(url, path)
    assert status == 404
    assert b"secret" not in body


@pytest.mark.parametrize("path", ["/model", "/model/", "/nowhere.js", "/nowhere/"])
def test_folders_are_not_listed_and_missing_files_are_not_found(url: str, path: str) -> None:
    status, _, body = ask(url, path)
    assert (status, body) == (404, b"There is no such file.\n")


def test_head_answers_as_get_does_without_the_body(url: str) -> None:
    _, got, _ = ask(url, "/file.js")
    status, headers, body = ask(url, "/file.js", "HEAD")
    assert (status, body) == (200, b"")
    assert (headers["etag"], headers["content-length"]) == (got["etag"], got["content-length"])


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_get_and_head_are_allowed(url: str, method: str) -> None:
    status, headers, _ = ask(url, "/", method)
    assert (status, headers["allow"]) == (405, "GET, HEAD")


def test_an_unchanged_file_is_not_sent_again(url: str, site: Path) -> None:
    _, headers, _ = ask(url, "/file.js")
    status, _, body = ask(url, "/file.js", If_None_Match=headers["etag"])
    assert (status, body) == (304, b"")
    (site / "file.js").write_bytes(b"other content")
    status, _, body = ask(url, "/file.js", If_None_Match=headers["etag"])
    assert (status, body) == (200, b"other content")


def test_a_file_that_is_replaced_at_once_is_sent_again(url: str, site: Path) -> None:
    _, headers, _ = ask(url, "/file.js")
    status = (site / "file.js").stat()
    (site / "file.js").write_bytes(b"CONTENT")
    os.utime(site / "file.js", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert ask(url, "/file.js", If_None_Match=headers["etag"])[::2] == (200, b"CONTENT")


@pytest.mark.parametrize("asked", ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "GZIP", "deflate,gzip"])
def test_text_is_sent_compressed_to_a_client_that_asks(url: str, site: Path, asked: str) -> None:
    (site / "long.js").write_text("long();" * 300)
    status, headers, body = ask(url, "/long.js", Accept_Encoding=asked)
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "Accept-Encoding")
    assert len(body) == int(headers["content-length"]) < 2100 and gzip.decompress(body) == b"long();" * 300
    assert ask(url, "/long.js", "HEAD", Accept_Encoding=asked)[1]["content-length"] == headers["content-length"]


@pytest.mark.parametrize("asked", ["", "identity", "gzip;q=0", "gzip ; q=0.00, br", "xgzip", "gzipped", "br"])
def test_others_get_it_as_it_is(url: str, site: Path, asked: str) -> None:
    (site / "long.js").write_text("long();" * 300)
    status, headers, body = ask(url, "/long.js", Accept_Encoding=asked)
    assert (status, body, headers["vary"]) == (200, b"long();" * 300, "Accept-Encoding")
    assert "content-encoding" not in headers


def test_what_does_not_shrink_is_sent_as_it_is(url: str, site: Path) -> None:
    (site / "noise.bin").write_bytes(os.urandom(5_000))
    _, headers, body = ask(url, "/noise.bin", Accept_Encoding="gzip")
    assert body == (site / "noise.bin").read_bytes() and not {"content-encoding", "vary"} & headers.keys()


def test_both_forms_of_a_file_have_tags_of_their_own_and_either_says_that_it_is_unchanged(url: str, site: Path) -> None:
    (site / "long.js").write_text("long();" * 300)
    tags = [ask(url, "/long.js", Accept_Encoding=asked)[1]["etag"] for asked in ("gzip", "")]
    assert tags[0] != tags[1]
    for tag in (*tags, f"W/{tags[0]}", f'"other", {tags[1]}', "*"):
        assert ask(url, "/long.js", Accept_Encoding="gzip", If_None_Match=tag)[::2] == (304, b"")
    for tag in ('"other"', tags[0].strip('"'), ""):
        assert ask(url, "/long.js", If_None_Match=tag)[0] == 200


def test_another_model_takes_the_place_of_the_pages_own(site: Path, tmp_path: Path) -> None:
    (tmp_path / "mine" / "tfjs").mkdir(parents=True)
    (tmp_path / "mine" / "card.json").write_text("secret")
    (tmp_path / "mine" / "tfjs" / "model.json").write_text('{"mine": true}')
    with running_page(site, model=tmp_path / "mine") as url:
        assert ask(url, "/model/model.json")[2] == b'{"mine": true}'
        assert ask(url, "/model/../card.json")[0] == 404
        assert ask(url, "/file.js")[0] == 200


def test_a_taken_port_is_one_clear_line(site: Path, url: str) -> None:
    port = urlsplit(url).port
    assert port is not None
    with (
        pytest.raises(KerasdlError, match=f"The page needs a free port. Received: 127.0.0.1:{port} ") as raised,
        running_page(site, port=port),
    ):
        pass
    assert "\n" not in str(raised.value)


def test_a_port_that_cannot_be_is_one_clear_line_too(site: Path) -> None:
    with (
        pytest.raises(KerasdlError, match=r"needs a free port\. Received: 127\.0\.0\.1:70000"),
        running_page(site, port=70000),
    ):
        pass


def test_it_listens_at_an_ipv6_address_where_the_machine_has_one(site: Path) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        with pytest.raises(KerasdlError, match=r"needs a free port\. Received: ::1:0"), running_page(site, host="::1"):
            pass
    else:
        with running_page(site, host="::1") as url:
            assert url.startswith("http://[::1]:")
            assert ask(url, "/file.js")[0] == 200


def test_a_folder_without_a_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KerasdlError, match=r"must hold index\.html"), running_page(tmp_path):
        pass


def test_a_model_that_was_not_exported_is_refused(site: Path, tmp_path: Path) -> None:
    with pytest.raises(KerasdlError, match=r"must hold tfjs/model\.json"), running_page(site, model=tmp_path):
        pass


def test_the_server_is_gone_after_the_block(site: Path) -> None:
    with running_page(site) as url:
        pass
    with pytest.raises(ConnectionError):
        ask(url, "/")


def test_an_open_connection_ends_with_the_server(site: Path) -> None:
    with running_page(site) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
        connection.request("GET", "/file.js")
        connection.getresponse().read()
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        connection.auto_open = 0
        connection.request("GET", "/file.js")
        connection.getresponse()


def test_the_list_of_files_is_that_of_what_is_served(site: Path, tmp_path: Path) -> None:
    (site / "service_worker.js").write_text("const VERSION = '';\n")
    (tmp_path / "mine" / "tfjs").mkdir(parents=True)
    (tmp_path / "mine" / "tfjs" / "model.json").write_text('{"mine": true}')
    versions = []
    for model in (None, tmp_path / "mine"):
        with running_page(site, model=model) as url:
            status, headers, body = ask(url, "/files.json")
            listed = json.loads(body)
            assert (status, headers["content-type"]) == (200, "application/json")
            served = ask(url, "/model/model.json")[2]
            digest = base64.b64encode(hashlib.sha256(served).digest()).decode()
            assert listed["files"]["model/model.json"] == f"sha256-{digest}"
            assert ask(url, "/service_worker.js")[2].decode() == f"const VERSION = '{listed['version']}';\n"
            versions.append(listed["version"])
    assert versions[0] != versions[1]


def test_serve_page_serves_until_it_is_interrupted(site: Path) -> None:
    code = "import sys; from kerasdl.webpage.serving import serve_page; serve_page(sys.argv[1], port=0, on_ready=print)"
    command = [sys.executable, "-u", "-c", code, str(site)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None and server.stderr is not None
        url = server.stdout.readline().strip()
        assert ask(url, "/")[0] == 200
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=10) == 0
        assert server.stderr.read() == ""
