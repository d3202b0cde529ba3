"""Requests of telephones: what is kept, and what is refused in a line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.room_server import limits
from app.room_server.access import LecturerOnly
from app.room_server.gate import RoomServer
from app.room_server.limits import Limit, Limits
from kerasdl.handwriting import quiz
from kerasdl.handwriting.room import Room
from kerasdl.handwriting.rooms import Rooms
from kerasdl.handwriting.strokes import draw_strokes
from kerasdl.inference.reader import load_reader
from tests.support.asgi import Answer, ask, connect

STROKES = [[[100.0, 40.0], [120.0, 200.0], [180.0, 210.0]]]


async def other(scope: Any, receive: Any, send: Any) -> None:
    """The dashboard's place."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"dashboard"})


@pytest.fixture
def rooms(tmp_path: Path) -> Rooms:
    return Rooms(tmp_path / "rooms")


@pytest.fixture
def room(rooms: Rooms) -> Room:
    return rooms.create(title="</script>", asked=20)


@pytest.fixture
def server(rooms: Rooms) -> RoomServer:
    return RoomServer(other, rooms, Limits(lambda: 0.0))


@pytest.fixture
def post(server: RoomServer, room: Room) -> Callable[..., Answer]:
    def send(path: str, body: Any, token: str = "", code: str = "", **more: Any) -> Answer:
        content = body if isinstance(body, bytes | list) else json.dumps(body).encode()
        return ask(
            server, "POST", f"/c/{code or room.about.code}/{path}", content, authorization=f"Bearer {token}", **more
        )

    return send


def drawing(label: int, number: int = 1, strokes: Any = STROKES) -> dict[str, Any]:
    return {"drawing": f"drawing-{number}", "label": label, "strokes": strokes}


def test_a_drawing_is_kept_as_the_reader_sees_it_when_it_is_acknowledged(
    post: Callable[..., Answer], room: Room
) -> None:
    joined = post("join", {"nickname": "Ada"}).json
    assert sorted(joined["left"]) == sorted([*range(10), *range(10)]) and joined["asked"] == 20
    kept = post("digits", drawing(joined["left"][0]), joined["token"])
    assert kept.status == 200 and kept.json["left"] == joined["left"][1:]
    again = Room(room.file).digits()
    seen = load_reader("web").read(draw_strokes(STROKES)[None])["digit"][0]
    assert np.abs(again.digits.images[0] / 255 - seen).max() < 0.01 and again.digits.labels[0] == joined["left"][0]
    back = post("back", {"drawing": "drawing-1"}, joined["token"])
    assert sorted(back.json["left"]) == sorted(joined["left"]) and room.counts() == (0, 0)


def test_the_page_says_what_is_kept_and_until_when_and_runs_no_script_of_others(server: RoomServer, room: Room) -> None:
    page = ask(server, "GET", f"/c/{room.about.code}")
    text = page.content.decode()
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert page.status == 200 and data["room"]["title"] == "</script>" and text.count("</script>") == 2
    assert data["room"]["until"] == room.about.deleted_on and "{date}" in data["texts"]["kept"]["zh"]
    assert "script-src 'self';" in page.headers["content-security-policy"] and room.about.key not in text
    for name, kind in (("phone.js", "text/javascript"), ("phone.css", "text/css")):
        assert ask(server, "GET", f"/c/{name}").headers["content-type"].startswith(kind)
    assert ask(server, "GET", "/step-1").content == b"dashboard"


def test_who_types_in_a_code_comes_into_the_room(server: RoomServer, room: Room) -> None:
    found = ask(server, "GET", f"/c/?code=%20{room.about.code.upper()}")
    assert (found.status, found.headers["location"]) == (303, f"/c/{room.about.code}")
    for path in ("/c", "/c/", "/c/?code=no"):
        assert ask(server, "GET", path).status == 200
    assert ask(server, "GET", "/c/aaaaa").status == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"no json", "valid JSON"),
        (b"[]", "must be object"),
        (b'{"drawing": "drawing-1", "label": 1e999, "strokes": []}', "`label` must be"),
        (drawing(11), "`label` must be an integer of 0 to 9. Received: 11"),
        (drawing(1, strokes="x"), "A drawing must be a list of strokes"),
        (drawing(1, strokes=[[[0, 0]]]), "at least 20 of its paper's 280 units"),
        ({**drawing(1), "drawing": "../x"}, "`drawing` must be 8 to 40 letters"),
    ],
)
def test_a_broken_drawing_is_one_line(post: Callable[..., Answer], room: Room, body: Any, said: str) -> None:
    token = post("join", {}).json["token"]
    refused = post("digits", body, token)
    assert refused.status == 400 and said in refused.json["detail"] and "\n" not in refused.json["detail"]
    assert room.counts() == (0, 0)


