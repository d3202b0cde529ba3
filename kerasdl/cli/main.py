"""The `kerasdl` command: each command parses its options, calls one function, and prints.

Keras is loaded inside the verbs, so `kerasdl --help` answers at once.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kerasdl import __version__
from kerasdl.cli import rooms, searching, sharing, training
from kerasdl.cli.common import Backend, Json, Seed, check_backend, check_no_empty_value
from kerasdl.cli.common import note as _note
from kerasdl.cli.common import print_result as _result
from kerasdl.cli.common import start_keras as _start
from kerasdl.errors import ConfigError, KerasdlError, one_line
from kerasdl.files import writable_file

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

app = typer.Typer(
    name="kerasdl",
    help="Deep learning in three steps: train a digit reader, judge it, export it, and run it in any browser.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command; an error that kerasdl raises on purpose becomes one line and an exit status."""
    sys.unraisablehook = _say_unless_unwritable
    try:
        check_no_empty_value(sys.argv[1:])
        app(standalone_mode=True)
    except ConfigError as error:
        _note(f"kerasdl: {error}")
        sys.exit(2)
    except KerasdlError as error:
        _note(f"kerasdl: {error}")
        sys.exit(1)
    except KeyboardInterrupt:
        _note("kerasdl: stopped")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of the output is gone, `head` for example.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(1)
    except OSError as error:
        # A disk that is full, a folder that may not be written: the machine's, and no fault to trace.
        received = f"{error.filename or 'one that is not'} ({error.strerror or error})"
        _note(f"kerasdl: {one_line(f'Files and folders must be readable and writable. Received: {received}')}")
        sys.exit(1)
    except MemoryError as error:
        _note(f"kerasdl: {one_line(f'The memory must hold the work. Received: not enough of it ({error})')}")
        sys.exit(1)


def _say_unless_unwritable(unraisable: UnraisableHookArgs) -> None:
    """Say what no one can catch, but not that a file which could not be written cannot be closed either."""
    if not isinstance(unraisable.exc_value, OSError):
        sys.__unraisablehook__(unraisable)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"kerasdl {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


for verb in (training.train, training.evaluate, sharing.export, sharing.verify, sharing.predict, sharing.card):
    app.command()(verb)


@app.command()
def pens(
    png: Annotated[Path, typer.Option(help="The picture to write.")] = Path("pens.png"),
    non_digits: Annotated[bool, typer.Option("--non-digits", help="What is no digit, instead of the digits.")] = False,
    seed: Seed = 0,
    backend: Backend = None,
    as_json: Json = False,
) -> None:
    """Draw a page of the pen styles that the web and record networks learn from."""
    check_backend(backend)
    writable_file(png, "png", ".png")
    _start(backend)
    from kerasdl.data import synthetic
    from kerasdl.evaluation.plots import save_pen_page

    none = [*synthetic.LETTERS, *synthetic.WORDS, *synthetic.SIGNS, *synthetic.PICTURES]
    styles = [*none, *synthetic.HALVES, *synthetic.SCRIBBLES] if non_digits else synthetic.DIGIT_STYLES
    save_pen_page(styles, png, seed=seed)
    _result({"png": str(png), "styles": [str(s) for s in styles]}, as_json, f"{len(styles)} styles drawn in {png}")


@app.command()
def history(
    years: Annotated[
        list[str] | None,
        typer.Argument(metavar="YEAR", help="1958, 1969, 1980s, 1986, 1989, 2006, 2009, after.", show_default="all"),
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder for what was found: a JSON file and a picture each.")] = Path(
        "history"
    ),
    seed: Seed = 0,
    again: Annotated[bool, typer.Option("--again", help="Try also what was tried before.")] = False,
    as_json: Json = False,
) -> None:
    """Try the claims of deep learning's ups and downs, from the perceptron to what is used today."""
    from kerasdl.cli.progress import history_progress
    from kerasdl.history.run import CLAIMS, run_history

    width = min(100, shutil.get_terminal_size((100, 24)).columns)
    with history_progress() as show:
        kept = run_history(
            years or tuple(CLAIMS),
            out=out,
            seed=seed,
            again=again,
            on_progress=show,
            on_finding=lambda found: None if as_json else print(f"{found.text(width)}\n", flush=True),
        )
    _result({"findings": [found.to_dict() for found in kept]}, as_json, f"kept, with a picture each, in {out}")


app.command()(searching.search)
app.add_typer(rooms.app, name="class")
app.command()(sharing.demo)
app.command(name="app")(sharing.dashboard)
app.command()(sharing.web)
