"""ASGI application of the telephones: `/c/` asks for a room's code, `/c/<code>` is where one writes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from kerasdl.errors import KerasdlError
from kerasdl.handwriting import quiz
from kerasdl.handwriting.records import About, Writer
from kerasdl.handwriting.room import Room
from kerasdl.handwriting.rooms import CODE, Rooms

from ..charts.style import png_url
from ..shell import navigation
from ..state import language
from . import PREFIX, drawings
from .limits import DRAWINGS, GUESSES, JOINS, REQUESTS, Limits

HERE = Path(__file__).parent
PATIENCE = 15.0  # seconds for a request's body to arrive
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
FILES = {"phone.js": ("phone.bundle.js", "text/javascript"), "phone.css": ("phone.css", "text/css")}


class RefusalError(Exception):
    """A request that is not answered: a status and the name of a text."""

    def __init__(self, status: int, text: str, detail: str = "") -> None:
        super().__init__(text)
        self.status, self.text, self.detail = status, text, detail


class Phones:
    """The routes of the telephones.

    Args:
        rooms: the rooms of this server.
        limits: what counts their requests.
    """

    def __init__(self, rooms: Rooms, limits: Limits) -> None:
        self._rooms, self._limits = rooms, limits

    def application(self) -> Starlette:
        """What answers them."""
        routes: list[tuple[str, Any, str]] = [
            ("", self.entrance, "GET"),
            ("/", self.entrance, "GET"),
            ("/{file:str}", self.page, "GET"),
            ("/{code:str}/join", self.join, "POST"),
            ("/{code:str}/me", self.me, "GET"),
            ("/{code:str}/digits", self.digit, "POST"),
            ("/{code:str}/back", self.back, "POST"),
            ("/{code:str}/vote", self.vote, "POST"),
        ]
        return Starlette(
            routes=[Route(PREFIX + path, _answering(self._limited(f)), methods=[m]) for path, f, m in routes]
        )

    def _limited(self, handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        @wraps(handler)
        async def limited(request: Request) -> Response:
            if not self._limits.allow(REQUESTS, _address(request)):
                raise RefusalError(429, "too_fast")
            return await handler(request)

        return limited

    async def entrance(self, request: Request) -> Response:
        """Where a room's code is typed in."""
        code = request.query_params.get("code", "").strip().lower()
        if CODE.fullmatch(code):
            return RedirectResponse(f"{PREFIX}/{code}", 303, HEADERS)
        return _page(None, "no_room" if code else "")

    async def page(self, request: Request) -> Response:
        """A file of the page, or the page of a room."""
        name = request.path_params["file"]
        if name in FILES:
            file, kind = FILES[name]
            return Response(_file(file), media_type=kind, headers=HEADERS)
        navigation.preload()
        try:
            room = await asyncio.to_thread(self._room, request, name.lower())
        except RefusalError as refusal:
            return _page(None, refusal.text, refusal.status)
        return _page(room.about)

    async def join(self, request: Request) -> Response:
        body, code = await _body(request), request.path_params["code"]

        def work() -> dict[str, Any]:
            room = self._room(request, code)
            if not self._limits.allow(JOINS, _address(request)):
                raise RefusalError(429, "too_fast")
            _check_open(room)
            nickname = body.get("nickname", "")
            token, writer = room.join(nickname if isinstance(nickname, str) else "")
            return {"token": token} | _state(room, writer)

        return JSONResponse(await asyncio.to_thread(work), headers=HEADERS)

    async def me(self, request: Request) -> Response:
        """What is left, and what a writer may know: how their own hand is read, and the question to answer."""

        def work() -> dict[str, Any]:
            room, writer = self._writer(request)
            return _state(room, writer)

        return JSONResponse(await asyncio.to_thread(work), headers=HEADERS)

    async def digit(self, request: Request) -> Response:
        body = await _body(request)

        def work() -> dict[str, Any]:
            room, writer = self._writer(request, drawing=True)
            _check_open(room)
            drawings.keep(room, writer.id, body)
            return {"left": room.asked_of(writer.id)}

        return JSONResponse(await asyncio.to_thread(work), headers=HEADERS)

    async def back(self, request: Request) -> Response:
        body = await _body(request)

        def work() -> dict[str, Any]:
            room, writer = self._writer(request, drawing=True)
            _check_open(room)
            room.take_back(writer.id, drawings.name_of(body))
            return {"left": room.asked_of(writer.id)}

        return JSONResponse(await asyncio.to_thread(work), headers=HEADERS)

    async def vote(self, request: Request) -> Response:
        body = await _body(request)

        def work() -> dict[str, Any]:
            room, writer = self._writer(request, drawing=True)
            answer = drawings.number_of(body, "answer", quiz.UNSURE)
            quiz.vote(room, writer.id, drawings.number_of(body, "digit", 2**53), answer)
            return _state(room, writer)

        return JSONResponse(await asyncio.to_thread(work), headers=HEADERS)

    def _room(self, request: Request, code: str) -> Room:
        """The room of a code; who has guessed too often is not even told that there is none."""
        address = _address(request)
        if self._limits.exhausted(GUESSES, address):
            raise RefusalError(429, "too_fast")
        if (room := self._rooms.find(code)) is None:
            self._limits.allow(GUESSES, address)
            raise RefusalError(404, "no_room")
        return room

    def _writer(self, request: Request, *, drawing: bool = False) -> tuple[Room, Writer]:
        room = self._room(request, request.path_params["code"])
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if (writer := room.writer_of(token)) is None:
            raise RefusalError(403, "no_writer")
        if drawing and not self._limits.allow(DRAWINGS, token):
            raise RefusalError(429, "too_fast")
        return room, writer