def test_a_giant_body_is_refused_before_it_is_read(post: Callable[..., Answer]) -> None:
    token = post("join", {}).json["token"]
    read = []

    def endless() -> Any:
        for _ in range(4):
            read.append(1)
            yield b" " * 60_000

    refused = post("digits", list(endless()), token)
    assert (refused.status, refused.json["error"]) == (413, "too_large")


def test_a_token_is_good_in_its_own_room_alone(post: Callable[..., Answer], rooms: Rooms, room: Room) -> None:
    token, another = post("join", {}).json["token"], rooms.create()
    for code, given in ((another.about.code, token), (room.about.code, ""), (room.about.code, room.about.key)):
        refused = post("digits", drawing(1), given, code)
        assert (refused.status, refused.json["error"]) == (403, "no_writer")
    assert another.counts() == (0, 0)


def test_who_guesses_rooms_is_soon_told_nothing(post: Callable[..., Answer], server: RoomServer, room: Room) -> None:
    statuses = [post("join", {}, code=f"abc{n}").status for n in range(10, 50)]
    assert statuses == [404] * 30 + [429] * 10
    assert ask(server, "GET", f"/c/{room.about.code}").status == 429
    assert post("join", {}, address="10.0.0.2").status == 200


def test_a_flood_from_one_telephone_is_refused_and_the_others_draw_on(post: Callable[..., Answer], room: Room) -> None:
    joined, calm = post("join", {}).json, post("join", {}).json
    statuses = [post("digits", drawing(joined["left"][0], n), joined["token"]).status for n in range(40)]
    assert statuses.count(200) == 2 and statuses.count(400) == 10 and statuses.count(429) == 28
    assert post("digits", drawing(calm["left"][0]), calm["token"]).status == 200


def test_a_closed_room_says_so(post: Callable[..., Answer], room: Room) -> None:
    token = post("join", {}).json["token"]
    room.set_closed(True)
    for answer in (post("digits", drawing(1), token), post("join", {}), post("back", {"drawing": "drawing-1"}, token)):
        assert (answer.status, answer.json["error"]) == (409, "closed")


def test_the_own_reading_and_the_quiz_come_with_what_is_new(
    post: Callable[..., Answer], server: RoomServer, room: Room
) -> None:
    first, second = post("join", {}).json, post("join", {}).json
    post("digits", drawing(first["left"][0]), first["token"])
    room.publish({1: (1, 1)}, {1: "best"})
    quiz.start(room, [1], [7])

    def me(token: str) -> dict[str, Any]:
        return ask(server, "GET", f"/c/{room.about.code}/me", authorization=f"Bearer {token}").json

    assert me(first["token"])["reading"] == {"right": 1, "judged": 1, "rank": "best"}
    assert me(first["token"])["question"] is None and me(second["token"])["reading"] is None
    assert me(second["token"])["question"]["digit"] == 1
    assert me(second["token"])["quiz"] is None and me(first["token"])["quiz"] is None
    voted = post("vote", {"digit": 1, "answer": first["left"][0]}, second["token"]).json
    network = int(first["left"][0] == 7)
    assert voted["question"] is None and voted["quiz"] == {"right": 1, "network": network, "count": 1}
    assert post("vote", {"digit": 1, "answer": 4}, first["token"]).status == 400


def test_a_limit_fills_up_again_and_what_has_not_asked_for_long_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    limit, counted = Limit(burst=2, rate=0.5), Limits(lambda: now[0])
    assert [counted.allow(limit, "a") for _ in range(3)] == [True, True, False]
    assert counted.exhausted(limit, "a") and counted.allow(limit, "b")
    now[0] = 2.0
    assert [counted.allow(limit, "a") for _ in range(2)] == [True, False]
    monkeypatch.setattr(limits, "MOST_KEYS", 3)
    for key in "cdef":
        counted.allow(limit, key)
    assert len(counted._buckets) == 3


def test_with_a_key_the_dashboard_opens_by_its_address_alone(rooms: Rooms, room: Room) -> None:
    app = RoomServer(LecturerOnly(other, "secret"), rooms)
    assert ask(app, "GET", "/step-1").status == 403 and ask(app, "GET", "/?key=wrong").status == 403
    assert ask(app, "GET", "/_stcore/health").status == 403
    assert connect(app) == [{"type": "websocket.close", "code": 1008}]
    opened = ask(app, "GET", "//evil.example/?net=64&key=secret")
    assert opened.status == 303 and opened.headers["location"] == "/evil.example/?net=64"
    assert "HttpOnly" in opened.headers["set-cookie"] and "secret" in opened.headers["set-cookie"]
    cookie = {"cookie": "other=1; kerasdl_key=secret"}
    assert (
        ask(app, "GET", "/step-1", **cookie).content == b"dashboard"
        and connect(app, **cookie)[0]["type"] == "websocket.accept"
    )
    assert ask(app, "GET", f"/c/{room.about.code}").status == 200


def test_without_a_key_everything_is_open(rooms: Rooms) -> None:
    assert ask(LecturerOnly(other, ""), "GET", "/step-1").content == b"dashboard"
