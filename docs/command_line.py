"""The command line's reference, from the options that the command itself declares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from kerasdl.cli.main import app

VALUES = {str: "text", int: "number", float: "number", Path: "path"}


def sections(_: str = "") -> str:
    """A section for each command: what it does, how it is called, its arguments and its options as tables."""
    group: Any = typer.main.get_command(app)
    return "\n\n".join(_section(name, command) for name, command in _commands(group))


def _commands(group: Any, before: str = "") -> list[tuple[str, Any]]:
    """All commands by their names; those of a group behind its own."""
    found = []
    for name, command in group.commands.items():
        inner = hasattr(command, "commands")
        found += _commands(command, f"{before}{name} ") if inner else [(f"{before}{name}", command)]
    return found


def _section(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    usage = " ".join(["kerasdl", name, *(["[OPTIONS]"] if options else []), *map(_usage, arguments)])
    parts = [f"## kerasdl {name}", command.help.strip(), f"```text\n{usage}\n```"]
    if arguments:
        rows = [f"| `{_usage(p)}` | {_said(p)} | {_default(p)} |" for p in arguments]
        parts.append("\n".join(["| argument | | default |", "| --- | --- | --- |", *rows]))
    rows = [f"| {_names(p)} | {_said(p)} | {_default(p)} |" for p in options]
    parts.append("\n".join(["| option | | default |", "| --- | --- | --- |", *rows]))
    return "\n\n".join(parts)


def _usage(argument: Any) -> str:
    name = (argument.metavar or argument.name).upper() + ("…" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _names(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} *{VALUES[option.type_descriptor.annotation]}*"


def _said(parameter: Any) -> str:
    return _escaped(parameter.help or "")


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _default(parameter: Any) -> str:
    shown = getattr(parameter, "show_default", None)
    if isinstance(shown, str):
        return _escaped(shown)
    if parameter.default is True:
        return "on"
    if parameter.default in (None, False):
        return "required" if parameter.required else ""
    return f"`{parameter.default}`"
