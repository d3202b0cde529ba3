"""Shared options and output of the commands: notes to standard error, results to standard output."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Annotated, Any

import typer

from kerasdl.backend.fast_import import load_keras
from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.backend.selection import choose_backend
from kerasdl.config import MAX_SEED
from kerasdl.errors import ConfigError, printable
from kerasdl.json_files import json_text

STARTED = time.perf_counter()  # of the command: every verb's module asks this one for its options

Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on the last line.")]
Model = Annotated[str, typer.Argument(help="A model's folder, or the name of one in saved_models/.")]
Backend = Annotated[
    str | None, typer.Option(help="Keras backend: jax, tensorflow or torch.", show_default="the fastest, mostly jax")
]
Device = Annotated[str, typer.Option(help="auto (a GPU where there is one), cpu, gpu, or with a number: gpu:1.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for any free one.")]
Host = Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 lets other machines in.")]
Custom = Annotated[
    str | None, typer.Option(help="A module or Python file, which is run, with the classes that a model needs.")
]
RunLambda = Annotated[
    bool, typer.Option("--run-lambda", help="Run the Python code in Lambda layers: only of a file that you trust.")
]


Seed = Annotated[int, typer.Option(min=0, max=MAX_SEED, help="Seeds all that is random.")]
Insist = Annotated[
    bool, typer.Option("--yes", help="Begin even where it would take more memory or time than there is.")
]


def comma_list(text: str, rule: str) -> list[str]:
    """The parts of an option's value that has commas between them.

    Raises:
        ConfigError: one of them is empty; it says the rule.
    """
    parts = [part.strip() for part in text.split(",")]
    if not all(parts):
        raise ConfigError(f"{rule}. Received: {text}")
    return parts


def check_no_empty_value(arguments: Sequence[str]) -> None:
    """Refuse what has no value where one belongs: `--name=`, or an empty argument.

    Each verb would take it for something else: no name for the default one, no folder for this one.

    Raises:
        ConfigError: an argument is such a one.
    """
    for before, argument in zip(["", *arguments], arguments, strict=False):
        option = argument.partition("=")[0] if argument.startswith("--") else before if before.startswith("-") else ""
        value = argument.partition("=")[2] if argument.startswith("--") and "=" in argument else argument
        if not value.strip():
            raise ConfigError(f"An argument must not be empty. Received: {option or 'one'} with an empty value")


def note(text: object = "") -> None:
    """Print a line of news; names in it come from files of other people, and a terminal obeys none of them."""
    print(printable(text), file=sys.stderr, flush=True)


def warn_of_others(host: str, what: str, can: str) -> None:
    """Say in one line what others can do with a server, where its address lets other machines in."""
    try:
        own = host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name, of which only that of this machine is known
        own = False
    if not own:
        note(f"kerasdl: {host or 'every address'} lets other machines reach the {what}: {can}.")


def print_result(values: dict[str, Any], as_json: bool, text: object) -> None:
    """Print a verb's result, as JSON or for people."""
    print(json_text(values) if as_json else printable(text), flush=True)


def check_backend(backend: str | None) -> None:
    """Check the name of a Keras backend.

    Raises:
        ConfigError: there is none of that name.
    """
    if backend is not None and backend not in ("jax", "tensorflow", "torch"):
        raise ConfigError(f"`backend` must be jax, tensorflow or torch. Received: backend={backend}")


def start_keras(backend: str | None, default: str = "jax") -> None:
    """Load Keras on the backend that the user wants, or on `default`."""
    check_backend(backend)
    try:
        if choose_backend(backend, default) == "tensorflow":
            with quiet_tensorflow():
                load_keras()
        else:
            load_keras()
    except ImportError as error:
        raise ConfigError(f"`backend` must be installed. Received: backend={backend} ({error})") from None
