"""The commands `class list`, `class export`, `class evaluate`, `class delete`: rooms in which a class has written."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kerasdl.cli.common import Backend, Json, check_backend, comma_list, note, print_result, start_keras
from kerasdl.errors import ConfigError
from kerasdl.handwriting import FORMATS

if TYPE_CHECKING:
    from kerasdl.handwriting.room import Room

RoomName = Annotated[str, typer.Argument(metavar="ROOM", help="A room's code, such as k7f3q, or its file.")]

app = typer.Typer(
    help="Rooms in which a class has written digits: list, export, evaluate, delete.", no_args_is_help=True
)


@app.command(name="list")
def list_rooms(as_json: Json = False) -> None:
    """List the rooms of this folder's saved_models/, the newest first."""
    from kerasdl.handwriting.rooms import Rooms

    rooms = [_describe(room) for room in Rooms().all()]
    lines = [
        f"{room['room']}  {room['opened']}  {room['people']:>3} people  {room['digits']:>5} digits  "
        f"{'closed' if room['closed'] else 'open  '}  until {room['kept_until']}  {room['file']}  {room['title']}"
        for room in rooms
    ]
    print_result({"rooms": rooms}, as_json, "\n".join(lines) or "there is no room; the dashboard opens one")


def _describe(room: Room) -> dict[str, Any]:
    about, (people, digits) = room.about, room.counts()
    return {
        "room": about.code,
        "title": about.title,
        "opened": _day(about.created),
        "kept_until": _day(about.deleted_on),
        "people": people,
        "digits": digits,
        "closed": about.closed,
        "file": str(room.file),
    }


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(seconds))


@app.command()
def export(
    room: RoomName,
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path(),
    formats: Annotated[str, typer.Option(help="Which to write, with commas between.")] = ",".join(FORMATS),
    as_json: Json = False,
) -> None:
    """Export a room's digits: an .npz like MNIST's, pictures sorted by label, a CSV of all drawings."""
    from kerasdl.handwriting.export import export_room
    from kerasdl.handwriting.rooms import Rooms

    wanted = tuple(comma_list(formats, "`formats` must be names with commas between"))
    written = export_room(Rooms().get(room), out, wanted)
    values = {"files": dict(zip(wanted, map(str, written), strict=True))}
    print_result(values, as_json, "\n".join(f"written {path}" for path in written))


@app.command()
def evaluate(
    room: RoomName,
    model: Annotated[str, typer.Option(help="A model's folder or name.")] = "web",
    backend: Backend = None,
    as_json: Json = False,
) -> None:
    """Judge a network on a room's digits: as `evaluate`, and how well it reads each writer."""
    from kerasdl.handwriting.rooms import Rooms
    from kerasdl.models.folder import open_model

    check_backend(backend)
    found, folder = Rooms().get(room), open_model(model)
    kept = found.digits().kept
    if not len(kept):
        raise ConfigError(f"A room must have digits to be read. Received: {room}, which has none")
    start_keras(backend)
    from kerasdl.evaluation import report as evaluation
    from kerasdl.handwriting.judging import right_by_writer

    answers = evaluation.answers_of(folder.load(), kept.digits)
    judged = evaluation.report(answers, kept.digits.labels, not_sure_below=folder.rejection_threshold)
    assert kept.digits.writers is not None
    writers = right_by_writer(answers, kept.digits.labels, kept.digits.writers)
    lines = [str(judged), "", "by writer", *(f"  {w}: {right} of {of} right" for w, (right, of) in writers.items())]
    by_writer = {str(writer): {"right": right, "count": of} for writer, (right, of) in writers.items()}
    print_result(judged.to_dict() | {"writers": by_writer}, as_json, "\n".join(lines))


@app.command()
def delete(
    room: RoomName,
    yes: Annotated[bool, typer.Option("--yes", help="Delete it for good: nothing of it can be brought back.")] = False,
    as_json: Json = False,
) -> None:
    """Delete a room for good, with all that was drawn in it."""
    from kerasdl.errors import RoomError
    from kerasdl.handwriting.rooms import Rooms

    rooms = Rooms()
    if (found := rooms.find(room)) is None:
        raise RoomError(f"A room must be the code of one in {rooms.home}. Received: {room}")
    if not yes:
        raise ConfigError(f"A room is deleted for good with --yes. Received: {room} without it")
    _, digits = found.counts()
    rooms.delete(room)
    note(f"kerasdl: {digits:,} digits are gone for good")
    print_result({"room": room, "deleted": digits}, as_json, f"room {room} is deleted")