def _check_open(room: Room) -> None:
    if room.about.closed:
        raise RefusalError(409, "closed")


def _state(room: Room, writer: Writer) -> dict[str, Any]:
    about, questions = room.about, quiz.open_questions(room, writer.id)
    question = (
        {"digit": questions[0][0], "png": png_url(questions[0][1]), "left": len(questions)} if questions else None
    )
    result = quiz.result_of(room, writer.id)
    reading = {"right": writer.right, "judged": writer.judged, "rank": writer.rank} if writer.judged else None
    return {
        "asked": about.asked,
        "left": room.asked_of(writer.id),
        "closed": about.closed,
        "until": about.deleted_on,
        "reading": reading,
        "question": question,
        "quiz": dict(zip(("right", "network", "count"), result, strict=True)) if result else None,
    }


def _answering(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Every error on purpose as one line of JSON, with the name of the text that says it in the visitor's language."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except RefusalError as refusal:
            text = language.Texts("phone")(refusal.text)
            return JSONResponse({"error": refusal.text, "detail": text}, refusal.status, HEADERS)
        except KerasdlError as error:
            return JSONResponse({"error": "refused", "detail": str(error)}, 400, HEADERS)
        except ClientDisconnect:
            return Response(status_code=400)

    return answer


async def _body(request: Request) -> dict[str, Any]:
    """A request's JSON, read no further than it may be long, and no longer than it may take."""
    content = bytearray()

    async def read() -> None:
        async for part in request.stream():
            content.extend(part)
            if len(content) > drawings.MOST_BYTES:
                raise RefusalError(413, "too_large")

    try:
        await asyncio.wait_for(read(), PATIENCE)
    except TimeoutError:
        raise RefusalError(408, "too_slow") from None
    return drawings.body_of(bytes(content))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


@cache
def _file(name: str) -> bytes:
    return (HERE / name).read_bytes()


def _page(about: About | None, error: str = "", status: int = 200) -> HTMLResponse:
    """The page, of a room, or to type in a code; it holds its texts in both languages."""
    known = about and {
        "code": about.code,
        "title": about.title,
        "asked": about.asked,
        "until": about.deleted_on,
        "closed": about.closed,
    }
    data = {"room": known, "error": error, "texts": language.entries("phone")}
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return HTMLResponse(_file("phone.html").decode().replace("{{data}}", text), status, HEADERS)
