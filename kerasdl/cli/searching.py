"""The command `search`."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kerasdl.cli.common import Insist, Json, note, print_result

if TYPE_CHECKING:
    from kerasdl.search import Candidate

GOALS = "What is to be small beside the error: multiply-adds of one answer, or bytes of the weights on the wire."


def search(
    out: Annotated[Path, typer.Option(help="The folder for what is found, and for the search's database.")] = Path(
        "search"
    ),
    minutes: Annotated[
        float | None, typer.Option(help="How long to search.", show_default="20, without --trials")
    ] = None,
    trials: Annotated[int | None, typer.Option(help="Search until so many candidates are finished.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes of this machine.", show_default="one a core")] = None,
    goal: Annotated[str, typer.Option(help=GOALS)] = "multiply-adds",
    epochs: Annotated[int, typer.Option(help="Passes over the training digits that each candidate gets.")] = 2,
    digits: Annotated[int, typer.Option(help="How many training digits each candidate learns.")] = 55_000,
    population: Annotated[int, typer.Option(help="Parents of each generation.")] = 24,
    seeds: Annotated[
        int, typer.Option(help="Trainings, a seed each, of a candidate that comes to the front; their mean counts.")
    ] = 3,
    inherit: Annotated[bool, typer.Option("--inherit", help="Children begin with their parents' weights.")] = False,
    baseline: Annotated[
        bool, typer.Option("--baseline", help="Beside evolution, random search with as much time.")
    ] = False,
    storage: Annotated[
        str | None,
        typer.Option(
            envvar="KERASDL_STORAGE",
            help="A database that many machines share: postgresql://user:password@host/name.",
            show_default="a file in --out",
        ),
    ] = None,
    name: Annotated[str, typer.Option(help="The search's name in the database.")] = "structures",
    join: Annotated[
        bool, typer.Option("--join", help="Take part in a search that was begun elsewhere, with its settings.")
    ] = False,
    yes: Insist = False,
    as_json: Json = False,
) -> None:
    """Search for structures that read well and cost little: evolution, on one machine or many.

    Ctrl-C keeps everything; the same command resumes. `kerasdl train --search OUT --trial N` trains a candidate in full.
    """
    from kerasdl.cli.search_progress import search_progress
    from kerasdl.search import SearchConfig
    from kerasdl.search import search as look_for
    from kerasdl.search.report import front_table

    config = None
    if not join:
        config = SearchConfig(
            goal=goal, epochs=epochs, digits=digits, population=population, seeds=seeds, inherit=inherit
        )
    stop_requested = _stop_on_signal()
    with search_progress() as show:
        found = look_for(
            out,
            config,
            minutes=20.0 if minutes is None and trials is None else minutes,
            trials=trials,
            workers=workers,
            storage=storage,
            name=name,
            join=join,
            baseline=baseline,
            on_status=show,
            should_stop=stop_requested.is_set,
            insist=yes,
        )
    if stop_requested.is_set():
        note(f"kerasdl: stopped; all that was found is kept in {out}, and the same command resumes")
        raise typer.Exit(1)
    fronts = {method: [_row(c) for c in found.front(method)] for method in found.methods}
    note(f"kept, with a picture, in {out}")
    print_result({"folder": str(out), "tried": len(found.candidates), "fronts": fronts}, as_json, front_table(found))


def _stop_on_signal() -> threading.Event:
    """Set by Ctrl-C, and by SIGTERM, with which Kubernetes and Slurm end what they run; the second time it ends at once.

    Not an exception the first time: it could come in the middle of a transaction, or of loading what draws the picture.
    """
    stop = threading.Event()

    def hear(_number: int, _frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, hear)
    return stop


def _row(candidate: Candidate) -> dict[str, Any]:
    from kerasdl.search import describe_structure

    return {
        "trial": candidate.trial,
        "structure": describe_structure(candidate.config),
        "validation_error": candidate.error,
        "trainings": candidate.trainings,
        "multiply_adds": candidate.multiply_adds,
        "bytes": candidate.bytes,
        "parameters": candidate.parameters,
    }
